"""Backup and restore as an operator types them."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bot.cli import newsbot

CANARY = "FAKE-CANARY-0"


def run(url: str, *args: str) -> Result:
    return CliRunner(env={"DATABASE_URL": url}).invoke(newsbot, list(args))


def test_a_database_is_backed_up_lost_and_restored(sqlite_path: Path, tmp_path: Path):
    url, saved = f"sqlite:///{sqlite_path}", str(tmp_path / "saved.db")
    row = json.loads(run(url, "backup", saved, "--json").stdout)
    assert row == {"file": saved, "bytes": Path(saved).stat().st_size}
    assert "exists already" in str(run(url, "backup", saved).exception)
    assert run(url, "backup", saved, "--force").exit_code == 0
    sqlite_path.write_bytes(b"lost")
    kept = f"{sqlite_path}.before-restore"
    assert json.loads(run(url, "restore", saved, "--json").stdout) == {"file": saved, "kept": kept}
    assert Path(kept).read_bytes() == b"lost"
    assert run(url, "doctor").exit_code == 0


@pytest.mark.parametrize(("verb", "command"), [("backup", "pg_dump"), ("restore", "pg_restore")])
def test_on_a_server_the_command_to_use_is_told_without_the_password(verb: str, command: str):
    done = run(f"postgresql://bob:{CANARY}@db.example.org/news", verb, "copy.dump")
    assert done.exit_code == 1
    assert command in str(done.exception)
    assert CANARY not in f"{done.output}{done.exception}"
