"""Threads, as the bot starts them. Guards that a message has one thread, and that each start needs its right."""

from tests.fakes.discord import forms, payloads, posting, shapes
from tests.fakes.discord.permissions import Can
from tests.fakes.discord.posting import Ask
from tests.fakes.discord.refusals import Json, Refused, invalid_form
from tests.fakes.discord.things import (
    ANNOUNCEMENT,
    DM,
    FORUM,
    HAS_THREAD,
    NEWS_THREAD,
    PRIVATE_THREAD,
    PUBLIC_THREAD,
    TEXT,
    Channel,
    Message,
)
from tests.fakes.discord.world import World

_KEYS = {"name", "auto_archive_duration", "rate_limit_per_user"}
_DURATIONS = {60, 1440, 4320, 10080}


def _form(body: object, more: set[str]) -> Json:
    found = list(forms.objects(body, "", _KEYS | more, {"name"}))
    if isinstance(body, dict):
        found += forms.texts(body.get("name"), "name", 100)
        if body.get("auto_archive_duration") is not None:
            found += forms.choices(body["auto_archive_duration"], "auto_archive_duration", _DURATIONS)
    if found:
        raise invalid_form(*found)
    assert isinstance(body, dict)
    return body


def from_message(world: World, ask: Ask) -> Json:
    """It has the message's id."""
    channel = posting.visible(world, ask.ids["channel"])
    if channel.kind not in {TEXT, ANNOUNCEMENT}:
        raise Refused(400, 50024, "Cannot execute action on this channel type")
    message = posting.message_in(channel, ask.ids["message"])
    posting.need(world, channel, Can.CREATE_PUBLIC_THREADS, Can.READ_MESSAGE_HISTORY)
    if message.id in world.channels:
        raise Refused(400, 160004, "A thread has already been created for this message")
    form = _form(ask.body, set())
    kind = NEWS_THREAD if channel.kind == ANNOUNCEMENT else PUBLIC_THREAD
    message.flags |= HAS_THREAD
    made = world.add_thread(channel, form["name"], kind, world.bot, message.id)
    world.emit_message("MESSAGE_UPDATE", message)
    return shapes.channel(made)


def without_message(world: World, ask: Ask) -> Json:
    """In a forum with its first message, elsewhere empty."""
    channel = posting.visible(world, ask.ids["channel"])
    if channel.kind == FORUM:
        return _in_forum(world, channel, ask.body)
    if channel.kind == DM or channel.is_thread:
        raise Refused(400, 50024, "Cannot execute action on this channel type")
    form = _form(ask.body, {"type", "invitable"})
    kind = form.get("type", PRIVATE_THREAD)
    if found := list(forms.choices(kind, "type", {NEWS_THREAD, PUBLIC_THREAD, PRIVATE_THREAD})):
        raise invalid_form(*found)
    posting.need(world, channel, Can.CREATE_PRIVATE_THREADS if kind == PRIVATE_THREAD else Can.CREATE_PUBLIC_THREADS)
    return shapes.channel(world.add_thread(channel, form["name"], kind, world.bot))


def _in_forum(world: World, channel: Channel, body: object) -> Json:
    form = _form(body, {"message", "applied_tags", "type"})
    posting.need(world, channel, Can.SEND_MESSAGES)
    payload = payloads.check(form.get("message"), payloads.IN_FORUM)
    payloads.check_not_empty(payload)
    if payload.get("embeds"):
        posting.need(world, channel, Can.EMBED_LINKS)
    made = world.add_thread(channel, form["name"], PUBLIC_THREAD, world.bot)
    message = Message(made.id, made, world.bot)
    posting.accept(world, message, payload, is_interaction=False)
    world.keep(message)
    return shapes.channel(made) | {"message": shapes.message(message, world.bot)}


def join(world: World, ask: Ask) -> None:
    channel = posting.visible(world, ask.ids["channel"])
    if not channel.is_thread:
        raise Refused(400, 50024, "Cannot execute action on this channel type")
    channel.joined.add(world.bot.id)


def change(world: World, ask: Ask) -> Json:
    """A thread is archived, opened again or renamed: by who started it, or by who may manage threads."""
    channel = posting.visible(world, ask.ids["channel"])
    if not channel.is_thread or channel.guild is None:
        posting.need(world, channel, Can.MANAGE_CHANNELS)
        raise Refused(400, 50024, "Cannot execute action on this channel type")
    keys = {"name", "archived", "locked", "auto_archive_duration"}
    if found := list(forms.objects(ask.body, "", keys)):
        raise invalid_form(*found)
    assert isinstance(ask.body, dict)
    if channel.owner is not world.bot or channel.is_locked or "locked" in ask.body:
        posting.need(world, channel, Can.MANAGE_THREADS)
    if channel.is_archived and ask.body.get("archived", True):
        raise Refused(400, 50083, "Thread is archived")
    channel.name = ask.body.get("name", channel.name)
    channel.is_archived = ask.body.get("archived", channel.is_archived)
    channel.is_locked = ask.body.get("locked", channel.is_locked)
    world.tell(channel.guild, "THREAD_UPDATE", shapes.channel(channel))
    return shapes.channel(channel)
