"""The gateway's client: events and interactions, to what takes them up. Guards that one that fails ends alone.

What goes wrong is a line in the log that repeats nothing of what people wrote: discord.py's own would show all of it.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass
from typing import Any, Protocol, cast

import discord
from discord import app_commands

from bot.adapters.discord import asked, forms, pressed, submitted
from bot.adapters.discord.front import Front
from bot.adapters.discord.incoming import of_interaction, of_message, reply_of, said_to
from bot.adapters.discord.servers import KnownServers
from bot.domain.errors import NewsbotError

log = logging.getLogger(__name__)

INTENTS = 1 | 1 << 9 | 1 << 12  # servers, their messages, direct messages: none that is privileged
BUTTONS = (
    r"(?:story_ask|story_more|story_less|story_why|follow|share|share_brief|edition)(?::[^\n]{0,99})"
    r"|sample|open_source|open_schedule"
)


class Membership(Protocol):
    """Told in which servers the bot is."""

    async def began(self, servers: list[str]) -> None:
        """A session has begun, in these."""
        ...

    async def joined(self, server: str, channel: str | None) -> None:
        """The bot was added to a server, where it may write to that channel, if to any."""
        ...

    async def left(self, server: str) -> None:
        """The bot was removed from a server."""
        ...

    async def lost(self, server: str, channel: str) -> None:
        """A channel was deleted."""
        ...


class Pressed(discord.ui.DynamicItem[discord.ui.Button[Any]], template=BUTTONS):
    """A button of ours, whenever it was posted: all that it means stands in its custom id."""

    @classmethod
    async def from_custom_id(
        cls,
        interaction: discord.Interaction[Any],
        item: discord.ui.Item[Any],
        match: Any,  # noqa: ANN401 - as discord.py has it
        /,
    ) -> "Pressed":
        """As it stands in the message."""
        del interaction, match
        return cls(cast("discord.ui.Button[Any]", item))

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        """It was pressed."""
        gateway = cast("Gateway", interaction.client)
        message = str(interaction.message.id) if interaction.message else ""
        await gateway.take(
            pressed.pressed(gateway.front, reply_of(interaction), of_interaction(interaction), self.custom_id, message)
        )


class Tree(app_commands.CommandTree["Gateway"]):
    """The commands; what goes wrong is told by the type of the error alone."""

    async def _call(self, interaction: discord.Interaction[Any]) -> None:
        """One of them: what is of another shape than Discord sends ends here, too, and the end waits for the rest."""
        try:
            with interaction.client.front.turns.at_work():
                await super()._call(interaction)
        except app_commands.AppCommandError:
            raise
        except Exception as error:  # noqa: BLE001 - whatever it is, asyncio would show all of it
            _unread("a command", error)

    async def on_error(self, interaction: discord.Interaction[Any], error: app_commands.AppCommandError, /) -> None:
        """In the log."""
        del interaction
        _unread("a command", getattr(error, "original", error))


def _unread(what: str, error: BaseException) -> None:
    log.warning("Discord: %s could not be read: %s", what, type(error).__name__)


def _guarded(name: str, read: Callable[[Any], None]) -> Callable[[Any], None]:
    """What reads events of that name: with one that it cannot read, discord.py would end the connection."""

    def guarded(data: Any) -> None:  # noqa: ANN401 - whatever was sent
        try:
            if isinstance(message := data.get("message"), dict):
                message.setdefault("components", [])  # of a pressed button; discord.py trips over its absence later
            read(data)
        except Exception as error:  # noqa: BLE001 - whatever it is, the events after it are heard
            _unread(f"an event {name}", error)

    return guarded


# Waits until one more session may begin; is told of how many connections the bot is.
Begins = Callable[[int], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Wiring:
    """What the gateway's client is made with."""

    front: Front
    membership: Membership
    commands: Callable[["Gateway"], Tree]
    proxy: str | None = None
    heartbeat: float = 60.0  # seconds until a connection that does not answer is replaced


class Gateway(discord.AutoShardedClient):
    """The bot's presence in its servers."""

    def __init__(self, wiring: Wiring, begins: Begins, servers: float = 2.0) -> None:
        """`begins` waits until a session may begin, `servers` seconds until no more servers are told of then."""
        intents = discord.Intents.none()
        intents.value = INTENTS
        super().__init__(
            intents=intents,
            allowed_mentions=discord.AllowedMentions.none(),
            max_messages=None,
            proxy=wiring.proxy,
            heartbeat_timeout=wiring.heartbeat,
            guild_ready_timeout=servers,
            chunk_guilds_at_startup=False,
            member_cache_flags=discord.MemberCacheFlags.none(),
        )
        state = self._connection
        state.parsers = {name: _guarded(name, read) for name, read in state.parsers.items()}
        self.front = wiring.front
        self._wiring, self._begins = wiring, begins
        self.servers = KnownServers(self)
        self.tree = wiring.commands(self)

    async def setup_hook(self) -> None:
        """Before the connection: what can be pressed."""
        self.add_dynamic_items(Pressed)

    async def before_identify_hook(self, shard_id: int | None, *, initial: bool = False) -> None:
        """No session begins that is not on record."""
        await super().before_identify_hook(shard_id, initial=initial)
        await self._begins(self.shard_count or 1)

    async def take(self, work: Coroutine[Any, Any, None]) -> None:
        """What goes wrong ends here, in the log: the others are served."""
        try:
            with self.front.turns.at_work():
                await work
        except NewsbotError as error:
            log.warning("Discord: %s", error)
        except asyncio.CancelledError:
            raise
        except Exception:
            log.exception("what Discord has sent could not be served")

    async def on_error(self, event_method: str, /, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - as discord.py has it
        """In the log, by the event's name alone."""
        del args, kwargs
        log.error("Discord: an event could not be served: %.40s", event_method)

    # --- events --------------------------------------------------------------------------------------

    async def on_message(self, message: discord.Message) -> None:
        """Something was written."""
        said = said_to(message, self.user.id) if self.user else None
        if said:
            await self.take(asked.message(self.front, of_message(message), said))

    async def on_interaction(self, interaction: discord.Interaction[Any]) -> None:
        """A form was sent; all else goes to the commands and buttons."""
        if interaction.type is not discord.InteractionType.modal_submit:
            return
        data = cast("dict[str, Any]", interaction.data or {})
        seen, reply = of_interaction(interaction), reply_of(interaction)
        name = data.get("custom_id")
        await self.take(
            submitted.submitted(self.front, reply, seen, name if isinstance(name, str) else "", forms.filled(data))
        )

    async def on_ready(self) -> None:
        """A session has begun, and all servers are known."""
        for channel in self.get_all_channels():
            self._know(channel)
        await self.take(self._wiring.membership.began(self.servers.ids()))

    async def on_guild_join(self, guild: discord.Guild) -> None:
        """The bot was added to a server."""
        await self.take(self._wiring.membership.joined(str(guild.id), self.servers.writable(str(guild.id))))

    async def on_guild_available(self, guild: discord.Guild) -> None:
        """As above, or a server is back from an outage; at the beginning of a session all of them are told together."""
        if self.is_ready():
            await self.on_guild_join(guild)

    async def on_guild_remove(self, guild: discord.Guild) -> None:
        """The bot was removed from a server."""
        await self.take(self._wiring.membership.left(str(guild.id)))

    async def on_guild_channel_update(self, _before: object, after: discord.abc.GuildChannel) -> None:
        """What the bot may do there may be another thing now."""
        self._know(after)
        self.front.chat("").client.refusals.forget(f"/channels/{after.id}")

    async def on_guild_role_update(self, _before: object, after: discord.Role) -> None:
        """As above, in all of the server."""
        self._forget(after.guild)

    async def on_member_update(self, _before: object, after: discord.Member) -> None:
        """The bot has other roles now: Discord tells of nobody else."""
        self._forget(after.guild)

    def _forget(self, guild: discord.Guild) -> None:
        for one in (*guild.channels, *guild.threads):
            self.front.chat("").client.refusals.forget(f"/channels/{one.id}")

    async def on_guild_channel_delete(self, channel: discord.abc.GuildChannel) -> None:
        """There is one less."""
        await self.take(self._wiring.membership.lost(str(channel.guild.id), str(channel.id)))

    async def on_guild_channel_create(self, channel: discord.abc.GuildChannel) -> None:
        """There is one more."""
        self._know(channel)

    def _know(self, channel: discord.abc.GuildChannel) -> None:
        self.front.chat("").memory.knows(str(channel.id), channel.type.value)
