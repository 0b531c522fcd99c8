"""A reader in memory, as far as answering needs one: articles with the quotes that the rules find in them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.domain.copies import fold_copies
from bot.domain.models import Article, ArticleRef, NewArticle, StoredQuote, Window, first_id
from bot.domain.people.across import name_tokens
from bot.domain.quotes import find_quotes
from bot.domain.words import words
from bot.services.ports import Analysed, Held, Hit, Holdings, Outcome, Query, Sources, Speaker


@dataclass(frozen=True, slots=True)
class Shelf:
    """Implements `ports.Store`, `ports.Speech`, `ports.Search` and, being all three, `ports.Reader`."""

    held: Mapping[int, Article]

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

    async def window(self, window: Window, limit: int) -> Sequence[Article]:
        return [one for one in self.held.values() if window.low <= one.id < window.high][:limit]

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
