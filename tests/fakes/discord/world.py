"""The servers, channels and people of a fake Discord, and what the bot did to them. Guards one truth for a test."""

import asyncio
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from tests.fakes.discord import shapes
from tests.fakes.discord.permissions import EVERYONE, INVITED, Can, in_channel
from tests.fakes.discord.refusals import Json
from tests.fakes.discord.things import DM, TEXT, Attached, Channel, Guild, Member, Message, Overwrite, Role, User

BOT_ID = "1000000000000000001"
BOT_TOKEN = "MTAwMDAwMDAwMDAwMDAwMDAwMQ.obviously.a-fake-token-for-tests-alone"  # noqa: S105 - a fake one
APP_ID = BOT_ID
INTENTS = 4609  # guilds, messages of guilds, direct messages: no more is granted in the portal


@dataclass(frozen=True, slots=True)
class Call:
    """A request to the REST interface; `route` is such as "POST /channels/{channel}/messages"."""

    route: str
    path: str
    body: object
    at: float


@dataclass(frozen=True, slots=True)
class Ping:
    """Somebody whom a message calls: "user:ID", "role:ID", "everyone" or "here".

    `reaches` is False where the allowed mentions let it through and only the bot's own rights there stop it.
    """

    message: Message
    whom: str
    reaches: bool


@dataclass(slots=True)
class World:
    """What tests read. `clock` (seconds, any start) times tokens, nonces, limits; `wall` is in ids."""

    clock: Callable[[], float] = time.monotonic
    wall: Callable[[], float] = time.time
    bot: User = field(default_factory=lambda: User(BOT_ID, "newsbot", is_bot=True))
    users: dict[str, User] = field(default_factory=dict)
    guilds: dict[str, Guild] = field(default_factory=dict)
    channels: dict[str, Channel] = field(default_factory=dict)
    commands: dict[str, list[Json]] = field(default_factory=dict)  # by server, "" for those of all
    command_puts: int = 0
    calls: list[Call] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)  # forms and calls that Discord refuses
    accepted: list[Json] = field(default_factory=list)  # every payload that became or changed a message
    pings: list[Ping] = field(default_factory=list)
    ephemerals: list[Message] = field(default_factory=list)
    typing: list[Channel] = field(default_factory=list)
    reactions: list[tuple[Message, str]] = field(default_factory=list)
    files: dict[str, Attached] = field(default_factory=dict)  # by id
    published: set[str] = field(default_factory=set)  # messages that were crossposted, by id
    nonces: dict[str, tuple[float, Message]] = field(default_factory=dict)
    nonce_memory: float = 120.0  # seconds that a nonce is remembered: "the past few minutes"
    hides_history: bool = False  # as documented: "no messages" to who lacks Read Message History, in place of a 403
    url: str = ""
    _last: int = 0
    _changed: asyncio.Event = field(default_factory=asyncio.Event)

    # --- ids, events, waiting -----------------------------------------------------------------------

    def new_id(self) -> str:
        """Greater than all before it, with the time of `wall` in it."""
        self._last = max(self._last + 1, (int(self.wall() * 1000) - shapes.EPOCH) << 22)
        return str(self._last)

    def emit(self, name: str, data: Json, intent: int = 0) -> None:
        """Tell the bot by its gateway, where it has asked for the intent."""

    def attach(self, name: str, data: bytes, url: str = "", size: int | None = None) -> Attached:
        """A file that somebody puts into a command; `url` and `size` are what Discord would say of it."""
        id_ = self.new_id()
        said = url or f"{self.url}/attachments/{id_}/{name}?ex=1&is=2&hm=3&"
        self.files[id_] = Attached(id_, name, data, said, len(data) if size is None else size)
        return self.files[id_]

    def stir(self) -> None:
        """Wake who waits in `until`."""
        before, self._changed = self._changed, asyncio.Event()
        before.set()

    async def until(self, is_so: Callable[[], object], within: float = 30) -> None:
        """Wait until something is so. Raises TimeoutError after `within` seconds."""
        async with asyncio.timeout(within):
            while not is_so():
                await self._changed.wait()

    # --- making -------------------------------------------------------------------------------------

    def add_user(self, name: str, *, is_bot: bool = False, takes_dms: bool = True) -> User:
        made = User(self.new_id(), name, is_bot, takes_dms)
        self.users[made.id] = made
        return made

    def add_guild(
        self, name: str, owner: User | None = None, *, has_bot: bool = True, permissions: Can = INVITED
    ) -> Guild:
        """A server without channels; where it `has_bot`, its role has these `permissions`."""
        guild = Guild(self.new_id(), name, owner or self.add_user(f"owner-of-{name.lower()}"))
        self.guilds[guild.id] = guild
        guild.roles[guild.id] = Role(guild.id, "@everyone", EVERYONE, position=0)
        self.add_member(guild, guild.owner)
        if has_bot:
            self.let_in(guild, permissions)
        return guild

    def let_in(self, guild: Guild, permissions: Can = INVITED) -> None:
        """The bot comes into the server, with a role of its own."""
        role = Role(self.new_id(), self.bot.name, permissions, is_managed=True, position=len(guild.roles))
        guild.roles[role.id] = role
        guild.members[self.bot.id] = Member(self.bot, {role.id})
        self.emit("GUILD_CREATE", shapes.guild(guild, self.channels.values(), self.bot), 1)

    def add_role(self, guild: Guild, name: str, permissions: int = 0, *, is_mentionable: bool = False) -> Role:
        role = Role(self.new_id(), name, permissions, is_mentionable, position=len(guild.roles))
        guild.roles[role.id] = role
        self.tell(guild, "GUILD_ROLE_CREATE", {"guild_id": guild.id, "role": shapes.role(role)})
        return role

    def add_member(self, guild: Guild, user: User, roles: Iterable[Role] = ()) -> Member:
        guild.members[user.id] = Member(user, {one.id for one in roles})
        return guild.members[user.id]

    def add_channel(
        self, guild: Guild, name: str, kind: int = TEXT, overwrites: Iterable[Overwrite] = (), topic: str = ""
    ) -> Channel:
        channel = Channel(self.new_id(), guild, name, kind, list(overwrites), topic=topic)
        self.channels[channel.id] = channel
        self.tell(guild, "CHANNEL_CREATE", shapes.channel(channel))
        return channel

    def add_private_channel(self, guild: Guild, name: str, people: Iterable[User] = (), kind: int = TEXT) -> Channel:
        """One that @everyone can not view, only the `people`; the bot where it is among them."""
        seen = [Overwrite(one.id, allow=Can.VIEW_CHANNEL, is_member=True) for one in people]
        return self.add_channel(guild, name, kind, [Overwrite(guild.id, deny=Can.VIEW_CHANNEL), *seen])

    def add_thread(
        self, parent: Channel, name: str, kind: int = 11, owner: User | None = None, id_: str = ""
    ) -> Channel:
        """Of a message where `id_` is that message's."""
        made = Channel(id_ or self.new_id(), parent.guild, name, kind, parent=parent, owner=owner or self.bot)
        made.joined.add((owner or self.bot).id)
        self.channels[made.id] = made
        if parent.guild and Can.VIEW_CHANNEL in in_channel(made, self.bot):
            self.tell(parent.guild, "THREAD_CREATE", {**shapes.channel(made), "newly_created": True})
        return made

    def dm_of(self, user: User) -> Channel:
        """The conversation of a person with the bot."""
        for one in self.channels.values():
            if one.kind == DM and user in one.recipients:
                return one
        made = Channel(self.new_id(), None, "", DM, recipients=[user])
        self.channels[made.id] = made
        return made

    def tell(self, guild: Guild, name: str, data: Json) -> None:
        """Of something in a server, where the bot is in it."""
        if self.bot.id in guild.members:
            self.emit(name, data, 1)
        self.stir()

    # --- looking ------------------------------------------------------------------------------------

    def channel(self, name: str) -> Channel:
        """The first of that name."""
        return next(one for one in self.channels.values() if one.name == name)

    def person(self, name: str) -> User:
        return next(one for one in self.users.values() if one.name == name)

    def messages(self, channel: Channel) -> list[Message]:
        """The bot's messages there that are for everybody, oldest first."""
        return [one for one in channel.messages.values() if one.author is self.bot]

    def shares_guild(self, user: User) -> bool:
        """Whether somebody is in a server in which the bot is."""
        return any({user.id, self.bot.id} <= set(one.members) for one in self.guilds.values())

    def find(self, id_: str) -> Message | None:
        return next((one.messages[id_] for one in self.channels.values() if id_ in one.messages), None)

    def keep(self, message: Message) -> Message:
        """Post it, and tell the bot where it sees the channel."""
        message.channel.messages[message.id] = message
        self.emit_message("MESSAGE_CREATE", message)
        return message

    def emit_message(self, name: str, message: Message) -> None:
        channel = message.channel
        if Can.VIEW_CHANNEL in in_channel(channel, self.bot):
            self.emit(name, shapes.event(message, self.bot), 512 if channel.guild else 4096)
        self.stir()
