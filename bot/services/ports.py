"""What the services need from the outside, as Protocols; guards that no service knows an adapter.

A `Store`, a `Speech` and a `Search` are bound to one workspace and to the channel that asks: they never show
what that channel may not see. `Operations` holds the few queries that cross workspaces.
"""

from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from bot.domain.documents import Document, Notice
from bot.domain.intake import NEVER_FETCHED, Fetched, Page, ParsedFeed, ParsedOpml, Purpose, Validators
from bot.domain.models import EVERYTHING, Article, ArticleRef, NewArticle, Quote, StoredQuote, Window


@dataclass(frozen=True, slots=True)
class LoadFailure:
    """One input that could not be used, and why, in one line."""

    source: str
    error: str


class ArticleSource(Protocol):
    """Somewhere that articles come from."""

    def read(self) -> AsyncIterator[NewArticle | LoadFailure]:
        """Articles one by one; what cannot be read is a value, and the rest goes on."""
        ...


@dataclass(frozen=True, slots=True)
class Analysed:
    """An article with what the rules found in it, ready to be stored in one transaction."""

    article: NewArticle
    language: str
    quotes: tuple[Quote, ...]


class Outcome(StrEnum):
    """What storing an article did."""

    NEW = "new"
    EDITED = "edited"
    KNOWN = "known"


@dataclass(frozen=True, slots=True)
class Holdings:
    """What the asking channel can see: sources by name, number of articles, first sight of oldest and newest."""

    sources: tuple[str, ...]
    articles: int
    oldest: datetime | None
    newest: datetime | None


class Store(Protocol):
    """Articles of one workspace, as one channel may see them."""

    async def known(self, articles: Sequence[NewArticle]) -> Sequence[bool]:
        """For each article, whether it is stored in exactly this form, so that it need not be analysed."""
        ...

    async def add(self, articles: Sequence[Analysed], now: datetime) -> Sequence[Outcome]:
        """Store new articles and new versions of edited ones, all or none."""
        ...

    async def articles(self, refs: Iterable[ArticleRef]) -> Mapping[ArticleRef, Article]:
        """These versions; what is not there, or not visible, is left out."""
        ...

    async def current(self, ids: Sequence[int]) -> Sequence[Article]:
        """The newest versions, in the order given; what is not there, or not visible, is left out."""
        ...

    async def window(self, window: Window, limit: int) -> Sequence[Article]:
        """Newest versions of the articles first seen in the window, newest first, at most `limit`."""
        ...

    async def ids(self, keys: Sequence[str]) -> Sequence[int]:
        """Ids of the articles with these keys."""
        ...

    async def holdings(self, window: Window) -> Holdings:
        """What can be seen in the window."""
        ...


@dataclass(frozen=True, slots=True)
class Speaker:
    """A name that an article version gives to words, and the role that it gives with it."""

    ref: ArticleRef
    name: str
    role: str | None


class Speech(Protocol):
    """Who said what, over all articles that can be seen."""

    async def quotes(self, refs: Iterable[ArticleRef]) -> Sequence[StoredQuote]:
        """All quotes of these versions, in the order of the refs, then of the text."""
        ...

    async def speakers(self, tokens: Sequence[str], window: Window, limit: int) -> Sequence[Speaker]:
        """Speakers of newest versions whose name holds one of these folded tokens, newest first."""
        ...

    async def names_like(self, token: str, limit: int) -> Sequence[str]:
        """Names of speakers with a token that begins like this folded one: candidates for "did you mean"."""
        ...


@dataclass(frozen=True, slots=True)
class Hit:
    """An article that matched; a higher score is better, comparable within one search only."""

    article_id: int
    score: float


@dataclass(frozen=True, slots=True)
class Query:
    """Words to look for. They are data: no text can become query syntax.

    `terms` are single words as typed. `every` asks for articles that hold all of them, else any will do.
    `only` restricts to these article ids.
    """

    terms: tuple[str, ...]
    every: bool = False
    window: Window = EVERYTHING
    only: tuple[int, ...] | None = None
    limit: int = 50


class Search(Protocol):
    """Full-text search by title, text and speaker names."""

    async def find(self, query: Query) -> Sequence[Hit]:
        """The best matches, best first."""
        ...


class Reader(Protocol):
    """Everything that one channel of one workspace may read."""

    @property
    def store(self) -> Store:
        """Its articles."""
        ...

    @property
    def speech(self) -> Speech:
        """Who said what in them."""
        ...

    @property
    def search(self) -> Search:
        """Finding them by words."""
        ...


# --- the web -----------------------------------------------------------------------------------------


class Fetcher(Protocol):
    """The one door to addresses that strangers can influence."""

    async def fetch(self, url: str, purpose: Purpose, validators: Validators = NEVER_FETCHED) -> Fetched:
        """What is there. Raises FetchError, in one line and without the address's query or user info.

        With `validators` the server is asked whether anything has changed since.
        """
        ...


class Parser(Protocol):
    """Strangers' bytes as data. Every method raises ParseError, in one line, for what cannot be read.

    `url` is where the bytes came from, `content_type` what the server said they are; both may be unknown.
    """

    async def feed(self, data: bytes, url: str | None = None, content_type: str | None = None) -> ParsedFeed:
        """A feed: RSS, RDF, Atom or JSON Feed."""
        ...

    async def page(self, data: bytes, url: str | None = None, content_type: str | None = None) -> Page:
        """An HTML page."""
        ...

    async def opml(self, data: bytes) -> ParsedOpml:
        """A list of feeds."""
        ...


# --- chat --------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Part:
    """One message of a rendered document; `body` is what the chat takes (text, blocks, embeds as JSON)."""

    body: str


class Chat(Protocol):
    """A chat service. Only what `citations` verified, or a Notice, can be rendered."""

    def render(self, document: Document) -> Sequence[Part]:
        """The messages to post, in order; deterministic, nothing dropped."""
        ...

    async def post(self, channel: str, part: Part, key: str) -> str:
        """Post one message that carries `key`; the chat's id of it."""
        ...

    async def find(self, channel: str, key: str) -> str | None:
        """The id of the message that carries `key`, where it arrived."""
        ...

    async def notify_admin(self, notice: Notice) -> None:
        """Tell the person who runs the workspace."""
        ...
