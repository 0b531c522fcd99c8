"""`newsbot usage`: what is told is what was entered."""

import asyncio
import json
from datetime import timedelta
from pathlib import Path

from click.testing import CliRunner, Result

from bot import app
from bot.adapters.storage.database import Database
from bot.cli import newsbot, usage_rows
from bot.services.budget import ceilings_of
from bot.services.ports.model import Amounts, Ceilings, Standing, Tokens

UNLIMITED = {"NEWSBOT_MODEL_TOKENS_A_DAY": "0", "NEWSBOT_MODEL_WORKSPACE_TOKENS_A_DAY": "0"}


def run(path: Path, *args: str) -> Result:
    return CliRunner(env={"DATABASE_URL": f"sqlite:///{path}", **UNLIMITED}).invoke(newsbot, ["usage", *args])


async def _use(path: Path) -> None:
    now = app.clock()
    async with await Database.open(f"sqlite:///{path}") as database:
        for key, days in (("slack:T1", 0), ("discord:1", 0), ("discord:1", 3)):
            await database.operations.workspace_id(key)
            at = now - timedelta(days=days)
            reserved = await database.spending.reserve(key, "small", Amounts(100, 900), Ceilings(), at)
            assert reserved
            await database.spending.settle(reserved, Tokens(30, 12), 1_234, at, failed=days > 0)
            await database.spending.hit(key, "small", at)


def rows(done: Result) -> tuple[list[dict[str, object]], list[dict[str, object]]]:
    """Lines of usage, and of limits."""
    assert done.exit_code == 0, done.exception
    found = [json.loads(line) for line in done.stdout.splitlines()]
    return [one for one in found if "day" in one], [one for one in found if "limit" in one]


def test_usage_is_told_by_day_workspace_and_model(sqlite_path: Path):
    asyncio.run(_use(sqlite_path))
    lines, limits = rows(run(sqlite_path, "--json"))
    assert [(one["workspace"], one["failed"]) for one in lines] == [("discord:1", 0), ("slack:T1", 0), ("discord:1", 1)]
    costs = {"model": "small", "calls": 1, "prompt_tokens": 30, "reply_tokens": 12, "money": 0.001234, "hits": 1}
    assert all(costs.items() <= one.items() for one in lines)
    assert [(one["limit"], one["tokens"], one["tokens_left"], one["money_left"]) for one in limits] == [
        ("today", 84, None, None),
        ("ever", 126, None, None),
    ]


def test_one_workspace_and_some_days_can_be_asked_for(sqlite_path: Path):
    asyncio.run(_use(sqlite_path))
    assert len(rows(run(sqlite_path, "--json", "--days", "3"))[0]) == 2
    lines, limits = rows(run(sqlite_path, "--json", "--workspace", "discord:1"))
    assert {one["workspace"] for one in lines} == {"discord:1"}
    assert limits[-1]["limit"] == "workspace today"
    assert limits[-1]["tokens"] == 42
    assert "there is no workspace" in str(run(sqlite_path, "--workspace", "slack:T9").exception)


def test_people_are_shown_a_table(sqlite_path: Path):
    assert "was not asked" in run(sqlite_path).stdout
    asyncio.run(_use(sqlite_path))
    shown = run(sqlite_path).stdout
    assert "slack:T1" in shown
    assert "today: 84 tokens, 0.0025 of money; no limit" in shown


def test_each_workspaces_own_limit_is_told_and_what_of_it_questions_may_use(sqlite_path: Path):
    asyncio.run(_use(sqlite_path))
    env = {"DATABASE_URL": f"sqlite:///{sqlite_path}", "NEWSBOT_MODEL_WORKSPACE_TOKENS_A_DAY": "4000"}
    done = CliRunner(env=env).invoke(newsbot, ["usage", "--json"])
    own = [one for one in rows(done)[1] if one["workspace"] is not None]
    told = ("limit", "workspace", "tokens", "tokens_limit", "tokens_left", "tokens_for_questions")
    assert [tuple(one[name] for name in told) for one in own] == [
        ("workspace today", "discord:1", 42, 4_000, 3_958, 3_158),
        ("workspace today", "slack:T1", 42, 4_000, 3_958, 3_158),
    ]
    shown = CliRunner(env=env).invoke(newsbot, ["usage"]).stdout
    assert (
        "slack:T1 today: 42 tokens, 0.0012 of money; of 4,000 tokens 3,958 left, 3,158 of them for questions" in shown
    )
    assert "today: 84 tokens, 0.0025 of money; of 2,000,000 tokens 1,999,916 left" in shown


def test_of_each_limit_what_is_left_is_told_and_where_there_is_none_nothing():
    standing = Standing(Amounts(10, 2_000_000), Amounts(70, 2_500_000), Amounts(900, 9_000_000))
    ceilings = ceilings_of(workspace_tokens_a_day=50, tokens_a_day=60, money_a_day=3.0, money_ever=100)
    found = [*usage_rows.of_limits(standing, ceilings), usage_rows.of_workspace("red", standing, ceilings)]
    kinds = ("left", "for_questions", "limit")
    assert [
        (one["limit"], *(one[f"{what}_{kind}"] for what in ("tokens", "money") for kind in kinds)) for one in found
    ] == [
        ("today", 0, 0, 60, 0.5, 0.0, 3.0),
        ("ever", None, None, None, 91.0, 91.0, 100.0),
        ("workspace today", 40, 30, 50, None, None, None),
    ]
