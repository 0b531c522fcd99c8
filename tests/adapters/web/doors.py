"""Doors to test with: no waiting between requests, a clock that is set by hand, names that lead where a test says."""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from bot.adapters.web.egress import Egress, Limits, Policy, opened

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
    *intranet: str, names: Names | None = None, clock: Clock | None = None, limits: Limits = HURRIED, **policy: Any
) -> AsyncIterator[Egress]:
    """A door with these permits."""
    settings = Policy(AGENT, intranet=intranet, limits=limits, **policy)
    async with opened(settings, clock or Clock(), names or Names()) as egress:
        yield egress


def hurried(**limits: Any) -> Limits:
    return replace(HURRIED, **limits)
