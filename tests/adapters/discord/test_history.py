"""Looking for what was posted in Discord: an empty page is believed only where the bot may read."""

import pytest

from bot.adapters.discord.account import Account
from bot.adapters.discord.client import client
from bot.adapters.discord.history import History, Memory
from bot.domain.errors import CannotLook, ChatUnclear
from tests.fakes.discord import (
    APP_ID,
    BOT_ID,
    BOT_TOKEN,
    INVITED,
    Can,
    FakeDiscord,
    Fault,
    fake_discord,
    in_turn,
    populate,
)

KEY = "0" * 24 + "0"


async def _found(fake: FakeDiscord, channel: str) -> str | None:
    async with client(BOT_TOKEN, None, fake.api) as made:
        return await History(made, Account(APP_ID, BOT_ID), Memory()).found(channel, KEY, None)


@pytest.mark.parametrize("hides", [True, False])
async def test_where_history_may_not_be_read_nobody_knows(hides: bool):  # noqa: FBT001 - a parameter of the test
    async with fake_discord(hides_history=hides) as fake:
        here = populate(fake)
        await fake.set_role(here.guild, fake.bot_role(here.guild), INVITED & ~Can.READ_MESSAGE_HISTORY)
        await fake.set_role(here.guild, fake.everyone(here.guild), 0)
        with pytest.raises(CannotLook):
            await _found(fake, here.news.id)


async def test_where_it_may_be_read_an_empty_channel_is_empty():
    async with fake_discord() as fake:
        here = populate(fake)
        assert await _found(fake, here.news.id) is None


async def test_in_direct_messages_it_may_be_read():
    async with fake_discord(hides_history=True) as fake:
        here = populate(fake)
        assert await _found(fake, fake.dm_of(here.bob).id) is None


async def test_a_look_that_was_broken_off_before_anything_was_seen_still_asks_whether_it_may():
    """The second look went on where the first ended: at a page of which nothing was known."""
    async with fake_discord(hides_history=True) as fake:
        here = populate(fake)
        await fake.set_role(here.guild, fake.bot_role(here.guild), INVITED & ~Can.READ_MESSAGE_HISTORY)
        await fake.set_role(here.guild, fake.everyone(here.guild), 0)
        async with client(BOT_TOKEN, None, fake.api) as made:
            look = History(made, Account(APP_ID, BOT_ID), Memory())
            fake.fault = in_turn([Fault.HTML_BEFORE], "GET /channels/{channel}/messages/{message}")
            with pytest.raises(ChatUnclear):
                await look.found(here.news.id, KEY, None)
            with pytest.raises(CannotLook):
                await look.found(here.news.id, KEY, None)
