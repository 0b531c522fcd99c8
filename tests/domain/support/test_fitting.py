"""Fitting the score: what is fitted tells true from false, and every weight that is kept is of a feature."""

import random

import pytest

from bench.fit_verify import balanced, threshold_of
from bench.fitting import Row, fit
from bot.domain.support.features import NAMES
from bot.domain.support.model import SAME, TOLD, probability


def _rows(name: str, count: int, seed: int) -> list[Row]:
    """True and false claims by turns, the true ones told in as many words; one of ten is the other way round."""
    chance = random.Random(seed)  # noqa: S311 - rows, no secrets
    found = []
    for at in range(count):
        label = not at % 2
        sure = label if chance.random() < 0.9 else not label
        values = [chance.random() for _ in NAMES]
        values[NAMES.index("one")] += sure
        values[NAMES.index("names")] = float(not sure)
        found.append(Row(name, "a document", label, values, None))
    return found


def test_every_feature_has_a_weight_and_every_weight_a_feature():
    assert set(TOLD) | set(SAME) == set(NAMES)
    assert len(set(NAMES)) == len(NAMES)


def test_what_is_fitted_tells_true_claims_from_false_ones_it_has_not_seen():
    model = fit(_rows("some", 300, seed=1), {"some": 1.0}, {}, 0.02)
    unseen = _rows("some", 300, seed=2)
    assert balanced(unseen, [model(row) for row in unseen], 0.5, "some") > 0.8


def test_pairs_alone_put_the_first_above_the_second():
    rows = [*_rows("some", 40, seed=3), *_rows("pairs", 400, seed=4)]
    model = fit(rows, {"some": 0.0}, {"pairs": 1.0}, 0.02)
    scores = [model(row) for row in _rows("pairs", 400, seed=5)]
    assert sum(one > other for one, other in zip(scores[::2], scores[1::2], strict=True)) > 150


def test_a_verbatim_claim_keeps_its_score_whatever_is_fitted():
    model = fit(_rows("some", 60, seed=6), {"some": 1.0}, {}, 0.02)
    assert model(Row("some", "a document", label=True, values=(), fixed=1.0)) == 1.0


def test_the_threshold_is_the_middle_of_where_both_sets_are_parted_best():
    rows = [
        Row(name, "d", label, (), None) for name in ("summedits_news", "attributionbench") for label in (True, False)
    ]
    assert threshold_of(rows, [[0.6, 0.4, 0.6, 0.4]]) == pytest.approx(0.505)


def test_a_score_is_a_chance_for_any_features():
    for value in (-1e6, 0.0, 1e6):
        assert 0 <= probability([value] * len(NAMES)) < 1
