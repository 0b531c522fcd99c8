"""Random histories of delivering in a fake Discord, some of the many of `python -m bench.discord_deliveries`."""

from functools import partial

import pytest

from tests.chat_seeded import Blind, broken
from tests.discord_seeded import FAULTS, TRUSTED, draw_in_discord, play
from tests.fakes.discord import Fault
from tests.fakes.loop import run_hurrying


@pytest.mark.parametrize("first", range(50_000, 50_040, 10))
def test_a_random_history_in_discord_doubles_and_loses_nothing(first: int):
    assert run_hurrying(broken(range(first, first + 10), play)) == []


@pytest.mark.parametrize("memory", [5.0, 50.0, TRUSTED, 300.0])
def test_however_long_discord_remembers_nonces_nothing_is_doubled(memory: float):
    seeds = [seed for seed in range(20) if draw_in_discord(seed).drawn.readable][:4]
    assert run_hurrying(broken(seeds, partial(play, nonce_memory=memory))) == []


@pytest.mark.parametrize("seed", [96, 102])
def test_a_clock_that_is_ahead_of_discords_doubles_nothing(seed: int):
    """What was posted was looked for among what came later by Discord's clock."""
    assert draw_in_discord(seed).ahead > 600
    assert run_hurrying(broken([seed], partial(play, nonce_memory=5.0))) == []


def test_the_judge_sees_what_would_be_doubled_without_looking():
    played = run_hurrying(play(17, Blind, 5.0))
    assert played.weather.faults
    assert played.verdict.doubled


def test_the_nonce_alone_keeps_most_from_being_doubled():
    """Nobody looks, and what is sent again within the nonce's memory is there once."""
    played = run_hurrying(play(17, Blind, 1e9))
    assert not played.verdict.doubled


def test_where_history_may_not_be_read_what_is_not_known_is_held():
    played = run_hurrying(play(12))
    verdict = played.verdict
    assert not played.given.drawn.readable
    assert verdict.held > 3
    assert (verdict.doubled, verdict.lost, verdict.open) == (0, 0, 0)


def test_every_fault_but_those_for_good_is_drawn():
    assert {Fault.LATE, Fault.TIMEOUT_AFTER, Fault.HTTP_502_AFTER, Fault.BUSY, Fault.EMPTY_AFTER} <= set(FAULTS)
    assert len(FAULTS) == len(Fault) - 5
