"""What becomes of a command, whichever way it came; guards that who sets a schedule learns what stands in its way."""

from dataclasses import replace

from bot.adapters.slack.front import Front
from bot.adapters.slack.people import Seen
from bot.domain.addresses import links_in
from bot.domain.command_words import Command, CommandName
from bot.domain.documents import Document, Notice
from bot.domain.errors import InputError
from bot.domain.zones import read_zone
from bot.services.notices import notice
from bot.services.requests import CHANGES, RequestDesk, serve

SHARED = {CommandName.BRIEF, CommandName.ASK}  # what can be shared with the channel


async def answered(front: Front, seen: Seen, command: Command, *, for_all: bool = False) -> Document:
    """What becomes of a command; what is `for_all` is not ordered by what the person likes."""
    asking = await front.asking(seen, changes=command.name in CHANGES or bool(links_in(command.rest)[1]))
    asking = replace(asking, person=replace(asking.person, id="")) if for_all else asking
    desk = await in_their_zone(front, seen, command, await front.open_desk(asking))
    return await with_fault(front, seen, await serve(command, asking, desk))


async def in_their_zone(front: Front, seen: Seen, command: Command, desk: RequestDesk) -> RequestDesk:
    """For a schedule that is set, the desk with the person's own time zone, where Slack knows it."""
    if command.name is not CommandName.SCHEDULE or not command.rest.strip():
        return desk
    zone = await front.directory.zone(seen.person)
    try:
        return replace(desk, zone=read_zone(zone)) if zone else desk
    except InputError:  # a zone that the time zone database does not have
        return desk


async def with_fault(front: Front, seen: Seen, document: Document) -> Document:
    """A schedule that was set, and why nothing can be posted there, if so: at its time nobody might be looking."""
    if not isinstance(document, Notice) or document.name not in {"schedule_set", "schedule_would"}:
        return document
    fault = await front.directory.fault(seen.channel)
    return replace(document, rows=(*document.rows, notice("schedule_cannot", error=fault))) if fault else document
