"""Which characters a page's bytes are; guards that a wrong or missing charset neither fails nor garbles a page.

A byte order mark decides, then UTF-8 where the bytes fit it, then what the server says, then what the page says of
itself, then the letters. A named charset is believed only where the bytes can be read in it. The names are those of the
WHATWG encoding standard as far as Python knows them; as there, "iso-8859-1" is Windows-1252.
"""

import codecs
import re
from collections.abc import Iterator
from contextlib import suppress

from bot.domain.words import STOP_WORDS, language_of

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_IN_HEADER = re.compile(r"charset\s*=\s*[\"']?([\w.:-]{2,40})", re.IGNORECASE)
_IN_PAGE = re.compile(rb"(?:charset|encoding)\s*=\s*[\"']?\s*([\w.:-]{2,40})", re.IGNORECASE)
_HEAD = 8192
_SAMPLE = 32 * 1024
_MARKUP = re.compile(rb"<[^<>]{0,1000}>")
_WESTERN = frozenset({"de", "fr", "es", "it", "pt", "nl", "sv", "da"})
# What pages call by one name and mean by another (WHATWG encoding standard, "names and labels").
_MEANT = {
    "iso8859-1": "cp1252", "ascii": "cp1252", "latin-1": "cp1252", "iso8859-9": "cp1254", "iso8859-11": "cp874",
    "tis-620": "cp874", "gb2312": "gb18030", "gbk": "gb18030", "euc_kr": "cp949", "shift_jis": "cp932",
    "big5": "big5hkscs",
}  # fmt: skip
# Charsets of pages alone: none of Python's that are no text (base64, zip, rot13) or that evaluate escapes.
_TEXT = re.compile(
    r"(?:utf-(?:8|16|32)(?:-[lb]e)?|cp(?:125\d|874|932|949|866)|iso8859-\d+|koi8-[ru]|mac-[a-z]+|gb18030|big5hkscs|euc_jp"
    r"|iso2022_jp|hz|johab)"
)


def decode(data: bytes, content_type: str | None = None) -> str:
    """The page's text; a byte that is in no charset becomes U+FFFD. Never raises."""
    for mark, name in _MARKS:
        if data.startswith(mark):
            return data[len(mark) :].decode(name, "replace")
    wide = _utf16_without_mark(data[:_HEAD])
    if wide:
        return data.decode(wide, "replace")
    if not data.isascii() and (text := _utf8(data)) is not None:
        return text  # that these bytes fit is no accident, whatever the server or the page says
    for name in _named(data, content_type):
        text = _fitting(data, name)
        if text is not None:
            return text
    return data.decode() if data.isascii() else _by_its_bytes(data)


def _named(data: bytes, content_type: str | None) -> Iterator[str]:
    """The charsets that the server and the page name, in that order, as Python calls them."""
    named = _IN_HEADER.search(content_type or "")
    if named and (codec := _codec(named.group(1))):
        yield codec
    for inside in _IN_PAGE.finditer(data, 0, _HEAD):
        codec = _codec(inside.group(1).decode("ascii", "replace"))
        if codec and not codec.startswith("utf-"):  # UTF-8 was tried; UTF-16 could not be read byte by byte
            yield codec


def _codec(name: str) -> str | None:
    with suppress(LookupError, ValueError):
        found = codecs.lookup(name.strip()).name
        found = _MEANT.get(found, found)
        return found if _TEXT.fullmatch(found) else None
    return None


def _utf8(data: bytes) -> str | None:
    """The text where the bytes are UTF-8 but for a few that are broken: one for twenty characters that fit."""
    with suppress(UnicodeDecodeError):
        return data.decode()
    text = data.decode("utf-8", "replace")
    broken = text.count("\ufffd")
    fitting = len(text) - len(text.encode("ascii", "ignore")) - broken
    return text if broken * 20 <= fitting else None


def _fitting(data: bytes, name: str) -> str | None:
    """The text where all of the bytes fit, or all but one in a thousand."""
    if name == "utf-8":
        return None
    text = data.decode(name, "replace")
    return text if text.count("\ufffd") * 1000 <= len(text) else None


def _utf16_without_mark(head: bytes) -> str | None:
    """UTF-16 by its NUL bytes: in Latin text every other byte is one."""
    even, odd = head[::2].count(0), head[1::2].count(0)
    half = len(head) // 2
    if odd > 0.4 * half and even < 0.05 * half:
        return "utf-16-le"
    if even > 0.4 * half and odd < 0.05 * half:
        return "utf-16-be"
    return None


def _by_its_bytes(data: bytes) -> str:
    """Recognised from a sample of letters, without the markup that looks the same in every charset.

    Languages that Windows-1252 was made for are told by their commonest words: a dozen charsets hold the same letters
    but for a few.
    """
    first = next((at for at, byte in enumerate(data) if byte > 127), 0)
    sample = _MARKUP.sub(b" ", data[max(0, first - _SAMPLE // 4) :][:_SAMPLE])
    if _is_western(sample.decode("cp1252", "replace")):
        return data.decode("cp1252", "replace")
    from charset_normalizer import from_bytes  # noqa: PLC0415 - slow to import, and rarely needed

    best = from_bytes(sample).best()
    codec = _codec(best.encoding) if best else None
    return data.decode(codec or "cp1252", "replace")


def _is_western(text: str) -> bool:
    language = language_of(text)
    if language != "en":
        return language in _WESTERN
    found = text[:4000].lower().split()  # letter salad is "en" too: it lacks the words
    return sum(word in STOP_WORDS for word in found) > 0.1 * len(found)
