"""What a feed says beside its entries' texts: hints for polling, markers, how texts are typed. Guards the fast path:
a feed that the fast parser would read otherwise than the thorough one is told apart here.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from lxml import etree

from bot.adapters.web.feeds.dates import parse_date
from bot.domain.intake import Markers
from bot.domain.markers import of_status

_ATOM = "http://www.w3.org/2005/Atom"
_XML_BASE = "{http://www.w3.org/XML/1998/namespace}base"
_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_MINUTES = {"hourly": 60, "daily": 1440, "weekly": 10080, "monthly": 43200, "yearly": 525600}
_LONGEST_TTL = 525600
_TEXTS = frozenset("title link guid id description summary content encoded pubdate published updated name".split())
_MARKED_UP = frozenset("title summary content subtitle".split())
_ONCE = frozenset("guid id pubDate published updated description summary content author".split())
_DATES = frozenset("pubDate published updated date lastBuildDate modified issued created expirationDate".split())
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
class ItemFacts:
    """Of one entry: its markers; whether it is in another entry or holds one (a mistake that is made); whether it has
    a summary and a content; which texts are said to hold no markup.
    """

    markers: Markers
    is_nested: bool
    has_summary: bool
    has_content: bool
    plain_title: bool
    plain_summary: bool
    plain_content: bool


@dataclass(frozen=True, slots=True)
class Facts:
    """Of a feed. `is_ordinary`: the fast parser reads it as the thorough one does. `gone`: ids taken back, and when.

    `own_url` is the address that the feed gives as its own, `title` its title as far as the tree has it.
    """

    is_ordinary: bool
    title: str
    own_url: str | None
    language: str | None
    ttl: int | None
    skip_hours: tuple[int, ...]
    items: tuple[ItemFacts, ...]
    gone: tuple[tuple[str, datetime | None], ...]


_NO_FACTS = Facts(is_ordinary=False, title="", own_url=None, language=None, ttl=None, skip_hours=(), items=(), gone=())


def facts_of(text: str) -> Facts:
    """The facts of a feed's XML; of a damaged one, those of the part that can be read."""
    root, is_whole = _root_of(text)
    if root is None:
        return _NO_FACTS
    items = [one for one in root.iter() if _local(one) in {"item", "entry"}]
    head = list(_head(root))
    return Facts(
        is_ordinary=is_whole and _is_ordinary(root, items),
        title=next((_words(one) for one in head if _local(one) == "title"), "")[:2000],
        own_url=next((one.get("href") for one in head if _local(one) == "link" and one.get("rel") == "self"), None),
        language=_language(root, head),
        ttl=_ttl(head),
        skip_hours=_skip_hours(head),
        items=tuple(map(_item, items)),
        gone=tuple(
            ((one.get("ref") or "").strip(), parse_date(one.get("when")))
            for one in root.iter("{http://purl.org/atompub/tombstones/1.0}deleted-entry")
            if (one.get("ref") or "").strip()
        ),
    )


def _root_of(text: str) -> tuple[etree._Element | None, bool]:
    data = text.encode("utf-8", "replace")
    for recover in (False, True):
        parser = etree.XMLParser(
            recover=recover,
            resolve_entities=False,
            no_network=True,
            load_dtd=False,
            collect_ids=False,
            encoding="utf-8",
        )
        try:
            root = etree.fromstring(data, parser)
        except etree.XMLSyntaxError:
            continue
        if root is not None:
            return root, not recover
    return None, False


def _local(element: etree._Element) -> str:
    """The name of an element without its namespace; "" for comments and instructions."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def _words(element: etree._Element) -> str:
    return "".join(element.itertext()).strip() if len(element) else (element.text or "").strip()


def _head(root: etree._Element) -> Iterator[etree._Element]:
    """The elements that speak of the feed as a whole."""
    for child in root:
        if _local(child).lower() == "channel":
            yield from (one for one in child if _local(one) not in {"item", "entry"})
        elif _local(child) not in {"item", "entry"}:
            yield child


def _language(root: etree._Element, head: list[etree._Element]) -> str | None:
    given = next((_words(one) for one in head if _local(one) == "language"), "") or root.get(_XML_LANG) or ""
    found = re.fullmatch(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{1,8}){0,3}", given.strip())
    return found[0].replace("_", "-") if found else None


def _ttl(head: list[etree._Element]) -> int | None:
    """Minutes between two looks, as the feed asks: its ttl, else the syndication module's period."""
    said = {_local(one): _words(one)[:20] for one in head}
    if re.fullmatch(r"\d{1,6}", said.get("ttl", "")) and 0 < int(said["ttl"]) <= _LONGEST_TTL:
        return int(said["ttl"])
    period = _MINUTES.get(said.get("updatePeriod", "").lower())
    frequency = said.get("updateFrequency", "1")
    times = int(frequency) if re.fullmatch(r"\d{1,4}", frequency) else 1
    return max(1, period // max(1, times)) if period else None


def _skip_hours(head: list[etree._Element]) -> tuple[int, ...]:
    hours = [
        _words(hour) for one in head if _local(one).lower() == "skiphours" for hour in one if _local(hour) == "hour"
    ]
    numbers = {int(hour) % 24 for hour in hours if re.fullmatch(r"\d{1,2}", hour) and int(hour) <= 24}
    return tuple(sorted(numbers)) if len(numbers) < 24 else ()


def _item(item: etree._Element) -> ItemFacts:
    children = {_local(one): one for one in reversed(item)}
    summary = next((children[name] for name in ("description", "summary") if name in children), None)
    content = next((children[name] for name in ("encoded", "content") if name in children), None)
    if content is not None and "mrss" in content.tag:
        content = None
    is_atom = isinstance(item.tag, str) and _ATOM in item.tag
    return ItemFacts(
        markers=_markers(item, children),
        is_nested=any(_local(one) in {"item", "entry"} for one in (item.getparent(), *item) if one is not None),
        has_summary=summary is not None,
        has_content=content is not None,
        plain_title=is_atom and _is_plain(children.get("title")),
        plain_summary=is_atom and _is_plain(summary),
        plain_content=is_atom and _is_plain(content),
    )


def _is_plain(element: etree._Element | None) -> bool:
    return element is not None and (element.get("type") or "text").lower() in {"text", "text/plain"}


def _markers(item: etree._Element, children: dict[str, etree._Element]) -> Markers:
    """Fields of ninjs as elements of any namespace; a draft (RFC 5023, app:draft) is withheld; PRISM's embargo date."""
    lower = {name.lower(): _words(one)[:60] for name, one in children.items()}
    draft = any(_words(one).lower() == "yes" for one in item.iter("{*}draft"))
    end = parse_date(lower.get("embargoed") or lower.get("embargodate"))
    status = "withheld" if draft else lower.get("pubstatus")
    return of_status(status, end)


# --- the fast path -----------------------------------------------------------------------------------


def _is_ordinary(root: etree._Element, items: list[etree._Element]) -> bool:
    is_rss = root.tag == "rss"
    if not is_rss and root.tag != f"{{{_ATOM}}}feed":
        return False
    own = "" if is_rss else f"{{{_ATOM}}}"
    if not all(_is_usual(one, own) for one in root.iter(etree.Element)):
        return False
    channels = [one for one in root if one.tag == "channel"] if is_rss else [root]
    return all(_is_clear(one, own) for one in [*items, *channels]) and all(_is_dated_clearly(one, own) for one in items)


def _is_usual(element: etree._Element, own: str) -> bool:
    """Whether both parsers see this element, or both do not, and read its text alike."""
    tag = str(element.tag)
    namespace, local = tag[: tag.rfind("}") + 1], tag[tag.rfind("}") + 1 :]
    if element.get(_XML_BASE) is not None or element.get("mode") is not None:
        return False
    if namespace != own:
        # Atom in RSS is a link to itself, as a rule.
        return bool(_SAME.match(tag)) and (_ATOM not in namespace or local == "link")
    if local.lower() in _TEXTS and local not in {local.lower(), "pubDate"}:
        return False
    if local in _MARKED_UP and (element.get("type") or "text") not in {"text", "html"}:
        return False
    return not (len(element) and local in _TEXTS)


def _is_clear(parent: etree._Element, own: str) -> bool:
    """Whether this entry or feed has one title and one link, and no other text twice."""
    mine = [
        one for one in parent.iterchildren(etree.Element) if str(one.tag).rpartition("}")[0] + "}" == own or not own
    ]
    names = [_local(one) for one in mine if own or "}" not in str(one.tag)]
    links = names.count("link") if not own else sum(_is_alternate(one) for one in mine if _local(one) == "link")
    return links == 1 and names.count("title") == 1 and all(names.count(name) < 2 for name in _ONCE)


def _is_dated_clearly(item: etree._Element, own: str) -> bool:
    dates = [one for one in item.iterchildren(etree.Element) if _local(one) in _DATES]
    texts = [_words(one) for one in dates]
    is_clear = all(_USUAL_DATE.fullmatch(text) and parse_date(text) is not None for text in texts)
    return is_clear and (bool(own) or len(dates) < 2)


def _is_alternate(link: etree._Element) -> bool:
    return link.get("rel", "alternate") == "alternate" and bool(link.get("href"))
