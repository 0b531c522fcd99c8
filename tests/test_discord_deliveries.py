"""Random histories of delivering in a fake Discord, some of those that `python -m bench.discord_deliveries` plays."""

from datetime import datetime

import pytest

from tests.discord_seeded import FAULTS, OneByOne, broken, draw_in_discord, play
from tests.fakes.discord import Fault


@pytest.mark.parametrize("first", range(60_000, 60_024, 6))
async def test_a_random_history_in_discord_doubles_and_loses_nothing(first: int):
    assert await broken(range(first, first + 6)) == []


class Blind(OneByOne):
    """Finds nothing, ever."""

    async def find(
        self, channel: str, key: str, *, thread: str | None = None, since: datetime | None = None
    ) -> str | None:
        del channel, key, thread, since
        return None


async def test_the_judge_sees_what_would_be_doubled_without_looking_once_the_nonce_is_forgotten():
    seed = next(
        one for one in range(100) if draw_in_discord(one).remembers == 5 and draw_in_discord(one).drawn.share > 0.2
    )
    verdict, _, weather = await play(seed, Blind)
    assert weather.faults
    assert verdict.doubled


async def test_where_history_may_not_be_read_what_is_not_known_is_held_and_nothing_doubled():
    found = [one for one in range(60) if not draw_in_discord(one).drawn.readable][:4]
    assert await broken(found) == []


def test_every_fault_but_those_for_good_is_drawn():
    assert {Fault.LATE, Fault.TIMEOUT_AFTER, Fault.DROPPED_AFTER, Fault.BUSY, Fault.EMPTY_AFTER} <= set(FAULTS)
    assert len(FAULTS) == len(Fault) - 5
