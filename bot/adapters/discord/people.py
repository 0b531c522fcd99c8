"""Who people are and what channels are, as Discord says; guards that what it does not say counts as the lesser right.

Discord sends a person's rights along with each thing they type or press: none is remembered. Direct messages belong to
no server: they are about the one in which the person used the bot last, as long as they are in it.
"""

import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Protocol

from bot.adapters.discord.account import server_of, workspace_of
from bot.adapters.discord.client import DiscordClient
from bot.domain.errors import ChatRefused
from bot.domain.rights import Person
from bot.services.ports import ChannelFacts, Channels, Homes
from bot.services.turns import Turn

log = logging.getLogger(__name__)

_FRESH = timedelta(hours=1)
_MOST_SERVERS = 20  # that are asked whether somebody is in them
_MOST = 20_000  # channels and people that are remembered
MANAGES = (1 << 3) | (1 << 5)  # Administrator, Manage Server


@dataclass(frozen=True, slots=True)
class Seen:
    """Where something was typed or pressed, and by whom: all ids are Discord's.

    `server` is empty in a direct message until it is known which one it is about; `thread` is the thread, if any, and
    `channel` then the channel that it is in. `private`: not everybody of the server can see it; `shared`: what is
    posted there may be passed on to other servers. `manages`: the person may manage the server. `turn`: since when an
    answer is waited for, where one is.
    """

    server: str
    channel: str
    person: str
    thread: str = ""
    direct: bool = False
    manages: bool = False
    private: bool = True
    shared: bool = False
    name: str = ""
    bot: bool = False
    turn: Turn | None = field(default=None, compare=False)

    @property
    def place(self) -> str:
        """The channel that an answer is posted in."""
        return self.thread or self.channel

    @property
    def workspace(self) -> str:
        """The key of the server in storage."""
        return workspace_of(self.server)


class Servers(Protocol):
    """The servers that the bot is in, as far as the gateway has told."""

    def ids(self) -> list[str]:
        """Their ids."""
        ...

    def manages(self, server: str, person: str, roles: list[str], /) -> bool:
        """Whether somebody with these roles may manage it."""
        ...

    def fault(self, server: str, channel: str, /) -> str:
        """Why nothing can be posted in a channel, in one line; empty where it can be, or that is not known."""
        ...

    def seen(self, server: str, channel: str, /) -> Seen | None:
        """A channel as nobody in particular sees it; None where it is not known."""
        ...

    def names(self, server: str, channels: frozenset[str], /) -> list[str]:
        """What channels are called, those that everybody sees."""
        ...


class Nowhere:
    """No servers, before the gateway has told of any."""

    def ids(self) -> list[str]:
        """None."""
        return []

    def manages(self, _server: str, _person: str, _roles: list[str]) -> bool:
        """Nobody."""
        return False

    def fault(self, _server: str, _channel: str) -> str:
        """Not known."""
        return ""

    def seen(self, _server: str, _channel: str) -> Seen | None:
        """Not known."""
        return None

    def names(self, _server: str, _channels: frozenset[str]) -> list[str]:
        """None."""
        return []


@dataclass(slots=True)
class Directory:
    """What is known of people and channels. `channels` opens what storage keeps of a workspace's channels."""

    client: DiscordClient
    homes: Homes
    channels: Callable[[str], Awaitable[Channels]]
    clock: Callable[[], datetime]
    servers: Servers = field(default_factory=Nowhere)
    _kept: dict[str, ChannelFacts] = field(default_factory=dict)
    _homes: dict[str, str] = field(default_factory=dict)  # workspaces by person, as they were stored

    def person(self, seen: Seen) -> Person:
        """With the rights that Discord has said that they have now."""
        return Person(seen.person, admin=seen.manages, member=True, guest=False, bot=seen.bot)

    async def keep(self, seen: Seen) -> None:
        """Store what a channel is, before anything is read for it."""
        facts = ChannelFacts(seen.channel, seen.name, seen.private, seen.shared, self.clock())
        key = f"{seen.server}/{seen.channel}"
        known = self._kept.get(key)
        is_same = known and (known.name, known.private, known.shared) == (facts.name, facts.private, facts.shared)
        if known and is_same and timedelta(0) <= facts.checked_at - known.checked_at < _FRESH:
            return
        await (await self.channels(seen.workspace)).keep(facts)
        if len(self._kept) >= _MOST:
            self._kept.clear()
        self._kept[key] = facts

    async def at_home(self, seen: Seen) -> Seen | None:
        """A direct message with the server that it is about; None where there is none, or more than one.

        Raises ChatError where Discord does not say whether the person is in it.
        """
        home = server_of(await self.homes.of(seen.person) or "")
        if home and home in self.servers.ids() and (found := await self._in(seen, home)):
            return found
        every = [one for one in self.servers.ids() if one != home]
        if len(every) > _MOST_SERVERS:
            return None
        found_in = [found for one in every if (found := await self._in(seen, one))]
        if len(found_in) != 1:
            return None
        await self.was_at(found_in[0])
        return found_in[0]

    async def was_at(self, seen: Seen) -> None:
        """Remember in which server somebody used the bot last."""
        if self._homes.get(seen.person) == seen.workspace:
            return
        await self.homes.keep(seen.person, seen.workspace, self.clock())
        if len(self._homes) >= _MOST:
            self._homes.clear()
        self._homes[seen.person] = seen.workspace

    async def _in(self, seen: Seen, server: str) -> Seen | None:
        try:
            member = await self.client.call("GET", f"/guilds/{server}/members/{seen.person}")
        except ChatRefused:
            return None
        roles = member.get("roles") if isinstance(member, dict) else None
        if not isinstance(roles, list):
            return None
        manages = self.servers.manages(server, seen.person, [str(one) for one in roles])
        return replace(seen, server=server, manages=manages)

    def fault(self, seen: Seen) -> str:
        """Why nothing can be posted in a channel; empty where it can be."""
        return "" if seen.direct else self.servers.fault(seen.server, seen.channel)
