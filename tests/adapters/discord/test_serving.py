"""What stands under answers fits on a button, and what one person was shown stays theirs."""

import re
from datetime import UTC, datetime

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.adapters.discord.completing import _last_word
from bot.adapters.discord.gateway import BUTTONS
from bot.adapters.discord.joined import WELCOME
from bot.adapters.discord.people import Seen
from bot.adapters.discord.pressed import conversation
from bot.adapters.discord.serving import follow_ups, quoted, share_of_briefing
from bot.domain.cutting import units
from bot.domain.documents import Answer, AnswerGroup, Briefing, Document, Searched
from bot.services.notices import notice
from tests.samples import line

FOUND = Answer("what?", (AnswerGroup((line(),), "Ines Calloway"),), Searched((), 1, datetime(2026, 11, 26, tzinfo=UTC)))
EMPTY = Answer("what?", (), Searched((), 0, None))
BRIEFING = Briefing((), (), None)
LONGEST_ROOT = "e" + "9" * 20


@pytest.mark.parametrize(
    ("document", "root", "share", "expected"),
    [
        (FOUND, "12", "share:12", [("follow:12", "Follow up"), ("share:12", "Share")]),
        (FOUND, "12", "", [("follow:12", "Follow up")]),
        (FOUND, "", "share:12", [("share:12", "Share")]),
        (EMPTY, "12", "share:12", [("follow:12", "Follow up")]),
        (BRIEFING, "12", "share_brief:ships", [("share_brief:ships", "Share")]),
        (notice("chat_fault"), "12", "share:12", []),
    ],
    ids=range(6),
)
def test_what_stands_under_an_answer(document: Document, root: str, share: str, expected: list[tuple[str, str]]):
    assert list(follow_ups(document, root, share=share)) == expected


def test_the_longest_id_of_a_conversation_fits_on_a_button():
    for custom_id, label in follow_ups(FOUND, LONGEST_ROOT, share=f"share:{LONGEST_ROOT}"):
        assert len(custom_id) <= 100
        assert len(label) <= 80


@given(st.text(max_size=220))
@example("\U0001f6a2" * 80)
@example("x" * 80)
def test_a_topic_is_on_the_button_whole_or_there_is_no_button(topic: str):
    made = share_of_briefing(topic)
    assert units(made) <= 100
    assert made in {"", f"share_brief:{topic}"}


def test_topics_of_a_usual_length_can_be_shared():
    assert share_of_briefing("Ships and harbours") == "share_brief:Ships and harbours"
    assert share_of_briefing("") == "share_brief:"


# --- conversations -----------------------------------------------------------------------------------


def test_what_one_person_was_shown_is_a_conversation_of_theirs_alone():
    ann, bob = (Seen("1", "2", person) for person in ("31", "32"))
    assert conversation(ann, "e7") != conversation(bob, "e7")
    assert conversation(ann, "7") == conversation(bob, "7") == "7"


@given(*[st.integers(1, 2**64).map(str) for _ in range(4)])
def test_no_two_people_meet_in_a_conversation_that_only_one_was_shown(ann: str, bob: str, one: str, other: str):
    mine, theirs = conversation(Seen("1", "2", ann), f"e{one}"), conversation(Seen("1", "2", bob), f"e{other}")
    assert (mine == theirs) is (ann == bob and one == other)
    assert mine != conversation(Seen("1", "2", bob), other)  # nor in one that all can read


# --- what is offered ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "expected"),
    [("what did Ines", "Ines"), ("Ines?", "Ines"), ("Ines ? ", "Ines"), ("", ""), ("  ", ""), ("?", ""), ("? ?", "")],
)
def test_people_are_looked_for_by_the_word_that_is_being_typed(typed: str, expected: str):
    assert _last_word(typed) == expected


# --- buttons -----------------------------------------------------------------------------------------

OURS = ["story_ask:ed:4", "story_more::4", "story_less:ed:4", "story_why:ed:4", f"follow:{LONGEST_ROOT}", "edition:ed"]
OTHERS = [
    "",
    "follow",
    "story_ask",
    "story_other:1",
    "sample:1",
    "xsample",
    "samples",
    "open_",
    "share_briefs:x",
    "Edition:x",
]


@pytest.mark.parametrize(
    "custom_id", [*OURS, f"share:{LONGEST_ROOT}", share_of_briefing("x" * 80), share_of_briefing(""), *dict(WELCOME)]
)
def test_each_button_that_is_posted_is_heard_when_it_is_pressed(custom_id: str):
    assert re.fullmatch(BUTTONS, custom_id)


@pytest.mark.parametrize("custom_id", OTHERS)
def test_what_is_no_button_of_ours_is_not_heard(custom_id: str):
    assert not re.fullmatch(BUTTONS, custom_id)


# --- options in quotes -------------------------------------------------------------------------------


@given(st.text() | st.text('"“”„, stories 20', max_size=60))
@example('a" stories 20 "b')
@example("„a“ stories 20 „b“")
def test_what_is_quoted_is_one_word_for_each_comma_and_none_is_an_option(words: str):
    made = quoted(words)
    parts = made.split(", ") if made else []
    assert made.count('"') == 2 * len(parts)
    assert all(one.startswith('"') and one.endswith('"') and len(one) > 2 for one in parts)
    assert not set(made) & set("“”„")
