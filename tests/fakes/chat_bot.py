"""The whole bot in one chat, in this process: real database and scheduler, a clock that may be set forward."""

import os
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from pydantic import SecretStr

from bot import app
from bot.app import delivering
from bot.app import intake as composing
from bot.app.authors import authors
from bot.app.delivering import Look
from bot.app.rounds import PollRounds
from bot.app.running import Bot, running
from bot.services.deliver.terms import Outlet
from bot.settings import Settings
from tests.fakes.llm import KEY, Mode, ModelServer


@dataclass(slots=True)
class Hands:
    """A clock that goes on, and further where it is set; what it counts goes with it."""

    start: datetime = field(default_factory=lambda: datetime.now(UTC))
    ahead: timedelta = timedelta()
    began: float = field(default_factory=time.monotonic)

    def ticks(self) -> float:
        return time.monotonic() - self.began + self.ahead.total_seconds()

    def now(self) -> datetime:
        return self.start + timedelta(seconds=self.ticks())

    def set_to(self, at: datetime) -> None:
        self.ahead += at - self.now()


@dataclass(frozen=True, slots=True)
class Begun:
    """The running bot; `stack` ends it."""

    bot: Bot
    outlets: dict[str, Outlet]
    polls: PollRounds


# Signs in and listens until the stack is left: what a channel is can be asked of what it gives.
Enter = Callable[[Bot, dict[str, Outlet], AsyncExitStack], Awaitable[Look]]


async def _with_model(given: Settings, stack: AsyncExitStack) -> Settings:
    """With the language model that the environment names for the tests, if any: all passes with it as without.

    `NEWSBOT_TEST_MODEL=faithful`, or `down`, or whichever mode of `ModelServer`; `obeying/write` writes.
    """
    mode, _, does = os.environ.get("NEWSBOT_TEST_MODEL", "").partition("/")
    if not mode or given.uses_model:
        return given
    server = await stack.enter_async_context(ModelServer(Mode(mode)))
    set_ = {"openai_base_url": server.base_url, "openai_api_key": SecretStr(KEY), "newsbot_model_private": True}
    set_ |= {"newsbot_model_mode": does or "select"}
    return given.model_copy(update=set_)


@asynccontextmanager
async def begun(given: Settings, hands: Hands | None, enter: Enter) -> AsyncIterator[Begun]:
    """The bot runs in a chat until this is left."""
    clock = hands or Hands()
    times = delivering.Times(clock.now, clock.ticks)
    async with AsyncExitStack() as stack:
        given = await _with_model(given, stack)
        opened = await stack.enter_async_context(app.database(given))
        web = composing.SharedWeb(given)
        stack.push_async_callback(web.aclose)
        chats: dict[str, Outlet] = {}
        bot = Bot(opened, web.opened, given, delivering.outlets(chats), times, timedelta(seconds=0.1))
        bot = replace(bot, author=await stack.enter_async_context(authors(opened, given, ticks=times.ticks)))
        bot = replace(bot, look=await enter(bot, chats, stack))
        yield Begun(bot, chats, await stack.enter_async_context(running(bot)))
