"""The whole running bot in Slack on a clock that is set and goes faster: a process of its own, to be killed.

    python tests/slack_in_a_hurry.py BEGAN SPEED

SPEED is how many of its seconds pass in one since BEGAN, in seconds since 1970; a request has that much less time. The
settings come from the environment.
"""

import asyncio
import sys
import time
from contextlib import AsyncExitStack
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

from bot import app
from bot.adapters.slack.client import PATIENCE, client
from bot.app import delivering, intake, slack
from bot.app.running import Bot, running, stopped_by_signals
from bot.services.deliver.terms import Outlet
from bot.settings import Settings


async def main(began: float, speed: float) -> None:
    def ticks() -> float:
        return speed * (time.time() - began)

    def clock() -> datetime:
        return datetime.fromtimestamp(began + ticks(), UTC)

    given, times = Settings(), delivering.Times(clock, ticks)
    tokens = given.slack_tokens
    assert tokens
    async with AsyncExitStack() as stack:
        stop = stack.enter_context(stopped_by_signals())
        opened = await stack.enter_async_context(app.database(given))
        web = intake.SharedWeb(given)
        stack.push_async_callback(web.aclose)
        chats: dict[str, Outlet] = {}
        bot = Bot(opened, web.opened, given, delivering.outlets(chats), times, timedelta(seconds=0.2))
        here = await stack.enter_async_context(slack.signed_in(opened, given, times))
        quick = client(*tokens, None, given.newsbot_slack_api, PATIENCE / speed)
        here.chat.client = await stack.enter_async_context(quick)
        bot = replace(bot, look=here.look)
        await stack.enter_async_context(slack.listening(here, bot, chats))
        await stack.enter_async_context(running(bot))
        await stop.wait()


asyncio.run(main(float(sys.argv[1]), float(sys.argv[2])))
