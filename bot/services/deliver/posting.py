"""One edition, message by message, to its channel; guards that none is posted twice and none is passed over.

What is about to be posted is recorded before, what was posted after. Whatever is left open in between, by a crash or by
a chat that does not answer, is looked for in the chat under the message's key, after so long that a request still under
way must have arrived. What cannot be looked for is held, and a person told: nothing is guessed.
"""

import asyncio
import hashlib
import logging
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from bot.domain.documents import Briefing, Document, Notice
from bot.domain.editions import Edition, Kind, PartState, SentPart, State
from bot.domain.errors import CannotLook, ChatBusy, ChatRefused, ChatUnclear, Reach, StoreLocked
from bot.services.deliver.terms import GRACE, REFUSED, RESEND, Means, Outlet, Terms
from bot.services.notices import notice
from bot.services.ports import Change, Claimed, Entry, Part, PartEntry

log = logging.getLogger(__name__)

_BUSY = timedelta(seconds=1)


def part_key(edition: Edition, position: int) -> str:
    """What the message carries: the edition's key and the message's place, in at most 25 characters up to 9 of them.

    Discord takes no more; from the tenth message on its adapter has to shorten them itself.
    """
    return f"{edition.key.text}{position}"


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
    """Whether it is still worth posting: a digest for some hours, a correction always."""
    return edition.kind is Kind.CORRECTION or now <= edition.due_at + terms.window


class Posting:
    """Posting one claimed edition. Use it once: `await Posting(…).run(document)`."""

    def __init__(self, claimed: Claimed, outlet: Outlet, means: Means) -> None:
        self._edition, self._lease = claimed.edition, claimed.lease
        self._outlet, self._means = outlet, means
        self._posted = [part for part in claimed.edition.parts if part.state is PartState.SENT]

    async def end(self) -> None:
        """Find out about what was left open; nothing more is posted, for nothing that it told is true any more."""
        if await self._clear_up_all():
            await self._record(Change(State.SENT, release=True))

    async def run(self, document: Document) -> None:
        """Post what is missing of it, and record what became of that."""
        if not await self._clear_up_all():
            return
        left = self._left(document)
        if not left:
            await self._record(Change(State.SENT, release=True))
        for at, part in enumerate(left, len(self._posted)):
            if not await self._post(at, part, last=part is left[-1]):
                return

    def _left(self, document: Document) -> Sequence[Part]:
        left = left_to_post(self._outlet.chat.render(document), self._posted)
        if left is not None:
            return left
        rest = without(document, self._posted)
        return self._outlet.chat.render(rest) if rest else ()

    # --- one message ---------------------------------------------------------------------------------

    async def _post(self, position: int, part: Part, *, last: bool) -> bool:
        """Whether it was posted and recorded, so that the next may follow."""
        key = self._edition.key
        await self._means.pacer.turn(self._outlet.bot, key.workspace, key.channel)
        entry = PartEntry(position, PartState.SENDING, digest=digest_of(part), stories=part.stories)
        if not await self._begin(entry):
            return False
        try:
            async with asyncio.timeout(self._means.terms.patience.total_seconds()):
                text = part_key(self._edition, position)
                id_ = await self._outlet.chat.post(key.channel, part, text, thread=self._under())
        except ChatBusy as error:
            self._slow_down(error)
            await self._not_now(entry, timedelta(seconds=error.retry_after))
        except ChatRefused as error:
            await self._refused(error, entry)
        except (ChatUnclear, TimeoutError) as error:
            await self._unclear(entry, str(error) or "no answer in time")
        else:
            self._posted.append(
                SentPart(position, PartState.SENT, self._means.clock(), id_, entry.digest, part.stories)
            )
            sent = replace(entry, state=PartState.SENT, message_id=id_)
            return await self._record(Change(State.SENT if last else None, part=sent, release=last))
        return False

    async def _begin(self, entry: PartEntry) -> bool:
        """Record that the request goes out now; whether it may."""
        until = self._means.after(self._means.terms.lease)
        late = not self._edition.parts and self._is_late()
        if not self._may_begin() or not await self._record(
            Change(State.SENDING, part=entry, late=late, renew=until, notices=self._lateness() if late else ())
        ):
            await self._record(Change(release=True))
            return False
        self._lease = replace(self._lease, until=until)
        if self._may_begin():
            return True
        await self._not_now(entry, timedelta(0))
        return False

    def _may_begin(self) -> bool:
        """Looked at directly before the request, too: storing may have taken long, or the machine have slept."""
        now, terms, halt = self._means.clock(), self._means.terms, self._means.halt
        lasts = now + terms.patience <= self._lease.until
        worth = self._edition.parts or self._posted or is_worth(self._edition, now, terms)
        refused = halt.refuses(self._outlet.bot, now) or halt.refuses(self._edition.key.workspace, now)
        return lasts and bool(worth) and not refused and not halt.stopping

    def _is_late(self) -> bool:
        return self._means.clock() - self._edition.due_at > GRACE and self._edition.kind is Kind.DIGEST

    def _lateness(self) -> tuple[tuple[str, Notice], ...]:
        return (self._told("edition_late", f"{self._edition.due_at:%Y-%m-%d %H:%M} UTC"),)

    def _under(self) -> str | None:
        """The message under which this one belongs: the edition's own first, or that of the edition it corrects."""
        return self._edition.thread or (self._posted[0].message_id if self._posted else None)

    def _begun(self) -> State:
        return State.SENDING if self._posted else State.PLANNED

    async def _not_now(self, entry: PartEntry, wait: timedelta) -> None:
        """It was certainly not posted, and may be later."""
        unsent = replace(entry, state=None)
        await self._record(Change(self._begun(), part=unsent, retry_at=self._means.after(wait), release=True))

    # --- what was left open ----------------------------------------------------------------------------

    async def _clear_up_all(self) -> bool:
        for part in self._edition.parts:
            if part.state is not PartState.SENT and not await self._clear_up(part):
                return False
        return True

    async def _clear_up(self, part: SentPart) -> bool:
        """Find out whether a message arrived, as far as that can be: whether posting may go on."""
        looked_at = part.started_at + self._means.terms.in_flight
        if self._means.clock() < looked_at:
            return await self._leave_open(part, looked_at)
        key = self._edition.key
        try:
            async with asyncio.timeout(self._means.terms.patience.total_seconds()):
                text = part_key(self._edition, part.position)
                id_ = await self._outlet.chat.find(key.channel, text, thread=self._under())
        except CannotLook as error:
            if self._means.terms.on_unknown != RESEND:
                return await self._hold(str(error))
            id_ = None
        except ChatBusy as error:
            self._slow_down(error)
            return await self._leave_open(part, self._means.after(timedelta(seconds=error.retry_after)))
        except ChatRefused as error:
            return await self._hold(str(error))
        except (ChatUnclear, TimeoutError) as error:
            return await self._look_later(part, str(error) or "no answer in time")
        return await self._cleared(part, id_)

    async def _cleared(self, part: SentPart, id_: str | None) -> bool:
        entry = _entry_of(part, PartState.SENT if id_ else None, id_)
        if id_:
            self._posted.append(replace(part, state=PartState.SENT, message_id=id_))
        return await self._record(Change(self._begun(), part=entry))

    async def _look_later(self, part: SentPart, reason: str) -> bool:
        """Looking failed; after some tries a person decides."""
        tries = self._edition.tries + 1
        if tries >= self._means.terms.tries:
            return await self._hold(reason)
        return await self._leave_open(part, self._means.after(self._means.terms.retry), tries)

    async def _leave_open(self, part: SentPart, retry_at: datetime, tries: int | None = None) -> bool:
        entry = _entry_of(part, PartState.UNKNOWN)
        await self._record(Change(State.UNKNOWN, part=entry, tries=tries, retry_at=retry_at, release=True))
        return False

    async def _unclear(self, entry: PartEntry, reason: str) -> None:
        """A request went out, and nobody knows what became of it: it is looked for when it must have arrived."""
        log.warning("edition %s: %s", self._edition.key.text, reason)
        unknown = replace(entry, state=PartState.UNKNOWN)
        tries = self._edition.tries + 1
        retry_at = self._means.after(self._means.terms.in_flight)
        await self._record(Change(State.UNKNOWN, part=unknown, tries=tries, retry_at=retry_at, release=True))

    async def _hold(self, reason: str) -> bool:
        held = (self._told("edition_held", reason),)
        await self._record(Change(State.HELD, reason, release=True, notices=held))
        return False

    # --- refusals ------------------------------------------------------------------------------------

    def _slow_down(self, error: ChatBusy) -> None:
        key, pacer = self._edition.key, self._means.pacer
        match error.reach:
            case Reach.BOT:
                pacer.wait(error.retry_after, bot=self._outlet.bot)
            case Reach.WORKSPACE:
                pacer.wait(error.retry_after, workspace=key.workspace)
            case Reach.CHANNEL:
                pacer.wait(error.retry_after, workspace=key.workspace, channel=key.channel)

    async def _refused(self, error: ChatRefused, entry: PartEntry) -> None:
        """For good: the channel, or the whole workspace, gets nothing until somebody has seen to it.

        Where the bot itself is refused, its editions wait: with a new token all is as it was.
        """
        unsent, reason, halt = replace(entry, state=None), str(error), self._means.halt
        if error.reach is Reach.BOT:
            later = self._means.after(REFUSED)
            halt.refused[self._outlet.bot] = later
            told = (f"bot:{self._outlet.bot}:{reason}", notice("bot_refused", reason=reason))
            await self._record(Change(self._begun(), part=unsent, retry_at=later, release=True, notices=(told,)))
            return
        everywhere = error.reach is Reach.WORKSPACE
        if everywhere:
            halt.refused[self._edition.key.workspace] = self._means.after(REFUSED)
        told = self._told("workspace_stopped" if everywhere else "channel_stopped", reason)
        failed = Change(State.FAILED, reason, part=unsent, release=True, stops=reason, everywhere=everywhere)
        await self._record(replace(failed, notices=(told,)))

    def _told(self, name: str, reason: str) -> tuple[str, Notice]:
        """A notice, once for each edition."""
        key = self._edition.key
        return f"{name}:{key.text}", notice(name, channel=key.channel, date=key.date.isoformat(), reason=reason)

    # --- the ledger ------------------------------------------------------------------------------------

    async def _record(self, change: Change) -> bool:
        """Enter it; a database that is kept busy is asked again for as long as the lease holds."""
        while True:
            try:
                return await self._means.record(Entry(self._lease, self._means.clock(), change))
            except StoreLocked:
                if self._means.after(_BUSY) >= self._lease.until:
                    raise
                await self._means.sleep(_BUSY.total_seconds())


def _entry_of(part: SentPart, state: PartState | None, id_: str | None = None) -> PartEntry:
    return PartEntry(part.position, state, id_, digest=part.digest, stories=part.stories)
