"""What people type in Slack: slash command, mentions, direct messages, threads. Guards that each is answered once."""

import hashlib
from collections.abc import Mapping
from typing import Any

from bot.adapters.slack import forms
from bot.adapters.slack.buttons import WELCOME, with_buttons
from bot.adapters.slack.front import Front
from bot.adapters.slack.incoming import (
    id_at,
    links,
    of_click,
    of_command,
    of_event,
    part,
    stamp_at,
    text_at,
    typed,
)
from bot.adapters.slack.people import Seen
from bot.adapters.slack.pressed import open_form
from bot.adapters.slack.rendering import keyed
from bot.adapters.slack.serving import SHARED, answered, in_their_zone, with_fault
from bot.domain.addresses import links_in
from bot.domain.command_words import Command, asks, read_command, read_spoken, without_name
from bot.domain.documents import Answer, Document
from bot.services.requests import CHANGES, CHEAP, welcome
from bot.services.turns import Send

Body = Mapping[str, Any]

_MOST_LINKS = 3
_SUBTYPES = frozenset({"thread_broadcast", "file_share"})  # of messages that people write


def is_of_a_flood(front: Front, body: Body) -> bool:
    """Whether it is a command of somebody who was just told to wait: to be acknowledged, and no more."""
    person = of_command(body).person
    if not front.turns.makes_wait(person):
        return False
    return not _is_cheap(_command(front, body)) or front.turns.makes_wait(person, press=True)


async def slash(front: Front, body: Body) -> None:
    """The slash command, answered to whoever typed it."""
    seen, url, command = of_command(body), text_at(body, "response_url"), _command(front, body)
    if not seen.person or not seen.channel:
        return

    async def work(seen: Seen) -> Send:
        document = await answered(front, seen, command)
        share = f"{command.name.value} {command.rest}".strip() if command.name in SHARED else ""
        return lambda: front.answers.whisper(url, seen, document, share)

    await front.serve(seen, work, lambda document: front.answers.whisper(url, seen, document), press=_is_cheap(command))


def _command(front: Front, body: Body) -> Command:
    return read_command(typed(text_at(body, "text"), front.account.user))


def _is_cheap(command: Command) -> bool:
    return command.name in CHEAP


async def mention(front: Front, body: Body) -> None:
    """A mention in a channel, answered in its thread."""
    await _message(front, body, of_event(body))


async def message(front: Front, body: Body) -> None:
    """A message that mentions nobody: a direct one, or one in a thread in which the bot has answered."""
    event, seen = part(body, "event"), of_event(body)
    if text_at(event, "channel_type") == "im" or seen.is_direct:
        await _message(front, body, seen)
        return
    thread, text = stamp_at(event, "thread_ts"), text_at(event, "text")
    if not thread or "<@" in text or not asks(typed(text)) or front.turns.makes_wait(seen.person):
        return  # people talk to each other, or mention the bot, which comes as a mention, too
    seen = front.arrived(seen)
    asking = await front.asking(seen)
    if await front.talker.knows(thread, asking, await front.open_desk(asking)):
        await _message(front, body, seen, unasked=True)


async def _message(front: Front, body: Body, seen: Seen, *, unasked: bool = False) -> None:
    """`unasked`: the bot was not spoken to, and says nothing where it knows nothing."""
    event = part(body, "event")
    is_typed = not event.get("bot_id") and (not event.get("subtype") or text_at(event, "subtype") in _SUBTYPES)
    stamp = stamp_at(event, "ts")
    if not (is_typed and seen.person and seen.channel and stamp) or front.turns.makes_wait(seen.person):
        return
    seen = seen if seen.turn else front.arrived(seen)
    thread = stamp_at(event, "thread_ts") or stamp
    text = without_name(typed(text_at(event, "text"), front.account.user), front.command)
    if not await front.first(f"{seen.channel}:{stamp}"):
        return

    async def work(seen: Seen) -> Send | None:
        document = await front.answers.while_shown(seen, thread, _spoken(front, seen, thread, text))
        if unasked and not (isinstance(document, Answer) and document.found):
            return None
        return lambda: front.answers.reply(seen, thread, document)

    await front.serve(seen, work, lambda document: front.answers.reply(seen, thread, document))


async def _spoken(front: Front, seen: Seen, thread: str, text: str) -> Document:
    """What becomes of something that was said: a question of the thread, or a command."""
    asking = await front.asking(seen, changes=read_spoken(text).name in CHANGES or bool(links_in(text)[1]))
    desk = await in_their_zone(front, seen, read_spoken(text), await front.open_desk(asking))
    document = await front.talker.reply(text, thread, asking, desk)
    return await with_fault(front, seen, document)


async def shortcut(front: Front, body: Body) -> None:
    """The message shortcut "Ask about this link": a form for the question."""
    seen, found = of_click(body), links(part(body, "message"))[:_MOST_LINKS]
    if not seen.person:
        return
    view = forms.told("Ask about this link", "There is no link in this message.")
    memory = {"channel": seen.channel, "url": text_at(body, "response_url"), "links": ""}
    while found and (sealed := front.sealed(seen, memory | {"links": "\n".join(found)})) is None:
        found.remove(max(found, key=len))
        view = forms.told("Ask about this link", "The link in this message is too long.")
    if found and sealed:
        view = forms.ask_link(found, sealed)
    await open_form(front, body, seen, view)


async def joined(front: Front, body: Body) -> None:
    """The bot was added to a channel: one message, once, and nothing more until somebody presses something."""
    event = part(body, "event")
    channel = id_at(event, "channel")
    if event.get("user") != front.account.user or not channel:
        return
    key = hashlib.sha256(f"{channel}:{text_at(event, 'event_ts')}".encode("utf-8", "replace")).hexdigest()[:32]
    if not await front.first(f"joined:{key}"):
        return
    seen = Seen(channel, "")
    desk = await front.open_desk(await front.asking(seen))
    (first, *_) = front.chat.render(welcome(desk))
    await front.answers.post(seen, with_buttons(keyed(first.body, ""), WELCOME))
