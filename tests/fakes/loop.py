"""Event loops whose clocks jump to the next timer: hours of waiting take no time, and the order is the true one."""

import asyncio
import selectors
from collections.abc import Coroutine
from typing import Any, TypeVar

T = TypeVar("T")


class _Jumping(selectors.DefaultSelector):
    """Where nothing has happened, the wait is over at once, and the clock has moved by it."""

    elapsed = 0.0

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        found = super().select(0 if timeout is not None else None)
        if not found and timeout:
            self.elapsed += timeout
        return found


class JumpingLoop(asyncio.SelectorEventLoop):
    """For what waits for timers alone: a thread or a socket would be given no time."""

    def __init__(self, selector: _Jumping | None = None) -> None:
        self._jumping = selector or _Jumping()
        super().__init__(self._jumping)

    def time(self) -> float:
        return self._jumping.elapsed


def run_jumping(main: Coroutine[Any, Any, T]) -> T:
    """As asyncio.run, on such a loop."""
    with asyncio.Runner(loop_factory=JumpingLoop) as runner:
        return runner.run(main)


_MOMENT = 0.001  # seconds that sockets are really waited for before the clock jumps
_BLINK = 0.001  # seconds by which it moves while somebody looks again and again whether something is so


class _Hurrying(_Jumping):
    """As above, with sockets of this process: what is on its way through loopback comes within a moment."""

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        found = selectors.DefaultSelector.select(self, timeout if timeout is None else min(timeout, _MOMENT))
        if not found and timeout is not None:
            self.elapsed += max(timeout, _BLINK)
        return found


class HurryingLoop(JumpingLoop):
    """For servers and clients of one process: while anything arrives, the clock stands still."""

    def __init__(self) -> None:
        super().__init__(_Hurrying())


def run_hurrying(main: Coroutine[Any, Any, T]) -> T:
    """As asyncio.run, on such a loop."""
    with asyncio.Runner(loop_factory=HurryingLoop) as runner:
        return runner.run(main)
