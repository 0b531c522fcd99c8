"""One claimed edition, as far as it can be brought now; guards that a fault stays with the edition that it befell."""

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Protocol

from bot.domain.documents import Document
from bot.domain.editions import Edition, Kind, Skipped, State
from bot.domain.errors import NewsbotError
from bot.domain.schedule import quiet_until
from bot.domain.subscriptions import Subscription
from bot.services.deliver.desk import Desk
from bot.services.deliver.posting import Posting, is_worth
from bot.services.deliver.terms import Means, Outlet
from bot.services.ports import Change, Claimed, Composed, Entry

log = logging.getLogger(__name__)

_NO_CHAT = timedelta(minutes=1)


class Editor(Protocol):
    """Who makes editions: drafts ahead of time, and what is posted of them."""

    async def compose(self, edition: Edition, subscription: Subscription, outlet: Outlet) -> Composed | None:
        """The draft, and in how many messages the outlet's chat posts it.

        None where there is nothing new and the channel asked for silence then.
        """
        ...

    async def verified(self, edition: Edition, subscription: Subscription) -> Document | None:
        """What of the draft is still true, cut from storage; None where nothing is left to post."""
        ...


async def deliver(claimed: Claimed, editor: Editor, outlets: Callable[[str], Outlet | None], means: Means) -> bool:
    """Deliver it, or leave it for later; False where a fault of the program, which is logged, has stopped that.

    Whatever happens with it, others go on; a fault of the program is tried again a few times.
    """
    try:
        await _deliver(claimed, editor, outlets, means)
    except NewsbotError as error:
        log.warning("edition %s: %s", claimed.edition.key.text, error)
    except Exception:
        log.exception("edition %s could not be delivered", claimed.edition.key.text)
        await _park(claimed, outlets, means)
        return False
    return True


async def _deliver(claimed: Claimed, editor: Editor, outlets: Callable[[str], Outlet | None], means: Means) -> None:
    outlet = outlets(claimed.edition.key.workspace)
    if outlet is None:
        later = Change(retry_at=means.after(_NO_CHAT), release=True)
        await means.record(Entry(claimed.lease, means.clock(), later))
        return
    desk = Desk.of(claimed, outlet, means)
    if claimed.rescued and claimed.lease.attempt > means.terms.crashes:
        await _suspect(desk, editor)
    else:
        await Delivery(desk, editor).run()


async def _suspect(desk: Desk, editor: Editor) -> None:
    """The program has ended with it in work, and not for the first time: such are worked on one at a time.

    Only the one that was being worked on is counted when that happens again, and those with fewer counts go first: so
    that those that merely stood by are done before. Whoever waits for long is rescued again, later.
    """
    try:
        async with asyncio.timeout(desk.means.terms.lease.total_seconds() / 2):
            await desk.means.alone.acquire()
    except TimeoutError:
        return
    try:
        tries = desk.edition.tries + 1
        if tries > desk.means.terms.mishaps:
            await desk.give_up("each time, the program has ended with it in work")
        elif await desk.record(Change(tries=tries)):
            desk.edition = replace(desk.edition, tries=tries)
            await Delivery(desk, editor).run()
    finally:
        desk.means.alone.release()


async def _park(claimed: Claimed, outlets: Callable[[str], Outlet | None], means: Means) -> None:
    outlet = outlets(claimed.edition.key.workspace)
    if outlet is None:
        return
    desk, tries = Desk.of(claimed, outlet, means), claimed.edition.tries + 1
    try:
        if tries < means.terms.tries:
            await desk.put_off(means.terms.retry, Change(tries=tries))
        else:
            await desk.give_up("a fault of the program, which the log shows")
    except NewsbotError as error:
        log.warning("edition %s: %s", claimed.edition.key.text, error)


@dataclass(frozen=True, slots=True)
class Delivery:
    """What becomes of one edition."""

    desk: Desk
    editor: Editor

    async def run(self) -> None:
        """Compose it, post it, or record why not. Raises StoreError."""
        desk, edition, subscription = self.desk, self.desk.edition, self.desk.subscription
        if desk.lease.attempt > desk.means.terms.attempts:
            await desk.give_up(f"given up after {desk.lease.attempt - 1} attempts")
        elif not edition.parts and (why := self._not_wanted()):
            await desk.record(Change(State.SKIPPED, why.value, release=True))
        elif subscription is None:
            await desk.give_up("the channel has no schedule any more")
        elif edition.draft is None:
            await self._compose(subscription)
        elif not edition.parts and (until := self._quiet(subscription)):
            await desk.record(Change(retry_at=until, release=True))
        else:
            await self._post(subscription)

    def _not_wanted(self) -> Skipped | None:
        desk = self.desk
        if desk.subscription is None or desk.subscription.stopped:
            return Skipped.STOPPED
        # Whoever says "off" wants nothing more; corrections, and what a person has asked for, are no briefings to come.
        if desk.subscription.schedule.is_off and desk.edition.kind is Kind.DIGEST and not desk.edition.reason:
            return Skipped.STOPPED
        return None if is_worth(desk.edition, desk.means.clock(), desk.means.terms) else Skipped.OVERTAKEN

    def _quiet(self, subscription: Subscription) -> datetime | None:
        """Until when it waits; a slot that was set inside the quiet hours was meant so."""
        hours, edition = subscription.quiet_hours, self.desk.edition
        if hours is None or (edition.kind is Kind.DIGEST and not edition.late):
            return None
        return quiet_until(hours, subscription.schedule.zone, self.desk.means.clock())

    async def _compose(self, subscription: Subscription) -> None:
        """The draft, and where it is due already, its posting."""
        desk = self.desk
        composed = await desk.while_held(self.editor.compose(desk.edition, subscription, desk.outlet))
        if composed is None:
            await desk.record(Change(State.SKIPPED, Skipped.NOTHING_NEW.value, release=True))
            return
        edition = replace(desk.edition, draft=composed.draft)
        is_due = edition.due_at <= desk.means.clock()
        if await desk.record(Change(composed=composed, release=not is_due)) and is_due:
            desk.edition = edition
            await self.run()

    async def _post(self, subscription: Subscription) -> None:
        await Posting(self.desk, lambda edition: self.editor.verified(edition, subscription)).run()
