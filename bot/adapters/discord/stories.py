"""A story of a briefing as embeds: what opens it, what follows. Guards that every line stands in one of the two."""

from bot.adapters.discord.elements import MOST_OF_TITLE, Row, bold, row, small
from bot.adapters.discord.escaping import link, literal, markdown, short, size, target
from bot.adapters.discord.fitting import Group
from bot.adapters.discord.lines import MOST_OF_HOST, listed, name, rows_of
from bot.domain.documents import BriefingStory
from bot.domain.labels import Target, may_label
from bot.domain.opening import Parted, References
from bot.services import wording
from bot.services.wording import OWN_LANGUAGES, count_of, source_text

MOST_OPENING = 700  # of a story's lines: five stories are to stand in one message
SHOWN_SOURCES = 4
MOST_OF_REASON = 300


class Telling:
    """A story as the `number`th of its briefing: opened and detailed later, or told as a whole."""

    def __init__(self, number: int, story: BriefingStory) -> None:
        self._number, self._story = number, story
        self._parted = Parted(story, size, MOST_OPENING)
        self._references = References(single=len(self._parted.links) <= 1)
        self._title, self._to, self._above = _headline(number, story)

    def opening(self) -> Group:
        """The headline, a few lines, and where they come from."""
        # What opens a story has the lowest numbers.
        rows = rows_of(self._parted.opened, self._references)
        return self._group([*rows, *self._opening_sources()], told=True)

    def details(self) -> Group | None:
        """What the opening has left out, and all sources; None where that is nothing."""
        rows = rows_of(self._parted.rest, self._references)
        sources, small_rows = self._sources()
        return self._group([*rows, *sources, *small_rows], told=False) if rows or sources else None

    def whole(self) -> Group:
        """Everything at once."""
        rows = rows_of(self._parted.lines, self._references)
        sources, small_rows = self._sources()
        return self._group([*rows, *sources, *small_rows], told=True)

    def _group(self, rows: list[Row], *, told: bool) -> Group:
        again = f"{markdown(_text(self._number, self._story, 12))} (continued)"
        told_id = self._story.story_id if told else ""
        return Group((*self._above, *rows), self._title, self._to, again, told_id, self._number)

    def _sources(self) -> tuple[list[Row], list[Row]]:
        """The sources as rows, and as small text why the story is here, with its source where it has one alone."""
        for source in self._parted.links:
            self._references.number(source)
        head, unlisted = self._story.headline, self._parted.unlisted
        why = small(f"Why here: {markdown(short(self._story.reason, MOST_OF_REASON)) or 'no reason given'}")
        if list(self._parted.links) == [head]:  # the headline links to it already
            return [], [small(markdown(source_text(head, name, beside=head))), why]
        more = [small(f"and {count_of(unlisted, 'more source', 'more sources')}")] if unlisted else []
        return [row(bold("Sources")), *listed(self._references), *more], [why]

    def _opening_sources(self) -> list[Row]:
        """The sources of what opens a story, by name and host, and how much more follows."""
        head, lines, sources = self._story.headline, len(self._parted.rest), self._parted.count
        self._references.number(head)
        links = list(self._references.links)[:SHOWN_SOURCES]
        parts = [f"{self._references.number(one)}{source_text(one, name, beside=head)}" for one in links]
        more = [count_of(lines, "line", "lines")] if lines else []
        more += [count_of(sources - len(links), "source", "sources")] if sources > len(links) else []
        parts[-1] += f" · {' and '.join(more)} more below" if more else ""
        if head.language not in OWN_LANGUAGES:
            parts.append(f"In another language ({short(head.language, 20)}): speakers are not named.")
        return [small(markdown(part)) for part in parts]


def _headline(number: int, story: BriefingStory) -> tuple[str, Target | None, tuple[Row, ...]]:
    """The title in markdown, where it leads, and the rows under it: the linked host where it may lead nowhere itself.

    The host stands in the title, so that it is seen before anything is pressed.
    """
    to, title = target(story.headline.url), literal(story.heading.title)
    if to is None:
        where = f" · {short(wording.place(story.headline, name), MOST_OF_HOST)}"
        return markdown(f"{_text(number, story, size(where))}{where}"), None, ()
    if not may_label(title, to.host) or size(to.host) > MOST_OF_HOST:
        return markdown(_text(number, story, 0)), None, (small(link(to, to.host)),)
    # The blank that keeps the host beside its dot is none that `markdown` leaves.
    return f"{markdown(_text(number, story, size(to.host) + 3))} ·\u00a0{markdown(to.host)}", to, ()


def _text(number: int, story: BriefingStory, behind: int) -> str:
    """Number and title, so short that so much fits behind it."""
    before = f"{number}. {'Update: ' if story.update else ''}"
    return before + (short(story.heading.title, MOST_OF_TITLE - behind - len(before) - 1) or "(no title)")
