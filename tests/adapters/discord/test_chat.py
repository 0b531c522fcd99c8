"""Posting in Discord: once under its key, in a thread or under the message; and what each way of failing means."""

import json
import socket
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

import pytest

from bot.adapters.discord.chat import NONCE, DiscordChat, nonce_of
from bot.adapters.discord.client import client
from bot.adapters.discord.history import REMEMBERS, Memory
from bot.domain.documents import Notice
from bot.domain.errors import CannotLook, ChatBusy, ChatError, ChatRefused, ChatUnclear, Reach
from bot.services.ports import Part
from tests.fakes.discord import (
    ANNOUNCEMENT,
    BOT_TOKEN,
    INVITED,
    POST,
    Can,
    Channel,
    FakeDiscord,
    Fault,
    Harbour,
    Message,
    complaints,
    fake_discord,
    in_turn,
    keys_of,
    populate,
)
from tests.fakes.discord.faults import ACCEPTED
from tests.fakes.discord.posting import remove
from tests.fakes.discord_chat import discord_chat
from tests.fakes.discord_stage import words
from tests.samples import NOW, answer, briefing

KEY, NEXT = "0" * 24 + "0", "0" * 24 + "1"
PATIENCE = 0.5  # of requests that are never answered
START_THREAD = "POST /channels/{channel}/messages/{message}/threads"
PUBLISH = "POST /channels/{channel}/messages/{message}/crosspost"
BAD = Part(json.dumps({"content": "Harbour", "embeds": [{"title": "x" * 300}], "components": []}))


@dataclass(slots=True)
class Ticks:
    now: float = 1_000.0

    def __call__(self) -> float:
        return self.now


@dataclass(slots=True)
class At:
    """A chat in a server; `ticks` is the time of nonces, for the bot and for Discord."""

    fake: FakeDiscord
    chat: DiscordChat
    here: Harbour
    ticks: Ticks

    @property
    def news(self) -> Channel:
        return self.here.news

    def shown(self, channel: Channel | None = None) -> list[Message]:
        return self.fake.messages(channel or self.news)

    def posts(self, channel: Channel | None = None) -> list[Any]:
        path = f"/api/v10/channels/{(channel or self.news).id}/messages"
        return [one.body for one in self.fake.called(POST) if one.path == path]

    async def post(self, key: str = KEY, thread: str | None = None, part: Part | None = None) -> str:
        return await self.chat.post(self.news.id, part or part_of(self.chat), key, thread=thread)

    async def failed(self, key: str = KEY, thread: str | None = None, part: Part | None = None) -> tuple[str, str]:
        """What a failed post means: its class and its reach, where that has one."""
        with pytest.raises(ChatError) as raised:
            await self.post(key, thread, part)
        error = raised.value
        kind = next(one for one in (ChatRefused, ChatBusy, ChatUnclear) if isinstance(error, one))
        return kind.__name__, str(getattr(error, "reach", ""))

    async def may(self, rights: int) -> None:
        """The bot may do this alone, in the whole server."""
        await self.fake.set_role(self.here.guild, self.fake.bot_role(self.here.guild), rights)
        await self.fake.set_role(self.here.guild, self.fake.everyone(self.here.guild), 0)


@pytest.fixture
async def at() -> AsyncIterator[At]:
    ticks = Ticks()
    async with fake_discord(clock=ticks) as fake:
        here = populate(fake)
        async with discord_chat(fake, PATIENCE, here.guild.id) as chat:
            chat.memory = Memory(ticks)
            yield At(fake, chat, here, ticks)


def part_of(chat: DiscordChat) -> Part:
    return chat.render(answer())[0]


UNCLEAR, DROPPED = ("ChatUnclear", ""), Fault.DROPPED_AFTER


# --- once under its key ------------------------------------------------------------------------------


async def test_what_is_sent_twice_under_one_key_is_there_once(at: At):
    assert await at.post() == await at.post()
    assert [keys_of(one) for one in at.shown()] == [{KEY}]
    assert [(one["nonce"], one["enforce_nonce"]) for one in at.posts()] == [(nonce_of(KEY), True)] * 2
    assert complaints(at.fake) == []


async def test_parts_of_one_edition_have_nonces_of_their_own(at: At):
    await at.post(KEY)
    await at.post(NEXT)
    assert [keys_of(one) for one in at.shown()] == [{KEY}, {NEXT}]


@pytest.mark.parametrize("key", ["", "k", "ключ", "k" * 1000, "\ud800"])
def test_a_nonce_is_as_long_as_discord_takes_and_the_same_each_time(key: str):
    assert len(nonce_of(key)) == NONCE
    assert nonce_of(key) == nonce_of(key)


@pytest.mark.parametrize("fault", [Fault.HTTP_500_AFTER, Fault.HTTP_502_AFTER])
async def test_what_discord_py_sends_again_by_itself_is_there_once(at: At, fault: Fault):
    at.chat.client.patience = 30
    at.fake.fault = in_turn([fault])
    id_ = await at.post()
    assert (len(at.posts()), [one.id for one in at.shown()]) == (2, [id_])


async def test_what_arrived_though_its_answer_did_not_is_found_and_not_sent_again(at: At):
    at.fake.fault = in_turn([Fault.DROPPED_AFTER])
    assert await at.failed() == UNCLEAR
    assert await at.chat.find(at.news.id, KEY, since=NOW - timedelta(days=9)) == at.shown()[0].id


# --- where history may not be read -------------------------------------------------------------------


async def test_while_its_nonce_is_known_what_cannot_be_looked_for_is_sent_again(at: At):
    await at.may(INVITED & ~Can.READ_MESSAGE_HISTORY)
    at.fake.fault = in_turn([Fault.DROPPED_AFTER])
    assert await at.failed() == UNCLEAR
    at.ticks.now += REMEMBERS - 1
    assert await at.chat.find(at.news.id, KEY) is None
    assert [await at.post()] == [one.id for one in at.shown()]


async def test_once_its_nonce_may_be_forgotten_it_is_not_sent_again_and_nobody_can_look(at: At):
    """It was counted on the nonce, and then it took so long that sending it again would double it."""
    await at.may(INVITED & ~Can.READ_MESSAGE_HISTORY)
    at.fake.fault = in_turn([Fault.DROPPED_AFTER])
    assert await at.failed() == UNCLEAR
    assert await at.chat.find(at.news.id, KEY) is None
    at.ticks.now += REMEMBERS
    assert await at.failed() == UNCLEAR
    with pytest.raises(CannotLook):
        await at.chat.find(at.news.id, KEY)
    assert (len(at.posts()), len(at.shown())) == (1, 1)


async def test_what_a_person_wants_sent_again_although_nobody_could_look_is_sent(at: At):
    await at.may(INVITED & ~Can.READ_MESSAGE_HISTORY)
    at.fake.fault = in_turn([Fault.DROPPED_BEFORE])
    assert await at.failed() == UNCLEAR
    assert await at.chat.find(at.news.id, KEY) is None
    at.ticks.now += REMEMBERS
    with pytest.raises(CannotLook):
        await at.chat.find(at.news.id, KEY)
    assert [await at.post()] == [one.id for one in at.shown()]


async def test_a_new_process_counts_on_no_nonce(at: At):
    await at.may(INVITED & ~Can.READ_MESSAGE_HISTORY)
    await at.post()
    at.chat.memory = Memory(at.ticks)
    with pytest.raises(CannotLook):
        await at.chat.find(at.news.id, KEY)


# --- threads -----------------------------------------------------------------------------------------


def thread_of(at: At, first: str) -> Channel:
    return at.fake.channels[first]


async def test_the_thread_is_made_once_has_the_name_of_its_message_and_takes_the_rest(at: At):
    first = await at.post(part=at.chat.render(briefing())[0])
    for key in (NEXT, "0" * 24 + "2"):
        await at.post(key, first)
    thread = thread_of(at, first)
    assert (thread.parent, thread.name) == (at.news, at.shown()[0].embeds[0]["title"])
    assert [keys_of(one) for one in at.shown(thread)] == [{NEXT}, {"0" * 24 + "2"}]
    assert len(at.shown()) == len(at.fake.called(START_THREAD)) == 1
    assert complaints(at.fake) == []


async def test_a_thread_that_is_there_already_is_used(at: At):
    """Of a bot that was killed in between, or of somebody in the channel."""
    first = await at.post()
    at.fake.add_thread(at.news, "lamps", owner=at.here.ann, id_=first)
    under = await at.post(NEXT, first)
    assert [one.id for one in at.shown(thread_of(at, first))] == [under]
    assert await at.chat.find(at.news.id, NEXT, thread=first) == under


async def test_a_thread_of_a_message_without_a_title_has_a_name_all_the_same(at: At):
    first = await at.post(part=Part(json.dumps({"content": "Harbour", "embeds": [], "components": []})))
    await at.post(NEXT, first)
    assert thread_of(at, first).name == "Details"


REFUSING = [Can.CREATE_PUBLIC_THREADS, Can.SEND_MESSAGES_IN_THREADS]


@pytest.mark.parametrize("right", REFUSING)
async def test_where_there_may_be_no_thread_it_answers_the_message(at: At, right: Can):
    await at.may(INVITED & ~right)
    first = await at.post()
    under = await at.post(NEXT, first)
    assert [(one.id, one.reply_to and one.reply_to.id) for one in at.shown()] == [(first, None), (under, first)]
    assert await at.chat.find(at.news.id, NEXT, thread=first) == under
    assert at.fake.pings == []


async def test_where_it_may_not_even_answer_it_is_posted_by_itself(at: At):
    await at.may(INVITED & ~(Can.CREATE_PUBLIC_THREADS | Can.READ_MESSAGE_HISTORY))
    first = await at.post()
    under = await at.post(NEXT, first)
    assert [(one.id, one.reply_to) for one in at.shown()] == [(first, None), (under, None)]


async def test_what_belongs_under_a_message_that_was_deleted_is_posted_all_the_same(at: At):
    first = await at.post()
    remove(at.fake, at.shown()[0])
    under = await at.post(NEXT, first)
    assert [one.id for one in at.shown()] == [under]
    assert await at.chat.find(at.news.id, NEXT, thread=first) == under


@pytest.mark.parametrize("fate", ["deleted", "locked"])
async def test_what_belongs_in_a_thread_that_is_closed_answers_the_message(at: At, fate: str):
    first = await at.post()
    await at.post(NEXT, first)
    if fate == "deleted":
        at.fake.channels.pop(first)
    else:
        thread_of(at, first).is_locked = True
    under = await at.post("0" * 24 + "2", first)
    assert [(one.id, one.reply_to and one.reply_to.id) for one in at.shown()][1:] == [(under, first)]


async def test_in_a_thread_and_in_direct_messages_no_thread_is_asked_for(at: At):
    thread = at.fake.add_thread(at.news, "lamps", owner=at.here.ann)
    for place in (thread, at.fake.dm_of(at.here.ann)):
        first = await at.chat.post(place.id, part_of(at.chat), f"{place.id}0")
        await at.chat.post(place.id, part_of(at.chat), f"{place.id}1", thread=first)
        assert [one.reply_to and one.reply_to.id for one in at.shown(place)] == [None, first]
    assert at.fake.called(START_THREAD) == []


@pytest.mark.parametrize("fault", [Fault.DROPPED_AFTER, Fault.DROPPED_BEFORE, Fault.HTTP_503_AFTER])
async def test_where_it_is_not_known_whether_there_is_a_thread_it_is_not_known_and_found_out(at: At, fault: Fault):
    first = await at.post()
    at.fake.fault = in_turn([fault], START_THREAD)
    assert await at.failed(NEXT, first) == UNCLEAR
    assert await at.chat.find(at.news.id, NEXT, thread=first) is None
    under = await at.post(NEXT, first)
    assert [one.id for one in at.shown(thread_of(at, first))] == [under]


async def test_a_thread_that_was_looked_into_often_before_it_was_made_is_looked_into_again(at: At):
    """That there was no such thread was remembered for ten minutes, and what had arrived in it was not found."""
    first = await at.post()
    at.fake.fault = in_turn([Fault.DROPPED_BEFORE] * 6, START_THREAD)
    for _ in range(6):
        assert await at.failed(NEXT, first) == UNCLEAR
        assert await at.chat.find(at.news.id, NEXT, thread=first) is None
    at.fake.fault = lambda route, body, _: DROPPED if route == POST and NEXT in json.dumps(body) else Fault.NONE
    assert await at.failed(NEXT, first) == UNCLEAR
    (arrived,) = at.shown(thread_of(at, first))
    assert await at.chat.find(at.news.id, NEXT, thread=first) == arrived.id


# --- announcements -----------------------------------------------------------------------------------


async def test_an_announcement_is_published_once(at: At):
    place = at.here.announcements
    assert place.kind == ANNOUNCEMENT
    for _ in range(2):
        await at.chat.post(place.id, part_of(at.chat), KEY)
    (shown,) = at.shown(place)
    assert await at.chat.find(place.id, KEY) == shown.id
    assert at.fake.published == {shown.id}
    await at.post(NEXT)
    assert at.fake.published == {shown.id}


async def test_what_is_in_its_thread_is_not_published(at: At):
    place = at.here.announcements
    first = await at.chat.post(place.id, part_of(at.chat), KEY)
    under = await at.chat.post(place.id, part_of(at.chat), NEXT, thread=first)
    assert [one.id for one in at.shown(thread_of(at, first))] == [under]
    assert at.fake.published == {first}


@pytest.mark.parametrize("fault", [Fault.HTTP_503_BEFORE, Fault.FORBIDDEN, Fault.GONE, Fault.DROPPED_BEFORE])
async def test_what_could_not_be_published_is_posted_all_the_same(at: At, fault: Fault):
    place = at.here.announcements
    at.fake.fault = in_turn([fault], PUBLISH)
    id_ = await at.chat.post(place.id, part_of(at.chat), KEY)
    assert [one.id for one in at.shown(place)] == [id_]


async def test_an_announcement_that_is_found_is_published_then(at: At):
    place = at.here.announcements
    at.fake.fault = in_turn([Fault.DROPPED_AFTER])
    with pytest.raises(ChatUnclear):
        await at.chat.post(place.id, part_of(at.chat), KEY)
    assert at.fake.published == set()
    assert await at.chat.find(place.id, KEY) in at.fake.published


# --- embeds that Discord does not take ---------------------------------------------------------------


async def test_refused_embeds_are_posted_once_more_as_plain_text(at: At):
    id_ = await at.post(part=BAD)
    (shown,) = at.shown()
    assert (shown.id, shown.embeds, keys_of(shown), at.chat.plain_sent) == (id_, [], {KEY}, 1)
    assert "Harbour" in words(shown)
    assert len(at.posts()) == 2
    assert await at.chat.find(at.news.id, KEY) == id_


async def test_refused_embeds_are_plain_text_in_the_thread_too(at: At):
    first = await at.post()
    under = await at.post(NEXT, first, BAD)
    assert [(one.id, one.embeds) for one in at.shown(thread_of(at, first))] == [(under, [])]
    assert len(at.shown()) == 1


async def test_text_that_is_refused_too_is_refused_and_two_requests(at: At):
    button = {"type": 2, "style": 99, "label": "Why?", "custom_id": "story_why::s1"}
    bad = Part(json.dumps({"content": "x", "embeds": [], "components": [{"type": 1, "components": [button]}]}))
    assert await at.failed(part=bad) == ("ChatRefused", "channel")
    assert (len(at.posts()), at.shown()) == (2, [])


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
