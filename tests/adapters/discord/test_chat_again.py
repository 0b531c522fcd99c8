"""Posting in Discord: what discord.py sends again by itself, and what becomes of it."""

import pytest

from bot.adapters.discord.client import PATIENCE, client
from bot.adapters.discord.replies import Banned
from bot.domain.errors import ChatError, ChatUnclear, Reach
from tests.adapters.discord.chatting import UNCLEAR, At
from tests.fakes.discord import BOT_TOKEN, Fault, fake_discord, in_turn


@pytest.mark.parametrize("then", [Fault.FORBIDDEN, Fault.GONE, Fault.BANNED, Fault.REVOKED, Fault.DROPPED_BEFORE])
async def test_what_is_refused_only_when_sent_again_may_be_there(at: At, then: Fault):
    """The first request was accepted and its answer lost: to call that "not posted" would double it."""
    at.chat.client.patience = PATIENCE
    at.fake.fault = in_turn([Fault.HTTP_502_AFTER, then])
    assert await at.failed() == UNCLEAR
    assert len(at.posts()) == 2
    assert len(at.shown()) == 1


async def test_what_is_sent_again_and_taken_is_there_once(at: At):
    at.chat.client.patience = PATIENCE
    at.fake.fault = in_turn([Fault.HTTP_502_AFTER])
    assert [await at.post()] == [one.id for one in at.shown()]


async def test_after_a_ban_nothing_is_sent_for_ten_minutes():
    async with fake_discord() as fake, client(BOT_TOKEN, None, fake.api) as made:
        now = 0.0
        made.refusals.ticks = lambda: now
        fake.fault = in_turn([Fault.BANNED], "GET /gateway/bot")
        for _ in range(5):
            with pytest.raises(Banned) as caught:
                await made.call("GET", "/gateway/bot")
            assert caught.value.reach is Reach.BOT
        assert len(fake.called("GET /gateway/bot")) == 1
        now = 601.0
        assert "url" in await made.call("GET", "/gateway/bot")


async def test_an_answer_without_a_nonce_is_not_sent_again():
    """A follow-up was there twice after an error of the server."""
    async with fake_discord() as fake, client(BOT_TOKEN, None, fake.api) as made:
        fake.fault = lambda route, _body, _count: Fault.HTTP_502_BEFORE if "/webhooks/" in route else Fault.NONE
        with pytest.raises(ChatUnclear):
            await made.call("POST", "/webhooks/1/fake-token", Reach.BOT, content="hello")
        assert len([one for one in fake.calls if "/webhooks/" in one.route]) == 1


async def test_each_request_that_is_no_message_takes_its_turn():
    """Messages have had theirs, and answers to interactions count towards no limit of the bot."""
    async with fake_discord() as fake, client(BOT_TOKEN, None, fake.api) as made:
        turns = 0

        async def pace() -> None:
            nonlocal turns
            turns += 1

        made.pace = pace
        guild = fake.add_guild("Harbour")
        channel = fake.add_channel(guild, "news")
        await made.call("GET", f"/channels/{channel.id}")
        await made.call("POST", f"/channels/{channel.id}/messages", content="hello")
        with pytest.raises(ChatError):
            await made.call("POST", "/webhooks/1/fake-token", content="hello")
        assert turns == 1


async def test_of_interactions_that_are_over_nothing_is_kept():
    """Each kept a limit for five minutes, and every new one was looked for among all of them."""
    async with fake_discord() as fake, client(BOT_TOKEN, None, fake.api) as made:
        for number in range(20):
            with pytest.raises(ChatError):
                await made.call("POST", f"/interactions/{number}/fake-token-{number}/callback", type=6)
        assert not [one for one in made.http._buckets if "fake-token" in one]
