"""Who may do what where, from roles and overwrites, as Discord computes it. Guards that a bot has no more.

The order of overwrites is that of docs.discord.com/developers/topics/permissions.
"""

from enum import IntFlag

from tests.fakes.discord.things import Channel, Guild, User


class Can(IntFlag):
    """The permissions that matter to a bot that writes."""

    NOTHING = 0
    ADMINISTRATOR = 1 << 3
    MANAGE_CHANNELS = 1 << 4
    MANAGE_GUILD = 1 << 5
    ADD_REACTIONS = 1 << 6
    VIEW_CHANNEL = 1 << 10
    SEND_MESSAGES = 1 << 11
    MANAGE_MESSAGES = 1 << 13
    EMBED_LINKS = 1 << 14
    ATTACH_FILES = 1 << 15
    READ_MESSAGE_HISTORY = 1 << 16
    MENTION_EVERYONE = 1 << 17
    MANAGE_ROLES = 1 << 28
    USE_APPLICATION_COMMANDS = 1 << 31
    MANAGE_THREADS = 1 << 34
    CREATE_PUBLIC_THREADS = 1 << 35
    CREATE_PRIVATE_THREADS = 1 << 36
    SEND_MESSAGES_IN_THREADS = 1 << 38


ALL = Can((1 << 53) - 1)
EVERYONE = (
    Can.VIEW_CHANNEL
    | Can.SEND_MESSAGES
    | Can.EMBED_LINKS
    | Can.ATTACH_FILES
    | Can.READ_MESSAGE_HISTORY
    | Can.ADD_REACTIONS
    | Can.USE_APPLICATION_COMMANDS
    | Can.CREATE_PUBLIC_THREADS
    | Can.SEND_MESSAGES_IN_THREADS
)
# What an invitation with the scopes `bot applications.commands` gives to the bot's own role by default here.
INVITED = EVERYONE
IN_DM = EVERYONE | Can.MENTION_EVERYONE


def in_guild(guild: Guild, user: User) -> Can:
    """By roles alone; nothing for somebody who is not a member."""
    member = guild.members.get(user.id)
    if member is None:
        return Can.NOTHING
    if guild.owner.id == user.id:
        return ALL
    granted = guild.roles[guild.id].permissions
    for role in member.roles:
        granted |= guild.roles[role].permissions if role in guild.roles else 0
    return ALL if granted & Can.ADMINISTRATOR else Can(granted)


def in_channel(channel: Channel, user: User) -> Can:
    """With the overwrites of the channel, or of a thread's channel; nothing where it can not be viewed."""
    if channel.guild is None:
        return IN_DM if user.id in {one.id for one in channel.recipients} or user.is_bot else Can.NOTHING
    granted: int = in_guild(channel.guild, user)
    if granted == ALL or user.id not in channel.guild.members:
        return Can(granted)
    roles = channel.guild.members[user.id].roles
    overwrites = {one.id: one for one in (channel.parent or channel).overwrites}
    if (everyone := overwrites.get(channel.guild.id)) is not None:
        granted = granted & ~everyone.deny | everyone.allow
    mine = [one for id_, one in overwrites.items() if id_ in roles and id_ != channel.guild.id]
    for one in mine:
        granted &= ~one.deny
    for one in mine:
        granted |= one.allow
    if (own := overwrites.get(user.id)) is not None:
        granted = granted & ~own.deny | own.allow
    return Can(granted) if granted & Can.VIEW_CHANNEL else Can.NOTHING
