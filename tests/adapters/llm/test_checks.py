"""What `newsbot doctor` says of a model: that it answers and how, or what to do."""

import asyncio
import json
import re
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner
from pydantic import SecretStr

from bot.adapters.llm.checks import checks
from bot.adapters.llm.client import opened
from bot.adapters.storage.database import Database
from bot.app import CONSOLE
from bot.app import model as of_model
from bot.app.authors import budget_check, ceilings
from bot.cli import newsbot
from bot.services import authoring, synthesis, translating
from bot.settings import Settings
from tests.adapters.llm.conftest import at
from tests.fakes.llm import FAILURES, KEY, Mode, ModelServer


@pytest.mark.parametrize(
    ("forms", "says"),
    [
        ({"json_schema", "json_object", "text"}, "takes a JSON schema"),
        ({"guided", "json_object", "text"}, "perhaps a schema with it"),
        ({"text"}, "looked for in the text"),
    ],
)
@pytest.mark.parametrize("is_silent", [True, False])
async def test_a_model_that_works(forms: set[str], says: str, *, is_silent: bool):
    async with ModelServer(forms=frozenset(forms), is_silent=is_silent) as server, opened(at(server)) as model:
        found = await checks(model, 30, model.complete)
    assert found["model"].startswith("ok: gpt-4o-mini answers")
    assert says in found["model replies"]
    assert found["model tokens"].startswith("ok: ")


async def test_a_name_that_the_server_does_not_list(server: ModelServer):
    async with opened(at(server, model="gpt-nowhere")) as model:
        found = await checks(model, 30, model.complete)
    assert found["model"].startswith("fails: gpt-nowhere: ")
    assert "NEWSBOT_MODEL" in found["model"]
    assert found["model"].endswith("the server lists no model of that name")


async def test_a_wrong_key(server: ModelServer):
    async with opened(at(server, key=SecretStr("sk-wrong"))) as model:
        assert (await checks(model, 30, model.complete))["model"].endswith("check OPENAI_API_KEY")


@pytest.mark.parametrize("mode", [mode for mode in FAILURES if mode is not Mode.WRONG_LANGUAGE])
async def test_each_failure_is_one_line(server: ModelServer, mode: Mode):
    await server.become(mode)
    async with opened(at(server)) as model:
        found = await checks(model, 0.4, model.complete)
    assert found["model"].startswith("fails: ")
    assert all(line.isprintable() and KEY not in line for line in found.values())


async def test_of_the_settings_alone_and_it_is_paid_for(server: ModelServer, database: Database):
    given = Settings(
        openai_api_key=SecretStr(KEY), openai_base_url=server.base_url, newsbot_model_thinking_tokens=1_000
    )
    found = await of_model.checks(database, given, ceilings(given))
    assert found["model"].startswith("ok")
    assert found["prompts"].startswith("ok: 6")
    assert server.completions[0].body["max_tokens"] == 1_200
    (used,) = await database.spending.used(date(2026, 1, 1))
    assert (used.workspace, used.model, used.calls, used.failed) == (CONSOLE, "gpt-4o-mini", 1, 0)
    assert used.prompt_tokens > 0


async def test_where_the_budget_is_used_up_it_says_so_and_nothing_is_asked(server: ModelServer, database: Database):
    given = Settings(openai_api_key=SecretStr(KEY), openai_base_url=server.base_url, newsbot_model_tokens_a_day=100)
    found = await of_model.checks(database, given, ceilings(given))
    assert found["model"] == "fails: gpt-4o-mini: the model's budget is used up"
    assert not server.completions
    assert not await database.spending.used(date(2026, 1, 1))


@pytest.mark.parametrize(
    "given",
    [Settings(), Settings(openai_api_key=SecretStr(KEY), newsbot_model_mode="off"), Settings(newsbot_model="x")],
)
async def test_no_model_is_none(given: Settings):
    async with of_model.language_model(given) as model:
        assert model is None


# --- whether a question fits into the budget -----------------------------------------------------------


@pytest.mark.parametrize("thinking", [0, 2_000])
@pytest.mark.parametrize("name", ["workspace_tokens_a_day", "tokens_a_day", "tokens_ever"])
def test_a_limit_that_no_longer_question_fits_into_is_told_with_the_least_that_does(name: str, thinking: int):
    def check(limit: float) -> str:
        return budget_check(Settings(**{f"newsbot_model_{name}": limit, "newsbot_model_thinking_tokens": thinking}))  # type: ignore[arg-type] # a setting

    told = check(4_000)
    least = re.search(rf"NEWSBOT_MODEL_{name.upper()}=(\d+)", told)
    assert told.startswith("too small: ")
    assert "\n" not in told
    assert least
    assert check(int(least[1])).startswith("ok: ")
    assert check(int(least[1]) - 1).startswith("too small: ")
    assert check(0).startswith("ok: ")  # no limit


def test_so_is_one_of_money():
    given = {"newsbot_model": "dear", "newsbot_model_prices": "dear=10/40"}
    told = budget_check(Settings(newsbot_model_workspace_money_a_day=0.01, **given))  # type: ignore[arg-type] # settings
    assert "set NEWSBOT_MODEL_WORKSPACE_MONEY_A_DAY=1.28" in told


def test_as_the_settings_come_every_question_fits():
    assert budget_check(Settings()).startswith("ok: a question may have 25,600 tokens")
    assert all(one <= 1_600 for one in (authoring._REPLY, synthesis._REPLY, translating._REPLY))


async def test_doctor_says_so_where_a_question_would_be_told_that_the_budget_is_used_up(
    server: ModelServer, sqlite_path: Path
):
    env = {
        "DATABASE_URL": f"sqlite:///{sqlite_path}",
        "OPENAI_API_KEY": KEY,
        "OPENAI_BASE_URL": server.base_url,
        "NEWSBOT_MODEL_WORKSPACE_TOKENS_A_DAY": "4000",
    }
    done = await asyncio.to_thread(CliRunner(env=env).invoke, newsbot, ["doctor", "--json"])
    assert "NEWSBOT_MODEL_WORKSPACE_TOKENS_A_DAY=32000" in json.loads(done.stdout)["model budget"]
