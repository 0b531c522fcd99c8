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
    ("The bridge will cost about 4 million crowns.", "The bridge will cost 3.9 million crowns."),
    ("More than 50 people were killed in the quake.", "At least 53 people were killed in the quake."),
    ("The bridge opens in May.", "The bridge opens on Monday."),
    ("The bridge closed on Monday.", "The bridge closed yesterday."),
    ("The river rose 2 metres in Lindow.", "The river rose 1 metre in Vessby."),
    ("In 2019 the firm had 50 workers.", "In 2024 the firm had 80 workers."),
    ("Police arrested 15 people in Lindow on Monday.", "By Tuesday police had arrested 20 people in Lindow."),
    ("The rise was 5 per cent in March.", "The rise was 3 per cent in April."),
    ("The first train left with 10 people.", "The second train left with 11 people."),
    ("1,000 kilos of cocaine were seized.", "1 tonne of cocaine was seized."),
    ("Without rain the harvest failed.", "The harvest failed, as rain stayed away."),
    ("The mayor did not resign, but the bridge closed.", "The mayor closed the bridge."),
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
