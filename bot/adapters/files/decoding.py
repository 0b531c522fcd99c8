"""Bytes to text; guards that nothing binary is taken for an article and that old encodings stay readable.

A byte order mark decides, then the pattern of NUL bytes (UTF-16), then UTF-8. Only what is not UTF-8 is
recognised by its letters: Western European text as Windows-1252, everything else by charset-normalizer.
"""

import codecs
import re
from contextlib import suppress

from bot.domain.charsets import LEGACY, is_western, marked, sample_of
from bot.domain.errors import InputError

# Formats that can pass for text by their bytes alone.
_MAGIC = (b"%PDF-", b"PK\x03\x04", b"\x7fELF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"{\\rtf", b"\x1f\x8b", b"RIFF")
_CONTROL_BYTES = bytes((*range(9), *range(14, 27), *range(28, 32), 127))
_NO_TEXT = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f\ufffe\uffff\ue000-\uf8ff]")
_SAMPLE = 64 * 1024


def decode(data: bytes) -> str:
    """The text of a whole file or line, without its byte order mark.

    Raises:
        InputError: The bytes are binary, or in an encoding that is not recognised.
    """
    encoding, mark = unicode_encoding(data)
    if encoding != "utf-8":
        return data[mark:].decode(encoding, "replace")
    refuse_binary(data)
    with suppress(UnicodeDecodeError):
        return data[mark:].decode()
    return _legacy(data)


def unicode_encoding(head: bytes) -> tuple[str, int]:
    """Which Unicode encoding some bytes begin in, and the length of their mark; UTF-8 where nothing shows."""
    if mark := marked(head):
        return mark
    sample = head[:_SAMPLE]
    if b"\0" in sample and not sample.startswith(_MAGIC):
        for encoding in ("utf-16-le", "utf-16-be"):
            if _reads_as(sample[: len(sample) // 2 * 2], encoding):
                return encoding, 0
    return "utf-8", 0


def _reads_as(sample: bytes, encoding: str) -> bool:
    """Whether a sample is plausible text: it decodes, holds nothing else, and is ASCII or has blanks enough."""
    try:
        text = codecs.getincrementaldecoder(encoding)().decode(sample)
    except UnicodeDecodeError:
        return False
    blanks = sum(c in " \n\r\u3000" for c in text)
    letters = sum("!" <= c <= "~" for c in text)
    return (blanks > len(text) / 50 or letters > len(text) / 2) and not _NO_TEXT.search(text)


def refuse_binary(data: bytes) -> None:
    """Raise InputError for bytes of a known format or with a NUL; for bytes that are in no UTF-16 or UTF-32."""
    if b"\0" in data or data.startswith(_MAGIC):
        raise InputError("not a text file (binary)")


def _legacy(data: bytes) -> str:
    controls = len(data) - len(data.translate(None, _CONTROL_BYTES))
    if controls > len(data) // 200:
        raise InputError("not a text file (binary)")
    sample = sample_of(data, _SAMPLE)
    if is_western(sample.decode("cp1252", "replace")):
        return data.decode("cp1252", "replace")
    from charset_normalizer import from_bytes  # noqa: PLC0415 – slow to import, and rarely needed

    best = from_bytes(sample, cp_isolation=list(LEGACY)).best()
    return data.decode(best.encoding if best else "cp1252", "replace")
