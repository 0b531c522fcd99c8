"""Looking in Slack for what was posted: found everywhere, never mistaken, and gone on with where it was broken off."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.adapters.slack.chat import SlackChat
from bot.domain.errors import CannotLook, ChatBusy, ChatRefused, ChatUnclear, Reach
from tests.adapters.slack.asking import Clock
from tests.fakes.slack import SCOPES, FakeSlack, Fault, Message, fake_slack
from tests.fakes.slack_chat import slack_chat
from tests.samples import answer

KEY = "2026-11-23/1/0"
MOST = 40 * 15  # messages that are looked through


@asynccontextmanager
async def looking(**given: Any) -> AsyncIterator[tuple[FakeSlack, SlackChat]]:  # noqa: ANN401 - of a fake Slack
    async with fake_slack(**given) as slack, slack_chat(slack) as chat:
        yield slack, chat


async def post(chat: SlackChat, key: str = KEY, channel: str = "C1", thread: str | None = None) -> str:
    return await chat.post(channel, chat.render(answer())[0], key, thread=thread)


def chatter(slack: FakeSlack, count: int, thread: str | None = None) -> None:
    """So many messages of people's."""
    for _ in range(count):
        slack.keep(Message("C1", slack.new_ts(), "U1", "good morning", [], thread))


def pages(slack: FakeSlack) -> list[str]:
    """The pages of history that were asked for, by their cursors."""
    return [one.args.get("cursor", "first") for one in slack.calls if one.method.startswith("conversations.")]


@pytest.mark.parametrize("in_thread", [False, True])
@pytest.mark.parametrize("without", ["metadata", "blocks"])
async def test_it_is_found_by_its_metadata_and_by_its_first_block(without: str, *, in_thread: bool):
    async with looking() as (slack, chat):
        thread = await post(chat, "first") if in_thread else None
        id_ = await post(chat, thread=thread)
        kept = next(one for one in slack.messages("C1") if one.ts == id_)
        slack.keep(replace(kept, metadata=None) if without == "metadata" else replace(kept, blocks=[]))
        assert await chat.find("C1", KEY, thread=thread) == id_
        assert await chat.find("C1", "first", thread=thread) == thread


async def test_a_reply_is_not_found_in_the_channel_nor_a_message_in_another_thread():
    async with looking() as (_, chat):
        first, other = await post(chat, "first"), await post(chat, "other")
        await post(chat, thread=first)
        assert await chat.find("C1", KEY) is None
        assert await chat.find("C1", KEY, thread=other) is None


@pytest.mark.parametrize("in_thread", [False, True])
async def test_it_is_found_behind_several_pages(*, in_thread: bool):
    async with looking() as (slack, chat):
        thread = await post(chat, "first") if in_thread else None
        chatter(slack, 50, thread)
        id_ = await post(chat, thread=thread)
        chatter(slack, 50, thread)
        assert await chat.find("C1", KEY, thread=thread) == id_
        assert len(pages(slack)) == 4


@pytest.mark.parametrize("ahead", [0, 3600, -3600])
async def test_what_was_posted_before_is_not_looked_through(ahead: int):
    """Some minutes before: Slack's clock and this machine's differ, as far as is known and a little further."""
    wall, off = Clock(), timedelta(seconds=ahead)
    async with looking(wall=wall) as (slack, chat):
        chat.account = replace(chat.account, ahead=ahead)
        began = datetime.fromtimestamp(wall(), UTC) + off
        chatter(slack, 100)
        id_ = await post(chat)
        assert await chat.find("C1", KEY, since=began) == id_
        assert await chat.find("C1", KEY, since=began + timedelta(minutes=4)) == id_
        slack.calls.clear()
        assert await chat.find("C1", KEY, since=began + timedelta(hours=3)) is None
        assert pages(slack) == ["first"]


async def test_a_copy_by_somebody_else_is_not_the_bots_message():
    async with looking() as (slack, chat):
        await post(chat, channel="C3")
        (own,) = slack.messages("C3")
        for user in ("UOTHERBOT", "U1"):
            slack.keep(replace(own, channel="C1", user=user, ts=slack.new_ts()))
        assert await chat.find("C1", KEY) is None


async def test_metadata_of_another_kind_is_not_the_bots_key():
    async with looking() as (slack, chat):
        await post(chat, "other")
        (own,) = slack.messages("C1")
        for event in ({"event_type": "task_created", "event_payload": {"key": KEY}}, {"event_type": "newsbot_message"}):
            slack.keep(replace(own, ts=slack.new_ts(), metadata={"event_payload": {}} | event))
        assert await chat.find("C1", KEY) is None


# --- one page a minute -------------------------------------------------------------------------------


@pytest.mark.parametrize("in_thread", [False, True])
async def test_with_one_page_a_minute_it_goes_on_where_it_was(*, in_thread: bool):
    clock = Clock()
    async with looking(strict_history=True, clock=clock) as (slack, chat):
        thread = await post(chat, "first") if in_thread else None
        since = datetime.now(UTC)
        chatter(slack, 35, thread)
        id_ = await post(chat, thread=thread)
        chatter(slack, 35, thread)
        for _ in range(2):
            with pytest.raises(ChatBusy) as raised:
                await chat.find("C1", KEY, thread=thread, since=since)
            assert raised.value.retry_after == 60
            clock.now += 60
        assert await chat.find("C1", KEY, thread=thread, since=since) == id_
        asked = pages(slack)
        assert asked[::2] == asked[:1] + asked[1::2]  # each page that was refused is asked for again, and no other
        assert len(asked) == 5


async def test_a_look_for_another_request_begins_anew():
    """What was posted meanwhile stands before where the old one was."""
    clock = Clock()
    async with looking(strict_history=True, clock=clock) as (slack, chat):
        began = datetime.now(UTC)
        chatter(slack, 20)
        with pytest.raises(ChatBusy):
            await chat.find("C1", KEY, since=began)
        id_ = await post(chat)
        clock.now += 60
        assert await chat.find("C1", KEY, since=began + timedelta(seconds=1)) == id_


@pytest.mark.parametrize("fault", [Fault.HTML_BEFORE, Fault.DROPPED_BEFORE, Fault.ERROR_BEFORE, Fault.TIMEOUT_BEFORE])
async def test_a_look_that_fails_goes_on_where_it_was(fault: Fault):
    async with looking() as (slack, chat):
        since = datetime.now(UTC)
        id_ = await post(chat)
        chatter(slack, 40)
        slack.fault = lambda _, args, count: fault if count == 1 and args.get("cursor") == "next:30" else Fault.NONE
        with suppress(ChatUnclear, TimeoutError):
            async with asyncio.timeout(4):
                await chat.find("C1", KEY, since=since)
        assert await chat.find("C1", KEY, since=since) == id_
        assert pages(slack) == ["first", "next:15", "next:30", "next:30"]


async def test_where_slack_knows_the_place_no_more_the_look_begins_anew():
    async with looking() as (slack, chat):
        since = datetime.now(UTC)
        id_ = await post(chat)
        chatter(slack, 20)
        slack.fault = lambda _, args, __: Fault.EMPTY_BEFORE if "cursor" in args else Fault.NONE
        with pytest.raises(ChatUnclear):
            await chat.find("C1", KEY, since=since)
        slack.fault, slack.dead = (lambda *_: Fault.NONE), "invalid_cursor"
        with pytest.raises(ChatUnclear):
            await chat.find("C1", KEY, since=since)
        slack.dead = ""
        assert await chat.find("C1", KEY, since=since) == id_
        assert pages(slack) == ["first", "next:15", "next:15", "first", "next:15"]


# --- what cannot be looked through -------------------------------------------------------------------


@pytest.mark.parametrize("in_thread", [False, True])
async def test_behind_more_than_forty_pages_it_cannot_be_looked_for(*, in_thread: bool):
    async with looking() as (slack, chat):
        thread = await post(chat, "first") if in_thread else None
        if not in_thread:
            await post(chat)
        chatter(slack, MOST, thread)
        if in_thread:
            await post(chat, thread=thread)
        with pytest.raises(CannotLook, match="too much was written"):
            await chat.find("C1", KEY, thread=thread)
        assert len(pages(slack)) == 40


async def test_on_the_fortieth_page_it_is_found():
    async with looking() as (slack, chat):
        id_ = await post(chat)
        chatter(slack, MOST - 1)
        assert await chat.find("C1", KEY) == id_


@pytest.mark.parametrize("in_thread", [False, True])
@pytest.mark.parametrize(
    ("channel", "missing", "told"),
    [("C1", "channels:history", "the permission channels:history"), ("G1", "groups:history", "the permission groups:")],
)
async def test_without_the_permission_it_cannot_be_looked_for(
    channel: str, missing: str, told: str, *, in_thread: bool
):
    async with looking(scopes=SCOPES - {missing}) as (_, chat):
        id_ = await post(chat, channel=channel)
        with pytest.raises(CannotLook, match=told):
            await chat.find(channel, KEY, thread=id_ if in_thread else None)


async def test_where_the_bot_is_not_a_member_it_cannot_be_looked_for():
    """With chat:write.public it may post in public channels all the same."""
    async with looking() as (_, chat):
        await post(chat, channel="C2")
        with pytest.raises(CannotLook, match="/invite"):
            await chat.find("C2", KEY)


@pytest.mark.parametrize(
    ("code", "reach"),
    [("channel_not_found", Reach.CHANNEL), ("is_archived", Reach.CHANNEL), ("token_revoked", Reach.BOT)],
)
async def test_what_is_gone_is_refused(code: str, reach: Reach):
    async with looking() as (slack, chat):
        slack.dead = code
        with pytest.raises(ChatRefused) as raised:
            await chat.find("C1", KEY)
        assert raised.value.reach is reach


@pytest.mark.parametrize("code", ["internal_error", "invalid_cursor", "something_new"])
async def test_any_other_error_leaves_it_open(code: str):
    async with looking() as (slack, chat):
        slack.dead = code
        with pytest.raises(ChatUnclear):
            await chat.find("C1", KEY)


async def test_under_a_message_that_was_deleted_it_is_posted_by_itself_and_found():
    async with looking() as (slack, chat):
        first = await post(chat)
        slack.remove("C1", first)
        (part,) = chat.render(answer())
        id_ = await chat.post("C1", part, "another", thread=first)
        (left,) = slack.messages("C1")
        assert (left.ts, left.thread_ts) == (id_, None)
        assert await chat.find("C1", "another", thread=first) == id_
