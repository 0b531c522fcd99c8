"""In which channels of a workspace questions are answered. Guards that nobody narrows that down who may not.

Where no channel is named, in all of them; in direct messages, always.
"""

from typing import Literal

from bot.domain.documents import Notice
from bot.domain.errors import InputError
from bot.services.notices import notice
from bot.services.requests.desk import Asking, RequestDesk, attempt

MOST = 100  # channels that are named
PlacesKind = Literal["here", "not_here", "everywhere", "show"]


async def answers_here(asking: Asking, desk: RequestDesk) -> Notice | None:
    """None where questions are answered in this channel; else where they are. No question is counted."""

    async def work() -> Notice | None:
        if asking.direct or not asking.channel:
            return None
        places = await desk.reader.places.places()
        return None if not places or asking.channel in places else _said("places_elsewhere", places, desk)

    return await attempt(work, asking, desk, counts=False)


async def set_places(kind: PlacesKind, asking: Asking, desk: RequestDesk) -> Notice:
    """Answer questions in this channel, in this one no more, or everywhere; "show" only tells, whoever asks."""

    async def work() -> Notice:
        if kind == "show":
            return _are(await desk.reader.places.places(), desk)
        if kind == "everywhere":
            await desk.reader.places.set(frozenset())
            return notice("places_again")
        if asking.direct or not asking.channel:
            return notice("places_no_channel")
        return await _changed(asking.channel, desk, answer=kind == "here")

    return await attempt(work, asking, desk, changes=kind != "show", counts=kind != "show")


async def _changed(channel: str, desk: RequestDesk, *, answer: bool) -> Notice:
    """The same with this channel among those where questions are answered, or without it."""
    before = await desk.reader.places.places()
    if not answer and not before:
        return notice("places_leave_out")
    places = before | {channel} if answer else before - {channel}
    if len(places) > MOST:
        raise InputError(f"questions can be kept to {MOST} channels at most, or else be answered in every channel")
    await desk.reader.places.set(places)
    return _said("places_set", places, desk) if places else notice("places_again")


def _are(places: frozenset[str], desk: RequestDesk) -> Notice:
    return _said("places_are", places, desk) if places else notice("places_everywhere")


def _said(name: str, places: frozenset[str], desk: RequestDesk) -> Notice:
    return notice(name, places=desk.say_places(sorted(places)))
