"""What became of a message that was left open; guards that nothing is concluded before it must have arrived.

A crash, or a chat that does not answer, leaves open whether a message was posted. It is looked for in the chat under
its key, after so long that a request still under way has ended. What cannot be looked for is held, and a person told.
"""

import asyncio
from dataclasses import replace
from datetime import timedelta

from bot.domain.editions import Edition, PartState, SentPart, State
from bot.domain.errors import CannotLook, ChatBusy, ChatRefused, ChatUnclear, Reach
from bot.services.deliver.desk import Desk, entry_of
from bot.services.deliver.terms import REFUSED, RESEND
from bot.services.ports import Change

_SET_BACK = timedelta(seconds=5)


def part_key(edition: Edition, position: int) -> str:
    """What the message carries: the edition's key and the message's place, in at most 25 characters up to 9 of them.

    Discord takes no more; from the tenth message on its adapter has to shorten them itself.
    """
    return f"{edition.key.text}{position}"


async def clear_up(desk: Desk) -> bool:
    """Find out about every message that was left open, as far as that can be: whether posting may go on."""
    for part in desk.edition.parts:
        if part.state is not PartState.SENT and not await _clear_up(desk, part):
            return False
    return True


async def _clear_up(desk: Desk, part: SentPart) -> bool:
    terms, halt = desk.means.terms, desk.means.halt
    if part.started_at > desk.means.clock() + _SET_BACK:
        # The clock was set back meanwhile: nobody knows how long ago that was, so that the wait begins anew.
        return await _leave_open(desk, part, terms.in_flight, PartState.SENDING)
    by_clock = part.started_at + terms.in_flight - desk.means.clock()
    if (wait := max(by_clock, timedelta(seconds=halt.sure_from - desk.means.ticks()))) > timedelta(0):
        return await _leave_open(desk, part, wait)
    refused = max(halt.refuses(name, desk.means.ticks()) for name in (desk.outlet.bot, desk.edition.key.workspace))
    if refused:
        return await _leave_open(desk, part, timedelta(seconds=refused))
    return await _look(desk, part)


async def _look(desk: Desk, part: SentPart) -> bool:
    channel, terms = desk.edition.key.channel, desk.means.terms
    id_ = None
    try:
        async with asyncio.timeout(terms.patience.total_seconds()):
            text = part_key(desk.edition, part.position)
            since = part.started_at - _SET_BACK
            id_ = await desk.outlet.chat.find(channel, text, thread=desk.under(), since=since)
    except CannotLook as error:
        if terms.on_unknown != RESEND:
            return await _hold(desk, str(error))
    except ChatBusy as error:
        desk.slow_down(error)
        return await _leave_open(desk, part, timedelta(seconds=error.retry_after))
    except ChatRefused as error:
        return await _refused(desk, part, error)
    except (ChatUnclear, TimeoutError) as error:
        return await _look_later(desk, part, str(error) or "no answer in time")
    told = desk.arrived(replace(part, state=PartState.SENT, message_id=id_)) if id_ else ()
    entry = entry_of(part, PartState.SENT if id_ else None, id_)
    return await desk.record(Change(desk.begun(), part=entry, tries=0 if id_ else None, notices=told))


async def _refused(desk: Desk, part: SentPart, error: ChatRefused) -> bool:
    """With a new token it can be looked for again; in a channel that is gone it cannot."""
    if error.reach is not Reach.BOT:
        return await _hold(desk, str(error))
    await desk.refused_everything(str(error), REFUSED, entry_of(part, PartState.UNKNOWN))
    return False


async def _look_later(desk: Desk, part: SentPart, reason: str) -> bool:
    """Looking failed; after some tries a person decides."""
    tries = desk.edition.tries + 1
    if tries >= desk.means.terms.mishaps:
        return await _hold(desk, reason)
    await desk.put_off(
        desk.means.terms.retry, Change(State.UNKNOWN, part=entry_of(part, PartState.UNKNOWN), tries=tries)
    )
    return False


async def _leave_open(desk: Desk, part: SentPart, wait: timedelta, state: PartState = PartState.UNKNOWN) -> bool:
    await desk.put_off(wait, Change(State.UNKNOWN, part=entry_of(part, state)))
    return False


async def _hold(desk: Desk, reason: str) -> bool:
    held = (desk.told("edition_held", reason),)
    await desk.record(Change(State.HELD, reason, release=True, notices=held))
    return False
