"""Commands about chats' workspaces beside the terminal's own."""

import asyncio
from pathlib import Path

from click.testing import CliRunner, Result

from bot.adapters.storage.database import Database
from bot.cli import newsbot


def run(path: Path, *args: str) -> Result:
    return CliRunner(env={"DATABASE_URL": f"sqlite:///{path}"}).invoke(newsbot, list(args))


def test_schedules_of_all_workspaces_are_listed_and_one_is_set_by_its_name(sqlite_path: Path):
    async def make() -> None:
        async with await Database.open(f"sqlite:///{sqlite_path}") as database:
            await database.operations.workspace_id("slack:T1")

    asyncio.run(make())
    assert run(sqlite_path, "schedule", "daily", "08:00", "UTC").exit_code == 0
    done = run(sqlite_path, "schedule", "--workspace", "slack:T1", "--channel", "C1", "daily 09:00 UTC")
    assert done.exit_code == 0, done.exception
    listed = run(sqlite_path, "subscriptions").stdout
    assert "slack:T1 C1: daily 09:00 UTC" in listed
    assert "terminal: daily 08:00 UTC" in listed
    assert "terminal" not in run(sqlite_path, "subscriptions", "--workspace", "slack:T1").stdout
    assert run(sqlite_path, "deliveries", "--workspace", "slack:T1").exit_code == 0


def test_a_workspace_that_is_not_there_is_not_made(sqlite_path: Path):
    for command in (("schedule", "daily 08:00 UTC"), ("subscriptions",), ("deliveries",)):
        done = run(sqlite_path, command[0], "--workspace", "slack:T9", *command[1:])
        assert "there is no workspace" in str(done.exception)
    assert "slack:T9" not in run(sqlite_path, "workspaces").stdout
