"""Limits on questions: nobody is refused who asks little, nobody gets more than is allowed, nothing grows."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.documents import Notice
from bot.services.commands import Conversation, reply
from bot.services.limits import Limits
from tests.fakes.reader import Shelf

NOW = datetime(2031, 4, 2, 6, 30, tzinfo=UTC)


class Time:
    """A clock that is set."""

    at = 0.0

    def __call__(self) -> float:
        return self.at


def test_so_many_at_once_then_one_by_one():
    clock = Time()
    limits = Limits(3, 100, clock)
    assert [limits.wait("team", "ann") for _ in range(5)] == [0, 0, 0, 20, 20]
    clock.at = 19
    assert limits.wait("team", "ann") == pytest.approx(1)
    clock.at = 20
    assert limits.wait("team", "ann") == 0
    assert limits.wait("team", "ann") == 20


def test_one_person_takes_no_other_s_place_and_a_workspace_has_its_own():
    limits = Limits(2, 3, Time())
    assert [limits.wait("team", "ann") for _ in range(9)] == [0, 0] + [30] * 7
    assert limits.wait("team", "bo") == 0
    assert limits.wait("team", "bo") == 20  # the workspace's last was hers
    assert limits.wait("other", "bo") == 0


_ASK = st.tuples(st.sampled_from(["a", "b"]), st.sampled_from(["ann", "bo", "cy"]), st.floats(0, 30))


@given(st.lists(_ASK, max_size=80), st.integers(1, 5), st.integers(1, 8))
def test_in_no_minute_is_more_answered_than_twice_the_number(asks: list[tuple[str, str, float]], own: int, all_: int):
    clock = Time()
    limits = Limits(own, all_, clock)
    answered: list[tuple[str, str, float]] = []
    for workspace, person, later in asks:
        clock.at += later
        wait = limits.wait(workspace, person)
        assert 0 <= wait <= 60
        if not wait:
            answered.append((workspace, person, clock.at))
    for workspace, person, at in answered:
        within = [one for one in answered if at <= one[2] < at + 60 and one[0] == workspace]
        assert len(within) <= 2 * all_  # a full bucket, and what flows in meanwhile
        assert len([one for one in within if one[1] == person]) <= 2 * own


@given(st.lists(_ASK, max_size=30))
def test_who_waits_as_long_as_told_is_answered(asks: list[tuple[str, str, float]]):
    clock = Time()
    limits = Limits(2, 3, clock)
    for workspace, person, later in asks:
        clock.at += later
        clock.at += limits.wait(workspace, person) + 1e-6
    assert min(limits.wait("a", "ann"), 60) <= 60
    clock.at += 60
    assert limits.wait("a", "ann") == 0


def test_strangers_without_number_fill_no_memory():
    limits = Limits(1, 10**9, Time(), most=50)
    assert all(limits.wait("team", str(number)) == 0 for number in range(10_000))
    assert len(limits._buckets) == 50
    assert limits.wait("team", "9999") > 0


async def test_a_question_too_many_is_told_when_to_come_again_and_help_is_always_given():
    limits = Limits(2, 100, Time())
    talk = Conversation(Shelf({}), wait=limits.of("team", "ann"))
    found = [await reply(line, talk, NOW) for line in ("brief", "who?", "what did Ann say?", "brief", "help")]
    named = [one.name for one in found if isinstance(one, Notice)]
    assert named == ["empty", "empty", "too_many", "too_many", "help"]
    assert isinstance(found[2], Notice)
    assert found[2].values == {"seconds": "30"}
    assert await reply("quit", talk, NOW) is None


async def test_at_a_terminal_nobody_waits():
    talk = Conversation(Shelf({}))
    found = [await reply("brief", talk, NOW) for _ in range(50)]
    assert {one.name for one in found if isinstance(one, Notice)} == {"empty"}
