import asyncio
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.models import Article, ArticleRef, NewArticle, Source, Window
from bot.services.ingest import BATCH, LoadReport, load
from bot.services.ports import Analysed, Held, Holdings, LoadFailure, NewsQuery, Outcome

NOW = datetime(2031, 4, 2, 6, 30, tzinfo=UTC)
QUAY = Source(key="quay", name="The Quay")
TOLLS = NewArticle(
    key="1", title="Tolls rise", text="“We had no choice,” said Mara Lind, the harbour master.", source=QUAY
)
BROKEN = LoadFailure("a.txt", "empty")


@dataclass(frozen=True, slots=True)
class Given:
    """A source of what it is given."""

    items: Sequence[NewArticle | LoadFailure]

    async def read(self) -> AsyncIterator[NewArticle | LoadFailure]:
        for item in self.items:
            yield item


@dataclass(slots=True)
class Shelf:
    """A store in memory, as far as loading needs one. `transactions` holds the size of each `add`."""

    held: dict[tuple[str, str], Analysed] = field(default_factory=dict)
    transactions: list[int] = field(default_factory=list)
    asked: list[int] = field(default_factory=list)

    async def known(self, articles: Sequence[NewArticle]) -> Sequence[bool]:
        self.asked.append(len(articles))
        return [(held := self.held.get(_key(a))) is not None and held.article == a for a in articles]

    async def add(self, articles: Sequence[Analysed], now: datetime) -> Sequence[Outcome]:
        assert now == NOW
        self.transactions.append(len(articles))
        outcomes = [Outcome.EDITED if _key(a.article) in self.held else Outcome.NEW for a in articles]
        self.held |= {_key(a.article): a for a in articles}
        return outcomes

    async def articles(self, refs: Iterable[ArticleRef]) -> Mapping[ArticleRef, Article]:
        raise NotImplementedError

    async def current(self, ids: Sequence[int]) -> Sequence[Article]:
        raise NotImplementedError

    async def window(self, window: Window, limit: int) -> Sequence[Article]:
        raise NotImplementedError

    async def news(self, query: NewsQuery) -> Sequence[Article]:
        raise NotImplementedError

    async def released(self, query: NewsQuery, since: datetime) -> Sequence[Article]:
        raise NotImplementedError

    async def listed(self) -> Mapping[int, tuple[str, ...]]:
        raise NotImplementedError

    async def ids(self, keys: Sequence[str]) -> Sequence[int]:
        raise NotImplementedError

    async def at(self, urls: Sequence[str]) -> Sequence[Held]:
        raise NotImplementedError

    async def copies(self, articles: Sequence[Article]) -> Mapping[ArticleRef, ArticleRef]:
        raise NotImplementedError

    async def public(self, ids: Sequence[int]) -> frozenset[int]:
        raise NotImplementedError

    async def holdings(self, window: Window) -> Holdings:
        raise NotImplementedError


def _key(article: NewArticle) -> tuple[str, str]:
    return article.source.key, article.key


def numbered(count: int, text: str = "The ferry sailed.") -> list[NewArticle]:
    return [replace(TOLLS, key=str(i), text=text) for i in range(count)]


async def test_an_article_is_stored_with_its_language_and_who_said_what():
    shelf = Shelf()
    assert await load(Given([TOLLS]), shelf, NOW) == LoadReport(loaded=1, known=0, failed=())
    (held,) = shelf.held.values()
    assert held.language == "en"
    assert [quote.span.cut(TOLLS.text) for quote in held.quotes] == ["We had no choice,"]


async def test_loading_twice_changes_nothing():
    shelf = Shelf()
    await load(Given(numbered(3)), shelf, NOW)
    before = dict(shelf.held)
    assert await load(Given(numbered(3)), shelf, NOW) == LoadReport(loaded=0, known=3, failed=())
    assert shelf.held == before
    assert shelf.transactions == [3]


async def test_an_edited_article_counts_as_loaded():
    shelf = Shelf()
    await load(Given(numbered(2)), shelf, NOW)
    edited = [*numbered(1, "The ferry sank."), *numbered(2)[1:]]
    assert await load(Given(edited), shelf, NOW) == LoadReport(loaded=1, known=1, failed=())


async def test_failures_are_counted_and_the_rest_is_loaded():
    report = await load(Given([BROKEN, TOLLS, BROKEN]), Shelf(), NOW)
    assert report == LoadReport(loaded=1, known=0, failed=(BROKEN, BROKEN))


async def test_nothing_to_load_touches_nothing():
    shelf = Shelf()
    assert await load(Given([]), shelf, NOW) == LoadReport(0, 0, ())
    assert await load(Given([BROKEN]), shelf, NOW) == LoadReport(0, 0, (BROKEN,))
    assert not shelf.asked
    assert not shelf.transactions


async def test_a_key_given_twice_is_known_where_it_repeats_and_refused_where_it_differs():
    other = replace(TOLLS, text="The tolls fell.")
    between = [replace(article, key=f"x{article.key}") for article in numbered(BATCH + 5)]
    orders: list[list[NewArticle]] = [[TOLLS, TOLLS, other], [TOLLS, *between, other, TOLLS]]
    for items in orders:
        shelf = Shelf()
        report = await load(Given(items), shelf, NOW)
        assert report.known == 1
        assert [failure.source for failure in report.failed] == ["1"]
        assert shelf.held["quay", "1"].article == TOLLS
        assert await load(Given([TOLLS, TOLLS, other]), shelf, NOW) == LoadReport(0, 2, report.failed)


async def test_a_key_is_told_on_one_line():
    strange = replace(TOLLS, key="a\n\x1b[2Jb")
    report = await load(Given([strange, replace(strange, text="The tolls fell.")]), Shelf(), NOW)
    assert [failure.source for failure in report.failed] == ["a [2Jb"]


async def test_one_key_in_two_sources_is_two_articles():
    elsewhere = replace(TOLLS, source=Source(key="dock", name="The Dock"), text="The tolls fell.")
    assert (await load(Given([TOLLS, elsewhere]), Shelf(), NOW)).loaded == 2


async def test_many_articles_are_stored_in_batches_and_progress_is_told():
    shelf, told = Shelf(), list[int]()
    items: list[NewArticle | LoadFailure] = [*numbered(BATCH * 2), BROKEN]
    report = await load(Given(items), shelf, NOW, progress=told.append)
    assert report.loaded == BATCH * 2
    assert shelf.transactions == [BATCH, BATCH]
    assert told == [BATCH, BATCH * 2, BATCH * 2 + 1]


async def test_long_articles_make_smaller_batches():
    shelf = Shelf()
    long = [replace(article, language="de") for article in numbered(4, "Das Schiff ist im Hafen. " * 45_000)]
    await load(Given(long), shelf, NOW)
    assert shelf.transactions == [2, 2]


@pytest.mark.parametrize(
    ("text", "said", "language"),
    [
        ("„Wir hatten keine Wahl“, sagte Mara Lind, und das ist nicht alles, was der Hafen ist.", None, "de"),
        ("„Wir hatten keine Wahl“, sagte Mara Lind.", "de", "de"),
        ("Мэр заявил, что мост закроют.", None, "ru"),
    ],
)
async def test_an_article_in_another_language_gets_no_speakers(text: str, said: str | None, language: str):
    shelf = Shelf()
    await load(Given([replace(TOLLS, text=text, language=said)]), shelf, NOW)
    (held,) = shelf.held.values()
    assert (held.language, held.quotes) == (language, ())


async def test_the_event_loop_goes_on_while_articles_are_analysed():
    ticks = 0

    async def tick() -> None:
        nonlocal ticks
        while True:
            await asyncio.sleep(0)
            ticks += 1

    ticking = asyncio.create_task(tick())
    await load(Given(numbered(20, "The ferry sailed, said Mara Lind. " * 200)), Shelf(), NOW)
    ticking.cancel()
    assert ticks > 100


async def test_what_is_unexpected_is_raised_and_what_was_stored_stays():
    @dataclass(frozen=True, slots=True)
    class Failing:
        async def read(self) -> AsyncIterator[NewArticle | LoadFailure]:
            for item in numbered(BATCH):
                yield item
            raise ZeroDivisionError

    shelf = Shelf()
    with pytest.raises(ZeroDivisionError):
        await load(Failing(), shelf, NOW)
    assert len(shelf.held) == BATCH


@given(
    st.lists(st.builds(NewArticle, st.sampled_from("abc"), st.just("T"), st.sampled_from(["x.", "y."]), st.just(QUAY)))
)
async def test_every_input_is_counted_once_and_a_second_load_stores_nothing(items: list[NewArticle]):
    shelf = Shelf()
    first = await load(Given(items), shelf, NOW)
    second = await load(Given(items), shelf, NOW)
    assert first.loaded + first.known + len(first.failed) == len(items)
    assert second == LoadReport(0, first.loaded + first.known, first.failed)
