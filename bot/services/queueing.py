"""Whose call of a language model is next. Guards that no workspace takes all places, and nobody waits without bound.

A workspace holds at most half of the places at any time, so that one whose people ask much leaves the others theirs.
While both wait, answers and editions hold as many places as each other: people have little time, and there may always
be more of them; an edition has more, and is promised for its time. So neither goes before the other, and a flood of
one costs the other half of the places, and the time of one call. Of a kind, whoever came first is first.

However many wait, a place is handed out by a look at the first of each kind: a flood costs no time that grows with it.
"""

import asyncio
from bisect import bisect_left, insort
from collections import Counter, OrderedDict
from dataclasses import dataclass, field
from itertools import count


@dataclass(frozen=True, eq=False, slots=True)
class _Waiting:
    """Somebody who waits for a place; `asked` is whether for an answer. Who came later has the higher number."""

    number: int
    workspace: str
    asked: bool
    come: asyncio.Future[None]


@dataclass(slots=True)
class _Line:
    """Who waits of one workspace and kind, by number; `listed` is the first, where the workspace may have a place."""

    waiting: OrderedDict[int, _Waiting] = field(default_factory=OrderedDict)
    listed: int | None = None


class Places:
    """The places for calls, of which there are `at_once`."""

    def __init__(self, at_once: int) -> None:
        self._free = at_once
        self._most = max(1, at_once // 2)
        self._of_workspace: Counter[str] = Counter()
        self._of_kind: Counter[bool] = Counter()
        self._last = False  # of which kind was who got a place last
        self._numbers = count()
        self._lines: dict[tuple[bool, str], _Line] = {}
        self._firsts: dict[bool, list[tuple[int, str]]] = {True: [], False: []}  # sorted: what the lines have listed

    async def take(self, workspace: str, *, asked: bool) -> None:
        """Wait for a place, which is to be given back; `asked`: for an answer, not for an edition."""
        come = asyncio.get_running_loop().create_future()
        mine = _Waiting(next(self._numbers), workspace, asked, come)
        self._lines.setdefault((asked, workspace), _Line()).waiting[mine.number] = mine
        self._list(asked, workspace)
        self._hand_out()
        try:
            await mine.come
        except asyncio.CancelledError:
            if mine.come.cancelled():
                self._leave(mine)
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
        self._list_both(workspace)
        self._hand_out()

    def _hand_out(self) -> None:
        """As long as there are places, to the next who may have one."""
        while self._free and (found := self._next()) is not None:
            self._free -= 1
            self._of_workspace[found.workspace] += 1
            self._of_kind[found.asked] += 1
            self._last = found.asked
            self._leave(found)
            self._list_both(found.workspace)
            found.come.set_result(None)

    def _next(self) -> _Waiting | None:
        """The first of that kind which holds fewer places; of as many, of that which did not get one last."""
        kinds = sorted((True, False), key=lambda kind: (self._of_kind[kind], kind is self._last))
        found = (self._first(kind) for kind in kinds)
        return next((one for one in found if one is not None), None)

    def _first(self, kind: bool) -> _Waiting | None:  # noqa: FBT001 - whether it was asked for
        firsts = self._firsts[kind]
        while firsts:
            number, workspace = firsts[0]
            found = self._lines[kind, workspace].waiting[number]
            if not found.come.done():
                return found
            self._leave(found)  # cancelled, and has not noticed yet
        return None

    # --- the lines -----------------------------------------------------------------------------------

    def _leave(self, one: _Waiting) -> None:
        """It waits no longer. A second time, nothing changes."""
        line = self._lines.get((one.asked, one.workspace))
        if line is not None and line.waiting.pop(one.number, None) is not None:
            self._list(one.asked, one.workspace)

    def _list_both(self, workspace: str) -> None:
        """After the workspace has got or given back a place."""
        for kind in (True, False):
            self._list(kind, workspace)

    def _list(self, kind: bool, workspace: str) -> None:  # noqa: FBT001 - as above
        """Put the line's first among the firsts of its kind, where the workspace may have a place, and no other."""
        line = self._lines.get((kind, workspace))
        if line is None:
            return
        first = next(iter(line.waiting), None) if self._of_workspace[workspace] < self._most else None
        if first != line.listed:
            firsts = self._firsts[kind]
            if line.listed is not None:
                del firsts[bisect_left(firsts, (line.listed, workspace))]
            if first is not None:
                insort(firsts, (first, workspace))
            line.listed = first
        if not line.waiting:
            del self._lines[kind, workspace]
