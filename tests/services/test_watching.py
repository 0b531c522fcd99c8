"""A source that has fallen silent is told of once; no weekend, no slow feed, and none that fails anyway."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.domain.documents import Place
from bot.domain.models import Source
from bot.domain.polling import FeedState, FeedStatus
from bot.services.ports import Follower, Polled
from bot.services.watching import is_silent, watch
from tests.fakes.ledger import FakeLedger

NOW = datetime(2026, 11, 23, 7, 30, tzinfo=UTC)
DAY = timedelta(days=1)
DAILY = FeedState(7, "https://quay.example/feed", NOW, newest=NOW - DAY, weekly=7.0)


@dataclass(frozen=True, slots=True)
class Followed:
    """Feeds, and who follows them: all that watching asks for."""

    states: tuple[FeedState, ...]

    async def due(self, now: datetime | None, limit: int) -> Sequence[Polled]:
        assert now is None
        return [Polled(Source(one.url, "Quay Courier", "feed"), one) for one in self.states][:limit]

    async def followers(self, source_ids: Sequence[int]) -> Sequence[Follower]:
        return [Follower(id_, Place(team, ""), f"Courier of {team}") for id_ in source_ids for team in ("red", "blue")]


@pytest.mark.parametrize(
    ("state", "silent"),
    [
        (DAILY, False),
        (replace(DAILY, newest=NOW - 4 * DAY), False),  # a long weekend
        (replace(DAILY, newest=NOW - 6 * DAY), True),
        (replace(DAILY, newest=NOW - 6 * DAY, weekly=1.0), False),  # it comes once a week
        (replace(DAILY, newest=NOW - 40 * DAY, weekly=1.0), True),
        (replace(DAILY, newest=NOW - 6 * DAY, weekly=None), False),
        (replace(DAILY, newest=None), False),
        (replace(DAILY, newest=NOW - 6 * DAY, error="no answer"), False),  # that is told otherwise
        (replace(DAILY, newest=NOW - 6 * DAY, status=FeedStatus.DISABLED), False),
    ],
)
def test_silent_is_what_has_brought_nothing_for_far_longer_than_usual(state: FeedState, *, silent: bool):
    assert is_silent(state, NOW) is silent


async def test_each_silence_is_told_once_to_each_who_follows_the_source():
    ledger, silent = FakeLedger(), replace(DAILY, newest=NOW - 6 * DAY)
    quiet = Followed((silent, replace(DAILY, source_id=8)))
    told = [await watch(quiet, quiet, ledger, NOW + days * DAY) for days in (0, 1)]  # type: ignore[arg-type]  # the rest is not asked for
    assert told == [2, 0]
    names = {
        (one.workspace, one.notice.values["source"], one.notice.values["newest"]) for one in await ledger.pending(9)
    }
    assert names == {("red", "Courier of red", "2026-11-17"), ("blue", "Courier of blue", "2026-11-17")}
    later = Followed((replace(DAILY, newest=NOW + 9 * DAY),))
    assert await watch(later, later, ledger, NOW + 20 * DAY) == 2  # type: ignore[arg-type]
