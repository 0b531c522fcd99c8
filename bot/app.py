"""The composition root: builds adapters, passes them in, owns their lifetimes. Guards that nothing else does.

Reads the clock, as the command line does; everything below takes `now` as an argument.
"""

import asyncio
import random
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import UTC, datetime
from importlib.metadata import version
from typing import TypeVar

from pydantic import ValidationError

from bot.adapters.storage.database import Database
from bot.domain.errors import InputError
from bot.domain.models import EVERYTHING
from bot.services.discovery import Web
from bot.services.polling import Intake
from bot.services.ports import Parser, Reader
from bot.services.sources import Desk
from bot.settings import Settings, default_folder

CONSOLE = "console"
SAMPLES = "samples"
Result = TypeVar("Result")


def clock() -> datetime:
    """The time now, in UTC."""
    return datetime.now(UTC)


def settings() -> Settings:
    """The settings; InputError with one line where one cannot be used."""
    try:
        return Settings()
    except UnicodeError:
        raise InputError("the file .env is not UTF-8 text: save it as UTF-8") from None
    except ValidationError as error:
        first = error.errors()[0]
        name = ".".join(str(part) for part in first["loc"]).upper()
        reason = first["msg"].removeprefix("Value error, ")
        raise InputError(f"the setting {name} cannot be used: {reason}") from None


@asynccontextmanager
async def database(given: Settings) -> AsyncIterator[Database]:
    """The opened and migrated database, embargoes that are over lifted; closed at the end."""
    if "database_url" not in given.model_fields_set:
        default_folder().mkdir(mode=0o700, parents=True, exist_ok=True)
    opened = await Database.open(given.database_url)
    try:
        await opened.operations.release(clock())
        yield opened
    finally:
        await opened.close()


async def with_console(work: Callable[[Reader, Settings], Awaitable[Result]]) -> Result:
    """The result of `work` on what the person at the terminal may read: the console's workspace."""
    given = settings()
    async with database(given) as opened:
        return await work(await opened.workspace(CONSOLE), given)


@asynccontextmanager
async def parser() -> AsyncIterator[Parser]:
    """The parser of strangers' bytes, in a process of its own."""
    from bot.adapters.web.sandbox.pool import Sandbox  # noqa: PLC0415 - most commands need none

    async with Sandbox(clock=clock) as sandbox:
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


def intake(opened: Database, way: Web, given: Settings) -> Intake:
    """What polling works with."""
    return Intake(opened.feeds, way, clock, random.SystemRandom().random, full_text=given.newsbot_full_text)


async def with_desk(work: Callable[[Desk, Settings], Awaitable[Result]]) -> Result:
    """The result of `work` on the sources of the console's workspace."""
    given = settings()
    async with database(given) as opened, web(given) as way:
        workspace = await opened.workspace(CONSOLE)
        return await work(Desk(workspace.sources, intake(opened, way, given)), given)


async def chat_reader(opened: Database, *, samples: bool) -> tuple[Reader, bool]:
    """The reader of the console chat, and whether it shows the samples.

    Samples live in a workspace of their own, so that they never stand among one's own articles; they are shown
    where asked for, or where nothing has been loaded and no source is followed yet.
    """
    own = await opened.workspace(CONSOLE)
    if not samples and ((await own.store.holdings(EVERYTHING)).articles or await own.sources.followed()):
        return own, False
    return await opened.workspace(SAMPLES), True
