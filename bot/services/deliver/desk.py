"""An edition in work: its lease, what of it is posted, its changes in the ledger; guards that these keep together."""

import asyncio
from collections.abc import Awaitable
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import TypeVar

from bot.domain.documents import Notice
from bot.domain.editions import Edition, PartState, SentPart, State
from bot.domain.errors import ChatBusy, Reach, StoreLocked
from bot.domain.subscriptions import Subscription
from bot.services.deliver.terms import Means, Outlet
from bot.services.notices import notice
from bot.services.ports import Change, Claimed, Entry, Lease, PartEntry

T = TypeVar("T")
_BUSY = timedelta(seconds=1)


@dataclass(slots=True)
class Desk:
    """`edition` is as it was claimed, `posted` what of it is known to have arrived, in order."""

    edition: Edition
    lease: Lease
    subscription: Subscription | None
    outlet: Outlet
    means: Means
    posted: list[SentPart] = field(default_factory=list)

    @classmethod
    def of(cls, claimed: Claimed, outlet: Outlet, means: Means) -> "Desk":
        """For an edition that was claimed."""
        posted = [part for part in claimed.edition.parts if part.state is PartState.SENT]
        return cls(claimed.edition, claimed.lease, claimed.subscription, outlet, means, posted)

    async def record(self, change: Change) -> bool:
        """Enter it: whether the lease still held. Raises StoreError.

        A database that is kept busy is asked again for as long as the lease holds.
        """
        while True:
            try:
                entered = await self.means.record(Entry(self.lease, self.means.clock(), change))
            except StoreLocked:
                if self.means.after(_BUSY) >= self.lease.until:
                    raise
                await self.means.sleep(_BUSY.total_seconds())
            else:
                if entered and change.renew:
                    self.lease = replace(self.lease, until=change.renew)
                return entered

    async def put_off(self, wait: timedelta, change: Change | None = None) -> None:
        """Give it back, to be claimed again so long from now."""
        await self.record(replace(change or Change(), retry_at=self.means.after(wait), release=True))

    async def while_held(self, work: Awaitable[T]) -> T:
        """The result of work that may outlast the lease, which is lengthened meanwhile. Raises TimeoutError."""
        renewing = asyncio.create_task(self._renew())
        try:
            async with asyncio.timeout(self.means.terms.composing.total_seconds()):
                return await work
        finally:
            renewing.cancel()
            await asyncio.gather(renewing, return_exceptions=True)

    async def _renew(self) -> None:
        lease = self.means.terms.lease
        while True:
            await asyncio.sleep(lease.total_seconds() / 3)
            if not await self.record(Change(renew=self.means.after(lease))):
                return

    async def give_up(self, reason: str) -> None:
        """A person is told, and decides where it is not known whether a message has arrived."""
        is_open = any(part.state is not PartState.SENT for part in self.edition.parts)
        told = self.told("edition_held" if is_open else "edition_failed", reason)
        state = State.HELD if is_open else State.FAILED
        await self.record(Change(state, reason, release=True, notices=(told,)))

    def arrived(self, part: SentPart) -> tuple[tuple[str, Notice], ...]:
        """Note that a message is there. What an admin is told of that: where it was the first of a late edition."""
        self.posted.append(part)
        if len(self.posted) > 1 or not self.edition.late:
            return ()
        return (self.told("edition_late", f"{self.edition.due_at:%Y-%m-%d %H:%M} UTC"),)

    def told(self, name: str, reason: str) -> tuple[str, Notice]:
        """A notice, once for each edition."""
        key = self.edition.key
        return f"{name}:{key.text}", notice(name, channel=key.channel, date=key.date.isoformat(), reason=reason)

    def under(self) -> str | None:
        """The message under which the next belongs: the edition's own first, or that of the edition it corrects."""
        return self.edition.thread or (self.posted[0].message_id if self.posted else None)

    def begun(self) -> State:
        """Its state between two messages."""
        return State.SENDING if self.posted else State.PLANNED

    def slow_down(self, error: ChatBusy) -> None:
        """Nobody posts there for as long as the chat asks."""
        key, pacer = self.edition.key, self.means.pacer
        match error.reach:
            case Reach.BOT:
                pacer.wait(error.retry_after, bot=self.outlet.bot)
            case Reach.WORKSPACE:
                pacer.wait(error.retry_after, workspace=key.workspace)
            case Reach.CHANNEL:
                pacer.wait(error.retry_after, workspace=key.workspace, channel=key.channel)

    async def refused_everything(self, reason: str, wait: timedelta, part: PartEntry) -> None:
        """The bot's token is no good: its editions wait, and with a new one all is as it was."""
        bot, key, means = self.outlet.bot, self.edition.key, self.means
        means.halt.refused[bot] = means.ticks() + wait.total_seconds()
        told = (f"bot_refused:{bot}:{key.date.isoformat()}", notice("bot_refused", reason=reason))
        state = State.UNKNOWN if part.state else self.begun()
        await self.put_off(wait, Change(state, part=part, notices=(told,)))


def entry_of(part: SentPart, state: PartState | None, id_: str | None = None) -> PartEntry:
    """A message's entry, as it was but for its state."""
    return PartEntry(part.position, state, id_, digest=part.digest, stories=part.stories)
