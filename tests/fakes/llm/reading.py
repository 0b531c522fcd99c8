"""What a prompt asks, as a model would understand it: the schema wanted, the passages, the question, how many lines."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any


@dataclass(frozen=True)
class Asked:
    """One request. `schema` is what the reply must look like, from the request's field or from the instructions."""

    system: str
    user: str
    schema: Mapping[str, Any]

    @property
    def fields(self) -> frozenset[str]:
        return frozenset(self.schema.get("properties", ()))

    @cached_property
    def passages(self) -> Sequence[Mapping[str, str]]:
        found = [_as_object(line) for line in self.user.splitlines()]
        return [one for one in found if "id" in one and "text" in one]

    @property
    def sentences(self) -> list[Mapping[str, str]]:
        return [one for one in self.passages if one["id"].startswith("s")]

    @property
    def quotes(self) -> list[Mapping[str, str]]:
        return [one for one in self.passages if one["id"].startswith("q")]

    @property
    def question(self) -> str:
        found = re.search(r"<question>\s*(.*?)\s*</question>", self.user, re.DOTALL)
        return found[1] if found else ""

    @property
    def count(self) -> int:
        found = re.search(r"at most (\d+)", self.system + self.user)
        return int(found[1]) if found else 3


def asked(body: Mapping[str, Any]) -> Asked:
    """What a request's body asks."""
    said = {one["role"]: one["content"] for one in body["messages"]}
    form = body.get("response_format", {})
    schema = form.get("json_schema", {}).get("schema") or _told(said.get("system", ""))
    return Asked(said.get("system", ""), said.get("user", ""), schema)


def _told(system: str) -> Mapping[str, Any]:
    """A schema that stands in the instructions, as a line of JSON."""
    return next((one for line in reversed(system.splitlines()) if "properties" in (one := _as_object(line))), {})


def _as_object(line: str) -> dict[str, Any]:
    try:
        found = json.loads(line)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}
