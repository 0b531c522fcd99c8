"""Buttons in Discord: those of stories, of answers, of the welcome. Guards that each is checked when it is pressed.

A button says what it is about; whether that is here, and of this channel, is looked up in storage.
"""

import re
from collections.abc import Awaitable, Callable
from dataclasses import replace

from bot.adapters.discord import forms
from bot.adapters.discord.answering import Buttons, Reply
from bot.adapters.discord.front import COMMAND, Front
from bot.adapters.discord.people import Seen
from bot.adapters.discord.serving import answered, follow_ups
from bot.domain.command_words import Command, CommandName
from bot.domain.documents import Answer, Briefing, Document, Notice
from bot.services.notices import notice
from bot.services.requests import gone, story_of, vote, why
from bot.services.turns import Send

Work = Callable[[Seen], Awaitable[Document]]
_ROOT = re.compile(r"e?[0-9]{1,20}")
_VOTES = {"story_more": 1, "story_less": -1}


async def pressed(front: Front, reply: Reply, seen: Seen, custom_id: str, message: str) -> None:
    """A button with this custom id, under a message, was pressed."""
    action, _, value = custom_id.partition(":")
    match action:
        case "story_ask":
            await front.open_form(reply, forms.question(custom_id, "Ask about this"))
        case "follow":
            await front.open_form(reply, forms.question(custom_id, "Follow up"))
        case "edition":
            await front.open_form(reply, forms.question("ask"))
        case "open_source":
            await front.open_form(reply, forms.source())
        case "open_schedule":
            await front.open_form(reply, forms.schedule(front.zone))
        case "story_why" | "story_more" | "story_less":
            await told(front, reply, seen, lambda here: _about(front, here, action, value), press=True)
        case "sample":
            await told(front, reply, seen, lambda here: _sample(front, here))
        case "share" | "share_brief":
            await _share(front, reply, seen, custom_id, message)


async def told(
    front: Front, reply: Reply, seen: Seen, work: Work, *, press: bool = False, buttons: Buttons = ()
) -> None:
    """Acknowledge it at once, and tell whoever asked what `work` brings; under what was found stand `buttons`."""
    seen = front.arrived(seen)
    if not await front.begins(reply, seen, cheap=press):
        return
    here = await front.found_home(seen, lambda document: front.answers.whisper(reply, seen, document), shown=True)
    if here is None:
        return

    async def done(here: Seen) -> Send:
        document = await work(here)
        shown = buttons if isinstance(document, Briefing) else ()
        return lambda: front.answers.whisper(reply, here, document, shown)

    await front.serve(
        here, done, lambda document: front.answers.whisper(reply, here, document), press=press, shown=True
    )


async def _about(front: Front, seen: Seen, action: str, value: str) -> Notice:
    asking = await front.asking(seen)
    desk = await front.open_desk(asking)
    if action == "story_why":
        return await why(value, asking, desk)
    handle = await story_of(value, asking, desk)
    return await vote(handle, _VOTES[action], asking, desk) if handle else gone()


async def _sample(front: Front, seen: Seen) -> Document:
    """What a briefing looks like: of sample articles where nothing is followed."""
    document = await answered(front, seen, Command(CommandName.BRIEF))
    is_empty = isinstance(document, Notice) and document.name == "chat_empty"
    if not is_empty or front.samples is None:
        return document
    desk = await front.open_desk(await front.asking(seen))
    return document if await desk.reader.sources.followed() else await front.samples() or document


# --- sharing -----------------------------------------------------------------------------------------


async def _share(front: Front, reply: Reply, seen: Seen, custom_id: str, message: str) -> None:
    """Show all of the channel what somebody was told: asked again as they may read it here, and as it is now."""
    seen = front.arrived(seen)
    if seen.direct or not await front.begins(reply, seen, press=True):
        return
    here = await front.at_home(seen)
    if here is None:
        return

    async def refuse(document: Document) -> None:
        await front.answers.add(reply, here, document)

    async def work(here: Seen) -> None:
        document, lead, root = await _again(front, here, custom_id, reply.id)
        is_found = isinstance(document, Briefing) or (isinstance(document, Answer) and document.found)
        if document is None or not is_found:
            await refuse(document or gone())
        elif not await front.first(here, f"shared:{message}:{custom_id}"[:200]):
            await refuse(notice("chat_shared_already"))
        else:
            await front.answers.announce(reply, here, document, lead, follow_ups(document, root))

    await front.serve(here, work, refuse)


async def _again(front: Front, seen: Seen, custom_id: str, shared_as: str) -> tuple[Document | None, str, str]:
    """What is to be shared, what is said above it, and the conversation in which all can go on."""
    action, _, value = custom_id.partition(":")
    if action == "share_brief":
        told_all = await answered(front, seen, Command(CommandName.BRIEF, value), for_all=True)
        return told_all, f"{COMMAND} brief {value}".strip(), ""
    asking = await front.asking(seen)
    asking = replace(asking, person=replace(asking.person, id=""))
    desk = await front.open_desk(asking)
    thread = conversation(seen, value)
    document = await front.talker.again(thread, asking, desk)
    known = await desk.reader.talks.of(seen.channel, thread)
    if known is None or not known.questions:
        return document, f"{COMMAND} ask", ""
    await desk.reader.talks.keep(replace(known, thread=shared_as), desk.clock())  # from here on it is everybody's
    return document, f"{COMMAND} ask {known.questions[-1]}", shared_as


def conversation(seen: Seen, root: str) -> str:
    """The conversation that a root names: what one person alone was shown is theirs alone.

    A root of another shape, by which one could name a conversation of somebody else, names none.
    """
    if not _ROOT.fullmatch(root):
        return ""
    return f"{seen.person}:{root}" if root.startswith("e") else root
