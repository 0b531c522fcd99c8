"""The rounds of a running bot: what is due is polled, what is due is delivered. Guards that no outage ends them."""

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.adapters.storage.database import Database
from bot.app import intake as composing
from bot.app.delivering import Outlets
from bot.app.watched import Uncounted
from bot.domain.documents import Notice
from bot.domain.errors import NewsbotError
from bot.services import polling, retention
from bot.services.commands import OpenWeb
from bot.services.corrections import Watch, correct
from bot.services.deliver import Deliverer
from bot.services.ports import Metrics
from bot.services.telling import tell_admins
from bot.services.watching import watch
from bot.settings import Settings

log = logging.getLogger(__name__)

_ALL_OVER = timedelta(days=1)
# A version is stored a little later than it says that it was seen, and a message may be on its way for a minute.
_OVERLAP = timedelta(minutes=3)


@dataclass(slots=True)
class Outage:
    """Warns of a fault that goes on once, not in each round."""

    told: str = ""

    def __call__(self, error: NewsbotError) -> None:
        """A round has failed."""
        if str(error) != self.told:
            log.warning("%s", error)
        self.told = str(error)

    def over(self) -> None:
        """A round has not."""
        self.told = ""


@dataclass(frozen=True, slots=True)
class PollRounds:
    """Embargoes are lifted, feeds polled; never two rounds at a time. The web is opened where a feed is due."""

    opened: Database
    web: OpenWeb
    given: Settings
    clock: Callable[[], datetime]
    metrics: Metrics = field(default_factory=Uncounted)
    _going_on: asyncio.Lock = field(default_factory=asyncio.Lock)
    _outage: Outage = field(default_factory=Outage)

    async def one(self) -> None:
        """A round. A foreseeable fault, such as a database that is away, is one warning: the next round tries again."""
        try:
            async with self._going_on:
                await self._round()
            self._outage.over()
        except NewsbotError as error:
            self._outage(error)

    async def _round(self) -> None:
        operations = self.opened.operations
        await operations.release(self.clock())
        await operations.expire(self.clock())
        if await self.opened.feeds.due(self.clock(), 1):
            async with self.web() as way:
                report = await polling.tick(
                    composing.intake(self.opened, way, self.given, self.clock), operations, self._keep
                )
            for outcome in map(polling.outcome_of, report.results):
                self.metrics.polled(outcome)

    async def watch(self) -> None:
        """Once a day: which sources have fallen silent."""
        try:
            await watch(self.opened.feeds, self.opened.operations, self.opened.notices, self.clock())
        except NewsbotError as error:
            self._outage(error)

    async def prune(self) -> None:
        """Once a day: what is older than it is to be kept is erased, and so are workspaces that have left for good."""
        operations, now = self.opened.operations, self.clock()
        try:
            await retention.prune(operations, now, self.given.newsbot_keep_days)
            for key in await retention.remove_left(operations, now, self.given.newsbot_grace_days):
                log.warning("The workspace %s has left for good: it is erased with all its data.", key)
        except NewsbotError as error:
            self._outage(error)

    async def _keep(self, notice: Notice) -> None:
        """For the admins of whom it concerns, once: that a source was stopped is the same news however often it is."""
        if notice.place is not None:
            key = f"{notice.name}:{sorted(notice.values.items())}:{self.clock():%Y-%m-%d}"
            await self.opened.notices.raise_(notice.place.workspace, key, notice, self.clock())


@dataclass(frozen=True, slots=True)
class DeliveryRounds:
    """What is due is begun, and admins are told what they must know, every few seconds.

    Apart from each other: a chat that does not answer an admin's notice keeps no briefing waiting.
    """

    opened: Database
    deliverer: Deliverer
    outlets: Outlets
    clock: Callable[[], datetime]
    _outage: Outage = field(default_factory=Outage)
    _untold: Outage = field(default_factory=Outage)

    async def one(self) -> None:
        """A round; a foreseeable fault is one warning, as above."""
        try:
            await self.deliverer.round()
            self._outage.over()
        except NewsbotError as error:
            self._outage(error)

    async def tell(self) -> None:
        """Tell admins, where this process leads: another that stands by would tell them the same."""
        if not self.deliverer.leads:
            return
        try:
            await tell_admins(self.opened.notices, self.outlets, self.clock)
            self._untold.over()
        except NewsbotError as error:
            self._untold(error)


@dataclass(slots=True)
class CorrectionRounds:
    """What was posted and has changed since is corrected: looked for each minute, and once a day from the beginning.

    An embargo that begins or ends changes an article without another version; that is seen by the daily look.
    """

    watch: Watch
    clock: Callable[[], datetime]
    _looked: datetime | None = None
    _looked_at_all: datetime | None = None
    _outage: Outage = field(default_factory=Outage)

    async def one(self) -> None:
        """A round; a foreseeable fault is one warning, as above."""
        now = self.clock()
        is_old = self._looked_at_all is None or not timedelta(0) <= now - self._looked_at_all < _ALL_OVER
        since = now - self.watch.days if is_old or self._looked is None else self._looked - _OVERLAP
        try:
            await correct(self.watch, since, now)
        except NewsbotError as error:
            self._outage(error)
            return
        self._outage.over()
        self._looked = now
        self._looked_at_all = now if is_old else self._looked_at_all
