"""The whole bot in a fake Discord, in this process."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from bot.adapters.discord.connection import Connection, Patience
from bot.adapters.storage.database import Database
from bot.app import discord
from bot.app.delivering import Look
from bot.app.rounds import PollRounds
from bot.app.running import Bot
from bot.services.deliver.terms import Outlet
from bot.settings import Settings
from tests.fakes.chat_bot import Hands, begun
from tests.fakes.discord import BOT_TOKEN, FakeDiscord

QUICK = Patience(ready=20, servers=0.3, again=0.1, longest=1)


@dataclass(frozen=True, slots=True)
class Running:
    """The running bot."""

    opened: Database
    connection: Connection
    outlets: dict[str, Outlet]
    bot: Bot
    polls: PollRounds


def settings(fake: FakeDiscord, folder: Path, **more: object) -> Settings:
    """Of a bot that is in that Discord."""
    given: dict[str, object] = {
        "database_url": f"sqlite:///{folder / 'bot.db'}",
        "discord_bot_token": BOT_TOKEN,
        "newsbot_discord_api": fake.api,
        "newsbot_questions_per_minute": 1000,
        "newsbot_workspace_questions_per_minute": 10_000,
    }
    return Settings(_env_file=None, **(given | more))  # type: ignore[arg-type]  # whatever pydantic takes


@asynccontextmanager
async def bot_in_discord(fake: FakeDiscord, given: Settings, hands: Hands | None = None) -> AsyncIterator[Running]:
    """It runs, and is connected, until this is left."""
    connections: list[Connection] = []

    async def enter(bot: Bot, outlets: dict[str, Outlet], stack: AsyncExitStack) -> Look:
        here = await stack.enter_async_context(discord.signed_in(bot.opened, given, bot.times))
        here.patience = QUICK
        if here.publishing:
            here.publishing.look = 0.05
        connections.append(await stack.enter_async_context(discord.listening(here, bot, outlets)))
        return here.look

    async with begun(given, hands, enter) as made:
        (connection,) = connections
        await fake.connected()
        async with asyncio.timeout(30):
            while not connection.is_open:  # noqa: ASYNC110 - nobody tells of it
                await asyncio.sleep(0.02)
        yield Running(made.bot.opened, connection, made.outlets, made.bot, made.polls)
