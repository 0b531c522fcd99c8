"""What the web gave, as frozen data: feeds, their entries, pages and lists of feeds, before anything is an article.

Guards that strangers' data has a shape: every text here is plain (no tag, no control or bidi character), every
address is http or https, every time is aware. Lists are bounded by whoever fills them.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class Validators:
    """What a server gave to ask "has it changed?" with, word for word."""

    etag: str | None = None
    last_modified: str | None = None


NEVER_FETCHED = Validators()


class Purpose(StrEnum):
    """Why an address is fetched. Feeds are meant for programs; for a page, robots.txt is asked first."""

    FEED = "feed"
    PAGE = "page"


@dataclass(frozen=True, slots=True)
class Fetched:
    """An answer with status 200, or 304 with an empty body.

    `url` is where it came from after redirects; `moved_to` is the same where every redirect on the way was a
    permanent one (301, 308). `content_type` is the header as sent. `fresh_for` is what Cache-Control or Expires
    promise. `from_intranet`: from a host that is not public, which the operator permits.
    """

    url: str
    status: int
    body: bytes = b""
    content_type: str | None = None
    validators: Validators = NEVER_FETCHED
    fresh_for: timedelta | None = None
    moved_to: str | None = None
    from_intranet: bool = False

    @property
    def unchanged(self) -> bool:
        """Whether the server said that it is still as it was."""
        return self.status == 304


@dataclass(frozen=True, slots=True)
class Markers:
    """What a source says of the state of its own article.

    `correction` is the text of a correction, empty where one is marked without a text, None where there is none.
    `withdrawn`: the source takes it back (ninjs `pubstatus` canceled, a "WITHDRAWN:" or "RETRACTED:" headline).
    `withheld`: not for publication now (ninjs `pubstatus` withheld). `embargoed_until`: not before this time.
    """

    correction: str | None = None
    withdrawn: bool = False
    withheld: bool = False
    embargoed_until: datetime | None = None


UNMARKED = Markers()


@dataclass(frozen=True, slots=True)
class FeedEntry:
    """One entry of a feed. `id` is its guid, else its canonical link, else a hash of what it says: never empty.

    `published` and `updated` are as given, in UTC, and may lie in the future or be missing. `summary` and `content`
    are plain text with paragraphs as blank lines; either may be empty. `raw` is the digest of how it is written, where
    that was asked for and its id hangs on no other entry.
    """

    id: str
    url: str | None
    title: str
    published: datetime | None = None
    updated: datetime | None = None
    summary: str = ""
    content: str = ""
    author: str | None = None
    markers: Markers = UNMARKED
    raw: str | None = None


@dataclass(frozen=True, slots=True)
class ParsedFeed:
    """A feed. `url` is the site that it belongs to.

    `ttl` is in minutes, `skip_hours` are 0 to 23 and `skip_days` 0 (Monday) to 6 in UTC, as the feed asks.
    `problems` says in plain words what was repaired or left out ("cut off: 12 entries could be read"). `known` are the
    digests of entries that were left out because they are written as they were when they were read (`domain.seen`).
    """

    title: str
    url: str | None
    entries: tuple[FeedEntry, ...]
    language: str | None = None
    ttl: int | None = None
    skip_hours: tuple[int, ...] = ()
    skip_days: tuple[int, ...] = ()
    problems: tuple[str, ...] = ()
    known: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FeedLink:
    """A feed that a page points to."""

    url: str
    title: str = ""


class Wall(StrEnum):
    """Why a page holds no article: what stands in its place."""

    CONSENT = "a consent page"
    PAYWALL = "a paywall"
    CHALLENGE = "a check against robots"
    ERROR = "an error page"
    EMPTY = "no article"

    @property
    def told(self) -> str:
        """What to say to whoever asked for the article."""
        if self is Wall.EMPTY:
            return "no article was found on it"
        return f"{self.value} stands where the article should be"


@dataclass(frozen=True, slots=True)
class Page:
    """A page. `text` is its article in plain paragraphs; behind a `wall` it is what could be read, and no article.

    `published` keeps the zone that the page gives, so that its day stays its day. `url` is the canonical one where
    the page names it on its own host. `feeds` are those that the page points to.
    """

    title: str
    text: str
    published: datetime | None = None
    author: str | None = None
    site: str | None = None
    url: str | None = None
    language: str | None = None
    wall: Wall | None = None
    markers: Markers = UNMARKED
    feeds: tuple[FeedLink, ...] = ()


@dataclass(frozen=True, slots=True)
class OpmlFeed:
    """A feed in a list. `topics` are the folders that hold it, outermost first."""

    url: str
    title: str = ""
    site: str | None = None
    topics: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ParsedOpml:
    """A list of feeds; `problems` says in plain words what was left out."""

    title: str
    feeds: tuple[OpmlFeed, ...]
    problems: tuple[str, ...] = ()
