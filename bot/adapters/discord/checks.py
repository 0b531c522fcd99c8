"""What `newsbot doctor` finds out in Discord: token, intents, commands, clock. Guards that a fault says its cure."""

from collections.abc import Sequence
from typing import Any

from bot.adapters.discord.account import PRIVILEGED, Account, server_of
from bot.adapters.discord.client import DiscordClient
from bot.adapters.discord.commands import as_told
from bot.adapters.discord.permissions import held, lacking
from bot.adapters.discord.registering import differing, found
from bot.domain.errors import ChatError, Reach

_FAR_OFF = 60.0  # seconds that a clock may be off
_CHANNELS = 50  # that are looked at
_FEW = 50  # sessions


async def checks(client: DiscordClient, account: Account, channels: Sequence[tuple[str, str]]) -> dict[str, str]:
    """A verdict in one line for each check, by its name; `channels` with a schedule, each with its workspace's key."""
    return {
        "discord": f"ok: {account.name or account.user}, application {account.app}",
        "discord session": await _sessions(client),
        "discord intents": intents(account.flags),
        "discord commands": await _commands(client, account),
        "discord clock": clock(account.ahead),
        "discord channels": await _channels(client, account, channels),
    }


def intents(flags: int) -> str:
    """Which privileged intents are switched on that the bot does not need."""
    on = [name for bit, name in PRIVILEGED.items() if flags & (bit | bit << 1)]
    if not on:
        return "ok: none that is privileged is needed, and none is switched on"
    return f"ok, but {', '.join(on)} Intent is switched on and not needed: switch it off in the developer portal, Bot"


def clock(ahead: float) -> str:
    """Whether this machine's clock agrees with Discord's."""
    if abs(ahead) <= _FAR_OFF:
        return "ok: agrees with Discord's"
    way = "ahead of" if ahead > 0 else "behind"
    return f"off: {abs(ahead):.0f} seconds {way} Discord's: set this machine's clock, best by NTP"


async def _sessions(client: DiscordClient) -> str:
    try:
        said = await client.call("GET", "/gateway/bot", Reach.BOT)
    except ChatError as error:
        return f"fails: {error}"
    limit = said.get("session_start_limit") if isinstance(said, dict) else None
    left = limit.get("remaining") if isinstance(limit, dict) else None
    if isinstance(left, int) and left < _FEW:
        return f"few: {left} beginnings of a session are left for today: find out why the bot is started so often"
    return "ok: the gateway can be reached"


async def _commands(client: DiscordClient, account: Account) -> str:
    try:
        faults = differing(as_told(), await found(client, account.app))
    except ChatError as error:
        return f"fails: {error}"
    return f"{'; '.join(faults[:_FEW])}: start the bot, which registers them" if faults else "ok: registered"


async def _channels(client: DiscordClient, account: Account, channels: Sequence[tuple[str, str]]) -> str:
    if not channels:
        return "none has a schedule yet: type /news schedule in one"
    looked = [
        (channel, await _fault(client, account, workspace, channel)) for workspace, channel in channels[:_CHANNELS]
    ]
    faults = [f"{channel}: {fault}" for channel, fault in looked if fault]
    more = f"; {len(channels) - _CHANNELS} more were not looked at" if len(channels) > _CHANNELS else ""
    return ("; ".join(faults) or f"ok: {len(channels)} with a schedule") + more


async def _fault(client: DiscordClient, account: Account, workspace: str, channel: str) -> str:
    server = server_of(workspace)
    try:
        said: Any = await client.call("GET", f"/channels/{channel}")
        if not isinstance(said, dict) or said.get("type") == 1:
            return ""
        guild: Any = await client.call("GET", f"/guilds/{server}")
        member: Any = await client.call("GET", f"/guilds/{server}/members/{account.user}")
    except ChatError as error:
        return f"could not be looked at: {error}"
    needed, useful = lacking(held(guild, member, said, account.user))
    if needed:
        return f"the bot lacks {', '.join(needed)}: give it that in the channel's permissions"
    return f"without {', '.join(useful)}, details stand in the channel itself" if useful else ""
