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
from rich.console import Console

from bot.adapters.console import ConsoleChat
from bot.adapters.storage.database import Database
from bot.app import clock
from bot.app.delivering import outlets
from bot.app.rounds import PollRounds
from bot.domain.documents import Notice
from bot.domain.errors import HttpStatus, InputError
from bot.domain.intake import Markers
from bot.domain.models import EVERYTHING, Source
from bot.services.deliver.terms import Outlet
from bot.services.discovery import Web
from bot.services.notices import notice
from bot.services.telling import tell_admins
from bot.settings import Settings
from tests.adapters.storage.builders import NOW, analysed
from tests.fakes.chat import FakeChat
from tests.fakes.web import Addresses, item, rss, web

FEED = "https://quay.example/feed"
WHOLE = "The lights went out in the harbour again. " * 60
LONG_AGO = NOW - timedelta(days=365)


def rounds(database: Database, addresses: Addresses) -> PollRounds:
    @asynccontextmanager
    async def opened() -> AsyncIterator[Web]:
        if not addresses.there:
            raise InputError("the proxy must be an address")
        yield web(addresses)

    return PollRounds(database, opened, Settings(), clock)


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


async def test_an_admin_is_told_once_what_concerns_the_own_workspace(database: Database):
    said = {name: FakeChat(ConsoleChat(Console(), Console())) for name in ("console", "team")}
    for workspace, url in (("console", FEED), ("team", "https://orrin.example/feed")):
        source = Source(url, f"News of {workspace}", "feed")
        await (await database.workspace(workspace)).sources.follow(source, url, (), LONG_AGO)
    gone = HttpStatus(410, "the feed is gone (410)")
    work = rounds(database, Addresses({FEED: gone, "https://orrin.example/feed": gone}))
    await work.one()
    posted_by = outlets({name: Outlet(chat, name) for name, chat in said.items()})
    for _ in range(2):
        await tell_admins(database.notices, posted_by, clock)
    told = {name: [(one.name, one.values["source"]) for one in chat.told_admin] for name, chat in said.items()}
    assert told == {
        "console": [("source_stopped", "News of console")],
        "team": [("source_stopped", "News of team")],
    }


class Mute(FakeChat):
    """A chat that never answers."""

    async def notify_admin(self, notice: Notice) -> None:
        del notice
        await asyncio.Event().wait()


async def test_workspaces_whose_admins_cannot_be_told_keep_no_other_waiting(database: Database):
    for workspace in ("gone", "mute", "team"):
        await database.workspace(workspace)
    for number in range(60):
        for workspace in ("gone", "mute"):
            await database.notices.raise_(workspace, f"{number}", notice("bot_refused", reason="revoked"), NOW)
    await database.notices.raise_("team", "one", notice("bot_refused", reason="revoked"), NOW)
    mute, team = Mute(ConsoleChat(Console(), Console())), FakeChat(ConsoleChat(Console(), Console()))
    posted_by = outlets({"mute": Outlet(mute, "mute"), "team": Outlet(team, "team")})
    async with asyncio.timeout(20):
        await tell_admins(database.notices, posted_by, clock, timedelta(seconds=0.1))
    assert [one.name for one in team.told_admin] == ["bot_refused"]
    assert len(await database.notices.pending(999)) == 120


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


async def test_a_workspace_that_has_left_is_erased_after_its_days_of_grace_and_that_is_told(
    database: Database, caplog: pytest.LogCaptureFixture
):
    for key, days in (("console", None), ("left", 15), ("away", 13)):
        await (await database.workspace(key)).store.add([analysed(key)], NOW)
        if days:
            await database.operations.gone(key, clock() - timedelta(days=days))
    await rounds(database, Addresses()).prune()
    assert [one.key for one in await database.operations.tenants()] == ["away", "console"]
    (warning,) = [one.getMessage() for one in caplog.records if one.levelno >= logging.WARNING]
    assert "left" in warning
