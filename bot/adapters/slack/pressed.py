"""Buttons in Slack: those of stories, sharing, those that open forms. Guards that each is checked when it is pressed.

A button says which story it is of; whether that is a story of this channel is looked up in storage.
"""

from collections.abc import Mapping
from typing import Any

from bot.adapters.slack import forms
from bot.adapters.slack.asked import SHARED, answered
from bot.adapters.slack.front import Front
from bot.adapters.slack.incoming import of_click
from bot.adapters.slack.people import Seen
from bot.domain.command_words import Command, CommandName, read_command
from bot.domain.documents import Notice
from bot.services.requests import gone, story_of, vote, why

Body = Mapping[str, Any]
_ARTICLES = 50


async def story(front: Front, body: Body) -> None:
    """One of the four buttons of a story."""
    seen, url, (name, value) = of_click(body), response_url(body), _pressed(body)
    if name == "story_ask":
        await _ask_form(front, body, seen, value)
        return

    async def work() -> None:
        await front.whisper(url, seen, await _about(front, seen, name, value))

    await front.serve(seen, work, lambda document: front.whisper(url, seen, document), press=True)


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
        await open_form(front, body, forms.told("Ask about this", "This story can no longer be found here."))
        return
    message, container = body.get("message") or {}, body.get("container") or {}
    is_seen_by_all = not container.get("is_ephemeral")
    thread = str(message.get("thread_ts") or message.get("ts") or "") if is_seen_by_all else ""
    articles = ",".join(str(id_) for id_ in handle.articles[:_ARTICLES])
    memory = {"channel": seen.channel, "thread": thread, "url": response_url(body), "articles": articles}
    sealed = front.seal.close(seen.person, memory, front.clock())
    await open_form(front, body, forms.ask_story(handle.title, sealed))


async def share(front: Front, body: Body) -> None:
    """Show all of the channel what somebody was told: asked again as they may read it here, and as it is now."""
    seen, url, (_, value) = of_click(body), response_url(body), _pressed(body)
    command = read_command(value)

    async def work() -> None:
        if command.name in SHARED:
            document = await answered(front, seen, command, for_all=True)
            await front.announce(url, document, f"{front.command} {value}")

    await front.serve(seen, work, lambda document: front.whisper(url, seen, document))


async def sample(front: Front, body: Body) -> None:
    """What a briefing looks like, to whoever wants to see it."""
    seen, url = of_click(body), response_url(body)

    async def work() -> None:
        document = await answered(front, seen, Command(CommandName.BRIEF))
        await front.whisper(url, seen, document, "brief")

    await front.serve(seen, work, lambda document: front.whisper(url, seen, document))


async def opened(front: Front, body: Body) -> None:
    """A button that opens a form: for a source, a schedule, a list of feeds."""
    seen, (name, _) = of_click(body), _pressed(body)
    asking = await front.asking(seen)
    sealed = front.seal.close(seen.person, {"channel": seen.channel}, front.clock())
    match name:
        case "open_source":
            view = forms.source(sealed, private=asking.private and bool(seen.channel))
        case "open_feeds":
            view = forms.feeds(sealed, files="files:read" in front.account.scopes)
        case _:
            zone = await front.directory.zone(seen.person)
            view = forms.schedule(sealed, zone or front.zone, channel=None if seen.channel else "")
    await open_form(front, body, view)


async def open_form(front: Front, body: Body, view: forms.View) -> None:
    """Slack gives three seconds for that."""
    await front.chat.client.call("views.open", trigger_id=str(body.get("trigger_id") or ""), view=view)


def response_url(body: Body) -> str:
    """Where the answer to a click goes; empty where there is none, as on a home page."""
    return str(body.get("response_url") or "")


def _pressed(body: Body) -> tuple[str, str]:
    action = (body.get("actions") or [{}])[0]
    return str(action.get("action_id") or ""), str(action.get("value") or "")
