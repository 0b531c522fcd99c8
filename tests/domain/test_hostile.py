"""Hostile text is read once: what is not linear here would not end within the suite's time limit."""

import pytest

from bot.domain.furniture import without_furniture
from bot.domain.quotes import find_quotes
from bot.domain.summary import key_sentences
from bot.domain.text import clean, cut, sentences
from bot.domain.words import language_of, terms

# Enough for a quadratic reading to take minutes; a megabyte takes eight times as long and shows no more.
SIZE = 1 << 17
PIECES = [
    "“",
    "”",
    '"a" ',
    ".",
    "?!",
    ".”",
    "'a ' ",
    "“‘",
    "he, ",
    "said he. ",
    "Mr. ",
    "John Smith ",
    "said that ",
    "\n",
    "A",
    "\u0301\u0316",
    "a\u0344",
]


@pytest.mark.parametrize("piece", PIECES)
@pytest.mark.no_cover  # as long again if traced
def test_any_repeated_piece_is_read_once(piece: str):
    text = piece * (SIZE // len(piece))
    for span in sentences(text)[:3] + key_sentences(text) + [quote.span for quote in find_quotes(text)]:
        assert 0 <= span.start < span.end <= len(text)
    assert len(cut(text, 100)) <= 100
    assert clean(text) is not None
    assert without_furniture(text) is not None
    assert language_of(text)
    assert terms(text) is not None
