"""Whatever a server says, a call ends in a reply of the shape asked for or in a ModelError: any bytes, any JSON."""

import json
import time
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel

from bot.adapters.llm import faults
from bot.adapters.llm.reading import Said, object_in, read, text_in
from bot.adapters.llm.rungs import schema_of
from bot.domain.errors import ModelError, ModelFault
from bot.services import replies
from bot.services.ports.model import Tokens

SHAPES: list[type[BaseModel]] = [
    replies.StorySelect,
    replies.StoryWrite,
    replies.AnswerSelect,
    replies.AnswerWrite,
    replies.QuestionRead,
    replies.Translated,
]
shapes = st.sampled_from(SHAPES)
words = st.text(st.characters(exclude_categories=()), max_size=30)  # halves of characters among them
leaves = st.none() | st.booleans() | st.integers() | st.floats() | words
anything = st.recursive(leaves, lambda inner: st.lists(inner, max_size=5) | st.dictionaries(words, inner, max_size=5))


def likely(schema: dict[str, Any]) -> st.SearchStrategy[Any]:
    """Values that are mostly of a schema, and here and there anything else."""
    if "enum" in schema:
        return st.sampled_from(schema["enum"]) | anything
    if schema["type"] == "object":
        return st.fixed_dictionaries({name: likely(one) for name, one in schema["properties"].items()}) | anything
    if schema["type"] == "array":
        return st.lists(likely(schema["items"]), max_size=80)
    return {"string": words | words.map(lambda one: one * 100), "boolean": st.booleans(), "integer": st.integers()}[
        schema["type"]
    ]


def strings(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    for one in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from strings(one)


def checked(body: bytes, shape: type[BaseModel]) -> None:
    try:
        reply = read(text_in(body, 100), shape)
    except ModelError:
        return
    assert isinstance(reply, shape)
    written = reply.model_dump_json()
    assert shape.model_validate_json(written) == reply
    assert len(written.encode()) < 1_000_000
    for one in strings(reply.model_dump()):
        assert one == " ".join(one.split())
        assert one.isprintable() or all(ord(character) > 0x9F for character in one if not character.isprintable())
        one.encode()


@given(st.binary(max_size=300), shapes)
def test_any_bytes(body: bytes, shape: type[BaseModel]):
    checked(body, shape)


@given(anything, shapes)
def test_any_json(value: object, shape: type[BaseModel]):
    checked(json.dumps(value).encode(), shape)
    checked(json.dumps({"choices": value}).encode(), shape)
    checked(json.dumps({"choices": [value], "usage": value}).encode(), shape)
    checked(json.dumps({"choices": [{"message": value, "finish_reason": value}]}).encode(), shape)
    checked(json.dumps({"error": value}).encode(), shape)
    checked(json.dumps({"choices": [{"message": {"content": json.dumps(value)}}], "usage": value}).encode(), shape)


@given(st.data(), shapes)
def test_any_reply_that_is_nearly_of_the_shape(data: st.DataObject, shape: type[BaseModel]):
    value = data.draw(likely(schema_of(shape)))
    before, after = data.draw(words), data.draw(words)
    checked(json.dumps({"choices": [{"message": {"content": f"{before}{json.dumps(value)}{after}"}}]}).encode(), shape)


@given(st.integers(300, 599), words | anything.map(json.dumps), words)
def test_any_error(status: int, said: str, code: str):
    assert str(faults.of_status(status, said, code)).isprintable()
    assert isinstance(faults.speaks_of_format(status, said), bool)


@given(st.dictionaries(words, anything, max_size=3), words)
def test_an_object_is_found_whatever_plain_words_stand_around_it(value: dict[str, object], around: str):
    plain = around.replace("{", "")
    text = f"{plain}\n```json\n{json.dumps(value)}\n```{plain}"
    assert json.dumps(object_in(text)) == json.dumps(value)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ('{"a": 1}', {"a": 1}),
        ('Sure: {x} is the format. {"a": {"b": "}"}} and {"c": 2}', {"a": {"b": "}"}}),
        ('<think>maybe {"a": 0}?</think>\n{"a": 1}', {"a": 1}),
        ('```json\n{"a": 1}\n```', {"a": 1}),
        ('{"a": "</think>"}', {"a": "</think>"}),
        ('[{"a": 1}]', {"a": 1}),
        ('{"a": 1', None),
        ("{" * 100_000, None),
        ('{"a":' * 100_000, None),
        ("no", None),
        ("", None),
        ("{ " * 20 + '{"a": 1}', None),
    ],
)
def test_the_first_object_counts(text: str, found: object):
    assert object_in(text) == found


@pytest.mark.parametrize(
    "text",
    ["{" * 1_000_000, '{"a":' * 200_000, '{"a":"' + "\\" * 1_000_000, "{}".join([" "] * 400_000), '{"a":[' * 160_000],
)
def test_a_million_characters_are_read_in_no_time(text: str):
    began = time.monotonic()
    object_in(text)
    assert time.monotonic() - began < 10


def test_what_is_too_much_of_a_list_is_left_out_and_half_a_text_is_none():
    many = [f"s{n}" for n in range(1000)]
    few = read(_said({"lines": many, "found": True, "disagreements": []}), replies.AnswerSelect)
    assert len(few.lines) == 64
    for wrong in ({"headline": "x" * 301, "lines": []}, {"headline": "h", "lines": ["x" * 41]}):
        with pytest.raises(ModelError) as caught:
            read(_said(wrong), replies.StorySelect)
        assert caught.value.kind is ModelFault.WRONG_SHAPE


def test_a_disagreement_names_two_claims_that_are_there():
    claims = [{"text": "a", "passages": ["s1"]}, {"text": "b", "passages": ["s2"]}]
    pairs = [(0, 1), (1, 0), (0, 0), (-1, 0), (0, 2), (10**30, 0)]
    named = [{"first": first, "second": second} for first, second in pairs]
    reply = read(_said({"found": True, "claims": claims, "quotes": [], "disagreements": named}), replies.AnswerWrite)
    assert [(one.first, one.second) for one in reply.disagreements] == [(0, 1), (1, 0)]


def _said(value: object) -> Said:
    return Said(json.dumps(value), Tokens(1, 1))
