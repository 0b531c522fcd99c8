"""A feed's text made ready for an XML parser; guards against documents that define what their own words mean.

What is found wrong in practice is mended here, once for every parser: junk before and after, control characters,
entities that only HTML knows, bare ampersands, an end that was cut off. All of it is linear.
"""

import re
from collections import deque
from dataclasses import dataclass
from html.entities import html5

from bot.domain.errors import ParseError

_JUNK = 64 * 1024  # characters before a feed's root that are looked through
_XML_ENTITIES = frozenset({"amp", "lt", "gt", "quot", "apos"})
_NO_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_NO_XML_ASCII = dict.fromkeys([*range(9), 11, 12, *range(14, 32)])
_PROLOG = re.compile(r"\s+|\ufeff|<\?.*?(?:\?>|\Z)|<!--.*?(?:-->|\Z)", re.DOTALL)
_ROOT = re.compile(
    r"<((?:[\w.-]+:)?(?:rss|feed|rdf|channel|entry|opml))(?=[\s>/])|<(!doctype|html|head|body)\b", re.IGNORECASE
)
_NAME = re.compile(r"<([\w.:-]+)")
_DOCTYPE = re.compile(r"<!DOCTYPE[^\[<>]{0,2000}(>|\[|<!|\Z)", re.IGNORECASE)
_TOKEN = re.compile(
    r"<!\[CDATA\[.*?(?:\]\]>|\Z)|<!--.*?(?:-->|\Z)|&(?:#(?:\d{1,9}|[xX][0-9a-fA-F]{1,8});|([A-Za-z][A-Za-z0-9]{0,31});)?"
    r"|<(?![A-Za-z_:/!?\u0080-\U0010ffff])",
    re.DOTALL,
)
# What follows "<" and "&" where nothing is to be mended.
_BEGINS_TAG = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_:/")
_BEGINS_ENTITY = tuple(f"{name};" for name in sorted(_XML_ENTITIES))
_ENTRY = re.compile(r"<!\[CDATA\[.*?(?:\]\]>|\Z)|<(?:[\w.-]{1,40}:)?(item|entry)(?=[\s>/])", re.DOTALL | re.IGNORECASE)
LAST = re.compile(r"</(?:[\w.-]{1,40}:)?(?:item|entry)\s{0,9}>", re.IGNORECASE)
_NOT_FEEDS = {
    "html": "is a web page, not a feed", "head": "is a web page, not a feed", "body": "is a web page, not a feed",
    "opml": "is a list of feeds (OPML), not a feed", "urlset": "is a sitemap, not a feed",
    "sitemapindex": "is a sitemap, not a feed",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Markup:
    """XML that begins with its root. `entries` are the places at which one begins; `problems` what was mended."""

    text: str
    entries: tuple[int, ...]
    problems: tuple[str, ...]

    def first(self, count: int) -> str:
        """The text up to the entry with this number, its end restored."""
        if len(self.entries) <= count:
            return self.text
        return _closed(self.text[: self.entries[count]], _name_of_root(self.text))


def prepared(text: str) -> Markup:
    """The XML of a feed. Raises ParseError for what is none, and for one that declares entities."""
    body = _from_root(_without_controls(text))
    name = _name_of_root(body)
    local = name.rpartition(":")[2].lower()
    if local in _NOT_FEEDS:
        raise ParseError(_NOT_FEEDS[local])
    body, cut_off = _to_end(_all_mended(body), name)
    places = tuple(one.start() for one in _ENTRY.finditer(body) if one[1])
    if local not in {"rss", "feed", "rdf", "channel"} and not places:
        raise ParseError("is no feed")
    problems = (f"cut off: {len(places)} entries could be read",) if cut_off else ()
    return Markup(body, places, problems)


def prepared_list(text: str) -> str:
    """The XML of a list of feeds. Raises ParseError for what is none, and for one that declares entities."""
    body = _from_root(_without_controls(text))
    name = _name_of_root(body)
    if name.rpartition(":")[2].lower() != "opml":
        raise ParseError("is no list of feeds (OPML)")
    return _all_mended(body)


def _without_controls(text: str) -> str:
    """The text without characters that XML forbids."""
    return text.translate(_NO_XML_ASCII) if text.isascii() else _NO_XML.sub("", text)


def _all_mended(body: str) -> str:
    """The text with what XML allows alone; one that holds nothing to mend, as most do, is only looked through."""
    tags, entities = body.split("<"), body.split("&")
    if all(one[:1] in _BEGINS_TAG for one in tags[1:]) and all(one.startswith(_BEGINS_ENTITY) for one in entities[1:]):
        return body
    return _TOKEN.sub(_mended, body)


def _from_root(text: str) -> str:
    """The text from its first element on. Raises ParseError for a DTD with declarations, and where no element is."""
    at = _after_prolog(text, 0)
    if not text[at:].strip():
        raise ParseError("is empty")
    doctype = _DOCTYPE.match(text, at)
    if doctype is None and not _NAME.match(text, at):
        at = _past_junk(text, at)
    elif doctype is None and (found := _ROOT.search(text, at, at + _JUNK)) and found[1]:
        # Markup before the root is junk too: a server's warnings come as HTML without a page around them.
        at = found.start()
    doctype = _DOCTYPE.match(text, at)
    if doctype:
        if doctype[1] != ">":
            raise ParseError("declares entities of its own (a DTD), which is refused")
        at = _after_prolog(text, doctype.end())
    if text[at : at + 8].upper() == "<!ENTITY":
        raise ParseError("declares entities of its own (a DTD), which is refused")
    return text[at:]


def _after_prolog(text: str, at: int) -> int:
    while found := _PROLOG.match(text, at):
        at = found.end()
    return at


def _past_junk(text: str, at: int) -> int:
    """Where a feed begins behind what a broken server wrote before it. Raises ParseError where none does."""
    found = _ROOT.search(text, at, at + _JUNK)
    if found is None:
        raise ParseError("is no feed")
    if found[2] and found[2].lower() != "!doctype":
        raise ParseError("is a web page, not a feed")
    return found.start()


def _name_of_root(text: str) -> str:
    found = _NAME.match(text)
    return found[1] if found else ""


def _mended(token: re.Match[str]) -> str:
    found = token[0]
    if found.startswith("<![CDATA["):
        return found if found.endswith("]]>") else f"{found}]]>"
    if found.startswith("<!--"):
        return ""
    if found == "<":
        return "&lt;"
    name = token[1]
    if name is None:
        return found if len(found) > 1 and _is_char(found) else "&amp;" if len(found) == 1 else ""
    if name in _XML_ENTITIES:
        return found
    letters = html5.get(f"{name};")
    return "".join(f"&#{ord(letter)};" for letter in letters) if letters else f"&amp;{name};"


def _is_char(reference: str) -> bool:
    """Whether XML allows the character that is meant by a reference."""
    digits = reference[2:-1]
    code = int(digits[1:], 16) if digits[0] in "xX" else int(digits)
    return code in {9, 10, 13} or 0x20 <= code <= 0xD7FF or 0xE000 <= code <= 0xFFFD or 0x10000 <= code <= 0x10FFFF


def _to_end(body: str, name: str) -> tuple[str, bool]:
    """The text up to the end of its root; one that was cut off loses its last, incomplete entry."""
    end = body.rfind(f"</{name}")
    if end >= 0:
        return f"{body[:end]}</{name}>", False
    if body.rstrip().endswith("/>") and body.count("<") == 1:
        return body, False
    last = deque((one.end() for one in LAST.finditer(body)), maxlen=1)
    if last:
        return _closed(body[: last[0]], name), True
    first = next((one.start() for one in _ENTRY.finditer(body) if one[1]), None)
    return _closed(body[:first].rpartition(">")[0] + ">", name), True


def _closed(text: str, name: str) -> str:
    """The text with the ends of its channel and its root."""
    inner = re.search(r"<((?:[\w.-]{1,40}:)?channel)(?=[\s>])", text[:_JUNK])
    is_open = inner is not None and inner[1] != name and f"</{inner[1]}" not in text
    return f"{text}{f'</{inner[1]}>' if inner and is_open else ''}</{name}>"
