"""Articles as one channel of one workspace may read them. Guards that what a channel may not see is not there.

A `Store`, a `Speech` and a `Search` are bound to one workspace and to the channel that asks.
"""

from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from bot.domain.models import EVERYTHING, Article, ArticleRef, NewArticle, Quote, StoredQuote, Window


@dataclass(frozen=True, slots=True)
class LoadFailure:
    """One input that could not be used, and why, in one line."""

    source: str
    error: str


@dataclass(frozen=True, slots=True)
class Unparsed:
    """What a file holds that only the parser may read: a page, a feed, a list of feeds. `name` is its path."""

    name: str
    data: bytes


class FileReader(Protocol):
    """Files that articles come from, some of them to be parsed first."""

    def items(self) -> AsyncIterator["NewArticle | LoadFailure | Unparsed"]:
        """Articles, and contents to be parsed, one by one; what cannot be read is a value, and the rest goes on."""
        ...


class ArticleSource(Protocol):
    """Somewhere that articles come from."""

    def read(self) -> AsyncIterator[NewArticle | LoadFailure]:
        """Articles one by one; what cannot be read is a value, and the rest goes on."""
        ...


@dataclass(frozen=True, slots=True)
class Analysed:
    """An article with what the rules found in it, ready to be stored in one transaction.

    `news` is false for what was there before its source was added. `entry` stands for the feed's entry that the
    article was made from. `bands` are the keys by which copies of the article are met.
    """

    article: NewArticle
    language: str
    quotes: tuple[Quote, ...]
    news: bool = True
    entry: str | None = None
    bands: tuple[int, ...] = ()


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


@dataclass(frozen=True, slots=True)
class Held:
    """An article at an address, and the key of the source that says so."""

    article_id: int
    source_key: str


@dataclass(frozen=True, slots=True)
class NewsQuery:
    """Which news is looked for: at most `limit` articles of the window.

    `sources` are ids, None for all that can be seen. `language` is a code ("en" is met by "en-GB"), empty for any.
    """

    window: Window
    limit: int
    sources: frozenset[int] | None = None
    language: str = ""


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

    async def news(self, query: NewsQuery) -> Sequence[Article]:
        """As `window`, without what was there already when its source was added."""
        ...

    async def released(self, query: NewsQuery, since: datetime) -> Sequence[Article]:
        """News first seen before the window and hidden then, which has been shown since that time; newest first."""
        ...

    async def listed(self) -> Mapping[int, tuple[str, ...]]:
        """Ids of all sources that can be seen, each with the topics under which the workspace lists it."""
        ...

    async def ids(self, keys: Sequence[str]) -> Sequence[int]:
        """Ids of the articles with these keys."""
        ...

    async def at(self, urls: Sequence[str]) -> Sequence[Held]:
        """The articles at these addresses, the newest first."""
        ...

    async def copies(self, articles: Sequence[Article]) -> Mapping[ArticleRef, ArticleRef]:
        """Of these articles, each copy with the oldest of them that it repeats."""
        ...

    async def public(self, ids: Sequence[int]) -> frozenset[int]:
        """Of these articles, those that can be seen and stand in a public source.

        Pages that questions have linked to are none, whoever may read them: nobody chose them as a source.
        """
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

    async def names(self, beginning: str, window: Window, limit: int) -> Sequence[str]:
        """Names of speakers with a token that begins so, empty for all; the most often quoted of late first.

        Only the newest few thousand quotes of the window count.
        """
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
