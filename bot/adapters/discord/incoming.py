"""What Discord sends, as far as it counts here; guards that what it does not say is taken as the lesser right."""

from typing import Any

import discord

from bot.adapters.discord.answering import Reply
from bot.adapters.discord.asked import Said
from bot.adapters.discord.people import MANAGES, Seen

_NEWS = frozenset({discord.ChannelType.news, discord.ChannelType.news_thread})
_NAME = 100  # characters of a channel's name that are kept
_WRITTEN = frozenset({discord.MessageType.default, discord.MessageType.reply})


def reply_of(given: discord.Interaction[Any]) -> Reply:
    """Where the answer goes."""
    return Reply(str(given.id), given.token)


def of_interaction(given: discord.Interaction[Any]) -> Seen:
    """Who typed or pressed something, and where, with the rights that Discord says they have there now."""
    person, direct = str(given.user.id), given.guild_id is None
    seen = where(given.guild, given.channel, given.channel_id or 0)
    manages = not direct and bool(given.permissions.value & MANAGES)
    return Seen(str(given.guild_id or ""), person=person, direct=direct, manages=manages, bot=given.user.bot, **seen)


def of_message(given: discord.Message) -> Seen:
    """Who wrote a message, and where."""
    author, direct = given.author, given.guild is None
    manages = isinstance(author, discord.Member) and bool(author.guild_permissions.value & MANAGES)
    is_bot = author.bot or given.webhook_id is not None
    place = where(given.guild, given.channel, given.channel.id)
    server = str(given.guild.id) if given.guild else ""
    return Seen(server, person=str(author.id), direct=direct, manages=manages, bot=is_bot, **place)


def said_to(given: discord.Message, me: int) -> Said | None:
    """What was said to the bot; None for what was said to others, or by no person."""
    is_named = any(one.id == me for one in given.mentions)
    if given.type not in _WRITTEN or given.author.bot or not (is_named or given.guild is None):
        return None
    return Said(str(given.id), given.content, _root_of(given, me))


def _root_of(given: discord.Message, me: int) -> str:
    """The conversation of the bot's message that this one answers: its button says which; else it begins there."""
    answered = given.reference.resolved if given.reference else None
    if not isinstance(answered, discord.Message) or answered.author.id != me:
        return ""
    for row in answered.components:
        for one in row.children if isinstance(row, discord.ActionRow) else ():
            action, _, root = (getattr(one, "custom_id", None) or "").partition(":")
            if action == "follow" and not root.startswith("e"):
                return root
    return str(answered.id)


def where(guild: discord.Guild | None, channel: object, channel_id: int) -> dict[str, Any]:
    """The channel, and what it is; of one that is not known, that not everybody sees it."""
    found: dict[str, Any]
    if isinstance(channel, discord.Thread) and channel.is_private() and _is_seen_by_all(guild, channel.parent):
        # A channel by itself: what is kept to it is not for all who read the channel that it is in.
        found = {"channel": str(channel.id), "thread": str(channel.id), "private": True}
    elif isinstance(channel, discord.Thread):
        found = {"channel": str(channel.parent_id), "thread": str(channel.id)}
        channel = channel.parent
        found["private"] = not _is_seen_by_all(guild, channel)
    else:
        found = {"channel": str(channel_id), "private": not _is_seen_by_all(guild, channel)}
    name = getattr(channel, "name", None)
    found["name"] = name[:_NAME] if isinstance(name, str) else ""
    return found | {"shared": getattr(channel, "type", None) in _NEWS}


def _is_seen_by_all(guild: discord.Guild | None, channel: object) -> bool:
    if guild is None or not isinstance(channel, discord.abc.GuildChannel):
        return False
    return channel.permissions_for(guild.default_role).view_channel
