"""What tells a claim that a document bears out from one that it does not, as numbers.

Guards that nothing enters that is not general: shares and counts of words, no word itself; and few of them, since what
is fitted to twelve articles with thirty numbers fits no thirteenth.
"""

from collections.abc import Sequence
from itertools import pairwise
from math import log1p

from bot.domain.support.differences import Relation, is_negated, relations
from bot.domain.support.lexicon import PRONOUNS
from bot.domain.support.matching import FAMILY, SAME, Clause
from bot.domain.support.reading import Reading, nearby

_TALK = frozenset("i me my we our us you your yeah yes ok okay lol hi hello thanks".split())
_BESIDE = 3

NAMES = "one least pairs near talk numbers names opposite other similar bound denied pronoun size".split()


def features(clauses: Sequence[Clause], reading: Reading) -> list[float]:
    """The features of a claim, in the order of NAMES; `clauses` are its sentences beside the document, one at least."""
    low = [[word.low for word in clause.words] for clause in clauses]
    return [
        *_coverage(clauses, reading, low),
        float(any(word in _TALK for words in low for word in words)),
        *_contradictions(clauses, reading),
        _bound(clauses, reading),
        float(_denied(clauses, reading)),
        float(low[0][0] in PRONOUNS),
        log1p(reading.size),
    ]


def _share(found: Sequence[bool], nothing: float = 0.0) -> float:
    return sum(found) / len(found) if found else nothing


def _coverage(clauses: Sequence[Clause], reading: Reading, low: Sequence[Sequence[str]]) -> list[float]:
    """Shares, 0 to 1: of a clause's words in one sentence, on average and at the least, and of pairs of words."""
    keys = [[one.word.key for one in clause.sought] for clause in clauses]
    return [
        sum(clause.one for clause in clauses) / len(clauses),
        min(clause.one for clause in clauses),
        _share([pair in reading.pairs for words in low for pair in pairwise(words)]),
        _share([pair in reading.near for words in keys for pair in nearby(words)]),
    ]


def _contradictions(clauses: Sequence[Clause], reading: Reading) -> list[float]:
    sought = [one for clause in clauses for one in clause.sought]
    found = [relation for clause in clauses for relation in relations(clause, reading)]
    return [
        float(any(one.word.is_number and one.anywhere < SAME for one in sought)),
        float(any(one.word.is_name and one.anywhere < FAMILY for one in sought)),
        float(found.count(Relation.OPPOSITE)),
        float(found.count(Relation.OTHER)),
        float(found.count(Relation.SIMILAR)),
    ]


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


def _denied(clauses: Sequence[Clause], reading: Reading) -> bool:
    """Whether the claim negates, and no sentence that covers it does."""
    covering = (reading.sentences[place] for clause in clauses for place in clause.chosen)
    return any(is_negated(clause.words) for clause in clauses) and not any(map(is_negated, covering))
