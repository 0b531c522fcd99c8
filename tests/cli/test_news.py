"""The main job from the command line: load, brief, ask, stories, run, doctor, as a user or a program sees it."""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from bot.cli import main_status, newsbot

ROOT = Path(__file__).parent.parent.parent
TEXT = (
    "Lamps went out in Quayside on Monday. “We ran out of lamps,” harbour master Ines Calloway said. "
    "“And nobody sells them any more.” Calloway said that 140 new lamps would come in spring. "
    "The harbour has been dark for three weeks, and 12 boats wait outside."
)
OTHER = (
    "The bakers of Quayside have a new oven. Marek Dune told the Quay Courier that the oven was worth the wait. "
    "It weighs two tonnes and came by sea."
)
Run = Callable[..., Result]


@pytest.fixture
def run(tmp_path: Path) -> Run:
    env = {"DATABASE_URL": f"sqlite:///{tmp_path}/news.db"}

    def call(*args: str, stdin: str = "", **more: dict[str, str]) -> Result:
        return CliRunner(env=env | more.get("env", {})).invoke(newsbot, list(args), input=stdin)

    return call


@pytest.fixture
def loaded(run: Run) -> Run:
    assert run("load", "-", "--json", stdin=lines()).exit_code == 0
    return run


def lines(text: str = TEXT) -> str:
    articles = [
        {
            "id": "lamps",
            "title": "Harbour goes dark",
            "text": text,
            "source": "Quay Courier",
            "published": "2026-11-02",
        },
        {
            "id": "oven",
            "title": "A new oven",
            "text": OTHER,
            "source": "Quay Courier",
            "url": "https://example.org/oven",
        },
    ]
    return "".join(json.dumps(row) + "\n" for row in articles)


def rows(result: Result) -> list[dict[str, Any]]:
    assert result.exit_code == 0, (result.output, result.exception)
    return [json.loads(line) for line in result.stdout.splitlines()]


# --- load --------------------------------------------------------------------------------------------


def test_loading_twice_changes_nothing_and_an_edit_is_loaded(run: Run):
    assert rows(run("load", "-", "--json", stdin=lines())) == [{"loaded": 2, "known": 0, "failed": []}]
    assert rows(run("load", "-", "--json", stdin=lines())) == [{"loaded": 0, "known": 2, "failed": []}]
    edited = lines(TEXT.replace("140", "150"))
    assert rows(run("load", "-", "--json", stdin=edited)) == [{"loaded": 1, "known": 1, "failed": []}]
    (answer,) = rows(run("ask", "how many new lamps would come?", "--json"))
    assert "150" in answer["answer"]
    assert "140" not in answer["answer"]


def test_what_fails_is_named_and_the_rest_is_loaded(run: Run, tmp_path: Path):
    (tmp_path / "good.txt").write_text(f"Harbour goes dark\n\n{TEXT}", "utf-8")
    (tmp_path / "empty.txt").write_text("", "utf-8")
    (report,) = rows(run("load", str(tmp_path / "good.txt"), str(tmp_path / "empty.txt"), "--json"))
    assert report["loaded"] == 1
    assert "empty.txt" in report["failed"][0]["source"]


def test_when_nothing_can_be_loaded_the_status_is_one_and_the_reason_one_line(run: Run, tmp_path: Path):
    result = run("load", str(tmp_path / "nowhere.txt"))
    assert main_status(result.exception) == 1
    assert "nowhere.txt" in result.stdout


# --- ask ---------------------------------------------------------------------------------------------


def test_an_answer_holds_both_halves_of_a_quote_word_for_word(loaded: Run):
    (answer,) = rows(loaded("ask", "what did Ines Calloway say?", "--json"))
    direct = [quote for quote in answer["quotes"] if quote["kind"] == "direct"]
    assert [quote["text"] for quote in direct] == ["We ran out of lamps,", "And nobody sells them any more."]
    assert {quote["speaker"] for quote in answer["quotes"]} == {"Ines Calloway"}
    assert any("140 new lamps would come in spring" in q["text"] for q in answer["quotes"] if q["kind"] == "reported")
    assert all(quote["text"] == TEXT[quote["start"] : quote["end"]] for quote in answer["quotes"])
    assert answer["status"] == "answered"
    assert answer["ranking"][0] == "lamps"


def test_people_read_the_answer_with_source_and_date(loaded: Run):
    text = loaded("ask", "what did Calloway say?").stdout
    assert "Ines Calloway, harbour master" in text
    assert "“We ran out of lamps, […] And nobody sells them any more.”" in text
    assert "reported: " in text
    assert "Quay Courier · 2 Nov 2026 · Harbour goes dark" in text


def test_an_invented_person_is_not_found_and_the_near_headlines_are_told(loaded: Run):
    (answer,) = rows(loaded("ask", "what did Orla Vexmoor say?", "--json"))
    assert answer["status"] == "not_found"
    assert answer["quotes"] == answer["citations"] == []
    assert answer["searched"]["articles"] == 2
    assert "Not found in your sources." in loaded("ask", "what did Orla Vexmoor say?").stdout


def test_who_was_only_told_something_said_nothing(loaded: Run):
    (answer,) = rows(loaded("ask", "what did the Quay Courier say?", "--json"))
    assert not answer["quotes"]


def test_a_batch_is_answered_in_order_and_within_the_articles_named(loaded: Run):
    questions = [
        {"id": 1, "question": "what did Calloway say?", "articles": ["oven"]},
        {"id": 2, "question": "what did Calloway say?", "articles": ["lamps"]},
        {"id": 3, "question": "what did Calloway say?", "articles": ["no such article"]},
    ]
    answers = rows(loaded("ask", "--batch", "-", "--json", stdin="".join(json.dumps(q) + "\n" for q in questions)))
    assert [(one["id"], one["status"]) for one in answers] == [(1, "not_found"), (2, "answered"), (3, "not_found")]


@pytest.mark.parametrize(
    "bad", ["{", "[1]", '{"id": 1}', '{"id": 1, "question": "x", "articles": "lamps"}', '{"question": 1}']
)
def test_a_bad_question_of_a_batch_is_one_clear_line_and_the_rest_is_answered(loaded: Run, bad: str):
    good = json.dumps({"id": 2, "question": "what did Calloway say?"})
    result = loaded("ask", "--batch", "-", "--json", stdin=f"{bad}\n{good}\n")
    assert main_status(result.exception) == 1
    assert len(result.stderr.splitlines()) == 1
    assert [json.loads(line)["status"] for line in result.stdout.splitlines()] == ["answered"]


@pytest.mark.parametrize(
    "args",
    [
        ("ask",),
        ("ask", ""),
        ("load", ""),
        ("ask", "who?", "--batch", "-"),
        ("load",),
        ("nonsense",),
        ("brief", "--what"),
    ],
)
def test_a_usage_error_has_status_two(run: Run, args: tuple[str, ...]):
    assert run(*args).exit_code == 2


# --- brief and stories -------------------------------------------------------------------------------


def test_the_briefing_cites_every_line(loaded: Run):
    text = loaded("brief").stdout
    assert "1. " in text
    assert "[1]" in text
    assert "Why here:" in text
    for row in rows(loaded("brief", "--json")):
        assert row["sentences"]
        for one in row["sentences"]:
            text = {"lamps": TEXT, "oven": OTHER}[one["article_id"]]
            assert one["text"] == text[one["start"] : one["end"]]


def test_a_briefing_on_a_topic_is_about_that_topic(loaded: Run):
    assert [row["title"] for row in rows(loaded("brief", "oven", "--json"))] == ["A new oven"]
    assert "No stories about volcanoes" in loaded("brief", "volcanoes").stdout


def test_with_nothing_loaded_the_next_step_is_told(run: Run):
    assert "newsbot load PATH" in run("brief").stdout
    assert "newsbot load PATH" in run("stories").stdout
    assert rows(run("brief", "--json")) == []


def test_every_article_is_in_one_story(loaded: Run):
    ids = [id_ for row in rows(loaded("stories", "--all", "--json")) for id_ in row["article_ids"]]
    assert sorted(ids) == ["lamps", "oven"]
    assert "Harbour goes dark" in loaded("stories").stdout


def test_an_update_of_a_story_is_listed_with_what_is_new(loaded: Run):
    text = (
        "The lamps of Quayside are still out. Harbour master Ines Calloway said that 180 new lamps would come in "
        "spring. Twelve boats wait outside the harbour."
    )
    row = {"id": "more", "title": "Dark harbour waits", "text": text, "source": "Quay Echo", "published": "2026-11-03"}
    assert loaded("load", "-", "--json", stdin=json.dumps(row)).exit_code == 0
    story = next(row for row in rows(loaded("stories", "--all", "--json")) if "lamps" in row["article_ids"])
    assert list(story) == ["story_id", "title", "article_ids", "updates"]
    (update,) = story["updates"]
    assert (update["article_id"], update["kind"]) == ("more", "update")
    assert [one["text"] for one in update["new"]] == [text[one["start"] : one["end"]] for one in update["new"]]
    assert "180 new lamps" in update["new"][0]["text"]
    assert "new: Harbour master Ines Calloway said that 180 new lamps" in loaded("stories", "--all").stdout


# --- run and doctor ----------------------------------------------------------------------------------


def test_the_console_chat_briefs_on_the_samples_and_ends_with_its_input(run: Run):
    result = run("run")
    assert result.exit_code == 0
    assert "sample articles" in result.stdout
    assert all(f"{number}. " in result.stdout for number in (1, 2, 3))


def test_the_console_chat_answers_and_keeps_the_person_of_a_follow_up(run: Run):
    talk = "what did Brad Smith say?\nand about the ban?\nhelp\nsources\nquit\nnever reached\n"
    text = run("run", stdin=talk).stdout
    assert "“Oftentimes, what we get in response is" in text
    assert "brief [TOPIC]" in text
    assert "never reached" not in text


def test_with_articles_of_ones_own_the_samples_stay_away_unless_asked_for(loaded: Run):
    own = loaded("run", stdin="what did Brad Smith say?\n").stdout
    assert "Harbour goes dark" in own
    assert "Not found in your sources." in own
    assert "sample" not in own
    assert "sample" in loaded("run", "--seeds").stdout
    assert {row["article_ids"][0] for row in rows(loaded("stories", "--all", "--json"))} == {"lamps", "oven"}


def test_doctor_tells_what_is_there(loaded: Run):
    assert "2 articles from 1 sources" in loaded("doctor").stdout
    (checks,) = rows(loaded("doctor", "--json"))
    assert checks["database"] == "ok: 2 articles from 1 sources"


def test_samples_that_are_not_there_are_told_of(run: Run, tmp_path: Path):
    result = run("run", env={"NEWSBOT_SEEDS": str(tmp_path / "nowhere")})
    assert result.exit_code == 0
    assert "nowhere" in result.stderr


# --- faults ------------------------------------------------------------------------------------------


def test_a_mistyped_database_path_makes_no_folders(run: Run, tmp_path: Path):
    result = run("brief", env={"DATABASE_URL": f"sqlite:///{tmp_path}/no/such/folder/news.db"})
    assert main_status(result.exception) == 1
    assert not (tmp_path / "no").exists()


def test_a_web_address_is_refused_in_words(run: Run):
    result = run("load", "https://example.org/lamps", "--json")
    assert main_status(result.exception) == 1
    assert "there is no host of that name" in result.stdout


def test_a_database_that_is_none_is_one_line_and_left_as_it_was(run: Run, tmp_path: Path):
    file = tmp_path / "news.db"
    file.write_bytes(b"this is a diary, not a database" * 40)
    before = file.read_bytes()
    result = run("brief")
    assert main_status(result.exception) == 1
    assert len(str(result.exception).splitlines()) == 1
    assert file.read_bytes() == before


def test_a_setting_that_cannot_be_used_is_one_line():
    result = CliRunner(env={"DATABASE_URL": "mysql://me:s3cret@localhost/x"}).invoke(newsbot, ["brief"])
    assert main_status(result.exception) == 1
    assert "DATABASE_URL" in str(result.exception)
    assert "s3cret" not in str(result.exception)


def test_a_foreseeable_fault_is_shown_without_a_traceback(tmp_path: Path):
    (tmp_path / "x.db").write_bytes(b"no database at all" * 100)
    done = subprocess.run(
        [sys.executable, "-m", "bot", "brief"],
        env={"DATABASE_URL": f"sqlite:///{tmp_path}/x.db", "PATH": ""},
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT,
        timeout=60,
    )
    assert done.returncode == 1
    assert done.stderr.startswith("newsbot: ")
    assert len(done.stderr.splitlines()) == 1


@pytest.mark.parametrize("closed", ["<&-", ">&-", "<&- >&- 2>&-"])
def test_closed_streams_are_no_traceback(tmp_path: Path, closed: str):
    done = subprocess.run(  # noqa: S603 - our own program
        ["/bin/sh", "-c", f"{sys.executable} -m bot ask who {closed}"],
        env={"DATABASE_URL": f"sqlite:///{tmp_path}/x.db", "PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT,
        timeout=60,
    )
    assert done.returncode in {0, 1}
    assert "Traceback" not in done.stderr


def test_an_empty_setting_counts_as_none(run: Run):
    result = run("run", env={"NEWSBOT_SEEDS": "", "NEWSBOT_STORIES": ""})
    assert result.exit_code == 0
    assert "5 stories" in result.stdout


@pytest.mark.parametrize(
    "hostile",
    ['" OR 1=1 --', "NEAR(lamps boats)", "title:lamps*", "'; DROP TABLE articles; --", "(((", '"""', "-x", "a AND"],
)
def test_what_people_type_never_becomes_query_syntax(loaded: Run, hostile: str):
    assert loaded("ask", "--json", "--", hostile).exit_code == 0
    assert len(rows(loaded("stories", "--all", "--json"))) == 2


def test_programs_get_all_of_an_answer_and_are_told_what_people_are_shown(run: Run):
    numbers = ("Seven", "Eight", "Nine", "Ten")
    said = [f"“{one} lamps are all that we have left in this harbour,” Ines Calloway said." for one in numbers]
    row = {"id": "lamps", "title": "Harbour goes dark", "text": "\n\n".join(said), "source": "Quay Courier"}
    run("load", "-", stdin=json.dumps(row))
    env = {"NEWSBOT_WORDS_OF_ARTICLE": "25"}
    (answer,) = rows(run("ask", "what did Ines Calloway say?", "--json", env=env))
    assert [one["shown"] for one in answer["quotes"]] == [True, True, False, False]
    assert answer["not_shown"] == 2
    assert answer["answer"].count("lamps are all") == 2
    text = run("ask", "what did Ines Calloway say?", env=env).output
    assert text.count("lamps are all") == 2
    assert "2 more not shown: at most 25 words of one article" in text
