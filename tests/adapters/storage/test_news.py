"""What is news to a channel, as every database tells it: by window, source, language, and the end of an embargo."""

import dataclasses
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event

from bot.adapters.storage.database import Database, Workspace
from bot.domain.intake import Markers
from bot.domain.models import EVERYTHING, Article, Source, Visibility, Window, first_id
from bot.services.ports import Analysed, NewsQuery
from tests.adapters.storage.builders import NOW, PAPER, analysed, kept

HOUR = timedelta(hours=1)
HERALD = Source("https://example.org/herald", "Tarn Herald", "feed")
ALL = NewsQuery(EVERYTHING, 99)


@pytest.fixture
async def workspace(database: Database) -> Workspace:
    return await database.workspace("team", "general")


def keys(articles: Sequence[Article]) -> list[str]:
    return [one.key for one in articles]


def marked(key: str, **marks: object) -> Analysed:
    one = analysed(key)
    return dataclasses.replace(one, article=dataclasses.replace(one.article, markers=Markers(**marks)))  # type: ignore[arg-type] # a test may pass any mark


# --- windows, sources, languages ---------------------------------------------------------------------


async def test_news_are_newest_first_and_as_many_as_asked_for(workspace: Workspace):
    await workspace.store.add([analysed("a"), analysed("b"), analysed("c")], NOW)
    assert keys(await workspace.store.news(ALL)) == ["c", "b", "a"]
    assert keys(await workspace.store.news(dataclasses.replace(ALL, limit=2))) == ["c", "b"]
    (middle,) = [one for one in await workspace.store.news(ALL) if one.key == "b"]
    assert keys(await workspace.store.news(NewsQuery(Window(middle.id, middle.id + 1), 9))) == ["b"]


async def test_what_was_there_before_its_source_was_added_is_no_news(workspace: Workspace):
    await workspace.store.add([dataclasses.replace(analysed("old"), news=False), analysed("new")], NOW)
    assert keys(await workspace.store.news(ALL)) == ["new"]
    assert len(await workspace.store.window(EVERYTHING, 9)) == 2


async def test_news_of_some_sources_alone(workspace: Workspace):
    paper = (await workspace.sources.follow(PAPER, PAPER.key, ["Harbour", "Sea"], NOW)).source_id
    herald = (await workspace.sources.follow(HERALD, HERALD.key, [], NOW)).source_id
    await workspace.store.add([analysed("p"), analysed("h", source=HERALD)], NOW)
    assert await workspace.store.listed() == {paper: ("Harbour", "Sea"), herald: ()}
    some = dataclasses.replace(ALL, sources=frozenset({herald, 99_999}))
    assert keys(await workspace.store.news(some)) == ["h"]
    assert keys(await workspace.store.news(dataclasses.replace(ALL, sources=frozenset()))) == []
    many = frozenset({paper, *range(10_000, 50_000)})
    assert keys(await workspace.store.news(dataclasses.replace(ALL, sources=many))) == ["p"]


async def test_naming_a_source_does_not_let_a_channel_see_it(database: Database, workspace: Workspace):
    elsewhere = await database.workspace("team", "board")
    await elsewhere.store.add([analysed("secret", source=kept("board papers", Visibility.CHANNEL))], NOW)
    (hidden,) = await elsewhere.store.listed()
    assert hidden not in await workspace.store.listed()
    assert keys(await workspace.store.news(dataclasses.replace(ALL, sources=frozenset({hidden})))) == []
    assert keys(await elsewhere.store.news(dataclasses.replace(ALL, sources=frozenset({hidden})))) == ["secret"]


@pytest.mark.parametrize(("asked", "found"), [("en", ["gb", "en"]), ("EN", ["gb", "en"]), ("de", ["de"]), ("e_", [])])
async def test_news_in_one_language(workspace: Workspace, asked: str, found: list[str]):
    given = [("en", "en"), ("de", "de"), ("gb", "en-GB")]
    await workspace.store.add([analysed(key, language=language) for key, language in given], NOW)
    assert keys(await workspace.store.news(dataclasses.replace(ALL, language=asked))) == found


# --- what was hidden at first ------------------------------------------------------------------------


async def test_the_end_of_an_embargo_is_when_an_article_comes(database: Database, workspace: Workspace):
    await workspace.store.add([marked("k", embargoed_until=NOW + HOUR), analysed("before")], NOW)
    later = NewsQuery(Window(first_id(NOW + HOUR)), 9)
    assert keys(await workspace.store.released(later, NOW)) == []
    await database.operations.release(NOW + 2 * HOUR)
    assert keys(await workspace.store.released(later, NOW + 2 * HOUR)) == ["k"]
    assert keys(await workspace.store.released(later, NOW + 3 * HOUR)) == []
    assert keys(await workspace.store.released(NewsQuery(EVERYTHING, 9), NOW)) == []  # it is in the window itself


@pytest.mark.parametrize("mark", [{"withheld": True}, {"withdrawn": True}, {"embargoed_until": NOW + 9 * HOUR}])
async def test_what_an_edit_shows_again_comes_with_the_edit(workspace: Workspace, mark: dict[str, object]):
    await workspace.store.add([marked("k", **mark)], NOW)
    await workspace.store.add([analysed("k")], NOW + HOUR)
    later = NewsQuery(Window(first_id(NOW + HOUR)), 9)
    assert keys(await workspace.store.released(later, NOW + HOUR)) == ["k"]
    await workspace.store.add([analysed("k", text="Another text.")], NOW + 2 * HOUR)  # no reason to come again
    assert keys(await workspace.store.released(later, NOW + HOUR)) == ["k"]
    assert keys(await workspace.store.released(later, NOW + 2 * HOUR)) == []


async def test_an_edit_of_what_was_always_shown_does_not_bring_it_back(workspace: Workspace):
    await workspace.store.add([analysed("k")], NOW)
    await workspace.store.add([analysed("k", text="Another text.")], NOW + HOUR)
    assert keys(await workspace.store.released(NewsQuery(Window(first_id(NOW + HOUR)), 9), NOW)) == []


async def test_what_is_hidden_again_is_hidden(database: Database, workspace: Workspace):
    await workspace.store.add([marked("k", embargoed_until=NOW + HOUR)], NOW)
    await database.operations.release(NOW + HOUR)
    await workspace.store.add([marked("k", withdrawn=True)], NOW + 2 * HOUR)
    assert await database.operations.release(NOW + 3 * HOUR) == 0
    assert keys(await workspace.store.released(NewsQuery(Window(first_id(NOW + HOUR)), 9), NOW)) == []


async def test_the_ends_of_old_embargoes_are_forgotten_and_their_articles_stay(
    database: Database, workspace: Workspace
):
    await workspace.store.add(
        [marked("k", embargoed_until=NOW + HOUR), marked("l", embargoed_until=NOW + 999 * HOUR)], NOW
    )
    await database.operations.release(NOW + HOUR)
    await database.operations.expire(NOW + timedelta(days=20))
    assert keys(await workspace.store.window(EVERYTHING, 9)) == ["k"]
    assert keys(await workspace.store.released(NewsQuery(Window(first_id(NOW + HOUR)), 9), NOW)) == []
    assert await database.operations.release(NOW + 999 * HOUR) == 1


async def test_what_was_released_is_found_without_going_through_the_archive(sqlite_path: Path):
    async with await Database.open(f"sqlite:///{sqlite_path}") as database:
        workspace = await database.workspace("team", "general")
        sent: list[tuple[str, Any]] = []

        def note(*given: Any) -> None:  # noqa: ANN401 - as the event passes them
            sent.append(given[2:4])

        event.listen(database.connections.engine.sync_engine, "before_cursor_execute", note)
        await workspace.store.released(NewsQuery(Window(first_id(NOW)), 9), NOW)
        statement, parameters = sent[-1]
        async with database.connections.reading() as connection:
            plan = await connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)
            steps = [row["detail"] for row in plan.mappings()]
    assert steps[0] == "SEARCH articles USING INDEX ix_articles_shown_from (shown_from>?)"
