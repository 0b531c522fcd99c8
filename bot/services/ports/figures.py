"""What an operator watches, as numbers; guards that no name, address or text can stand among them."""

from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from typing import Protocol

from bot.domain.errors import ModelFault
from bot.services.ports.model import Tokens


class PollOutcome(StrEnum):
    """What became of one poll of one feed."""

    NEWS = "news"
    NOTHING_NEW = "nothing_new"
    FAILED = "failed"
    STOPPED = "stopped"  # and it is polled no more


class QuestionOutcome(StrEnum):
    """What became of one line that somebody typed."""

    ANSWERED = "answered"
    NOT_FOUND = "not_found"
    BRIEFING = "briefing"
    NOTICE = "notice"  # help, what is followed, nothing loaded
    TOO_MANY = "too_many"
    FAILED = "failed"  # the database or the page of a link could not be read


@dataclass(frozen=True, slots=True)
class Pulse:
    """What storage says of editions. Those settled within the last day are counted by state and, if skipped, reason.

    `late` of them were posted late. `due` were to be posted by now and are not settled, the oldest of them for
    `overdue`. `lag` is how long after its time the newest delivery was complete, None where there is none. `held` wait
    for a person, from whichever day.
    """

    settled: dict[tuple[str, str], int] = field(default_factory=dict)
    late: int = 0
    due: int = 0
    overdue: timedelta = timedelta()
    lag: timedelta | None = None
    held: int = 0


class ModelFigures(Protocol):
    """What this process counts of a language model since it began."""

    def model_called(self, fault: ModelFault | None, tokens: Tokens, money: int) -> None:
        """One call, with what it cost; BUDGET where it was not made for want of it. Money in millionths."""
        ...

    def model_hit(self) -> None:
        """A reply was kept, or another's: nothing was asked."""
        ...


class Metrics(ModelFigures, Protocol):
    """What this process counts since it began."""

    def polled(self, outcome: PollOutcome) -> None:
        """One poll."""
        ...

    def asked(self, outcome: QuestionOutcome) -> None:
        """One line that somebody typed."""
        ...
