"""Whose call of a language model is next. Guards that no workspace takes all places, and nobody waits without bound.

A workspace holds at most half of the places at any time, so that one whose people ask much leaves the others theirs.
While both wait, answers and editions hold as many places as each other: people have little time, and there may always
be more of them; an edition has more, and is promised for its time. So neither goes before the other, and a flood of
one costs the other half of the places, and the time of one call. Of a kind, whoever came first is first.
"""

import asyncio
from collections import Counter
from dataclasses import dataclass


@dataclass(frozen=True, eq=False, slots=True)
class _Waiting:
    """Somebody who waits for a place; `asked` is whether for an answer."""

    workspace: str
    asked: bool
    come: asyncio.Future[None]


class Places:
    """The places for calls, of which there are `at_once`."""

    def __init__(self, at_once: int) -> None:
        self._free = at_once
        self._most = max(1, at_once // 2)
        self._of_workspace: Counter[str] = Counter()
        self._of_kind: Counter[bool] = Counter()
        self._last = False  # of which kind was who got a place last
        self._waiting: list[_Waiting] = []

    async def take(self, workspace: str, *, asked: bool) -> None:
        """Wait for a place, which is to be given back; `asked`: for an answer, not for an edition."""
        mine = _Waiting(workspace, asked, asyncio.get_running_loop().create_future())
        self._waiting.append(mine)
        self._hand_out()
        try:
            await mine.come
        except asyncio.CancelledError:
            if mine.come.cancelled():
                self._waiting.remove(mine)
            else:  # the place came at the same moment
                self.give_back(workspace, asked=asked)
            raise

    def give_back(self, workspace: str, *, asked: bool) -> None:
        """A place that was taken so is free again."""
        self._free += 1
        self._of_kind[asked] -= 1
        self._of_workspace[workspace] -= 1
        if not self._of_workspace[workspace]:
            del self._of_workspace[workspace]
        self._hand_out()

    def _hand_out(self) -> None:
        """As long as there are places, to the next who may have one."""
        while self._free and (found := self._next()) is not None:
            self._waiting.remove(found)
            self._free -= 1
            self._of_workspace[found.workspace] += 1
            self._of_kind[found.asked] += 1
            self._last = found.asked
            found.come.set_result(None)

    def _next(self) -> _Waiting | None:
        """The first of that kind which holds fewer places; of as many, of that which did not get one last."""
        kinds = sorted((True, False), key=lambda kind: (self._of_kind[kind], kind is self._last))
        found = (self._first(kind) for kind in kinds)
        return next((one for one in found if one is not None), None)

    def _first(self, kind: bool) -> _Waiting | None:  # noqa: FBT001 - whether it was asked for
        held, most = self._of_workspace, self._most
        mine = (one for one in self._waiting if one.asked is kind and held[one.workspace] < most)
        return next((one for one in mine if not one.come.done()), None)
