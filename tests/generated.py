"""Documents as hypothesis makes them: stories and lines of any length, for every chat that shows them."""

import re
from dataclasses import replace

from hypothesis import strategies as st

from bot.domain.documents import Answer, AnswerGroup, Briefing, BriefingStory, Line, Passage, Searched
from bot.domain.drafts import LineKind
from bot.domain.models import Confidence, Span
from tests.samples import LINK, NOW, POST

TEXTS = st.one_of(
    st.text(min_size=1, max_size=60),
    st.builds(
        lambda text, times: f"{text} " * times,
        st.text("ab é<&.!👩\u200d👧", min_size=1, max_size=9),
        st.integers(1, 900),
    ),
)
LINES = st.builds(
    lambda kind, texts, speaker: Line(
        kind,
        tuple(Passage(text, Span(0, 1), LINK) for text in texts),
        speaker,
        confidence=Confidence.EXPLICIT if kind is not LineKind.SENTENCE else None,
    ),
    st.sampled_from(LineKind),
    st.lists(TEXTS, min_size=1, max_size=3),
    st.sampled_from([None, "Ines Calloway"]),
)
STORIES = st.builds(
    lambda title, lines, update: BriefingStory(
        "s", replace(LINK, title=title), tuple(lines), (LINK, POST), "x", update
    ),
    st.text(max_size=30),
    st.lists(LINES, max_size=6),
    st.booleans(),
)
BRIEFINGS = st.builds(
    lambda told: Briefing(
        tuple(
            replace(one, story_id=f"s{at:x}", headline=replace(one.headline, url=f"https://example.org/{at % 9}"))
            for at, one in enumerate(told)
        ),
        ("Quay Courier",),
        NOW,
    ),
    st.lists(STORIES, max_size=50),
)
ANSWERS = st.builds(
    lambda groups: Answer("q", tuple(AnswerGroup(tuple(lines), person) for person, lines in groups), Searched()),
    st.lists(st.tuples(st.sampled_from(["", "Ines Calloway"]), st.lists(LINES, max_size=9)), max_size=9),
)


def bare(text: str) -> str:
    """A text without white space and without the marks of what is cut or left out."""
    return re.sub(r"\[…\]|[…“”\s]", "", text)
