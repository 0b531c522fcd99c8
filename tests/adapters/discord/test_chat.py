"""Posting in Discord: a message is there once under its key, and plainly where its embeds are refused."""

import json
from datetime import timedelta

import pytest

from bot.adapters.discord.chat import NONCE, nonce_of
from bot.domain.errors import CannotLook
from bot.services.ports import Part
from tests.adapters.discord.chatting import (
    BAD,
    KEY,
    NEXT,
    UNCLEAR,
    At,
    thread_of,
)
from tests.fakes.discord import (
    INVITED,
    Can,
    Fault,
    complaints,
    in_turn,
    keys_of,
)
from tests.fakes.discord_stage import words
from tests.samples import NOW

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


async def test_what_cannot_be_looked_for_is_not_known_even_directly_after_it_was_sent(at: At):
    """The nonce is no help: what arrives late meets one that is forgotten."""
    await at.may(INVITED & ~Can.READ_MESSAGE_HISTORY)
    at.fake.fault = in_turn([Fault.DROPPED_AFTER])
    assert await at.failed() == UNCLEAR
    with pytest.raises(CannotLook):
        await at.chat.find(at.news.id, KEY)
    assert (len(at.posts()), len(at.shown())) == (1, 1)


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
