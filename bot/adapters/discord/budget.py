"""How often the bot may begin a session; guards that no crash loop uses up what Discord allows in a day.

Of an application that begins more than a thousand sessions in a day Discord resets the token. The beginnings of a day
are on record in storage, so that a new process knows of those before it.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass

from bot.services.ports import Memory

DAY = 86_400.0  # seconds
FREE = 10  # beginnings of a day that wait for nothing
LONGEST = 300.0  # seconds between two beginnings at most: so that a day holds fewer than 300 more
_NAME = "sessions"
_MOST = 1_000  # beginnings on record


def pause(begun: Sequence[float], now: float, shards: int = 1) -> float:
    """Seconds until a session may begin. `begun`: when the last ones did, in seconds; `shards`: connections of a bot.

    After the first few of a day, twice as long each time, up to five minutes.
    """
    lately = sorted(min(at, now) for at in begun if at > now - DAY)
    rounds = len(lately) // max(1, shards)
    if rounds < FREE:
        return 0.0
    wait = min(LONGEST, 2.0 ** min(rounds - FREE + 1, 30))
    return max(0.0, lately[-1] + wait - now)


@dataclass(frozen=True, slots=True)
class Sessions:
    """The beginnings on record of one bot."""

    memory: Memory

    async def begun(self) -> list[float]:
        """When sessions began, in seconds since 1970; what cannot be read counts as none."""
        try:
            found = json.loads(await self.memory.get(_NAME) or "[]")
        except ValueError:
            return []
        return [float(one) for one in found if isinstance(one, int | float)] if isinstance(found, list) else []

    async def begin(self, now: float) -> None:
        """Enter one more, before it begins."""
        kept = [at for at in await self.begun() if at > now - DAY][-_MOST:]
        await self.memory.set(_NAME, json.dumps([*kept, now]))
