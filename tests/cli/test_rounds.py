"""The rounds of a running bot: whatever happens in one, embargoes are lifted and the chat goes on."""

import asyncio
import dataclasses
import logging
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path

import pytest

from bot.adapters.storage.database import Database
from bot.cli.rounds import Rounds, each_minute
from bot.domain.documents import Notice
from bot.domain.errors import InputError
from bot.domain.intake import Markers
from bot.domain.models import EVERYTHING, Source
from bot.services.discovery import Web
from bot.settings import Settings
from tests.adapters.storage.builders import NOW, analysed
from tests.fakes.web import Addresses, item, rss, web

FEED = "https://quay.example/feed"
WHOLE = "The lights went out in the harbour again. " * 60
LONG_AGO = NOW - timedelta(days=365)


async def tell(_: Notice) -> None:
    """Nobody listens."""


def rounds(database: Database, addresses: Addresses) -> Rounds:
    @asynccontextmanager
    async def opened() -> AsyncIterator[Web]:
        if not addresses.there:
            raise InputError("the proxy must be an address")
        yield web(addresses)

    return Rounds(database, opened, Settings(), tell)


async def follow(database: Database) -> None:
    sources = (await database.workspace("console")).sources
    await sources.follow(Source(FEED, "Quay Courier", "feed"), FEED, (), LONG_AGO)


async def titles(database: Database) -> list[str]:
    return [one.title for one in await (await database.workspace("console")).store.window(EVERYTHING, 9)]


@pytest.fixture
async def database(sqlite_path: Path) -> AsyncIterator[Database]:
    async with await Database.open(f"sqlite:///{sqlite_path}", patience=0.1) as database:
        yield database


async def test_embargoes_are_lifted_where_no_feed_is_due(database: Database):
    embargoed = analysed("k")
    until = Markers(embargoed_until=LONG_AGO + timedelta(hours=1))
    embargoed = dataclasses.replace(embargoed, article=dataclasses.replace(embargoed.article, markers=until))
    await (await database.workspace("console")).store.add([embargoed], LONG_AGO)
    assert await titles(database) == []
    await rounds(database, Addresses()).one()
    assert await titles(database) == ["Title of k"]


@pytest.mark.parametrize("outage", ["BEGIN EXCLUSIVE", "ALTER TABLE feeds RENAME TO away"])
async def test_a_database_that_is_away_is_one_warning_and_the_next_round_tries_again(
    database: Database, sqlite_path: Path, outage: str, caplog: pytest.LogCaptureFixture
):
    await follow(database)
    work = rounds(database, Addresses({FEED: rss(item("a", WHOLE))}))
    other = sqlite3.connect(sqlite_path, isolation_level=None)
    other.execute(outage)
    await work.one()
    warnings = [one for one in caplog.records if one.levelno >= logging.WARNING]
    assert [(one.levelno, one.exc_info, "\n" in one.getMessage()) for one in warnings] == [
        (logging.WARNING, None, False)
    ]
    other.execute("ROLLBACK" if outage.startswith("BEGIN") else "ALTER TABLE away RENAME TO feeds")
    other.close()
    await work.one()
    assert await titles(database) == ["Title of a"]


async def test_a_web_that_cannot_be_opened_is_one_warning(database: Database, caplog: pytest.LogCaptureFixture):
    await follow(database)
    await rounds(database, Addresses()).one()
    assert [one.getMessage() for one in caplog.records if one.levelno >= logging.WARNING] == [
        "the proxy must be an address"
    ]


async def test_a_slow_first_round_goes_on_behind_the_briefing():
    go, done = asyncio.Event(), asyncio.Event()

    async def work() -> None:
        await go.wait()
        done.set()

    async with each_minute(work, 0):
        go.set()
        await asyncio.wait_for(done.wait(), 60)


async def test_a_first_round_that_still_goes_on_at_the_end_is_ended_and_awaited():
    ended: list[str] = []

    async def work() -> None:
        try:
            await asyncio.Event().wait()
        finally:
            await asyncio.sleep(0)
            ended.append("ended")

    async with each_minute(work, 0):
        await asyncio.sleep(0)
        assert ended == []
    assert ended == ["ended"]


async def test_a_fault_of_the_program_is_not_kept_back():
    async def work() -> None:
        raise ValueError("a fault")

    with pytest.raises(ValueError, match="a fault"):
        async with each_minute(work, 60):
            pytest.fail("nothing follows")


async def test_old_articles_are_erased_and_a_database_that_is_away_is_one_warning(
    database: Database, sqlite_path: Path, caplog: pytest.LogCaptureFixture
):
    await (await database.workspace("console")).store.add([analysed("old")], LONG_AGO - timedelta(days=365))
    await (await database.workspace("console")).store.add([analysed("new")], NOW)
    work = rounds(database, Addresses())
    other = sqlite3.connect(sqlite_path, isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    await work.prune()
    other.close()
    assert [one.levelno for one in caplog.records if one.levelno >= logging.WARNING] == [logging.WARNING]
    assert len(await titles(database)) == 2
    await work.prune()
    assert await titles(database) == ["Title of new"]
