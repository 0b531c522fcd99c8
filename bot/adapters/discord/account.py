"""Who the bot is in Discord, asked at start; guards that a bad token is found then, in one line."""

import re
from dataclasses import dataclass
from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import Any

from bot.adapters.discord.client import DiscordClient
from bot.domain.errors import ChatUnclear, Reach

_ID = re.compile(r"[0-9]{1,20}")
_KIND = "discord:"
PRIVILEGED = {1 << 18: "Message Content", 1 << 14: "Server Members", 1 << 12: "Presence"}  # and, limited, one bit up


@dataclass(frozen=True, slots=True)
class Account:
    """Who the bot is: its application and its user, by their ids. `flags` say which intents are switched on.

    `ahead` is by how many seconds this machine's clock is ahead of Discord's, as far as that can be told.
    """

    app: str
    user: str
    name: str = ""
    flags: int = 0
    ahead: float = 0.0

    @property
    def bot(self) -> str:
        """The bot's name among all chats': one token's messages are paced together."""
        return f"{_KIND}{self.app}"


def workspace_of(server: str) -> str:
    """The key in storage of a server, by its id."""
    return f"{_KIND}{server}"


def server_of(workspace: str) -> str:
    """The id of the server that has this key; empty for what is none of Discord's."""
    server = workspace.removeprefix(_KIND)
    return server if workspace.startswith(_KIND) and _ID.fullmatch(server) else ""


def link_in(server: str, channel: str, message: str) -> str | None:
    """Where a message can be read."""
    ids = (server, channel, message)
    return f"https://discord.com/channels/{'/'.join(ids)}" if all(map(_ID.fullmatch, ids)) else None


async def sign_in(client: DiscordClient, now: datetime) -> Account:
    """Whose token it is. Raises ChatRefused, in one line, where it is no good, and ChatError as `call`."""
    user: Any = await client.call("GET", "/users/@me", Reach.BOT)
    app: Any = await client.call("GET", "/oauth2/applications/@me", Reach.BOT)
    try:
        return Account(str(app["id"]), str(user["id"]), str(user.get("username", "")), int(app.get("flags") or 0),
                       _ahead(client.date, now))  # fmt: skip
    except (KeyError, TypeError, ValueError) as error:
        raise ChatUnclear("Discord does not say who the bot is") from error


def _ahead(date: str | None, now: datetime) -> float:
    try:
        return (now - parsedate_to_datetime(date)).total_seconds() if date else 0.0
    except (TypeError, ValueError):
        return 0.0
