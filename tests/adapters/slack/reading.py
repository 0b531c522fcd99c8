"""What people see of messages: their words, and where their links lead."""

import json
from collections.abc import Iterator, Sequence
from typing import Any

from bot.services.ports import Part

Payload = dict[str, Any]


def payloads(parts: Sequence[Part]) -> list[Payload]:
    return [json.loads(part.body) for part in parts]


def elements(payload: Payload) -> Iterator[list[Payload]]:
    """The runs of each section or quote."""
    for block in payload["blocks"]:
        if block["type"] == "rich_text":
            yield from (element["elements"] for element in block["elements"])


def words(payload: Payload) -> str:
    """Everything that its blocks show, buttons apart, a line a row."""
    rows = []
    for block in payload["blocks"]:
        if block["type"] == "rich_text":
            rows += ["".join(run["text"] for run in element["elements"]) for element in block["elements"]]
        elif block["type"] != "actions":
            rows += [one["text"] for one in block.get("elements", [block.get("text")])]
    return "\n".join(rows)


def texts(given: object) -> Iterator[str]:
    """Every text anywhere in it."""
    if isinstance(given, dict):
        yield from (one for key, one in given.items() if key == "text" and isinstance(one, str))
        for one in given.values():
            yield from texts(one)
    elif isinstance(given, list):
        for one in given:
            yield from texts(one)
