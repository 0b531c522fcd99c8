"""How often sessions begin: whatever crashes, and whatever the clock does, Discord never resets the token."""

import json
from dataclasses import dataclass, field
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.adapters.discord.budget import DAY, Sessions, pause

NOW = 1_800_000_000.0
SAFE = 500  # beginnings in a day: half of what Discord allows


@dataclass(slots=True)
class Noted:
    """What a bot notes of itself, kept from one process to the next."""

    values: dict[str, str] = field(default_factory=dict)

    async def get(self, name: str) -> str | None:
        return self.values.get(name)

    async def set(self, name: str, value: str) -> None:
        self.values[name] = value


def most_in_a_day(begun: list[float]) -> int:
    """Of real time."""
    return max((sum(at - DAY < one <= at for one in begun) for at in begun), default=0)


@dataclass(slots=True)
class Loop:
    """A machine on which something begins sessions as often as it may; `offset` is by how much its clock is wrong."""

    shards: int = 1
    offset: float = 0.0
    real: float = NOW
    begun: list[float] = field(default_factory=list)
    sessions: Sessions = field(default_factory=lambda: Sessions(Noted()))

    async def tries(self) -> float:
        """A new process: it begins, or waits for the seconds that are given back."""
        now = self.real + self.offset
        wait = pause(await self.sessions.begun(), now, self.shards)
        if wait <= 0:
            await self.sessions.begin(now)
            self.begun.append(self.real)
        return wait

    async def runs(self, seconds: float, step: float = 1.0) -> None:
        """A process a second that begins and crashes; those that wait are looked at when they have waited."""
        end = self.real + seconds
        while self.real < end:
            self.real += max(step, min(await self.tries(), end - self.real))


async def test_the_first_ten_of_a_day_wait_for_nothing():
    loop = Loop()
    for _ in range(10):
        assert await loop.tries() == 0.0
    assert await loop.tries() > 0


async def test_a_bot_that_runs_well_waits_for_nothing():
    loop = Loop()
    for _ in range(40):
        loop.real += DAY / 8
        assert await loop.tries() == 0.0


async def test_waits_double_up_to_five_minutes():
    loop = Loop()
    await loop.runs(DAY)
    waits = [later - earlier for earlier, later in pairwise(loop.begun)]
    assert waits[9:17] == [2.0, 4.0, 8.0, 16.0, 32.0, 64.0, 128.0, 256.0]
    assert waits[:9] == [1.0] * 9
    assert set(waits[17:]) == {300.0}


@pytest.mark.parametrize("shards", [1, 3, 16, 200])
async def test_a_crash_loop_of_days_stays_far_below_what_discord_allows(shards: int):
    loop = Loop(shards=shards)
    await loop.runs(2.5 * DAY)
    assert most_in_a_day(loop.begun) <= SAFE
    assert loop.begun[-1] > loop.real - 301  # and never gives up


@pytest.mark.parametrize("shards", [1, 2, 16, 200])
async def test_all_connections_of_a_bot_begin_at_once_after_a_start(shards: int):
    loop = Loop(shards=shards)
    for _ in range(shards):
        assert await loop.tries() == 0.0


@settings(max_examples=20)  # each is days of a crash loop
@given(
    st.lists(
        st.tuples(st.sampled_from([0.0, -3_600.0, 3_600.0, 90_000.0, -90_000.0]), st.floats(1, 40_000)),
        min_size=1, max_size=6,
    ),
    st.integers(1, 4),
)  # fmt: skip
async def test_a_clock_that_is_set_back_and_forth_begins_no_more(given: list[tuple[float, float]], shards: int):
    loop = Loop(shards=shards)
    for offset, seconds in given:
        loop.offset = offset
        await loop.runs(seconds)
    assert most_in_a_day(loop.begun) <= 600  # each jump ahead by more than a day grants the first few again


async def test_a_clock_that_jumps_forth_and_back_every_second_begins_no_more():
    loop = Loop()
    for second in range(int(1.2 * DAY)):
        loop.real = NOW + second
        loop.offset = 90_000.0 * (second % 2)
        if second < 2_000 or second % 100 < 2:  # after the first half hour a look now and then, in each state, will do
            await loop.tries()
    assert most_in_a_day(loop.begun) <= 2 * 310


@pytest.mark.parametrize("offset", [3_600.0, 90_000.0, 365 * DAY])
async def test_a_clock_that_was_ahead_keeps_the_bot_away_for_minutes_and_not_for_a_year(offset: float):
    loop = Loop(offset=offset)
    await loop.runs(1_000)
    loop.offset = 0.0
    before = len(loop.begun)
    await loop.runs(700)
    assert len(loop.begun) > before


GARBAGE = [
    "", "{", "null", "{}", "3", '"x"', "[null]", '["1"]', "[[1]]", "[NaN, Infinity, -Infinity]", "[1e999]", "[true]",
    "[" + "9" * 400 + "]", "[" + "9" * 5000 + "]", "[" * 100_000, "[1e308, -1e308]", '{"a": [1]}',
]  # fmt: skip


@pytest.mark.parametrize("said", GARBAGE, ids=range(len(GARBAGE)))
async def test_garbage_on_record_keeps_nobody_away_and_is_written_over(said: str):
    noted = Noted({"sessions": said})
    sessions = Sessions(noted)
    assert pause(await sessions.begun(), NOW) == 0.0
    await sessions.begin(NOW)
    assert (await sessions.begun())[-1] == NOW
    json.loads(noted.values["sessions"], parse_constant=pytest.fail)


@given(st.recursive(st.none() | st.booleans() | st.integers() | st.floats() | st.text(), st.lists, max_leaves=20))
async def test_whatever_is_on_record_a_session_begins_in_five_minutes(said: object):
    sessions = Sessions(Noted({"sessions": json.dumps(said)}))
    assert 0.0 <= pause(await sessions.begun(), NOW) <= 300.0


async def test_what_is_on_record_stays_small():
    noted = Noted()
    sessions = Sessions(noted)
    for second in range(1_200):
        await sessions.begin(NOW + second)
    assert len(await sessions.begun()) <= 1_001
    assert len(noted.values["sessions"]) < 30_000
