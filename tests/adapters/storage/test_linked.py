"""Pages that questions have linked to: read by whoever names the article, and found by nobody else."""

from dataclasses import replace

import pytest

from bot.adapters.storage.database import Database, Workspace
from bot.domain.models import EVERYTHING, LINKED, Source, Visibility, Window
from bot.services.ports import Analysed, NewsQuery, Query
from tests.adapters.storage.builders import NOW, analysed, said

OWN = Source("https://example.org/feed", "Harbour Post", "feed", None, Visibility.WORKSPACE)
PAGE = Source("link:elsewhere.example", "Elsewhere", LINKED, None, Visibility.WORKSPACE)
URL = "https://elsewhere.example/1"


def linked() -> Analysed:
    """The page that a question linked to."""
    made = analysed("page", "Harbour", "Harbour news of a stranger.", said("Ann Page"), source=PAGE)
    return replace(made, article=replace(made.article, url=URL))


@pytest.fixture
async def reader(database: Database) -> Workspace:
    """One article of a source, and one page that a question linked to, both of the harbour."""
    workspace = await database.workspace("red")
    await workspace.store.add([analysed("own", "Harbour", "Harbour news of ours.", said("Ann Own"), source=OWN)], NOW)
    await workspace.store.add([linked()], NOW)
    return workspace


async def test_nobody_finds_it(reader: Workspace):
    store, speech = reader.store, reader.speech
    (own,) = await store.ids(["own"])
    assert [one.key for one in await store.window(EVERYTHING, 10)] == ["own"]
    assert [one.key for one in await store.news(NewsQuery(EVERYTHING, 10))] == ["own"]
    assert (await store.holdings(EVERYTHING)).sources == ("Harbour Post",)
    assert (await store.holdings(EVERYTHING)).articles == 1
    assert (await store.holdings(Window(0, EVERYTHING.high - 1))).articles == 1
    assert len(await store.listed()) == 1
    assert [hit.article_id for hit in await reader.search.find(Query(("harbour",)))] == [own]
    assert [one.name for one in await speech.speakers(["ann"], EVERYTHING, 10)] == ["Ann Own"]
    assert set(await speech.names_like("page", 10)) <= {"Ann Own"}


async def test_whoever_names_it_reads_it(reader: Workspace):
    store = reader.store
    (held,) = await store.at([URL])
    assert held.source_key == PAGE.key
    (page,) = await store.current([held.article_id])
    assert page.key == "page"
    assert set(await store.articles([page.ref])) == {page.ref}
    assert await store.ids(["page"]) == [page.id]
    assert [one.key for one in await store.window(Window(page.id, page.id + 1), 10)] == ["page"]
    assert [one.quote.speaker for one in await reader.speech.quotes([page.ref])] == ["Ann Page"]
    only = Query(("harbour",), only=(page.id,))
    assert [hit.article_id for hit in await reader.search.find(only)] == [page.id]
    assert list(await store.known([linked().article])) == [True]


async def test_what_is_public_is_told_of_sources_that_somebody_chose_alone(database: Database):
    workspace = await database.workspace("red")
    unmarked = replace(PAGE, visibility=Visibility.PUBLIC)  # whatever a page's source says of itself
    page = replace(linked(), article=replace(linked().article, source=unmarked))
    await workspace.store.add([analysed("public"), analysed("own", source=OWN), page], NOW)
    ids = {key: id_ for key in ("public", "own", "page") for id_ in await workspace.store.ids([key])}
    assert len(ids) == 3
    assert await workspace.store.public([*ids.values(), 1, *ids.values()]) == {ids["public"]}
    assert await workspace.store.public([]) == frozenset()
    assert await (await database.workspace("blue")).store.public(list(ids.values())) == frozenset()


async def test_another_workspace_does_not_read_it_though_it_names_it(reader: Workspace, database: Database):
    (held,) = await reader.store.at([URL])
    other = await database.workspace("blue")
    assert not await other.store.current([held.article_id])
    assert not await other.store.at([URL])
    assert not await other.search.find(Query(("harbour",), only=(held.article_id,)))
