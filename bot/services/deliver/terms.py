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

    A request is given up after `patience`. Whoever has given one up looks whether it arrived when `in_flight` has
    passed since it began: longer than any request lives. A `lease` is longer than a request, so that who holds one
    when a request begins still holds it when that ends.
    """

    lead: timedelta = timedelta(minutes=5)  # editions are composed so long before they are due
    window: timedelta = timedelta(hours=6)  # a late edition is worth posting so long
    patience: timedelta = timedelta(seconds=15)
    in_flight: timedelta = timedelta(seconds=60)
    lease: timedelta = timedelta(seconds=60)
    retry: timedelta = timedelta(minutes=1)
    tries: int = 5  # that go wrong without a word of the chat, before a person is asked
    attempts: int = 500  # claims of one edition: more means that it ends the program each time
    on_unknown: str = HOLD
    concurrent: int = 200
    per_workspace: int = 8  # requests under way: as many can be refused before the first refusal is known


@dataclass(frozen=True, slots=True)
class Outlet:
    """How a workspace is posted to: its chat, and the name of the bot whose token is used."""

    chat: Chat
    bot: str


@dataclass(slots=True)
class Halt:
    """What is not begun any more: anything at all, or what goes to a bot or workspace that refuses everything."""

    stopping: bool = False
    refused: dict[str, datetime] = field(default_factory=dict)

    def refuses(self, name: str, now: datetime) -> bool:
        """Whether this bot or workspace has refused everything, and is not to be tried again yet."""
        return name in self.refused and now < self.refused[name]


@dataclass(frozen=True, slots=True)
class Means:
    """What posting works with. `clock` tells the time, in UTC; `record` enters in the ledger, with others at once."""

    record: Callable[[Entry], Awaitable[bool]]
    pacer: Pacer
    clock: Callable[[], datetime]
    terms: Terms = field(default_factory=Terms)
    halt: Halt = field(default_factory=Halt)
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep

    def after(self, wait: timedelta) -> datetime:
        """So long from now."""
        return self.clock() + wait
