"""How many questions a person and a workspace may ask in a minute; guards that one asker takes no other's answers.

Two token buckets, in memory: one of the person, one of the workspace. What is refused by one costs nothing in the
other. The number of buckets is bounded: the one that was used longest ago goes first, and it is the fullest.
"""

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field

MOST_BUCKETS = 20_000
_MINUTE = 60.0  # seconds
_Name = tuple[str, ...]


@dataclass(slots=True)
class _Bucket:
    """`left` questions at the time `at`; it fills up at an even pace."""

    left: float
    at: float


@dataclass(frozen=True, slots=True)
class Limits:
    """Questions a minute of a person and of a workspace, so many of them at once. `clock` gives seconds, and never
    goes back.
    """

    per_person: int
    per_workspace: int
    clock: Callable[[], float]
    most: int = MOST_BUCKETS
    _buckets: OrderedDict[_Name, _Bucket] = field(default_factory=OrderedDict)

    def wait(self, workspace: str, person: str) -> float:
        """Seconds until this person may ask in this workspace; 0 where it may be now, which is then counted."""
        now = self.clock()
        asked = [
            (self._filled((workspace, person), self.per_person, now), self.per_person),
            (self._filled((workspace,), self.per_workspace, now), self.per_workspace),
        ]
        wait = max((1 - bucket.left) * _MINUTE / rate for bucket, rate in asked)
        if wait > 0:
            return wait
        for bucket, _ in asked:
            bucket.left -= 1
        return 0

    def of(self, workspace: str, person: str) -> Callable[[], float]:
        """`wait` for one person in one workspace: what a conversation takes."""
        return lambda: self.wait(workspace, person)

    def _filled(self, name: _Name, rate: int, now: float) -> _Bucket:
        bucket = self._buckets.pop(name, None) or _Bucket(rate, now)
        bucket.left = min(float(rate), bucket.left + (now - bucket.at) * rate / _MINUTE)
        bucket.at = now
        self._buckets[name] = bucket
        while len(self._buckets) > self.most:
            self._buckets.popitem(last=False)
        return bucket
