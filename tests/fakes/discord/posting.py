"""Messages in channels, as the bot posts and changes them. Guards that it needs each right, and posts nothing twice.

A nonce is looked for among all messages of the bot, whatever their channel: the documentation names no channel.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from tests.fakes.discord import forms, payloads, shapes
from tests.fakes.discord.mentions import pings_of
from tests.fakes.discord.permissions import Can, in_channel
from tests.fakes.discord.refusals import (
    Json,
    Problem,
    Refused,
    invalid_form,
    missing_access,
    missing_permissions,
    unknown,
)
from tests.fakes.discord.things import (
    ANNOUNCEMENT,
    CATEGORY,
    CROSSPOSTED,
    DM,
    FORUM,
    PRIVATE_THREAD,
    SUPPRESS_EMBEDS,
    Channel,
    Message,
)
from tests.fakes.discord.world import World


@dataclass(frozen=True, slots=True)
class Ask:
    """A request: the ids in its path by name, its query and its body."""

    route: str
    ids: Mapping[str, str]
    query: Mapping[str, str]
    body: object


def visible(world: World, id_: str) -> Channel:
    """The channel, where the bot sees it. Raises Refused where it does not."""
    channel = world.channels.get(id_)
    if channel is None:
        raise unknown("Channel")
    if channel.guild is None:
        return channel
    can = in_channel(channel, world.bot)
    if not can & Can.VIEW_CHANNEL:
        raise missing_access()
    if channel.kind == PRIVATE_THREAD and world.bot.id not in channel.joined and not can & Can.MANAGE_THREADS:
        raise missing_access()
    return channel


def need(world: World, channel: Channel, *rights: Can) -> None:
    """Raises Refused where the bot lacks one of them there."""
    can = in_channel(channel, world.bot)
    if not all(can & one for one in rights):
        raise missing_permissions()


def message_in(channel: Channel, id_: str) -> Message:
    if id_ not in channel.messages:
        raise unknown("Message")
    return channel.messages[id_]


def _writable(world: World, id_: str) -> Channel:
    channel = visible(world, id_)
    if channel.kind in {FORUM, CATEGORY}:
        raise Refused(400, 50008, "Cannot send messages in a non-text channel")
    if channel.kind == DM:
        if not all(one.takes_dms and not one.is_bot for one in channel.recipients):
            raise Refused(403, 50007, "Cannot send messages to this user")
        if not any(world.shares_guild(one) for one in channel.recipients):
            raise Refused(403, 50278, "Cannot send messages to this user due to having no mutual guilds")
        return channel
    need(world, channel, Can.SEND_MESSAGES_IN_THREADS if channel.is_thread else Can.SEND_MESSAGES)
    if channel.is_locked and not in_channel(channel, world.bot) & Can.MANAGE_THREADS:
        raise Refused(400, 160005, "Thread is locked")
    return channel


def post(world: World, ask: Ask) -> Json:
    channel = _writable(world, ask.ids["channel"])
    payload = payloads.check(ask.body, payloads.POSTED)
    payloads.check_not_empty(payload)
    if payload.get("embeds"):
        need(world, channel, Can.EMBED_LINKS)
    before = _replied(world, channel, payload.get("message_reference"))
    if (known := _remembered(world, payload)) is not None:
        return shapes.message(known, world.bot)
    if channel.is_archived and channel.guild is not None:
        channel.is_archived = False
        world.tell(channel.guild, "THREAD_UPDATE", shapes.channel(channel))
    message = Message(world.new_id(), channel, world.bot, nonce=payload.get("nonce"), reply_to=before)
    message.kind = 19 if before else 0
    accept(world, message, payload, is_interaction=False)
    if payload.get("nonce") is not None:
        world.nonces[str(payload["nonce"])] = (world.clock(), message)
    world.keep(message)
    return shapes.message(message, world.bot)


def _remembered(world: World, payload: Json) -> Message | None:
    at, message = world.nonces.get(str(payload.get("nonce")), (0.0, None))
    if not payload.get("enforce_nonce") or message is None or world.clock() - at > world.nonce_memory:
        return None
    return message


def _replied(world: World, channel: Channel, reference: object) -> Message | None:
    """The message to which a reply is. Raises Refused where it is not there, or the bot may not read it."""
    if reference is None:
        return None
    keys = {"message_id", "channel_id", "guild_id", "fail_if_not_exists", "type"}
    if found := list(forms.objects(reference, "message_reference", keys, {"message_id"})):
        raise invalid_form(*found)
    assert isinstance(reference, dict)
    if not in_channel(channel, world.bot) & Can.READ_MESSAGE_HISTORY:
        raise Refused(400, 160002, "Cannot reply without permission to read message history")
    before = channel.messages.get(str(reference["message_id"]))
    if before is None and reference.get("fail_if_not_exists", True):
        raise invalid_form(Problem("message_reference", "REPLIES_UNKNOWN_MESSAGE", "Unknown message"))
    return before


def accept(world: World, message: Message, payload: Json, *, is_interaction: bool) -> None:
    """Fill a message with a payload that was checked; it calls whom it calls."""
    message.payload = message.payload or payload
    message.content = payload.get("content") or ""
    message.embeds = payload.get("embeds") or []
    message.components = numbered(payload.get("components") or [])
    message.flags |= payload.get("flags") or 0
    world.accepted.append(payload)
    if not message.is_ephemeral:
        called = pings_of(world, message, payload.get("allowed_mentions"), is_interaction=is_interaction)
        people = {f"user:{one.id}": one for one in (*world.users.values(), world.bot)}
        message.mentions = [people[one.whom] for one in called if one.whom in people]
        world.pings += [one for one in called if one.whom != f"user:{world.bot.id}"]


def numbered(rows: list[Json]) -> list[Json]:
    """Components with the ids that Discord fills in."""
    count = iter(range(1, 1000))
    return [
        {"id": next(count), **row, "components": [{"id": next(count), **one} for one in row["components"]]}
        for row in rows
    ]


def own(world: World, ask: Ask, code: int = 50005) -> Message:
    """A message of the bot's. Raises Refused where it is not there or not the bot's."""
    message = message_in(visible(world, ask.ids["channel"]), ask.ids["message"])
    if message.author is not world.bot:
        raise Refused(403, code, "Cannot edit a message authored by another user")
    return message


def edit(world: World, ask: Ask) -> Json:
    message = own(world, ask)
    if message.channel.is_archived:
        raise Refused(400, 50083, "Thread is archived")
    change(world, message, payloads.check(ask.body, payloads.EDITED))
    return shapes.message(message, world.bot)


def change(world: World, message: Message, payload: Json) -> None:
    """Keys that are not given stay. Raises Refused where nothing would be left to see."""
    payloads.check_not_empty(payload, message)
    if "content" in payload:
        message.content = payload["content"] or ""
    if "embeds" in payload:
        message.embeds = payload["embeds"] or []
    if "components" in payload:
        message.components = numbered(payload["components"] or [])
    if payload.get("flags") is not None:
        message.flags = message.flags & ~SUPPRESS_EMBEDS | payload["flags"] & SUPPRESS_EMBEDS
    message.edits.append(payload)
    world.accepted.append(payload)
    if not message.is_ephemeral:
        world.emit_message("MESSAGE_UPDATE", message)
    world.stir()


def delete(world: World, ask: Ask) -> None:
    channel = visible(world, ask.ids["channel"])
    message = message_in(channel, ask.ids["message"])
    if message.author is not world.bot:
        need(world, channel, Can.MANAGE_MESSAGES)
    remove(world, message)


def remove(world: World, message: Message) -> None:
    """It is gone, and the bot is told."""
    message.is_deleted = True
    gone = message.channel.messages.pop(message.id, None)
    if gone is not None and in_channel(message.channel, world.bot) & Can.VIEW_CHANNEL:
        guild = message.channel.guild
        said = {"id": message.id, "channel_id": message.channel.id} | ({"guild_id": guild.id} if guild else {})
        world.emit("MESSAGE_DELETE", said, 512 if guild else 4096)
    world.stir()


def crosspost(world: World, ask: Ask) -> Json:
    channel = visible(world, ask.ids["channel"])
    message = message_in(channel, ask.ids["message"])
    if channel.kind != ANNOUNCEMENT:
        raise Refused(400, 50024, "Cannot execute action on this channel type")
    need(world, channel, Can.SEND_MESSAGES)
    if message.author is not world.bot:
        need(world, channel, Can.MANAGE_MESSAGES)
    if message.flags & CROSSPOSTED:
        raise Refused(400, 40033, "This message has already been crossposted.")
    message.flags |= CROSSPOSTED
    world.published.add(message.id)
    world.emit_message("MESSAGE_UPDATE", message)
    return shapes.message(message, world.bot)


def typing(world: World, ask: Ask) -> None:
    world.typing.append(_writable(world, ask.ids["channel"]))
    world.stir()


def react(world: World, ask: Ask) -> None:
    channel = visible(world, ask.ids["channel"])
    need(world, channel, Can.ADD_REACTIONS, Can.READ_MESSAGE_HISTORY)
    message = message_in(channel, ask.ids["message"])
    if channel.is_archived:
        raise Refused(400, 50083, "Thread is archived")
    world.reactions.append((message, ask.ids["emoji"]))
    world.stir()
