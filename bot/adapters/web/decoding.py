"""A feed's or page's bytes to text; guards that a wrong or missing charset neither fails nor garbles it.

A byte order mark decides, then the pattern of NUL bytes, then UTF-8 where the bytes fit it: that they do is no
accident, whatever is said. Then what the server says and what the document says of itself, each believed only where the
bytes can be read in it, then the letters. Names are those of the WHATWG encoding standard as far as Python knows them.
"""

import codecs
import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass

from bot.domain.charsets import LEGACY, is_western, marked, sample_of


@dataclass(frozen=True, slots=True)
class Declared:
    """Where a kind of document names its charset: in which form, and in how many bytes from its beginning."""

    form: re.Pattern[bytes]
    head: int


XML = Declared(re.compile(rb"""<\?xml[^>]{0,200}?encoding\s*=\s*["']?\s*([\w.:-]{1,40})"""), 1024)
HTML = Declared(re.compile(rb"""(?:charset|encoding)\s*=\s*["']?\s*([\w.:-]{2,40})""", re.IGNORECASE), 8192)

_IN_HEADER = re.compile(r"""charset\s*=\s*["']?\s*([\w.:-]{2,40})""", re.IGNORECASE | re.ASCII)
# "<" or "{", or a blank before it, in the wide encodings.
_WIDE = (
    (re.compile(rb"[<{\s]\0\0\0"), "utf-32-le"),
    (re.compile(rb"\0\0\0[<{\s]"), "utf-32-be"),
    (re.compile(rb"[<{\s]\0"), "utf-16-le"),
    (re.compile(rb"\0[<{\s]"), "utf-16-be"),
)
# What is called by one name and meant by another (WHATWG, "names and labels"): supersets that the same sites use.
_MEANT = {
    "iso8859-1": "cp1252", "ascii": "cp1252", "latin-1": "cp1252", "iso8859-9": "cp1254", "iso8859-11": "cp874",
    "tis-620": "cp874", "gb2312": "gb18030", "gbk": "gb18030", "euc_kr": "cp949", "shift_jis": "cp932",
    "big5": "big5hkscs",
}  # fmt: skip
# Python's charsets of text alone: none that are no text (base64, zip, rot13) or that evaluate escapes (UTF-7 among
# them). Wide encodings show in their bytes; where these are asked for, they did not.
_TEXT = re.compile(
    r"cp\d{3,4}|iso8859-\d+|koi8-[rtu]|mac-[a-z]+|gb18030|big5hkscs|euc_j\w+|iso2022_(?:jp|kr)\w*|shift_jis\w+|hz|johab"
    r"|ptcp154|kz1048|hp-roman8"
)
_MARKUP = re.compile(rb"<[^<>]{0,1000}>")
_HIGH = re.compile(rb"[\x80-\xff]+")
_HEAD = 8192
_SAMPLE = 32 * 1024
_PROBE = 256 * 1024


def _as_windows(error: UnicodeError) -> tuple[str, int]:
    """Read a byte that is no UTF-8 as Windows-1252: sites paste both together."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return error.object[error.start : error.end].decode("cp1252", "replace"), error.end


codecs.register_error("bot.windows", _as_windows)


def decode(data: bytes, content_type: str | None, declared: Declared) -> str:
    """The text, without its byte order mark. Never raises: what nothing reads becomes U+FFFD."""
    if mark := marked(data):
        return data[mark[1] :].decode(mark[0], "replace")
    if wide := _wide(data):
        return data.decode(wide, "replace")
    if not data.isascii() and (text := _utf8(data)) is not None:
        return text
    for name in _named(data, content_type, declared):
        if (text := _fitting(data, name)) is not None:
            return text
    return data.decode() if data.isascii() else _by_its_bytes(data)


def _wide(data: bytes) -> str | None:
    """UTF-16 or UTF-32 by what begins the document, or by its NUL bytes: in Latin text every other byte is one."""
    for pattern, encoding in _WIDE:
        if pattern.match(data):
            return encoding
    head = data[:_HEAD]
    even, odd, half = head[::2].count(0), head[1::2].count(0), len(head) // 2
    if odd > 0.4 * half and even < 0.05 * half:
        return "utf-16-le"
    return "utf-16-be" if even > 0.4 * half and odd < 0.05 * half else None


def _utf8(data: bytes) -> str | None:
    """The text where the bytes are UTF-8 but for a few that are broken: one for twenty characters that fit."""
    with suppress(UnicodeDecodeError):
        return data.decode()
    text = data.decode("utf-8", "replace")
    broken = text.count("\ufffd")
    fitting = len(text) - len(text.encode("ascii", "ignore")) - broken
    return data.decode("utf-8", "bot.windows") if broken * 20 <= fitting else None


def _named(data: bytes, content_type: str | None, declared: Declared) -> Iterator[str]:
    """The charsets that the server and the document name, in that order, as Python calls them."""
    sent = _IN_HEADER.search(content_type or "")
    if sent and (codec := _codec(sent[1])):
        yield codec
    for inside in declared.form.finditer(data, 0, declared.head):
        if codec := _codec(inside[1].decode("ascii", "replace")):
            yield codec


def _codec(name: str) -> str | None:
    """The codec that a name stands for; None where there is none that could be true of bytes that are not UTF-8."""
    with suppress(LookupError, ValueError):
        found = codecs.lookup(name).name
        found = _MEANT.get(found, found)
        return found if _TEXT.fullmatch(found) else None
    return None


def _fitting(data: bytes, name: str) -> str | None:
    """The text where all of the bytes fit, or all but one in a thousand."""
    text = data.decode(name, "replace")
    return text if text.count("\ufffd") * 1000 <= len(text) else None


def _by_its_bytes(data: bytes) -> str:
    """Bytes that are no UTF-8 and not what they are said to be, by a sample of letters without the markup around them.

    Languages that Windows-1252 was made for are told by their commonest words: a dozen charsets hold the same letters
    but for a few.
    """
    head = data[:_PROBE]
    strange = sum(map(len, _HIGH.findall(head)))
    fitting = sum(len(char.encode()) for char in head.decode("utf-8", "ignore") if char > "\x7f")
    if fitting > strange / 2:
        return data.decode("utf-8", "bot.windows")
    sample = _MARKUP.sub(b" ", sample_of(data, _SAMPLE))
    if is_western(sample.decode("cp1252", "replace")):
        return data.decode("cp1252", "replace")
    from charset_normalizer import from_bytes  # noqa: PLC0415 - slow to import, and rarely needed

    best = from_bytes(sample, cp_isolation=list(LEGACY)).best()
    return data.decode((_codec(best.encoding) if best else None) or "cp1252", "replace")
