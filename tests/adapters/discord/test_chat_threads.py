"""Posting in Discord: in a thread of the message, or under it where there may be none; what is published."""

import json

import pytest

from bot.domain.errors import ChatUnclear
from bot.services.ports import Part
from tests.adapters.discord.chatting import (
    DROPPED,
    KEY,
    NEXT,
    PUBLISH,
    START_THREAD,
    UNCLEAR,
    At,
    part_of,
    thread_of,
)
from tests.fakes.discord import (
    ANNOUNCEMENT,
    INVITED,
    POST,
    Can,
    Fault,
    complaints,
    in_turn,
    keys_of,
)
from tests.fakes.discord.posting import remove
from tests.samples import briefing

# --- threads -----------------------------------------------------------------------------------------


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
