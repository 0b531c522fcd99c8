"""What tests of posting in Discord begin with."""

from collections.abc import AsyncIterator

import pytest

from tests.adapters.discord.chatting import PATIENCE, At, Ticks
from tests.fakes.discord import fake_discord, populate
from tests.fakes.discord_chat import discord_chat


@pytest.fixture
async def at() -> AsyncIterator[At]:
    ticks = Ticks()
    async with fake_discord(clock=ticks) as fake:
        here = populate(fake)
        async with discord_chat(fake, PATIENCE, here.guild.id) as chat:
            yield At(fake, chat, here, ticks)
