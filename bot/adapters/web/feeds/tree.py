"""What a feed says beside its entries' texts: hints for polling, markers, how texts are typed.

Guards that these are read of a damaged feed too, as far as it can be read at all.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from lxml import etree

from bot.adapters.web.feeds.dates import parse_date
from bot.adapters.web.feeds.ordinary import ITEMS, PUBLISHED, Opened, all_text, is_ordinary, local_name, opened
from bot.domain.intake import UNMARKED, Markers
from bot.domain.markers import of_status

_ATOM = "http://www.w3.org/2005/Atom"
_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_MINUTES = {"hourly": 60, "daily": 1440, "weekly": 10080, "monthly": 43200, "yearly": 525600}
_LONGEST_TTL = 525600
# Names without which an entry has no markers; none of them is in most feeds.
_MARKING = ("embargo", "pubstatus", "draft")
_MARKS = frozenset({"embargoed", "embargodate", "pubstatus"})


@dataclass(frozen=True, slots=True)
class ItemFacts:
    """Of one entry: its markers; whether it is in another entry or holds one (a mistake that is made); whether it has
    a time of publication, a summary and a content; which texts are said to hold no markup.
    """

    markers: Markers
    is_nested: bool
    is_dated: bool
    has_summary: bool
    has_content: bool
    plain_title: bool
    plain_summary: bool
    plain_content: bool


@dataclass(frozen=True, slots=True)
class Facts:
    """Of a feed. `is_whole`: its XML is well-formed. `is_ordinary`: the fast parser reads it as the thorough one does.
    `gone`: ids taken back, and when.

    `own_url` is the address that the feed gives as its own, `title` its title as far as the tree has it.
    """

    is_whole: bool
    is_ordinary: bool
    title: str
    own_url: str | None
    language: str | None
    ttl: int | None
    skip_hours: tuple[int, ...]
    skip_days: tuple[int, ...]
    items: tuple[ItemFacts, ...]
    gone: tuple[tuple[str, datetime | None], ...]


_NO_FACTS = Facts(
    is_whole=False,
    is_ordinary=False,
    title="",
    own_url=None,
    language=None,
    ttl=None,
    skip_hours=(),
    skip_days=(),
    items=(),
    gone=(),
)
_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


def facts_of(text: str) -> Facts:
    """The facts of a feed's XML; of a damaged one, those of the part that can be read."""
    root, is_whole = root_of(text)
    if root is None:
        return _NO_FACTS
    items = [opened(one) for one in root.iter(etree.Element) if local_name(one.tag) in ITEMS]
    head = list(_head(root))
    said = {local_name(one.tag): one for one in reversed(head)}
    lower = text.lower()
    return Facts(
        is_whole=is_whole,
        is_ordinary=is_whole and is_ordinary(root, items, text),
        title=all_text(said["title"])[:2000] if "title" in said else "",
        own_url=next((one.get("href") for one in head if one.get("rel") == "self" and _local(one) == "link"), None),
        language=_language(root, said.get("language")),
        ttl=_ttl(head),
        skip_hours=_skip_hours(head),
        skip_days=_skip_days(head),
        items=tuple(_items(items, may_be_marked=any(name in lower for name in _MARKING))),
        gone=tuple(_gone(root)) if "deleted-entry" in text else (),
    )


def _gone(root: etree._Element) -> Iterator[tuple[str, datetime | None]]:
    for one in root.iter("{http://purl.org/atompub/tombstones/1.0}deleted-entry"):
        if ref := (one.get("ref") or "").strip():
            yield ref, parse_date(one.get("when"))


def root_of(text: str) -> tuple[etree._Element | None, bool]:
    """The root of a feed's XML, and whether it is whole; None where nothing of it can be read."""
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
    return local_name(element.tag) if isinstance(element.tag, str) else ""


def _head(root: etree._Element) -> Iterator[etree._Element]:
    """The elements that speak of the feed as a whole."""
    for child in root:
        if _local(child).lower() == "channel":
            yield from (one for one in child if _local(one) not in ITEMS)
        elif _local(child) not in ITEMS:
            yield child


def _language(root: etree._Element, said: etree._Element | None) -> str | None:
    given = (all_text(said) if said is not None else "") or root.get(_XML_LANG) or ""
    found = re.fullmatch(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{1,8}){0,3}", given.strip())
    return found[0].replace("_", "-") if found else None


def _ttl(head: list[etree._Element]) -> int | None:
    """Minutes between two looks, as the feed asks: its ttl, else the syndication module's period."""
    said = {_local(one): all_text(one)[:20] for one in head}
    if re.fullmatch(r"\d{1,6}", said.get("ttl", "")) and 0 < int(said["ttl"]) <= _LONGEST_TTL:
        return int(said["ttl"])
    period = _MINUTES.get(said.get("updatePeriod", "").lower())
    frequency = said.get("updateFrequency", "1")
    times = int(frequency) if re.fullmatch(r"\d{1,4}", frequency) else 1
    return max(1, period // max(1, times)) if period else None


def _skip_hours(head: list[etree._Element]) -> tuple[int, ...]:
    hours = _in(head, "skiphours", "hour")
    numbers = {int(hour) % 24 for hour in hours if re.fullmatch(r"\d{1,2}", hour) and int(hour) <= 24}
    return tuple(sorted(numbers)) if len(numbers) < 24 else ()


def _skip_days(head: list[etree._Element]) -> tuple[int, ...]:
    said = {day.lower() for day in _in(head, "skipdays", "day")}
    return tuple(number for number, day in enumerate(_DAYS) if day in said)


def _in(head: list[etree._Element], name: str, inner: str) -> list[str]:
    """The texts of the inner elements of those of a name, which is in lower case."""
    return [all_text(one) for outer in head if _local(outer).lower() == name for one in outer if _local(one) == inner]


def _items(items: Sequence[Opened], *, may_be_marked: bool) -> Iterator[ItemFacts]:
    inner = {one for item in items for name, one in zip(item.names, item.children, strict=True) if name in ITEMS}
    for item in items:
        children = dict(zip(reversed(item.names), reversed(item.children), strict=True))
        summary = children.get("description", children.get("summary"))
        content = children.get("encoded", children.get("content"))
        if content is not None and "mrss" in content.tag:
            content = None
        is_atom = _ATOM in item.element.tag
        yield ItemFacts(
            markers=_markers(item.element, children) if may_be_marked else UNMARKED,
            is_nested=bool(inner) and (item.element in inner or not ITEMS.isdisjoint(item.names)),
            is_dated=any(name.lower() in PUBLISHED for name in item.names),
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
    lower = {name.lower(): all_text(one)[:60] for name, one in children.items() if name.lower() in _MARKS}
    draft = any(all_text(one).lower() == "yes" for one in item.iter("{*}draft"))
    end = parse_date(lower.get("embargoed") or lower.get("embargodate"))
    status = "withheld" if draft else lower.get("pubstatus")
    return of_status(status, end)
