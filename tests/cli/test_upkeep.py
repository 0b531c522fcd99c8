"""Erasing as an operator types it."""

import asyncio
import json
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bot import app
from bot.adapters.storage.database import Database
from bot.cli import newsbot
from tests.adapters.storage.builders import analysed


def run(path: Path, *args: str, **env: str) -> Result:
    return CliRunner(env={"DATABASE_URL": f"sqlite:///{path}", **env}).invoke(newsbot, list(args))


def rows(done: Result) -> list[dict[str, object]]:
    assert done.exit_code == 0, done.exception
    return [json.loads(line) for line in done.stdout.splitlines()]


async def _fill(path: Path) -> None:
    async with await Database.open(f"sqlite:///{path}") as database:
        for days, key in ((100, "old"), (1, "new")):
            at = app.clock() - timedelta(days=days)
            await (await database.workspace("team")).store.add([analysed(key)], at)


@pytest.fixture
def filled(sqlite_path: Path) -> Path:
    asyncio.run(_fill(sqlite_path))
    return sqlite_path


def test_what_is_older_than_it_is_to_be_kept_goes(filled: Path):
    assert rows(run(filled, "prune", "--json")) == [{"erased": 0, "rewritten": None}]
    assert rows(run(filled, "prune", "--json", NEWSBOT_KEEP_DAYS="101")) == [{"erased": 0, "rewritten": None}]
    assert rows(run(filled, "prune", "--days", "60", "--rewrite", "--json")) == [{"erased": 1, "rewritten": True}]
    assert "Erased 0 old articles" in run(filled, "prune").stdout
    assert run(filled, "prune", "--days", "29").exit_code == 2


def test_a_workspace_is_listed_and_removed_where_that_is_confirmed(filled: Path):
    team = {"key": "team", "sources": 1, "articles": 2, "last_edition": None, "gone": None}
    assert rows(run(filled, "workspaces", "list", "--json")) == [team]
    assert "team" in run(filled, "workspaces").stdout
    assert "--yes" in str(run(filled, "workspaces", "remove", "team").exception)
    assert rows(run(filled, "workspaces", "list", "--json")) == [team]
    assert rows(run(filled, "workspaces", "remove", "team", "--yes", "--json")) == [{"key": "team", "rewritten": True}]
    assert rows(run(filled, "workspaces", "list", "--json")) == []
    assert "no workspace" in str(run(filled, "workspaces", "remove", "team", "--yes").exception)
