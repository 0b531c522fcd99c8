"""Two processes on one ledger, a database that is kept busy, a disk that is full: nothing twice, nothing by halves."""

import asyncio
import contextlib
import sqlite3
from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import event
from sqlalchemy.engine.interfaces import DBAPIConnection

from bot.adapters.storage.database import Database
from bot.domain.editions import PartState, State
from bot.domain.errors import StoreError, StoreLocked
from bot.services.ports import Change, Claimed, Entry
from tests.adapters.storage.builders import NOW
from tests.adapters.storage.desks import MINUTE, Desk, edition, part, sent, stored_desk, told_of

SOON = 0.1  # seconds
PATIENCE = 60.0  # of programs that are to wait for each other, however slow the machine is
CHANNELS = [f"channel {number}" for number in range(40)]


@pytest.fixture
async def others(store_url: str) -> AsyncIterator[list[Desk]]:
    """Three programs on one database."""
    async with contextlib.AsyncExitStack() as stack:
        opened = [await stack.enter_async_context(await Database.open(store_url, PATIENCE)) for _ in range(3)]
        yield [await stored_desk(database) for database in opened]


async def claim_all(desk: Desk, owner: str) -> list[Claimed]:
    found: list[Claimed] = []
    while claimed := await desk.claim(owner, limit=3):
        found += claimed
    return found


async def test_programs_that_plan_the_same_at_once_enter_it_once(others: list[Desk]):
    new = [edition(name) for name in CHANNELS]
    entered = await asyncio.gather(*(desk.plan(*new) for desk in others * 2))
    assert sum(entered) == len(CHANNELS)


async def test_programs_that_claim_at_once_never_get_the_same_edition(others: list[Desk]):
    await others[0].plan(*(edition(name) for name in CHANNELS), edition(CHANNELS[0], slot=2), edition(of="x"))
    claimed = await asyncio.gather(*(claim_all(desk, f"owner {rank}") for rank, desk in enumerate(others * 2)))
    ids = [one.edition.id for found in claimed for one in found]
    assert len(ids) == len(set(ids)) == len(CHANNELS) + 1
    assert {one.lease.attempt for found in claimed for one in found} == {1}


async def test_of_programs_that_rescue_at_once_one_has_the_lease_and_the_others_enter_nothing(others: list[Desk]):
    old = await others[0].take(edition())
    later = NOW + MINUTE
    claimed = await asyncio.gather(*(desk.claim("me", later) for desk in others))
    (rescued,) = [one for found in claimed for one in found]
    leases = [old, rescued.lease, replace(rescued.lease, attempt=rescued.lease.attempt + 1)]
    stored = await asyncio.gather(
        *(desk.enter(lease, sent(), later) for desk, lease in zip(others, leases, strict=True))
    )
    assert stored == [False, True, False]


async def test_of_programs_that_would_lead_at_once_one_does(others: list[Desk]):
    led = await asyncio.gather(
        *(desk.ledger.lead(f"owner {rank}", NOW, NOW + MINUTE) for rank, desk in enumerate(others))
    )
    assert sum(led) == 1


async def test_a_notice_that_is_raised_at_once_is_raised_once(others: list[Desk]):
    raised = await asyncio.gather(*(desk.notices.raise_("red", "key", told_of("late"), NOW) for desk in others * 2))
    assert sum(raised) == 1


# --- a database that is kept busy ---------------------------------------------------------------------


async def waits_for_nobody(desk: Desk, lease: Claimed) -> None:
    for attempt in (
        desk.claim("another", NOW + MINUTE),
        desk.enter(lease.lease, sent()),
        desk.plan(edition("new")),
        desk.ledger.lead("me", NOW, NOW + MINUTE),
        desk.ledger.release("me"),
        desk.notices.raise_("red", "key", told_of("late"), NOW),
    ):
        with pytest.raises(StoreLocked, match="Try again"):
            await attempt


async def test_while_another_program_writes_to_the_file_the_ledger_is_busy_and_then_goes_on(sqlite_path: Path):
    async with await Database.open(f"sqlite:///{sqlite_path}", patience=SOON) as database:
        desk = await stored_desk(database)
        await desk.plan(edition())
        (lease,) = await desk.claim()
        with contextlib.closing(sqlite3.connect(sqlite_path)) as other:
            other.execute("BEGIN IMMEDIATE")
            await waits_for_nobody(desk, lease)
            assert len(await desk.history("red").editions()) == 1
        assert await desk.enter(lease.lease, sent())
        assert await desk.ledger.find(edition("new").key.text) is None


@pytest.mark.postgres
async def test_while_another_program_writes_to_the_server_the_ledger_is_busy_and_then_goes_on(postgres_url: str):
    async with await Database.open(postgres_url) as one, await Database.open(postgres_url, patience=SOON) as two:
        desk = await stored_desk(two)
        await desk.plan(edition())
        (lease,) = await desk.claim()
        async with one.connections.writing():
            await waits_for_nobody(desk, lease)
        assert await desk.enter(lease.lease, sent())
        assert await desk.ledger.find(edition("new").key.text) is None


# --- a disk that is full ------------------------------------------------------------------------------


def heavy(desk: Desk, claimed: Sequence[Claimed]) -> list[Entry]:
    """Entries that do all that an entry can do, and take some hundred pages."""
    composed = desk.composed("s1", "s2")
    long = replace(composed.draft.stories[0], reason="because " * 2000)
    change = Change(
        State.SENDING,
        "why",
        composed=replace(composed, draft=replace(composed.draft, stories=(long,))),
        part=part(0, PartState.SENDING, None, "s1"),
        stops="gone",
        notices=(("key", told_of("held")),),
    )
    return [Entry(one.lease, NOW, change) for one in claimed]


async def test_a_full_disk_leaves_nothing_of_what_was_to_be_recorded_and_room_lets_it_go_on(sqlite_path: Path):
    url = f"sqlite:///{sqlite_path}"
    async with await Database.open(url) as database:
        desk = await stored_desk(database)
        await desk.subscribe(*CHANNELS)
        await desk.plan(*map(edition, CHANNELS))
        claimed = await desk.claim(limit=99)
        before = await desk.history("red").editions()

    def limit(connection: DBAPIConnection, _record: object) -> None:
        cursor = connection.cursor()
        cursor.execute("PRAGMA max_page_count = 1")  # SQLite makes it the present size
        cursor.close()

    async with await Database.open(url) as database:
        event.listen(database.connections.engine.sync_engine, "connect", limit)
        with pytest.raises(StoreError, match="disk is full"):
            await database.ledger.record(heavy(desk, claimed))
    async with await Database.open(url) as database:
        desk = replace(await stored_desk(database), refs=desk.refs)
        assert await desk.history("red").editions() == before
        assert {one.stopped for one in await desk.subscriptions("red").all()} == {""}
        assert list(await desk.notices.pending(9)) == []
        assert all(await desk.ledger.record(heavy(desk, claimed)))
        assert len(await desk.notices.pending(9)) == 1
