"""What tells something, and what is a part of a sentence alone."""

import pytest

from bot.domain.support.following import follows
from bot.domain.support.telling import tells
from bot.domain.support.tokens import tokens_of

WHOLE = [
    "The council closed the mill.",
    "The man who shot police was jailed.",
    "Reiter fled after the fire.",
    "Lorne said that it would rain.",
    "The boxes come from Tarn.",
    "The bridge is safe.",
    "Huawei hopes to win back trust.",
    "In May, the harbour opened.",
    "Turnout was not counted.",
    "The plan has been dropped.",
    "Ekdal, who won in May, leaves.",
    "The union, the ministry says, knows nothing.",
]
PARTS = [
    "Every night, when the desert around Hadrel cools.",
    "Ada Brandt, the archaeologist in charge.",
    "The man who was jailed.",
    "The mayor of Tarn.",
    "The plan to close the mill.",
    "Reiter, when he was asked.",
    "",
]


@pytest.mark.parametrize("text", WHOLE)
def test_a_sentence_tells_something(text: str):
    assert all(tells(one) for one in tokens_of(text))


@pytest.mark.parametrize("text", PARTS)
def test_a_part_of_one_does_not(text: str):
    assert not any(tells(one) for one in tokens_of(text))


def test_what_is_left_of_a_sentence_is_one():
    known = tokens_of("Ada Brandt, the archaeologist in charge, has led the dig since June.")
    assert follows(tokens_of("Ada Brandt has led the dig since June."), known)
    assert not follows(tokens_of("Ada Brandt, the archaeologist in charge."), known)
    assert follows(tokens_of("Death of a salesman in Tarn."), tokens_of("Death of a salesman in Tarn."))
