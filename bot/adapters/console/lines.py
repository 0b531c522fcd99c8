"""Verified lines and their sources as marked text; guards that only direct quotes stand in quote marks."""

from collections.abc import Iterable

from bot.adapters.console.marks import DIM, ITALIC, PLAIN, shown
from bot.domain.documents import Line, SourceLink
from bot.domain.drafts import LineKind
from bot.domain.text import cut
from bot.services import wording
from bot.services.wording import ARTICLE_NOTES, date_of, reported_as


class References:
    """The sources that a text cites, numbered in the order of their first citation."""

    def __init__(self) -> None:
        self.links: dict[SourceLink, int] = {}

    def marks(self, line: Line) -> str:
        """The numbers of a line's sources, in brackets."""
        numbers = dict.fromkeys(self.links.setdefault(p.source, len(self.links) + 1) for p in line.passages)
        return "".join(f"{DIM}[{number}]{PLAIN}" for number in numbers)

    def listed(self, indent: str) -> Iterable[str]:
        """A row a source."""
        return (f"{indent}{DIM}[{number}] {reference(link)}{PLAIN}" for link, number in self.links.items())


def reference(link: SourceLink) -> str:
    """A source as one line: publisher, date, title and address, or the file's name where it has no address."""
    parts = [shown(link.source), date_of(link.published), shown(cut(link.title, 90)), _address(link)]
    parts += [ARTICLE_NOTES[note] for note in link.notes]
    parts += ["sample"] if link.sample else []
    return " · ".join(parts)


def source_line(link: SourceLink) -> str:
    """A source as one line without a word of the article."""
    return " · ".join([shown(link.source), date_of(link.published), _address(link)])


def _address(link: SourceLink) -> str:
    return shown(link.url or cut(link.article_id.rsplit("/", 1)[-1], 60))


def line_text(line: Line) -> str:
    """A verified line: only direct quotes stand in quote marks, reported words are labelled."""
    if line.written:
        return shown(line.written)
    text = " […] ".join(shown(passage.text) for passage in line.passages) + (" […]" if line.cut else "")
    if line.kind is LineKind.SENTENCE:
        return text
    if line.kind is LineKind.QUOTE:
        return f"“{text}”"
    return f"{ITALIC}{reported_as(line)}:{PLAIN} {text}"


def attribution(line: Line, *, known: str = "") -> str:
    """Who said it, as far as a heading (`known`) has not said so already."""
    told = wording.attribution(line, shown, known=known)
    return f" — {told}" if told else ""
