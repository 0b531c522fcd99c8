"""Rows of text as blocks of Slack. Guards Slack's limits of each block, and that nothing of a row is dropped.

What is from outside becomes `rich_text` or `plain_text`, which Slack takes literally.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Any

from bot.adapters.slack.escaping import room, short, size
from bot.services.wording import STORY_BUTTONS

Block = dict[str, Any]
MOST_OF_BLOCK = 2900  # Slack's 3,000 are documented for other texts than rich text, which is held to them as well
MOST_OF_HEADER = 150
MOST_OF_CONTEXT = 1500


@dataclass(frozen=True, slots=True)
class Run:
    """Text of one style; with a `url`, a link."""

    text: str
    url: str = ""
    bold: bool = False
    italic: bool = False

    def size(self) -> int:
        """What it counts towards the limits."""
        return size(self.text) + size(self.url)


@dataclass(frozen=True, slots=True)
class Row:
    """A paragraph; `quoted`: with a bar at its side."""

    runs: tuple[Run, ...]
    quoted: bool = False

    def size(self) -> int:
        """What it counts towards the limits."""
        return 1 + sum(run.size() for run in self.runs)


def row(*runs: Run | str, quoted: bool = False) -> Row:
    """A row of runs, or of plain text."""
    return Row(tuple(Run(run) if isinstance(run, str) else run for run in runs), quoted)


def rich_text(rows: Iterable[Row]) -> list[Block]:
    """The rows as `rich_text` blocks, as few as hold them."""
    blocks: list[list[Row]] = []
    used = MOST_OF_BLOCK
    for one in (piece for whole in rows for piece in _pieces(whole)):
        if used + one.size() > MOST_OF_BLOCK:
            blocks.append([])
            used = 0
        blocks[-1].append(one)
        used += one.size()
    return [{"type": "rich_text", "elements": list(_elements(held))} for held in blocks]


def _pieces(whole: Row) -> Iterable[Row]:
    """A row as rows that fit in a block each; without runs that are empty."""
    pieces: list[list[Run]] = [[]]
    used = 1
    for run in (piece for one in whole.runs if one.text for piece in _pieces_of_run(one)):
        if used + run.size() > MOST_OF_BLOCK:
            pieces.append([])
            used = 1
        pieces[-1].append(run)
        used += run.size()
    return [replace(whole, runs=tuple(piece)) for piece in pieces if piece]


def _pieces_of_run(run: Run) -> Iterable[Run]:
    while run.size() >= MOST_OF_BLOCK:
        at = max(1, room(run.text, MOST_OF_BLOCK - 1 - size(run.url)))
        yield replace(run, text=run.text[:at])
        run = replace(run, text=run.text[at:])
    if run.text:
        yield run


def _elements(rows: Sequence[Row]) -> Iterable[Block]:
    """Paragraphs that follow each other as one section, a line each; quotes as one element each."""
    for quoted, held in groupby(rows, key=lambda one: one.quoted):
        if quoted:
            yield from ({"type": "rich_text_quote", "elements": [_element(run) for run in one.runs]} for one in held)
            continue
        elements: list[Block] = []
        for one in held:
            if elements:
                elements.append({"type": "text", "text": "\n"})
            elements += [_element(run) for run in one.runs]
        yield {"type": "rich_text_section", "elements": elements}


def _element(run: Run) -> Block:
    styles = {name: True for name, wanted in (("bold", run.bold), ("italic", run.italic)) if wanted}
    made: Block = {"type": "link", "url": run.url} if run.url else {"type": "text"}
    return made | {"text": run.text} | ({"style": styles} if styles else {})


def header(text: str) -> Block:
    """A heading in large letters."""
    return {"type": "header", "text": _plain_text(short(text, MOST_OF_HEADER))}


def context(text: str) -> Block:
    """Small grey text, literally."""
    return {"type": "context", "elements": [_plain_text(short(text, MOST_OF_CONTEXT))]}


def own_context(mrkdwn: str) -> Block:
    """Small grey text in mrkdwn: for our own words, figures and times alone. Slack links nothing in it by itself."""
    return {"type": "context", "elements": [{"type": "mrkdwn", "text": mrkdwn, "verbatim": True}]}


def buttons(number: int, story_id: str) -> Block:
    """What can be pressed under a story; its `number` is unlike any other of the message."""
    pressed = [button(action, text, story_id) for action, text in STORY_BUTTONS]
    return {"type": "actions", "block_id": f"story:{number}", "elements": pressed}


def share_button(value: str) -> Block:
    """What posts an answer that only its asker sees to the channel."""
    return {"type": "actions", "block_id": "share", "elements": [button("share", "Share to channel", value)]}


def button(action: str, text: str, value: str = "") -> Block:
    """One button: its action id, what stands on it, and what it sends along, if anything."""
    made: Block = {"type": "button", "action_id": action, "text": _plain_text(text)}
    return made | ({"value": value} if value else {})


def _plain_text(text: str) -> Block:
    return {"type": "plain_text", "text": text, "emoji": False}
