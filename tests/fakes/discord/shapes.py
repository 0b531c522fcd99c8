"""How Discord writes its things as JSON, for the gateway and for REST. Guards that a client sees what it would.

An app without the intent for message contents sees nothing of what people write, but for what is meant for it.
"""

from collections.abc import Iterable
from datetime import UTC, datetime

from tests.fakes.discord.permissions import in_channel
from tests.fakes.discord.refusals import Json
from tests.fakes.discord.things import (
    CATEGORY,
    DM,
    SUPPRESS_EMBEDS,
    Attached,
    Channel,
    Guild,
    Member,
    Message,
    Role,
    User,
)

EPOCH = 1_420_070_400_000  # milliseconds: where Discord's ids begin
JOINED = "2026-01-01T00:00:00+00:00"


def time_of(id_: str) -> str:
    """When something with this id was made."""
    return datetime.fromtimestamp(((int(id_) >> 22) + EPOCH) / 1000, UTC).isoformat()


def user(one: User) -> Json:
    return {
        "id": one.id,
        "username": one.name,
        "discriminator": "0",
        "global_name": None if one.is_bot else one.name.capitalize(),
        "avatar": None,
        "bot": one.is_bot,
        "public_flags": 0,
    }


def role(one: Role) -> Json:
    return {
        "id": one.id,
        "name": one.name,
        "color": 0,
        "colors": {"primary_color": 0, "secondary_color": None, "tertiary_color": None},
        "hoist": False,
        "position": one.position,
        "permissions": str(int(one.permissions)),
        "managed": one.is_managed,
        "mentionable": one.is_mentionable,
        "flags": 0,
    }


def member(one: Member, *, with_user: bool = True) -> Json:
    said: Json = {"roles": sorted(one.roles), "joined_at": JOINED, "deaf": False, "mute": False, "flags": 0}
    said |= {"nick": None, "avatar": None, "pending": False, "premium_since": None}
    return said | ({"user": user(one.user)} if with_user else {})


def channel(one: Channel) -> Json:
    last = next(reversed(one.messages), None)
    if one.kind == DM:
        return {
            "id": one.id,
            "type": DM,
            "recipients": [user(each) for each in one.recipients],
            "last_message_id": last,
        }
    said: Json = {"id": one.id, "type": one.kind, "name": one.name, "last_message_id": last, "rate_limit_per_user": 0}
    said |= {"guild_id": one.guild.id if one.guild else None, "flags": 0}
    if one.is_thread:
        return said | _thread(one)
    overwrites = [
        {"id": each.id, "type": int(each.is_member), "allow": str(int(each.allow)), "deny": str(int(each.deny))}
        for each in one.overwrites
    ]
    said |= {"position": 0, "permission_overwrites": overwrites, "nsfw": False, "parent_id": None}
    return said if one.kind == CATEGORY else said | {"topic": one.topic or None, "available_tags": []}


def _thread(one: Channel) -> Json:
    metadata = {"archived": one.is_archived, "locked": one.is_locked, "auto_archive_duration": 1440}
    return {
        "parent_id": one.parent.id if one.parent else None,
        "owner_id": one.owner.id if one.owner else None,
        "thread_metadata": {**metadata, "archive_timestamp": JOINED, "create_timestamp": time_of(one.id)},
        "message_count": len(one.messages),
        "member_count": 1,
        "total_message_sent": len(one.messages),
    }


def guild(one: Guild, channels: Iterable[Channel], bot: User) -> Json:
    """A whole server, as GUILD_CREATE has it."""
    here = [each for each in channels if each.guild is one]
    seen = [one.members[bot.id]] if bot.id in one.members else []
    threads = [{**channel(each), "member": _thread_member(each, bot)} for each in here if each.is_thread]
    return partial_guild(one) | {
        "joined_at": JOINED,
        "large": False,
        "unavailable": False,
        "member_count": len(one.members),
        "members": [member(each) for each in seen],
        "channels": [channel(each) for each in here if not each.is_thread],
        "threads": [each for each in threads if not each["thread_metadata"]["archived"]],
        "voice_states": [],
        "presences": [],
        "stage_instances": [],
        "guild_scheduled_events": [],
        "soundboard_sounds": [],
    }


def _thread_member(one: Channel, bot: User) -> Json:
    return {"id": one.id, "user_id": bot.id, "join_timestamp": JOINED, "flags": 0}


def partial_guild(one: Guild) -> Json:
    """As GET guilds/ID has it."""
    absent = ("icon", "splash", "discovery_splash", "afk_channel_id", "application_id", "system_channel_id")
    more = ("rules_channel_id", "vanity_url_code", "description", "banner", "public_updates_channel_id")
    zero = ("verification_level", "default_message_notifications", "explicit_content_filter", "mfa_level")
    rest = ("system_channel_flags", "premium_tier", "nsfw_level")
    said: Json = {"id": one.id, "name": one.name, "owner_id": one.owner.id, "afk_timeout": 60}
    said |= dict.fromkeys((*absent, *more)) | dict.fromkeys((*zero, *rest), 0)
    said |= {"roles": [role(each) for each in one.roles.values()], "emojis": [], "features": [], "stickers": []}
    return said | {"preferred_locale": one.locale, "premium_progress_bar_enabled": False}


def message(one: Message, bot: User, *, is_whole: bool = False, is_deep: bool = True) -> Json:
    """A message; emptied where the bot is not meant to read it, unless `is_whole`."""
    open_ = is_whole or readable(one, bot)
    here = one.channel.guild
    roles = here.roles if here else {}
    said: Json = {
        "id": one.id,
        "channel_id": one.channel.id,
        "type": one.kind,
        "author": user(one.author),
        "content": one.content if open_ else "",
        "embeds": [{"type": "rich", **each} for each in one.embeds]
        if open_ and not one.flags & SUPPRESS_EMBEDS
        else [],
        "components": one.components if open_ else [],
        "attachments": [],
        "mentions": [user(each) for each in one.mentions],
        "mention_roles": [id_ for id_ in roles if f"<@&{id_}>" in one.content],
        "mention_everyone": False,
        "pinned": False,
        "tts": False,
        "timestamp": time_of(one.id),
        "edited_timestamp": time_of(one.id) if one.edits else None,
        "flags": one.flags,
    }
    if one.nonce is not None:
        said["nonce"] = one.nonce
    if one.reply_to is not None:
        before = one.reply_to
        said["message_reference"] = {"type": 0, "channel_id": before.channel.id, "message_id": before.id}
        if here:
            said["message_reference"]["guild_id"] = here.id
        if is_deep:
            said["referenced_message"] = None if before.is_deleted else message(before, bot, is_deep=False)
    return said


def readable(one: Message, bot: User) -> bool:
    """Whether an app without the message-content intent sees what it says."""
    if one.author is bot or one.channel.guild is None:
        return True
    return bot in one.mentions


def event(one: Message, bot: User) -> Json:
    """As MESSAGE_CREATE and MESSAGE_UPDATE have it."""
    said = message(one, bot)
    here = one.channel.guild
    if here is None:
        return said | {"channel_type": DM}
    said |= {"guild_id": here.id, "channel_type": one.channel.kind}
    who = here.members.get(one.author.id)
    return said | ({"member": member(who, with_user=False)} if who else {})


def partial_channel(one: Channel, who: User) -> Json:
    """As an interaction has it."""
    return channel(one) | {"permissions": str(int(in_channel(one, who)))}


def attached(file: Attached) -> Json:
    """A file in a command."""
    said: Json = {"id": file.id, "filename": file.name, "size": file.size, "url": file.url, "proxy_url": file.url}
    return said | {"ephemeral": True, "content_type": "text/xml"}
