"""Random histories of delivering in a fake Slack, some of the many that `python -m bench.slack_deliveries` plays."""

import pytest

from tests.chat_seeded import Blind, broken
from tests.fakes.slack import Fault
from tests.slack_seeded import FAULTS, draw_in_slack, play


@pytest.mark.parametrize("first", range(50_000, 50_048, 12))
async def test_a_random_history_in_slack_doubles_and_loses_nothing(first: int):
    assert await broken(range(first, first + 12), play) == []


@pytest.mark.parametrize("seed", [6, 9, 24])
async def test_a_clock_that_is_ahead_of_slacks_doubles_nothing(seed: int):
    """What was posted was looked for among what came later by Slack's clock."""
    assert draw_in_slack(seed).ahead > 60
    assert await broken([seed], play) == []


async def test_the_judge_sees_what_would_be_doubled_without_looking():
    played = await play(17, Blind)
    assert played.weather.faults
    assert played.verdict.doubled


async def test_where_history_may_not_be_read_what_is_not_known_is_held():
    played = await play(12)
    verdict = played.verdict
    assert not played.given.drawn.readable
    assert verdict.held > 3
    assert (verdict.doubled, verdict.lost, verdict.open) == (0, 0, 0)


def test_every_fault_but_those_for_good_is_drawn():
    assert {Fault.LATE, Fault.TIMEOUT_AFTER, Fault.DROPPED_AFTER, Fault.BUSY, Fault.EMPTY_AFTER} <= set(FAULTS)
    assert len(FAULTS) == len(Fault) - 4
