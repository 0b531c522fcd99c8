"""Editions from due to delivered: planned, composed, posted; guards that each is posted once, and none delays another.

A round plans what has become due, claims what can be worked on, and begins it; it waits for none of it. What is left
by another process, or by this one before a crash, is claimed when its lease has run out.
"""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.domain.errors import NewsbotError
from bot.services.deliver.delivery import Editor, deliver
from bot.services.deliver.planning import Planner, plan
from bot.services.deliver.terms import Means, Outlet, Terms
from bot.services.gathering import Gathered
from bot.services.pacing import Pacer
from bot.services.ports import Agenda, Claimed, Ledger

__all__ = ["Deliverer", "Editor", "Office", "Tally", "plan"]

log = logging.getLogger(__name__)

_AT_ONCE = 200
_SET = timedelta(seconds=5)  # a clock that is further off than that between two looks was set
_LONGEST = timedelta(days=1)  # that an edition is put off at a time


@dataclass(frozen=True, slots=True)
class Office:
    """What delivering works with. `outlets` gives how a workspace is posted to, None while its chat is not there.

    `owner` is this process, by a name that no other has. `clock` tells the time, `ticks` counts seconds, whatever the
    clock is set to; `sleep` waits by them.
    """

    agenda: Agenda
    ledger: Ledger
    editor: Editor
    outlets: Callable[[str], Outlet | None]
    pacer: Pacer
    owner: str
    clock: Callable[[], datetime]
    terms: Terms = field(default_factory=Terms)
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
    ticks: Callable[[], float] = time.monotonic


@dataclass(slots=True)
class Tally:
    """What this process has counted since it began, for its operator."""

    planned: int = 0
    claimed: int = 0
    rescued: int = 0
    broken: int = 0  # faults of the program: each is in the log


class Deliverer:
    """Delivers for as long as the process runs: call `round` every few seconds, `stop` at the end."""

    def __init__(self, office: Office) -> None:
        self._office = office
        self._record = Gathered(office.ledger.record, lambda _: 1, _AT_ONCE)
        self._means = Means(self._record, office.pacer, office.clock, office.ticks, office.terms, sleep=office.sleep)
        self._planner = Planner(office.agenda, office.terms)
        self._tasks: set[asyncio.Task[None]] = set()
        self._more = asyncio.Event()
        self._beginning = asyncio.Lock()
        self._leads_until = float("-inf")
        self._put_off_at_most: timedelta | None = _LONGEST  # None where nothing is to be worked out anew
        self._seen = office.clock(), office.ticks()
        self._be_unsure()
        self.tally = Tally()

    async def round(self) -> None:
        """Plan and begin what is due. Raises StoreError: the next round tries again.

        Where another process leads, nothing: this one stands by.
        """
        self._watch()
        if self._means.halt.stopping or not await self._lead():
            return
        await self._plan()
        await self._begin()

    @property
    def leads(self) -> bool:
        """Whether this process is the one that delivers."""
        return self._office.ticks() < self._leads_until

    async def keep_on(self) -> None:
        """Begin more whenever something has ended, until cancelled: rounds alone would leave workers idle."""
        while True:
            await self._more.wait()
            self._more.clear()
            try:
                if self.leads and not self._means.halt.stopping:
                    await self._begin()
            except NewsbotError as error:
                log.warning("%s", error)
            except Exception:  # as a round's, which the scheduler logs: it must not end all else that runs
                log.exception("nothing more could be begun for now")

    async def idle(self) -> None:
        """Return when nothing that was begun goes on."""
        while self._tasks:
            await asyncio.wait(set(self._tasks))

    async def stop(self, patience: float) -> None:
        """Begin nothing more, wait `patience` seconds for what goes on, break off the rest, and give back the leases.

        A request that is broken off is on record as going out: whoever comes next looks whether it arrived.
        """
        self._means.halt.stopping = True
        if self._tasks:
            await asyncio.wait(set(self._tasks), timeout=patience)
        for task in set(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._record.finish()
        try:
            await self._office.ledger.release(self._office.owner)
        except NewsbotError as error:  # the leases run out by themselves
            log.warning("%s", error)

    # --- a round -------------------------------------------------------------------------------------

    async def _lead(self) -> bool:
        now, lease, ticks = self._office.clock(), self._office.terms.lease, self._office.ticks()
        leads = await self._office.ledger.lead(self._office.owner, now, now + lease)
        self._leads_until = ticks + lease.total_seconds() if leads else float("-inf")
        return leads

    async def _plan(self) -> None:
        now, terms = self._office.clock(), self._office.terms
        if self._put_off_at_most is not None:
            await self._office.ledger.rewind(now, now + terms.lease, now + self._put_off_at_most)
            self.tally.planned += await self._planner.anew(now)
            self._put_off_at_most = None
        self.tally.planned += await self._planner.near(now)

    def _watch(self) -> None:
        """See whether the clock was set since the last look: what was reckoned by it is to be worked out anew."""
        now, ticks = self._office.clock(), self._office.ticks()
        before, ticks_before = self._seen
        self._seen = now, ticks
        off = now - before - timedelta(seconds=ticks - ticks_before)
        if abs(off) > _SET:
            log.warning("the clock was set by %.0f seconds", off.total_seconds())
            self._be_unsure()
            if off < timedelta(0):
                self._put_off_at_most = timedelta(0)

    def _be_unsure(self) -> None:
        """When a request went out is not known by the clock: each has arrived when this process has waited so long."""
        self._means.halt.sure_from = self._office.ticks() + self._office.terms.in_flight.total_seconds()

    async def _begin(self) -> None:
        """Claim as much as there are hands for."""
        office, terms = self._office, self._office.terms
        async with self._beginning:
            self._watch()
            while (free := terms.concurrent - len(self._tasks)) > 0 and not self._means.halt.stopping:
                now = office.clock()
                claimed = await office.ledger.claim(
                    office.owner, now, now + terms.lease, free, per_workspace=terms.per_workspace
                )
                for one in sorted(claimed, key=lambda one: one.edition.tries):
                    self._start(one)
                if len(claimed) < free:
                    return

    def _start(self, claimed: Claimed) -> None:
        self.tally.claimed += 1
        self.tally.rescued += claimed.rescued
        task = asyncio.create_task(self._work(claimed))
        self._tasks.add(task)
        task.add_done_callback(self._ended)

    async def _work(self, claimed: Claimed) -> None:
        if not await deliver(claimed, self._office.editor, self._office.outlets, self._means):
            self.tally.broken += 1

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if len(self._tasks) <= self._office.terms.concurrent // 2:
            self._more.set()
