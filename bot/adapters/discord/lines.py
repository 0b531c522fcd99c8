"""Verified lines and their sources as rows; guards that only direct quotes stand in quote marks, each whole in them."""

from collections.abc import Iterable
from itertools import groupby

from bot.adapters.discord.elements import Row, quoted, row, small
from bot.adapters.discord.escaping import link, markdown, short, size, target
from bot.domain import cutting
from bot.domain.documents import Line, SourceLink
from bot.domain.drafts import LineKind
from bot.domain.labels import may_label
from bot.domain.opening import GAP, References, line_text
from bot.services import wording

MOST_OF_NAME = 120
MOST_OF_TITLE = 120  # of a source that is listed
MOST_OF_HOST = 80  # of one that stands in a heading
MOST_OF_PIECE = 1500  # of one line's words: a description must hold who said it as well


def name(text: str) -> str:
    """A name, a role or a source, as it may be shown once it is escaped."""
    return short(text, MOST_OF_NAME)


def pieces(text: str, *, mark: str = "") -> list[str]:
    """A text as pieces that a row holds each, and `mark` where one goes on in the next, between sentences."""
    return cutting.pieces(text, MOST_OF_PIECE, size, mark=mark)


def rows_of(lines: Iterable[Line], references: References, *, known: str = "") -> list[Row]:
    """Sentences that follow each other as one paragraph, what was said as a row each.

    What is too long for a row goes on in the next; a quote in quote marks of its own.
    """
    rows: list[Row] = []
    for spoken, held in groupby(lines, key=lambda one: one.kind.is_speech):
        if spoken:
            rows += [made for one in held for made in _said(one, references, known)]
        else:
            rows += _paragraph(list(held), references, known)
    return rows


def _paragraph(lines: list[Line], references: References, known: str) -> list[Row]:
    chunks: list[str] = []
    for one in lines:
        chunks += [markdown(piece) for piece in pieces(line_text(one))]
        chunks[-1] = f"{chunks[-1]}{_beside(one, references, known)} "
    return [row(*chunks[:-1], chunks[-1].rstrip())] if "".join(chunks).strip() else []


def _beside(line: Line, references: References, known: str) -> str:
    """Who said it and the numbers of its sources, behind its words."""
    by = wording.attribution(line, name, known=known)
    return (f" — {markdown(by)}" if by else "") + _marks(line, references)


def _marks(line: Line, references: References) -> str:
    marks = references.marks(line)
    return f"\u00a0{markdown(marks)}" if marks else ""


def _said(line: Line, references: References, known: str) -> Iterable[Row]:
    if line.kind is LineKind.QUOTE:
        *before, last = pieces(line_text(line), mark=GAP)
        yield from (quoted(f"“{markdown(piece)}”") for piece in before)
        # The speaker has a line of its own: on a phone that is easier to find.
        by = markdown(wording.attribution(line, name, known=known))
        behind = f"\n— {by}{_marks(line, references)}" if by else _marks(line, references)
        yield quoted(f"“{markdown(last)}”{behind}")
        return
    *before, last = [markdown(piece) for piece in pieces(line_text(line))]
    said = [*before, f"{last}{_beside(line, references, known)}"]
    yield row(f"*{wording.reported_as(line)}:* {said[0]}")
    yield from (row(one) for one in said[1:])


# --- sources -----------------------------------------------------------------------------------------


def listed(references: References) -> list[Row]:
    """A row a source."""
    return [small(f"{_number(references, link)}{reference(link)}") for link in list(references.links)]


def _number(references: References, link: SourceLink) -> str:
    number = references.number(link).strip()
    return f"{markdown(number)} " if number else ""


def linked_title(source: SourceLink) -> str:
    """A title that leads to its article, and the host beside it; the host is the link where the title may not be."""
    title, to = short(source.title, MOST_OF_TITLE), target(source.url)
    if to is None:
        return f"{markdown(title) or '(no title)'} · {markdown(wording.place(source, name))}"
    if not may_label(title, to.host) or set(title) & set("[]"):
        return f"{markdown(title) or '(no title)'} · {link(to, to.host)}"
    return f"{link(to, title)} · {markdown(to.host)}"


def reference(source: SourceLink) -> str:
    """A source as one row: publisher, date, linked title, host, and what must be known of it."""
    parts = [markdown(name(source.source)), wording.date_of(source.published), linked_title(source)]
    return " · ".join([*parts, *wording.article_notes(source)])


def reference_without_title(source: SourceLink) -> str:
    """A source as one row without a word of the article."""
    to = target(source.url)
    where = link(to, to.host) if to else markdown(wording.place(source, name))
    return f"{markdown(name(source.source))} · {wording.date_of(source.published)} · {where}"
