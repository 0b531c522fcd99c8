"""The quality that README claims, on a sample of the public data sets: a change that loses it turns the tests red.

The sets are not part of the project; NEWSBOT_BENCH names a folder that holds them as `bench/` and `data/`. The
floors lie a few points under the figures of the whole sets, because a sample of articles varies.
"""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

HOME = os.environ.get("NEWSBOT_BENCH", "")
PROGRAM = shutil.which("newsbot", path=str(Path(sys.executable).parent))

pytestmark = [
    pytest.mark.skipif(not HOME, reason="NEWSBOT_BENCH names no folder with the public data sets and their scorers"),
    pytest.mark.skipif(PROGRAM is None, reason="newsbot is not installed beside this Python"),
]


def figures(scorer: str, *options: str) -> dict[str, Any]:
    done = subprocess.run(  # noqa: S603 - a scorer beside the data, on our own program
        [sys.executable, f"{HOME}/bench/{scorer}.py", "--newsbot", str(PROGRAM), "--data", f"{HOME}/data", *options],
        capture_output=True,
        text=True,
        check=False,
        timeout=110,
    )
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def test_direct_quotes_reach_the_right_speaker_and_are_verbatim():
    found = figures("score_quotes", "--limit", "150")
    assert found["verbatim"] == 1.0
    assert found["entity_f1"] >= 0.82
    assert found["mention_f1"] >= 0.90
    assert found["tier_continued"]["mention_accuracy"] >= 0.94


def test_what_a_person_said_is_that_persons_and_invented_people_said_nothing():
    found = figures("score_whosaid", "--limit", "60")
    assert found["f1"] >= 0.90
    assert found["abstention"] >= 0.99
    assert found["verbatim"] == 1.0
    assert found["quotes_of_other_articles"] == 0


def test_reported_speech_is_found():
    found = figures("score_factappeal", "--limit", "600")
    assert found["direct"]["f1"] >= 0.45
    assert found["reported"]["f1"] >= 0.56


def test_answers_are_found_and_cited_verbatim():
    found = figures("score_retrieval", "--only", "xquad_en", "--limit", "200")["xquad"]
    assert found["top1"] >= 0.92
    assert found["in_answer"] >= 0.80


def test_summaries_beat_the_first_three_sentences():
    found = figures("score_summary", "--limit", "200")
    assert found["verbatim"] == 1.0
    assert all(found[name] > found["lead3"][name] for name in ("rouge1", "rouge2", "rougeLsum"))


def test_articles_on_one_event_are_one_story_and_look_alike_events_are_two():
    found = figures("score_stories")
    assert found["ecbplus"]["f1"] >= 0.90
    assert found["basil_titles"]["f1"] >= 0.90
    for name in ("ecbplus", "basil_titles"):
        assert (found[name]["missing"], found[name]["in_two_stories"]) == (0, 0)


def test_claims_are_told_apart_by_whether_the_text_bears_them_out():
    found = figures("score_verify")
    assert found["summedits"]["balanced_accuracy"] >= 0.62
    assert found["bump"]["consistency"] >= 0.76
    assert found["attributionbench"]["balanced_accuracy"] >= 0.74
    assert found["evidence_verbatim"] == 1.0
