"""Schedules in the words people type: read, refused with a suggestion, and said so that they read back."""

import zoneinfo
from datetime import UTC, datetime, time
from time import perf_counter
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.errors import InputError
from bot.domain.schedule import next_times
from bot.domain.schedule_words import (
    LONGEST,
    read_quiet_hours,
    read_schedule,
    say_next,
    say_quiet_hours,
    say_schedule,
)
from bot.domain.subscriptions import EVERY_DAY, MOST_SLOTS, QuietHours, Schedule, Slot
from bot.domain.zones import read_zone

# What is typed, and what is said back where no zone is named but UTC.
READ = """
weekdays 07:30 Europe/Berlin                          | weekdays 07:30 Europe/Berlin
mon,thu 8am                                           | mon,thu 08:00 UTC
mon-fri 7.30                                          | weekdays 07:30 UTC
daily 18:00                                           | daily 18:00 UTC
every day at 7:30 am and 6pm                          | daily 07:30, 18:00 UTC
7:30, 18:00 daily                                     | daily 07:30, 18:00 UTC
weekends 9                                            | weekends 09:00 UTC
tue & thu 08:00 New York                              | tue,thu 08:00 America/New_York
weekdays 07:30; sat 09:00 Berlin                      | weekdays 07:30; sat 09:00 Europe/Berlin
weekdays: 07:30, weekends: 9:00, europe/berlin        | weekdays 07:30; weekends 09:00 Europe/Berlin
8:00 mon, 9:00 tue                                    | mon 08:00; tue 09:00 UTC
mon 8:00, mon-wed 8:00                                | mon-wed 08:00 UTC
daily 8 8:00 8am                                      | daily 08:00 UTC
monday through friday at 8:15 p.m. (London time)      | weekdays 20:15 Europe/London
mon to wed 8:00                                       | mon-wed 08:00 UTC
fri-mon 10                                            | mon,fri-sun 10:00 UTC
mon/wed/fri 8am                                       | mon,wed,fri 08:00 UTC
business days 0730 in são paulo                       | weekdays 07:30 America/Sao_Paulo
daily except sunday 8                                 | mon-sat 08:00 UTC
daily 07:30 except sat, sun                           | weekdays 07:30 UTC
every morning at 7                                    | daily 07:00 UTC
every evening at 6 and morning at 7                   | daily 07:00, 18:00 UTC
8 in the morning, 9 at night                          | daily 08:00, 21:00 UTC
noon                                                  | daily 12:00 UTC
12 noon and 12 midnight                               | daily 00:00, 12:00 UTC
12am, 12pm                                            | daily 00:00, 12:00 UTC
7 o'clock pm                                          | daily 19:00 UTC
7h30 18h                                              | daily 07:30, 18:00 UTC
7:30/18:00                                            | daily 07:30, 18:00 UTC
weekdays - 07:30 - Berlin                             | weekdays 07:30 Europe/Berlin
WEEKDAYS 07:30 EUROPE/BERLIN                          | weekdays 07:30 Europe/Berlin
täglich 18 Uhr                                        | daily 18:00 UTC
werktags um 7 Uhr 30 und am Wochenende 9 Uhr, Wien    | weekdays 07:30; weekends 09:00 Europe/Vienna
Mo.–Fr. 7:30 Uhr Zürich                               | weekdays 07:30 Europe/Zurich
18 Uhr am Montag und Donnerstag                       | mon,thu 18:00 UTC
18:00 am Montag                                       | mon 18:00 UTC
montags 7 Uhr abends                                  | mon 19:00 UTC
jeden Morgen um 7 außer sonntags                      | mon-sat 07:00 UTC
７：３０ daily                                         | daily 07:30 UTC
off                                                   | off
None.                                                 | off
stop                                                  | off
"""

# What is typed, and what the refusal says.
REFUSED = """
                              | say at what time, such as weekdays 07:30 Europe/Berlin
Berlin                        | say at what time
weekdays                      | say at what time on "weekdays"
weekdays 07:30; sat           | say at what time on "sat"
every morning                 | "morning" is no time of day: write it as daily 07:30
daily 25:00                   | "25:00" is no time of day: hours go from 0 to 23, such as 07:30
daily 7:75                    | "7:75" is no time of day: minutes go from 00 to 59, such as 7:45
daily 7:5                     | minutes have two digits, such as 7:05
13pm                          | hours go from 1 to 12, such as 1pm
0am                           | hours go from 1 to 12
24:00                         | is 00:00 of the next day
07:30:15                      | more exact than a briefing can be: write it as 07:30
daily 7x                      | "7x" is no time of day: write it as 07:30
daily 09:00-17:00             | is a span: name each time
daily 9:00 to 17:00           | is a span: name each time
daily 1,2,3,4,5,6,7           | a day has 6 briefings at most
mon 8 tue                     | which days have which times
weekdays 8 except mon, sat 9  | which days have which times
mon 8:00 except monday        | no day is left
mondey 8:00                   | there is no day "mondey": did you mean monday?
daily 8:00 Berlin, New York   | one time zone: Europe/Berlin or America/New_York?
daily 8:00 Europe/Berln       | did you mean Europe/Berlin
daily 8:00 new yrok           | did you mean America/New_York?
daily 8:00 Atlantis City      | there is no time zone "atlantis city"
daily 8:00 EST                | EST does not change in summer: America/New_York?
daily 8:00 CET                | CET does not change in summer: Europe/Berlin
daily 8:00 pdt                | PDT is summer time alone: America/Los_Angeles?
daily 8:00 CST                | America/Chicago, Asia/Shanghai or America/Havana?
daily 8:00 UTC+2              | "utc+2" does not change in summer: name a place
daily 8:00 GMT - 3            | "gmt-3" does not change in summer: name a place
daily 8:00 off                | there is no time zone "off"
"""


def rows(table: str) -> list[tuple[str, str]]:
    return [
        (left.strip(), right.strip()) for left, _, right in (line.partition("|") for line in table.split("\n")[1:-1])
    ]


@pytest.mark.parametrize(("typed", "said"), rows(READ))
def test_what_people_type_is_read_and_said_back(typed: str, said: str):
    assert say_schedule(read_schedule(typed)) == said


@pytest.mark.parametrize(("typed", "why"), rows(REFUSED))
def test_what_is_not_understood_is_refused_with_a_suggestion(typed: str, why: str):
    with pytest.raises(InputError) as refused:
        read_schedule(typed)
    assert why in str(refused.value)
    assert str(refused.value).isprintable()


def test_a_schedule_is_slots_in_the_order_of_the_day():
    assert read_schedule("sat 09:00; weekdays 18:00, 07:30 Berlin") == Schedule(
        (
            Slot(time(7, 30), frozenset(range(5))),
            Slot(time(9), frozenset({5})),
            Slot(time(18), frozenset(range(5))),
        ),
        "Europe/Berlin",
    )


def test_other_days_make_another_schedule():
    assert read_schedule("weekdays 07:30") != read_schedule("weekends 07:30")


def test_the_zone_that_counts_already_is_kept_whatever_its_name():
    assert read_schedule("daily 07:30", "EST").zone == "EST"
    assert read_schedule("daily 07:30 EST", "EST").zone == "EST"
    assert read_schedule("off", "Europe/Berlin") == Schedule((), "Europe/Berlin")


day_sets = st.one_of(st.just(EVERY_DAY), st.frozensets(st.integers(0, 6), min_size=1))
times = st.builds(time, st.integers(0, 23), st.integers(0, 59))


@st.composite
def schedules(draw: st.DrawFn) -> Schedule:
    slots: list[Slot] = []
    for at, days in sorted(draw(st.dictionaries(times, day_sets, min_size=1, max_size=20)).items()):
        free = frozenset(day for day in days if sum(day in slot.days for slot in slots) < MOST_SLOTS)
        slots += [Slot(at, free)] if free else []
    return Schedule(tuple(slots), draw(st.sampled_from(sorted(zoneinfo.available_timezones() - {"localtime"}))))


@given(schedules())
def test_what_is_said_reads_back_as_the_same(schedule: Schedule):
    said = say_schedule(schedule)
    assert len(said) <= LONGEST
    assert read_schedule(said, schedule.zone) == schedule
    assert read_schedule(said.upper(), schedule.zone) == schedule


pieces = st.sampled_from(
    "mon mon-fri weekends every except 7 7:30 am pm uhr noon morning abends um , ; & - to berlin new york est UTC + 2 "
    "off 25 7: :30 24:00 \u202e \x1b[0m \ud800 🕖 …".split(" ")
)


def refusal(typed: str) -> str | None:
    try:
        read_schedule(typed)
    except InputError as refused:
        return str(refused)
    return None


@given(st.one_of(st.text(max_size=80), st.lists(pieces, max_size=12).map(" ".join)))
def test_whatever_is_typed_gives_a_schedule_or_one_clear_line(typed: str):
    why = refusal(typed)
    if why is None:
        schedule = read_schedule(typed)
        assert schedule == read_schedule(say_schedule(schedule))
    else:
        assert 10 < len(why) < 250
        assert why.isprintable()


@pytest.mark.parametrize(
    "piece", ["7 ", "a", "mon,", "-", ";", "7:", "berlin ", "except ", "é", "to 7 ", "mon-", "evening "]
)
def test_long_input_is_refused_and_what_is_just_short_enough_is_quick(piece: str):
    with pytest.raises(InputError, match="600 characters at most"):
        read_schedule(piece * 100_000)
    begun = perf_counter()
    for typed in ((piece * LONGEST)[:LONGEST], "daily 8 " + (piece * LONGEST)[: LONGEST - 8]):
        assert len(refusal(typed) or "") < 250
    assert perf_counter() - begun < 5


# --- time zones --------------------------------------------------------------------------------------


def test_every_zone_is_read_by_its_name_in_any_case():
    refused = []
    for zone in zoneinfo.available_timezones():
        for typed in (zone, zone.lower(), zone.replace("_", " ")):
            try:
                assert read_zone(typed) == zone
            except InputError:
                refused.append(zone)
    assert set(refused) <= {*"CET EET EST HST MET MST WET Factory localtime GMT+0 GMT-0 GMT0".split()}


def test_every_zone_that_is_suggested_or_meant_exists():
    for typed in "dallas munich tokio delhi rio geneva kairo wien".split():
        assert read_zone(typed) in zoneinfo.available_timezones()


# --- what is said ------------------------------------------------------------------------------------


def test_the_next_times_are_said_in_fixed_words():
    schedule = read_schedule("weekdays 07:30 Berlin")
    now = datetime(2026, 11, 25, 12, tzinfo=UTC)
    assert say_next(next_times(schedule, now, [], now)) == (
        "Thu 26 Nov 07:30, Fri 27 Nov 07:30, Mon 30 Nov 07:30 (Europe/Berlin)"
    )
    assert say_next([datetime(2027, 1, 1, 9, 5, tzinfo=ZoneInfo("UTC"))]) == "Fri 1 Jan 09:05 (UTC)"
    assert say_next([]) == "never"


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("22:00-07:00", "22:00-07:00"),
        ("22-7", "22:00-07:00"),
        ("10pm – 7am", "22:00-07:00"),
        ("from 22:00 to 07:00", "22:00-07:00"),
        ("von 22 bis 7 Uhr", "22:00-07:00"),
        ("noon to 14:00", "12:00-14:00"),
        ("off", "off"),
        ("None", "off"),
    ],
)
def test_quiet_hours_are_read_and_said(typed: str, said: str):
    assert say_quiet_hours(read_quiet_hours(typed)) == said


@pytest.mark.parametrize(
    "typed", ["", "22:00", "7-7", "at night", "25-7", "22:00-07:00 Berlin", "7-8-9", "-", "\u202e" * 500]
)
def test_other_quiet_hours_are_refused_with_an_example(typed: str):
    with pytest.raises(InputError, match="07") as refused:
        read_quiet_hours(typed)
    assert str(refused.value).isprintable()


@given(times, times)
def test_quiet_hours_read_back_as_the_same(start: time, end: time):
    if start != end:
        assert read_quiet_hours(say_quiet_hours(QuietHours(start, end))) == QuietHours(start, end)


@pytest.mark.parametrize("said", ["hourly", "monthly 8:00", "now", "every 2 hours", "every hour from 8:00"])
def test_other_ways_to_say_when_are_told_what_a_schedule_is(said: str):
    with pytest.raises(InputError, match="days of the week and times of the day, such as weekdays 07:30"):
        read_schedule(said)
