"""Subscriptions and the history of one workspace, over the ledger in memory."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.domain.drafts import BriefingDraft
from bot.domain.editions import Edition, Kind, State
from bot.domain.subscriptions import Subscription
from bot.services.ports import Told
from tests.fakes.ledger import FakeLedger, Record


@dataclass(frozen=True, slots=True)
class FakeSubscriptions:
    """Implements Subscriptions."""

    ledger: FakeLedger
    workspace: str

    async def all(self) -> Sequence[Subscription]:
        mine = [one for (workspace, _), (one, _) in self.ledger.subscriptions.items() if workspace == self.workspace]
        return sorted(mine, key=lambda one: one.channel)

    async def of(self, channel: str) -> Subscription | None:
        return self.ledger.subscriptions.get((self.workspace, channel), (None, None))[0]

    async def keep(self, subscription: Subscription, next_at: datetime | None) -> None:
        await self.ledger.keep(subscription, next_at)

    async def remove(self, channel: str) -> None:
        self.ledger.subscriptions.pop((self.workspace, channel), None)


@dataclass(frozen=True, slots=True)
class FakeHistory:
    """Implements History."""

    ledger: FakeLedger
    workspace: str

    async def editions(self, *, channel: str | None = None, limit: int = 100) -> Sequence[Edition]:
        found = [record.edition for record in self._of(channel)]
        return found[::-1][:limit]

    async def edition(self, text: str) -> Edition | None:
        return next((one.edition for one in self._of(None) if one.edition.key.text == text), None)

    async def told(self, channel: str, since: datetime) -> Sequence[Told]:
        found: list[Told] = []
        for record in self._of(channel):
            named = {story for part in record.edition.parts for story in part.stories}
            if record.edition.parts and record.edition.due_at >= since:
                found += [one for one in record.told if one.story_id in named or not named]
        return found

    async def covered(self, channel: str) -> int | None:
        editions = [record.edition for record in self._of(channel)]
        counted = [one for one in editions if one.kind is Kind.DIGEST and one.state is not State.FAILED]
        drafts = [one.draft for one in counted if one.parts]
        return max((draft.window.high for draft in drafts if isinstance(draft, BriefingDraft)), default=None)

    def _of(self, channel: str | None) -> list[Record]:
        mine = [one for one in self.ledger.records.values() if one.edition.key.workspace == self.workspace]
        mine = [one for one in mine if channel is None or one.edition.key.channel == channel]
        return sorted(mine, key=lambda one: (one.edition.due_at, one.edition.id))
