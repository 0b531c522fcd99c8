"""What the bench of the bot in Slack works with: the shared load, many channels, the bot as a process."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from bench.chat_load import Load
from bot.adapters.storage.database import Database
from tests.fakes.origin import origin
from tests.fakes.slack import APP_TOKEN, BOT_TOKEN, BOT_USER, Channel, FakeSlack, User, fake_slack
from tests.fakes.slack_bot import settings

CHANNELS, ASKED_IN, PEOPLE = 400, 60, 120
TEAM = "slack:T1"


@dataclass(slots=True, kw_only=True)
class Town(Load):
    """Slack beside the load."""

    slack: FakeSlack

    def newcomer(self, number: int) -> str:
        """Somebody who has asked nothing yet."""
        return self.slack.add_user(User(f"UF{number}", f"newcomer{number}")).id

    def digests(self) -> list[float]:
        """When the messages of the digest arrived, by the fake's clock."""
        return [
            one.at
            for one in self.slack.calls
            if one.method == "chat.postMessage" and str(one.args.get("channel")).startswith("CX")
        ]


async def _filled(here: Town, folder: Path) -> None:
    await here.fill(TEAM)
    for number in range(PEOPLE):
        here.slack.add_user(User(f"UP{number}", f"person{number}"))
    for number in range(ASKED_IN):
        here.slack.add_channel(Channel(f"CM{number}", f"m{number}", members={"U1", BOT_USER}))
    due = [f"CX{number}" for number in range(CHANNELS)]
    for number, name in enumerate(due):
        here.slack.add_channel(Channel(name, f"x{number}", members={"U1", BOT_USER}))
    await here.schedule(TEAM, due, settings(here.slack, folder))


@asynccontextmanager
async def town(folder: Path) -> AsyncIterator[Town]:
    """All of it, and the bot that runs in it."""
    async with (
        origin() as site,
        fake_slack() as slack,
        await Database.open(settings(slack, folder).database_url) as opened,
    ):
        here = Town(slack=slack, site=site, opened=opened)
        await _filled(here, folder)
        given = {
            "DATABASE_URL": settings(slack, folder).database_url,
            "SLACK_BOT_TOKEN": BOT_TOKEN,
            "SLACK_APP_TOKEN": APP_TOKEN,
            "NEWSBOT_SLACK_API": slack.api,
        }
        async with here.running(given):
            await slack.connected(within=60)
            yield here
