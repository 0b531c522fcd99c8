"""The times, counts and means of delivering; guards that a lease outlives a request, and a wait a late arrival."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.services.pacing import Pacer
from bot.services.ports import Chat, Entry

RESEND = "resend"
HOLD = "hold"
GRACE = timedelta(minutes=15)  # posted later than that, an edition says that it is late
REFUSED = timedelta(minutes=10)  # between two tries of a bot that is refused everywhere


@dataclass(frozen=True, slots=True)
class Terms:
    """The times and counts of delivering.

    A request is begun at most `gap` after it was recorded, and given up after `patience`. Whoever has given one up
    looks whether it arrived when `in_flight` has passed since it was recorded: longer than gap and patience, and what
    a service may take to show what it has accepted. A `lease` is longer than a request, so that who holds one when a
    request begins still holds it when that ends.
    """

    lead: timedelta = timedelta(minutes=5)  # editions are composed so long before they are due
    window: timedelta = timedelta(hours=6)  # a late edition is worth posting so long
    gap: timedelta = timedelta(seconds=5)
    patience: timedelta = timedelta(seconds=15)
    in_flight: timedelta = timedelta(seconds=60)
    lease: timedelta = timedelta(seconds=60)
    composing: timedelta = timedelta(minutes=10)  # whoever takes longer is stuck
    retry: timedelta = timedelta(minutes=1)
    tries: int = 5  # that end in a fault of the program, before a person is asked
    mishaps: int = 10  # looks that failed and ends of the program, without a message posted in between, before it is
    longest: timedelta = timedelta(hours=12)  # after it was due, a digest of which a part was posted is given up
    attempts: int = 5000  # claims of one edition, whatever it is
    crashes: int = 3  # of the program with an edition in work, before it is suspected of them
    on_unknown: str = HOLD
    concurrent: int = 200
    per_workspace: int = 8  # editions in work: as many can be refused before the first refusal is known


@dataclass(frozen=True, slots=True)
class Outlet:
    """How a workspace is posted to: its chat, and the name of the bot whose token is used."""

    chat: Chat
    bot: str


@dataclass(slots=True)
class Halt:
    """What is not begun any more: anything at all, or what goes to a bot or workspace that refuses everything.

    Times are the seconds of `Means.ticks`: the clock on the wall may be set meanwhile. Before `sure_from`, nobody
    concludes that a message has not arrived.
    """

    stopping: bool = False
    refused: dict[str, float] = field(default_factory=dict)
    sure_from: float = 0.0

    def refuses(self, name: str, ticks: float) -> float:
        """For how many seconds this bot or workspace, which has refused everything, is not to be tried again."""
        return max(0.0, self.refused.get(name, ticks) - ticks)

    def probe(self, name: str, ticks: float, patience: float) -> None:
        """One request finds out whether a refusal still stands; others wait until it has."""
        if name in self.refused:
            self.refused[name] = ticks + patience


@dataclass(frozen=True, slots=True)
class Means:
    """What posting works with. `clock` tells the time, in UTC, and may be set; `ticks` counts seconds and may not.

    `record` enters in the ledger, with others at once.
    """

    record: Callable[[Entry], Awaitable[bool]]
    pacer: Pacer
    clock: Callable[[], datetime]
    ticks: Callable[[], float]
    terms: Terms = field(default_factory=Terms)
    halt: Halt = field(default_factory=Halt)
    alone: asyncio.Lock = field(default_factory=asyncio.Lock)  # for what must not be worked on beside others
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep

    def after(self, wait: timedelta) -> datetime:
        """So long from now."""
        return self.clock() + wait
