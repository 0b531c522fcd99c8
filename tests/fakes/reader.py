"""A reader in memory, as far as answering needs one: articles with the quotes that the rules find in them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.domain.copies import fold_copies
from bot.domain.models import Article, ArticleRef, NewArticle, StoredQuote, Window, first_id
from bot.domain.people.across import name_tokens
from bot.domain.quotes import find_quotes
from bot.domain.words import words
from bot.services.ports import Analysed, Held, Hit, Holdings, NewsQuery, Outcome, Query, Sources, Speaker


@dataclass(frozen=True, slots=True)
class Shelf:
    """Implements `ports.Store`, `ports.Speech`, `ports.Search` and, being all three, `ports.Reader`.

    `topics` are those of sources, by name; `shown` tells since when what was hidden at first is shown, by article id;
    `private` names the sources that are not public.
    """

    held: Mapping[int, Article]
    topics: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    shown: Mapping[int, datetime] = field(default_factory=dict)
    private: frozenset[str] = frozenset()

    @classmethod
    def of(cls, texts: Mapping[str, str], now: datetime, *, days_old: int = 0, **fields: object) -> "Shelf":
        """A shelf of these texts by title, first seen `days_old` days ago."""
        first = first_id(now - timedelta(days=days_old))
        articles = [
            Article(first + at, 1, f"key-{at}", title, text, "Quay Courier", f"https://example.org/{at}", **fields)  # type: ignore[arg-type] # a test may pass any field
            for at, (title, text) in enumerate(texts.items())
        ]
        return cls({article.id: article for article in articles})

    def and_(self, other: "Shelf") -> "Shelf":
        """Both shelves."""
        return Shelf({**self.held, **other.held})

    @property
    def store(self) -> "Shelf":
        return self

    @property
    def speech(self) -> "Shelf":
        return self

    @property
    def search(self) -> "Shelf":
        return self

    @property
    def sources(self) -> Sources:
        raise NotImplementedError  # a shelf follows nothing

    # --- the store

    async def articles(self, refs: Iterable[ArticleRef]) -> Mapping[ArticleRef, Article]:
        return {ref: self.held[ref.article_id] for ref in refs if ref.article_id in self.held}

    async def current(self, ids: Sequence[int]) -> Sequence[Article]:
        return [self.held[one] for one in ids if one in self.held]

    async def holdings(self, window: Window) -> Holdings:
        seen = [one for one in self.held.values() if window.low <= one.id < window.high]
        times = [one.first_seen for one in seen]
        sources = tuple(sorted({one.source for one in seen}))
        return Holdings(sources, len(seen), min(times, default=None), max(times, default=None))

    async def ids(self, keys: Sequence[str]) -> Sequence[int]:
        return [one.id for one in self.held.values() if one.key in keys]

    async def at(self, urls: Sequence[str]) -> Sequence[Held]:
        return [Held(one.id, one.url or "") for one in self.held.values() if one.url in urls]

    async def copies(self, articles: Sequence[Article]) -> Mapping[ArticleRef, ArticleRef]:
        return fold_copies(articles)

    async def public(self, ids: Sequence[int]) -> frozenset[int]:
        return frozenset(one for one in ids if one in self.held and self.held[one].source not in self.private)

    async def window(self, window: Window, limit: int) -> Sequence[Article]:
        return [one for one in self.held.values() if window.low <= one.id < window.high][:limit]

    async def news(self, query: NewsQuery) -> Sequence[Article]:
        return self._news(query, [one for one in self.held.values() if query.window.low <= one.id < query.window.high])

    async def released(self, query: NewsQuery, since: datetime) -> Sequence[Article]:
        shown = {id_ for id_, at in self.shown.items() if at >= since and id_ < query.window.low}
        return self._news(query, [one for one in self.held.values() if one.id in shown])

    def _news(self, query: NewsQuery, among: Sequence[Article]) -> list[Article]:
        ids = self._source_ids()
        asked = [one for one in among if query.sources is None or ids[one.source] in query.sources]
        spoken = [one for one in asked if not query.language or one.language.partition("-")[0] == query.language]
        return sorted((one for one in spoken if one.news), key=lambda one: -one.id)[: query.limit]

    async def listed(self) -> Mapping[int, tuple[str, ...]]:
        return {id_: self.topics.get(name, ()) for name, id_ in self._source_ids().items()}

    def _source_ids(self) -> dict[str, int]:
        return {name: at for at, name in enumerate(sorted({one.source for one in self.held.values()}), 1)}

    async def known(self, articles: Sequence[NewArticle]) -> Sequence[bool]:
        return [False for _ in articles]

    async def add(self, articles: Sequence[Analysed], now: datetime) -> Sequence[Outcome]:
        raise NotImplementedError

    # --- who said what

    async def quotes(self, refs: Iterable[ArticleRef]) -> Sequence[StoredQuote]:
        return [StoredQuote(ref, quote) for ref in refs for quote in find_quotes(self.held[ref.article_id].text)]

    async def speakers(self, tokens: Sequence[str], window: Window, limit: int) -> Sequence[Speaker]:
        refs = [ArticleRef(one.id, 1) for one in await self.window(window, limit)]
        named = [one for one in await self.quotes(refs) if one.quote.speaker]
        return [
            Speaker(one.ref, one.quote.speaker or "", one.quote.role)
            for one in named
            if set(tokens) & set(name_tokens(one.quote.speaker or ""))
        ][:limit]

    async def names_like(self, token: str, limit: int) -> Sequence[str]:
        quotes = await self.quotes([ArticleRef(one, 1) for one in self.held])
        names = dict.fromkeys(one.quote.speaker for one in quotes if one.quote.speaker)
        return [name for name in names if any(word[:2] == token[:2] for word in name_tokens(name))][:limit]

    async def names(self, beginning: str, window: Window, limit: int) -> Sequence[str]:
        quotes = await self.quotes([ArticleRef(one.id, 1) for one in await self.window(window, 2_000)])
        names = dict.fromkeys(one.quote.speaker for one in quotes if one.quote.speaker)
        return [name for name in names if any(word.startswith(beginning) for word in name_tokens(name))][:limit]

    # --- search

    async def find(self, query: Query) -> Sequence[Hit]:
        asked = {word for term in query.terms for word in words(term)}
        hits = []
        for one in self.held.values():
            allowed = query.only is None or one.id in query.only
            if allowed and query.window.low <= one.id < query.window.high:
                held = asked & set(words(f"{one.title} {one.text}"))
                if held and (held == asked or not query.every):
                    hits.append(Hit(one.id, float(len(held))))
        return sorted(hits, key=lambda hit: -hit.score)[: query.limit]
