"""From schedules to editions in the ledger; guards that one channel's schedule keeps no other from being planned."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.domain.editions import EditionKey, Skipped
from bot.domain.errors import InputError
from bot.domain.schedule import Due, Verdict, due, next_due
from bot.domain.subscriptions import Subscription
from bot.services.deliver.terms import Terms
from bot.services.ports import Agenda, Coming, NewEdition, Planned

log = logging.getLogger(__name__)

_AT_ONCE = 200
_PUT_OFF = timedelta(hours=1)
_SKIPPED = {Verdict.MISSED: Skipped.MISSED, Verdict.SUPERSEDED: Skipped.SUPERSEDED}


def plan(coming: Coming, now: datetime, terms: Terms) -> Planned:
    """What has become due for a channel, and when its next edition is. Raises InputError where its zone is unknown."""
    one = coming.subscription
    found = due(one.schedule, one.since, coming.planned, now, lead=terms.lead, window=terms.window)
    planned = coming.planned | {(edition.day, edition.slot) for edition in found}
    editions = tuple(_edition(one, edition) for edition in found)
    next_at = next_due(one.schedule, one.since, planned, now)
    return Planned(one.workspace, one.channel, editions, next_at, one.since)


def _edition(one: Subscription, found: Due) -> NewEdition:
    return NewEdition(
        EditionKey(one.workspace, one.channel, found.day, found.slot),
        found.at,
        late=found.verdict is Verdict.LATE,
        skipped=_SKIPPED.get(found.verdict),
    )


@dataclass(frozen=True, slots=True)
class Planner:
    """Plans what has become due. Every method gives the number of new editions, and raises StoreError."""

    agenda: Agenda
    terms: Terms

    async def near(self, now: datetime) -> int:
        """What is due, or soon will be."""
        entered = 0
        while coming := await self.agenda.coming(now + self.terms.lead, _AT_ONCE):
            entered += await self._plan(coming, now)
        return entered

    async def anew(self, now: datetime) -> int:
        """Every subscription: when it is due next may have been worked out while the clock was ahead."""
        entered = 0
        everything = await self.agenda.everything(now)
        for at in range(0, len(everything), _AT_ONCE):
            entered += await self._plan(everything[at : at + _AT_ONCE], now)
        return entered

    async def _plan(self, coming: Sequence[Coming], now: datetime) -> int:
        return await self.agenda.plan([self._planned(one, now) for one in coming], now)

    def _planned(self, coming: Coming, now: datetime) -> Planned:
        """A zone may be unknown on this machine that was known on another."""
        try:
            return plan(coming, now, self.terms)
        except InputError as error:
            one = coming.subscription
            log.error("%s in %s gets no briefing: %s", one.channel, one.workspace, error)  # noqa: TRY400 - foreseen
            return Planned(one.workspace, one.channel, (), now + _PUT_OFF, one.since)
