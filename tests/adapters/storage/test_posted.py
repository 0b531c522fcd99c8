"""What was posted and has changed since is found by what has changed, on both engines."""

import dataclasses
from collections.abc import AsyncIterator

import pytest

from bot.adapters.storage.database import Database
from bot.domain.editions import PartState, State
from bot.services.ports import Change, Outdated
from tests.adapters.storage.builders import NOW, analysed
from tests.adapters.storage.desks import DAY, HOUR, MINUTE, Desk, edition, part, sent, stored_desk

START = ("", "")


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def url(request: pytest.FixtureRequest) -> str:
    if request.param == "sqlite":
        return f"sqlite:///{request.getfixturevalue('sqlite_path')}"
    found: str = request.getfixturevalue("postgres_url")
    return found


@pytest.fixture
async def database(url: str) -> AsyncIterator[Database]:
    async with await Database.open(url) as database:
        yield database


@pytest.fixture
async def desk(database: Database) -> Desk:
    return await stored_desk(database)


async def posted(desk: Desk, channel: str, *stories: str, workspace: str = "red", done: bool = True) -> None:
    """A digest that shows the next stored articles; without `done` a second message of it is still to come."""
    new = edition(channel, workspace=workspace)
    await desk.plan(new)
    (claimed,) = await desk.claim()
    change = sent(*stories) if done else Change(State.SENDING, part=part(0, PartState.SENT, "m1", *stories))
    assert await desk.enter(claimed.lease, dataclasses.replace(change, composed=desk.composed(*stories)))
    await desk.ledger.release("me")


async def edit(database: Database, number: int) -> None:
    """Another version of the article that the newest but `number` is."""
    store = (await database.workspace("red")).store
    await store.add([analysed(f"article {number}", "", "Other words.")], NOW + HOUR)


async def outdated(database: Database, changed_since: int = 0) -> list[Outdated]:
    since = NOW + changed_since * MINUTE
    return list(await database.posted.outdated(NOW - DAY, since, START, 9))


async def test_only_channels_that_were_shown_what_has_changed_are_found(database: Database, desk: Desk):
    await posted(desk, "one", "s1")  # shows the newest, article 5
    await posted(desk, "two", "s1", "s2")
    await posted(desk, "two", "s1", "s2", workspace="blue")
    assert await outdated(database) == []
    await edit(database, 4)
    found = await outdated(database)
    assert [(one.workspace, one.channel) for one in found] == [("blue", "two"), ("red", "two")]
    assert [[edition.key.channel for edition in one.editions] for one in found] == [["two"], ["two"]]
    assert await outdated(database, changed_since=61) == []
    assert [one.workspace for one in await database.posted.outdated(NOW - DAY, NOW, ("blue", "two"), 9)] == ["red"]


async def test_an_edition_that_still_goes_out_is_corrected_too(database: Database, desk: Desk):
    await posted(desk, "one", "s1", done=False)
    await edit(database, 5)
    assert [one.channel for one in await outdated(database)] == ["one"]


async def test_a_correction_is_entered_once_and_leaves_the_schedule_alone(database: Database, desk: Desk):
    await desk.subscribe("one", next_at=NOW + DAY)
    await posted(desk, "one", "s1")
    await desk.subscribe("one", next_at=NOW + DAY)
    await edit(database, 5)
    new = edition("one", of="a change", due=NOW + HOUR)
    assert [await database.posted.correct([new], NOW + HOUR) for _ in range(2)] == [1, 0]
    (found,) = await outdated(database)
    assert [one.key.of for one in found.corrections] == ["a change"]
    assert [one.subscription.channel for one in await database.agenda.coming(NOW + DAY, 9)] == ["one"]
