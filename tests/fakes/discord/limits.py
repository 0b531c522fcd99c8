"""How often a route may be called. Guards that who calls too often is told to wait, as Discord does.

Discord names its buckets only in headers: 5 messages in 5 seconds a channel is what its servers have answered for
years, 50 requests a second and 10 publications an hour are documented.
"""

import math
import zlib
from collections.abc import Callable
from dataclasses import dataclass, field

GLOBAL, GLOBAL_SECONDS = 50, 1.0
PUBLISHED, PUBLISHED_SECONDS = 10, 3600.0
_ROUTES = {
    "POST /channels/{channel}/messages": (5, 5.0),
    "PATCH /channels/{channel}/messages/{message}": (5, 5.0),
    "DELETE /channels/{channel}/messages/{message}": (5, 1.0),
    "GET /channels/{channel}/messages": (5, 5.0),
    "POST /channels/{channel}/typing": (5, 5.0),
    "PUT /channels/{channel}/messages/{message}/reactions/{emoji}/@me": (1, 0.25),
}
CROSSPOST = "POST /channels/{channel}/messages/{message}/crosspost"


@dataclass(frozen=True, slots=True)
class Room:
    """What is left of a bucket after a request; `wait` is the seconds to wait, 0 where the request may go on."""

    bucket: str
    most: int
    left: int
    resets_in: float
    wait: float = 0.0
    is_global: bool = False


@dataclass(slots=True)
class Limits:
    """`is_on` for all but publications, whose limit is there always."""

    clock: Callable[[], float]
    is_on: bool = False
    _begun: dict[str, tuple[float, int]] = field(default_factory=dict)  # when a bucket's time began, how many came

    def take(self, route: str, major: str) -> Room | None:
        """Counts a request to the route, whose bucket is the `major` parameter's own; None where nothing limits it."""
        if route == CROSSPOST:
            return self._take(f"{route} {major}", PUBLISHED, PUBLISHED_SECONDS)
        if not self.is_on:
            return None
        is_free = "/interactions/" in route or "/webhooks/" in route
        if not is_free:
            everywhere = self._take("global", GLOBAL, GLOBAL_SECONDS, is_global=True)
            if everywhere.wait:
                return everywhere
        return self._take(f"{route} {major}", *_ROUTES[route]) if route in _ROUTES else None

    def _take(self, key: str, most: int, seconds: float, *, is_global: bool = False) -> Room:
        now = self.clock()
        begun, count = self._begun.get(key, (now, 0))
        if now >= begun + seconds:
            begun, count = now, 0
        resets_in = begun + seconds - now
        if count >= most:
            return Room(key, most, 0, resets_in, resets_in, is_global)
        self._begun[key] = (begun, count + 1)
        return Room(key, most, most - count - 1, resets_in, is_global=is_global)


def headers(room: Room, wall: float) -> dict[str, str]:
    """As Discord has them. The bucket's name tells nothing, and has no character that a header may not have."""
    said = {"X-RateLimit-Limit": str(room.most), "X-RateLimit-Remaining": str(room.left)}
    said |= {"X-RateLimit-Reset": f"{wall + room.resets_in:.3f}", "X-RateLimit-Reset-After": f"{room.resets_in:.3f}"}
    said |= {"X-RateLimit-Bucket": f"{zlib.crc32(room.bucket.rpartition(' ')[0].encode()):08x}"}
    if room.wait:
        said |= {"Retry-After": str(math.ceil(room.wait)), "X-RateLimit-Scope": "global" if room.is_global else "user"}
    return said | ({"X-RateLimit-Global": "true"} if room.is_global else {})
