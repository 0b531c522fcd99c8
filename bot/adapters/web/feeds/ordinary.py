"""Which feeds the fast parser reads as the thorough one does. Guards the fast path: what they read apart is told here.

Both were compared on what feeds do in practice: two titles, links or dates in one entry, elements inside texts, an
xml:base, unusual dates, namespaces that only one of them knows.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from lxml import etree

from bot.adapters.web.feeds.dates import parse_date

ITEMS = frozenset({"item", "entry"})
_ATOM = "http://www.w3.org/2005/Atom"
_TEXTS = frozenset("title link guid id description summary content encoded pubdate published updated name".split())
_MARKED_UP = frozenset("title summary content subtitle".split())
_ONCE = frozenset("guid id pubDate published updated description summary content author".split())
DATES = frozenset("pubDate published updated date lastBuildDate modified issued created expirationDate".split())
# Of these, in lower case, the fast parser takes the time of publication; without one it makes a time of the guid.
PUBLISHED = frozenset("pubdate published issued date".split())
_USUAL_DATE = re.compile(
    r"(?:(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), )?\d{1,2} (?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) (?:19|20)\d\d "
    r"[0-2]\d:[0-5]\d:[0-5]\d (?:GMT|UTC|Z|[ECMP][SD]T|[+-]\d{4})"
    r"|(?:19|20)\d\d-[01]\d-[0-3]\dT[0-2]\d:[0-5]\d:[0-5]\d(?:\.\d{1,6})?(?:Z|[+-]\d\d:\d\d)"
)
# Namespaces of which the fast parser reads nothing that matters here, or the same as the thorough one.
_SAME = re.compile(
    r"\{http://(?:purl\.org/rss/1\.0/modules/(?:content|slash|syndication)/|wellformedweb\.org/CommentAPI/"
    r"|www\.w3\.org/2005/Atom|rssnamespace\.org/feedburner/ext/1\.0|www\.itunes\.com/dtds/podcast-1\.0\.dtd"
    r"|search\.yahoo\.com/mrss/|www\.georss\.org/georss|purl\.org/dc/(?:elements/1\.1|terms)/)\}"
)


@dataclass(frozen=True, slots=True)
class Opened:
    """An entry, or a feed as a whole: its element, its children and their names without namespace."""

    element: etree._Element
    children: Sequence[etree._Element]
    names: Sequence[str]


@dataclass(frozen=True, slots=True)
class _Kind:
    """What a tag alone tells: whether both parsers see such an element or both do not, and how its text is read."""

    is_usual: bool
    is_text: bool
    is_marked_up: bool


def opened(element: etree._Element) -> Opened:
    """An element and its children, without comments and instructions."""
    children = [one for one in element if isinstance(one.tag, str)]
    return Opened(element, children, [local_name(one.tag) for one in children])


def local_name(tag: str) -> str:
    """A name without its namespace."""
    return tag.rpartition("}")[2] if tag[:1] == "{" else tag


def all_text(element: etree._Element) -> str:
    """The text of an element and of those in it, trimmed."""
    return "".join(element.itertext()).strip() if len(element) else (element.text or "").strip()


def is_ordinary(root: etree._Element, items: Sequence[Opened], text: str) -> bool:
    """Whether the fast parser may read this feed. `text` is its XML: what is nowhere in it is in no element."""
    is_rss = root.tag == "rss"
    if not is_rss and root.tag != f"{{{_ATOM}}}feed":
        return False
    own = "" if is_rss else f"{{{_ATOM}}}"
    if "xml:base" in text or not _all_usual(root, own, may_have_modes="mode" in text):
        return False
    channels = [opened(one) for one in root if one.tag == "channel"] if is_rss else [opened(root)]
    return all(_is_clear(one, own) for one in [*items, *channels]) and all(_is_dated_clearly(one, own) for one in items)


def _all_usual(root: etree._Element, own: str, *, may_have_modes: bool) -> bool:
    kinds: dict[str, _Kind] = {}
    for element in root.iter(etree.Element):
        tag = element.tag
        kind = kinds.get(tag)
        if kind is None:
            kind = kinds[tag] = _kind(tag, own)
        if not kind.is_usual or (may_have_modes and element.get("mode") is not None):
            return False
        if kind.is_marked_up and (element.get("type") or "text") not in {"text", "html"}:
            return False
        if kind.is_text and len(element):
            return False
    return True


def _kind(tag: str, own: str) -> _Kind:
    namespace, local = tag[: tag.rfind("}") + 1], local_name(tag)
    if namespace != own:
        # Atom in RSS is a link to itself, as a rule.
        is_same = bool(_SAME.match(tag)) and (_ATOM not in namespace or local == "link")
        return _Kind(is_same, is_text=False, is_marked_up=False)
    is_spelled = local.lower() not in _TEXTS or local in {local.lower(), "pubDate"}
    return _Kind(is_spelled, is_text=local in _TEXTS, is_marked_up=local in _MARKED_UP)


def _is_clear(parent: Opened, own: str) -> bool:
    """Whether this entry or feed has one title and one link, and no other text twice."""
    pairs = zip(parent.names, parent.children, strict=True)
    # An RSS feed's own elements have no namespace; an Atom feed's all have Atom's.
    mine = [(name, one) for name, one in pairs if one.tag == own + name]
    names = [name for name, _ in mine]
    links = names.count("link") if not own else sum(name == "link" and _is_alternate(one) for name, one in mine)
    once = [name for name in names if name in _ONCE]
    return links == 1 and names.count("title") == 1 and len(once) == len(set(once))


def _is_dated_clearly(item: Opened, own: str) -> bool:
    dates = [all_text(one) for name, one in zip(item.names, item.children, strict=True) if name in DATES]
    is_clear = all(_USUAL_DATE.fullmatch(text) and parse_date(text) is not None for text in dates)
    return is_clear and (bool(own) or len(dates) < 2)


def _is_alternate(link: etree._Element) -> bool:
    return link.get("rel", "alternate") == "alternate" and bool(link.get("href"))
