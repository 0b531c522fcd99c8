"""What is due: once for a local date and slot, whatever the clock, the zone and the schedule do."""

import zoneinfo
from collections import Counter
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bench import zones as bench
from bot.domain.errors import InputError
from bot.domain.schedule import GRACE, LOOK_BACK, Due, Verdict, due, moment, next_due, next_times, quiet_until
from bot.domain.subscriptions import EVERY_DAY, QuietHours, Schedule, Slot

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
WINDOW, NO_LEAD = 6 * HOUR, timedelta()
BERLIN = ZoneInfo("Europe/Berlin")
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)
WEEKDAYS, WEEKENDS = frozenset(range(5)), frozenset({5, 6})
TWICE = Schedule((Slot(time(7, 30)), Slot(time(18))), "Europe/Berlin")
MORNING = Schedule((Slot(time(7, 30)),), "Europe/Berlin")
# Those with odd clocks: half hours, midnight leaps, missing dates, no summer time, summer time below zero.
ZONES = """Europe/Berlin Europe/Dublin America/New_York America/Nuuk America/Havana America/St_Johns Africa/Cairo
Africa/Casablanca Asia/Beirut Asia/Gaza Asia/Kathmandu Asia/Tehran Atlantic/Azores Australia/Lord_Howe Pacific/Apia
Pacific/Chatham Pacific/Kiritimati America/Asuncion Antarctica/Troll UTC""".split()


def at(text: str, zone: ZoneInfo = BERLIN, fold: int = 0) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=zone, fold=fold).astimezone(UTC)


def found(
    schedule: Schedule,
    now: datetime,
    since: datetime,
    planned: frozenset[tuple[date, int]] = frozenset(),
    lead: timedelta = NO_LEAD,
) -> list[tuple[str, int, Verdict]]:
    return [
        (f"{one.day:%m-%d}", one.slot, one.verdict)
        for one in due(schedule, since, planned, now, lead=lead, window=WINDOW)
    ]


# --- local times -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("zone", "day", "time_", "utc"),
    [
        ("Europe/Berlin", "2026-03-29", "01:59", "2026-03-29 00:59"),
        ("Europe/Berlin", "2026-03-29", "02:00", "2026-03-29 01:00"),  # the clock leaps from 2 to 3
        ("Europe/Berlin", "2026-03-29", "02:30", "2026-03-29 01:00"),
        ("Europe/Berlin", "2026-03-29", "03:00", "2026-03-29 01:00"),
        ("Europe/Berlin", "2026-03-29", "03:01", "2026-03-29 01:01"),
        ("Europe/Berlin", "2026-10-25", "02:30", "2026-10-25 00:30"),  # and is set back from 3 to 2
        ("Europe/Berlin", "2026-10-25", "03:00", "2026-10-25 02:00"),
        ("America/New_York", "2026-03-08", "02:30", "2026-03-08 07:00"),
        ("America/New_York", "2026-11-01", "01:30", "2026-11-01 05:30"),
        ("Australia/Lord_Howe", "2026-10-04", "02:15", "2026-10-03 15:30"),  # half an hour
        ("America/Nuuk", "2026-03-28", "23:30", "2026-03-29 01:00"),  # the gap ends at midnight
        ("America/Havana", "2026-03-08", "00:30", "2026-03-08 05:00"),  # and begins there
        ("Pacific/Apia", "2011-12-29", "23:59", "2011-12-30 09:59"),
        ("Pacific/Apia", "2011-12-30", "07:30", None),
        ("Pacific/Apia", "2011-12-30", "00:00", None),
        ("Pacific/Apia", "2011-12-31", "00:00", "2011-12-30 10:00"),
        ("Pacific/Kwajalein", "1993-08-21", "12:00", None),
        ("Pacific/Kwajalein", "1993-08-22", "12:00", "1993-08-22 00:00"),
        ("UTC", "2026-02-28", "00:00", "2026-02-28 00:00"),
    ],
)
def test_a_missing_time_runs_when_the_gap_ends_and_a_repeated_one_the_first_time(
    zone: str, day: str, time_: str, utc: str | None
):
    expected = None if utc is None else datetime.fromisoformat(utc).replace(tzinfo=UTC)
    local = time.fromisoformat(time_)
    assert moment(date.fromisoformat(day), local, ZoneInfo(zone)) == expected
    assert moment(date.fromisoformat(day), local.replace(fold=1), ZoneInfo(zone)) == expected


@lru_cache(maxsize=256)
def the_clock(day: date, zone: ZoneInfo) -> list[tuple[datetime, datetime]]:
    """The minutes around a local date, and what the clock shows in each."""
    minutes = [datetime.combine(day, time(), UTC) + step * MINUTE for step in range(-16 * 60, 40 * 60)]
    return [(minute, minute.astimezone(zone).replace(tzinfo=None)) for minute in minutes]


def first_showing(day: date, local: time, zone: ZoneInfo) -> datetime | None:
    """Walks the minutes of a date: when the clock shows the time, or a later one after one that was earlier."""
    clock = the_clock(day, zone)
    if all(wall.date() != day for _, wall in clock):
        return None
    wanted = datetime.combine(day, local)
    return next(minute for (_, before), (minute, wall) in pairwise(clock) if before < wanted <= wall)


@given(st.sampled_from(ZONES), st.integers(0, 4000), st.integers(0, 1439))
@settings(max_examples=60, deadline=None)
def test_every_local_time_runs_when_the_clock_first_shows_it(zone: str, days: int, minute: int):
    place, day = ZoneInfo(zone), date(2024, 1, 1) + days * DAY
    local = time(*divmod(minute, 60))
    assert moment(day, local, place) == first_showing(day, local, place)


def transitions(zone: ZoneInfo, year: int) -> list[date]:
    """The UTC dates of a year after which the offset is another."""
    days = [datetime(year, 1, 1, tzinfo=UTC) + step * DAY for step in range(366)]
    return [a.date() for a, b in pairwise(days) if a.astimezone(zone).utcoffset() != b.astimezone(zone).utcoffset()]


@pytest.mark.parametrize("zone", ZONES)
def test_around_a_change_of_the_clock_every_quarter_runs_when_the_clock_first_shows_it(zone: str):
    place = ZoneInfo(zone)
    year = 2011 if zone == "Pacific/Apia" else 2026
    for change in transitions(place, year)[:2]:
        for day in (change - DAY, change, change + DAY):
            for quarter in range(0, 96, 3):
                local = time(quarter // 4, quarter % 4 * 15)
                assert moment(day, local, place) == first_showing(day, local, place), (day, local)


# --- what is due -------------------------------------------------------------------------------------


def test_a_slot_is_due_at_its_time_and_within_the_lead_and_never_before_the_schedule_was_set():
    half_seven = at("2026-11-25 07:30")
    assert found(MORNING, half_seven - MINUTE, half_seven - DAY + HOUR) == []
    assert found(MORNING, half_seven, half_seven - HOUR) == [("11-25", 1, Verdict.DUE)]
    assert found(MORNING, half_seven - 10 * MINUTE, half_seven - HOUR, lead=10 * MINUTE) == [("11-25", 1, Verdict.DUE)]
    assert found(MORNING, half_seven + HOUR, half_seven) == []
    assert found(MORNING, half_seven, half_seven - HOUR, frozenset({(date(2026, 11, 25), 1)})) == []
    (one,) = due(MORNING, half_seven - HOUR, [], half_seven, lead=NO_LEAD, window=WINDOW)
    assert one == Due(date(2026, 11, 25), 1, half_seven, Verdict.DUE)
    assert one.at.tzinfo is UTC


@pytest.mark.parametrize(
    ("passed", "verdict"),
    [
        (GRACE, Verdict.DUE),
        (GRACE + timedelta(seconds=1), Verdict.LATE),
        (WINDOW, Verdict.LATE),
        (WINDOW + timedelta(seconds=1), Verdict.MISSED),
    ],
)
def test_what_has_passed_is_late_within_the_window_and_missed_after_it(passed: timedelta, verdict: Verdict):
    half_seven = at("2026-11-25 07:30")
    assert found(MORNING, half_seven + passed, half_seven - MINUTE) == [("11-25", 1, verdict)]


def test_after_a_week_there_is_one_catch_up_at_most():
    since, now = at("2026-11-17 20:00"), at("2026-11-25 18:40")
    verdicts = [verdict for _, _, verdict in found(TWICE, now, since)]
    assert verdicts == [Verdict.MISSED] * 15 + [Verdict.LATE]
    assert {verdict for _, _, verdict in found(TWICE, at("2026-11-25 04:00"), since)} == {Verdict.MISSED}


def test_of_several_slots_in_the_window_the_newest_supersedes_the_others():
    slots = Schedule(tuple(Slot(time(hour)) for hour in (7, 8, 9)), "Europe/Berlin")
    assert found(slots, at("2026-11-25 09:30"), at("2026-11-25 06:00")) == [
        ("11-25", 1, Verdict.SUPERSEDED),
        ("11-25", 2, Verdict.SUPERSEDED),
        ("11-25", 3, Verdict.LATE),
    ]


def test_what_is_late_gives_way_to_what_comes_within_the_lead_and_what_is_on_time_does_not():
    slots = Schedule((Slot(time(11)), Slot(time(11, 20))), "Europe/Berlin")
    since = at("2026-11-25 06:00")
    late = found(slots, at("2026-11-25 11:16"), since, lead=10 * MINUTE)
    assert late == [("11-25", 1, Verdict.SUPERSEDED), ("11-25", 2, Verdict.DUE)]
    on_time = found(slots, at("2026-11-25 11:12"), since, lead=10 * MINUTE)
    assert on_time == [("11-25", 1, Verdict.DUE), ("11-25", 2, Verdict.DUE)]


def test_two_slots_a_minute_apart_are_both_due_ahead_of_their_time():
    slots = Schedule((Slot(time(7, 30)), Slot(time(7, 31))), "Europe/Berlin")
    assert found(slots, at("2026-11-25 07:25"), at("2026-11-25 06:00"), lead=10 * MINUTE) == [
        ("11-25", 1, Verdict.DUE),
        ("11-25", 2, Verdict.DUE),
    ]


def test_two_slots_that_the_clock_leaps_over_give_one_briefing():
    slots = Schedule((Slot(time(2, 15)), Slot(time(2, 45)), Slot(time(3, 1))), "Europe/Berlin")
    for now in (at("2026-03-29 01:55"), at("2026-03-29 03:00")):
        verdicts = found(slots, now, at("2026-03-29 00:00"), lead=5 * MINUTE)
        assert verdicts[:2] == [("03-29", 1, Verdict.SUPERSEDED), ("03-29", 2, Verdict.DUE)]


def test_a_slot_is_the_rank_of_its_time_on_its_date():
    mixed = Schedule((Slot(time(9), WEEKENDS), Slot(time(7, 30), WEEKDAYS), Slot(time(18), frozenset({5}))))
    now = datetime(2026, 11, 30, 7, 30, tzinfo=UTC)
    slots = [(day, slot) for day, slot, _ in found(mixed, now, now - 4 * DAY)]
    assert slots == [("11-27", 1), ("11-28", 1), ("11-28", 2), ("11-29", 1), ("11-30", 1)]


def test_a_changed_time_or_zone_names_the_same_edition():
    planned = frozenset({(date(2026, 11, 25), 1)})
    changed = at("2026-11-25 08:00")
    for schedule in (Schedule((Slot(time(9)),), "Europe/Berlin"), Schedule((Slot(time(7, 30)),), "America/New_York")):
        assert found(schedule, at("2026-11-25 22:00"), changed, planned) == []
        (after,) = next_times(schedule, changed, planned, changed, count=1)
        assert after.date() == date(2026, 11, 26)


def test_nothing_older_than_a_month_is_looked_at():
    now = at("2026-11-25 12:00")
    assert len(found(MORNING, now, LONG_AGO)) == LOOK_BACK.days


def test_off_is_never_due():
    assert found(Schedule(), LONG_AGO + DAY, LONG_AGO) == []
    assert next_due(Schedule(), LONG_AGO, [], LONG_AGO) is None
    assert next_times(Schedule(), LONG_AGO, [], LONG_AGO) == []


@pytest.mark.parametrize("zone", ["Mars/Olympus", "", "Europe", "../../etc/passwd", "\0", "a" * 5000, "\ud800"])
def test_an_unknown_zone_is_one_clear_line(zone: str):
    with pytest.raises(InputError, match="there is no time zone") as raised:
        due(Schedule((Slot(time(7)),), zone), LONG_AGO, [], LONG_AGO + DAY, lead=NO_LEAD, window=WINDOW)
    assert len(str(raised.value)) < 200
    assert str(raised.value).isprintable()


def test_the_next_times_are_local_and_of_those_that_fall_together_there_is_one():
    now = at("2026-11-26 18:00")
    weekdays = Schedule((Slot(time(7, 30), WEEKDAYS),), "Europe/Berlin")
    assert [f"{one:%a %d %H:%M %Z}" for one in next_times(weekdays, now, [], now)] == [
        "Fri 27 07:30 CET",
        "Mon 30 07:30 CET",
        "Tue 01 07:30 CET",
    ]
    leapt = Schedule((Slot(time(2, 15)), Slot(time(2, 45))), "Europe/Berlin")
    night = at("2026-03-29 00:00")
    assert [f"{one:%d %H:%M}" for one in next_times(leapt, night, [], night, 2)] == ["29 03:00", "30 02:15"]


def test_what_was_planned_far_ahead_by_a_wrong_clock_is_passed_over():
    now = at("2026-11-25 07:00")
    ahead = {(date(2026, 11, 25) + day * DAY, 1) for day in range(500)}
    assert next_due(MORNING, now, ahead, now) == moment(date(2026, 11, 25) + 500 * DAY, time(7, 30), BERLIN)


# --- properties --------------------------------------------------------------------------------------

slots_ = st.builds(
    Slot,
    st.builds(time, st.integers(0, 23), st.integers(0, 59)),
    st.one_of(st.just(EVERY_DAY), st.frozensets(st.integers(0, 6), min_size=1)),
)
schedules = st.builds(
    lambda slots, zone: Schedule(tuple(sorted({slot.at: slot for slot in slots}.values())), zone),
    st.lists(slots_, min_size=1, max_size=4),
    st.sampled_from(ZONES),
)
moments = st.datetimes(datetime(1970, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - made aware


@given(schedules, moments, moments, st.timedeltas(NO_LEAD, 3 * DAY), st.timedeltas(NO_LEAD, 40 * DAY))
@settings(deadline=None)
def test_for_any_two_clocks_there_is_an_answer_and_next_is_never_after_what_is_due(
    schedule: Schedule, since: datetime, now: datetime, lead: timedelta, later: timedelta
):
    every = due(schedule, since, [], now, lead=lead, window=WINDOW)
    assert all(max(since, now - LOOK_BACK) < one.at <= now + lead for one in every)
    assert len({(one.day, one.slot) for one in every}) == len(every) <= 6 * 35
    assert sum(one.verdict in {Verdict.DUE, Verdict.LATE} and one.at <= now for one in every) <= 1
    planned = {(one.day, one.slot) for one in every}
    coming = next_due(schedule, since, planned, now)
    assert coming is not None
    assert coming > now + lead or since >= now + lead
    again = due(schedule, since, planned, now + later, lead=lead, window=WINDOW)
    assert all(one.at >= coming for one in again)
    if now + later - coming < LOOK_BACK and coming <= now + later + lead:
        assert again[0].at == coming
    quiet_until(QuietHours(schedule.slots[0].at, schedule.slots[-1].at), schedule.zone, now)


@given(schedules, st.integers(0, 4000), st.lists(st.tuples(st.integers(1, 900), st.integers(0, 30)), max_size=40))
@settings(max_examples=50, deadline=None)
def test_each_local_date_and_slot_is_decided_once_and_posted_where_the_bot_ran_at_its_time(
    schedule: Schedule, start: int, steps: list[tuple[int, int]]
):
    """Ticks with random pauses, against the minutes when the clock first shows each time."""
    now = since = datetime(2024, 1, 1, tzinfo=UTC) + start * DAY
    seen: dict[tuple[date, int], tuple[Verdict, datetime]] = {}
    ticks = [now]
    for minutes, lead in steps:
        now += minutes * MINUTE
        ticks.append(now)
        for one in due(schedule, since, seen.keys(), now, lead=lead * MINUTE, window=WINDOW):
            assert (one.day, one.slot) not in seen
            seen[one.day, one.slot] = one.verdict, one.at
    zone = ZoneInfo(schedule.zone)
    day = since.astimezone(zone).date() - DAY
    expected = {}
    while day <= now.astimezone(zone).date() + DAY:
        times = sorted({slot.at for slot in schedule.slots if day.weekday() in slot.days})
        for rank, local in enumerate(times, start=1):
            runs = first_showing(day, local, zone)
            if runs is not None and since < runs <= now:
                expected[day, rank] = runs
        day += DAY
    assert expected.items() <= {key: runs for key, (_, runs) in seen.items()}.items()
    for key, runs in expected.items():
        tick = min(tick for tick in ticks if tick >= runs)
        if seen[key][0] is Verdict.MISSED:
            assert tick - runs > WINDOW
        if seen[key][0] is Verdict.SUPERSEDED:
            assert any(other > runs or (other == runs and later > key) for later, (_, other) in seen.items())


switches = st.lists(st.tuples(schedules, st.integers(1, 3000)), min_size=1, max_size=8)


@given(st.integers(0, 4000), switches)
@settings(max_examples=40, deadline=None)
def test_changes_of_zone_and_times_never_give_a_second_edition_of_a_local_date_and_slot(
    start: int, changes: list[tuple[Schedule, int]]
):
    now = datetime(2024, 1, 1, tzinfo=UTC) + start * DAY
    planned: list[tuple[date, int]] = []
    for schedule, minutes in changes:
        since, ends = now, now + minutes * MINUTE
        while now < ends:
            now += 30 * MINUTE
            new = due(schedule, since, planned, now, lead=20 * MINUTE, window=WINDOW)
            assert all(one.at > since for one in new)
            planned += [(one.day, one.slot) for one in new]
    assert len(set(planned)) == len(planned)


@given(st.sampled_from(ZONES), st.integers(0, 1439), st.integers(0, 4000))
@settings(max_examples=40, deadline=None)
def test_every_local_date_has_one_edition_through_ten_days(zone: str, minute: int, start: int):
    schedule = Schedule((Slot(time(*divmod(minute, 60))),), zone)
    first = datetime(2024, 1, 1, tzinfo=UTC) + start * DAY
    planned: list[date] = []
    now = first
    while now < first + 10 * DAY:
        now += 20 * MINUTE
        new = due(schedule, first, {(day, 1) for day in planned}, now, lead=NO_LEAD, window=WINDOW)
        assert all(one.verdict in {Verdict.DUE, Verdict.LATE} for one in new)
        planned += [one.day for one in new]
    assert [b - a for a, b in pairwise(planned)] == [DAY] * (len(planned) - 1)
    assert len(planned) in {9, 10, 11}


def test_a_clock_that_jumps_repeats_nothing():
    planned: set[tuple[date, int]] = set()
    posted = []
    since = at("2026-11-25 06:00")
    for now in ("2026-11-25 07:31", "2026-11-25 07:00", "2027-11-25 07:31", "2026-11-25 07:30", "2026-11-26 07:30"):
        new = due(MORNING, since, planned, at(now), lead=NO_LEAD, window=WINDOW)
        posted += [one.day.isoformat() for one in new if one.verdict is Verdict.DUE]
        planned |= {(one.day, one.slot) for one in new}
    assert posted == ["2026-11-25", "2027-11-25", "2026-11-26"]


# --- quiet hours -------------------------------------------------------------------------------------

NIGHT = QuietHours(time(22), time(7))


@pytest.mark.parametrize(
    ("quiet", "now", "until"),
    [
        (NIGHT, "2026-11-25 21:59", None),
        (NIGHT, "2026-11-25 22:00", "2026-11-26 07:00"),
        (NIGHT, "2026-11-26 06:59", "2026-11-26 07:00"),
        (NIGHT, "2026-11-26 07:00", None),
        (NIGHT, "2026-10-24 23:00", "2026-10-25 07:00"),  # nine hours, then eleven
        (NIGHT, "2026-03-28 23:00", "2026-03-29 07:00"),
        (QuietHours(time(12), time(14)), "2026-11-25 13:00", "2026-11-25 14:00"),
        (QuietHours(time(12), time(14)), "2026-11-25 11:00", None),
        (QuietHours(time(22), time(2, 30)), "2026-03-29 01:00", "2026-03-29 03:00"),  # 02:30 is missing
        (QuietHours(time(22), time(2, 30)), "2026-10-25 01:00", "2026-10-25 02:30"),
        (QuietHours(time(9), time(9)), "2026-11-25 09:00", None),
    ],
)
def test_quiet_hours_end_when_the_clock_shows_their_end(quiet: QuietHours, now: str, until: str | None):
    assert quiet_until(quiet, "Europe/Berlin", at(now)) == (None if until is None else at(until))


def test_quiet_hours_come_again_where_the_clock_is_set_back_into_them():
    quiet = QuietHours(time(22), time(2, 30))
    second = at("2026-10-25 02:10", fold=1)
    assert quiet_until(quiet, "Europe/Berlin", second) == at("2026-10-25 02:30", fold=1)


@given(st.sampled_from(ZONES), moments, st.integers(0, 1439), st.integers(0, 1439))
@settings(deadline=None)
def test_it_is_never_quiet_by_the_clock_when_quiet_hours_are_over(zone: str, now: datetime, start: int, end: int):
    quiet = QuietHours(time(*divmod(start, 60)), time(*divmod(end, 60)))
    until = quiet_until(quiet, zone, now)
    if until is not None:
        assert now < until < now + 3 * DAY
        assert quiet_until(quiet, zone, until) is None
        assert quiet_until(quiet, zone, until - timedelta(microseconds=1)) == until


def test_the_zones_of_these_tests_exist():
    assert set(ZONES) <= zoneinfo.available_timezones()


# --- the figures of the bench, on a sample -----------------------------------------------------------


@pytest.mark.parametrize(
    ("zone", "year", "none"),
    [("America/Nuuk", 2024, 0), ("Africa/Casablanca", 2026, 0), ("Pacific/Apia", 2011, 1), ("Asia/Beirut", 2030, 0)],
)
def test_every_local_date_around_a_change_has_one_edition_and_a_missing_one_none(zone: str, year: int, none: int):
    slots = bench.SLOTS[::5]
    counts = sum((bench.check(bench.walk(zone, change), slots) for change in bench.changes(zone, [year])), Counter())
    assert counts[0] == none * len(slots)
    assert counts[1] >= 6 * len(slots)
    assert set(counts) <= {0, 1}


def test_a_trigger_by_wall_time_fires_twice_where_a_time_is_repeated():
    change = max(bench.changes("Europe/Berlin", [2026]))
    walked = bench.walk("Europe/Berlin", change)
    assert bench.fired(walked, Slot(time(2, 30))) == {1: 2, 2: 1}
    assert bench.check(walked, [Slot(time(2, 30))]) == {1: 3}


def test_slots_without_days_are_never_due_however_much_was_planned():
    nothing = Schedule((Slot(time(7, 30), frozenset()),), "Europe/Berlin")
    planned = {(date(2026, 1, 1) + day * DAY, 1) for day in range(9000)}
    assert next_due(nothing, LONG_AGO, planned, LONG_AGO) is None
    assert next_times(nothing, LONG_AGO, planned, LONG_AGO) == []
