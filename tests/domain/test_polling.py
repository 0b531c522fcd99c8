"""When a feed is fetched next, and when it is given up."""

import dataclasses
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.intake import Validators
from bot.domain.polling import (
    BACK_OFF_LIMIT,
    FURTHEST,
    LONGEST,
    SHORTEST,
    UNKNOWN,
    Failed,
    FeedState,
    FeedStatus,
    Hints,
    Outcome,
    Read,
    Unchanged,
    after,
    interval_of,
    outside,
    per_week,
)

NOW = datetime(2026, 11, 23, 7, 30, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
STATE = FeedState(7, "https://example.org/feed", NOW)


def read(*ages: timedelta, **fields: object) -> Read:
    return Read(tuple(NOW - age for age in ages), "digest", **fields)  # type: ignore[arg-type] # a test may pass any field


def waits(outcome: Outcome, state: FeedState = STATE, phase: float = 0.5) -> timedelta:
    return after(state, outcome, NOW, phase).next_poll - NOW


def fail(state: FeedState, times: int, every: timedelta, error: Failed | None = None) -> FeedState:
    for at in range(times):
        state = after(state, error or Failed("no answer"), NOW + at * every, 0.5)
    return state


# --- the interval ------------------------------------------------------------------------------------


def test_a_feed_is_asked_about_as_often_as_it_publishes():
    hourly = read(*(hour * HOUR for hour in range(24)))
    assert timedelta(minutes=50) <= waits(hourly) <= timedelta(minutes=70)
    assert waits(read(*(timedelta(minutes=minute) for minute in range(60)))) == SHORTEST
    assert waits(read(20 * DAY)) == LONGEST


def test_a_feed_that_gives_no_dates_or_those_of_the_future_is_asked_within_the_hour():
    assert waits(read()) == UNKNOWN
    assert waits(read(*[-DAY] * 30)) == SHORTEST


def test_a_quiet_day_slows_a_busy_feed_down_by_degrees():
    busy = dataclasses.replace(STATE, weekly=168.0)
    assert HOUR < waits(read(400 * DAY), busy) < 3 * HOUR


@pytest.mark.parametrize(
    ("hints", "least"),
    [
        (Hints(ttl=120), 2 * HOUR),
        (Hints(fresh_for=3 * HOUR), 3 * HOUR),
        (Hints(ttl=60, fresh_for=2 * HOUR), 2 * HOUR),
        (Hints(ttl=-5), SHORTEST),
        (Hints(ttl=10_000_000), LONGEST),
    ],
)
def test_a_feed_is_asked_no_more_often_than_it_wants_within_reason(hints: Hints, least: timedelta):
    often = dataclasses.replace(STATE, weekly=10_000.0)
    assert waits(Unchanged(hints), often) == least


def test_hours_to_skip_are_skipped_and_all_of_them_cannot_be():
    assert outside(NOW, (7, 8)) == NOW.replace(hour=9, minute=0)
    assert outside(NOW.replace(hour=23), (23, 0)) == NOW.replace(hour=1, minute=0) + DAY
    assert outside(NOW, tuple(range(24))) == NOW
    assert outside(NOW, (99, -7)) == NOW


def test_days_to_skip_are_skipped_unless_they_are_most_of_the_week():
    assert NOW.weekday() == 0
    assert outside(NOW, (), (0, 1)) == NOW.replace(hour=0, minute=0) + 2 * DAY
    assert outside(NOW, (0, 1), (0,)) == NOW.replace(hour=2, minute=0) + DAY
    assert outside(NOW, (), (5, 6)) == NOW
    assert outside(NOW, (), (0, 1, 2, 3)) == NOW
    assert outside(NOW, (), (-1, 7)) == NOW


@given(st.sets(st.integers(-2, 30)), st.sets(st.integers(-2, 9)), st.integers(0, 10_000))
def test_no_wait_is_longer_than_the_longest(hours: set[int], days: set[int], minutes: int):
    now = NOW + timedelta(minutes=minutes)
    hints = Hints(LONGEST * 9, 10**6, tuple(hours), tuple(days))
    assert now < after(STATE, Unchanged(hints), now, 1.0).next_poll <= now + FURTHEST


def test_feeds_that_were_added_together_drift_apart():
    assert len({waits(read(HOUR), phase=phase / 10) for phase in range(10)}) == 10


def test_dates_long_ago_say_nothing_of_the_pace_and_those_of_the_future_count_as_now():
    assert per_week((), NOW) is None
    assert per_week((NOW - 400 * DAY,), NOW) == 0.0
    assert per_week((NOW + DAY, NOW - 400 * DAY), NOW) == pytest.approx(7.0)
    assert per_week((NOW - 7 * DAY, NOW - DAY), NOW) == pytest.approx(2.0)


def test_the_newest_article_is_never_of_the_future():
    state = after(STATE, Read((NOW + DAY, NOW - HOUR), "digest"), NOW, 0.5)
    assert state.newest == NOW - HOUR


# --- failures ----------------------------------------------------------------------------------------


def test_failures_back_off_to_a_day_and_success_forgets_them():
    state = STATE
    before = timedelta()
    for _ in range(9):
        state = after(state, Failed("no answer"), NOW, 0.5)
        assert before <= state.next_poll - NOW <= BACK_OFF_LIMIT
        before = state.next_poll - NOW
    assert before == BACK_OFF_LIMIT
    assert (state.failures, state.error, state.failing_since) == (9, "no answer", NOW)
    healthy = after(state, Unchanged(), NOW + HOUR, 0.5)
    assert (healthy.failures, healthy.error, healthy.failing_since) == (0, None, None)


def test_a_server_that_asks_to_wait_is_waited_for_but_no_longer_than_a_day():
    assert waits(Failed("busy", retry_after=5 * HOUR)) == 5 * HOUR
    assert waits(Failed("busy", retry_after=400 * DAY)) == BACK_OFF_LIMIT


def test_a_feed_that_is_gone_is_stopped_at_once():
    state = after(STATE, Failed("status 410, gone", gone=True), NOW, 0.5)
    assert (state.status, state.error) == (FeedStatus.DISABLED, "stopped: status 410, gone")


def test_a_week_of_failures_stops_a_feed_and_says_so():
    assert fail(STATE, 8, DAY - HOUR).status is FeedStatus.ACTIVE
    state = fail(STATE, 8, DAY)
    assert (state.status, state.error) == (FeedStatus.DISABLED, "stopped after 7 days: no answer")


def test_a_program_that_slept_for_a_week_gives_nothing_up():
    state = after(STATE, Failed("no answer"), NOW, 0.5)
    assert after(state, Failed("no answer"), NOW + 8 * DAY, 0.5).status is FeedStatus.ACTIVE


def test_one_success_in_the_week_keeps_a_feed():
    state = after(fail(STATE, 5, DAY), Unchanged(), NOW + 5 * DAY, 0.5)
    assert after(state, Failed("no answer"), NOW + 8 * DAY, 0.5).status is FeedStatus.ACTIVE


# --- moves -------------------------------------------------------------------------------------------


def test_the_third_equal_permanent_redirect_rewrites_the_address():
    state = STATE
    for url in ("https://example.org/feed", "https://example.org/feed", "https://example.org/new"):
        assert state.url == url or state.moved_times < 3
        state = after(state, Unchanged(moved_to="https://example.org/new"), NOW, 0.5)
    assert (state.url, state.moved_to, state.moved_times) == ("https://example.org/new", None, 0)


def test_redirects_that_differ_or_stop_rewrite_nothing():
    state = STATE
    for to in ("a", "b", "a", None, "a", "a", "b"):
        state = after(state, Unchanged(moved_to=to and f"https://example.org/{to}"), NOW, 0.5)
    assert state.url == STATE.url


# --- whatever happens --------------------------------------------------------------------------------

AGES = st.lists(st.timedeltas(-400 * DAY, 400 * DAY), max_size=9)
HINTS = st.builds(
    Hints,
    st.none() | st.timedeltas(timedelta(), 30 * DAY),
    st.none() | st.integers(-10, 10**9),
    st.lists(st.integers(-5, 30), max_size=30).map(tuple),
)
OUTCOMES = st.one_of(
    st.builds(lambda ages, hints: Read(tuple(NOW - age for age in ages), "d", Validators(), hints), AGES, HINTS),
    st.builds(Unchanged, HINTS),
    st.builds(Failed, st.just("no"), st.booleans(), st.none() | st.timedeltas(timedelta(), 99 * DAY)),
)


@given(st.lists(st.tuples(OUTCOMES, st.floats(0, 1, exclude_max=True)), max_size=12))
def test_the_next_poll_is_never_at_once_nor_more_than_a_day_and_a_bit_away(steps: list[tuple[Outcome, float]]):
    state, now = STATE, NOW
    for outcome, phase in steps:
        state = after(state, outcome, now, phase)
        if state.status is FeedStatus.DISABLED:
            return
        wait = state.next_poll - now
        assert SHORTEST * 0.9 <= wait <= BACK_OFF_LIMIT + HOUR
        assert SHORTEST <= state.interval <= LONGEST
        now = state.next_poll


@given(st.none() | st.floats(0, 1e9))
def test_the_interval_has_bounds(weekly: float | None):
    assert SHORTEST <= interval_of(weekly) <= LONGEST
