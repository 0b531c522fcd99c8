"""How often the bot may begin a session; guards that no crash loop uses up what Discord allows in a day.

Of an application that begins more than a thousand sessions in a day Discord resets the token. The beginnings of a day
are on record in storage, so that a new process knows of those before it. A clock that is wrong neither loses the record
nor keeps the bot away: what lies ahead of now counts, and is not waited for.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from math import isfinite

from bot.services.ports import Memory

DAY = 86_400.0  # seconds
FREE = 10  # beginnings of a day, of each connection, that wait for nothing
LONGEST = 300.0  # seconds between two beginnings at most: so that a day holds fewer than 300 more
_MOST_FREE = 200  # of all connections together; a bot of more connections than this may begin each of them once
_NAME = "sessions"
_MOST = 1_000  # beginnings on record


def pause(begun: Sequence[float], now: float, shards: int = 1) -> float:
    """Seconds until a session may begin. `begun`: when the last ones did, in seconds; `shards`: connections of a bot.

    After the first few of a day, twice as long each time, up to five minutes.
    """
    lately = [at for at in begun if at > now - DAY]
    free = max(shards, min(FREE * shards, _MOST_FREE))
    if len(lately) < free:
        return 0.0
    wait = min(LONGEST, 2.0 ** min(len(lately) - free + 1, 30))
    last = max((at for at in lately if at <= now), default=now - wait)
    return max(0.0, last + wait - now)


@dataclass(frozen=True, slots=True)
class Sessions:
    """The beginnings on record of one bot."""

    memory: Memory

    async def begun(self) -> list[float]:
        """When sessions began, in seconds since 1970; what cannot be read counts as none."""
        try:
            found = json.loads(await self.memory.get(_NAME) or "[]")
            times = [float(one) for one in found if isinstance(one, int | float)] if isinstance(found, list) else []
        except (ValueError, OverflowError, RecursionError):
            return []
        return [at for at in times if isfinite(at)]

    async def begin(self, now: float) -> None:
        """Enter one more, before it begins. None is dropped for its age: a clock that jumps would make all seem old."""
        kept = (await self.begun())[-_MOST:]
        await self.memory.set(_NAME, json.dumps([*kept, now]))
