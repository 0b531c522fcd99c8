"""Stand-in."""

from pydantic import BaseModel


class StorySelect(BaseModel):
    headline: str
    lines: list[str]


class WrittenClaim(BaseModel):
    text: str
    passages: list[str]


class StoryWrite(BaseModel):
    headline: str
    claims: list[WrittenClaim]
    quotes: list[str]


class AnswerSelect(BaseModel):
    found: bool
    lines: list[str]


class Pair(BaseModel):
    first: int
    second: int


class AnswerWrite(BaseModel):
    found: bool
    claims: list[WrittenClaim]
    quotes: list[str]
    disagreements: list[Pair]


class QuestionRead(BaseModel):
    kind: str
    person: str
    topic: str
    when: str
    rephrasings: list[str]
