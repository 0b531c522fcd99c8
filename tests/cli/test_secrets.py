"""Whatever is done with an address that holds a secret, the secret is not repeated."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bot.cli import newsbot

CANARY = "FAKE-CANARY-0"
TYPED = [
    f"https://127.0.0.1/feed?token={CANARY}",
    f"https://bob:{CANARY}@127.0.0.1/feed",
    f"https://127.0.0.1/u:bob/secret:{CANARY}/all.xml",
    f"https://127.0.0.1:nine/feed?token={CANARY}",
    f"bob:{CANARY}@127.0.0.1/feed.xml?token={CANARY}",
    f"ftp://bob:{CANARY}@host.example/feed",
    f"127.0.0.1/feed?token={CANARY}",
]


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(home: Path, *args: str, **env: str) -> tuple[Result, str]:
    done = CliRunner(env={"DATABASE_URL": f"sqlite:///{home}/news.db", **env}).invoke(newsbot, list(args))
    return done, f"{done.stdout}{done.stderr}{done.exception or ''}"


@pytest.mark.parametrize("address", TYPED)
@pytest.mark.parametrize(
    "command",
    [["sources", "add"], ["sources", "check"], ["sources", "pause"], ["sources", "resume"], ["sources", "remove"]],
)
def test_managing_sources_repeats_no_secret(home: Path, command: list[str], address: str):
    done, said = run(home, *command, address)
    assert done.exit_code == 1
    assert CANARY not in said


@pytest.mark.parametrize("address", [one for one in TYPED if "://" in one])
@pytest.mark.parametrize("command", ["feed", "extract", "load", "import"])
@pytest.mark.parametrize("form", [[], ["--json"]])
def test_reading_an_address_repeats_no_secret(home: Path, command: str, form: list[str], address: str):
    _, said = run(home, command, address, *form)
    assert said
    assert CANARY not in said


@pytest.mark.parametrize("command", ["feed", "extract"])
def test_the_row_still_says_which_argument_it_is_about(home: Path, command: str):
    odd = "a b@c?d=e.html"
    done, _ = run(home, command, "https://bob:pw@127.0.0.1/feed?token=fake", odd, "./missing.xml", "--json")
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    assert [row["file"] for row in rows] == ["https://127.0.0.1/feed", odd, "./missing.xml"]
