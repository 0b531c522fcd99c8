"""Buttons in Slack: those of stories, sharing, those that open forms. Guards that each is checked when it is pressed.

A button says which story it is of; whether that is a story of this channel is looked up in storage.
"""

import hashlib
from collections.abc import Mapping
from typing import Any

from bot.adapters.slack import forms
from bot.adapters.slack.front import Front
from bot.adapters.slack.incoming import members, of_click, part, stamp_at, text_at
from bot.adapters.slack.people import Seen
from bot.adapters.slack.serving import SHARED, answered
from bot.domain.command_words import Command, CommandName, read_command
from bot.domain.documents import Answer, Briefing, Document, Notice
from bot.domain.errors import ChatError
from bot.services.notices import notice
from bot.services.requests import gone, story_of, vote, why

Body = Mapping[str, Any]
_ARTICLES = 50


async def story(front: Front, body: Body) -> None:
    """One of the four buttons of a story."""
    seen, url, (name, value) = of_click(body), response_url(body), _pressed(body)

    async def work(seen: Seen) -> None:
        if name == "story_ask":
            await _ask_form(front, body, seen, value)
        else:
            await front.answers.whisper(url, seen, await _about(front, seen, name, value))

    await front.serve(seen, work, lambda document: front.answers.whisper(url, seen, document), press=True)


async def _about(front: Front, seen: Seen, name: str, value: str) -> Notice:
    asking = await front.asking(seen, changes=name != "story_why")
    desk = await front.open_desk(asking)
    if name == "story_why":
        return await why(value, asking, desk)
    handle = await story_of(value, asking, desk)
    if handle is None:
        return gone()
    return await vote(handle, 1 if name == "story_more" else -1, asking, desk)


async def _ask_form(front: Front, body: Body, seen: Seen, value: str) -> None:
    asking = await front.asking(seen)
    handle = await story_of(value, asking, await front.open_desk(asking))
    if handle is None:
        await open_form(front, body, seen, forms.told("Ask about this", "This story can no longer be found here."))
        return
    is_seen_by_all = not part(body, "container").get("is_ephemeral")
    thread = stamp_at(body, "message", "thread_ts") or stamp_at(body, "message", "ts") if is_seen_by_all else ""
    articles = ",".join(str(id_) for id_ in handle.articles[:_ARTICLES])
    memory = {"channel": seen.channel, "thread": thread, "url": response_url(body), "articles": articles}
    sealed = front.seal.close(seen.person, memory, front.clock())
    await open_form(front, body, seen, forms.ask_story(handle.title, sealed))


async def share(front: Front, body: Body) -> None:
    """Show all of the channel what somebody was told: asked again as they may read it here, and as it is now.

    Not in a direct message: of one between two people the bot cannot tell who the other is.
    """
    seen, url, (_, value) = of_click(body), response_url(body), _pressed(body)
    command = read_command(value)
    if command.name not in SHARED or seen.is_direct:
        return

    pressed = f"{seen.channel}:{stamp_at(body, 'container', 'message_ts')}:{value}".encode("utf-8", "surrogatepass")

    async def work(seen: Seen) -> None:
        document = await answered(front, seen, command, for_all=True)
        is_found = isinstance(document, Briefing) or (isinstance(document, Answer) and document.found)
        if is_found and not await front.first(f"shared:{hashlib.sha256(pressed).hexdigest()}"):
            await front.answers.whisper(url, seen, notice("chat_shared_already"))
        elif is_found:
            await front.answers.announce(url, seen, document, f"{front.command} {value}")
        else:  # why there is no answer is of no interest to the others
            await front.answers.whisper(url, seen, document)

    await front.serve(seen, work, lambda document: front.answers.whisper(url, seen, document))


async def sample(front: Front, body: Body) -> None:
    """What a briefing looks like, to whoever wants to see it; of sample articles where there are no others."""
    seen, url = of_click(body), response_url(body)

    async def work(seen: Seen) -> None:
        document = await answered(front, seen, Command(CommandName.BRIEF))
        samples = await _samples(front, seen, document)
        await front.answers.whisper(url, seen, samples or document, "" if samples else "brief")

    await front.serve(seen, work, lambda document: front.answers.whisper(url, seen, document))


async def _samples(front: Front, seen: Seen, document: Document) -> Document | None:
    """A briefing of samples, where that document says that there is nothing, and nothing is followed."""
    is_empty = isinstance(document, Notice) and document.name == "chat_empty"
    if not is_empty or front.samples is None:
        return None
    desk = await front.open_desk(await front.asking(seen))
    return None if await desk.reader.sources.followed() else await front.samples()


async def opened(front: Front, body: Body) -> None:
    """A button that opens a form: for a source, a schedule, a list of feeds."""
    seen, url, (name, _) = of_click(body), response_url(body), _pressed(body)

    async def work(seen: Seen) -> None:
        await open_form(front, body, seen, await _form(front, seen, name))

    await front.serve(seen, work, lambda document: front.answers.whisper(url, seen, document), press=True)


async def _form(front: Front, seen: Seen, name: str) -> forms.View:
    asking = await front.asking(seen)
    sealed = front.seal.close(seen.person, {"channel": seen.channel}, front.clock())
    match name:
        case "open_source":
            return forms.source(sealed, private=asking.private and bool(seen.channel))
        case "open_feeds":
            return forms.feeds(sealed, files="files:read" in front.account.scopes)
    zone = await front.directory.zone(seen.person)
    return forms.schedule(sealed, zone or front.zone, pick=not seen.channel)


async def open_form(front: Front, body: Body, seen: Seen, view: forms.View) -> None:
    """Slack gives three seconds for that: whoever was too late is told so, where there is a place to tell it."""
    try:
        await front.chat.client.call("views.open", trigger_id=text_at(body, "trigger_id"), view=view)
    except ChatError:
        if not seen.channel:
            raise
        await front.answers.whisper(response_url(body), seen, notice("chat_late"))


def response_url(body: Body) -> str:
    """Where the answer to a click goes; empty where there is none, as on a home page."""
    return text_at(body, "response_url")


def _pressed(body: Body) -> tuple[str, str]:
    action = next(iter(members(body, "actions")), {})
    return text_at(action, "action_id"), text_at(action, "value")
