"""A fake Slack, and somebody who asks it with the SDK's own client. Guards that tests ask as the bot does."""

# ruff: noqa: ANN401 - JSON

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from tests.fakes.slack import BOT_TOKEN, FakeSlack, fake_slack

Json = dict[str, Any]
BLOCKS = [{"type": "section", "text": {"type": "mrkdwn", "text": "news"}}]
VIEW: Json = {"type": "modal", "title": {"type": "plain_text", "text": "Sources"}, "blocks": BLOCKS}
HOME: Json = {"type": "home", "blocks": BLOCKS}


class Clock:
    """A test's own time, in seconds."""

    def __init__(self) -> None:
        self.now = 1_700_000_000.0

    def __call__(self) -> float:
        return self.now


@asynccontextmanager
async def asking(token: str = BOT_TOKEN, **given: Any) -> AsyncIterator[tuple[FakeSlack, Callable[..., Any]]]:
    """A Slack, and a call of a method that gives the reply, or the error as a text."""
    async with fake_slack(**given) as slack, aiohttp.ClientSession() as session:
        client = AsyncWebClient(token, base_url=slack.api, session=session, retry_handlers=[])

        async def ask(method: str, *, form: bool | None = None, **args: Any) -> Any:
            is_form = method.startswith(("conversations.", "users.", "files.", "chat.get")) if form is None else form
            body: Json = {"params": args} if is_form else {"json": args}
            try:
                return (await client.api_call(method, **body)).data
            except SlackApiError as error:
                return error.response["error"]

        yield slack, ask
