"""Editions from due to delivered: planned, composed, posted; guards that each is posted once, and none delays another.

A round plans what has become due, claims what can be worked on, and begins it; it waits for none of it. What is left
by another process, or by this one before a crash, is claimed when its lease has run out.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Protocol

from bot.domain.documents import Document
from bot.domain.editions import Edition, EditionKey, Kind, Skipped, State
from bot.domain.errors import NewsbotError
from bot.domain.schedule import Due, Verdict, due, next_due, quiet_until
from bot.domain.subscriptions import Subscription
from bot.services.deliver.posting import Posting, is_worth
from bot.services.deliver.terms import Means, Outlet, Terms
from bot.services.gathering import Gathered
from bot.services.notices import notice
from bot.services.pacing import Pacer
from bot.services.ports import (
    Agenda,
    Change,
    Claimed,
    Coming,
    Composed,
    Entry,
    Ledger,
    NewEdition,
    Planned,
)

log = logging.getLogger(__name__)

_AT_ONCE = 200
_SKIPPED = {Verdict.MISSED: Skipped.MISSED, Verdict.SUPERSEDED: Skipped.SUPERSEDED}


class Editor(Protocol):
    """Who makes editions: drafts ahead of time, and what is posted of them."""

    async def compose(self, edition: Edition, subscription: Subscription, outlet: Outlet) -> Composed | None:
        """The draft, and in how many messages the outlet's chat posts it.

        None where there is nothing new, and the channel asked for silence then.
        """
        ...

    async def verified(self, edition: Edition, subscription: Subscription) -> Document | None:
        """What of the draft is still true, cut from storage; None where nothing is left to post."""
        ...


def plan(coming: Coming, now: datetime, terms: Terms) -> Planned:
    """What has become due for a channel, and when its next edition is."""
    one = coming.subscription
    found = due(one.schedule, one.since, coming.planned, now, lead=terms.lead, window=terms.window)
    planned = coming.planned | {(edition.day, edition.slot) for edition in found}
    editions = tuple(_edition(one, edition) for edition in found)
    next_at = next_due(one.schedule, one.since, planned, now)
    return Planned(one.workspace, one.channel, editions, next_at, one.since)


def _edition(one: Subscription, found: Due) -> NewEdition:
    return NewEdition(
        EditionKey(one.workspace, one.channel, found.day, found.slot),
        found.at,
        late=found.verdict is Verdict.LATE,
        skipped=_SKIPPED.get(found.verdict),
    )


@dataclass(frozen=True, slots=True)
class Office:
    """What delivering works with. `outlets` gives how a workspace is posted to, None while its chat is not there.

    `owner` is this process, by a name that no other has. `sleep` waits by the same time as `clock`.
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
        self._means = Means(self._record, office.pacer, office.clock, office.terms, sleep=office.sleep)
        self._tasks: set[asyncio.Task[None]] = set()
        self._busy: dict[str, asyncio.Semaphore] = {}
        self._more = asyncio.Event()
        self.tally = Tally()

    async def round(self) -> None:
        """Plan and begin what is due. Raises StoreError: the next round tries again.

        Where another process leads, nothing: this one stands by.
        """
        if self._means.halt.stopping or not await self._lead():
            return
        await self._plan()
        await self._begin()

    async def keep_on(self) -> None:
        """Begin more whenever something has ended, until cancelled: rounds alone would leave workers idle."""
        while True:
            await self._more.wait()
            self._more.clear()
            try:
                if not self._means.halt.stopping:
                    await self._begin()
            except NewsbotError as error:
                log.warning("%s", error)

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
        await self._office.ledger.release(self._office.owner)

    # --- a round -------------------------------------------------------------------------------------

    async def _lead(self) -> bool:
        now = self._office.clock()
        return await self._office.ledger.lead(self._office.owner, now, now + self._office.terms.lease)

    async def _plan(self) -> None:
        now, terms = self._office.clock(), self._office.terms
        while coming := await self._office.agenda.coming(now + terms.lead, _AT_ONCE):
            planned = [plan(one, now, terms) for one in coming]
            self.tally.planned += await self._office.agenda.plan(planned, now)

    async def _begin(self) -> None:
        """Claim as much as there are hands for."""
        office = self._office
        while (free := office.terms.concurrent - len(self._tasks)) > 0:
            now = office.clock()
            claimed = await office.ledger.claim(office.owner, now, now + office.terms.lease, free)
            for one in claimed:
                self.tally.claimed += 1
                self.tally.rescued += one.rescued
                task = asyncio.create_task(self._work(one))
                self._tasks.add(task)
                task.add_done_callback(self._ended)
            if len(claimed) < free:
                return

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if len(self._tasks) <= self._office.terms.concurrent // 2:
            self._more.set()

    # --- one edition ---------------------------------------------------------------------------------

    async def _work(self, claimed: Claimed) -> None:
        """A fault stays with the edition that it befell: others go on, and this one is tried again a few times."""
        workspace = claimed.edition.key.workspace
        busy = self._busy.setdefault(workspace, asyncio.Semaphore(self._office.terms.per_workspace))
        try:
            async with busy:
                await self._deliver(claimed)
        except NewsbotError as error:
            log.warning("edition %s: %s", claimed.edition.key.text, error)
        except Exception:
            self.tally.broken += 1
            log.exception("edition %s could not be delivered", claimed.edition.key.text)
            await self._park(claimed)

    async def _park(self, claimed: Claimed) -> None:
        tries = claimed.edition.tries + 1
        if tries < self._office.terms.tries:
            later = self._means.after(self._office.terms.retry)
            await self._enter(claimed, Change(tries=tries, retry_at=later, release=True))
        else:
            await self._fail(claimed, "a fault of the program, which the log shows")

    async def _deliver(self, claimed: Claimed) -> None:
        if claimed.lease.attempt > self._office.terms.attempts:
            await self._fail(claimed, f"given up after {claimed.lease.attempt - 1} attempts")
            return
        edition, subscription = claimed.edition, claimed.subscription
        if not edition.parts and (why := self._not_wanted(claimed)):
            await self._enter(claimed, Change(State.SKIPPED, why.value, release=True))
        elif subscription is None:
            await self._fail(claimed, "the channel has no schedule any more")
        elif edition.draft is None:
            await self._compose(claimed, subscription)
        elif not edition.parts and (until := self._quiet(edition, subscription)):
            await self._enter(claimed, Change(retry_at=until, release=True))
        else:
            await self._post(claimed, subscription)

    def _not_wanted(self, claimed: Claimed) -> Skipped | None:
        if claimed.subscription is None or claimed.subscription.stopped:
            return Skipped.STOPPED
        now = self._office.clock()
        return None if is_worth(claimed.edition, now, self._office.terms) else Skipped.OVERTAKEN

    def _quiet(self, edition: Edition, subscription: Subscription) -> datetime | None:
        """Until when it waits; a slot that was set inside the quiet hours was meant so."""
        hours = subscription.quiet_hours
        if hours is None or (edition.kind is Kind.DIGEST and not edition.late):
            return None
        return quiet_until(hours, subscription.schedule.zone, self._office.clock())

    async def _compose(self, claimed: Claimed, subscription: Subscription) -> None:
        """The draft, and where it is due already, its posting."""
        outlet = self._office.outlets(subscription.workspace)
        if outlet is None:
            await self._enter(claimed, Change(retry_at=self._later(), release=True))
            return
        composed = await self._office.editor.compose(claimed.edition, subscription, outlet)
        if composed is None:
            await self._enter(claimed, Change(State.SKIPPED, Skipped.NOTHING_NEW.value, release=True))
            return
        edition = replace(claimed.edition, draft=composed.draft)
        is_due = edition.due_at <= self._office.clock()
        if await self._enter(claimed, Change(composed=composed, release=not is_due)) and is_due:
            await self._deliver(replace(claimed, edition=edition))

    async def _post(self, claimed: Claimed, subscription: Subscription) -> None:
        outlet = self._office.outlets(subscription.workspace)
        if outlet is None:
            await self._enter(claimed, Change(retry_at=self._later(), release=True))
            return
        document = await self._office.editor.verified(claimed.edition, subscription)
        posting = Posting(claimed, outlet, self._means)
        if document is not None:
            await posting.run(document)
        elif claimed.edition.parts:
            await posting.end()
        else:
            await self._enter(claimed, Change(State.SKIPPED, Skipped.NOTHING_NEW.value, release=True))

    def _later(self) -> datetime:
        return self._means.after(self._office.terms.retry)

    async def _fail(self, claimed: Claimed, reason: str) -> None:
        key = claimed.edition.key
        told = notice("edition_failed", channel=key.channel, date=key.date.isoformat(), reason=reason)
        failed = Change(State.FAILED, reason, release=True, notices=((f"edition_failed:{key.text}", told),))
        await self._enter(claimed, failed)

    async def _enter(self, claimed: Claimed, change: Change) -> bool:
        return await self._record(Entry(claimed.lease, self._office.clock(), change))
