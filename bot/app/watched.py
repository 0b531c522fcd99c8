"""What whoever watches the bot is told: health and figures. Guards that it is served only where that is set."""

import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.adapters.storage.database import Database
from bot.app import clock as system_clock
from bot.domain.errors import ModelFault, StoreError
from bot.services.ports import Metrics, PollOutcome, Pulse, QuestionOutcome
from bot.services.ports.model import Tokens
from bot.settings import Settings

STALE = timedelta(minutes=1)  # a scheduler that ticks every few seconds and has not for so long stands still


@dataclass(slots=True)
class Uncounted:
    """Implements `ports.Metrics` where nobody watches."""

    def polled(self, outcome: PollOutcome) -> None:
        """Nothing."""

    def asked(self, outcome: QuestionOutcome) -> None:
        """Nothing."""

    def model_called(self, fault: ModelFault | None, tokens: Tokens, money: int) -> None:
        """Nothing."""

    def model_hit(self) -> None:
        """Nothing."""


@dataclass(slots=True)
class Signs:
    """What the running bot shows of itself. `ticked` is set in each round; `counted` and `heard` are asked.

    `counted` are those of `metrics.COUNTED` that something in the program counts, `heard` the chats by name: whether
    the bot is connected to each.
    """

    ticked: float = field(default_factory=time.monotonic)
    counted: dict[str, Callable[[], float]] = field(default_factory=dict)
    heard: dict[str, Callable[[], bool]] = field(default_factory=dict)
    metrics: Metrics = field(default_factory=Uncounted)

    def hear(self, chat: str, is_open: Callable[[], bool]) -> None:
        """A chat is there, and whether the bot is connected to it can be asked."""
        self.heard[chat] = is_open

    def count(self, name: str, figure: Callable[[], float]) -> None:
        """Something is counted: of several chats together."""
        before = self.counted.get(name)
        self.counted[name] = (lambda: before() + figure()) if before else figure

    def chats(self) -> bool:
        """Whether the bot is connected to every chat that it is in."""
        return all(is_open() for is_open in self.heard.values())

    def tick(self) -> None:
        """A round has begun."""
        self.ticked = time.monotonic()

    @property
    def is_ticking(self) -> bool:
        """Whether one has lately."""
        return time.monotonic() - self.ticked < STALE.total_seconds()


@asynccontextmanager
async def watched(
    opened: Database, given: Settings, clock: Callable[[], datetime] = system_clock
) -> AsyncIterator[Signs]:
    """Serve health and figures until left, where a port is set; gives what the running bot is to show of itself.

    Raises InputError where the port is taken.
    """
    if not given.newsbot_http_port:
        yield Signs()
        return
    from bot.adapters.http import Watched, serving  # noqa: PLC0415 - only where somebody watches
    from bot.adapters.metrics import PrometheusMetrics  # noqa: PLC0415

    metrics = PrometheusMetrics()
    signs = Signs(metrics=metrics)

    async def pulse() -> Pulse | None:
        try:
            return await opened.operations.pulse(clock())
        except StoreError:
            return None

    async def answers() -> bool:
        return await pulse() is not None

    async def ticks() -> bool:
        return signs.is_ticking

    async def chats() -> bool:
        return signs.chats()

    async def figures() -> bytes:
        return metrics.exposition(await pulse(), {name: count() for name, count in signs.counted.items()})

    shown = Watched({"database": answers, "scheduler": ticks, "chats": chats}, figures)
    async with serving(shown, given.newsbot_http_host, given.newsbot_http_port):
        yield signs
