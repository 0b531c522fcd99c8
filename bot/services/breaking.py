"""A breaker for what answers no more. Guards that a dead server does not cost everybody his whole deadline.

After `ROW` failures in a row the server is left alone for a while, then one caller tries it for all (as in Nygard,
"Release It!", 2007, chapter 5).
"""

import logging
from collections.abc import Callable, Mapping

from bot.domain.errors import ModelError, ModelFault

log = logging.getLogger(__name__)

ROW = 3
# How long it is left alone, in seconds: what a person has to mend lasts longer than what mends itself.
PAUSES: Mapping[ModelFault, float] = {
    ModelFault.DOWN: 30.0,
    ModelFault.SLOW: 30.0,
    ModelFault.NOT_A_MODEL: 30.0,
    ModelFault.QUOTA: 600.0,
    ModelFault.REJECTED: 600.0,
}
_UNSAID = frozenset(
    {ModelFault.BUSY}
)  # neither well nor dead: who tries it after a pause lets the next try, one by one


class Breaker:
    """Before a call: `check`. After it: `note`, with None for a good one; or `leave`, where nothing was learned.

    `ticks`: a clock that never goes back, in seconds.
    """

    def __init__(self, ticks: Callable[[], float]) -> None:
        self._ticks = ticks
        self._failures = 0
        self._open_until = 0.0
        self._kind = ModelFault.DOWN
        self._is_tried = False

    def check(self) -> None:
        """Raises ModelError at once while it is left alone, and while somebody tries it again."""
        if self._failures < ROW:
            return
        if self.is_open or self._is_tried:
            wait = self._open_until - self._ticks()
            raise ModelError(
                self._kind, f"the model is left alone for {max(1, round(wait))} seconds: it failed", (0, 0)
            )
        self._is_tried = True

    @property
    def is_open(self) -> bool:
        """Whether it is left alone at this moment."""
        return self._failures >= ROW and self._ticks() < self._open_until

    def note(self, fault: ModelFault | None) -> None:
        """What became of a call. A reply that cannot be used shows that the server is there."""
        self.leave()
        if fault in _UNSAID:
            return
        pause = PAUSES.get(fault) if fault else None
        if fault is None or pause is None:
            self._failures = 0
            return
        self._failures += 1
        if self._failures >= ROW:
            self._kind, self._open_until = fault, self._ticks() + pause
            log.warning("The model failed %d times in a row (%s): left alone for %.0f s.", self._failures, fault, pause)

    def leave(self) -> None:
        """The call is over, and the next may try."""
        self._is_tried = False
