"""How a server is asked for JSON, from what few can to what all can. Guards that every shape says the same on each.

`SCHEMA`: the server itself holds the model to the schema (OpenAI, llama.cpp, vLLM, newer Ollama). `GUIDED`: the same by
an older field (llama-cpp-python), which OpenAI refuses. `OBJECT`: to some object. `TEXT`: to nothing, and the object is
looked for in what the model says. Below the first the schema is told in words, too.
"""

import json
from collections.abc import Mapping
from enum import IntEnum
from typing import Any

from pydantic import BaseModel

from bot.services.ports.model import Prompt


class Rung(IntEnum):
    """Of the ladder, the highest first."""

    SCHEMA = 0
    GUIDED = 1
    OBJECT = 2
    TEXT = 3

    @property
    def lower(self) -> "Rung":
        """The next one down; the lowest has none."""
        return Rung(min(self + 1, Rung.TEXT))

    @property
    def minded_less(self) -> "Rung":
        """The next one down for a server that takes this one and minds it not."""
        return Rung.GUIDED if self is Rung.SCHEMA else Rung.TEXT


_TELL = "Reply with one JSON object and nothing else: no words around it. It follows this JSON Schema:"
# What says nothing about the shape. Bounds are checked on the reply: servers differ in which of them they refuse.
_IDLE = frozenset({"title", "description", "default", "$defs"})


def system_of(prompt: Prompt, shape: type[BaseModel], rung: Rung) -> str:
    """The instructions; with the schema where the server is not held to it."""
    if rung is Rung.SCHEMA:
        return prompt.system
    return f"{prompt.system}\n\n{_TELL}\n{json.dumps(schema_of(shape), ensure_ascii=False)}"


def format_of(shape: type[BaseModel], rung: Rung) -> dict[str, Any] | None:
    """The field `response_format` of a request; None where it is left out."""
    if rung is Rung.TEXT:
        return None
    if rung is Rung.OBJECT:
        return {"type": "json_object"}
    if rung is Rung.GUIDED:
        return {"type": "json_object", "schema": schema_of(shape)}
    named = {"name": shape.__name__, "strict": True, "schema": schema_of(shape)}
    return {"type": "json_schema", "json_schema": named}


def schema_of(shape: type[BaseModel]) -> dict[str, Any]:
    """The schema as strict servers want it: every field required, no other allowed, no references.

    As in OpenAI's guide to structured outputs, "supported schemas"; without references, which not every server that
    turns a schema into a grammar can follow.
    """
    whole = shape.model_json_schema()
    found = _plain(whole, whole.get("$defs", {}))
    assert isinstance(found, dict)  # noqa: S101 - the schema of a model is an object
    return found


def _plain(node: object, named: Mapping[str, Any]) -> object:
    if isinstance(node, list):
        return [_plain(one, named) for one in node]
    if not isinstance(node, dict):
        return node
    if "$ref" in node:
        return _plain(named[str(node["$ref"]).rpartition("/")[2]], named)
    kept: dict[str, object] = {
        name: {key: _plain(one, named) for key, one in value.items()} if name == "properties" else _plain(value, named)
        for name, value in node.items()
        if name not in _IDLE
    }
    if "properties" in kept:
        kept |= {"required": list(node["properties"]), "additionalProperties": False}
    return kept
