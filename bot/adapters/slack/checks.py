"""What `newsbot doctor` finds out in Slack: tokens, permissions, channels, clock. Guards that a fault says its cure."""

from collections.abc import Sequence

from bot.adapters.slack.account import Account, socket_address
from bot.adapters.slack.client import SlackClient
from bot.adapters.slack.manifest import NEEDED, OPTIONAL
from bot.adapters.slack.people import fault_of
from bot.adapters.slack.replies import MayNot
from bot.domain.errors import ChatError, ChatRefused

_FAR_OFF = 60.0  # seconds that a clock may be off
_CHANNELS = 50  # that are looked at


async def checks(client: SlackClient, account: Account, channels: Sequence[str]) -> dict[str, str]:
    """A verdict in one line for each check, by its name; `channels` are those that get briefings."""
    found = {"slack": f"ok: workspace {account.team}, as {account.user}"}
    try:
        await socket_address(client)
        found["slack app"] = "ok: Socket Mode opens a connection"
    except ChatError as error:
        found["slack app"] = f"fails: {error}"
    found["slack may"] = permissions(account)
    found["clock"] = clock(account.ahead)
    found["channels"] = await _channels(client, account, channels)
    return found


def permissions(account: Account) -> str:
    """Which permissions are missing and what for."""
    missing = [f"{name} ({what})" for name, what in NEEDED.items() if name not in account.scopes]
    without = [f"{name} ({what})" for name, what in OPTIONAL.items() if name not in account.scopes]
    if missing:
        return f"missing: {', '.join(missing)}: add them under OAuth & Permissions of the app, and install it again"
    return f"ok: what is needed; without {', '.join(without)}" if without else "ok: all of them"


def clock(ahead: float) -> str:
    """Whether this machine's clock agrees with Slack's."""
    if abs(ahead) <= _FAR_OFF:
        return "ok: agrees with Slack's"
    way = "ahead of" if ahead > 0 else "behind"
    return f"off: {abs(ahead):.0f} seconds {way} Slack's: set this machine's clock, best by NTP"


async def _channels(client: SlackClient, account: Account, channels: Sequence[str]) -> str:
    if not channels:
        return "none has a schedule yet: type /news schedule in one"
    looked = [(channel, await _fault_of(client, account, channel)) for channel in channels[:_CHANNELS]]
    faults = [f"{channel}: {fault}" for channel, fault in looked if fault]
    more = f"; {len(channels) - _CHANNELS} more were not looked at" if len(channels) > _CHANNELS else ""
    return ("; ".join(faults) or f"ok: {len(channels)} with a schedule") + more


async def _fault_of(client: SlackClient, account: Account, channel: str) -> str:
    try:
        info = (await client.call("conversations.info", channel=channel)).get("channel") or {}
    except MayNot as error:
        return "" if channel.startswith("D") else str(error)  # it does not ask to look at direct messages
    except ChatRefused as error:
        return f"{error}: type /invite and the bot's name there, or let its schedule be"
    except ChatError as error:
        return f"could not be looked at: {error}"
    return fault_of(info, account)
