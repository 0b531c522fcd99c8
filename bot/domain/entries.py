"""A feed's entries as articles: which is which over time, what its text and its date are. Pure decisions.

Guards that one article is one article, though its guid changes or it is edited, and that a date in the future never
makes an article newer than the moment at which it was fetched. An entry that never stays as it is, such as one with
a counter in its text, costs neither its site nor storage more than its share.
"""

import hashlib
import re
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum, auto
from operator import itemgetter

from bot.domain.intake import UNMARKED, FeedEntry, Page
from bot.domain.markers import both
from bot.domain.models import NewArticle, Source
from bot.domain.seen import Seen, short
from bot.domain.text import clean, cut, one_line

NEWS_AT_FIRST = 5  # of a source that has just been added, the newest so many count as news
# A text of so many characters is an article; a shorter one may be the beginning of a longer one.
_WHOLE = 1_500
_LONGEST_TITLE = 300
_UNTITLED = 80
# An entry whose text has changed is read again after as long as it had been known when it was last read, but for this
# bound. So the first edit is taken up at once, and so is every edit of an article that changes rarely; one that is
# another at each poll (views, comments, "3 minutes ago") is read at an age of a quarter of an hour, half an hour, an
# hour, two, four, and then four times a day instead of a hundred. A new title, or a marker such as a correction, never
# waits: people write those. The date of the last change does not count for this: many programs stamp it at each build.
_LONGEST_WAIT = timedelta(hours=6)
# Versions are kept for ever, because posts cite them. Articles that people edit, live coverage apart, have a few.
MOST_VERSIONS = 50
# Clocks differ: what is dated a few minutes ahead is dated now.
_TOLERANCE = timedelta(minutes=10)
_CUT_OFF = re.compile(
    r"(?:…|\.\.\.)[\])]?\s*$"
    r"|(?:\n|[.!?…][\"”’)]?\s|[(\[])\s*(?:read more|continue reading|keep reading|weiterlesen|lire la suite|leer más)"
    r"[^.!?\n]{0,40}\s*$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class KnownEntry:
    """An article that came from this feed before: its key, and what stands for the entry that it was made from.

    `entry` is None while its page is awaited. `read`: when an entry of it was taken up last, where that is known.
    `version`: how many it has.
    """

    key: str
    entry: str | None
    first_seen: datetime
    read: datetime | None = None
    version: int = 1


class Change(Enum):
    """What to do about an entry: nothing, take it up, take it up at a later poll, or leave it for good."""

    NONE = auto()
    NOW = auto()
    LATER = auto()
    NEVER = auto()


def change_of(entry: FeedEntry, known: KnownEntry | None, now: datetime) -> Change:
    """Whether an entry tells anything new, and whether that may be taken up yet.

    That something is taken back which never came is no news. What is taken back is so, however often it changed.
    """
    taken_back = entry.markers.withdrawn or entry.markers.withheld
    if known is None:
        return Change.NONE if entry.markers.withdrawn else Change.NOW
    said = digest_of_entry(entry)
    if known.entry == said:
        return Change.NONE
    if known.version >= MOST_VERSIONS:
        return Change.NOW if taken_back and known.version == MOST_VERSIONS else Change.NEVER
    if known.entry is None or known.entry[:_HEAD] != said[:_HEAD]:
        return Change.NOW
    read = known.read or known.first_seen
    return Change.NOW if now - read >= min(_LONGEST_WAIT, read - known.first_seen) else Change.LATER


_HEAD = 16  # characters of an entry's digest that stand for its title and markers; as many stand for its text


def digest_of_entry(entry: FeedEntry) -> str:
    """Stands for what an entry says; its dates and the address of a moved page do not count as news."""
    marks = entry.markers
    head = (entry.title, marks.correction, marks.withdrawn, marks.withheld, marks.embargoed_until)
    return _short(head) + _short((entry.summary, entry.content))


def _short(said: tuple[object, ...]) -> str:
    return hashlib.sha256(repr(said).encode("utf-8", "backslashreplace")).hexdigest()[:_HEAD]


def identify(
    entries: Sequence[FeedEntry],
    by_key: Collection[str],
    by_url: Mapping[str, str],
    home: str | None = None,
    beside: Sequence[Seen] = (),
) -> list[tuple[str, FeedEntry]]:
    """Each entry once, with the key of its article.

    The key is the entry's id. Where that is new but its address is that of a known article (`by_url`: address to
    key), the id has changed and the article has not: the old key stays. An address that several entries of the feed
    share identifies none of them, nor does that of the site (`home`, or any address without a path). `beside` are the
    feed's other entries, which are known by their ids.
    """
    once: dict[str, FeedEntry] = {}
    for entry in entries:
        once.setdefault(entry.id, entry)
    addresses = Counter(short(entry.url) for entry in once.values() if entry.url)
    addresses.update(one.url for one in beside if one.url)
    taken = {one.id for one in beside}
    found: dict[str, FeedEntry] = {}
    for id_, entry in once.items():
        is_changed = id_ not in by_key and not _is_home(entry.url, home) and addresses[short(entry.url or "")] == 1
        before = by_url.get(entry.url or "") if is_changed else None
        is_free = before is not None and before not in once and short(before) not in taken
        found.setdefault(before if before and is_free else id_, entry)
    return list(found.items())


def _is_home(url: str | None, home: str | None) -> bool:
    """Whether an address is that of a site, or none."""
    bare = (url or "").partition("://")[2].rstrip("/")
    return "/" not in bare or bare == (home or "").partition("://")[2].rstrip("/")


def newest_first(entries: Sequence[tuple[str, FeedEntry]]) -> list[tuple[str, FeedEntry]]:
    """By date, newest first; entries without one keep their place in the feed, behind."""
    dates = [(entry.published or entry.updated, key, entry) for key, entry in entries]
    dated = sorted(((at, key, entry) for at, key, entry in dates if at), key=itemgetter(0), reverse=True)
    return [(key, entry) for _, key, entry in dated] + [(key, entry) for at, key, entry in dates if not at]


def is_teaser(entry: FeedEntry) -> bool:
    """Whether the feed gives only the beginning: a short text, or one that says that it goes on elsewhere."""
    text = _text_of(entry)
    return len(text) < _WHOLE or bool(_CUT_OFF.search(text[-200:]))


def _text_of(entry: FeedEntry) -> str:
    return entry.content if len(entry.content) >= len(entry.summary) else entry.summary


def article_of(key: str, entry: FeedEntry, source: Source, now: datetime, page: Page | None = None) -> NewArticle:
    """The article of an entry, with the full text of its page where that could be read.

    Title and date are the feed's where it gives them. Without a page, and where the page stands behind a wall or
    holds less than the feed does, the feed's own text stays, marked as a teaser where it is one.
    """
    own = _text_of(entry)
    whole = page is not None and page.wall is None and len(page.text) > len(own)
    text = page.text if page and whole else own
    published, clamped = dated(entry.published or entry.updated or (page.published if page else None), now)
    title = title_of(entry.title or (page.title if page else ""), text)
    return NewArticle(
        key=key,
        title=title,
        text=text.strip() or title,
        source=source,
        url=entry.url or (page.url if page else None),
        author=entry.author or (page.author if page else None),
        published=published,
        language=page.language if page and whole else None,
        teaser=not whole and is_teaser(entry),
        clamped=clamped,
        markers=both(entry.markers, page.markers if page else UNMARKED),
    )


def article_of_page(page: Page, url: str, source: Source, now: datetime, *, local: bool = False) -> NewArticle:
    """The article of a page that was asked for by its address.

    `local`: `url` is the path of a saved page. Where that names no address it has none, and is known by its path.
    """
    published, clamped = dated(page.published, now)
    address = page.url or (None if local else url)
    return NewArticle(
        key=address or url,
        title=title_of(page.title, page.text),
        text=page.text.strip(),
        source=source,
        url=address,
        author=page.author,
        published=published,
        language=page.language,
        teaser=page.wall is not None,
        clamped=clamped,
        markers=page.markers,
    )


def title_of(title: str, text: str) -> str:
    """The title as one line; without one, the beginning of the text."""
    return cut(one_line(clean(title)), _LONGEST_TITLE) or cut(one_line(clean(text[:500])), _UNTITLED) or "Untitled"


def dated(published: datetime | None, now: datetime) -> tuple[datetime | None, bool]:
    """The date to store, and whether it was in the future and is now the time of fetching. Unknown stays unknown."""
    if published is None or published <= now:
        return published, False
    return now, published > now + _TOLERANCE
