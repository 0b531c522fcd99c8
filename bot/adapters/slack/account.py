"""Who the bot is, asked at start; guards that a bad token is found then, in one line, and not at the first event."""

import re
from dataclasses import dataclass
from datetime import datetime
from email.utils import parsedate_to_datetime

from bot.adapters.slack.client import SlackClient
from bot.domain.errors import ChatRefused, ChatUnclear, Reach

_BAD_APP = (
    "Slack does not take the app token: set SLACK_APP_TOKEN to one of this app that has the scope connections:write"
)

_HOME = re.compile(r"https://[a-z0-9.-]{1,200}/")
_CHANNEL = re.compile(r"[CGD][A-Z0-9]{1,20}")
_STAMP = re.compile(r"[0-9]{1,20}")


@dataclass(frozen=True, slots=True)
class Account:
    """Who the bot is in its workspace: what auth.test says. `home` is the workspace's address.

    `ahead` is by how many seconds this machine's clock is ahead of Slack's, as far as that can be told.
    """

    team: str
    user: str
    bot: str
    home: str
    scopes: frozenset[str] = frozenset()
    ahead: float = 0.0

    @property
    def workspace(self) -> str:
        """The workspace's key in storage."""
        return f"slack:{self.team}"

    def link(self, channel: str, message_id: str) -> str | None:
        """Where a message can be read: as chat.getPermalink would say, without asking."""
        stamp = message_id.replace(".", "")
        if not _HOME.fullmatch(self.home) or not _CHANNEL.fullmatch(channel) or not _STAMP.fullmatch(stamp):
            return None
        return f"{self.home}archives/{channel}/p{stamp}"


async def sign_in(client: SlackClient, now: datetime) -> Account:
    """Who the bot token belongs to. Raises ChatRefused, in one line, where it is no good, and ChatError as `call`."""
    said, headers = await client.reply("auth.test", Reach.BOT)
    try:
        return Account(
            team=str(said["team_id"]),
            user=str(said["user_id"]),
            bot=str(said["bot_id"]),
            home=str(said.get("url", "")),
            scopes=frozenset(part.strip() for part in headers.get("x-oauth-scopes", "").split(",") if part.strip()),
            ahead=_ahead(headers.get("date"), now),
        )
    except KeyError as error:
        raise ChatUnclear(f"Slack does not say who the bot is: no {error}") from error


async def socket_address(client: SlackClient) -> str:
    """An address for one connection of Socket Mode. Raises ChatRefused where the app token is no good."""
    try:
        said, _ = await client.reply("apps.connections.open", Reach.BOT, token=client.app_token)
    except ChatRefused as error:
        raise ChatRefused(_BAD_APP, Reach.BOT) from error
    return str(said.get("url", ""))


def _ahead(date: str | None, now: datetime) -> float:
    try:
        return (now - parsedate_to_datetime(date)).total_seconds() if date else 0.0
    except (TypeError, ValueError):
        return 0.0
