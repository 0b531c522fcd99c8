"""When a feed is fetched next, and when it is given up: pure decisions over what happened at each poll.

    state + outcome + now + phase ─► the next state

Guards that a publisher is asked no more often than it can bear: the interval follows how much it publishes, never
undercuts what the server asks for, and doubles while it fails. A feed that says it is gone is stopped at once, one
that has failed for a week is stopped with a reason, and one that has moved for good is followed.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from bot.domain.intake import NEVER_FETCHED, Validators

SHORTEST = timedelta(minutes=15)
LONGEST = timedelta(hours=6)
UNKNOWN = timedelta(hours=1)  # while nothing is known of its pace, as with entries without dates
BACK_OFF_LIMIT = timedelta(hours=24)
_DAYS_OFF = 3  # of a week that a feed can ask to be left alone
# No wait is longer: a failing feed's, or a good one's with its hours and days off.
FURTHEST = BACK_OFF_LIMIT + timedelta(days=_DAYS_OFF + 1)
GIVE_UP_AFTER = timedelta(days=7)
_ENOUGH_FAILURES = 5  # in that time: a program that slept for a week has not tried
# Equal permanent redirects in a row after which the address is rewritten: one may be a mistake of an hour.
MOVES = 3
# What a source publishes in a week is the mean of the old figure and the new one, so that a quiet day counts little.
_SMOOTH = 0.5
_STREAM = 10  # articles that show a pace within hours
_SPREAD = 0.2  # of the interval: feeds that were added together drift apart


class FeedStatus(StrEnum):
    """Whether a feed is polled."""

    ACTIVE = "active"
    DISABLED = "disabled"


@dataclass(frozen=True, slots=True)
class FeedState:
    """What is known of a feed between two polls. Times are aware UTC.

    `error` is the last failure in plain words, and the reason where it is disabled; `failing_since` the first of the
    failures in a row. `newest` is the date of its newest article, `weekly` how many it publishes in a week.
    `body_digest` stands for the bytes that were read last, `seen` for their entries (`domain.seen`). `note`: what of it
    was left out, in plain words. `found_at`: the address of the list that named it; None where a person did.
    """

    source_id: int
    url: str
    next_poll: datetime
    status: FeedStatus = FeedStatus.ACTIVE
    interval: timedelta = SHORTEST
    polled: datetime | None = None
    succeeded: datetime | None = None
    failing_since: datetime | None = None
    failures: int = 0
    error: str | None = None
    validators: Validators = NEVER_FETCHED
    body_digest: str | None = None
    newest: datetime | None = None
    weekly: float | None = None
    moved_to: str | None = None
    moved_times: int = 0
    note: str | None = None
    found_at: str | None = None
    seen: str | None = None

    @property
    def first(self) -> bool:
        """Whether it has never been read."""
        return self.succeeded is None


# --- what a poll can find ----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Hints:
    """How often a feed and its server want to be asked, as far as they say."""

    fresh_for: timedelta | None = None
    ttl: int | None = None
    skip_hours: tuple[int, ...] = ()
    skip_days: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Unchanged:
    """Nothing new: the server said so, or the bytes are the same."""

    hints: Hints = Hints()
    validators: Validators | None = None
    moved_to: str | None = None


@dataclass(frozen=True, slots=True)
class Read:
    """A feed that was read. `dates` are those of its entries, as far as they are known; `note` what was left out;
    `seen` which of them need not be read again (`domain.seen`).
    """

    dates: tuple[datetime, ...]
    body_digest: str
    validators: Validators = NEVER_FETCHED
    hints: Hints = Hints()
    moved_to: str | None = None
    note: str | None = None
    seen: str | None = None


@dataclass(frozen=True, slots=True)
class Failed:
    """No feed could be read, and why, in plain words. `gone` is what status 410 says."""

    error: str
    gone: bool = False
    retry_after: timedelta | None = None


Outcome = Unchanged | Read | Failed


# --- decisions ---------------------------------------------------------------------------------------


def after(state: FeedState, outcome: Outcome, now: datetime, phase: float) -> FeedState:
    """The state after a poll that ended at `now`. `phase`: 0 up to 1, drawn anew for each poll."""
    if isinstance(outcome, Failed):
        return _failed(replace(state, polled=now), outcome, now, phase)
    state = replace(state, polled=now, succeeded=now, failures=0, failing_since=None, error=None)
    if isinstance(outcome, Read):
        weekly = per_week(outcome.dates, now)
        state = replace(
            state,
            body_digest=outcome.body_digest,
            validators=outcome.validators,
            newest=max((date for date in outcome.dates if date <= now), default=state.newest),
            weekly=_smoothed(state.weekly, weekly),
            note=outcome.note,
            seen=outcome.seen,
        )
    elif outcome.validators is not None:
        state = replace(state, validators=outcome.validators)
    state = _moved(state, outcome.moved_to)
    interval = interval_of(state.weekly)
    due = now + max(interval * (1 + _SPREAD * (phase - 0.5)), _asked_for(outcome.hints))
    return replace(state, interval=interval, next_poll=outside(due, outcome.hints.skip_hours, outcome.hints.skip_days))


def interval_of(weekly: float | None) -> timedelta:
    """Seven days by the number of articles in them: about one article a poll, within bounds."""
    if weekly is None:
        return UNKNOWN
    slowest, fastest = timedelta(days=7) / LONGEST, timedelta(days=7) / SHORTEST
    return timedelta(days=7) / min(fastest, max(slowest, weekly))


def per_week(dates: tuple[datetime, ...], now: datetime) -> float | None:
    """How many articles a week a feed publishes, by the dates of its entries; None where it gives none.

    A date in the future counts as now.

    A feed holds its newest entries only: the span from the oldest of the last four weeks to now tells the pace. Of
    a few articles it tells none within a day: two that came together are no stream.
    """
    if not dates:
        return None
    recent = sorted(min(date, now) for date in dates if date >= now - timedelta(days=28))
    if not recent:
        return 0.0
    shortest = timedelta(hours=1) if len(recent) >= _STREAM else timedelta(days=1)
    return len(recent) * (timedelta(days=7) / max(now - recent[0], shortest))


def _smoothed(before: float | None, weekly: float | None) -> float | None:
    if before is None or weekly is None:
        return before if weekly is None else weekly
    return before + _SMOOTH * (weekly - before)


def outside(due: datetime, skip_hours: tuple[int, ...], skip_days: tuple[int, ...] = ()) -> datetime:
    """The first moment from `due` on that lies in no hour (UTC) and on no day (Monday is 0) that the feed asks to skip.

    A feed that asks to skip every hour asks for nothing that can be done, one that asks to skip most days of the week
    for news that is old: such a wish is passed over.
    """
    hours = {hour for hour in skip_hours if 0 <= hour <= 23}
    days = {day for day in skip_days if 0 <= day <= 6}
    hours = hours if len(hours) < 24 else set()
    days = days if len(days) <= _DAYS_OFF else set()
    while due.hour in hours or due.weekday() in days:
        due = due.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
    return due


def _asked_for(hints: Hints) -> timedelta:
    """The least wait that the server and the feed ask for; what would make the news old is bounded."""
    wishes = [hints.fresh_for or timedelta(), timedelta(minutes=max(0, hints.ttl or 0))]
    return min(LONGEST, max(wishes))


def _moved(state: FeedState, moved_to: str | None) -> FeedState:
    """Counts equal permanent redirects; the third rewrites the address."""
    if moved_to is None or moved_to == state.url:
        return replace(state, moved_to=None, moved_times=0)
    times = state.moved_times + 1 if moved_to == state.moved_to else 1
    if times < MOVES:
        return replace(state, moved_to=moved_to, moved_times=times)
    return replace(state, url=moved_to, moved_to=None, moved_times=0)


def _failed(state: FeedState, outcome: Failed, now: datetime, phase: float) -> FeedState:
    since = state.failing_since or now
    state = replace(state, failures=state.failures + 1, failing_since=since, error=outcome.error)
    if outcome.gone:
        return replace(state, status=FeedStatus.DISABLED, error=f"stopped: {outcome.error}")
    if now - since >= GIVE_UP_AFTER and state.failures >= _ENOUGH_FAILURES:
        days = (now - since).days
        return replace(state, status=FeedStatus.DISABLED, error=f"stopped after {days} days: {outcome.error}")
    # 2 ** 12 times a quarter of an hour is beyond every limit: the power itself stays bounded.
    wait = min(BACK_OFF_LIMIT, state.interval * 2 ** min(state.failures, 12))
    wait = max(wait * (1 + _SPREAD * (phase - 0.5)), min(BACK_OFF_LIMIT, outcome.retry_after or timedelta()))
    return replace(state, next_poll=now + min(wait, BACK_OFF_LIMIT))
