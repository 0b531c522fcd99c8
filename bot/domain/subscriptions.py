"""What a channel has asked for, as frozen data: when, of what, how much; guards that a slot is a local time of day.

A channel has one subscription, with as many slots a day as it likes.
"""

from dataclasses import dataclass
from datetime import datetime, time
from enum import StrEnum

EVERY_DAY = frozenset(range(7))
MOST_SLOTS = 6  # a day: more is no briefing


@dataclass(frozen=True, slots=True, order=True)
class Slot:
    """A time of day, and the days of the week on which it counts: 0 is Monday. Local, without a zone, whole minutes."""

    at: time
    days: frozenset[int] = EVERY_DAY


@dataclass(frozen=True, slots=True)
class Schedule:
    """Slots in the order of the day, in one IANA time zone. No slots: off."""

    slots: tuple[Slot, ...] = ()
    zone: str = "UTC"

    @property
    def is_off(self) -> bool:
        """Whether nothing is ever due."""
        return not self.slots


@dataclass(frozen=True, slots=True)
class QuietHours:
    """Local times between which nothing is posted; `start` after `end` reaches over midnight."""

    start: time
    end: time


class WhenQuiet(StrEnum):
    """What a channel gets where there is nothing new."""

    LINE = "line"
    SILENCE = "silence"


class Length(StrEnum):
    """How much is told of each story."""

    SHORT = "short"  # the headline and one sentence
    NORMAL = "normal"
    LONG = "long"  # more sentences, more quotes


@dataclass(frozen=True, slots=True)
class Choice:
    """Of what a channel is told. Nothing named means everything that it may see.

    `sources` are ids, `topics` those under which the workspace lists its sources. A story is told where one of
    `include` occurs in it (any, where empty) and none of `exclude`. `language`: of its articles, empty for any.
    """

    sources: tuple[int, ...] = ()
    topics: tuple[str, ...] = ()
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    language: str = ""


@dataclass(frozen=True, slots=True)
class Subscription:
    """A channel's subscription. `workspace` is the workspace's key, `since` when the schedule was set as it is.

    Times before `since` are never due: who sets 07:30 at noon is told from tomorrow on. `stopped` is why nothing can
    be posted there, until somebody sets the schedule again; empty where all is well. `ping` is the id of a role in the
    chat that is told of each briefing, if any.
    """

    workspace: str
    channel: str
    schedule: Schedule
    since: datetime
    choice: Choice = Choice()
    stories: int = 5
    length: Length = Length.NORMAL
    when_quiet: WhenQuiet = WhenQuiet.LINE
    quiet_hours: QuietHours | None = None
    stopped: str = ""
    ping: str = ""
