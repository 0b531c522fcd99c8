"""Loading: articles are read, analysed and stored in batches; guards that loading twice changes nothing.

    source ─► batch ─► without repeats ─► without known ones ─► analysed in a thread ─► stored in one transaction

What cannot be used is counted and named; anything unexpected is raised, and what was stored before it stays.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.domain.copies import band_keys
from bot.domain.models import LINKED, NewArticle
from bot.domain.quotes import find_quotes
from bot.domain.text import clean, one_line
from bot.domain.words import language_of
from bot.services.ports import Analysed, ArticleSource, LoadFailure, Outcome, Store

BATCH = 100
_BATCH_CHARACTERS = 2_000_000
# Who said what is worked out for this language alone.
_ANALYSED_LANGUAGE = "en"
_GIVEN_TWICE = "given twice with different contents; the first is kept"


@dataclass(frozen=True, slots=True)
class LoadReport:
    """What became of the inputs. `loaded` counts new and edited articles, `known` those stored already."""

    loaded: int
    known: int
    failed: tuple[LoadFailure, ...]


async def load(
    source: ArticleSource,
    store: Store,
    now: datetime,
    *,
    progress: Callable[[int], None] | None = None,
) -> LoadReport:
    """Store the new and the edited articles of a source.

    `progress` is told after each batch how many inputs have been dealt with so far.
    """
    loaded = known = 0
    failed: list[LoadFailure] = []
    seen: dict[tuple[str, str], int] = {}
    async for batch in _batches(source):
        articles, repeated, refused = _once(batch, seen)
        stored = await _store(articles, store, now)
        loaded += stored
        known += repeated + len(articles) - stored
        failed += refused
        if progress:
            progress(loaded + known + len(failed))
    return LoadReport(loaded, known, tuple(failed))


async def _batches(source: ArticleSource) -> AsyncIterator[list[NewArticle | LoadFailure]]:
    """Inputs by the hundred, or fewer where their texts are long."""
    batch: list[NewArticle | LoadFailure] = []
    size = 0
    async for item in source.read():
        batch.append(item)
        size += len(item.text) if isinstance(item, NewArticle) else 0
        if len(batch) >= BATCH or size >= _BATCH_CHARACTERS:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def _once(
    batch: Sequence[NewArticle | LoadFailure], seen: dict[tuple[str, str], int]
) -> tuple[list[NewArticle], int, list[LoadFailure]]:
    """Each article once, how often one was repeated word for word, and what failed.

    A second text under one key is refused: if it replaced the first, every load would store both again.
    """
    articles: list[NewArticle] = []
    repeated = 0
    failed: list[LoadFailure] = []
    for item in batch:
        if isinstance(item, LoadFailure):
            failed.append(item)
            continue
        key = (item.source.key, item.key)
        contents = hash(item)
        if key not in seen:
            seen[key] = contents
            articles.append(item)
        elif seen[key] == contents:
            repeated += 1
        else:
            failed.append(LoadFailure(one_line(clean(item.key)), _GIVEN_TWICE))
    return articles, repeated, failed


async def _store(articles: Sequence[NewArticle], store: Store, now: datetime) -> int:
    """How many were new or edited."""
    known = await store.known(articles) if articles else ()
    fresh = [article for article, is_known in zip(articles, known, strict=True) if not is_known]
    if not fresh:
        return 0
    analysed = await asyncio.to_thread(_analyse, fresh)
    outcomes = await store.add(analysed, now)
    return sum(outcome is not Outcome.KNOWN for outcome in outcomes)


def _analyse(articles: Sequence[NewArticle]) -> list[Analysed]:
    return [analyse(article) for article in articles]


def analyse(article: NewArticle) -> Analysed:
    """The article with its language, what copies of it are met by and, in English, with who said what."""
    language = article.language or language_of(article.text)
    quotes = tuple(find_quotes(article.text, article.title)) if language == _ANALYSED_LANGUAGE else ()
    # What a question linked to is nobody's copy and has none: it is told to who asks about it alone.
    bands = () if article.source.kind == LINKED else band_keys(article.title, article.text)
    return Analysed(article, language, quotes, bands=bands)
