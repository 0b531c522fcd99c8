"""What becomes of a command, whichever way it came; guards that who sets a schedule learns what stands in its way."""

from dataclasses import replace

from bot.adapters.slack.front import Front
from bot.adapters.slack.people import Seen
from bot.domain.addresses import links_in
from bot.domain.command_words import Command, CommandName
from bot.domain.documents import Document, Notice
from bot.domain.rights import Person
from bot.services.notices import notice
from bot.services.requests import CHANGES, serve

SHARED = {CommandName.BRIEF, CommandName.ASK}  # what can be shared with the channel


async def answered(front: Front, seen: Seen, command: Command, *, for_all: bool = False) -> Document:
    """What becomes of a command; what is `for_all` is not ordered by what the person likes."""
    asking = await front.asking(seen, changes=command.name in CHANGES or bool(links_in(command.rest)[1]))
    asking = replace(asking, person=Person("")) if for_all else asking
    return await with_fault(front, seen, await serve(command, asking, await front.open_desk(asking)))


async def with_fault(front: Front, seen: Seen, document: Document) -> Document:
    """A schedule that was set, and why nothing can be posted there, if so: at its time nobody might be looking."""
    if not isinstance(document, Notice) or document.name not in {"schedule_set", "schedule_would"}:
        return document
    fault = await front.directory.fault(seen.channel)
    return replace(document, rows=(*document.rows, notice("schedule_cannot", error=fault))) if fault else document
