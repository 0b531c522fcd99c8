"""Fit the two models whose product is a claim's score, in pure Python.

Fisher scoring of the logistic loss, with a quadratic penalty on features of variance one. Either label of a set has
half of the set's weight.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import exp, log
from statistics import fmean, pstdev

from bot.domain.support.features import NAMES
from bot.domain.support.model import SAME, TOLD

COLUMNS = [[NAMES.index(name) for name in side] for side in (TOLD, SAME)]
_ROUNDS = 40
_LEAST_STEP = 1e-6
_LEAST_GAIN = 1e-9
Vector = list[float]


@dataclass(frozen=True, slots=True)
class Row:
    """A claim: its set, its document's group, its label, its features; `fixed` where it scores 0 or 1 without them."""

    name: str
    group: str
    label: bool
    values: Sequence[float]
    fixed: float | None


@dataclass(frozen=True, slots=True)
class Fitted:
    """The two models on features as they are: a base and a weight for each of COLUMNS."""

    bases: Vector
    weights: list[Vector]

    def __call__(self, row: Row) -> float:
        """The score of a claim."""
        if row.fixed is not None:
            return row.fixed
        pairs = zip(self.bases, self.weights, COLUMNS, strict=True)
        chances = [_chance(base + _times(weights, [row.values[at] for at in side])) for base, weights, side in pairs]
        return chances[0] * chances[1]


def fit(rows: Sequence[Row], sets: Mapping[str, float], paired: Mapping[str, float], penalty: float) -> Fitted:
    """The models that the claims of some sets give, each set with its weight.

    Of the `paired` sets every two rows are one pair, of which the first should score above the second.
    """
    used = [row for row in rows if row.name in sets and row.fixed is None]
    columns = list(zip(*(row.values for row in used), strict=True))
    middle, spread = [fmean(column) for column in columns], [pstdev(column) or 1.0 for column in columns]

    def scaled(row: Row) -> Sides:
        values = [(value - m) / s for value, m, s in zip(row.values, middle, spread, strict=True)]
        return ([1.0, *(values[at] for at in COLUMNS[0])], [1.0, *(values[at] for at in COLUMNS[1])])

    counts = Counter((row.name, row.label) for row in used)
    cases: list[Case] = [
        (sets[row.name] / 2 / counts[row.name, row.label], row.label, scaled(row), None) for row in used
    ]
    for name, weight in paired.items():
        own = [row for row in rows if row.name == name]
        pairs = [
            pair for pair in zip(own[::2], own[1::2], strict=True) if not any(row.fixed is not None for row in pair)
        ]
        cases += [(weight / len(pairs), True, scaled(one), scaled(other)) for one, other in pairs]
    found = _minimum(cases, penalty)
    first = len(COLUMNS[0]) + 1
    bases, weights = [], []
    for part, side in zip((found[:first], found[first:]), COLUMNS, strict=True):
        weights.append([weight / spread[at] for weight, at in zip(part[1:], side, strict=True)])
        bases.append(part[0] - _times(weights[-1], [middle[at] for at in side]))
    return Fitted(bases, weights)


Sides = tuple[Vector, Vector]
"""What the one model and the other see of a claim, a one before either."""
Case = tuple[float, bool, Sides, Sides | None]
"""A weight, a label, a claim, and that claim which it is compared with, if it is one of a pair."""


def _minimum(cases: Sequence[Case], strength: float) -> Vector:
    """Where the penalised loss is least: steps of Fisher scoring, each halved until it leads down."""
    first = len(COLUMNS[0]) + 1
    size = first + len(COLUMNS[1]) + 1
    penalty = [0.0 if at in {0, first} else strength for at in range(size)]
    at = [1.0 if not one else 0.0 for one in penalty]
    loss = _loss(cases, at, penalty)
    for _ in range(_ROUNDS):
        slope, curvature = _slopes(cases, at, penalty)
        step = _solved(curvature, slope)
        scale = 1.0
        while (lower := _loss(cases, moved := [a - scale * s for a, s in zip(at, step, strict=True)], penalty)) >= loss:
            scale /= 2
            if scale < _LEAST_STEP:
                return at
        at, gained, loss = moved, loss - lower, lower
        if gained < _LEAST_GAIN:
            break
    return at


def _log_odds(at: Vector, claim: Sides) -> tuple[float, Vector]:
    """The log odds of a claim's score, and how they change with each weight."""
    first = len(claim[0])
    one, other = _chance(_times(at[:first], claim[0])), _chance(_times(at[first:], claim[1]))
    rest = 1 - one * other
    changes = [(1 - one) / rest * value for value in claim[0]] + [(1 - other) / rest * value for value in claim[1]]
    return log(one * other / rest), changes


def _seen(at: Vector, case: Case) -> tuple[float, Vector]:
    """The chance of a case that its label is true, and how its log odds change."""
    _, _, claim, other = case
    odds, changes = _log_odds(at, claim)
    if other is not None:
        less, also = _log_odds(at, other)
        odds, changes = odds - less, [a - b for a, b in zip(changes, also, strict=True)]
    return _chance(odds), changes


def _loss(cases: Sequence[Case], at: Vector, penalty: Vector) -> float:
    total = sum(one * value * value for one, value in zip(penalty, at, strict=True))
    for case in cases:
        chance, _ = _seen(at, case)
        total -= case[0] * log(chance if case[1] else 1 - chance)
    return total


def _slopes(cases: Sequence[Case], at: Vector, penalty: Vector) -> tuple[Vector, list[Vector]]:
    """The gradient of the loss and its expected curvature."""
    slope = [2 * one * value for one, value in zip(penalty, at, strict=True)]
    curvature = [[2 * penalty[i] + 1e-9 if i == j else 0.0 for j in range(len(at))] for i in range(len(at))]
    for case in cases:
        weight, label, *_ = case
        chance, changes = _seen(at, case)
        pull, sharp = weight * (label - chance), weight * chance * (1 - chance)
        for i, value in enumerate(changes):
            slope[i] -= pull * value
            line, scaled = curvature[i], sharp * value
            for j in range(i + 1):
                line[j] += scaled * changes[j]
    for i, line in enumerate(curvature):
        for j in range(i):
            curvature[j][i] = line[j]
    return slope, curvature


def _solved(matrix: list[Vector], right: Vector) -> Vector:
    """The solution of linear equations, by elimination; the matrix is positive definite."""
    lines = [[*line, value] for line, value in zip(matrix, right, strict=True)]
    for i, line in enumerate(lines):
        for j, other in enumerate(lines):
            if i != j:
                share = other[i] / line[i]
                lines[j] = [a - share * b for a, b in zip(other, line, strict=True)]
    return [line[-1] / line[i] for i, line in enumerate(lines)]


def _times(one: Sequence[float], other: Sequence[float]) -> float:
    return sum(a * b for a, b in zip(one, other, strict=True))


def _chance(value: float) -> float:
    return min(1 - 1e-9, max(1e-9, 1 / (1 + exp(-max(-500.0, min(500.0, value))))))
