"""Every IANA time zone × every change of its clock 2024–2035 × every quarter of an hour: editions per local date.

A bot ticks through the days around a change, and keeps what was planned, as the database does. The moments at which it
ticks come from walking the quarters of an hour: when the clock on the wall shows the slot's time, each time it does,
and around the change. A moment that lies between them is told from the one that was to be. Every local date must have
exactly one edition, when the clock first shows its time or leaps over it; one that does not exist has none.
Beside it APScheduler's CronTrigger, which fires by wall time.
"""

import time
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, tzinfo
from datetime import time as clock_time
from itertools import pairwise
from zoneinfo import ZoneInfo, available_timezones

from apscheduler.triggers.cron import CronTrigger

from bot.domain.schedule import Verdict, due
from bot.domain.subscriptions import Schedule, Slot

YEARS = range(2024, 2036)
# Changes that left out a whole date.
LEFT_OUT = (("Pacific/Apia", 2011), ("Pacific/Kwajalein", 1993))
BESIDE = """Africa/Cairo America/Havana America/New_York America/Nuuk America/Santiago Asia/Beirut Atlantic/Azores
Australia/Lord_Howe Australia/Sydney Europe/Berlin Europe/Dublin Pacific/Chatham""".split()
BESIDE_YEARS = range(2026, 2028)
_DAY, _QUARTER, _MINUTE = timedelta(days=1), timedelta(minutes=15), timedelta(minutes=1)
_WINDOW, _NO_LEAD = timedelta(hours=6), timedelta(0)
_AROUND = 49 * timedelta(hours=1)  # the dates before and after the change, whole
SLOTS = [Slot(clock_time(quarter // 4, quarter % 4 * 15)) for quarter in range(96)]


@dataclass(frozen=True, slots=True)
class Walk:
    """The clock of a zone around a change, in quarters of an hour from `begin` to `end`.

    `showing` tells when the clock shows a time of day, each time it does; `first` when it first shows a time of a
    date, or leaps over it. `days` are the date of the change, the one before and the one after, existing or not.
    """

    zone: str
    change: datetime
    begin: datetime
    end: datetime
    days: Sequence[date]
    showing: Mapping[clock_time, Sequence[datetime]]
    first: Mapping[tuple[date, clock_time], datetime]


def changes(zone: str, years: Collection[int]) -> Iterator[datetime]:
    """The moments at which the offset of a zone changes in these years, to the second."""
    place = ZoneInfo(zone)
    start = datetime(min(years), 1, 1, tzinfo=UTC)
    days = [start + step * _DAY for step in range((datetime(max(years) + 1, 1, 1, tzinfo=UTC) - start).days + 1)]
    for (low, offset), (high, other) in pairwise((day, day.astimezone(place).utcoffset()) for day in days):
        if offset != other:
            yield _turn(low, high, place)


def _turn(low: datetime, high: datetime, place: tzinfo) -> datetime:
    offset = low.astimezone(place).utcoffset()
    while high - low > timedelta(seconds=1):
        middle = low + timedelta(seconds=int((high - low).total_seconds()) // 2)
        if middle.astimezone(place).utcoffset() == offset:
            low = middle
        else:
            high = middle
    return high


def walk(zone: str, change: datetime) -> Walk:
    """What the clock of a zone shows from two days before a change to two days after it."""
    if change.timestamp() % _QUARTER.total_seconds():
        raise AssertionError(f"{zone} is changed at {change}, between quarters of an hour")
    place = ZoneInfo(zone)
    moments = [change - _AROUND + step * _QUARTER for step in range(2 * (_AROUND // _QUARTER) + 1)]
    shown = [at.astimezone(place).replace(tzinfo=None) for at in moments]
    showing: dict[clock_time, list[datetime]] = {}
    first: dict[tuple[date, clock_time], datetime] = {}
    for at, was, now in zip(moments[1:], shown, shown[1:], strict=False):
        showing.setdefault(now.time(), []).append(at)
        for step in range((now - was) // _QUARTER):  # one, more over a gap, none where the clock is set back
            missed = now - step * _QUARTER
            first.setdefault((missed.date(), missed.time()), at)
    dates = {now.date() for now in shown}
    before, after = ((change + step).astimezone(place).date() for step in (-_MINUTE, timedelta(0)))
    days = [before + step * _DAY for step in range(-1, (after - before).days + 2)]
    exists = {key: at for key, at in first.items() if key[0] in dates}
    return Walk(zone, change, moments[0], moments[-1], days, showing, exists)


def editions(walked: Walk, slot: Slot) -> list[tuple[date, datetime, datetime]]:
    """What is planned: its date, its moment, and the tick at which it was found, in a history of ticks."""
    schedule, since = Schedule((slot,), walked.zone), walked.begin
    ticks = {*walked.showing[slot.at], walked.change - _MINUTE, walked.change, walked.end}
    planned: set[tuple[date, int]] = set()
    found = []
    for tick in sorted(ticks):
        for one in due(schedule, since, planned, tick, lead=_NO_LEAD, window=_WINDOW):
            planned.add((one.day, one.slot))
            if one.verdict in {Verdict.DUE, Verdict.LATE}:
                found.append((one.day, one.at, tick))
    return found


def check(walked: Walk, slots: Sequence[Slot] = SLOTS) -> Counter[int]:
    """How many dates had how many editions. Raises AssertionError where one had another number, or another moment."""
    counts: Counter[int] = Counter()
    for slot in slots:
        found = editions(walked, slot)
        for day in walked.days:
            moments = [(at, tick) for on, at, tick in found if on == day]
            first = walked.first.get((day, slot.at))
            right = [] if first is None else [(first, first)]
            if moments != right:
                raise AssertionError(f"{walked.zone} {day} {slot.at}: {moments} instead of {right}")
            counts[len(moments)] += 1
    return counts


def fired(walked: Walk, slot: Slot) -> Counter[int]:
    """How many dates have how many firings of CronTrigger."""
    place = ZoneInfo(walked.zone)
    trigger = CronTrigger(hour=slot.at.hour, minute=slot.at.minute, timezone=place)
    last, now = None, walked.begin
    on: Counter[date] = Counter()
    while (last := trigger.get_next_fire_time(last, now)) and last <= walked.end:
        on[last.date()] += 1
        now = last.astimezone(UTC)
    return Counter(on[day] for day in walked.days)


def run() -> None:
    """Print the counts, ours in full and APScheduler's of some zones."""
    begun, counts, changed, all_changes = time.process_time(), Counter[int](), 0, 0
    zones = sorted(available_timezones() - {"localtime"})
    for zone in zones:
        found = [walk(zone, change) for change in changes(zone, YEARS)]
        changed, all_changes = changed + bool(found), all_changes + len(found)
        for walked in found:
            counts += check(walked)
    print(f"{len(zones)} zones, {changed} with changes, {all_changes} changes, {len(SLOTS)} slots a day")
    print(f"{counts.total()} local dates × slots: {counts[1]} with one edition, {counts.total() - counts[1]} without")
    for zone, year in LEFT_OUT:
        left_out = Counter[int]()
        for change in changes(zone, [year]):
            left_out += check(walk(zone, change))
        print(
            f"{zone} {year}: {left_out[1]} with one edition, {left_out[0]} with none, on the date that does not exist"
        )
    print(f"{time.process_time() - begun:.0f} s of one core")
    if set(counts) != {1}:
        raise AssertionError(f"not every local date had one edition: {dict(counts)}")
    beside()


def beside() -> None:
    """Print CronTrigger's counts, and ours, of the same changes."""
    theirs, ours = Counter[int](), Counter[int]()
    for zone in BESIDE:
        for walked in (walk(zone, change) for change in changes(zone, BESIDE_YEARS)):
            ours += check(walked)
            for slot in SLOTS:
                theirs += fired(walked, slot)
    print(f"{'of ' + str(len(BESIDE)) + ' zones in two years':<32}{'none':>8}{'one':>8}{'two':>8}")
    for name, counts in (("this", ours), ("CronTrigger", theirs)):
        print(f"{name:<32}{counts[0]:8}{counts[1]:8}{counts[2]:8}")


if __name__ == "__main__":
    run()
