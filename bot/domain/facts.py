"""Facts of a text that can be told, or be new: figures, names, dates, quotes, and other words.

Guards that a fact is one and the same however it is spelt: "fourteen" is 14, "1,200" is 1200.
"""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from bot.domain.models import Span
from bot.domain.passages import stem_of
from bot.domain.people import Mention
from bot.domain.stories.ordinary import ORDINARY_STEMS
from bot.domain.words import STOP_WORDS

_WORD = re.compile(r"\d+(?:[.,:–-]\d+)*|[^\W\d_]+(?:['’&.-][^\W\d_]+)*")
_COUNTING = dict(
    zip(
        "two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
        "eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety".split(),
        [*map(str, range(2, 21)), *map(str, range(30, 100, 10))],
        strict=True,
    )
)
_MULTIPLES = frozenset({"hundred", "thousand", "million", "billion", "trillion"})
_DATES = frozenset(
    "monday tuesday wednesday thursday friday saturday sunday january february march april may june july august "
    "september october november december".split()
)
# What is counted, whatever it is called: words near a figure that tell which toll it is.
_TOLLS = {
    stem_of(word): toll
    for toll, words in {
        "dead": "dead death deaths died dies kill killed killing kills toll fatal fatalities lives bodies victims",
        "hurt": "hurt injured injuring injuries injury wounded wounding burned",
        "missing": "missing unaccounted trapped",
        "held": "arrested arrests arrest detained detentions charged held",
        "displaced": "homeless evacuated displaced fled",
        "ill": "infected infections infection ill sick cases",
        "strength": "magnitude richter",
    }.items()
    for word in words.split()
}
# What is counted in any text: two figures of these need have nothing to do with each other.
_ANYTHING = frozenset(
    stem_of(word)
    for word in "people person man men woman women child other year day week month hour minute second time percent per "
    "cent point times metre meter kilometre kilometer mile dollar euro pound".split()
)
_NEAR = 5  # words between a figure and what it counts
_QUOTED = re.compile(r"[“\"]([^“”\"\n]{20,400})[”\"]")
_QUOTE_WORDS = 5


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure: its value as digits, perhaps with "million" behind, and what it counts; "" where that is unclear."""

    value: str
    counts: frozenset[str]


@dataclass(frozen=True, slots=True)
class Facts:
    """What a stretch of text tells. Everything is folded: stems, surnames, weekdays and months.

    `names` are the last words of the names, `full` the names of several words as (first, last).
    """

    figures: tuple[Figure, ...]
    names: frozenset[str]
    full: frozenset[tuple[str, str]]
    dates: frozenset[str]
    quotes: tuple[frozenset[str], ...]
    words: frozenset[str]


def facts_in(text: str, span: Span, mentions: Sequence[Mention]) -> Facts:
    """The facts of the text within the span; `mentions` are the names in it."""
    found = [match.group().lower() for match in _WORD.finditer(text, span.start, span.end)]
    said = (frozenset(_contents(match[1])) for match in _QUOTED.finditer(text, span.start, span.end))
    return Facts(
        figures=tuple(_figures(found)),
        names=frozenset(stem_of(mention.tokens[-1]) for mention in mentions if _is_name(mention)),
        full=frozenset(
            (stem_of(mention.tokens[0]), stem_of(mention.tokens[-1])) for mention in mentions if len(mention.tokens) > 1
        ),
        dates=_DATES.intersection(found),
        quotes=tuple(quote for quote in said if len(quote) >= _QUOTE_WORDS),
        words=frozenset(_contents(span.cut(text))),
    )


def _is_name(mention: Mention) -> bool:
    """Not an ordinary word alone that only opens a sentence: "Fourteen", "Insurers"."""
    word = mention.tokens[-1]
    return len(mention.tokens) > 1 or not (is_small(word) or stem_of(word) in ORDINARY_STEMS)


def _contents(text: str) -> Iterator[str]:
    """Stems of the words that mean something."""
    for match in _WORD.finditer(text):
        word = match.group().lower()
        if word[0].isalpha() and len(word) > 2 and not is_small(word):
            yield stem_of(word)


def is_small(word: str) -> bool:
    """Whether a word in lower case is a stop word, a number or a date."""
    return word in STOP_WORDS or word in _COUNTING or word in _MULTIPLES or word in _DATES


def number_of(word: str) -> str:
    """The value of a word in lower case that is a number, as digits; "" for any other word. "One" is none."""
    return _plain(_COUNTING.get(word, word if word[:1].isdigit() else ""))


def _figures(words: Sequence[str]) -> Iterator[Figure]:
    for at, word in enumerate(words):
        value = number_of(word)
        if value:
            following = words[at + 1] if at + 1 < len(words) else ""
            value += f" {following}" if following in _MULTIPLES else ""
            yield Figure(value, _counted(words, at))


def _plain(value: str) -> str:
    """Digits as everyone writes them: "1,200" as 1200, "6.0" as 6."""
    if re.fullmatch(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?", value):
        value = value.replace(",", "")
    return value.rstrip("0").rstrip(".") if re.fullmatch(r"\d+\.\d+", value) else value


def _counted(words: Sequence[str], at: int) -> frozenset[str]:
    """The toll that words near the figure name; else the first word behind it that means something."""
    near = [stem_of(word) for word in words[max(0, at - _NEAR) : at + _NEAR + 1]]
    tolls = frozenset(_TOLLS[word] for word in near if word in _TOLLS)
    if tolls:
        return tolls
    behind = (stem_of(word) for word in words[at + 1 : at + 4] if word[0].isalpha() and not is_small(word))
    return frozenset(list(behind)[:1]) - _ANYTHING


def share_known(words: Collection[str], known: Collection[str]) -> float:
    """The share of the words that are known, 0 to 1; 1 where there are none."""
    return sum(word in known for word in words) / len(words) if words else 1.0
