"""The servers that the bot is in, as the gateway has told of them; guards that what is not known is not guessed."""

from dataclasses import dataclass

import discord

from bot.adapters.discord.incoming import where
from bot.adapters.discord.people import MANAGES, Seen

_NEEDED = {
    "view_channel": "View Channel",
    "send_messages": "Send Messages",
    "embed_links": "Embed Links",
    "read_message_history": "Read Message History",
}
_WRITABLE = frozenset(
    {discord.ChannelType.text, discord.ChannelType.news, discord.ChannelType.voice, discord.ChannelType.stage_voice}
)


@dataclass(frozen=True, slots=True)
class KnownServers:
    """Implements `people.Servers` for what this client has been told."""

    client: discord.Client

    def ids(self) -> list[str]:
        """Of the servers that the bot is in."""
        return [str(one.id) for one in self.client.guilds]

    def manages(self, server: str, person: str, roles: list[str]) -> bool:
        """Whether somebody with these roles may manage it."""
        guild = self.client.get_guild(int(server))
        if guild is None:
            return False
        if str(guild.owner_id) == person:
            return True
        held = {*roles, str(guild.id)}
        return any(one.permissions.value & MANAGES for one in guild.roles if str(one.id) in held)

    def fault(self, server: str, channel: str) -> str:
        """Why nothing can be posted in a channel, and what to do."""
        guild = self.client.get_guild(int(server)) if server else None
        found = guild.get_channel(int(channel)) if guild else None
        if guild is None or found is None:
            return ""
        if found.type not in _WRITABLE:
            return "it takes no messages by themselves: choose a text channel"
        held = found.permissions_for(guild.me)
        missing = [words for name, words in _NEEDED.items() if not getattr(held, name)]
        return f"the bot lacks {', '.join(missing)} there: give it that in the channel's permissions" if missing else ""

    def names(self, server: str, channels: frozenset[str]) -> list[str]:
        """What channels are called, those that everybody sees."""
        guild = self.client.get_guild(int(server)) if server else None
        found = [one for one in guild.channels if str(one.id) in channels] if guild else []
        return [one.name for one in found if guild and one.permissions_for(guild.default_role).view_channel]

    def seen(self, server: str, channel: str) -> Seen | None:
        """A channel as nobody in particular sees it."""
        guild = self.client.get_guild(int(server))
        found = guild.get_channel(int(channel)) if guild else None
        return Seen(server, person="", **where(guild, found, int(channel))) if found else None

    def writable(self, server: str) -> str | None:
        """Where a newcomer says hello: the channel for that, else the first that the bot may write to."""
        guild = self.client.get_guild(int(server))
        if guild is None:
            return None
        first = [guild.system_channel] if guild.system_channel else []
        for one in [*first, *sorted(guild.text_channels, key=lambda one: one.position)]:
            held = one.permissions_for(guild.me)
            if held.view_channel and held.send_messages and held.embed_links:
                return str(one.id)
        return None
