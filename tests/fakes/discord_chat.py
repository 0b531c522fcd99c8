"""The real `Chat` port on a fake Discord, over real sockets."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from bot.adapters.discord.account import Account
from bot.adapters.discord.chat import DiscordChat
from bot.adapters.discord.client import PATIENCE, client
from tests.fakes.discord import APP_ID, BOT_ID, BOT_TOKEN, FakeDiscord

ACCOUNT = Account(APP_ID, BOT_ID)


@asynccontextmanager
async def discord_chat(fake: FakeDiscord, patience: float = PATIENCE, server: str = "") -> AsyncIterator[DiscordChat]:
    """Signed in to that Discord; a request is given up after `patience` seconds."""
    async with client(BOT_TOKEN, None, fake.api, patience) as made:
        yield DiscordChat(made, ACCOUNT, server)
