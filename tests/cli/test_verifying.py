"""`newsbot verify`: claims in, verdicts with verbatim evidence out, in order; bad input is one line."""

import json
from pathlib import Path
from typing import Any

from click.testing import CliRunner, Result

from bot.cli import newsbot

TEXT = "Lamps went out in Ebbport on Monday. The harbour council bought 40 new lamps. Ferries sail again on Friday."
TRUE = "The harbour council bought 40 new lamps."
FALSE = "The museum sold its paintings to a collector in Spain."


def run(*args: str, stdin: str | bytes = "") -> Result:
    return CliRunner().invoke(newsbot, list(args), input=stdin)


def rows(result: Result) -> list[dict[str, Any]]:
    return [json.loads(line) for line in result.stdout.splitlines()]


def claim(id_: object, text: str, document: str = TEXT) -> str:
    return json.dumps({"id": id_, "document": document, "claim": text}) + "\n"


def test_a_batch_is_answered_in_order_with_evidence_cut_from_the_document():
    result = run("verify", "--batch", "-", "--json", stdin=claim("a", TRUE) + claim(7, FALSE))
    assert result.exit_code == 0
    first, second = rows(result)
    assert (first["id"], first["supported"], first["score"]) == ("a", True, 1.0)
    assert [one["text"] for one in first["evidence"]] == [TRUE]
    assert all(one["text"] == TEXT[one["start"] : one["end"]] for one in first["evidence"])
    assert (second["id"], second["supported"]) == (7, False)
    assert set(second) == {"id", "supported", "score", "evidence"}


def test_a_bad_line_is_one_clear_line_and_the_rest_is_answered():
    bad = '{not json\n["a"]\n{"id": 3, "claim": "x"}\n{"id": 4, "claim": 5, "document": "x"}\n'
    result = run("verify", "--batch", "-", "--json", stdin=bad + claim("a", TRUE))
    assert [row["id"] for row in rows(result)] == ["a"]
    assert result.exit_code == 1
    assert "4 of the lines are no claims" in str(result.exception)
    assert len(result.stderr.splitlines()) == 4
    assert "line 1" in result.stderr
    assert "Traceback" not in result.stderr


def test_people_read_a_verdict_a_score_and_the_sentences(tmp_path: Path):
    page = tmp_path / "lamps.txt"
    page.write_text("Harbour goes dark\n\n" + TEXT, "utf-8")
    result = run("verify", TRUE, str(page))
    assert result.exit_code == 0
    assert ": supported (score 1.00)" in result.stdout
    assert TRUE in result.stdout
    assert "\x1b" not in result.stdout
    assert "not supported" in run("verify", FALSE, str(page)).stdout


def test_each_article_given_has_a_verdict_of_its_own():
    lines = "".join(
        json.dumps({"id": key, "title": "", "text": text}) + "\n" for key, text in (("x", TEXT), ("y", "-"))
    )
    result = run("verify", TRUE, "-", "--json", stdin=lines)
    assert [(row["id"], row["supported"]) for row in rows(result)] == [("x", True), ("y", False)]


def test_a_file_that_cannot_be_read_is_one_line():
    result = run("verify", TRUE, "no-such-file.txt")
    assert result.exit_code == 1
    assert len(result.stderr.splitlines()) == 1


def test_a_claim_without_a_file_or_beside_a_batch_is_a_usage_error():
    for args in ((), (TRUE,), (" ", "a.txt"), (TRUE, "a.txt", "--batch", "-"), (TRUE, "--batch", "-")):
        assert run("verify", *args).exit_code == 2
