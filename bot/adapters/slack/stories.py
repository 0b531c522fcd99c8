"""A story of a briefing as blocks: what opens it, what follows. Guards that every line stands in one of the two."""

from bot.adapters.slack.elements import Block, Row, Run, buttons, context, rich_text, row
from bot.adapters.slack.escaping import literal, size
from bot.adapters.slack.fitting import Group
from bot.adapters.slack.lines import MOST_OF_LISTED_TITLE, linked_title, listed, name, rows_of
from bot.domain.documents import BriefingStory
from bot.domain.opening import Parted, References
from bot.services.wording import OWN_LANGUAGES, count_of, source_text

SHOWN_SOURCES = 4
MOST_OF_REASON = 300


class Telling:
    """A story as the `number`th of its briefing: opened and detailed later, or told as a whole."""

    def __init__(self, number: int, story: BriefingStory) -> None:
        self._number, self._story = number, story
        self._parted = Parted(story, size)
        self._references = References(single=len(self._parted.links) <= 1)
        self._title = literal(story.heading.title, MOST_OF_LISTED_TITLE) or "(no title)"
        self._head = row(*_headline(number, story))

    def opening(self) -> Group:
        """The headline, a few lines, where they come from, and what can be pressed."""
        # What opens a story has the lowest numbers.
        rows = rows_of(self._parted.opened, self._references)
        small = context(_sources(self._story, self._references, len(self._parted.rest), self._parted.count))
        pressed = buttons(self._number, self._story.story_id)
        return Group((*rich_text([self._head, *rows]), small, pressed), self._title, self._story.story_id)

    def details(self) -> Group | None:
        """What the opening has left out, and all sources; None where that is nothing."""
        rows = rows_of(self._parted.rest, self._references)
        listed, small = self._sources()
        if not rows and not listed:
            return None
        blocks = (*rich_text([self._head, *rows, *listed]), *small)
        return Group(blocks, self._title, again=self._again())

    def whole(self) -> Group:
        """Everything at once."""
        rows = rows_of(self._parted.lines, self._references)
        listed, small = self._sources()
        pressed = buttons(self._number, self._story.story_id)
        blocks = (*rich_text([self._head, *rows, *listed]), *small, pressed)
        return Group(blocks, self._title, self._story.story_id, self._again())

    def _sources(self) -> tuple[list[Row], list[Block]]:
        """The sources as rows, and as small text why the story is here, with its source where it has one alone."""
        for link in self._parted.links:
            self._references.number(link)
        why = f"Why here: {literal(self._story.reason, MOST_OF_REASON) or 'no reason given'}"
        if list(self._parted.links) == [self._story.headline]:  # the headline links to it already
            return [], [context(f"{source_text(self._story.headline, name, beside=self._story.headline)}\n{why}")]
        unlisted = self._parted.unlisted
        more = [row(f"and {count_of(unlisted, 'more source', 'more sources')}")] if unlisted else []
        return [row(Run("Sources", bold=True)), *listed(self._references), *more], [context(why)]

    def _again(self) -> tuple[Block, ...]:
        return tuple(rich_text([row(*_headline(self._number, self._story), " (continued)")]))


def _headline(number: int, story: BriefingStory) -> list[Run]:
    mark = "Update: " if story.update else ""
    return linked_title(story.heading, before=f"{number}. {mark}", bold=True)


def _sources(story: BriefingStory, references: References, lines: int, sources: int) -> str:
    """The sources of what opens a story, by name and host, and how much more follows."""
    references.number(story.headline)
    links = list(references.links)[:SHOWN_SOURCES]
    parts = [f"{references.number(link)}{source_text(link, name, beside=story.headline)}" for link in links]
    more = [count_of(lines, "line", "lines")] if lines else []
    more += [count_of(sources - len(links), "source", "sources")] if sources > len(links) else []
    parts[-1] += f" · {' and '.join(more)} more below" if more else ""
    if story.headline.language not in OWN_LANGUAGES:
        parts.append(f"In another language ({literal(story.headline.language, 20)}): speakers are not named.")
    return "\n".join(parts)
