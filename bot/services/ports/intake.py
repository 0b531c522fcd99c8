"""Sources and the web. Guards that strangers' addresses and strangers' bytes have one way in each."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.domain.documents import Place
from bot.domain.entries import KnownEntry
from bot.domain.intake import NEVER_FETCHED, Fetched, Page, ParsedFeed, ParsedOpml, Purpose, Validators
from bot.domain.models import Source
from bot.domain.polling import FeedState
from bot.services.ports.reading import Analysed, Outcome


@dataclass(frozen=True, slots=True)
class Polled:
    """A source that is polled, and the state of its feed."""

    source: Source
    state: FeedState


@dataclass(frozen=True, slots=True)
class Followed:
    """A source that a workspace follows: the topics it is listed under, and how many of its articles can be seen.

    `label` and `given_site` are the name and the site that the workspace was given for it, by a list of feeds.
    """

    source_id: int
    source: Source
    state: FeedState
    topics: tuple[str, ...] = ()
    paused: bool = False
    articles: int = 0
    label: str | None = None
    given_site: str | None = None

    @property
    def name(self) -> str:
        """What to call it in this workspace."""
        return self.label or self.source.name

    @property
    def site(self) -> str | None:
        """The site that it belongs to."""
        return self.given_site or self.source.url


@dataclass(frozen=True, slots=True)
class Follower:
    """Where a source is followed, by one workspace or one channel of it, and what it is called there."""

    source_id: int
    place: Place
    name: str


@dataclass(frozen=True, slots=True)
class KnownEntries:
    """What a source has brought before: entries by the key of their article, and keys by address."""

    by_key: Mapping[str, KnownEntry]
    by_url: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class AskedFor:
    """Keys and addresses of the entries of one source's feed."""

    source_id: int
    keys: tuple[str, ...]
    urls: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Keep:
    """What one poll has brought: the state after it, new and edited articles, addresses whose pages are gone.

    `name` and `site` are what the feed says of itself, where it was read.
    """

    state: FeedState
    items: tuple[Analysed, ...] = ()
    gone: tuple[str, ...] = ()
    name: str | None = None
    site: str | None = None


@dataclass(frozen=True, slots=True)
class Given:
    """What a list of feeds says of one of them. It is not the feed's word: a list may call the BBC what it likes."""

    label: str | None = None
    site: str | None = None


@dataclass(frozen=True, slots=True)
class Wanted:
    """A source to be followed, polled at `url`, listed under `topics`.

    `found_at` is the address of the list that names it; None where a person does.
    """

    source: Source
    url: str
    topics: tuple[str, ...] = ()
    given: Given | None = None
    found_at: str | None = None


class Sources(Protocol):
    """What one workspace follows, as one channel may see it: what it does not see, it does not change either."""

    async def follow(
        self, source: Source, url: str, topics: Sequence[str], now: datetime, *, given: Given | None = None
    ) -> Followed:
        """Follow a source, polled at `url` from now on. One that was stopped is tried again.

        `given` is what this workspace was told of it, and stays its own.
        """
        ...

    async def follow_all(self, wanted: Sequence[Wanted], now: datetime) -> None:
        """Follow these sources, all or none, as `follow` does one; a source may come more than once."""
        ...

    async def followed(self) -> Sequence[Followed]:
        """What is followed, by name."""
        ...

    async def pause(self, source_id: int, *, paused: bool) -> None:
        """Poll it no more for this workspace, or again."""
        ...

    async def unfollow(self, source_id: int) -> None:
        """Follow it no more: its articles are shown here no longer."""
        ...

    async def publish(self, source_id: int) -> bool:
        """Show one that is kept to this very channel to the whole workspace; False where it is not kept to it.

        Raises InputError where the whole workspace follows the same already.
        """
        ...

    async def holding(self, urls: Sequence[str]) -> Sequence[str]:
        """Names of sources, once for each article of theirs at one of these addresses, most frequent first."""
        ...


class Feeds(Protocol):
    """The feeds of all workspaces, each once: for polling alone."""

    async def due(self, now: datetime | None, limit: int) -> Sequence[Polled]:
        """Feeds that somebody follows and whose time has come, the longest due first; None means all of them."""
        ...

    async def known(self, asked: Sequence[AskedFor]) -> Sequence[KnownEntries]:
        """For each feed, what is stored under these keys, and the keys of what is stored at these addresses."""
        ...

    async def keep(self, read: Sequence[Keep], now: datetime) -> Sequence[Sequence[Outcome]]:
        """Store what polls have brought, with the state after them, all or none; what became of each article."""
        ...


class Operations(Protocol):
    """The few queries that cross workspaces."""

    async def release(self, now: datetime) -> int:
        """Show what was under embargo until now; how many articles."""
        ...

    async def followers(self, source_ids: Sequence[int]) -> Sequence[Follower]:
        """Who follows these sources and has not paused them."""
        ...

    async def expire(self, now: datetime) -> None:
        """Forget what is of no use any more: keys of articles that are old by now, events and threads of chats."""
        ...


# --- the web ---


OUTSIDE = ""  # for `found_at`: no address of the intranet, whatever else it is


class Fetcher(Protocol):
    """The one door to addresses that strangers can influence."""

    async def fetch(
        self, url: str, purpose: Purpose, validators: Validators = NEVER_FETCHED, *, found_at: str | None = None
    ) -> Fetched:
        """What is there. Raises FetchError, in one line and without the address's query or user info.

        With `validators` the server is asked whether anything has changed since. `found_at` is where the address
        stood, in a feed, a page or a list; None where a person gave it. Strangers' addresses never lead into the
        intranet.
        """
        ...


class Parser(Protocol):
    """Strangers' bytes as data. Every method raises ParseError, in one line, for what cannot be read.

    `url` is where the bytes came from, `content_type` what the server said they are; both may be unknown.
    """

    async def feed(
        self, data: bytes, url: str | None = None, content_type: str | None = None, seen: str | None = None
    ) -> ParsedFeed:
        """A feed: RSS, RDF, Atom or JSON Feed.

        `seen` are its entries that were read before (`domain.seen`), "" for none: those that are written as they were
        are left out. None, where nothing is remembered, asks for no digests.
        """
        ...

    async def page(self, data: bytes, url: str | None = None, content_type: str | None = None) -> Page:
        """An HTML page."""
        ...

    async def opml(self, data: bytes) -> ParsedOpml:
        """A list of feeds."""
        ...
