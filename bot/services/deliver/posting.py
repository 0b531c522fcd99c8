"""One edition, message by message, to its channel; guards that none is posted twice and none is passed over.

What is about to be posted is recorded before, what was posted after. What was left open in between is cleared up first.
"""

import asyncio
import hashlib
import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from bot.domain.documents import Briefing, Document
from bot.domain.editions import Edition, Kind, PartState, SentPart, Skipped, State
from bot.domain.errors import ChatBusy, ChatRefused, ChatUnclear, Reach
from bot.services.deliver.clearing import clear_up, part_key
from bot.services.deliver.desk import Desk
from bot.services.deliver.terms import GRACE, REFUSED, Terms
from bot.services.ports import Change, Part, PartEntry

log = logging.getLogger(__name__)

Verify = Callable[[Edition], Awaitable[Document | None]]
_NO_WAIT = timedelta(0)


def digest_of(part: Part) -> str:
    """Stands for what a message says."""
    return hashlib.sha256(part.body.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def left_to_post(rendered: Sequence[Part], posted: Sequence[SentPart]) -> Sequence[Part] | None:
    """What follows the messages posted so far; None where these are no longer what is rendered.

    That is so where an article was withdrawn after the first message of an edition was posted.
    """
    if [digest_of(part) for part in rendered[: len(posted)]] != [part.digest for part in posted]:
        return None
    return rendered[len(posted) :]


def without(document: Document, posted: Sequence[SentPart]) -> Document | None:
    """What of a briefing was not told in the messages posted so far; None where nothing is left."""
    if not isinstance(document, Briefing):
        return None
    told = {story for part in posted for story in part.stories}
    rest = tuple(story for story in document.stories if story.story_id not in told)
    return replace(document, stories=rest) if rest else None


def is_worth(edition: Edition, now: datetime, terms: Terms) -> bool:
    """Whether it is still worth posting: a digest for some hours, a correction always.

    One that is to be posted and has a reason was held, and a person has asked for it.
    """
    return edition.kind is Kind.CORRECTION or bool(edition.reason) or now <= edition.due_at + terms.window


class Posting:
    """Posting one claimed edition. Use it once: `await Posting(desk, verify).run()`."""

    def __init__(self, desk: Desk, verify: Verify) -> None:
        self._desk, self._means, self._verify = desk, desk.means, verify

    async def run(self) -> None:
        """Post what is missing of it, and record what became of that. Raises StoreError."""
        desk = self._desk
        if not await clear_up(desk):
            return
        desk.edition = replace(desk.edition, parts=tuple(desk.posted))
        if not desk.posted and self._is_late():
            desk.edition = replace(desk.edition, late=True)
        document = await self._verify(desk.edition)
        if document is None and not desk.posted:
            await desk.record(Change(State.SKIPPED, Skipped.NOTHING_NEW.value, release=True))
            return
        left = self._left(document) if document else ()
        if not left:
            await desk.record(Change(State.SENT, release=True))
        elif self._is_endless():
            await desk.give_up("the rest of it could not be posted for long")
            return
        for at, part in enumerate(left, len(desk.posted)):
            if not await self._post(at, part, last=part is left[-1]):
                return

    def _left(self, document: Document) -> Sequence[Part]:
        chat, posted = self._desk.outlet.chat, self._desk.posted
        left = left_to_post(chat.render(document), posted)
        if left is not None:
            return left
        rest = without(document, posted)
        return chat.render(rest) if rest else ()

    # --- one message ---------------------------------------------------------------------------------

    async def _post(self, position: int, part: Part, *, last: bool) -> bool:
        """Whether it was posted and recorded, so that the next may follow."""
        desk, key = self._desk, self._desk.edition.key
        entry = PartEntry(position, PartState.SENDING, digest=digest_of(part), stories=part.stories)
        if not await self._turn() or not await self._begin(entry):
            return False
        try:
            async with asyncio.timeout(self._means.terms.patience.total_seconds()):
                text = part_key(desk.edition, position)
                id_ = await desk.outlet.chat.post(key.channel, part, text, thread=desk.under())
        except ChatBusy as error:
            desk.slow_down(error)
            await self._not_now(entry, timedelta(seconds=error.retry_after))
        except ChatRefused as error:
            await self._refused(error, entry)
        except (ChatUnclear, TimeoutError) as error:
            await self._unclear(entry, str(error) or "no answer in time")
        else:
            self._means.halt.refused.pop(desk.outlet.bot, None)
            told = desk.arrived(
                SentPart(position, PartState.SENT, self._means.clock(), id_, entry.digest, part.stories)
            )
            sent = replace(entry, state=PartState.SENT, message_id=id_)
            state = State.SENT if last else None
            return await desk.record(Change(state, part=sent, tries=0, release=last, notices=told))
        return False

    async def _turn(self) -> bool:
        """Wait for a turn to post, unless that would take longer than the lease."""
        desk, key = self._desk, self._desk.edition.key
        where = desk.outlet.bot, key.workspace, key.channel
        pause = timedelta(seconds=self._means.pacer.pause(*where))
        if pause > self._means.terms.patience:
            await desk.put_off(pause)
            return False
        await self._means.pacer.turn(*where)
        return True

    async def _begin(self, entry: PartEntry) -> bool:
        """Record that the request goes out now; whether it may."""
        desk, started = self._desk, self._means.ticks()
        if (wait := self._not_yet(started)) is not None:
            await desk.put_off(wait)
            return False
        until = self._means.after(self._means.terms.lease)
        if not await desk.record(Change(State.SENDING, part=entry, late=desk.edition.late, renew=until)):
            return False
        if (wait := self._not_yet(started)) is not None:
            await self._not_now(entry, wait)
            return False
        patience = self._means.terms.patience.total_seconds()
        self._means.halt.probe(desk.outlet.bot, self._means.ticks(), patience)
        return True

    def _not_yet(self, started: float) -> timedelta | None:
        """How long the request is to wait; None where it may go out now.

        Looked at directly before the request, too: storing may have taken long, or the machine have slept.
        """
        desk, terms, halt = self._desk, self._means.terms, self._means.halt
        now, ticks = self._means.clock(), self._means.ticks()
        refused = max(halt.refuses(name, ticks) for name in (desk.outlet.bot, desk.edition.key.workspace))
        if refused:
            return timedelta(seconds=refused)
        may = now + terms.patience <= desk.lease.until and ticks - started <= terms.gap.total_seconds()
        worth = bool(desk.posted) or is_worth(desk.edition, now, terms)
        return None if may and worth and not halt.stopping else _NO_WAIT

    def _is_endless(self) -> bool:
        """The digests that follow in its channel wait for it."""
        desk, edition = self._desk, self._desk.edition
        waits = bool(desk.posted) and edition.kind is Kind.DIGEST and not edition.reason
        return waits and self._means.clock() > edition.due_at + self._means.terms.longest

    def _is_late(self) -> bool:
        edition = self._desk.edition
        return self._means.clock() - edition.due_at > GRACE and edition.kind is Kind.DIGEST

    async def _not_now(self, entry: PartEntry, wait: timedelta) -> None:
        """It was certainly not posted, and may be later."""
        await self._desk.put_off(wait, Change(self._desk.begun(), part=replace(entry, state=None)))

    async def _unclear(self, entry: PartEntry, reason: str) -> None:
        """A request went out, and nobody knows what became of it: it is looked for when it must have arrived."""
        log.warning("edition %s: %s", self._desk.edition.key.text, reason)
        unknown = Change(State.UNKNOWN, part=replace(entry, state=PartState.UNKNOWN))
        await self._desk.put_off(self._means.terms.in_flight, unknown)

    async def _refused(self, error: ChatRefused, entry: PartEntry) -> None:
        """For good: the channel, or the whole workspace, gets nothing until somebody has seen to it."""
        desk, reason, unsent = self._desk, str(error), replace(entry, state=None)
        if error.reach is Reach.BOT:
            await desk.refused_everything(reason, REFUSED, unsent)
            return
        everywhere = error.reach is Reach.WORKSPACE
        if everywhere:
            self._means.halt.refused[desk.edition.key.workspace] = self._means.ticks() + REFUSED.total_seconds()
        told = desk.told("workspace_stopped" if everywhere else "channel_stopped", reason)
        if everywhere:  # several find it out at once
            told = f"workspace_stopped:{desk.edition.key.date.isoformat()}", told[1]
        failed = Change(State.FAILED, reason, part=unsent, release=True, stops=reason, everywhere=everywhere)
        await desk.record(replace(failed, notices=(told,)))
