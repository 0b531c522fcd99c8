"""A feed's bytes to text; guards that a wrong or missing charset does not garble it.

A byte order mark decides, then the pattern of NUL bytes. Then come what the server says, what the XML declaration says
and UTF-8: the first that reads without a fault, where bytes that are UTF-8 and not ASCII are never taken for a charset
in which any byte reads. What is left is recognised by its letters.
"""

import codecs
import re
from collections.abc import Iterator

from bot.domain.words import STOP_WORDS, language_of

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# "<" or "{", or a blank before it, in the wide encodings.
_WIDE = (
    (re.compile(rb"[<{\s]\0\0\0"), "utf-32-le"),
    (re.compile(rb"\0\0\0[<{\s]"), "utf-32-be"),
    (re.compile(rb"[<{\s]\0"), "utf-16-le"),
    (re.compile(rb"\0[<{\s]"), "utf-16-be"),
)
_DECLARED = re.compile(rb"""<\?xml[^>]{0,200}?encoding\s*=\s*["']?\s*([A-Za-z0-9._:-]{1,40})""")
_SENT = re.compile(r"""charset\s*=\s*["']?\s*([A-Za-z0-9._:-]{1,40})""", re.IGNORECASE)
# What is declared → what is meant: supersets that the same publishers use.
_MEANT = {
    "iso8859-1": "cp1252", "ascii": "cp1252", "latin-1": "cp1252", "gb2312": "gb18030", "gbk": "gb18030",
    "euc_kr": "cp949", "shift_jis": "cp932", "big5": "big5hkscs", "iso8859-9": "cp1254", "iso8859-11": "cp874",
    "tis-620": "cp874",
}  # fmt: skip
_MANY_BYTES = frozenset("gb18030 cp949 cp932 big5hkscs euc_jp iso2022_jp iso2022_kr hz johab utf-8 utf-7".split())
_LEGACY = [
    "cp1250", "cp1251", "cp1252", "cp1253", "cp1254", "cp1255", "cp1256", "cp1257", "koi8_r", "koi8_u",
    "iso8859_2", "shift_jis", "gb18030", "big5", "euc_kr",
]  # fmt: skip
_WESTERN = frozenset({"de", "fr", "es", "it", "pt", "nl", "sv", "da", "en"})
_HIGH = re.compile(rb"[\x80-\xff]+")
_SAMPLE = 32 * 1024
_HEAD = 1024


def _as_windows(error: UnicodeError) -> tuple[str, int]:
    """Read a byte that is no UTF-8 as Windows-1252: feeds paste both together."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return error.object[error.start : error.end].decode("cp1252", "replace"), error.end


codecs.register_error("bot.windows", _as_windows)


def decode(data: bytes, content_type: str | None) -> str:
    """The text of a feed, without its byte order mark. Never raises: what nothing reads becomes U+FFFD."""
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return data[len(mark) :].decode(encoding, "replace")
    for pattern, encoding in _WIDE:
        if pattern.match(data):
            return data.decode(encoding, "replace")
    for encoding in _candidates(data, content_type):
        try:
            return data.decode(encoding)
        except (UnicodeError, LookupError):
            continue
    return _guessed(data)


def _candidates(data: bytes, content_type: str | None) -> Iterator[str]:
    sent = _SENT.search(content_type or "")
    declared = _DECLARED.search(data[:_HEAD])
    names = [sent[1] if sent else "", declared[1].decode("ascii") if declared else ""]
    meant = [encoding for name in names if (encoding := _meant(name))]
    yield from (encoding for encoding in meant if encoding in _MANY_BYTES)
    yield "utf-8"
    yield from (encoding for encoding in meant if encoding not in _MANY_BYTES)


def _meant(name: str) -> str | None:
    """The codec that a declared name stands for; None where there is none that could be true of these bytes."""
    try:
        found = codecs.lookup(name).name if name else ""
    except (LookupError, ValueError):
        return None
    # Wide encodings show in their bytes, and these show none.
    if not found or found.startswith(("utf-16", "utf-32", "utf_16", "utf_32")) or not _is_text_codec(found):
        return None
    return _MEANT.get(found, found)


def _is_text_codec(name: str) -> bool:
    """Whether a codec makes text of bytes, as zip and rot13 do not, and is not made for addresses or escapes."""
    return name not in {"idna", "punycode", "unicode_escape", "raw_unicode_escape", "undefined", "utf-7"} and (
        codecs.lookup(name)._is_text_encoding  # noqa: SLF001 - the only place where Python says so
    )


def _guessed(data: bytes) -> str:
    """Bytes that are no UTF-8 and not what they are said to be."""
    head = data[: 8 * _SAMPLE]
    strange = sum(map(len, _HIGH.findall(head)))
    wide = sum(len(char.encode()) for char in head.decode("utf-8", "ignore") if char > "\x7f")
    if wide > strange / 2:
        return data.decode("utf-8", "bot.windows")
    high = _HIGH.search(data)
    sample = data[max(0, high.start() - _SAMPLE // 4 if high else 0) :][:_SAMPLE]
    western = sample.decode("cp1252", "replace")
    if language_of(western) in _WESTERN - {"en"} or _has_english(western):
        return data.decode("cp1252", "replace")
    from charset_normalizer import from_bytes  # noqa: PLC0415 - slow to import, and rarely needed

    best = from_bytes(sample, cp_isolation=_LEGACY).best()
    return data.decode(best.encoding if best else "cp1252", "replace")


def _has_english(text: str) -> bool:
    found = text[:4000].lower().split()
    return sum(word in STOP_WORDS for word in found) > 0.1 * len(found)
