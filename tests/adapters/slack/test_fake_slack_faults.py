"""How the fake Slack says that it is busy, and how it fails: what its client sees each time, and what was accepted."""

# ruff: noqa: ANN401 - JSON

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import aiohttp
import pytest

from tests.adapters.slack.asking import Clock
from tests.fakes.slack import BOT_TOKEN, FakeSlack, Fault, fake_slack

HEADERS = {"Authorization": f"Bearer {BOT_TOKEN}"}


@asynccontextmanager
async def posting(**given: Any) -> AsyncIterator[tuple[FakeSlack, aiohttp.ClientSession]]:
    async with fake_slack(**given) as slack, aiohttp.ClientSession(headers=HEADERS) as session:
        yield slack, session


async def post(slack: FakeSlack, session: aiohttp.ClientSession, channel: str = "C1", wait: float = 10) -> Any:
    """The status and the body of the reply, and how long to wait."""
    said = {"channel": channel, "text": "news"}
    timeout = aiohttp.ClientTimeout(total=wait)
    async with session.post(f"{slack.api}chat.postMessage", json=said, timeout=timeout) as reply:
        return reply.status, await reply.text(), reply.headers.get("Retry-After")


async def test_a_channel_takes_a_burst_and_then_a_message_a_second():
    clock = Clock()
    async with posting(limits=True, clock=clock) as (slack, session):
        assert [(await post(slack, session))[0] for _ in range(4)] == [200, 200, 200, 429]
        status, body, wait = await post(slack, session)
        assert (status, "ratelimited" in body, wait) == (429, True, "1")
        assert (await post(slack, session, "C3"))[0] == 200
        clock.now += 1
        assert [(await post(slack, session))[0] for _ in range(2)] == [200, 429]
        assert slack.limited == ["chat.postMessage"] * 3
        assert len(slack.messages("C1")) == 4


async def test_other_methods_have_their_tier():
    clock = Clock()
    async with posting(limits=True, clock=clock) as (slack, session):
        statuses = []
        for _ in range(51):
            async with session.get(f"{slack.api}conversations.info", params={"channel": "C1"}) as reply:
                statuses.append(reply.status)
        assert statuses == [200] * 50 + [429]


async def test_strict_history_is_one_page_of_fifteen_a_minute():
    clock = Clock()
    async with posting(strict_history=True, clock=clock) as (slack, session):
        for _ in range(20):
            await post(slack, session)
        address, args = f"{slack.api}conversations.history", {"channel": "C1", "limit": "100"}
        async with session.get(address, params=args) as reply:
            said = await reply.json()
            assert (len(said["messages"]), said["has_more"]) == (15, True)
        async with session.get(address, params=args) as reply:
            assert (reply.status, reply.headers["Retry-After"]) == (429, "60")
        clock.now += 60
        async with session.get(address, params=args) as reply:
            assert reply.status == 200


async def test_without_limits_nobody_waits():
    async with posting() as (slack, session):
        assert {(await post(slack, session))[0] for _ in range(20)} == {200}


@pytest.mark.parametrize(
    ("fault", "status", "body", "accepted"),
    [
        (Fault.NONE, 200, '"ok": true', 1),
        (Fault.SLOW, 200, '"ok": true', 1),
        (Fault.ERROR_BEFORE, 200, "internal_error", 0),
        (Fault.ERROR_AFTER, 200, "internal_error", 1),
        (Fault.HTTP_500_BEFORE, 500, "", 0),
        (Fault.HTTP_500_AFTER, 500, "", 1),
        (Fault.HTML_BEFORE, 200, "<!doctype html>", 0),
        (Fault.HTML_AFTER, 200, "<!doctype html>", 1),
        (Fault.EMPTY_BEFORE, 200, "", 0),
        (Fault.EMPTY_AFTER, 200, "", 1),
        (Fault.BUSY, 429, "ratelimited", 0),
        (Fault.GONE, 200, "channel_not_found", 0),
        (Fault.REMOVED, 200, "account_inactive", 0),
        (Fault.REVOKED, 200, "token_revoked", 0),
    ],
)
async def test_faults_that_are_answered(fault: Fault, status: int, body: str, accepted: int):
    async with posting() as (slack, session):
        slack.fault, slack.slowness = lambda *_: fault, 0.01
        got = await post(slack, session)
        assert got[0] == status
        assert body in got[1]
        assert len(slack.messages("C1")) == accepted


@pytest.mark.parametrize(("fault", "accepted"), [(Fault.DROPPED_BEFORE, 0), (Fault.DROPPED_AFTER, 1)])
async def test_connections_that_break(fault: Fault, accepted: int):
    async with posting() as (slack, session):
        slack.fault = lambda *_: fault
        with pytest.raises(aiohttp.ClientError):
            await post(slack, session)
        assert len(slack.messages("C1")) == accepted


@pytest.mark.parametrize(("fault", "accepted"), [(Fault.TIMEOUT_BEFORE, 0), (Fault.TIMEOUT_AFTER, 1)])
async def test_requests_without_an_answer(fault: Fault, accepted: int):
    async with posting() as (slack, session):
        slack.fault = lambda *_: fault
        with pytest.raises(TimeoutError):
            await post(slack, session, wait=0.3)
        assert len(slack.messages("C1")) == accepted


async def test_a_late_request_is_accepted_after_its_sender_gave_up():
    async with posting() as (slack, session):
        slack.fault = lambda *_: Fault.LATE
        with pytest.raises(TimeoutError):
            await post(slack, session, wait=0.3)
        assert slack.messages("C1") == []
        await slack.until(lambda: slack.messages("C1"))


async def test_a_plan_sees_the_method_its_arguments_and_how_often_just_this_was_asked():
    seen: list[tuple[str, str, int]] = []

    def plan(method: str, args: dict[str, Any], count: int) -> Fault:
        seen.append((method, args["channel"], count))
        return Fault.HTTP_500_BEFORE if count == 1 else Fault.NONE

    async with posting() as (slack, session):
        slack.fault = plan
        statuses = [(await post(slack, session, one))[0] for one in ("C1", "C3", "C1", "C3")]
        assert statuses == [500, 500, 200, 200]
        assert seen == [("chat.postMessage", one, nr) for nr in (1, 2) for one in ("C1", "C3")]


async def test_many_requests_at_once_are_all_kept_apart():
    async with posting() as (slack, session):
        await asyncio.gather(*[post(slack, session) for _ in range(50)])
        assert len({one.ts for one in slack.messages("C1")}) == 50
