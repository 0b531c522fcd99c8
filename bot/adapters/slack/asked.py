"""What people type in Slack: slash command, mentions, direct messages, threads. Guards that each is answered once."""

import hashlib
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from bot.adapters.slack import forms
from bot.adapters.slack.buttons import WELCOME, with_buttons
from bot.adapters.slack.front import Front
from bot.adapters.slack.incoming import links, mentions_somebody_else, of_click, of_command, of_event, typed
from bot.adapters.slack.people import Seen
from bot.adapters.slack.rendering import keyed
from bot.domain.command_words import Command, CommandName, read_command, read_spoken
from bot.domain.documents import Document
from bot.domain.rights import Person
from bot.services.requests import CHANGES, serve, welcome

Body = Mapping[str, Any]

SHARED = {CommandName.BRIEF, CommandName.ASK}  # what can be shared with the channel
_MOST_LINKS = 3


async def slash(front: Front, body: Body) -> None:
    """The slash command, answered to whoever typed it."""
    seen, url = of_command(body), str(body.get("response_url") or "")
    command = read_command(typed(str(body.get("text") or ""), front.account.user))

    async def work() -> None:
        document = await answered(front, seen, command)
        share = f"{command.name.value} {command.rest}".strip() if command.name in SHARED else ""
        await front.whisper(url, seen, document, share)

    await front.serve(seen, work, lambda document: front.whisper(url, seen, document))


async def answered(front: Front, seen: Seen, command: Command, *, for_all: bool = False) -> Document:
    """What becomes of a command; what is `for_all` is not ordered by what the person likes."""
    asking = await front.asking(seen, changes=command.name in CHANGES)
    asking = replace(asking, person=Person("")) if for_all else asking
    return await serve(command, asking, await front.open_desk(asking))


async def mention(front: Front, body: Body) -> None:
    """A mention in a channel, answered in its thread."""
    await _message(front, body, of_event(body))


async def message(front: Front, body: Body) -> None:
    """A message that mentions nobody: a direct one, or one in a thread in which the bot has answered."""
    event, seen = body.get("event") or {}, of_event(body)
    if event.get("channel_type") == "im" or seen.is_direct:
        await _message(front, body, seen)
        return
    thread = event.get("thread_ts")
    text = str(event.get("text") or "")
    if not thread or mentions_somebody_else(text, front.account.user) or f"<@{front.account.user}>" in text:
        return  # what mentions the bot comes as a mention, too
    asking = await front.asking(seen)
    if await front.talker.knows(str(thread), asking, await front.open_desk(asking)):
        await _message(front, body, seen)


async def _message(front: Front, body: Body, seen: Seen) -> None:
    event = body.get("event") or {}
    if event.get("bot_id") or event.get("subtype") not in {None, "thread_broadcast", "file_share"} or not seen.person:
        return
    stamp = str(event.get("ts") or "")
    thread = str(event.get("thread_ts") or stamp)
    text = typed(str(event.get("text") or ""), front.account.user)
    if not stamp or not await front.first(f"{seen.channel}:{stamp}"):
        return

    async def work() -> None:
        document = await front.while_shown(seen, thread, _spoken(front, seen, thread, text))
        await front.reply(seen, thread, document)

    await front.serve(seen, work, lambda document: front.reply(seen, thread, document))


async def _spoken(front: Front, seen: Seen, thread: str, text: str) -> Document:
    """What becomes of something that was said: a question of the thread, or a command."""
    asking = await front.asking(seen, changes=read_spoken(text).name in CHANGES)
    return await front.talker.reply(text, thread, asking, await front.open_desk(asking))


async def shortcut(front: Front, body: Body) -> None:
    """The message shortcut "Ask about this link": a form for the question."""
    seen, found = of_click(body), links(body.get("message") or {})[:_MOST_LINKS]
    trigger, url = str(body.get("trigger_id") or ""), str(body.get("response_url") or "")
    if not found:
        view = forms.told("Ask about this link", "There is no link in this message.")
    else:
        memory = {"channel": seen.channel, "url": url, "links": "\n".join(found)[:1500]}
        view = forms.ask_link(found, front.seal.close(seen.person, memory, front.clock()))
    await front.chat.client.call("views.open", trigger_id=trigger, view=view)


async def joined(front: Front, body: Body) -> None:
    """The bot was added to a channel: one message, once, and nothing more until somebody presses something."""
    event = body.get("event") or {}
    channel = str(event.get("channel") or "")
    if event.get("user") != front.account.user or not channel:
        return
    key = hashlib.sha256(f"{channel}:{event.get('event_ts')}".encode()).hexdigest()[:32]
    if not await front.first(f"joined:{key}"):
        return
    seen = Seen(channel, "")
    desk = await front.open_desk(await front.asking(seen))
    (part, *_) = front.chat.render(welcome(desk))
    await front.chat.say(channel, with_buttons(keyed(part.body, ""), WELCOME), spare=part.body)
