"""The link that adds the bot to a server, and what each permission is for. Guards that no more is asked for than used.

Bits are those of Discord's reference, "Permissions"; parameters those of "OAuth2", "Bot authorization flow".
"""

import base64
import binascii
import re
from dataclasses import dataclass
from urllib.parse import urlencode

_ADDRESS = "https://discord.com/oauth2/authorize"
_ID = re.compile(r"[0-9]{1,20}")
_SCOPES = "bot applications.commands"
_OF_SERVERS = "0"  # installed in a server, not for one person


@dataclass(frozen=True, slots=True)
class Needed:
    """A permission: its name as Discord's settings show it, its bit, and what it is for."""

    name: str
    bit: int
    why: str


NEEDED = (
    Needed("View Channels", 1 << 10, "to see the channels that it posts to"),
    Needed("Send Messages", 1 << 11, "to post briefings and answers"),
    Needed("Send Messages in Threads", 1 << 38, "to post the rest of a briefing, and answers, in threads"),
    Needed("Create Public Threads", 1 << 35, "to begin a briefing's thread, and one for follow-up questions"),
    Needed("Embed Links", 1 << 14, "to show stories with their sources"),
    Needed("Read Message History", 1 << 16, "to find out whether a message arrived, so that none is posted twice"),
)
PERMISSIONS = sum(one.bit for one in NEEDED)


def invite_link(application: str) -> str:
    """The address at which somebody who may manage a server adds the bot to it. ValueError for what is no id."""
    if not _ID.fullmatch(application):
        raise ValueError("an application's id is up to 20 figures")
    asked = {
        "client_id": application,
        "scope": _SCOPES,
        "permissions": str(PERMISSIONS),
        "integration_type": _OF_SERVERS,
    }
    return f"{_ADDRESS}?{urlencode(asked)}"


def application_of(token: str) -> str | None:
    """The application's id, which is the first part of its bot token in base64; None where it is not."""
    first = token.partition(".")[0]
    try:
        said = base64.b64decode(first + "=" * (-len(first) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        return None
    found = said.decode("ascii", "replace")
    return found if _ID.fullmatch(found) else None
