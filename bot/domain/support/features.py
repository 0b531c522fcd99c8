"""What tells a claim that a document bears out from one that it does not, as numbers.

Guards that nothing enters that is not general: shares and counts of words, no word itself.
"""

from collections.abc import Sequence
from itertools import pairwise
from math import log1p

from bot.domain.support.differences import Differences, differences
from bot.domain.support.lexicon import PRONOUNS
from bot.domain.support.matching import FAMILY, SAME, Clause
from bot.domain.support.reading import Reading, nearby

_TALK = frozenset("i me my we our us you your yeah yes ok okay lol hi hello thanks".split())
_BESIDE = 3

NAMES = (
    "recall one all least pairs near missing nouns longest size length talk "
    "numbers names negated opposite other similar family verbs elsewhere order bound pronoun"
).split()


def features(clauses: Sequence[Clause], reading: Reading) -> list[float]:
    """The features of a claim, in the order of NAMES; `clauses` are its sentences beside the document, one at least."""
    told = [differences(clause, reading) for clause in clauses]
    low = [[word.low for word in clause.words] for clause in clauses]
    every = [word for words in low for word in words]
    return [
        *_coverage(clauses, reading, low),
        *_unmatched(clauses, told),
        log1p(reading.size),
        log1p(len(every)),
        float(any(word in _TALK for word in every)),
        *_contradictions(clauses, told),
        sum(map(_in_order, clauses, [reading] * len(clauses))) / len(clauses),
        _bound(clauses, reading),
        float(every[0] in PRONOUNS) if every else 0.0,
    ]


def _share(found: Sequence[bool], nothing: float = 0.0) -> float:
    return sum(found) / len(found) if found else nothing


def _coverage(clauses: Sequence[Clause], reading: Reading, low: Sequence[Sequence[str]]) -> list[float]:
    """Shares, 0 to 1: of the words, of those of a clause in one sentence and in three, of pairs of words."""
    sought = [one for clause in clauses for one in clause.sought]
    weight = sum(one.weight for one in sought)
    keys = [[one.word.key for one in clause.sought] for clause in clauses]
    return [
        sum(one.weight * one.anywhere for one in sought) / weight if weight else 0.0,
        sum(clause.one for clause in clauses) / len(clauses),
        sum(clause.all for clause in clauses) / len(clauses),
        min(clause.one for clause in clauses),
        _share([pair in reading.pairs for words in low for pair in pairwise(words)]),
        _share([pair in reading.near for words in keys for pair in nearby(words)]),
    ]


def _unmatched(clauses: Sequence[Clause], told: Sequence[Differences]) -> list[float]:
    words = [one for clause in clauses for one in clause.sought if not (one.word.is_name or one.word.is_number)]
    return [
        _share([not one.forms for one in words]),
        min(2.0, sum(one.nouns for one in told)),
        max(one.longest for one in told),
    ]


def _contradictions(clauses: Sequence[Clause], told: Sequence[Differences]) -> list[float]:
    sought = [one for clause in clauses for one in clause.sought]
    return [
        float(any(one.word.is_number and one.anywhere < SAME for one in sought)),
        float(any(one.word.is_name and one.anywhere < FAMILY for one in sought)),
        _share([one.negated for one in told]),
        float(sum(one.opposite for one in told)),
        float(sum(one.other for one in told)),
        float(sum(one.similar for one in told)),
        float(sum(one.anywhere == FAMILY for one in sought)),
        float(sum(one.verbs for one in told)),
        float(sum(one.elsewhere for one in told)),
    ]


def _in_order(clause: Clause, reading: Reading) -> float:
    """The share of neighbouring words of the clause whose order the sentence has that covers it best."""
    if not clause.chosen:
        return 0.0
    places: dict[str, int] = {}
    for at, word in enumerate(reading.sentences[clause.chosen[0]]):
        places.setdefault(word.key, at)
    found = [places[one.word.key] for one in clause.sought if one.word.key in places]
    return _share([one <= other for one, other in pairwise(found)])


def _bound(clauses: Sequence[Clause], reading: Reading) -> float:
    """The share of names and numbers with a telling word beside them that stand together in some sentence, too."""
    found = []
    for clause in clauses:
        places = [frozenset(place for key in one.forms for place in reading.where[key]) for one in clause.sought]
        for at, one in enumerate(clause.sought):
            if one.word.is_name or one.word.is_number:
                beside = (*places[max(0, at - _BESIDE) : at], *places[at + 1 : at + 1 + _BESIDE])
                found += [not places[at].isdisjoint(other) for other in beside]
    return _share(found, 1.0)
