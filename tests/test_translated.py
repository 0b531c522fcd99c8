"""A briefing for readers of another language, from the terminal to a model's server: what is shown of translations."""

import asyncio
import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from bot.cli import newsbot
from tests.fakes.llm import KEY, Mode, ModelServer

TEXT = (
    "The bridge of Tarn was closed on Monday because 12 bolts were loose. Repairs cost 40,000 crowns. "
    "“The bridge is safe,” mayor Ada Lorne said."
)
ENGLISH = "The bridge of Tarn was closed on Monday because 12 bolts were loose."
GERMAN = "Die Brücke von Tarn wurde gesperrt am Montag weil 12 Bolzen wurden lose."
ARTICLE = {
    "id": "bridge", "title": "Bridge of Tarn closed", "text": TEXT, "source": "Tarn Post", "language": "en",
    "published": "2026-11-02",
}  # fmt: skip


async def briefing(path: Path, mode: Mode, **more: str) -> str:
    """As people read it."""
    async with ModelServer(mode) as server:
        env = {
            "DATABASE_URL": f"sqlite:///{path}",
            "OPENAI_API_KEY": KEY,
            "OPENAI_BASE_URL": server.base_url,
            "NEWSBOT_MODEL_MODE": "write",
            "NEWSBOT_MODEL_PRIVATE": "true",
            **more,
        }

        async def run(*args: str) -> str:
            called = CliRunner(env=env).invoke
            done = await asyncio.to_thread(called, newsbot, list(args), input=json.dumps(ARTICLE))
            assert done.exit_code == 0, (done.output, done.exception)
            return done.stdout

        await run("load", "-", "--json")
        return " ".join((await run("brief")).split())


async def test_a_translation_is_shown_with_the_original_in_brackets_behind_it(sqlite_path: Path):
    shown = await briefing(sqlite_path, Mode.FAITHFUL, NEWSBOT_MODEL_LANGUAGE="de")
    assert f"{GERMAN} ({ENGLISH})" in shown
    assert "“The bridge is safe,”" in shown  # somebody's words stay as they are


@pytest.mark.parametrize(
    ("mode", "more"),
    [
        (Mode.FAITHFUL, {}),
        (Mode.FAITHFUL, {"NEWSBOT_MODEL_LANGUAGE": "en"}),
        (Mode.WRONG_LANGUAGE, {"NEWSBOT_MODEL_LANGUAGE": "de"}),
        (Mode.INVENTING, {"NEWSBOT_MODEL_LANGUAGE": "de"}),
        (Mode.OBEYING, {"NEWSBOT_MODEL_LANGUAGE": "de"}),
    ],
)
async def test_where_none_is_asked_for_or_none_is_right_the_sentence_stands_alone(
    sqlite_path: Path, mode: Mode, more: dict[str, str]
):
    shown = await briefing(sqlite_path, mode, **more)
    assert ENGLISH in shown
    assert f"({ENGLISH})" not in shown
