"""What whoever watches the bot is told of a real database, and that nothing listens where no port is set."""

import asyncio
import socket
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import insert

from bot.adapters.storage.database import Database
from bot.adapters.storage.edition_tables import editions
from bot.app.watched import Uncounted, watched
from bot.services.ports import PollOutcome, Pulse
from bot.settings import Settings
from tests.adapters.storage.builders import NOW
from tests.adapters.test_http import get


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


async def enter(database: Database, number: int, state: str, *, reason: str = "", **more: object) -> None:
    id_ = await database.operations.workspace_id("team")
    row = {
        "id": number, "workspace_id": id_, "channel": "C-secret", "key": f"key {number}", "kind": "digest",
        "day": NOW.date(), "slot": 1, "of": "", "due_at": NOW, "state": state, "late": False, "reason": reason,
        "tries": 0, "attempt": 0, "composed": True, "expected": 1, "planned_at": NOW, "settled_at": None, **more,
    }  # fmt: skip
    async with database.connections.writing() as connection:
        await connection.execute(insert(editions).values(row))


async def test_storage_counts_what_was_settled_today_and_what_is_due(database: Database):
    assert await database.operations.pulse(NOW) == Pulse()
    await enter(database, 1, "sent", settled_at=NOW + timedelta(seconds=30), late=True)
    await enter(database, 2, "sent", settled_at=NOW - timedelta(days=2), due_at=NOW - timedelta(days=2))
    await enter(database, 3, "skipped", reason="missed", settled_at=NOW)
    await enter(database, 4, "failed", reason="C-secret is archived", settled_at=NOW)
    await enter(database, 5, "held", settled_at=NOW - timedelta(days=3))
    await enter(database, 6, "planned", due_at=NOW - timedelta(minutes=5))
    await enter(database, 7, "planned", due_at=NOW + timedelta(hours=5))
    settled = {("sent", ""): 1, ("skipped", "missed"): 1, ("failed", ""): 1}
    minute = timedelta(minutes=1)
    assert await database.operations.pulse(NOW + minute) == Pulse(settled, 1, 1, 6 * minute, minute / 2, 1)


async def test_health_and_figures_of_a_bot_and_of_one_whose_database_is_gone(sqlite_path: Path):
    port = free_port()
    async with await Database.open(f"sqlite:///{sqlite_path}", patience=0.1) as database:
        given = Settings(newsbot_http_port=port)
        async with watched(database, given) as signs:
            signs.metrics.polled(PollOutcome.NEWS)
            assert (await get(port, "/readyz"))[::2] == (200, "database: ok\nscheduler: ok\nchats: ok\n")
            status, _, figures = await get(port, "/metrics")
            assert status == 200
            assert 'newsbot_polls_total{outcome="news"} 1.0' in figures
            async with database.connections.writing() as connection:
                await connection.exec_driver_sql("ALTER TABLE editions RENAME TO away")
            signs.hear("slack", lambda: False)
            signs.ticked -= 3600
            assert (await get(port, "/readyz"))[::2] == (503, "database: failed\nscheduler: failed\nchats: failed\n")
            assert "newsbot_database_up 0.0" in (await get(port, "/metrics"))[2]
            signs.tick()
            assert "scheduler: ok" in (await get(port, "/readyz"))[2]
        with pytest.raises(OSError, match="Connect"):
            await asyncio.open_connection("127.0.0.1", port)


async def test_nothing_listens_where_no_port_is_set(sqlite_path: Path):
    async with await Database.open(f"sqlite:///{sqlite_path}") as database, watched(database, Settings()) as signs:
        assert isinstance(signs.metrics, Uncounted)
        signs.metrics.polled(PollOutcome.NEWS)
