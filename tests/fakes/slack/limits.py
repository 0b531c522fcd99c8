"""How often a method may be called. Guards that who calls too often is told to wait, as Slack does.

Tiers and the limits of chat.postMessage and conversations.history are those of docs.slack.dev/apis/web-api/rate-limits;
that a tier's whole minute may be used at once is the kindest reading of "bursts are tolerated".
"""

import math
from collections.abc import Callable
from dataclasses import dataclass, field

_PER_MINUTE = {1: 1, 2: 20, 3: 50, 4: 100}
_FIRST_TIER_BURST = 5  # sockets that are opened again one after the other
STRICT = frozenset({"conversations.history", "conversations.replies"})


@dataclass(slots=True)
class _Bucket:
    room: float
    per_second: float
    left: float
    at: float

    def wait(self, now: float) -> float:
        """Seconds until one more may come; 0 where it may now, and is counted."""
        self.left = min(self.room, self.left + (now - self.at) * self.per_second)
        self.at = now
        if self.left >= 1:
            self.left -= 1
            return 0
        return (1 - self.left) / self.per_second


@dataclass(slots=True)
class Limits:
    """`is_on` for posts and tiers; `is_strict` for one page of history a minute."""

    clock: Callable[[], float]
    is_on: bool
    is_strict: bool
    burst: int
    per_second: float = 1.0
    _buckets: dict[str, _Bucket] = field(default_factory=dict)

    def wait(self, method: str, tier: int, channel: str) -> int:
        """Whole seconds that who calls is told to wait; 0 where the call may go on."""
        if self.is_strict and method in STRICT:
            return self._take(method, 1, 1 / 60)
        if not self.is_on:
            return 0
        if method == "chat.postMessage":
            return self._take(f"{method} {channel}", self.burst, self.per_second)
        count = _PER_MINUTE.get(tier, 0)
        return self._take(method, max(count, _FIRST_TIER_BURST), count / 60) if count else 0

    def _take(self, key: str, room: float, per_second: float) -> int:
        now = self.clock()
        bucket = self._buckets.setdefault(key, _Bucket(room, per_second, room, now))
        return math.ceil(bucket.wait(now))
