"""Posting in Discord: what each way of failing means, that refusals are few, and whom notices go to."""

import socket
from dataclasses import replace

import pytest

from bot.adapters.discord.client import client
from bot.domain.documents import Notice
from bot.domain.errors import ChatBusy, ChatRefused, Reach
from tests.adapters.discord.chatting import KEY, NEXT, UNCLEAR, At, part_of
from tests.fakes.discord import (
    BOT_TOKEN,
    INVITED,
    POST,
    Can,
    Fault,
    in_turn,
)
from tests.fakes.discord.faults import ACCEPTED

# --- refusals ----------------------------------------------------------------------------------------


async def test_after_a_bad_token_nothing_more_is_sent(at: At):
    at.fake.token_is_dead = True
    assert await at.failed() == ("ChatRefused", Reach.BOT)
    seen = len(at.fake.calls)
    for _ in range(20):
        assert await at.failed() == ("ChatRefused", Reach.BOT)
    with pytest.raises(ChatRefused):
        await at.chat.find(at.news.id, KEY)
    assert len(at.fake.calls) == seen
    assert len(at.fake.invalid) == 1


@pytest.mark.parametrize("fate", ["gone", "hidden", "silenced"])
@pytest.mark.parametrize("thread", [False, True])
async def test_what_is_refused_for_one_cause_is_ten_requests_at_most(at: At, fate: str, thread: bool):  # noqa: FBT001
    first = await at.post() if thread else None
    seen = len(at.fake.invalid)
    if fate == "gone":
        at.fake.channels.pop(at.news.id)
    else:
        await at.may(INVITED & ~(Can.VIEW_CHANNEL if fate == "hidden" else Can.SEND_MESSAGES))
    reaches = set[Reach]()
    for number in range(60):
        try:
            await at.post(f"{number:025}", first)
        except ChatRefused as error:
            reaches.add(error.reach)
    assert reaches <= {Reach.CHANNEL}
    causes = {route for _, route, _ in at.fake.invalid[seen:]}
    assert all(sum(one == cause for _, one, _ in at.fake.invalid[seen:]) <= 10 for cause in causes)
    assert len(at.fake.invalid) - seen <= 20


async def test_what_is_refused_in_one_channel_is_taken_in_another(at: At):
    at.fake.channels.pop(at.news.id)
    for _ in range(12):
        assert await at.failed() == ("ChatRefused", "channel")
    await at.chat.post(at.here.general.id, part_of(at.chat), NEXT)
    assert len(at.shown(at.here.general)) == 1


# --- ways to fail ------------------------------------------------------------------------------------

MEANT = {
    Fault.BUSY: ("ChatBusy", "channel"),
    Fault.BUSY_EVERYWHERE: ("ChatBusy", "channel"),
    Fault.BANNED: ("ChatBusy", "bot"),
    Fault.FORBIDDEN: ("ChatRefused", "channel"),
    Fault.GONE: ("ChatRefused", "channel"),
    Fault.REVOKED: ("ChatRefused", "bot"),
}
POSTED = [Fault.NONE, Fault.SLOW]


@pytest.mark.parametrize("fault", [one for one in Fault if one not in POSTED], ids=lambda one: one.name)
async def test_each_fault_has_its_meaning_and_what_arrived_is_there_once(at: At, fault: Fault):
    at.fake.retry_after = 37.0
    at.fake.fault = lambda route, *_: fault if route == POST else Fault.NONE
    assert await at.failed() == MEANT.get(fault, UNCLEAR)
    accepted = int(fault in ACCEPTED or fault is Fault.LATE)
    await at.fake.until(lambda: len(at.shown()) == accepted)
    assert len(at.posts()) == 1
    at.fake.fault = lambda *_: Fault.NONE
    if at.shown():
        assert await at.chat.find(at.news.id, KEY) == at.shown()[0].id


@pytest.mark.parametrize(
    ("fault", "seconds", "reach"),
    [(Fault.BUSY, 37.0, Reach.CHANNEL), (Fault.BANNED, 600.0, Reach.BOT)],
    ids=["Discord", "before Discord"],
)
async def test_who_is_asked_to_wait_hears_for_how_long(at: At, fault: Fault, seconds: float, reach: Reach):
    """429 with Via is Discord's own, for a route; without, the whole address is kept away."""
    at.fake.fault, at.fake.retry_after = in_turn([fault]), 37.0
    with pytest.raises(ChatBusy) as raised:
        await at.post()
    assert (raised.value.retry_after, raised.value.reach) == (seconds, reach)
    assert at.shown() == []


@pytest.mark.parametrize("fault", [Fault.BUSY, Fault.BUSY_EVERYWHERE])
async def test_who_is_asked_to_wait_over_and_over_is_not_banned_for_it(at: At, fault: Fault):
    """After five waits discord.py gives up; that was taken for a ban, and the whole bot kept still for ten minutes."""
    at.chat.client.patience, at.fake.retry_after = 30, 0.01
    at.fake.fault = lambda route, *_: fault if route == POST else Fault.NONE
    with pytest.raises(ChatBusy) as raised:
        await at.post()
    assert raised.value.retry_after <= 30
    assert raised.value.reach is Reach.CHANNEL


async def test_where_nothing_listens_nothing_was_sent(at: At):
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{unused.getsockname()[1]}/api/v10"
    with pytest.raises(ChatBusy) as raised:
        async with client(BOT_TOKEN, None, address):
            pass
    assert raised.value.reach is Reach.BOT
    assert at.posts() == []


# --- whom notices go to ------------------------------------------------------------------------------


async def test_notices_go_to_those_who_are_named(at: At):
    chat = replace(at.chat, admins=(at.here.ada.id, at.here.general.id))
    await chat.notify_admin(Notice("bye"))
    places = (at.fake.dm_of(at.here.ada), at.here.general, at.fake.dm_of(at.here.olga))
    assert [len(at.shown(one)) for one in places] == [1, 1, 0]


async def test_where_nobody_is_named_the_owner_is_told(at: At):
    await at.chat.notify_admin(Notice("bye"))
    assert len(at.shown(at.fake.dm_of(at.here.olga))) == 1


async def test_who_cannot_be_told_keeps_no_other_from_being_told_nor_is_anybody_told_again_for_it(at: At):
    """It failed, so that it was tried again in each round, and who came first was told each time."""
    at.here.ann.takes_dms = False
    chat = replace(at.chat, admins=(at.here.bob.id, "99", at.here.ann.id, at.here.ada.id))
    await chat.notify_admin(Notice("bye"))
    assert [len(at.shown(at.fake.dm_of(one))) for one in (at.here.bob, at.here.ada)] == [1, 1]


async def test_where_no_admin_can_be_told_that_is_said(at: At):
    at.here.ann.takes_dms = False
    chat = replace(at.chat, admins=("99", at.here.ann.id))
    with pytest.raises(ChatRefused):
        await chat.notify_admin(Notice("bye"))
