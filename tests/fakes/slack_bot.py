"""The whole bot in a fake Slack, in this process: real database and scheduler, a clock that may be set forward."""

import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot import app
from bot.adapters.slack.connection import Connection, Patience
from bot.adapters.storage.database import Database
from bot.app import delivering, slack
from bot.app import intake as composing
from bot.app.rounds import PollRounds
from bot.app.running import Bot, running
from bot.services.deliver.terms import Outlet
from bot.settings import Settings
from tests.fakes.slack import APP_TOKEN, BOT_TOKEN, FakeSlack

QUICK = Patience(ping=0.2, deaf=1.5, connecting=5, again=0.1, longest=1, look=0.05)


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
class Running:
    """The running bot."""

    opened: Database
    connection: Connection
    outlets: dict[str, Outlet]
    bot: Bot
    polls: PollRounds


def settings(slack_: FakeSlack, folder: Path, **more: object) -> Settings:
    """Of a bot that is in that Slack."""
    given: dict[str, object] = {
        "database_url": f"sqlite:///{folder / 'bot.db'}",
        "slack_bot_token": BOT_TOKEN,
        "slack_app_token": APP_TOKEN,
        "newsbot_slack_api": slack_.api,
        "newsbot_questions_per_minute": 1000,
        "newsbot_workspace_questions_per_minute": 10_000,
    }
    return Settings(_env_file=None, **(given | more))  # type: ignore[arg-type]  # whatever pydantic takes


@asynccontextmanager
async def bot_in_slack(slack_: FakeSlack, given: Settings, hands: Hands | None = None) -> AsyncIterator[Running]:
    """It runs, and is connected, until this is left."""
    clock = hands or Hands()
    times = delivering.Times(clock.now, clock.ticks)
    async with AsyncExitStack() as stack:
        opened = await stack.enter_async_context(app.database(given))
        web = composing.SharedWeb(given)
        stack.push_async_callback(web.aclose)
        chats: dict[str, Outlet] = {}
        bot = Bot(opened, web.opened, given, delivering.outlets(chats), times, timedelta(seconds=0.1))
        here = await stack.enter_async_context(slack.signed_in(opened, given, times))
        here.patience, here.probing = QUICK, 0.2
        bot = replace(bot, look=here.look)
        connection = await stack.enter_async_context(slack.listening(here, bot, chats))
        polls = await stack.enter_async_context(running(bot))
        await slack_.connected()
        yield Running(opened, connection, chats, bot, polls)
