"""`newsbot quotes` and `newsbot summarize`: articles in, exact slices out, in order; bad input is one line."""

import json
from pathlib import Path
from typing import Any

from click.testing import CliRunner, Result

from bot.cli import newsbot

TEXT = "Lamps went out on Monday. “We ran out of lamps,” Ines Calloway said. The city council will meet on Friday."


def run(*args: str, stdin: str | bytes = "") -> Result:
    return CliRunner().invoke(newsbot, list(args), input=stdin)


def rows(result: Result) -> list[dict[str, Any]]:
    assert result.exit_code == 0, result.output
    return [json.loads(line) for line in result.stdout.splitlines()]


def lines(*texts: str) -> str:
    return "".join(json.dumps({"id": str(at), "title": "", "text": text}) + "\n" for at, text in enumerate(texts))


def test_quotes_are_exact_slices_with_speaker_and_confidence():
    (row,) = rows(run("quotes", "-", "--json", stdin=lines(TEXT)))
    (quote,) = [one for one in row["quotes"] if one["kind"] == "direct"]
    assert quote["text"] == "We ran out of lamps," == TEXT[quote["start"] : quote["end"]]
    assert quote["speaker"] == "Ines Calloway"
    assert TEXT[quote["mention"]["start"] : quote["mention"]["end"]] == "Ines Calloway"
    assert quote["confidence"] == "explicit"


def test_a_denied_claim_is_never_given_without_its_denial():
    text = "Ines Calloway denied that the lamps were stolen. She said that the wind took them."
    (row,) = rows(run("quotes", "-", "--json", stdin=lines(text)))
    denied = [one for one in row["quotes"] if "stolen" in one["text"]]
    assert [one["text"] for one in denied] == ["Ines Calloway denied that the lamps were stolen."]
    assert all(one["text"] == text[one["start"] : one["end"]] for one in row["quotes"])


def test_articles_come_back_in_the_order_given():
    assert [row["id"] for row in rows(run("quotes", "-", "--json", stdin=lines(TEXT, "No one spoke.", TEXT)))] == [
        "0",
        "1",
        "2",
    ]


def test_key_sentences_are_exact_slices_and_at_most_three():
    (row,) = rows(run("summarize", "-", "--json", stdin=lines(TEXT * 4)))
    assert 1 <= len(row["sentences"]) <= 3
    assert all(one["text"] == (TEXT * 4)[one["start"] : one["end"]] for one in row["sentences"])


def test_people_get_tables_without_any_control_code(tmp_path: Path):
    page = tmp_path / "lamps.txt"
    page.write_text("Harbour goes dark\n\n" + TEXT, "utf-8")
    for command in ("quotes", "summarize"):
        result = run(command, str(page))
        assert result.exit_code == 0
        assert "lamps" in result.stdout.lower()
        assert "\x1b" not in result.stdout


def test_no_character_of_a_text_ends_a_line_of_the_output():
    text = "“We ran out\u2028 of lamps\x9b,” Ines Calloway said."
    result = run("quotes", "-", "--json", stdin=lines(text))
    assert len(result.stdout.splitlines()) == 1
    assert rows(result)[0]["quotes"][0]["text"] == "We ran out\u2028 of lamps\x9b,"


def test_a_bad_line_is_one_clear_line_and_the_rest_goes_on():
    result = run("quotes", "-", "--json", stdin="{not json\n" + lines(TEXT))
    assert result.exit_code == 0
    assert len(result.stdout.splitlines()) == 1
    assert len(result.stderr.splitlines()) == 1
    assert "line 1" in result.stderr
    assert "Traceback" not in result.stderr


def test_a_command_without_its_file_is_a_usage_error():
    assert run("quotes").exit_code == 2
