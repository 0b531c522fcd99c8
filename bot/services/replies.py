"""The shapes of what a language model replies; guards that a reply holds a bounded amount of plain text.

Strict: every field is there and of its type, and what was not asked for is ignored. Bounds are checked here and stand
in no schema, for servers differ in which of them they refuse. A list that is too long is cut down to what may be in it;
a text that is too long is no reply at all, for half a sentence may say the opposite. Whether anything of it is true,
or names a passage that was given, is not decided here.
"""

import unicodedata
from collections.abc import Sequence
from typing import Annotated, Literal, TypeVar

from pydantic import AfterValidator, BaseModel, ConfigDict, ValidationInfo, field_validator

Item = TypeVar("Item")

_LONGEST = 1_000  # characters of a claim or a translated line
_HEADLINE = 300
_ID = 40
_IDS = 64  # passages named in one list
_CLAIMS = 32
_REPHRASINGS = 3
_SEARCH = 200  # characters
_LINES = 64
_NO_TEXT = frozenset({"Cc", "Cs", "Zl", "Zp"})  # controls, halves of characters, ends of lines


def _text(most: int) -> AfterValidator:
    """One line of at most so many characters, without what no line holds."""

    def checked(value: str) -> str:
        if len(value) > 4 * most:
            raise ValueError("it is too long")
        plain = "".join(" " if unicodedata.category(one) in _NO_TEXT else one for one in value)
        line = " ".join(plain.split())
        if len(line) > most:
            raise ValueError("it is too long")
        return line

    return AfterValidator(checked)


def _few(most: int) -> AfterValidator:
    def checked(value: list[Item]) -> list[Item]:
        return value[:most]

    return AfterValidator(checked)


Words = Annotated[str, _text(_LONGEST)]
Headline = Annotated[str, _text(_HEADLINE)]
Search = Annotated[str, _text(_SEARCH)]
PassageIds = Annotated[list[Annotated[str, _text(_ID)]], _few(_IDS)]


class _Shape(BaseModel):
    model_config = ConfigDict(strict=True, extra="ignore", frozen=True)


class Claim(_Shape):
    """One statement, and the ids of the passages that it rests on."""

    text: Words
    passages: PassageIds


Claims = Annotated[list[Claim], _few(_CLAIMS)]


class StorySelect(_Shape):
    """A headline, and the ids of the passages to be shown, in order."""

    headline: Headline
    lines: PassageIds


class StoryWrite(_Shape):
    """A headline, statements, and the ids of the quotes to be shown."""

    headline: Headline
    claims: Claims
    quotes: PassageIds


class Disagreement(_Shape):
    """The places, in the list of claims or of lines, of two of which outlets say different things."""

    first: int
    second: int


class _Answer(_Shape):
    """Whether the passages answer the question."""

    found: bool


class AnswerSelect(_Answer):
    """The ids of the passages that answer, in order; what outlets do not agree on."""

    lines: PassageIds
    disagreements: list[Disagreement]

    @field_validator("disagreements")
    @classmethod
    def _of_lines(cls, value: list[Disagreement], info: ValidationInfo) -> list[Disagreement]:
        return _there(value, info.data.get("lines", ()))


class AnswerWrite(_Answer):
    """Statements, and what outlets do not agree on."""

    claims: Claims
    disagreements: list[Disagreement]

    @field_validator("disagreements")
    @classmethod
    def _of_claims(cls, value: list[Disagreement], info: ValidationInfo) -> list[Disagreement]:
        return _there(value, info.data.get("claims", ()))


def _there(named: list[Disagreement], among: Sequence[object]) -> list[Disagreement]:
    """Those that name two which are there: an index is safe to use."""
    there = range(len(among))
    kept = [one for one in named[:_CLAIMS] if one.first in there and one.second in there]
    return [one for one in kept if one.first != one.second]


class QuestionRead(_Shape):
    """What a question asks for; empty words where it does not say. Rephrasings are short searches."""

    kind: Literal["said", "who_said", "commented", "fact", "news", "brief"]
    person: Search
    topic: Search
    when: Search
    rephrasings: Annotated[list[Search], _few(_REPHRASINGS)]


class Translated(_Shape):
    """The lines in another language, one for each line that was given, in order."""

    lines: Annotated[list[Words], _few(_LINES)]
