"""Announcements, passed on to the servers that follow their channel. Guards that what must wait holds up nothing else.

Discord publishes ten messages of a channel in an hour. What it does not take at once is tried again, a few times within
two hours, and then left as it is: the message itself is in its channel. What waits is forgotten at a restart.
"""

import asyncio
import logging
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from bot.adapters.discord.client import DiscordClient
from bot.adapters.discord.replies import Already
from bot.domain.errors import ChatBusy, ChatError, ChatRefused

log = logging.getLogger(__name__)

_WITHIN = 7_200.0  # seconds in which it is tried again
_TRIES = 6
_AGAIN = 60.0  # seconds until the next try, where Discord does not say how many
_MOST = 500  # announcements that wait


@dataclass(frozen=True, slots=True)
class _Waiting:
    """An announcement to be published at `due`, if before `until`, in the seconds of `Publishing.ticks`."""

    channel: str
    message: str
    due: float
    until: float
    tries: int = 0


@dataclass(slots=True)
class Publishing:
    """What one bot publishes. `ticks` counts seconds and never goes back; every `look` seconds it is looked at."""

    client: DiscordClient
    ticks: Callable[[], float]
    look: float = 5.0
    _waiting: OrderedDict[str, _Waiting] = field(default_factory=OrderedDict)

    @property
    def waiting(self) -> int:
        """How many announcements are still to be published."""
        return len(self._waiting)

    async def publish(self, channel: str, message: str) -> None:
        """Publish a message, now or later. It is in its channel in any case: nothing is raised."""
        now = self.ticks()
        await self._try(_Waiting(channel, message, now, now + _WITHIN))

    async def keep_on(self) -> None:
        """Publish what waits when its time has come, until cancelled."""
        while True:
            await asyncio.sleep(self.look)
            now = self.ticks()
            for one in [one for one in self._waiting.values() if one.due <= now]:
                await self._try(one)

    async def _try(self, one: _Waiting) -> None:
        self._waiting.pop(one.message, None)
        try:
            await self.client.call("POST", f"/channels/{one.channel}/messages/{one.message}/crosspost")
        except Already:
            return
        except ChatRefused as error:
            _given_up(error)
        except ChatError as error:
            self._later(one, error)

    def _later(self, one: _Waiting, error: ChatError) -> None:
        wait = max(error.retry_after, 1.0) if isinstance(error, ChatBusy) else _AGAIN
        again = replace(one, due=self.ticks() + wait, tries=one.tries + 1)
        if again.due > again.until or again.tries >= _TRIES or len(self._waiting) >= _MOST:
            _given_up(error)
            return
        self._waiting[again.message] = again
        log.info("Discord: an announcement is published in %.0f seconds: %s", wait, error)


def _given_up(error: ChatError) -> None:
    log.warning("Discord: an announcement was posted, but not published: %s", error)
