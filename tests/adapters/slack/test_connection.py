"""The connection: renewed, patient, ended where the token is no good, and nothing left behind."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import pytest
from slack_bolt.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_sdk.web.async_client import AsyncWebClient

from bot.adapters.slack.client import client
from bot.adapters.slack.connection import Connection, Patience
from bot.domain.errors import ChatRefused
from tests.fakes.slack import APP_TOKEN, BOT_TOKEN, FakeSlack, Fault, fake_slack
from tests.fakes.slack_stage import soon

QUICK = Patience(ping=0.1, deaf=1.0, connecting=0.5, again=0.05, longest=0.4, look=0.02)


@dataclass(slots=True)
class Line:
    slack: FakeSlack
    connection: Connection
    task: asyncio.Task[None]
    ended: list[ChatRefused] = field(default_factory=list)


@asynccontextmanager
async def line(slack: FakeSlack, patience: Patience = QUICK) -> AsyncIterator[Line]:
    async def authorize() -> AuthorizeResult:
        return AuthorizeResult(enterprise_id=None, team_id="T1", bot_user_id="UBOT", bot_id="BBOT")

    ended: list[ChatRefused] = []

    async def refused(error: ChatRefused) -> None:
        ended.append(error)

    before = asyncio.all_tasks()
    async with client(BOT_TOKEN, APP_TOKEN, base=slack.api) as made:
        app = AsyncApp(client=AsyncWebClient(), authorize=authorize, request_verification_enabled=False)
        connection = Connection(app, made, patience, refused)
        task = asyncio.create_task(connection.keep_open())
        try:
            yield Line(slack, connection, task, ended)
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
    left = {one for one in asyncio.all_tasks() - before if "slack_sdk" in repr(one) or "slack_bolt" in repr(one)}
    assert not left
    assert not connection.is_open


@pytest.fixture
async def slack() -> AsyncIterator[FakeSlack]:
    async with fake_slack() as made:
        yield made


async def test_a_token_that_is_revoked_meanwhile_ends_it_with_one_line(
    slack: FakeSlack, caplog: pytest.LogCaptureFixture
):
    async with line(slack) as made:
        await slack.connected()
        slack.dead = "token_revoked"
        slack.hang_up()
        await soon(made.task.done)
        assert len(made.ended) == 1
        assert not made.connection.is_open
        (told,) = [one for one in caplog.records if one.levelno >= logging.CRITICAL]
        assert "SLACK_APP_TOKEN" in told.getMessage()
        calls = len(slack.calls)
        await asyncio.sleep(0.5)
        assert len(slack.calls) == calls  # it is not tried for ever


async def test_an_address_that_was_used_up_is_asked_for_anew(slack: FakeSlack):
    used = 2

    def spoiled(method: str, _given: object, _count: int) -> Fault:
        nonlocal used
        if method == "apps.connections.open" and used:
            used -= 1
            asyncio.get_running_loop().call_soon(slack.use_up)  # right after it was handed out
        return Fault.NONE

    slack.fault = spoiled
    async with line(slack) as made:
        await slack.connected()
        await soon(lambda: made.connection.is_open)
        assert used == 0
        assert slack.connections == 1


@pytest.mark.parametrize("fault", [Fault.HTTP_500_BEFORE, Fault.DROPPED_BEFORE, Fault.BUSY, Fault.HTML_BEFORE])
async def test_while_slack_is_down_it_waits_longer_each_time_and_recovers(slack: FakeSlack, fault: Fault):
    slack.fault = lambda _method, _given, _count: fault
    async with line(slack) as made:
        await slack.until(lambda: len(slack.calls) >= 4)
        first, *_, last = (b.at - a.at for a, b in zip(slack.calls, slack.calls[1:4], strict=False))
        assert last > first
        assert not made.task.done()
        assert not made.connection.is_open
        slack.fault = lambda _method, _given, _count: Fault.NONE
        await slack.connected()


async def test_whatever_goes_wrong_it_is_tried_again(slack: FakeSlack, caplog: pytest.LogCaptureFixture):
    """Also what nobody has foreseen: a bot without ears is of no use."""
    broken = Connection(None, None, QUICK)  # type: ignore[arg-type]  # nothing works with that
    task = asyncio.create_task(broken.keep_open())
    await soon(lambda: caplog.text.count("cannot be connected to") > 1)
    assert not task.done()
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    assert "Traceback" not in caplog.text
    del slack


async def test_deaf_connections_are_counted(slack: FakeSlack):
    async with line(slack) as made:
        for count in (1, 2):
            await slack.connected()
            slack.go_deaf()
            await soon(lambda count=count: made.connection.replaced >= count)  # type: ignore[misc]  # a default
        await slack.connected()


async def test_it_is_closed_while_it_connects(slack: FakeSlack):
    slack.fault = lambda _method, _given, _count: Fault.SLOW
    for wait in (0.0, 0.05, 0.31, 0.33, 0.4):
        async with line(slack):
            await asyncio.sleep(wait)
