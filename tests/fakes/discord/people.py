"""What people do in a fake Discord, and what happens to its servers. Guards that the bot is told as there."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from tests.fakes.discord import acting, shapes
from tests.fakes.discord.commands import ON_MESSAGE, SLASH, command
from tests.fakes.discord.components import leaves
from tests.fakes.discord.interactions import COMMAND, PRESSED, SUBMITTED, TYPING, Interaction, Modal
from tests.fakes.discord.link import Gateway
from tests.fakes.discord.permissions import INVITED, Can, in_channel
from tests.fakes.discord.posting import remove
from tests.fakes.discord.refusals import Json
from tests.fakes.discord.things import Channel, Guild, Message, Overwrite, Role, User


@dataclass(slots=True)
class People(Gateway):
    """Each `async` method returns when the bot has been sent what it says, where it is told of it at all."""

    interactions: dict[str, Interaction] = field(default_factory=dict)  # by token, in order

    # --- writing ------------------------------------------------------------------------------------

    async def say(
        self,
        channel: Channel,
        user: User,
        text: str,
        *,
        reply_to: Message | None = None,
        ping: bool = True,
        mentions: Iterable[User] = (),
    ) -> Message:
        """Somebody writes. A mention is `<@ID>` in the text, or in `mentions`, which puts it before the text.

        A reply calls who is replied to, where `ping` is on. Raises LookupError for who may not write there.
        """
        acting.check_seen(channel, user, Can.SEND_MESSAGES_IN_THREADS if channel.is_thread else Can.SEND_MESSAGES)
        text = " ".join([*(f"<@{one.id}>" for one in mentions), text])
        everybody = {**self.users, self.bot.id: self.bot}
        named = [one for one in everybody.values() if f"<@{one.id}>" in text or f"<@!{one.id}>" in text]
        if reply_to is not None and ping and reply_to.author not in named:
            named.append(reply_to.author)
        kind = 19 if reply_to is not None else 0
        message = Message(self.new_id(), channel, user, text, reply_to=reply_to, mentions=named, kind=kind)
        return self.keep(message)

    async def delete(self, message: Message) -> None:
        """Somebody removes a message."""
        remove(self, message)

    # --- interactions -------------------------------------------------------------------------------

    async def slash(
        self, channel: Channel, user: User, name: str, options: Json | None = None, *, anyway: bool = False
    ) -> Interaction:
        """Somebody uses a command, such as "news sources add". Raises LookupError where they are not offered it.

        `anyway` skips whether they are offered it: a server's admins can offer every command to everybody.
        """
        root, *path = name.split()
        registered = command(self, root, SLASH, channel.guild.id if channel.guild else "")
        acting.check_offered(registered, channel, user, anyway=anyway)
        data = acting.data_of(self, registered, path, options or {}, channel)
        return self._act(COMMAND, channel, user, data)

    async def autocomplete(
        self, channel: Channel, user: User, name: str, focused: str, typed: str, options: Json | None = None
    ) -> Interaction:
        """Somebody has typed something into the option `focused`."""
        root, *path = name.split()
        registered = command(self, root, SLASH, channel.guild.id if channel.guild else "")
        data = acting.data_of(self, registered, path, {**(options or {}), focused: typed}, channel, focused)
        return self._act(TYPING, channel, user, data)

    async def press(
        self, message: Message, custom_id: str, user: User, values: Iterable[str] | None = None
    ) -> Interaction:
        """Somebody presses a button, or picks `values` of a menu. Raises LookupError where there is none."""
        found = [one for one in leaves(message.components) if one.get("custom_id") == custom_id]
        if not found:
            raise LookupError(f"{custom_id!r} is not on the message: {acting.ids_on(message)}")
        if found[0].get("disabled") or (message.whisper_to not in {None, user}):
            raise LookupError(f"{user.name} can not press {custom_id!r}")
        return self.forge(message, custom_id, user, found[0]["type"], values)

    def forge(
        self, message: Message, custom_id: str, user: User, kind: int = 2, values: Iterable[str] | None = None
    ) -> Interaction:
        """As `press`, though no such button is on the message."""
        data: Json = {"custom_id": custom_id, "component_type": kind, "id": 1}
        if values is not None:
            data["values"] = list(values)
        return self._act(PRESSED, message.channel, user, data, message)

    async def context(
        self, channel: Channel, user: User, name: str, target: Message, *, anyway: bool = False
    ) -> Interaction:
        """Somebody uses the app's entry in a message's menu."""
        registered = command(self, name, ON_MESSAGE, channel.guild.id if channel.guild else "")
        acting.check_offered(registered, channel, user, anyway=anyway)
        shown = shapes.message(target, self.bot, is_whole=True)
        data = {"id": registered["id"], "name": name, "type": ON_MESSAGE, "target_id": target.id}
        return self._act(COMMAND, channel, user, data | {"resolved": {"messages": {target.id: shown}}})

    async def submit(self, modal: Modal, values: Json, user: User | None = None) -> Interaction:
        """Somebody sends a form, with texts (or lists of choices) by custom id. Raises LookupError where one is not."""
        if unknown := set(values) - set(modal.inputs):
            raise LookupError(f"{sorted(unknown)} are no fields of the form, but {sorted(modal.inputs)} are")
        data = {"custom_id": modal.custom_id, "components": acting.filled(modal.data["components"], values)}
        before = modal.interaction
        return self._act(SUBMITTED, before.channel, user or before.user, data, before.source)

    async def redeliver(self, interaction: Interaction) -> None:
        """The gateway sends it once more."""
        self.emit("INTERACTION_CREATE", interaction.payload)

    def _act(self, kind: int, channel: Channel, user: User, data: Json, source: Message | None = None) -> Interaction:
        id_ = self.new_id()
        token = f"token-of-{id_}"
        payload = acting.envelope(self, kind, channel, user) | {"id": id_, "token": token, "data": data}
        if source is not None:
            payload["message"] = shapes.message(source, self.bot)
        made = Interaction(self, id_, token, kind, user, channel, payload, self.clock(), source)
        self.interactions[token] = made
        self.emit("INTERACTION_CREATE", payload)
        return made

    # --- what happens to servers --------------------------------------------------------------------

    async def join(self, guild: Guild, permissions: Can = INVITED) -> None:
        """The bot is invited to a server in which it is not."""
        self.let_in(guild, permissions)

    async def remove_bot(self, guild: Guild) -> None:
        """The bot is thrown out."""
        self.emit("GUILD_DELETE", {"id": guild.id}, 1)
        roles = guild.members.pop(self.bot.id).roles
        for one in roles:
            if guild.roles[one].is_managed:
                del guild.roles[one]
        self.stir()

    async def set_available(self, guild: Guild, *, available: bool) -> None:
        """A server has an outage, or comes back from one."""
        guild.is_unavailable = not available
        if available:
            self.tell(guild, "GUILD_CREATE", shapes.guild(guild, self.channels.values(), self.bot))
        else:
            self.tell(guild, "GUILD_DELETE", {"id": guild.id, "unavailable": True})

    async def set_role(self, guild: Guild, role: Role, permissions: int) -> None:
        """Somebody changes what a role may do; `bot_role` and `everyone` give two of them."""
        role.permissions = permissions
        self.tell(guild, "GUILD_ROLE_UPDATE", {"guild_id": guild.id, "role": shapes.role(role)})

    async def set_overwrites(self, channel: Channel, overwrites: Iterable[Overwrite]) -> None:
        channel.overwrites = list(overwrites)
        assert channel.guild is not None
        self.tell(channel.guild, "CHANNEL_UPDATE", shapes.channel(channel))

    async def set_roles(self, guild: Guild, user: User, roles: Iterable[Role]) -> None:
        """Somebody gets or loses roles. An app without the intent for members is not told, but of itself."""
        guild.members[user.id].roles = {one.id for one in roles}
        if user is self.bot:
            said = shapes.member(guild.members[user.id]) | {"guild_id": guild.id}
            self.tell(guild, "GUILD_MEMBER_UPDATE", said)

    async def leave(self, guild: Guild, user: User) -> None:
        """Somebody leaves the server. The bot is not told."""
        del guild.members[user.id]

    async def set_archived(self, thread: Channel, *, archived: bool = True, locked: bool = False) -> None:
        thread.is_archived, thread.is_locked = archived, locked
        assert thread.guild is not None
        self.tell(thread.guild, "THREAD_UPDATE", shapes.channel(thread))

    async def delete_channel(self, channel: Channel) -> None:
        """With its threads."""
        assert channel.guild is not None
        said = shapes.channel(channel)
        for one in [each for each in self.channels.values() if channel in {each, each.parent}]:
            del self.channels[one.id]
        self.tell(channel.guild, "THREAD_DELETE" if channel.is_thread else "CHANNEL_DELETE", said)

    def bot_role(self, guild: Guild) -> Role:
        return next(guild.roles[one] for one in guild.members[self.bot.id].roles if guild.roles[one].is_managed)

    def everyone(self, guild: Guild) -> Role:
        return guild.roles[guild.id]

    def can(self, channel: Channel, user: User | None = None) -> Can:
        """What somebody, by default the bot, may do there."""
        return in_channel(channel, user or self.bot)
