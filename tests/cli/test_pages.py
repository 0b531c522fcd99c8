"""`newsbot extract`: one line a file, in order, whatever it holds; people get a page to read."""

import json
from pathlib import Path
from typing import Any

from click.testing import CliRunner, Result

from bot.cli import newsbot
from tests.adapters.web.page_samples import PARAGRAPHS, TEXT, TITLE, article, bare

FIELDS = {"file", "title", "text", "published", "author", "site", "url", "language", "wall"}


def run(*args: str, stdin: bytes = b"") -> Result:
    return CliRunner().invoke(newsbot, list(args), input=stdin)


def rows(result: Result) -> list[dict[str, Any]]:
    assert result.exit_code == 0, result.output
    return [json.loads(line) for line in result.stdout.splitlines()]


def saved(folder: Path, **pages: bytes) -> list[str]:
    paths = [folder / f"{name}.html" for name in pages]
    for path, data in zip(paths, pages.values(), strict=True):
        path.write_bytes(data)
    return [str(path) for path in paths]


def test_one_line_a_file_in_order(tmp_path: Path):
    day = '<meta property="article:published_time" content="2023-11-20T23:30:00-05:00">'
    paths = saved(
        tmp_path, second=article(title="Second"), first=article(head=day), wall=bare("<p>nginx</p>", "404 Not Found")
    )
    found = rows(run("extract", *paths, "--json"))
    assert [row["file"] for row in found] == paths
    assert all(set(row) == FIELDS for row in found)
    assert [row["title"] for row in found] == ["Second", TITLE, "404 Not Found"]
    assert found[1]["text"] == TEXT
    assert found[1]["published"] == "2023-11-20T23:30:00-05:00"
    assert found[0]["published"] is None
    assert [row["wall"] for row in found] == [None, None, "error"]


def test_a_day_without_a_time_is_told_as_a_day():
    page = article(head='<meta name="date" content="2023-11-20">')
    assert rows(run("extract", "-", "--json", stdin=page))[0]["published"] == "2023-11-20"


def test_what_cannot_be_read_is_a_line_and_the_rest_goes_on(tmp_path: Path):
    (good,) = saved(tmp_path, good=article())
    (pdf,) = saved(tmp_path, pdf=b"%PDF-1.7")
    missing = str(tmp_path / "missing.html")
    found = rows(run("extract", missing, pdf, "https://example.org/n/1", good, "--json"))
    assert [row["file"] for row in found] == [missing, pdf, "https://example.org/n/1", good]
    assert [row["text"] for row in found] == [None, None, None, TEXT]
    assert "no such file" in found[0]["error"]
    assert "PDF" in found[1]["error"]
    assert "saved" in found[2]["error"] or "not read" in found[2]["error"]
    assert "error" not in found[3]


def test_where_nothing_could_be_read_the_status_says_so(tmp_path: Path):
    result = run("extract", str(tmp_path / "missing.html"), str(tmp_path), "--json")
    assert result.exit_code == 1
    assert [json.loads(line)["text"] for line in result.stdout.splitlines()] == [None, None]


def test_people_get_the_article_and_are_told_of_walls(tmp_path: Path):
    closed = article(f"<p>{PARAGRAPHS[0]}</p><p>This article is for subscribers only.</p>")
    paths = saved(tmp_path, good=article(title="Lamps \x1b[31mgo out"), closed=closed, broken=b"no page")
    result = run("extract", *paths)
    assert result.exit_code == 0
    assert PARAGRAPHS[1] in result.stdout
    assert "a paywall" in result.stdout
    assert "\x1b" not in result.stdout
    assert "broken.html: not an HTML page" in result.stderr
    assert "Traceback" not in result.stderr


def test_no_file_is_a_usage_error():
    assert run("extract", "--json").exit_code == 2
