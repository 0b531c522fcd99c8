"""Notices for admins, from where they are kept to where they are read; guards that none is lost and none repeated.

A notice is kept with what it is about, in one transaction, and told afterwards. One that was told just before a crash
may be told a second time: better than never. A workspace that cannot be told keeps no other waiting.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime, timedelta

from bot.domain.errors import ChatError
from bot.services.deliver.terms import Outlet, Terms
from bot.services.ports import Notices, Pending

log = logging.getLogger(__name__)

_AT_ONCE = 50
_PATIENCE = Terms().patience


async def tell_admins(
    notices: Notices,
    outlets: Callable[[str], Outlet | None],
    clock: Callable[[], datetime],
    patience: timedelta = _PATIENCE,
) -> None:
    """Tell what is to be told. What an admin cannot be told now is tried again in the next round.

    A chat that has not answered within `patience`, or refuses, is not asked again in this one.
    """
    after, unheard = 0, set[str]()
    while waiting := await notices.pending(_AT_ONCE, after):
        after = waiting[-1].id
        for one in waiting:
            outlet = None if one.workspace in unheard else outlets(one.workspace)
            if outlet is None:
                continue
            if await _tell(one, outlet, patience):
                await notices.told(one.id, clock())
            else:
                unheard.add(one.workspace)


async def _tell(one: Pending, outlet: Outlet, patience: timedelta) -> bool:
    try:
        async with asyncio.timeout(patience.total_seconds()):
            await outlet.chat.notify_admin(one.notice)
    except (ChatError, TimeoutError) as error:
        log.warning("the admin of %s could not be told: %s", one.workspace, str(error) or "no answer in time")
        return False
    return True


async def tell_each(admins: Sequence[str], tell: Callable[[str], Awaitable[None]]) -> None:
    """Tell all of them. Raises ChatError where none could be told.

    Where one of them was told, the notice has been heard: tried again for the sake of another, it would be told to the
    one over and over.
    """
    failed: list[ChatError] = []
    for one in admins:
        try:
            await tell(one)
        except ChatError as error:
            log.warning("the admin %s could not be told: %s", one, error)
            failed.append(error)
    if failed and len(failed) == len(admins):
        raise failed[-1]
