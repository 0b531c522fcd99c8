"""The composition of Slack: its client, its chat, what people ask there. Guards that a bad token is found at start."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from bot.adapters.slack.account import sign_in
from bot.adapters.slack.client import SlackClient, client
from bot.adapters.storage.database import Database
from bot.app import clock
from bot.settings import Settings


@asynccontextmanager
async def _client(given: Settings) -> AsyncIterator[SlackClient]:
    tokens = given.slack_tokens
    if tokens is None:
        raise RuntimeError("there is no token")
    proxy = given.newsbot_proxy.get_secret_value() if given.newsbot_proxy else None
    async with client(*tokens, proxy, given.newsbot_slack_api) as made:
        yield made


async def checks(opened: Database, given: Settings) -> dict[str, str]:
    """What `newsbot doctor` finds out in Slack."""
    from bot.adapters.slack.checks import checks as found  # noqa: PLC0415 - doctor alone needs it
    from bot.domain.errors import ChatError  # noqa: PLC0415

    async with _client(given) as made:
        try:
            account = await sign_in(made, clock())
        except ChatError as error:
            return {"slack": f"fails: {error}"}
        subscriptions = await (await opened.workspace(account.workspace)).subscriptions.all()
        channels = [one.channel for one in subscriptions if not one.schedule.is_off]
        return await found(made, account, channels)
