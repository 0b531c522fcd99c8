"""Which lines open a story, in which order, and the numbers of their sources: the same in every chat.

Guards that every line has its place, and that a number leads to the source that it stands for.
"""

from collections.abc import Sequence

from bot.domain.cutting import Measure, literal, units
from bot.domain.documents import BriefingStory, Line, SourceLink

GAP = "[…]"  # between passages, and where a quote goes on
MOST_SENTENCES = 2
MOST_SAID = 2
MOST_OF_LINE = 500  # a longer one would be a wall on a phone
MOST_OPENING = 1100
MOST_SOURCES = 20  # of a story that are listed though no line cites them; the rest are counted
MOST_MARKS = 20


class References:
    """The sources that a text cites, numbered in the order of their first citation. A single one needs no number."""

    def __init__(self, *, single: bool = False) -> None:
        self.links: dict[SourceLink, int] = {}
        self._single = single

    def number(self, link: SourceLink) -> str:
        """The number of a source in brackets and a blank behind it, or nothing."""
        number = self.links.setdefault(link, len(self.links) + 1)
        return "" if self._single else f"[{number}] "

    def marks(self, line: Line) -> str:
        """The numbers of a line's sources, with a blank before them that keeps them beside its last word."""
        numbers = dict.fromkeys(self.number(passage.source).strip() for passage in line.passages)
        marks = "".join(list(numbers)[:MOST_MARKS])
        return f"\u00a0{marks}" if marks else ""


def line_text(line: Line) -> str:
    """The words of a line; what is left out between them, and behind them, is marked."""
    if line.written:
        return literal(line.written)
    text = f" {GAP} ".join(literal(passage.text) for passage in line.passages)
    return f"{text} {GAP}" if line.cut else text


def in_order(story: BriefingStory) -> list[Line]:
    """Of an update the lines keep their order, for what is new comes first; else sentences come before quotes."""
    return sorted(story.lines, key=lambda one: not story.update and one.kind.is_speech)


def opening(lines: Sequence[Line], size: Measure = units, most: int = MOST_OPENING) -> list[int]:
    """Which lines open the story, by their places; their words are at most `most` by the measure."""
    chosen: list[int] = []
    used = {True: 0, False: 0}
    room = most
    for at, one in enumerate(lines):
        spoken, length = one.kind.is_speech, size(line_text(one))
        if used[spoken] < (MOST_SAID if spoken else MOST_SENTENCES) and length <= min(room, MOST_OF_LINE):
            chosen.append(at)
            used[spoken] += 1
            room -= length
    return chosen


class Parted:
    """A story in two: the lines that open it, and the rest; with the sources that are listed, and how many are not."""

    def __init__(self, story: BriefingStory, size: Measure = units, most: int = MOST_OPENING) -> None:
        self.lines = in_order(story)
        chosen = opening(self.lines, size, most)
        self.opened = [self.lines[at] for at in chosen]
        self.rest = [one for at, one in enumerate(self.lines) if at not in chosen]
        cited = [passage.source for one in self.lines for passage in one.passages]
        every = dict.fromkeys([*cited, *story.sources])
        self.links = dict.fromkeys([*cited, *story.sources[:MOST_SOURCES]])
        self.unlisted = len(every) - len(self.links)

    @property
    def count(self) -> int:
        """How many sources there are in all."""
        return len(self.links) + self.unlisted
