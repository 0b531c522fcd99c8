"""Verified lines and their sources as rows; guards that only direct quotes stand in quote marks, each whole in them."""

from collections.abc import Iterable
from itertools import groupby

from bot.adapters.slack.elements import Row, Run, row
from bot.adapters.slack.escaping import literal
from bot.adapters.slack.fitting import pieces
from bot.domain.documents import Line, SourceLink
from bot.domain.drafts import LineKind
from bot.domain.labels import may_label, target
from bot.domain.opening import GAP, References, line_text
from bot.services import wording

MOST_OF_NAME = 120
MOST_OF_TITLE = 300
MOST_OF_LISTED_TITLE = 120


def name(text: str) -> str:
    """A name, a role or a source, as it may be shown."""
    return literal(text, MOST_OF_NAME)


def listed(references: References) -> list[Row]:
    """A row a source."""
    return [row(references.number(link), *reference(link)) for link in list(references.links)]


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
    runs: list[Run] = []
    for one in lines:
        by = wording.attribution(one, name, known=known)
        behind = (f" — {by}" if by else "") + references.marks(one)
        runs += [Run(piece) for piece in pieces(line_text(one))]
        runs[-1] = Run(f"{runs[-1].text}{behind} ")
    return [row(*runs[:-1], runs[-1].text.rstrip())] if runs else []


def _said(line: Line, references: References, known: str) -> Iterable[Row]:
    by = wording.attribution(line, name, known=known)
    marks = references.marks(line)
    if line.kind is LineKind.QUOTE:
        *before, last = pieces(line_text(line), mark=GAP)
        yield from (row(f"“{piece}”", quoted=True) for piece in before)
        # The speaker has a line of its own: on a phone that is easier to find.
        behind = f"\n— {by}{marks}" if by else marks
        yield row(f"“{last}”{behind}", quoted=True)
        return
    *before, last = pieces(line_text(line))
    label = Run(f"{wording.reported_as(line)}: ", italic=True)
    said = [*(row(piece) for piece in before), row(f"{last}{f' — {by}' if by else ''}{marks}")]
    yield row(label, *said[0].runs)
    yield from said[1:]


# --- sources -----------------------------------------------------------------------------------------


def linked_title(link: SourceLink, limit: int = MOST_OF_TITLE, *, before: str = "", bold: bool = False) -> list[Run]:
    """A title that leads to its article, and the host beside it; the host is the link where the title may not be."""
    title, to = literal(link.title, limit), target(link.url)
    shown = Run(f"{before}{title or '(no title)'}", bold=bold)
    if to is None:
        return [shown, Run(f" · {wording.place(link, name)}")]
    if not may_label(title, to.host):
        return [shown, Run(" · "), Run(to.host, to.url)]
    return [Run(before, bold=bold), Run(title, to.url, bold=bold), Run(f" · {to.host}")]


def reference(link: SourceLink) -> list[Run]:
    """A source as one row: publisher, date, linked title, host, and what must be known of it."""
    return [
        Run(f"{name(link.source)} · {wording.date_of(link.published)} · "),
        *linked_title(link, MOST_OF_LISTED_TITLE),
        Run("".join(f" · {note}" for note in wording.article_notes(link))),
    ]


def reference_without_title(link: SourceLink) -> list[Run]:
    """A source as one row without a word of the article."""
    to = target(link.url)
    where = Run(to.host, to.url) if to else Run(wording.place(link, name))
    return [Run(f"{name(link.source)} · {wording.date_of(link.published)} · "), where]
