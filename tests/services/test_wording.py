"""Whose work a briefing or an answer is, as its readers are told."""

import pytest

from bot.domain.documents import Answer, AnswerGroup, Briefing, BriefingStory, Line, Passage, Searched, SourceLink
from bot.domain.drafts import NO_MODEL, Authorship, LineKind, Missed
from bot.domain.models import Span
from bot.services.wording import briefed_by, made_by
from tests.samples import NOW

PAPER = SourceLink("a1", "Harbour closed", "Quay Courier", "https://quay.example/a", None)
LINE = Line(LineKind.SENTENCE, (Passage("The harbour closed.", Span(0, 19), PAPER),))


def briefing(by: Authorship, title: str = "") -> Briefing:
    story = BriefingStory("s", PAPER, (LINE,), (PAPER,), "newest", title=title)
    return Briefing((story,), ("Quay Courier",), NOW, 0, by=by)


@pytest.mark.parametrize(
    ("by", "title", "told"),
    [
        (NO_MODEL, "", "no language model"),
        (Authorship(missed=Missed.BUDGET), "", "no language model: "),
        (Authorship("tiny"), "", "chosen by tiny, checked against 1 source"),
        (Authorship("tiny"), "The harbour closed", "chosen, headlines written by tiny, checked against 1 source"),
        (Authorship("tiny", written=True), "", "written by tiny, checked against 1 source"),
        (Authorship("tiny", missed=Missed.FAILED), "", "chosen by tiny, checked against 1 source; the rest without it"),
    ],
)
def test_what_a_model_had_to_do_with_a_briefing(by: Authorship, title: str, told: str):
    assert briefed_by(briefing(by, title), str).startswith(told)


@pytest.mark.parametrize(("by", "told"), [(NO_MODEL, ""), (Authorship("tiny"), "chosen by tiny, checked against 1")])
def test_an_answer_has_no_headlines(by: Authorship, told: str):
    given = Answer("Why?", (AnswerGroup((LINE,)),), Searched(), (), None, by=by)
    assert made_by(given, str).startswith(told)
    assert "headlines" not in made_by(given, str)
