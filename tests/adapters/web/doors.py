"""Doors to test with: no waiting between requests, a clock that is set by hand, names that lead where a test says."""

import ssl
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from bot.adapters.web.egress import Egress, opened
from bot.adapters.web.egress.bodies import Room
from bot.adapters.web.egress.manners import Pace
from bot.adapters.web.egress.policy import Limits, Policy
from bot.adapters.web.egress.resolving import Resolve

AGENT = "newsbot/0.1 (+https://example.org/newsbot)"
HURRIED = Limits(page_spacing=0, feed_spacing=0)


@dataclass(slots=True)
class Clock:
    now: datetime = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def forward(self, **units: float) -> None:
        self.now += timedelta(**units)


@dataclass(slots=True)
class Names:
    """A resolver. Each lookup of a name takes its next answer; the last one stays."""

    answers: Mapping[str, Sequence[Sequence[str]]] = field(default_factory=dict)
    everything_else: Sequence[str] = ()
    asked: list[str] = field(default_factory=list)

    async def __call__(self, host: str, _port: int) -> Sequence[str]:
        self.asked.append(host)
        answers = self.answers.get(host, [self.everything_else])
        return answers[min(self.asked.count(host), len(answers)) - 1]


@asynccontextmanager
async def door(
    *intranet: str,
    names: Resolve | None = None,
    clock: Clock | None = None,
    limits: Limits = HURRIED,
    proxy: str | None = None,
    tls: ssl.SSLContext | None = None,
) -> AsyncIterator[Egress]:
    """A door with these permits."""
    settings = Policy(AGENT, intranet=intranet, limits=limits, proxy=proxy, tls=tls)
    async with opened(settings, clock or Clock(), names or Names()) as egress:
        yield egress


def hurried(deadline: float = 20, pace: Pace = HURRIED.pace, room: Room = HURRIED.room) -> Limits:
    return replace(HURRIED, deadline=deadline, pace=pace, room=room)
