"""The whole bot in a fake Slack, in this process."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from bot.adapters.slack.connection import Connection, Patience
from bot.adapters.storage.database import Database
from bot.app import slack
from bot.app.delivering import Look
from bot.app.rounds import PollRounds
from bot.app.running import Bot
from bot.services.deliver.terms import Outlet
from bot.settings import Settings
from tests.fakes.chat_bot import Hands, begun
from tests.fakes.slack import APP_TOKEN, BOT_TOKEN, FakeSlack

QUICK = Patience(ping=0.2, deaf=1.5, connecting=5, again=0.1, longest=1, look=0.05)


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
    connections: list[Connection] = []

    async def enter(bot: Bot, outlets: dict[str, Outlet], stack: AsyncExitStack) -> Look:
        here = await stack.enter_async_context(slack.signed_in(bot.opened, given, bot.times))
        here.patience, here.probing = QUICK, 0.2
        connections.append(await stack.enter_async_context(slack.listening(here, bot, outlets)))
        return here.look

    async with begun(given, hands, enter) as made:
        await slack_.connected()
        yield Running(made.bot.opened, connections[0], made.outlets, made.bot, made.polls)
