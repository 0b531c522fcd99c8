"""Outlets that say different things of one thing, and those that only seem to."""

import pytest

from bot.domain.support.contradiction import contradict

APART = [
    ("The bridge was closed because 12 bolts were loose.", "Engineers found 15 loose bolts in the closed bridge."),
    ("Repairs may cost 4 million crowns.", "The repairs are put at 6 million crowns."),
    ("The flood killed three people in Tarn.", "The flood in Tarn killed five people."),
    ("The fair opens on Friday.", "The fair opens on Saturday."),
    ("The mayor of Tarn has resigned.", "The mayor of Tarn has not resigned."),
    ("Turnout at the vote was 41 per cent.", "Turnout at the vote was 47%."),
]
TOGETHER = [
    ("The flood killed three people in Tarn.", "The flood in Tarn killed 3 people."),
    ("The bridge was closed on Monday.", "The bridge was closed."),
    ("The bridge was closed on Monday.", "The bridge, closed on Monday, was built in 1901."),
    ("Repairs cost 40,000 crowns.", "The mayor of Tarn has not resigned."),
    ("The flood killed three people.", "The flood destroyed 40 houses."),
    ("The fair opens on Friday.", "The fair opens on Friday, the council said on Monday."),
    ("The ferry carries 200 people, and 30 cars.", "The ferry carries 30 cars."),
    ("", ""),
]


@pytest.mark.parametrize(("first", "second"), APART)
def test_another_figure_another_day_or_a_denial_is_a_contradiction(first: str, second: str):
    assert contradict(first, second)
    assert contradict(second, first)


@pytest.mark.parametrize(("first", "second"), TOGETHER)
def test_what_one_adds_or_writes_otherwise_is_none(first: str, second: str):
    assert not contradict(first, second)
    assert not contradict(second, first)
