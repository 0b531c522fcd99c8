"""What becomes of a command, whichever way it came; guards that who sets a schedule learns what stands in its way."""

from dataclasses import replace

from bot.adapters.discord.answering import Buttons
from bot.adapters.discord.escaping import units
from bot.adapters.discord.front import Front
from bot.adapters.discord.people import Seen
from bot.domain.command_words import Command, CommandName
from bot.domain.documents import Answer, Briefing, Document, Notice
from bot.services.notices import notice
from bot.services.requests import Asking, RequestDesk, serve
from bot.services.requests.places import answers_here

FOLLOW = "Follow up"
SHARE = "Share"
_TOPIC = 80  # characters of a topic that a button can carry
SCHEDULED = frozenset({"schedule_set", "schedule_would"})  # notices of a schedule that holds from now on, or would
_NO_QUOTES = str.maketrans(dict.fromkeys('"“”„', " "))
ASKS = frozenset({CommandName.ASK, CommandName.BRIEF})


async def served(command: Command, asking: Asking, desk: RequestDesk) -> Document:
    """What becomes of a command; the help says what Discord keeps from the bot."""
    document = await serve(command, asking, desk)
    if command.name is CommandName.HELP and isinstance(document, Notice):
        return replace(document, rows=(*document.rows, notice("chat_help_hidden")))
    return document


async def answered(front: Front, seen: Seen, command: Command, *, for_all: bool = False) -> Document:
    """What becomes of a command; what is `for_all` is not ordered by what the person likes."""
    asking = await front.asking(seen)
    asking = replace(asking, person=replace(asking.person, id="")) if for_all else asking
    desk = await front.open_desk(asking)
    if command.name in ASKS and (elsewhere := await answers_here(asking, desk)):
        return elsewhere
    return with_fault(front, seen, await served(command, asking, desk))


def with_fault(front: Front, seen: Seen, document: Document) -> Document:
    """A schedule that was set, and why nothing can be posted there, if so: at its time nobody might be looking."""
    if not isinstance(document, Notice) or document.name not in SCHEDULED:
        return document
    fault = front.directory.fault(seen)
    return replace(document, rows=(*document.rows, notice("schedule_cannot", error=fault))) if fault else document


def quoted(words: str) -> str:
    """What stands between commas, each in quotes of its own, so that no word of it is an option of a schedule."""
    parts = (" ".join(one.translate(_NO_QUOTES).split()) for one in words.split(","))
    return ", ".join(f'"{one}"' for one in parts if one)


def follow_ups(document: Document, root: str, *, share: str = "") -> Buttons:
    """What stands under an answer: to ask on, and to show it to all, with the custom id that does that."""
    is_answer = isinstance(document, Answer)
    buttons = [(f"follow:{root}", FOLLOW)] if is_answer and root else []
    is_found = isinstance(document, Briefing) or (isinstance(document, Answer) and document.found)
    return [*buttons, (share, SHARE)] if share and is_found else buttons


def share_of_briefing(topic: str) -> str:
    """The custom id that shows a briefing on a topic to all; empty where it is too long for one."""
    return f"share_brief:{topic}" if units(topic) <= _TOPIC else ""
