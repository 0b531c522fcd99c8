"""No document shows more than a set number of words of one article, and what is left out is counted."""

from collections import defaultdict

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.allowance import Allowance
from bot.domain.documents import Line, NotShown, Passage, SourceLink
from bot.domain.drafts import LineKind
from bot.domain.models import Span
from bot.domain.words import count_words


def link(key: str = "a", title: str = "T") -> SourceLink:
    return SourceLink(key, title, "Quay Courier", None, None)


def passage(text: str, key: str = "a") -> Passage:
    return Passage(text, Span(5, 5 + len(text)), link(key))


def line(*texts: str, key: str = "a", kind: LineKind = LineKind.SENTENCE, widened: bool = False) -> Line:
    return Line(kind, tuple(passage(text, key) for text in texts), widened=widened)


def test_what_no_longer_fits_is_left_out_whole_and_counted():
    allowance = Allowance(5)
    first, second, third = line("One two three."), line("Four five six."), line("Seven eight.")
    assert allowance.fitting([first, second, third]) == (first, third)
    assert allowance.not_shown == NotShown(1, 5)


def test_another_article_has_words_of_its_own_and_another_version_has_not():
    allowance = Allowance(3)
    other = line("One two three.", key="b")
    assert allowance.fitting([line("One two three."), other]) == (line("One two three."), other)
    edited = Line(LineKind.SENTENCE, (Passage("Four.", Span(0, 5), link("a", "Another title")),))
    assert allowance.fitting([edited]) == ()


def test_the_same_words_again_cost_nothing():
    allowance = Allowance(3)
    assert len(allowance.fitting([line("One two three."), line("two three")])) == 2
    assert allowance.not_shown is None


def test_the_only_line_of_an_article_is_cut_behind_a_sentence_and_marked():
    allowance = Allowance(5)
    (cut,) = allowance.fitting([line("One two. Three four. Five six seven.", kind=LineKind.QUOTE)])
    assert cut.cut
    assert [(one.text, one.span) for one in cut.passages] == [("One two. Three four.", Span(5, 25))]
    assert allowance.fitting([line("Eight nine. Ten.")]) == ()


@pytest.mark.parametrize(
    "long", [line("one two three four five six"), line("One. Two three four five six.", widened=True)]
)
def test_a_line_without_a_place_to_cut_or_that_leans_on_its_end_is_left_out(long: Line):
    allowance = Allowance(5)
    assert allowance.fitting([long]) == ()
    assert allowance.not_shown == NotShown(1, 5)


def test_scripts_without_blanks_count_two_characters_as_a_word():
    assert count_words("港の灯りが消えた。") == 4
    assert count_words("The harbour’s lights, 3.5 hours") == 5


TEXTS = st.lists(st.sampled_from(["One.", "Two three.", "Four five six.", "Seven", "港灯"]), max_size=6).map(" ".join)
LINES = st.builds(
    lambda texts, key, widened: line(*texts, key=key, widened=widened),
    st.lists(TEXTS, min_size=1, max_size=3),
    st.sampled_from("ab"),
    st.booleans(),
)


@given(st.lists(LINES, max_size=8), st.integers(1, 12))
def test_no_article_ever_shows_more_and_no_line_is_lost_without_a_count(lines: list[Line], words: int):
    allowance = Allowance(words)
    fitting = allowance.fitting(lines)
    shown: dict[str, dict[str, None]] = defaultdict(dict)
    for one in fitting:
        for part in one.passages:
            shown[part.source.article_id].setdefault(part.text)
    for texts in shown.values():
        whole = [text for text in texts if not any(text != other and text in other for other in texts)]
        assert sum(map(count_words, whole)) <= words
    assert len(fitting) + allowance.left_out == len(lines)
