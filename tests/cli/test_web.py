"""`newsbot feed` as people and programs run it."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from bot.cli import newsbot

FEED = (
    '<rss version="2.0"><channel><title>Harbour</title><link>https://example.org/</link><item><title>Ferry</title>'
    "<link>https://example.org/ferry</link><pubDate>Mon, 05 Jan 2026 10:00:00 GMT</pubDate></item></channel></rss>"
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "good.xml").write_text(FEED)
    (tmp_path / "page.html").write_text("<html><body>404</body></html>")
    return tmp_path


def test_one_line_a_file_in_order_and_what_cannot_be_read_is_a_line_with_its_error(folder: Path):
    names = [str(folder / name) for name in ("page.html", "good.xml", "missing.xml")]
    done = CliRunner().invoke(newsbot, ["feed", *names, "--json"])
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    assert done.exit_code == 0
    assert [row["file"] for row in rows] == names
    assert [row["error"] for row in rows] == [
        "is a web page, not a feed",
        None,
        "cannot be read: no such file or directory",
    ]
    assert rows[1]["entries"] == [
        {
            "id": "https://example.org/ferry",
            "url": "https://example.org/ferry",
            "title": "Ferry",
            "published": "2026-01-05T10:00:00+00:00",
            "summary": "",
            "content": "",
        }
    ]


def test_standard_input_and_a_listing_for_people():
    done = CliRunner().invoke(newsbot, ["feed", "-"], input=FEED)
    assert done.exit_code == 0
    assert "2026-01-05  Ferry" in done.stdout


@pytest.mark.parametrize("command", ["feed", "extract"])
def test_an_address_is_asked_for_through_the_door(command: str):
    done = CliRunner().invoke(newsbot, [command, "http://10.0.0.1/feed?token=secret", "--json"])
    error = json.loads(done.stdout)["error"]
    assert "does not lead to a public address" in error
    assert "secret" not in error
