"""Text from strangers is data: it is stored, found, and never a command."""

import asyncio
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.adapters.storage.database import Database, Workspace
from bot.domain.models import EVERYTHING, ArticleRef, Source
from bot.services.ports import Outcome, Query
from tests.adapters.storage.builders import NOW, analysed, said

AS_A_WORD = {"^harbour"}  # what is left of it without its sign stands in an article
ANY_TEXT = st.text(st.characters(), max_size=80)
HOSTILE = [
    '"',
    '""',
    "'; DROP TABLE articles; --",
    "NEAR(a b, 3)",
    "a AND NOT",
    "OR",
    "title:secret",
    "title : secret",
    "secret OR harbour",
    "harbour NOT vault",
    "vault | harbour",
    "harb:*",
    "harbour') OR 1=1 --",
    "%",
    "h_rbour",
    "{title text}: x",
    "^harbour",
    "harb*",
    "(((((",
    "a & b | !c",
    "a <-> b",
    "a:*A",
    "\\",
    "\x00",
    "har\x00bour",
    "\ud800",
    "%s %(name)s :name",
    "-- /* */",
    "𐍈" * 300,
    "x" * 100_000,
    "-",
]
MANY = settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


class Running:
    """A workspace for tests that Hypothesis calls, which knows no coroutines."""

    def __init__(self, url: str) -> None:
        self.loop = asyncio.Runner()
        self.database = self.loop.run(Database.open(url))

    def workspace(self, key: str) -> Workspace:
        return self.loop.run(self.database.workspace(key))

    def close(self) -> None:
        self.loop.run(self.database.close())
        self.loop.close()


@pytest.fixture
def running(store_url: str) -> Iterator[Running]:
    running = Running(store_url)
    yield running
    running.close()


@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: ascii(text[:20]))
async def test_no_text_is_query_syntax(database: Database, text: str):
    workspace = await database.workspace("team")
    await workspace.store.add([analysed("a", "Plain", "Harbour news."), analysed("b", "Secret", "Vault.")], NOW)
    for every in (True, False):
        hits = await workspace.search.find(Query((text,), every=every))
        found = [one.key for one in await workspace.store.current([hit.article_id for hit in hits])]
        assert found == (["a"] if text in AS_A_WORD else [])
    assert await workspace.speech.names_like(text, 5) == []
    assert await workspace.speech.speakers([text], EVERYTHING, 5) == []
    assert await workspace.store.ids([text]) == []


async def test_no_more_than_32_words_are_looked_for(database: Database):
    workspace = await database.workspace("team")
    await workspace.store.add([analysed("a", "Plain", "Harbour news.")], NOW)
    many = tuple(f"word{number}" for number in range(5000))
    assert await workspace.search.find(Query((*many, "harbour"))) == []
    assert len(await workspace.search.find(Query(("harbour", *many)))) == 1


def test_any_words_can_be_looked_for(running: Running):
    workspace = running.workspace("team")
    running.loop.run(workspace.store.add([analysed("a", "Plain", "Harbour news.", said("Ann Lee"))], NOW))

    @MANY
    @given(st.lists(ANY_TEXT, max_size=6))
    def holds(terms: list[str]) -> None:
        running.loop.run(workspace.search.find(Query(tuple(terms))))
        running.loop.run(workspace.search.find(Query(tuple(terms), every=True)))
        running.loop.run(workspace.speech.speakers(terms, EVERYTHING, 5))
        running.loop.run(workspace.speech.names_like("".join(terms), 5))

    holds()


def test_any_articles_are_stored_once_however_often_they_come(running: Running):
    workspaces = (running.workspace(f"team {number}") for number in range(1000))
    articles = st.tuples(st.sampled_from("abc"), ANY_TEXT, ANY_TEXT, st.none() | ANY_TEXT)

    @MANY
    @given(st.lists(articles, max_size=5, unique_by=lambda one: one[0]), st.sampled_from(["p", "q"]))
    def holds(given_: list[tuple[str, str, str, str | None]], source: str) -> None:
        workspace = next(workspaces)
        of = Source(f"{source} {workspace}", source)
        batch = [analysed(key, title, text, said(name), source=of) for key, title, text, name in given_]
        assert set(running.loop.run(workspace.store.add(batch, NOW))) <= {Outcome.NEW}
        before = running.loop.run(workspace.store.window(EVERYTHING, 9))
        assert all(running.loop.run(workspace.store.known([one.article for one in batch])))
        assert set(running.loop.run(workspace.store.add(batch[::-1], NOW))) <= {Outcome.KNOWN}
        assert running.loop.run(workspace.store.window(EVERYTHING, 9)) == before
        assert all(len(one.text) == len(old.article.text) for one, old in zip(before[::-1], batch, strict=True))
        quotes = running.loop.run(workspace.speech.quotes([ArticleRef(one.id, 1) for one in before]))
        assert len(quotes) == len(batch)

    holds()
