"""What is due: pure decisions over a schedule, what was planned already, and now.

    schedule + since + planned + now ─► local dates and slots, each with its moment and a verdict

Guards that a local date and slot is due once, whatever the clock, the zone or the schedule do, and that after a stop
a reader gets one briefing at most. A slot is the rank of its time among those of its local date, so that a changed
time or zone names the same edition again.
"""

from collections.abc import Collection, Iterator
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from enum import StrEnum
from functools import lru_cache
from itertools import groupby, islice, takewhile
from zoneinfo import ZoneInfo

from bot.domain.errors import InputError
from bot.domain.subscriptions import QuietHours, Schedule
from bot.domain.zones import EXAMPLE, repeated

# How long after its time a briefing is not called late: composing and sending to 10,000 channels at once takes some
# minutes, and so does the restart for a new version. A reader at breakfast does not notice either.
GRACE = timedelta(minutes=15)
LOOK_BACK = timedelta(days=31)  # what is older is not even counted as missed
_DAY, _SECOND = timedelta(days=1), timedelta(seconds=1)


class Verdict(StrEnum):
    """What is to become of a local date and slot."""

    DUE = "due"
    LATE = "late"  # its time has passed, and it is still worth posting
    MISSED = "missed"  # its time has passed for too long
    SUPERSEDED = "superseded"  # a later one takes its place


@dataclass(frozen=True, slots=True)
class Due:
    """A local date and slot that is to be planned. `at` is its moment, in UTC."""

    day: date
    slot: int
    at: datetime
    verdict: Verdict


# --- what is due -------------------------------------------------------------------------------------


def due(
    schedule: Schedule,
    since: datetime,
    planned: Collection[tuple[date, int]],
    now: datetime,
    *,
    lead: timedelta,
    window: timedelta,
) -> list[Due]:
    """Every local date and slot in (since, now + lead] that is not in `planned`, the earliest first.

    `planned` holds what was planned of the last 32 local dates and of those to come; nothing older is looked at.
    Raises InputError where the schedule's zone is unknown.

    Past ones: the newest, where at most `window` has passed, is due, and late after 15 minutes. Others within the
    window are superseded by it, older ones missed. Those to come within `lead` are due, each: they are posted at
    their own times, as asked. But what is late by then is superseded by one to come, and of several at one moment
    (times that the clock leaps over) by the last: nobody wants two within minutes who has not asked for them.
    """
    now = now.astimezone(UTC)
    until = now + lead
    after = max(since.astimezone(UTC), now - LOOK_BACK)
    coming = _unplanned(schedule, after, planned, days=max(0, (until - after).days + 4))
    found = sorted(takewhile(lambda one: one[0] <= until, coming))
    following = [at for at, _, _ in found[1:]]
    return [
        Due(day, slot, at, _verdict(at, following[rank] if rank < len(following) else None, now, window))
        for rank, (at, day, slot) in enumerate(found)
    ]


def next_due(
    schedule: Schedule, since: datetime, planned: Collection[tuple[date, int]], now: datetime
) -> datetime | None:
    """The first moment that is not planned yet, in UTC; None where nothing ever is. Raises InputError as `due` does.

    It may be past. As long as `now` does not go back, `due` finds nothing before it.
    """
    after = max(since.astimezone(UTC), now.astimezone(UTC) - LOOK_BACK)
    return next((at for at, _, _ in _unplanned(schedule, after, planned, days=_enough(planned))), None)


def next_times(
    schedule: Schedule, since: datetime, planned: Collection[tuple[date, int]], now: datetime, count: int = 3
) -> list[datetime]:
    """The next moments to come that are not planned yet, as aware local times in the schedule's zone."""
    after = max(since, now).astimezone(UTC)
    coming = _unplanned(schedule, after, planned, days=_enough(planned) + 7 * count)
    distinct = (at for at, _ in groupby(coming, key=lambda one: one[0]))
    return [at.astimezone(zone_of(schedule.zone)) for at in islice(distinct, count)]


def _verdict(at: datetime, following: datetime | None, now: datetime, window: timedelta) -> Verdict:
    """`following` is the moment of the one that comes next."""
    if at < now - window:
        return Verdict.MISSED
    late = at < now - GRACE
    if following is not None and (late or following <= max(at, now)):
        return Verdict.SUPERSEDED
    return Verdict.LATE if late else Verdict.DUE


def _enough(planned: Collection[tuple[date, int]]) -> int:
    """Days within which something unplanned comes: each week has a slot, and few dates are left out by a zone.

    A century at most, for schedules whose slots have no days.
    """
    return min(36_500, 7 * (len(planned) + 3))


def _unplanned(
    schedule: Schedule, after: datetime, planned: Collection[tuple[date, int]], *, days: int
) -> Iterator[tuple[datetime, date, int]]:
    """Moments after a moment, with their local dates and slots, in order; from the local date before it on."""
    if schedule.is_off:
        return
    zone, week = zone_of(schedule.zone), _week(schedule)
    known = planned if isinstance(planned, AbstractSet) else frozenset(planned)
    # A missing time runs up to a day after its own date, hence the day before.
    for day in islice(_from(after.astimezone(zone).date() - _DAY), days):
        for slot, at in week[day.weekday()]:
            if (day, slot) not in known:
                found = moment(day, at, zone)
                if found is not None and found > after:
                    yield found, day, slot


def _from(day: date) -> Iterator[date]:
    """The dates from one on: made once for all subscriptions, since thousands are looked at in a tick."""
    while True:
        yield from _stretch(day)
        day += 64 * _DAY


@lru_cache(maxsize=64)
def _stretch(day: date) -> tuple[date, ...]:
    return tuple(day + ahead * _DAY for ahead in range(64))


@lru_cache(maxsize=4096)
def _week(schedule: Schedule) -> tuple[tuple[tuple[int, time], ...], ...]:
    """The slots of each weekday, with their times."""
    return tuple(
        tuple(enumerate(sorted({slot.at for slot in schedule.slots if weekday in slot.days}), start=1))
        for weekday in range(7)
    )


# --- local times -------------------------------------------------------------------------------------


@lru_cache(maxsize=1024)  # there are 600, and the library's own cache keeps eight
def zone_of(name: str) -> ZoneInfo:
    """The IANA time zone of this name. Raises InputError where there is none."""
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):  # unknown; no name at all; the name of a folder
        raise InputError(f"there is no time zone {repeated(name)}: give one such as {EXAMPLE}") from None


@lru_cache(maxsize=8192)
def moment(day: date, at: time, zone: tzinfo) -> datetime | None:
    """When a local time of a local date is, in UTC; None where that date does not exist there (Apia, 30 Dec 2011).

    A local time that occurs twice is the first one, as in RFC 5545, 3.3.5. One that the clock leaps over is the first
    moment after, which is the end of the gap.
    """
    local = datetime.combine(day, at, zone).replace(fold=0)
    found = local.astimezone(UTC)
    if found.astimezone(zone).replace(tzinfo=None) == local.replace(tzinfo=None):
        return found
    leap = _transition(local.replace(fold=1).astimezone(UTC), found, zone)
    ends = leap.astimezone(zone).replace(tzinfo=None)
    begins = (leap - _SECOND).astimezone(zone).replace(tzinfo=None) + _SECOND
    midnight = datetime.combine(day, time())
    return None if begins <= midnight and midnight + _DAY <= ends else leap


def _transition(before: datetime, after: datetime, zone: tzinfo) -> datetime:
    """The first moment with the offset of `after`, to the second; `before` has another. At most a day apart."""
    offset = after.astimezone(zone).utcoffset()
    low, high = 0, int((after - before).total_seconds())
    while high - low > 1:
        middle = (low + high) // 2
        if (before + middle * _SECOND).astimezone(zone).utcoffset() == offset:
            high = middle
        else:
            low = middle
    return before + high * _SECOND


# --- quiet hours -------------------------------------------------------------------------------------


def quiet_until(quiet: QuietHours, zone: str, now: datetime) -> datetime | None:
    """When quiet hours end, in UTC; None where it is not quiet now, by the clock on the wall there.

    They end when that clock next shows `end`, or has leapt over it. The same `start` and `end` are no quiet hours.
    Raises InputError where the zone is unknown.
    """
    place, ends = zone_of(zone), now.astimezone(UTC)
    while _is_quiet(quiet, ends.astimezone(place).time()):
        today = ends.astimezone(place).date()
        ends = min(at for ahead in range(4) for at in _both(today + ahead * _DAY, quiet.end, place) if at > ends)
        if ends - now > 3 * _DAY:
            break
    return ends if ends > now else None


def _is_quiet(quiet: QuietHours, at: time) -> bool:
    if quiet.start <= quiet.end:
        return quiet.start <= at < quiet.end
    return at >= quiet.start or at < quiet.end


def _both(day: date, at: time, zone: tzinfo) -> Iterator[datetime]:
    """The moments of a local time on a local date: two where the clock is set back over it."""
    first = moment(day, at, zone)
    if first is not None:
        yield first
        again = datetime.combine(day, at, zone).replace(fold=1).astimezone(UTC)
        if again > first:
            yield again
