"""The whole running bot in Discord on a clock that is set and goes faster: a process of its own, to be killed.

    python tests/discord_in_a_hurry.py BEGAN SPEED

SPEED is how many of its seconds pass in one since BEGAN, in seconds since 1970; a request has that much less time. The
settings come from the environment.
"""

import asyncio
import sys
from contextlib import AsyncExitStack
from dataclasses import replace
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

from bot.adapters.discord.client import PATIENCE
from bot.app import discord
from bot.app.running import running, stopped_by_signals
from tests.hurrying import hurried


async def main(began: float, speed: float) -> None:
    async with AsyncExitStack() as stack:
        stop = stack.enter_context(stopped_by_signals())
        made = await stack.enter_async_context(hurried(began, speed))
        here = await stack.enter_async_context(discord.signed_in(made.bot.opened, made.bot.given, made.bot.times))
        here.client.patience = PATIENCE / speed
        bot = replace(made.bot, look=here.look)
        await stack.enter_async_context(discord.listening(here, bot, made.outlets))
        await stack.enter_async_context(running(bot))
        await stop.wait()


asyncio.run(main(float(sys.argv[1]), float(sys.argv[2])))
