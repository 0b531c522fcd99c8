"""What leaves the machine, what is logged, and what the environment may change: nothing but what was meant."""

import asyncio
import logging
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest

from bot import logs
from bot.adapters.llm.client import OpenAiModel, opened
from bot.domain.errors import ModelError
from bot.services.replies import StorySelect
from tests.adapters.llm.asking import PROMPT, fault_of, select
from tests.adapters.llm.conftest import at
from tests.fakes.llm import FAILURES, KEY, Mode, ModelServer, Scripted

ROOT = Path(__file__).parent.parent.parent.parent
SAID = "the server said this"


@pytest.fixture
def all_logs(caplog: pytest.LogCaptureFixture) -> pytest.LogCaptureFixture:
    """Every logger at the finest level, whatever libraries think of it."""
    caplog.set_level(logging.DEBUG)
    for name in ("openai", "httpx2", "httpcore2", "asyncio"):
        caplog.set_level(logging.DEBUG, logger=name)
    return caplog


async def test_no_key_stands_in_any_log_at_the_finest_level(
    server: ModelServer, model: OpenAiModel, all_logs: pytest.LogCaptureFixture
):
    await select(model)
    for mode in FAILURES:
        await server.become(mode)
        with suppress(ModelError):
            await select(model, 0.3)
    await server.become(Mode.FAITHFUL)
    server.script.append(Scripted(f'{{"error": {{"message": "{SAID} {KEY}"}}}}'.encode(), status=401))
    await fault_of(model)
    assert "prompt story_select 0123456789ab" in all_logs.text
    assert KEY not in all_logs.text
    assert "canary" not in all_logs.text
    assert KEY not in repr(model) + repr(at(server)) + str(vars(model))


@pytest.mark.usefixtures("preserved")
async def test_our_own_log_holds_no_word_of_prompt_or_reply(
    server: ModelServer,
    model: OpenAiModel,
    capsys: pytest.CaptureFixture[str],
):
    """At the finest level that can be set; libraries are kept from telling more."""
    logs.configure("debug", colours=False)
    await select(model)
    server.script += [Scripted(SAID.encode()), Scripted(SAID.encode(), status=400), Scripted(text=SAID)]
    said = [str(await fault_of(model)) for _ in range(3)]
    written = capsys.readouterr().err
    assert written.count("prompt story_select 0123456789ab") == 4
    for word in ("harbour", "Choose at most", SAID, "canary", "127.0.0.1"):
        assert word not in written + str(said)


@pytest.fixture
def preserved() -> Iterator[None]:
    """Logging as it was, at the end."""
    root = logging.getLogger()
    before, level = list(root.handlers), root.level
    names = (
        "openai",
        "httpx2",
        "httpcore2",
        "sqlalchemy",
        "discord",
        "slack_sdk",
        "slack_bolt",
        "aiosqlite",
        "alembic",
    )
    levels = {name: logging.getLogger(name).level for name in names}
    yield
    root.handlers[:] = before
    root.setLevel(level)
    logging.captureWarnings(capture=False)
    for name, one in levels.items():
        logging.getLogger(name).setLevel(one)


async def test_no_proxy_and_no_header_comes_from_the_environment(server: ModelServer, monkeypatch: pytest.MonkeyPatch):
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    monkeypatch.delenv("NO_PROXY", raising=False)
    monkeypatch.setenv("OPENAI_ORG_ID", "org-of-somebody")
    monkeypatch.setenv("OPENAI_PROJECT_ID", "project-of-somebody")
    monkeypatch.setenv("OPENAI_CUSTOM_HEADERS", "X-Secret: of-somebody\nAuthorization: Bearer of-somebody")
    monkeypatch.setenv("OPENAI_BASE_URL", "http://127.0.0.1:9/v1")
    monkeypatch.setenv("OPENAI_API_KEY", "sk-of-somebody")
    async with opened(at(server)) as model:
        await select(model)
    headers = server.completions[0].headers
    assert "somebody" not in str(headers)
    assert headers["Authorization"] == f"Bearer {KEY}"
    known = {"host", "accept", "accept-encoding", "content-type", "content-length"}
    assert {name.lower() for name in headers} == known | {"authorization", "user-agent"}


async def test_a_redirect_takes_no_key_elsewhere(model: OpenAiModel, server: ModelServer):
    async with ModelServer() as other:
        server.script.append(Scripted(status=307, headers={"Location": f"{other.base_url}/chat/completions"}))
        await fault_of(model)
        assert other.requests == []


async def test_who_gives_up_ends_the_request(server: ModelServer, model: OpenAiModel):
    await server.become(Mode.SLOW)
    task = asyncio.create_task(select(model))
    await asyncio.wait_for(server.received.wait(), 10)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    await asyncio.wait_for(server.left.wait(), 10)
    await server.become(Mode.FAITHFUL)
    assert (await select(model)).lines == ["s1", "s2"]


async def test_a_deadline_hangs_up_too(server: ModelServer, model: OpenAiModel):
    await server.become(Mode.DRIP)
    await fault_of(model, 0.3)
    await asyncio.wait_for(server.left.wait(), 10)


async def test_halves_of_characters_are_sent_as_question_marks(server: ModelServer, model: OpenAiModel):

    await model.complete(replace(PROMPT, user="half \ud83d"), StorySelect, 30)
    assert server.completions[0].body["messages"][1]["content"] == "half ?"


def test_nothing_of_a_model_is_imported_at_start():
    code = "import sys, bot.app, bot.cli.checking, bot.services.prompting; print(*sys.modules)"
    done = subprocess.run(  # noqa: S603 - our own program
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT, timeout=60
    )
    assert not {"openai", "httpx2"} & set(done.stdout.split())
