"""What a person says of editions in the ledger, by command."""

import asyncio
import json
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlalchemy import insert

from bot.adapters.storage.database import Database
from bot.adapters.storage.edition_tables import editions
from bot.cli import newsbot
from bot.domain.editions import Edition
from bot.services.deliver.posting import is_worth
from bot.services.deliver.terms import Terms
from tests.adapters.storage.builders import NOW


@pytest.fixture
def url(tmp_path: Path) -> str:
    """A database with a briefing that is held, and a correction that was sent."""
    url = f"sqlite:///{tmp_path / 'bot.db'}"

    async def fill() -> None:
        async with await Database.open(url) as database:
            await database.workspace("console")
            workspace_id = await database.operations.workspace_id("console")
            rows = [
                {
                    "workspace_id": workspace_id, "channel": "terminal", "key": key, "kind": kind, "day": NOW.date(),
                    "slot": 1, "of": of, "due_at": NOW, "state": state, "late": False, "reason": reason, "tries": 0,
                    "attempt": 1, "composed": True, "expected": 1, "planned_at": NOW, "settled_at": NOW,
                }
                for key, kind, of, state, reason in [
                    ("kept", "digest", "", "held", "nobody can look"),
                    ("mended", "correction", "x", "sent", ""),
                ]
            ]  # fmt: skip
            async with database.connections.writing() as connection:
                await connection.execute(insert(editions), rows)

    asyncio.run(fill())
    return url


def call(url: str, *args: str) -> tuple[int, str]:
    done = CliRunner(env={"DATABASE_URL": url}).invoke(newsbot, ["deliveries", *args])
    return done.exit_code, done.output or str(done.exception)


def found(url: str, key: str) -> Edition:
    async def find() -> Edition | None:
        async with await Database.open(url) as database:
            return await database.ledger.find(key)

    edition = asyncio.run(find())
    assert edition
    return edition


def test_what_a_person_has_sent_again_is_worth_posting_however_late_that_is(url: str):
    assert call(url, "resend", "kept")[0] == 0
    edition = found(url, "kept")
    assert edition.state.value == "planned"
    assert is_worth(edition, NOW + timedelta(days=2), Terms())


def test_what_a_person_has_found_is_sent_and_says_so(url: str):
    assert call(url, "sent", "kept")[0] == 0
    rows = map(json.loads, call(url, "--json")[1].splitlines())
    assert {row["kind"]: row["state"] for row in rows} == {"digest": "sent", "correction": "sent"}


def test_why_of_a_correction_says_what_that_is_about(url: str):
    status, said = call(url, "why", "mended")
    assert status != 0
    assert "is a correction" in said
    assert "no briefing with the key" in call(url, "why", "nothing")[1]
