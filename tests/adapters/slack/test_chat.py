"""Posting in Slack: what each way of failing means, and that no request is ever sent a second time by itself."""

import asyncio
import json
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Any

import pytest
from aiohttp import web

from bot.adapters.slack.chat import SlackChat
from bot.adapters.slack.client import SlackClient, client
from bot.adapters.slack.replies import raise_for
from bot.domain.documents import Notice
from bot.domain.errors import ChatBusy, ChatError, ChatRefused, ChatUnclear, Reach
from bot.services.ports import Part
from tests.fakes.slack import FakeSlack, Fault, fake_slack
from tests.fakes.slack.faults import ACCEPTED
from tests.fakes.slack_chat import slack_chat
from tests.samples import answer

KEY = "2026-11-23/1/0"
PATIENCE = 0.5  # of requests that are never answered
PLAINLY = {"text", "channel", "metadata", "unfurl_links", "unfurl_media"}


@pytest.fixture
async def slack() -> AsyncIterator[FakeSlack]:
    async with fake_slack() as made:
        yield made


@pytest.fixture
async def chat(slack: FakeSlack) -> AsyncIterator[SlackChat]:
    async with slack_chat(slack, PATIENCE) as made:
        yield made


def part_of(chat: SlackChat) -> Part:
    return chat.render(answer())[0]


def posts(slack: FakeSlack) -> list[dict[str, Any]]:
    return [one.args for one in slack.calls if one.method == "chat.postMessage"]


async def failed(chat: SlackChat, channel: str = "C1", part: Part | None = None) -> tuple[str, str]:
    """What a failed post means: its class and its reach, where that has one."""
    with pytest.raises(ChatError) as raised:
        await chat.post(channel, part or part_of(chat), KEY)
    error = raised.value
    kind = next(one for one in (ChatRefused, ChatBusy, ChatUnclear) if isinstance(error, one))
    return kind.__name__, str(getattr(error, "reach", ""))


# --- ways to fail ------------------------------------------------------------------------------------

UNCLEAR = ("ChatUnclear", "")
MEANT = {
    Fault.BUSY: ("ChatBusy", Reach.CHANNEL),
    Fault.GONE: ("ChatRefused", Reach.CHANNEL),
    Fault.REMOVED: ("ChatRefused", Reach.BOT),
    Fault.REVOKED: ("ChatRefused", Reach.BOT),
}
POSTED = [Fault.NONE, Fault.SLOW]


@pytest.mark.parametrize("is_new", [True, False], ids=["new connection", "used connection"])
@pytest.mark.parametrize("fault", [one for one in Fault if one not in POSTED], ids=lambda one: one.name)
async def test_each_fault_has_its_meaning_and_is_one_request(
    slack: FakeSlack, chat: SlackChat, fault: Fault, *, is_new: bool
):
    if not is_new:
        await chat.post("C3", part_of(chat), "before")
    slack.fault = lambda *_: fault
    assert await failed(chat) == MEANT.get(fault, UNCLEAR)
    accepted = int(fault in ACCEPTED or fault is Fault.LATE)
    await slack.until(lambda: len(slack.messages("C1")) == accepted)
    assert len([one for one in posts(slack) if one["channel"] == "C1"]) == 1


@pytest.mark.parametrize("fault", POSTED)
async def test_what_takes_a_while_is_posted(slack: FakeSlack, chat: SlackChat, fault: Fault):
    slack.fault = lambda *_: fault
    assert [await chat.post("C1", part_of(chat), KEY)] == [one.ts for one in slack.messages("C1")]


async def test_who_is_asked_to_wait_hears_for_how_long(slack: FakeSlack, chat: SlackChat):
    slack.fault, slack.retry_after = lambda *_: Fault.BUSY, 37
    with pytest.raises(ChatBusy) as raised:
        await chat.post("C1", part_of(chat), KEY)
    assert raised.value.retry_after == 37


@pytest.mark.parametrize("name", ["Retry-After", "retry-after", "RETRY-AFTER"])
def test_the_wait_is_read_however_its_header_is_written(name: str):
    with pytest.raises(ChatBusy) as raised:
        raise_for(429, {name: "37"}, None)
    assert raised.value.retry_after == 37


@pytest.mark.parametrize("said", [{}, {"Retry-After": "soon"}, {"Retry-After": ""}])
def test_where_slack_does_not_say_how_long_it_is_half_a_minute(said: dict[str, str]):
    with pytest.raises(ChatBusy) as raised:
        raise_for(429, said, None)
    assert raised.value.retry_after == 30


async def test_where_nothing_listens_nothing_was_sent():
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{unused.getsockname()[1]}/api/"
    async with client("xoxb-fake", "xapp-fake", None, address) as made:
        with pytest.raises(ChatBusy) as raised:
            await made.call("chat.postMessage", Reach.CHANNEL, channel="C1")
    assert raised.value.reach is Reach.BOT


# --- errors ------------------------------------------------------------------------------------------

CHANNEL, BOT = ("ChatRefused", "channel"), ("ChatRefused", "bot")
CODES = {
    CHANNEL: "channel_not_found not_in_channel no_permission is_archived restricted_action ekm_access_denied "
    "restricted_action_read_only_channel restricted_action_thread_only_channel",
    BOT: "missing_scope token_revoked account_inactive invalid_auth token_expired not_authed",
    ("ChatBusy", "channel"): "ratelimited rate_limited message_limit_exceeded",
    UNCLEAR: "fatal_error service_unavailable internal_error request_timeout something_new ok",
}


@pytest.mark.parametrize(("code", "meant"), [(code, meant) for meant, codes in CODES.items() for code in codes.split()])
async def test_each_error_has_its_meaning(slack: FakeSlack, chat: SlackChat, code: str, meant: tuple[str, str]):
    slack.dead = code
    assert await failed(chat) == meant
    assert len(posts(slack)) == 1


@pytest.mark.parametrize(
    ("channel", "scopes", "meant", "told"),
    [
        ("C2", {"chat:write"}, CHANNEL, "/invite"),
        ("G2", {"chat:write"}, CHANNEL, "not there any more, or is private"),
        ("CNONE", {"chat:write"}, CHANNEL, "not there any more"),
        ("COLD", {"chat:write"}, CHANNEL, "archived"),
        ("UGONE", {"chat:write"}, CHANNEL, "left the workspace"),
        ("C1", {"commands"}, BOT, "the permission chat:write:"),
    ],
)
async def test_what_slack_refuses_says_what_to_do(
    slack: FakeSlack, chat: SlackChat, channel: str, scopes: set[str], meant: tuple[str, str], told: str
):
    slack.scopes = scopes
    assert await failed(chat, channel) == meant
    with pytest.raises(ChatRefused, match=told):
        await chat.post(channel, part_of(chat), KEY)


# --- blocks that Slack does not take -----------------------------------------------------------------

REFUSED = ["invalid_blocks", "invalid_blocks_format", "msg_blocks_too_long", "msg_too_long", "no_text"]
BAD = Part(json.dumps({"text": "Harbour", "blocks": [{"type": "rich_text", "elements": []}] * 2}))


@asynccontextmanager
async def refusing(slack: FakeSlack, code: str, times: int) -> AsyncIterator[None]:
    """The next so many messages are refused with the code."""

    def plan(method: str, _args: object, _count: int) -> Fault:
        slack.dead = code if method == "chat.postMessage" and len(posts(slack)) <= times else ""
        return Fault.NONE

    slack.fault = plan
    yield
    slack.dead = ""


@pytest.mark.parametrize("code", REFUSED)
async def test_refused_blocks_are_posted_once_more_as_plain_text(slack: FakeSlack, chat: SlackChat, code: str):
    part = part_of(chat)
    async with refusing(slack, code, 1):
        id_ = await chat.post("C1", part, KEY)
    (shown,) = slack.messages("C1")
    assert (shown.ts, shown.blocks, chat.plain_sent) == (id_, [], 1)
    assert "“We ran out of lamps,”" in shown.text
    assert set(shown.payload) == PLAINLY
    assert shown.metadata
    assert shown.metadata["event_payload"] == {"key": KEY}
    assert await chat.find("C1", KEY) == id_
    assert len(posts(slack)) == 2


async def test_what_slack_refuses_by_its_own_rules_is_posted_as_plain_text(slack: FakeSlack, chat: SlackChat):
    first = await chat.post("C1", part_of(chat), "first")
    await chat.post("C1", BAD, KEY, thread=first)
    assert len(slack.rejected) == 1
    assert [(one.text, one.thread_ts) for one in slack.messages("C1")[1:]] == [("Harbour", first)]


async def test_text_that_is_refused_too_is_refused(slack: FakeSlack, chat: SlackChat):
    async with refusing(slack, "invalid_blocks", 9):
        assert await failed(chat) == CHANNEL
    assert len(posts(slack)) == 2


async def test_plain_text_of_which_the_connection_drops_is_not_sent_again(slack: FakeSlack, chat: SlackChat):
    slack.fault = lambda _, args, __: Fault.NONE if "blocks" in args else Fault.DROPPED_AFTER
    assert await failed(chat, part=BAD) == UNCLEAR
    slack.fault = lambda *_: Fault.NONE
    assert len(posts(slack)) == 2
    assert await chat.find("C1", KEY) == slack.messages("C1")[0].ts


# --- answers that are none of Slack's ----------------------------------------------------------------


@asynccontextmanager
async def answering(status: int, kind: str, said: str) -> AsyncIterator[tuple[SlackClient, list[str]]]:
    """A client of what answers everything in one way, and the requests that came."""
    asked: list[str] = []

    async def handle(request: web.Request) -> web.Response:
        asked.append(request.path)
        headers = {"Content-Type": kind} | ({"Location": "/api/elsewhere"} if 300 <= status < 400 else {})
        return web.Response(status=status, text=said, headers=headers)

    app = web.Application()
    app.router.add_route("*", "/api/{method}", handle)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    try:
        async with client("xoxb-fake", "xapp-fake", None, f"http://127.0.0.1:{runner.addresses[0][1]}/api/") as made:
            yield made, asked
    finally:
        await runner.cleanup()


JSON = "application/json"


@pytest.mark.parametrize(
    ("status", "kind", "said"),
    [
        (200, "text/plain", "Sign in to this network"),
        (200, "text/html", "<!doctype html>"),
        (200, JSON, '["ok"]'),
        (200, JSON, '"ok"'),
        (200, JSON, "null"),
        (200, JSON, '{"ok": "true"}'),
        (200, JSON, '{"ok": true'),
        (200, JSON, "[" * 100_000),
        (204, JSON, ""),
        (403, JSON, "{}"),
        (408, "text/html", ""),
        (502, "text/plain", "Bad gateway"),
        (503, JSON, '{"ok": false, "error": "not_in_channel"}'),
        *[(status, "text/html", "") for status in (301, 302, 303, 307, 308)],
    ],
)
async def test_an_answer_that_is_none_is_unclear_and_one_request(status: int, kind: str, said: str):
    """A page of the network's own, or a redirect: after one a request would be sent again."""
    async with answering(status, kind, said) as (made, asked):
        with pytest.raises(ChatUnclear):
            await made.call("chat.postMessage", Reach.CHANNEL, channel="C1", text="news")
        assert asked == ["/api/chat.postMessage"]


# --- whom notices go to ------------------------------------------------------------------------------


async def test_notices_go_to_those_who_are_named(slack: FakeSlack, chat: SlackChat):
    chat.admins = ("UADMIN", "C3")
    await chat.notify_admin(Notice("bye"))
    assert [len(slack.messages(one)) for one in ("DADMIN", "C3", "C1")] == [1, 1, 0]


async def test_who_cannot_be_told_keeps_no_other_from_being_told_nor_is_anybody_told_again_for_it(
    slack: FakeSlack, chat: SlackChat
):
    """It failed, so that it was tried again in each round, and who came first was told each time."""
    chat.admins = ("C3", "UGONE", "UADMIN")
    await chat.notify_admin(Notice("bye"))
    assert [len(slack.messages(one)) for one in ("C3", "DADMIN")] == [1, 1]


async def test_where_no_admin_can_be_told_that_is_said(slack: FakeSlack, chat: SlackChat):
    chat.admins = ("UGONE", "CNONE")
    with pytest.raises(ChatRefused):
        await chat.notify_admin(Notice("bye"))
    assert len(posts(slack)) == 2


async def test_a_post_that_is_broken_off_is_one_request(slack: FakeSlack, chat: SlackChat):
    slack.fault = lambda *_: Fault.LATE
    with suppress(TimeoutError):
        async with asyncio.timeout(PATIENCE / 2):
            await chat.post("C1", part_of(chat), KEY)
    await slack.until(lambda: len(slack.messages("C1")) == 1)
    assert len(posts(slack)) == 1
