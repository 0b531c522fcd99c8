"""The composition of the intake: the door, the parser, and what polling and managing sources work with.

Apart from the rest of `app`, for a question that names no address needs none of it and should not wait for it.
"""

import asyncio
import random
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import datetime
from importlib.metadata import version
from typing import TypeVar

from bot.adapters.storage.database import Database
from bot.app import CONSOLE, clock, database, settings
from bot.services.discovery import Web
from bot.services.polling import Intake
from bot.services.ports import Parser
from bot.services.sources import Desk
from bot.settings import Settings

Result = TypeVar("Result")
PARSERS = 2  # children at most: one reads on while another is busy with a long page


@asynccontextmanager
async def parser() -> AsyncIterator[Parser]:
    """The parser of strangers' bytes, in a process of its own."""
    from bot.adapters.web.sandbox.pool import Sandbox  # noqa: PLC0415 - most commands need none

    async with Sandbox(PARSERS, clock=clock) as sandbox:
        yield sandbox


@asynccontextmanager
async def web(given: Settings) -> AsyncIterator[Web]:
    """The one door out and the parser behind it. Imported here: most questions need neither."""
    from bot.adapters.web.egress import opened  # noqa: PLC0415 - as its docstring says
    from bot.adapters.web.egress.policy import Policy  # noqa: PLC0415

    proxy = given.newsbot_proxy.get_secret_value() if given.newsbot_proxy else None
    policy = Policy(user_agent(given), proxy, given.intranet, given.ports)
    async with opened(policy, clock) as fetcher, parser() as sandbox:
        yield Web(fetcher, sandbox)


class SharedWeb:
    """The way in from the web for as long as the bot runs: opened when it is first needed, closed with `aclose`."""

    def __init__(self, given: Settings) -> None:
        self._given = given
        self._stack = AsyncExitStack()
        self._opening = asyncio.Lock()
        self._way: Web | None = None

    @asynccontextmanager
    async def opened(self) -> AsyncIterator[Web]:
        """The one way in; it stays open when this is left."""
        async with self._opening:
            if self._way is None:
                self._way = await self._stack.enter_async_context(web(self._given))
        yield self._way

    async def aclose(self) -> None:
        """Close it."""
        await self._stack.aclose()


def user_agent(given: Settings) -> str:
    """Who asks, honestly: publishers can refuse it by name, and reach whoever runs it where that is set."""
    contact = f"; +{given.newsbot_contact}" if given.newsbot_contact else ""
    return f"newsbot/{version('news-briefing-bot')} (news briefings for a team{contact})"


def intake(opened: Database, way: Web, given: Settings, now: Callable[[], datetime] = clock) -> Intake:
    """What polling works with; `now` tells the time."""
    return Intake(opened.feeds, way, now, random.SystemRandom().random, full_text=given.newsbot_full_text)


async def with_desk(work: Callable[[Desk, Settings], Awaitable[Result]]) -> Result:
    """The result of `work` on the sources of the console's workspace."""
    given = settings()
    async with database(given) as opened, web(given) as way:
        workspace = await opened.workspace(CONSOLE)
        return await work(Desk(workspace.sources, intake(opened, way, given)), given)
