"""Buttons that stand under messages and on the home page; guards that each does what its name says, once pressed."""

from collections.abc import Sequence
from typing import Any

from bot.adapters.slack.elements import button
from bot.services.wording import STORY_BUTTONS

SAMPLE = ("sample", "Show a sample now")
SOURCE = ("open_source", "Add sources")
SCHEDULE = ("open_schedule", "Set a schedule")
FEEDS = ("open_feeds", "Import a list of feeds")
WELCOME = (SAMPLE, SOURCE, SCHEDULE)
OPENING = tuple(name for name, _ in (SOURCE, SCHEDULE, FEEDS))
STORY = tuple(name for name, _ in STORY_BUTTONS)


def row(buttons: Sequence[tuple[str, str]], block: str) -> dict[str, Any]:
    """Buttons side by side: their action ids, and their texts."""
    return {"type": "actions", "block_id": block, "elements": [button(name, text) for name, text in buttons]}


def with_buttons(payload: dict[str, Any], buttons: Sequence[tuple[str, str]]) -> dict[str, Any]:
    """A message with a row of buttons at its end."""
    return payload | {"blocks": [*payload.get("blocks", []), row(buttons, "buttons")]}
