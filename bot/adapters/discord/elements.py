"""Rows of markdown, embeds and buttons in Discord's API form. Guards the limits of each, and that nothing is dropped.

Limits: docs.discord.com, "Message" (embeds) and "Components"; a margin is left for another way of counting.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

from bot.adapters.discord.escaping import literal, units
from bot.domain import cutting
from bot.services.wording import STORY_BUTTONS

Json = dict[str, Any]
MOST_OF_TITLE = 250  # Discord takes 256
MOST_OF_DESCRIPTION = 4000  # 4,096
MOST_OF_LABEL = 80
MOST_OF_ID = 100
MOST_ROWS = 5
MOST_OF_ROW = 5
COLOUR = 0x3B82F6
QUOTED, SMALL = "> ", "-# "


@dataclass(frozen=True, slots=True)
class Row:
    """A paragraph of markdown, in chunks between which it may be parted; each line of it begins with `mark`."""

    chunks: tuple[str, ...]
    mark: str = ""

    def text(self) -> str:
        """The row as it is posted."""
        return "\n".join(f"{self.mark}{line}" for line in "".join(self.chunks).split("\n"))


def row(*chunks: str, mark: str = "") -> Row:
    """A row of chunks, each of them shorter than a description."""
    return Row(chunks, mark)


def quoted(text: str) -> Row:
    """A row with a bar at its side."""
    return Row((text,), QUOTED)


def small(text: str) -> Row:
    """A row of small grey text."""
    return Row((text,), SMALL)


def bold(markdown: str) -> str:
    """Escaped text in bold."""
    return f"**{markdown}**"


def descriptions(rows: Iterable[Row]) -> list[str]:
    """The rows as descriptions of embeds, as few as hold them."""
    made: list[list[Row]] = []
    used = MOST_OF_DESCRIPTION
    for one in (part for whole in rows for part in _parts(whole)):
        more = units(one.text()) + 2
        if used + more > MOST_OF_DESCRIPTION:
            made.append([])
            used = 0
        made[-1].append(one)
        used += more
    return [_joined(held) for held in made]


def _parts(whole: Row) -> Iterable[Row]:
    """A row as rows that a description holds each."""
    held: tuple[str, ...] = ()
    for chunk in whole.chunks:
        more = replace(whole, chunks=(*held, chunk))
        if held and units(more.text()) + 2 > MOST_OF_DESCRIPTION:
            yield replace(whole, chunks=held)
            held = ()
        held = (*held, chunk)
    if held:
        yield replace(whole, chunks=held)


def _joined(rows: Sequence[Row]) -> str:
    """A line a row; two quotes that follow each other are kept apart, each has a bar of its own."""
    apart = ["\n\n" if one.mark == after.mark == QUOTED else "\n" for one, after in pairwise(rows)]
    return "".join(f"{one.text()}{gap}" for one, gap in zip(rows, [*apart, ""], strict=True))


def embed(description: str, title: str = "", url: str = "") -> Json:
    """A box with a coloured edge; `title` is markdown, and with a `url` a link."""
    made: Json = {"color": COLOUR}
    given = {"description": description, "title": title, "url": url}
    return made | {key: value for key, value in given.items() if value}


def button(custom_id: str, label: str) -> Json:
    """One button: what is sent when it is pressed, and what stands on it, literally."""
    return {"type": 2, "style": 2, "custom_id": custom_id, "label": cutting.short(literal(label), MOST_OF_LABEL)}


def button_row(buttons: Sequence[Json]) -> Json:
    """Up to five buttons side by side."""
    return {"type": 1, "components": list(buttons)}


def story_buttons(story_id: str, number: int | None) -> Json:
    """What can be pressed about a story; with its number where a message tells others, too."""
    before = f"{number} · " if number is not None else ""
    return button_row([button(f"{action}::{story_id}", f"{before}{text}") for action, text in STORY_BUTTONS])
