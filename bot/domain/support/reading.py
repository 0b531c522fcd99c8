"""A text as its sentences and their words, ready to be compared; guards that comparing is bounded for any text.

Of a text the first 120,000 characters are read, of its words the first 20,000, and of the sentences that hold one
and the same word the first 200.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice, pairwise

from bot.domain.facts import number_of
from bot.domain.models import Span
from bot.domain.support.lexicon import NATIONS, key_of, root_of
from bot.domain.text import sentences
from bot.domain.words import STOP_WORDS, fold

_WORD = re.compile(r"\d+(?:[.,:]\d+)*|[^\W\d_]+(?:['’&.][^\W\d_]+)*")
# "[3]" behind a statement is a note's number, no figure of it.
_NOTE = re.compile(r"\[\d{1,3}\]")
_MOST_CHARACTERS = 120_000
_MOST_WORDS = 20_000
_MOST_PLACES = 200
_WINDOW = 5  # words apart in which two words stand together


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a sentence: `low` as it stands, folded; `key` as it is compared; and what it is."""

    low: str
    key: str
    is_small: bool
    is_number: bool
    is_name: bool


@dataclass(frozen=True, slots=True)
class Reading:
    """A text, read: its sentences, as spans and as words, and what stands where.

    `where` gives for each key the sentences that hold it, in order; `kin` the keys of one root; `pairs` the words
    that follow each other, `near` the telling ones that stand within five of each other, in order.
    """

    spans: tuple[Span, ...]
    sentences: tuple[tuple[Word, ...], ...]
    size: int
    where: Mapping[str, list[int]]
    kin: Mapping[str, list[str]]
    pairs: frozenset[tuple[str, str]]
    near: frozenset[tuple[str, str]]


@lru_cache(maxsize=4)
def read(text: str) -> Reading:
    """The text, read. Those of the last few texts are kept: many claims may be about one."""
    text = text[:_MOST_CHARACTERS]
    spans = tuple(sentences(text))
    found: list[tuple[Word, ...]] = []
    left = _MOST_WORDS
    for span in spans:
        found.append(tuple(islice(_words(span.cut(text)), left)))
        left -= len(found[-1])
    pairs = frozenset((one.low, other.low) for words in found for one, other in pairwise(words))
    near = frozenset(pair for words in found for pair in nearby([word.key for word in words if not word.is_small]))
    where = _where(found)
    kin: dict[str, list[str]] = {}
    for key in where:
        kin.setdefault(root_of(key), []).append(key)
    return Reading(spans, tuple(found), _MOST_WORDS - left, where, kin, pairs, near)


def _where(found: list[tuple[Word, ...]]) -> dict[str, list[int]]:
    where: dict[str, list[int]] = {}
    for number, words in enumerate(found):
        for key in {word.key for word in words}:
            places = where.setdefault(key, [])
            if len(places) < _MOST_PLACES:
                places.append(number)
    return where


def nearby(keys: list[str]) -> Iterator[tuple[str, str]]:
    """Every two of the keys that stand within five of each other, in their order."""
    for at, key in enumerate(keys):
        for other in keys[at + 1 : at + _WINDOW]:
            yield key, other


def _words(sentence: str) -> Iterator[Word]:
    for number, match in enumerate(_WORD.finditer(_NOTE.sub("", sentence))):
        yield _word(match.group(), number > 0)


@lru_cache(maxsize=1 << 14)
def _word(word: str, inside: bool) -> Word:  # noqa: FBT001 - whether it does not begin its sentence
    low = fold(word)
    if word[0].isdigit() or number_of(low):
        return Word(low, number_of(low), is_small=False, is_number=True, is_name=False)
    bare = low.replace(".", "")
    small = low in STOP_WORDS or low.endswith("n't")
    key = NATIONS.get(bare) or key_of(bare)
    return Word(low, key, is_small=small, is_number=False, is_name=inside and word[0].isupper() and not small)
