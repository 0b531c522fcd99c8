"""Briefings as messages: the first opens the stories, the rest goes into its thread.

Guards that every story and every line stands in one of them, and that every count of what is not shown is told.
"""

from collections.abc import Sequence
from datetime import datetime

from bot.adapters.discord.elements import bold, row, small
from bot.adapters.discord.escaping import markdown
from bot.adapters.discord.fitting import Group, Piece, fits, pieces_of
from bot.adapters.discord.lines import name
from bot.adapters.discord.messages import Message, message, messages
from bot.adapters.discord.stories import Telling
from bot.domain.documents import Briefing
from bot.services.wording import briefed_by, count_of, heading, looked_at, not_shown

_LONGEST_ROLE = 20


def briefing_messages(briefing: Briefing, command: str) -> list[Message]:
    """The messages of a briefing; `command` is what people type in Discord to ask for more."""
    foot = pieces_of(Group(tuple(small(line) for line in _footer(briefing, command))))
    calls = _calls(briefing.ping)
    if not briefing.stories:
        quiet = row(f"{bold('No news.')} {markdown(looked_at(briefing.sources, name))}")
        title = heading(briefing) if briefing.day else ""
        return [message([*pieces_of(Group((quiet,), title)), *foot], calls)]
    head = pieces_of(Group((), heading(briefing)))
    stories = [Telling(number, story) for number, story in enumerate(briefing.stories, 1)]
    first, count = _opened(stories, [*head, *foot])
    details = (one.details() for one in stories[:count])
    later = [*(one for one in details if one), *(one.whole() for one in stories[count:])]
    return [message([*head, *first, *foot], calls), *messages(later)]


def _opened(stories: Sequence[Telling], around: Sequence[Piece]) -> tuple[list[Piece], int]:
    """The openings that one message holds beside its head and foot, of the first few stories, and of how many."""
    opened: list[Piece] = []
    for count, story in enumerate(stories):
        more = pieces_of(story.opening())
        if not fits([*around, *opened, *more]):
            return opened, count
        opened += more
    return opened, len(stories)


def _footer(briefing: Briefing, command: str) -> list[str]:
    """How much was looked at, how fresh it is, what made it, what is not shown: a line each."""
    count = count_of(len(briefing.sources), "source", "sources")
    since = f" · what came since {in_own_time(briefing.since)}" if briefing.since else ""
    by = briefed_by(briefing, lambda text: markdown(name(text)))
    lines = [f"{count}{since} · newest loaded {in_own_time(briefing.newest)} · {by}"]
    if briefing.left_out:
        lines.append(f"{briefing.left_out} more: {markdown(command)} brief all")
    if briefing.not_shown:
        lines.append(not_shown(briefing.not_shown))
    return lines


def _calls(role: str) -> str:
    """What tells a role of it; nothing for what is no id."""
    return f"<@&{role}>" if role.isascii() and role.isdigit() and len(role) <= _LONGEST_ROLE else ""


def in_own_time(at: datetime | None) -> str:
    """A minute, which Discord shows in the time zone of whoever reads it."""
    return f"<t:{int(at.timestamp())}:f>" if at else "never"
