"""`newsbot preview`: what a chat would show, of one's own articles or of the samples."""

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bot.cli import newsbot

ARTICLE = """---
id: lamps
title: Harbour goes dark
source: Quay Courier
url: https://example.org/lamps
---
The harbour of Corrin has been dark since Monday. “We ran out of lamps,” harbour master Ines Calloway said.
The city will buy two hundred new lamps in spring.
"""


@pytest.fixture(autouse=True)
def own_database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path}/preview.db")


def run(*args: str) -> Result:
    done = CliRunner().invoke(newsbot, list(args))
    assert done.exit_code == 0, done.output
    return done


CHATS = pytest.mark.parametrize("chat", ["slack", "discord"])


@CHATS
def test_with_nothing_loaded_the_samples_are_shown(chat: str):
    html = run("preview", chat).stdout
    assert html.startswith("<!DOCTYPE html>")
    assert "News briefing · " in html
    assert " · sample" in html


@CHATS
def test_own_articles_are_shown_with_a_question_and_its_answer(tmp_path: Path, chat: str):
    (tmp_path / "lamps.md").write_text(ARTICLE, "utf-8")
    run("load", str(tmp_path / "lamps.md"))
    run("preview", chat, "--output", str(tmp_path / "page.html"))
    html = (tmp_path / "page.html").read_text("utf-8")
    assert "Harbour goes dark" in html
    assert "what about Harbour goes dark?" in html
    assert html.count("“We ran out of lamps,”") >= 1
    assert " · sample" not in html


def test_a_file_that_cannot_be_written_is_one_line(tmp_path: Path):
    done = CliRunner().invoke(newsbot, ["preview", "slack", "--output", str(tmp_path / "none" / "page.html")])
    assert done.exit_code == 1
    assert "cannot be written: no such file or directory" in str(done.exception)
