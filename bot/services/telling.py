"""Notices for admins, from where they are kept to where they are read; guards that none is lost and none repeated.

A notice is kept with what it is about, in one transaction, and told afterwards. One that was told just before a crash
may be told a second time: better than never.
"""

import logging
from collections.abc import Callable
from datetime import datetime

from bot.domain.errors import ChatError
from bot.services.deliver.terms import Outlet
from bot.services.ports import Notices

log = logging.getLogger(__name__)

_AT_ONCE = 50


async def tell_admins(notices: Notices, outlets: Callable[[str], Outlet | None], clock: Callable[[], datetime]) -> None:
    """Tell what is to be told. What an admin cannot be told now is tried again in the next round."""
    for one in await notices.pending(_AT_ONCE):
        outlet = outlets(one.workspace)
        if outlet is None:
            continue
        try:
            await outlet.chat.notify_admin(one.notice)
        except ChatError as error:
            log.warning("the admin of %s could not be told: %s", one.workspace, error)
        else:
            await notices.told(one.id, clock())
