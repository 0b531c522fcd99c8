"""What is kept and for how long: old articles go, and workspaces with all their data. Guards that others hardly wait.

Between two short transactions there is a rest as long as the one before, so that whoever waits for his turn gets it.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime, timedelta
from functools import partial

from bot.domain.errors import InputError
from bot.services.ports import Upkeep

BATCH = 200  # articles of one transaction: a tenth of a second


async def prune(upkeep: Upkeep, now: datetime, days: int, tell: Callable[[int], None] = lambda _: None) -> int:
    """Erase what is older than so many days; how many articles and editions. `tell` is called with the number so far.

    What an edition tells is kept while the edition is. Who has used how much of a model goes with them; replies that
    were kept have a time of their own, see `Operations.expire`. Raises StoreError.
    """
    before = now - timedelta(days=days)
    return await _until_done(lambda: upkeep.prune(before, BATCH), tell)


async def remove_workspace(upkeep: Upkeep, key: str, tell: Callable[[int], None] = lambda _: None) -> bool:
    """Erase a workspace with all its data; whether nothing of it is left in the database's files either.

    What is broken off is finished by the next call. Raises InputError where there is no such workspace, and
    StoreError.
    """
    if not await upkeep.unlink(key):
        known = ", ".join(one.key for one in await upkeep.tenants())
        raise InputError(f"there is no workspace {key}. There are: {known or 'none'}")
    await _until_done(lambda: upkeep.erase(key, BATCH), tell)
    return await upkeep.rewrite()


async def remove_left(upkeep: Upkeep, now: datetime, days: int) -> Sequence[str]:
    """Erase the workspaces whose chats have left so many days ago and have not come back; their keys.

    What is broken off is finished by the next call. Raises StoreError.
    """
    before = now - timedelta(days=days)
    erased = []
    for key in await upkeep.left(before):
        if await upkeep.unlink(key, left_before=before):
            await _until_done(partial(upkeep.erase, key, BATCH), lambda _: None)
            erased.append(key)
    return erased


async def _until_done(step: Callable[[], Awaitable[int]], tell: Callable[[int], None]) -> int:
    total = 0
    while True:
        began = time.monotonic()
        gone = await step()
        if not gone:
            return total
        total += gone
        tell(total)
        await asyncio.sleep(time.monotonic() - began)
