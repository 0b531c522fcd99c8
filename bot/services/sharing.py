"""Many who ask for the same at one moment, and one who gets it. Guards that nobody waits beyond his own deadline.

The first works, the others wait for him. Where he gives up for a reason of his own, the next takes over.
"""

import asyncio
from collections.abc import Awaitable, Callable, Hashable
from dataclasses import dataclass, field
from typing import Generic, TypeVar

Result = TypeVar("Result")


@dataclass(slots=True)
class _Flight(Generic[Result]):
    """Work under way. When `done`: a result, a fault, or neither, where whoever worked was cancelled."""

    done: asyncio.Event = field(default_factory=asyncio.Event)
    results: list[Result] = field(default_factory=list)
    fault: Exception | None = None


class Shared(Generic[Result]):
    """Call it with a key and the work.

    `is_own` tells whether a fault concerns whoever worked, and not one who has so many seconds left: who then begins.
    """

    def __init__(self, is_own: Callable[[Exception, float], bool]) -> None:
        self._is_own = is_own
        self._flights: dict[Hashable, _Flight[Result]] = {}

    async def __call__(
        self, key: Hashable, work: Callable[[], Awaitable[Result]], left: Callable[[], float]
    ) -> tuple[Result, bool]:
        """The result, and whether it was another's. `left`: the seconds until the caller's deadline.

        Raises what the work raises, of whoever did it, and TimeoutError where another has not ended it in time.
        """
        while (flight := self._flights.get(key)) is not None:
            async with asyncio.timeout(max(0.0, left())):
                await flight.done.wait()
            if flight.fault is not None and not self._is_own(flight.fault, left()):
                raise flight.fault.with_traceback(None)  # or each who waits would make it longer
            if flight.results:
                return flight.results[0], True
        return await self._work(key, work), False

    async def _work(self, key: Hashable, work: Callable[[], Awaitable[Result]]) -> Result:
        flight = self._flights[key] = _Flight[Result]()
        try:
            result = await work()
            flight.results.append(result)
        except Exception as error:
            flight.fault = error
            raise
        finally:
            del self._flights[key]
            flight.done.set()
        return result
