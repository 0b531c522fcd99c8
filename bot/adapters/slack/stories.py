"""A story of a briefing as blocks: what opens it, what follows. Guards that every line stands in one of the two."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.adapters.slack.elements import Block, Run, buttons, context, rich_text, row
from bot.adapters.slack.escaping import literal, size
from bot.adapters.slack.fitting import Group
from bot.adapters.slack.lines import References, line_text, linked_title, rows_of, source_text
from bot.domain.documents import BriefingStory, Line, LineKind
from bot.services.wording import OWN_LANGUAGES, count_of

MOST_SENTENCES = 2
MOST_SAID = 2
MOST_OF_LINE = 500  # a longer one would be a wall on a phone
MOST_OPENING = 1100
SHOWN_SOURCES = 4
MOST_OF_REASON = 300


@dataclass(frozen=True, slots=True)
class Told:
    """A story as blocks: `opening` and its `details`, if it has more to tell, or `whole` where nothing opens it."""

    opening: Group
    details: Group | None
    whole: Group


def told(number: int, story: BriefingStory) -> Told:
    """The story as the `number`th of its briefing."""
    lines = _in_order(story)
    opened = _opening(lines)
    rest = [one for at, one in enumerate(lines) if at not in opened]
    links = dict.fromkeys([p.source for one in lines for p in one.passages] + list(story.sources))
    references = References(single=len(links) <= 1)
    # In this order the sources of what opens the story have the lowest numbers.
    head = row(*_headline(number, story))
    first = rows_of([lines[at] for at in opened], references)
    small = context(_sources(story, references, len(rest), len(links)))
    later = rows_of(rest, references)
    for link in story.sources:
        references.number(link)
    everything = rows_of(lines, references)
    pressed = buttons(number, story.story_id)
    title = literal(story.headline.title, 150) or "(no title)"
    again = tuple(rich_text([row(*_headline(number, story), " (continued)")]))
    listed = [row(Run("Sources", bold=True)), *references.listed()]
    why = [_why(story)]
    if list(references.links) == [story.headline]:  # the headline links to it already
        listed, why = [], [context(source_text(story.headline)), *why]
    details = Group((*rich_text([head, *later, *listed]), *why), title, "", again)
    return Told(
        Group((*rich_text([head, *first]), small, pressed), title, story.story_id),
        details if rest or listed else None,
        Group((*rich_text([head, *everything, *listed]), *why, pressed), title, story.story_id, again),
    )


def _in_order(story: BriefingStory) -> list[Line]:
    """Of an update the lines keep their order, for what is new comes first; else sentences come before quotes."""
    return sorted(story.lines, key=lambda one: not story.update and one.kind is not LineKind.SENTENCE)


def _opening(lines: Sequence[Line]) -> list[int]:
    """Which lines open the story, by their places."""
    chosen: list[int] = []
    used = {True: 0, False: 0}
    room = MOST_OPENING
    for at, one in enumerate(lines):
        spoken, length = one.kind is not LineKind.SENTENCE, size(line_text(one))
        if used[spoken] < (MOST_SAID if spoken else MOST_SENTENCES) and length <= min(room, MOST_OF_LINE):
            chosen.append(at)
            used[spoken] += 1
            room -= length
    return chosen


def _headline(number: int, story: BriefingStory) -> list[Run]:
    mark = "Update: " if story.update else ""
    return linked_title(story.headline, before=f"{number}. {mark}", bold=True)


def _sources(story: BriefingStory, references: References, lines: int, sources: int) -> str:
    """The sources of what opens a story, by name and host, and how much more follows."""
    references.number(story.headline)
    links = list(references.links)[:SHOWN_SOURCES]
    parts = [f"{references.number(link)}{source_text(link, beside=story.headline)}" for link in links]
    more = [count_of(lines, "line", "lines")] if lines else []
    more += [count_of(sources - len(links), "source", "sources")] if sources > len(links) else []
    parts[-1] += f" · {' and '.join(more)} more below" if more else ""
    if story.headline.language not in OWN_LANGUAGES:
        parts.append(f"In another language ({literal(story.headline.language, 20)}): speakers are not named.")
    return "\n".join(parts)


def _why(story: BriefingStory) -> Block:
    return context(f"Why here: {literal(story.reason, MOST_OF_REASON) or 'no reason given'}")
