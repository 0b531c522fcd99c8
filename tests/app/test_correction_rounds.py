"""What has changed is looked for from the last look on, and from the beginning at the start and once a day."""

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta

import pytest

from bot.app.rounds import CorrectionRounds
from bot.domain.errors import StoreLocked
from bot.services.corrections import Watch
from bot.services.ports import Archive, NewEdition, Outdated
from tests.adapters.storage.builders import NOW

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)


class Posted:
    """Remembers from when on it was asked; fails where told to."""

    def __init__(self) -> None:
        self.asked: list[datetime] = []
        self.is_locked = False

    async def outdated(
        self, since: datetime, changed_since: datetime, after: tuple[str, str], limit: int
    ) -> Sequence[Outdated]:
        del since, after, limit
        if self.is_locked:
            raise StoreLocked("busy")
        self.asked.append(changed_since)
        return ()

    async def correct(self, corrections: Sequence[NewEdition], now: datetime) -> int:
        raise NotImplementedError


async def nobody(workspace: str, channel: str) -> Archive:
    raise NotImplementedError


async def test_each_look_begins_before_the_last_one_ended_and_once_a_day_with_everything():
    posted, times = Posted(), [NOW]
    rounds = CorrectionRounds(Watch(posted, nobody), lambda: times[-1])
    for at in (NOW, NOW + MINUTE, NOW + DAY + MINUTE, NOW + DAY + 2 * MINUTE):
        times.append(at)
        await rounds.one()
    assert posted.asked[::2] == [NOW - 14 * DAY, NOW + DAY + MINUTE - 14 * DAY]
    assert NOW - 10 * MINUTE < posted.asked[1] < NOW
    assert NOW + DAY - 10 * MINUTE < posted.asked[3] < NOW + DAY + MINUTE


async def test_what_a_failed_look_would_have_found_is_found_by_the_next(caplog: pytest.LogCaptureFixture):
    posted, times = Posted(), [NOW]
    rounds = CorrectionRounds(Watch(posted, nobody), lambda: times[-1])
    await rounds.one()
    for minutes, is_locked in ((1, True), (30, True), (40, False)):
        times.append(NOW + minutes * MINUTE)
        posted.is_locked = is_locked
        await rounds.one()
    assert posted.asked[-1] < NOW
    assert [one.getMessage() for one in caplog.records if one.levelno >= logging.WARNING] == ["busy"]
