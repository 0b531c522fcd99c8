"""One damaged row of the ledger or of the subscriptions costs its own channel alone."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from bot.adapters.storage.database import Database
from bot.domain.editions import State
from tests.adapters.storage.builders import NOW
from tests.adapters.storage.desks import HOUR, Desk, edition, stored_desk


@pytest.fixture
async def database(sqlite_path: Path) -> AsyncIterator[Database]:
    async with await Database.open(f"sqlite:///{sqlite_path}") as database:
        yield database


async def damage(database: Database, statement: str) -> None:
    async with database.connections.writing() as connection:
        await connection.execute(text(statement))


@pytest.fixture
async def desk(database: Database) -> Desk:
    return await stored_desk(database)


async def test_a_damaged_draft_fails_its_own_edition_and_its_admin_is_told(database: Database, desk: Desk):
    await desk.plan(edition("bad", due=NOW - HOUR), edition("good", due=NOW - HOUR))
    await damage(database, "UPDATE editions SET draft = '{}' WHERE channel = 'bad'")
    assert [one.edition.key.channel for one in await desk.claim()] == ["good"]
    failed = {one.key.channel: (one.state, one.reason) for one in await desk.history("red").editions()}
    assert failed["bad"] == (State.FAILED, "its record is damaged")
    (told,) = await database.notices.pending(9)
    assert (told.notice.name, told.notice.values["channel"]) == ("edition_failed", "bad")
    assert list(await desk.claim(now=NOW + timedelta(seconds=1))) == []


async def test_a_damaged_subscription_stops_its_own_channel(database: Database, desk: Desk):
    for channel in ("bad", "good"):
        await desk.subscribe(channel, next_at=NOW)
    await damage(database, "UPDATE subscriptions SET schedule = 'x' WHERE channel = 'bad'")
    assert [one.subscription.channel for one in await database.agenda.coming(NOW, 9)] == ["good"]
    async with database.connections.reading() as connection:
        stopped = list(await connection.scalars(text("SELECT stopped FROM subscriptions WHERE channel = 'bad'")))
    assert stopped == ["its record is damaged"]
