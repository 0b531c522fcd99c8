"""Who may change things from a chat, as an operator types it."""

import asyncio
import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bot.adapters.storage.database import Database
from bot.cli import newsbot


def run(path: Path, *args: str, **env: str) -> Result:
    return CliRunner(env={"DATABASE_URL": f"sqlite:///{path}", **env}).invoke(newsbot, ["policy", *args])


def row(done: Result) -> dict[str, object]:
    assert done.exit_code == 0, done.exception
    found: dict[str, object] = json.loads(done.stdout)
    return found


def make(path: Path, *keys: str) -> None:
    async def work() -> None:
        async with await Database.open(f"sqlite:///{path}") as database:
            for key in keys:
                await database.operations.workspace_id(key)

    asyncio.run(work())


def test_a_rule_is_shown_set_and_kept(sqlite_path: Path):
    make(sqlite_path, "console", "slack:T1")
    first = {"workspace": "slack:T1", "rule": "members", "allowed": []}
    assert row(run(sqlite_path, "--json")) == first
    assert row(run(sqlite_path, "admins", "--allow", "U2", "--allow", "<@U1>", "--json")) == {
        **first,
        "rule": "admins",
        "allowed": ["U1", "U2"],
    }
    assert row(run(sqlite_path, "--forget", "U2", "--json")) == {**first, "rule": "admins", "allowed": ["U1"]}
    assert "changed by admins of the workspace, and U1." in run(sqlite_path).stdout


def test_one_workspace_s_rule_is_not_another_s(sqlite_path: Path):
    make(sqlite_path, "slack:T1", "slack:T2")
    assert row(run(sqlite_path, "everyone", "--workspace", "slack:T1", "--json"))["rule"] == "everyone"
    assert row(run(sqlite_path, "--workspace", "slack:T2", "--json"))["rule"] == "members"
    assert "name one with --workspace" in str(run(sqlite_path).exception)


@pytest.mark.parametrize("args", [("--workspace", "slack:T9"), ("admins", "--workspace", "slack:T9"), ()])
def test_a_workspace_that_is_not_there_is_not_made(sqlite_path: Path, args: tuple[str, ...]):
    make(sqlite_path, "console")
    assert run(sqlite_path, *args).exit_code == 1
    done = CliRunner(env={"DATABASE_URL": f"sqlite:///{sqlite_path}"}).invoke(newsbot, ["workspaces", "--json"])
    assert "slack" not in done.stdout


@pytest.mark.parametrize("given", ["", "Mara Lind", "\x1b[31m", "x" * 65, "U1,U2"])
def test_what_is_no_id_is_refused(sqlite_path: Path, given: str):
    make(sqlite_path, "slack:T1")
    assert "is no id of a person" in str(run(sqlite_path, "--allow", given).exception)
    assert row(run(sqlite_path, "--json"))["allowed"] == []


def test_of_a_server_it_is_said_who_is_meant_there(sqlite_path: Path):
    make(sqlite_path, "discord:80351110224678912")
    assert row(run(sqlite_path, "--json"))["rule"] == "admins"
    said = {
        "admins": "whoever may manage the server",
        "members": "whoever can read the channel that it concerns",
        "everyone": "everyone of the server",
    }
    assert said["admins"] in run(sqlite_path).stdout
    for rule, words in said.items():
        shown = run(sqlite_path, rule).stdout
        assert words in shown
        assert "workspace" not in shown


@pytest.mark.parametrize("key", ["discord:1", "slack:T1"])
def test_a_list_alone_gives_nobody_else_a_right(sqlite_path: Path, key: str):
    make(sqlite_path, key)
    setting = {} if key == "discord:1" else {"NEWSBOT_MAY_CHANGE": "admins"}
    found = row(run(sqlite_path, "--allow", "<@!42>", "--json", NEWSBOT_MANAGERS="7", **setting))
    assert (found["rule"], found["allowed"]) == ("admins", ["42", "7"])
    assert row(run(sqlite_path, "--json", **setting)) == found


def test_what_the_settings_say_counts_until_a_rule_is_set(sqlite_path: Path):
    make(sqlite_path, "discord:1")
    assert row(run(sqlite_path, "--json", NEWSBOT_MAY_CHANGE="members"))["rule"] == "members"
    assert row(run(sqlite_path, "everyone", "--json"))["rule"] == "everyone"
    assert row(run(sqlite_path, "--json", NEWSBOT_MAY_CHANGE="members"))["rule"] == "everyone"
