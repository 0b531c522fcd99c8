"""Whether Slack would take a message or a view. Guards that no test passes on what Slack refuses.

The limit over all blocks together is not documented: that of 13,200 characters is what a maintainer of
slackapi/bolt-js measured (issue 2509).
"""

import json
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from slack_sdk.models.views import View

from tests.fakes.slack.blocks import blocks_faults, characters, interactive
from tests.fakes.slack.elements import PLAIN, Json, by_model, list_faults, string_faults, text_faults

MOST_BLOCKS, MOST_IN_VIEW = 50, 100
MOST_IN_BLOCKS = 13_200
MOST_TEXT = 40_000
MOST_UPDATED = 4_000  # characters of text that chat.update takes
MOST_VIEW = 250_000  # bytes
MOST_METADATA = 16_000  # bytes


@dataclass(frozen=True, slots=True)
class Complaint:
    """`code` is the error that Slack would answer with."""

    code: str
    what: str

    def __str__(self) -> str:
        return f"{self.code}: {self.what}"


def complaints_of(payload: Json) -> list[str]:
    """Everything for which Slack would refuse a message (`text`, `blocks`, `metadata`) or a view (`type`, `blocks`)."""
    return [str(one) for one in faults_of(payload)]


def faults_of(payload: Json, most_text: int = MOST_TEXT) -> list[Complaint]:
    """As `complaints_of`, apart by code; a message's text has at most `most_text` characters."""
    if payload.get("type") in ("modal", "home"):
        return [Complaint("invalid_arguments", what) for what in _view_faults(payload)]
    return list(_message_faults(payload, most_text))


def _message_faults(payload: Json, most_text: int) -> Iterator[Complaint]:
    yield from _text_faults(payload.get("text"), most_text)
    if "metadata" in payload:
        yield from _metadata_faults(payload["metadata"])
    blocks = payload.get("blocks")
    if blocks is None:
        return
    if not isinstance(blocks, list):
        yield Complaint("invalid_blocks_format", "blocks: must be an array")
        return
    if len(blocks) > MOST_BLOCKS:
        yield Complaint("msg_blocks_too_many", f"blocks: at most {MOST_BLOCKS}, not {len(blocks)}")
    yield from (Complaint("invalid_blocks", what) for what in [*blocks_faults(blocks), *characters_faults(blocks)])
    if (count := characters(blocks)) > MOST_IN_BLOCKS:
        yield Complaint("msg_blocks_too_long", f"blocks: at most {MOST_IN_BLOCKS} characters, not {count}")


def _text_faults(text: object, most: int) -> Iterator[Complaint]:
    if not isinstance(text, str) or not text.strip():
        yield Complaint("no_text", "text: must be there, also where there are blocks")
        return
    if len(text) > most:
        yield Complaint("msg_too_long", f"text: at most {most} characters, not {len(text)}")
    yield from (Complaint("invalid_arguments", what) for what in characters_faults(text, "text"))


def _metadata_faults(metadata: object) -> Iterator[Complaint]:
    if metadata == {}:
        return  # takes away what was there
    if not isinstance(metadata, dict) or set(metadata) != {"event_type", "event_payload"}:
        yield Complaint("invalid_metadata_format", "metadata: must have event_type and event_payload")
        return
    yield from (
        Complaint("invalid_metadata_format", what)
        for what in string_faults(metadata["event_type"], "metadata.event_type", 255)
    )
    if not isinstance(metadata["event_payload"], dict):
        yield Complaint("invalid_metadata_format", "metadata.event_payload: must be an object")
    if len(json.dumps(metadata)) > MOST_METADATA:
        yield Complaint("metadata_too_large", f"metadata: at most {MOST_METADATA} bytes")


def _view_faults(view: Json) -> Iterator[str]:
    yield from by_model(lambda given: View(**given), {**view, "blocks": [{"type": "divider"}]}, "view")
    known = {"type", "blocks", "private_metadata", "callback_id", "external_id"}
    if view["type"] == "modal":
        known |= {"title", "submit", "close", "clear_on_close", "notify_on_close"}
        yield from text_faults(view.get("title"), "view.title", 24, PLAIN)
        for key in {"submit", "close"} & set(view):
            yield from text_faults(view[key], f"view.{key}", 24, PLAIN)
    yield from (f"view: unknown key {key!r}" for key in sorted(set(view) - known))
    for key, limit in (("private_metadata", 3000), ("callback_id", 255), ("external_id", 255)):
        if key in view:
            yield from string_faults(view[key], f"view.{key}", limit, least=0)
    yield from list_faults(view.get("blocks"), "view.blocks", MOST_IN_VIEW)
    blocks = view.get("blocks")
    if isinstance(blocks, list):
        yield from blocks_faults(blocks)
        yield from _inputs_faults(view, [one for one in blocks if isinstance(one, dict)])
    yield from characters_faults(view, "view")
    if len(json.dumps(view)) > MOST_VIEW:
        yield f"view: at most {MOST_VIEW} bytes"


def _inputs_faults(view: Json, blocks: list[Json]) -> Iterator[str]:
    if view["type"] == "modal" and any(one.get("type") == "input" for one in blocks) and "submit" not in view:
        yield "view.submit: must be there where there are inputs"
    if any(one.get("type") == "markdown" for one in blocks):
        yield "view.blocks: markdown is for messages alone"
    if sum(bool(one.get("focus_on_load")) for block in blocks for one in interactive(block)) > 1:
        yield "view.blocks: one element alone can have the focus"


def characters_faults(given: Any, where: str = "blocks") -> Iterator[str]:  # noqa: ANN401 - JSON
    """Characters that are no text: halves of surrogate pairs, and control characters but for new lines and tabs."""
    if isinstance(given, str):
        bad = {one for one in given if unicodedata.category(one) in {"Cc", "Cs"} and one not in "\n\t"}
        yield from (f"{where}: character U+{ord(one):04X}" for one in sorted(bad))
    elif isinstance(given, dict):
        for key, one in given.items():
            yield from characters_faults(key, where)
            yield from characters_faults(one, f"{where}.{key}")
    elif isinstance(given, list):
        for nr, one in enumerate(given):
            yield from characters_faults(one, f"{where}[{nr}]")
