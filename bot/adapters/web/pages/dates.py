"""When a page was published; guards that its day stays the day that the page itself gives, in its own zone.

The page's word for machines comes first (JSON-LD, `meta`), then its address, then a marked `time` element, and htmldate
(Barbaresi 2020) as the last resort. Days before 1990, and more than a day ahead of now, are not believed.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone
from email.utils import parsedate_to_datetime
from itertools import islice

from lxml.html import HtmlElement

from bot.adapters.web.pages.day_words import day_in
from bot.adapters.web.pages.structured import Structured, text_of
from bot.adapters.web.pages.visible import Line
from bot.domain.text import clean, one_line

_EARLIEST = date(1990, 1, 1)
_LATEST = date(2100, 1, 1)  # where it is not said what time it is now
_METAS = (
    "article:published_time", "article:published", "og:article:published_time", "og:published_time", "datepublished",
    "publishdate", "publish-date", "publish_date", "pubdate", "publication_date", "publicationdate", "published-date",
    "date_published", "article.published", "article_date_original", "article:publicationdate", "parsely-pub-date",
    "sailthru.date", "cxenseparse:recs:publishtime", "cxenseparse:publishtime", "shareaholic:article_published_time",
    "rnews:datepublished", "citation_publication_date", "citation_online_date", "dc.date.issued", "dcterms.issued",
    "dcterms.created", "dc.date.created", "dcterms.date", "dc.date", "dc:date", "og:pubdate", "article:post_date",
    "originalpublicationdate", "ptime", "displaydate", "release_date", "datecreated", "created", "bt:pubdate", "date",
)  # fmt: skip
_ISO = re.compile(
    r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})"
    r"(?:[T\s,]{1,3}(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,]\d{1,9})?)?\s?(Z|UTC|GMT|[+-]\d{2}:?(?:\d{2})?)?(?![\d:]))?",
    re.IGNORECASE,
)
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})(?:T?(\d{2})(\d{2})(\d{2})?(Z)?)?")
_IN_URL = re.compile(
    r"/((?:19|20)\d\d)[/_-]?(0[1-9]|1[0-2]|[1-9](?=[/_-]))[/_-]?(0[1-9]|[12]\d|3[01]|[1-9](?=[/_-]))(?!\d)"
)
_PUBLISHED = re.compile(r"publi|posted|pub-?date|entry-date|created|timestamp|dateline|byline", re.IGNORECASE)
_UPDATED = re.compile(r"updat|modif", re.IGNORECASE)
_MOST_TIMES = 60
_LONGEST_TEXT = 200_000
_MOST_LINES = 400
_SHORT = 120


@dataclass(frozen=True, slots=True)
class Seen:
    """Where a page is, what it may call itself, and its lines."""

    url: str | None
    titles: Sequence[str]
    lines: Sequence[Line]


def published(
    tree: HtmlElement, structured: Structured, metas: Mapping[str, str], seen: Seen, now: datetime | None
) -> datetime | None:
    """When the page was published, in the zone it gives; a day without a time is its midnight in UTC.

    `now` bounds what is believed; without it, the year 2100 does.
    """
    latest = (now.date() + timedelta(days=1)) if now else _LATEST
    by_url = day_of_url(seen.url)
    for found in _candidates(tree, structured, metas, by_url):
        if found and _EARLIEST <= found.date() <= latest:
            return found if found.utcoffset() else _on_its_own_day(found, by_url or _beside_title(seen))
    by_title = _beside_title(seen)
    if by_title and _EARLIEST <= by_title.date() <= latest:
        return by_title
    return _guessed(tree, seen.url, latest)


def _candidates(
    tree: HtmlElement, structured: Structured, metas: Mapping[str, str], by_url: datetime | None
) -> Iterator[datetime | None]:
    yield moment(text_of(structured.article.get("datePublished"), "@value"))
    for name in _METAS:
        yield moment(metas.get(name, ""))
    yield by_url
    yield moment(text_of(structured.article.get("dateCreated"), "@value"))
    yield from _times(tree)


def _beside_title(seen: Seen) -> datetime | None:
    """The first day in the short lines below the page's title, or in those just above it."""
    texts = [line.text for line in seen.lines[:_MOST_LINES]]
    at = _place_of_title(seen)
    if at is None:
        return None
    for text in (*texts[at + 1 : at + 9], *reversed(texts[max(0, at - 3) : at])):
        day = day_in(text) if len(text) <= _SHORT else None
        if day:
            return datetime(day.year, day.month, day.day, tzinfo=UTC)
    return None


def _place_of_title(seen: Seen) -> int | None:
    """The line that is the best of the titles; where it stands in lists too, the heading."""
    places: dict[str, int] = {}
    for at, line in enumerate(seen.lines[:_MOST_LINES]):
        name = line.text[:400].casefold()
        if line.tag == "h1" or name not in places:
            places[name] = at
    names = (one_line(clean(title[:400])).casefold() for title in seen.titles)
    return next((places[name] for name in names if name in places and _is_headline(name)), None)


def _is_headline(name: str) -> bool:
    """Two words, or a run of letters of a script without blanks: one word is a site or a section."""
    return " " in name or (len(name) >= 6 and not name.isascii())


def moment(text: str) -> datetime | None:
    """A date, with or without time and zone, in ISO 8601, RFC 2822 or in words; None for anything else."""
    text = text.strip()[:100]
    try:
        if match := _ISO.match(text) or _COMPACT.fullmatch(text):
            return _made(match.groups())
        if text and (mailed := _as_in_mail(text)):
            return mailed
        day = day_in(text)
        return _made((day.year, day.month, day.day)) if day else None
    except (ValueError, OverflowError):
        return None


def _made(parts: Sequence[str | int | None]) -> datetime:
    """A time from year, month, day, hour, minute, second, zone, as far as they are given."""
    *numbers, zone = (*parts, None, None, None, None)[:7]
    year, month, day, hour, minute, second = (int(number or 0) for number in numbers)
    return datetime(year, month, day, hour, minute, second, tzinfo=_zone(zone if isinstance(zone, str) else None))


def _zone(given: str | None) -> timezone:
    if not given or given.upper() in {"Z", "UTC", "GMT"}:
        return UTC
    figures = given[1:].replace(":", "").ljust(4, "0")
    offset = timedelta(hours=int(figures[:2]), minutes=int(figures[2:]))
    return timezone(-offset if given[0] == "-" else offset)


def _as_in_mail(text: str) -> datetime | None:
    """The moment of a date as e-mail and HTTP write it ("Mon, 02 Nov 2020 21:00:00 +0100")."""
    try:
        found = parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def day_of_url(url: str | None) -> datetime | None:
    """The day in an address: "/2020/11/02/", "/2020-11-02-" or "/20201102/"."""
    match = _IN_URL.search(url or "")
    if match is None:
        return None
    try:
        return _made(match.groups())
    except ValueError:
        return None


def _times(tree: HtmlElement) -> Iterator[datetime | None]:
    """What `time` elements and marked `datePublished` properties say, those marked as published first."""
    marked: list[datetime | None] = []
    others: list[datetime | None] = []
    elements = tree.xpath("//time[@datetime] | //*[@itemprop='datePublished']")
    for element in elements[:_MOST_TIMES]:
        about = " ".join((element.get("class") or "", element.get("itemprop") or "", element.get("id") or ""))
        found = moment(element.get("datetime") or element.get("content") or (element.text or ""))
        if _UPDATED.search(about):
            continue
        (marked if _PUBLISHED.search(about) or element.get("pubdate") is not None else others).append(found)
    yield from marked
    yield from others[:1]


def _on_its_own_day(found: datetime, own: datetime | None) -> datetime:
    """A moment in UTC, told in the nearest zone where it is the day that the address gives.

    Programs write UTC; a site's addresses hold the day that its readers saw. The moment stays what it is. Zones
    from UTC-8 to UTC+13 are where readers live: what no such zone explains is another day.
    """
    if own is None or abs(found.date() - own.date()) != timedelta(days=1):
        return found
    for hours in range(1, 14 if own > found else 9):
        local = found.astimezone(timezone(timedelta(hours=hours if own > found else -hours)))
        if local.date() == own.date():
            return local
    return found


def _guessed(tree: HtmlElement, url: str | None, latest: date) -> datetime | None:
    """Htmldate's reading of the page, as a day."""
    from htmldate import find_date  # noqa: PLC0415 - 0.2 s, and rarely needed

    try:
        found = find_date(
            tree, original_date=True, url=url, min_date=_EARLIEST.isoformat(), max_date=latest.isoformat()
        )
    except (ValueError, TypeError, OverflowError, RecursionError, AttributeError, IndexError):
        return None  # whatever a page makes it stumble over, the page has no date then
    day = moment(found) if found else None
    return None if day and day.day == 1 and not _stands_in(tree, day) else day


def _stands_in(tree: HtmlElement, day: datetime) -> bool:
    """Whether a first of the month stands on the page as a day: htmldate makes one of a year or a month alone, too."""
    text = " ".join(islice(tree.itertext(), 20_000))[:_LONGEST_TEXT]
    year, month = day.year, day.month
    figures = rf"{year}\D0?{month}\D0?1(?!\d)|(?<!\d)0?{month}\D0?1\D{year}"
    words = rf"(?<!\d)0?1(?!\d)\D{{1,20}}{year}|(?<=[^\W\d]{{3}}) 0?1,? {year}"
    return re.search(f"{figures}|{words}", text) is not None
