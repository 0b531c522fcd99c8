"""What bytes show of their encoding: marks, zeros, letters. Guards that files, feeds and pages are told apart alike."""

import re

from bot.domain.words import STOP_WORDS, language_of

# Byte order marks. UTF-32 comes before UTF-16, whose mark it begins with.
_MARKS = (
    (b"\xef\xbb\xbf", "utf-8"),
    (b"\xff\xfe\x00\x00", "utf-32-le"),
    (b"\x00\x00\xfe\xff", "utf-32-be"),
    (b"\xff\xfe", "utf-16-le"),
    (b"\xfe\xff", "utf-16-be"),
)
# What text without a charset may be in, other than UTF-8: what is told apart by its letters.
LEGACY = (
    "cp1250", "cp1251", "cp1252", "cp1253", "cp1254", "cp1255", "cp1256", "cp1257", "koi8_r", "koi8_u",
    "iso8859_2", "shift_jis", "gb18030", "big5", "euc_kr",
)  # fmt: skip
# Languages that Windows-1252 was made for, English apart.
_WESTERN = frozenset({"de", "fr", "es", "it", "pt", "nl", "sv", "da"})
_HIGH = re.compile(rb"[\x80-\xff]")


def marked(data: bytes) -> tuple[str, int] | None:
    """The encoding that a byte order mark names, and the mark's length; None where there is none."""
    return next(((encoding, len(mark)) for mark, encoding in _MARKS if data.startswith(mark)), None)


def sample_of(data: bytes, size: int) -> bytes:
    """At most `size` bytes that show the letters: from a little before the first that is not ASCII."""
    first = _HIGH.search(data)
    return data[max(0, first.start() - size // 4 if first else 0) :][:size]


def is_western(text: str) -> bool:
    """Whether text read as Windows-1252 holds the common words of a language that it was made for."""
    language = language_of(text)
    if language != "en":
        return language in _WESTERN
    found = text[:4000].lower().split()  # not folded: without its accents, any letter salad holds "a" and "no"
    return sum(word in STOP_WORDS for word in found) > 0.1 * len(found)
