"""What people ask for in a chat: commands, buttons, forms, threads. Guards that every change is by whoever may make it.

Every chat calls the same functions, and none of them knows which chat it is. Each takes who asks where (`Asking`), as
known at that call, and what serving works with (`RequestDesk`), whose reader is bound to the channel that asks.
Commands, answers about a story, threads and whatever fetches an address count as questions; the rest costs too little.
"""

from bot.domain.command_words import Command, CommandName
from bot.domain.documents import Document, Notice
from bot.services.commands import outcome_of
from bot.services.notices import notice
from bot.services.requests import feeds
from bot.services.requests.asking import answer, ask_about, brief
from bot.services.requests.completing import complete_people, complete_sources, complete_topics, complete_zones
from bot.services.requests.desk import Asking, RequestDesk, Room, attempt
from bot.services.requests.feeds import add_source, check_source, import_list, tell_verdict
from bot.services.requests.place_words import OF_SERVERS, OF_WORKSPACES, PlaceWords
from bot.services.requests.places import PlacesKind, answers_here, set_places
from bot.services.requests.status import DeliveryRow, Home, ScheduleRow, SourceHealth, home, status
from bot.services.requests.stories import StoryHandle, gone, story_of, why
from bot.services.requests.talking import Talker
from bot.services.requests.timetable import next_times, schedule, set_schedule
from bot.services.requests.topics import topics, undo, vote
from bot.services.sources import Verdict

__all__ = [
    "CHANGES",
    "CHEAP",
    "OF_SERVERS",
    "OF_WORKSPACES",
    "Asking",
    "DeliveryRow",
    "Home",
    "PlaceWords",
    "PlacesKind",
    "RequestDesk",
    "Room",
    "ScheduleRow",
    "SourceHealth",
    "StoryHandle",
    "Talker",
    "Verdict",
    "add_source",
    "answers_here",
    "ask_about",
    "check_source",
    "complete_people",
    "complete_sources",
    "complete_topics",
    "complete_zones",
    "gone",
    "home",
    "import_list",
    "next_times",
    "serve",
    "set_places",
    "set_schedule",
    "story_of",
    "tell_verdict",
    "vote",
    "welcome",
    "why",
]

# What tells and looks nothing up: it counts as a press of a button where that is counted apart from questions.
CHEAP = frozenset({CommandName.HELP, CommandName.UNKNOWN, CommandName.SOURCES, CommandName.STATUS, CommandName.TOPICS})
_FREE = frozenset({CommandName.HELP, CommandName.UNKNOWN})
CHANGES = frozenset({CommandName.ADD, CommandName.REMOVE, CommandName.PUBLISH, CommandName.SCHEDULE})


async def serve(command: Command, asking: Asking, desk: RequestDesk) -> Document:
    """The document that fulfils a command, or says why not."""
    changes = command.name in CHANGES and bool(command.rest.strip())  # without words they only tell
    counts = command.name not in _FREE
    document = await attempt(lambda: _served(command, asking, desk), asking, desk, changes=changes, counts=counts)
    desk.counted(outcome_of(document))
    return document


async def _served(command: Command, asking: Asking, desk: RequestDesk) -> Document:  # noqa: C901 - a line for each command
    rest = command.rest.strip()
    match command.name:
        case CommandName.BRIEF:
            document = await brief(rest, asking, desk)
        case CommandName.ASK:
            document = await answer(rest, asking, desk)
        case CommandName.ADD:
            document = await feeds.add(rest, asking, desk)
        case CommandName.SOURCES:
            document = await feeds.listing(asking, desk)
        case CommandName.REMOVE:
            document = await feeds.remove(rest, desk)
        case CommandName.PUBLISH:
            document = await feeds.publish(rest, desk)
        case CommandName.SCHEDULE:
            document = await schedule(rest, asking, desk)
        case CommandName.TOPICS:
            document = await topics(asking, desk)
        case CommandName.UNDO:
            document = await undo(rest, asking, desk)
        case CommandName.STATUS:
            document = await status(asking, desk)
        case CommandName.HELP:
            document = notice("chat_help", command=desk.command)
        case CommandName.UNKNOWN:
            document = _unknown(command, desk)
    return document


def _unknown(command: Command, desk: RequestDesk) -> Notice:
    word = command.rest.split(None, 1)[0][:40] if command.rest.split() else ""
    if command.suggestion:
        return notice("chat_suggestion", word=word, command=desk.command, suggestion=command.suggestion)
    return notice("chat_unknown", word=word, command=desk.command)


def welcome(desk: RequestDesk) -> Notice:
    """The one message for a channel that the bot was just invited to."""
    return notice("chat_welcome", command=desk.command)
