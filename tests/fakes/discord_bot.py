"""The whole bot in a fake Discord, in this process: real database and scheduler, a clock that may be set forward."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

from bot import app
from bot.adapters.discord.connection import Connection, Patience
from bot.adapters.storage.database import Database
from bot.app import delivering, discord
from bot.app import intake as composing
from bot.app.rounds import PollRounds
from bot.app.running import Bot, running
from bot.services.deliver.terms import Outlet
from bot.settings import Settings
from tests.fakes.discord import BOT_TOKEN, FakeDiscord
from tests.fakes.slack_bot import Hands

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
    clock = hands or Hands()
    times = delivering.Times(clock.now, clock.ticks)
    async with AsyncExitStack() as stack:
        opened = await stack.enter_async_context(app.database(given))
        web = composing.SharedWeb(given)
        stack.push_async_callback(web.aclose)
        chats: dict[str, Outlet] = {}
        bot = Bot(opened, web.opened, given, delivering.outlets(chats), times, timedelta(seconds=0.1))
        here = await stack.enter_async_context(discord.signed_in(opened, given, times))
        here.patience = QUICK
        bot = replace(bot, look=here.look)
        connection = await stack.enter_async_context(discord.listening(here, bot, chats))
        polls = await stack.enter_async_context(running(bot))
        await fake.connected()
        async with asyncio.timeout(30):
            while not connection.is_open:  # noqa: ASYNC110 - nobody tells of it
                await asyncio.sleep(0.02)
        yield Running(opened, connection, chats, bot, polls)
