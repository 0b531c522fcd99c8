"""The whole bot, killed between two briefings and started again: each is posted once, and the ledger says so."""

import json
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner

from bot.cli import newsbot

ROOT = Path(__file__).parent.parent
HURRY = 30  # seconds of the bot's clock in one of ours


@pytest.fixture
def call(tmp_path: Path) -> Callable[..., str]:
    environment = {"DATABASE_URL": f"sqlite:///{tmp_path / 'bot.db'}"}

    def run(*args: str) -> str:
        done = CliRunner(env=environment).invoke(newsbot, args)
        assert done.exit_code == 0, done.output
        return done.stdout

    return run


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Callable[[datetime], subprocess.Popen[bytes]]]:
    running: list[subprocess.Popen[bytes]] = []

    def begin(at: datetime) -> subprocess.Popen[bytes]:
        script = ROOT / "tests" / "bot_in_a_hurry.py"
        args = [sys.executable, str(script), f"sqlite:///{tmp_path / 'bot.db'}", at.isoformat(), str(HURRY)]
        process = subprocess.Popen(args, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)  # noqa: S603 - our own program
        running.append(process)
        return process

    yield begin
    for process in running:
        if process.poll() is None:
            process.kill()
            process.communicate()


def posted(tmp_path: Path) -> list[dict[str, str]]:
    transcript = tmp_path / "bot.terminal.jsonl"
    lines = transcript.read_text("utf-8").splitlines() if transcript.exists() else []
    return [json.loads(line) for line in lines]


def wait(until: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 60
    while not until():
        assert time.monotonic() < deadline, "nothing happened for a minute"
        time.sleep(0.05)


def test_killed_between_two_briefings_it_goes_on_and_posts_each_once(
    tmp_path: Path, call: Callable[..., str], start: Callable[[datetime], subprocess.Popen[bytes]]
):
    call("load", str(ROOT / "seeds"))
    now = datetime.now(UTC).replace(second=0, microsecond=0) + timedelta(minutes=3)
    first, second = now + timedelta(minutes=1), now + timedelta(minutes=2)
    call("schedule", f"daily {first:%H:%M}, {second:%H:%M} UTC")
    bot = start(now)
    wait(lambda: len(posted(tmp_path)) == 1)
    bot.send_signal(signal.SIGKILL)
    bot.communicate()
    bot = start(first + timedelta(seconds=5))
    wait(lambda: len(posted(tmp_path)) == 2)
    bot.send_signal(signal.SIGTERM)
    _, said = bot.communicate(timeout=30)
    assert (bot.returncode, said) == (0, b"")
    ledger = [json.loads(line) for line in call("deliveries", "--json").splitlines()]
    assert [(one["slot"], one["state"], one["expected"]) for one in reversed(ledger)] == [
        (1, "sent", 1),
        (2, "sent", 1),
    ]
    shown = posted(tmp_path)
    assert [one["key"] for one in shown] == [f"{one['key']}0" for one in reversed(ledger)]
    assert "5 stories" in shown[0]["text"]
    assert "No news" in shown[1]["text"]  # of what was told in the first, nothing is told again
