"""Briefings as messages: the first opens the stories, the rest goes into its thread.

Guards that every story and every line stands in one of them, and that every count of what is not shown is told.
"""

from collections.abc import Sequence
from datetime import date, datetime

from bot.adapters.slack.elements import Block, Run, header, own_context, rich_text, row
from bot.adapters.slack.escaping import mrkdwn
from bot.adapters.slack.fitting import Group, fits, packed
from bot.adapters.slack.lines import name
from bot.adapters.slack.messages import Message, listing
from bot.adapters.slack.stories import Telling
from bot.domain.documents import Briefing
from bot.services.wording import briefed_by, count_of, heading, looked_at, moment, not_shown

OPENED = 7  # stories of the first message


def briefing_messages(briefing: Briefing, command: str) -> list[Message]:
    """The messages of a briefing; `command` is what people type in Slack to ask for more."""
    head = [header(heading(briefing))] if briefing.day or briefing.stories else []
    foot = [own_context(line) for line in _footer(briefing, command)]
    if not briefing.stories:
        quiet = rich_text([row(Run("No news.", bold=True), f" {looked_at(briefing.sources, name)}")])
        return [Message([*head, *quiet, *foot], f"{_short_heading(briefing.day)}: no news.")]
    stories = [Telling(number, story) for number, story in enumerate(briefing.stories, 1)]
    first = _opened(stories, [*head, *foot])
    blocks = [*head, *(block for one in first for block in one.blocks), *foot]
    text = listing(f"{_short_heading(briefing.day)}: ", [one.title for one in first])
    details = (one.details() for one in stories[: len(first)])
    later = [*(one for one in details if one), *(one.whole() for one in stories[len(first) :])]
    ids = tuple(one.story_id for one in first)
    return [Message(blocks, text, ids), *(_later(groups) for groups in packed(later))]


def _opened(stories: Sequence[Telling], around: Sequence[Block]) -> list[Group]:
    """The openings that one message holds beside its head and foot, of the first few stories."""
    groups: list[Group] = []
    blocks = list(around)
    for story in stories[:OPENED]:
        group = story.opening()
        blocks += group.blocks
        if not fits(blocks):
            break
        groups.append(group)
    return groups


def _later(groups: Sequence[Group]) -> Message:
    blocks = [block for one in groups for block in one.blocks]
    ids = tuple(one.story_id for one in groups if one.story_id)
    return Message(blocks, listing("More of the briefing: ", [one.title for one in groups]), ids)


def _short_heading(day: date | None) -> str:
    return f"News briefing, {day.day} {day:%B}" if day else "News briefing"


def _footer(briefing: Briefing, command: str) -> list[str]:
    """How much was looked at, how fresh it is, what made it, what is not shown: a line each, our own words alone."""
    count = count_of(len(briefing.sources), "source", "sources")
    since = f" · what came since {in_own_time(briefing.since)}" if briefing.since else ""
    by = briefed_by(briefing, lambda text: mrkdwn(name(text)))
    lines = [f"{count}{since} · newest loaded {in_own_time(briefing.newest)} · {by}"]
    if briefing.left_out:
        lines.append(f"{briefing.left_out} more: {mrkdwn(command)} brief all")
    if briefing.not_shown:
        lines.append(not_shown(briefing.not_shown))
    return lines


def in_own_time(at: datetime | None) -> str:
    """A minute in mrkdwn, which Slack shows in the time zone of whoever reads it."""
    return f"<!date^{int(at.timestamp())}^{{date_short_pretty}} {{time}}|{moment(at)}>" if at else "never"


def searched(newest: datetime | None) -> Block:
    """How fresh what was looked through is, as small text."""
    return own_context(f"Newest loaded: {in_own_time(newest)}")
