"""Whether two sentences say different things of one thing; guards that nobody is told of a dispute where there is none.

Two sentences differ where rules can see it: another figure of the same thing, another weekday or month, or one says
"not" where the other says the same without. Whatever may explain the difference, another year or place, a figure that
is about or at least so much, an older report, makes it none. So does all else, whoever claims it.
"""

from collections.abc import Iterator, Mapping, Sequence

from bot.domain.support.attachment import Sentence
from bot.domain.support.days import MONTHS, WEEKDAYS
from bot.domain.support.quantities import days_of
from bot.domain.support.tokens import Token, tokens_of
from bot.domain.words import terms

_BEHIND = 3  # tokens behind a figure among which stands what is counted
_SHARED = 0.5  # of the words of the shorter sentence
_ALIKE = 0.8  # of the words of the longer one, where one denies the other
_BOUNDS = frozenset(
    "about around roughly almost nearly over under above below up more less fewer least most than only half dozen "
    "first approximately estimated some by until before after".split()
)
_NOT = frozenset("not never cannot".split())
_DENYING = frozenset(
    "without no none nobody nothing neither nor hardly barely failed refused denied lacks lacked".split()
)
_UNITS = frozenset(
    "kilo kilogram kg ton tonne gram pound mile km kilometre metre meter foot feet inch hour minute second day week "
    "month year o'clock am pm".split()
)
_DAYS = frozenset((*MONTHS, *WEEKDAYS))
_SCALE, _YEARS = 1000, range(1000, 2200)


def contradict(first: str, second: str) -> bool:
    """Whether they are about the same, by half of the words of the shorter one, and differ. Symmetric."""
    own, other = tokens_of(first), tokens_of(second)
    words = [set(terms(one)) for one in (first, second)]
    shared, (least, most) = len(words[0] & words[1]), sorted(map(len, words))
    if not shared or shared < _SHARED * least or not _of_one_time_and_place(own, other):
        return False
    if _is_denied(own) != _is_denied(other):
        return shared >= _ALIKE * most and not _denies_otherwise([*own, *other])
    days = [set(days_of(text)) for text in (own, other)]
    if _apart(_counted(own), _counted(other)):
        return days[0] == days[1] or not all(days)  # what was on another day may have been another number
    return _days_apart(*days)


def _of_one_time_and_place(own: Sequence[Sentence], other: Sequence[Sentence]) -> bool:
    """Whether both name the same years, and are the same in a row ("the first"); all names of one are the other's."""
    years = [{token.value for token in _each(text) if _is_year(token) or token.unit == "th"} for text in (own, other)]
    names = [
        {token.key for token in _each(text) if token.capital and not token.first and token.low not in _DAYS}
        for text in (own, other)
    ]
    return years[0] == years[1] and (names[0] <= names[1] or names[1] <= names[0])


def _counted(text: Sequence[Sentence]) -> dict[str, set[str]]:
    """What is counted, or the unit, with its figures: "15 loose bolts" are 15 of "loose" and of "bolt"."""
    found: dict[str, set[str]] = {}
    for sentence in text:
        for at, token in enumerate(sentence):
            if token.value and not _is_year(token):
                for key in _things(sentence, at):
                    found.setdefault(key, set()).add(token.value)
    return found


def _things(sentence: Sequence[Token], at: int) -> Iterator[str]:
    if any(one.low in _BOUNDS for one in sentence[max(0, at - 3) : at]):
        return
    if sentence[at].unit:
        yield f"={sentence[at].unit}"
        return
    for token in sentence[at + 1 : at + 1 + _BEHIND]:
        if not token.telling or token.value or token.key in _UNITS:  # what follows is not counted by this
            return
        yield token.key


def _apart(own: Mapping[str, set[str]], other: Mapping[str, set[str]]) -> bool:
    """Whether something is counted once in each, with another figure."""
    return any(len(own[key]) == len(other[key]) == 1 and own[key] != other[key] for key in own.keys() & other.keys())


def _days_apart(days: set[str], others: set[str]) -> bool:
    """Where each names one day of one kind; among several, one may be the day on which it was told."""
    alike = any(days | others <= set(kind) for kind in (WEEKDAYS, MONTHS))
    return alike and len(days) == len(others) == 1 and days != others


def _is_denied(text: Sequence[Sentence]) -> bool:
    return any(token.low in _NOT or token.low.endswith("n't") for token in _each(text))


def _denies_otherwise(text: Sequence[Sentence]) -> bool:
    return any(token.low in _DENYING for token in _each(text))


def _is_year(token: Token) -> bool:
    whole, rest = divmod(int(token.value), _SCALE) if token.value.isdigit() else (0, 1)
    return not rest and not token.unit and whole in _YEARS


def _each(text: Sequence[Sentence]) -> Iterator[Token]:
    return (token for sentence in text for token in sentence)
