"""The real `Chat` port on a fake Slack, over real sockets."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from bot.adapters.slack.account import Account
from bot.adapters.slack.chat import SlackChat
from bot.adapters.slack.client import PATIENCE, client
from tests.fakes.slack import APP_TOKEN, BOT_TOKEN, BOT_USER, FakeSlack
from tests.fakes.slack.world import BOT, TEAM

ACCOUNT = Account(TEAM, BOT_USER, BOT, "https://team.slack.example/")


@asynccontextmanager
async def slack_chat(slack: FakeSlack, patience: float = PATIENCE) -> AsyncIterator[SlackChat]:
    """Signed in to that Slack; a request is given up after `patience` seconds."""
    async with client(BOT_TOKEN, APP_TOKEN, None, slack.api, patience) as made:
        yield SlackChat(made, ACCOUNT)
