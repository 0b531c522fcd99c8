"""Whether two sentences say different things of one thing; guards that nobody is told of a dispute that there is none.

Two sentences differ where rules can see it: another figure of the same thing, another sum, another day, or one denies
what the other says. All else, whoever claims it, is no contradiction.
"""

from collections.abc import Iterator, Mapping, Sequence

from bot.domain.support.attachment import Sentence
from bot.domain.support.quantities import days_of
from bot.domain.support.stance import stances
from bot.domain.support.tokens import tokens_of
from bot.domain.words import terms

_BEHIND = 4  # tokens behind a figure among which stands what is counted


def contradict(first: str, second: str) -> bool:
    """Whether they are about the same, by half of the words of the shorter one, and differ. Symmetric."""
    if not _is_of_one_thing(first, second):
        return False
    own, other = tokens_of(first), tokens_of(second)
    return _apart(_counted(own), _counted(other)) or _days_apart(own, other) or _denied(own, other)


def _is_of_one_thing(first: str, second: str) -> bool:
    own, other = set(terms(first)), set(terms(second))
    return len(own & other) * 2 >= min(len(own), len(other)) > 0


def _counted(text: Sequence[Sentence]) -> dict[str, set[str]]:
    """What is counted, or the unit, with its figures: "15 loose bolts" are 15 of "loose" and of "bolt"."""
    found: dict[str, set[str]] = {}
    for sentence in text:
        for at, token in enumerate(sentence):
            for key in _things(sentence, at) if token.value else ():
                found.setdefault(key, set()).add(token.value)
    return found


def _things(sentence: Sentence, at: int) -> Iterator[str]:
    if sentence[at].unit:
        yield f"={sentence[at].unit}"
        return
    for token in sentence[at + 1 : at + 1 + _BEHIND]:
        if token.value or not token.low[0].isalnum():  # another figure, or a mark: what follows is not counted by this
            return
        if token.telling:
            yield token.key


def _apart(own: Mapping[str, set[str]], other: Mapping[str, set[str]]) -> bool:
    """Whether something is in both, with nothing in common."""
    return any(not own[key] & other[key] for key in own.keys() & other.keys())


def _days_apart(own: Sequence[Sentence], other: Sequence[Sentence]) -> bool:
    """Where each names one day; among several, one may be the day on which it was told."""
    days, others = set(days_of(own)), set(days_of(other))
    return len(days) == len(others) == 1 and days != others


def _denied(own: Sequence[Sentence], other: Sequence[Sentence]) -> bool:
    """Whether a word of both is denied in the one alone."""
    here, there = _denials(own), _denials(other)
    return any(here[key].isdisjoint(there[key]) for key in here.keys() & there.keys())


def _denials(text: Sequence[Sentence]) -> dict[str, set[bool]]:
    found: dict[str, set[bool]] = {}
    for sentence in text:
        for key, (negated, _) in stances(sentence):
            found.setdefault(key, set()).add(negated)
    return found
