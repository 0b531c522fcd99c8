import pytest

from bot.domain.quotes.phrases import FRAGMENT, MASK
from bot.domain.quotes.spans import find_spans, masked
from bot.domain.text import paragraphs


def quoted(text: str) -> list[str]:
    return [found.inner.cut(text) for found in find_spans(text, paragraphs(text))]


@pytest.mark.parametrize(
    "text",
    [
        "Mara Quill said “the bridge will open” on Monday.",
        'Mara Quill said "the bridge will open" on Monday.',
        "Mara Quill said ``the bridge will open'' on Monday.",
        "Mara Quill said ''the bridge will open'' on Monday.",
        "Mara Quill said „the bridge will open“ on Monday.",
        "Mara Quill said «the bridge will open» on Monday.",
        "Mara Quill said ‘the bridge will open’ on Monday.",
        "Mara Quill said 'the bridge will open' on Monday.",
    ],
)
def test_every_kind_of_quote_mark_is_known(text: str):
    assert quoted(text) == ["the bridge will open"]


def test_apostrophes_do_not_end_speech_in_single_marks():
    text = "‘We don’t need the workers’ permission,’ said Quill. ‘It’s ours.’"
    assert quoted(text) == ["We don’t need the workers’ permission,", "It’s ours."]


def test_apostrophes_alone_are_no_quotes():
    assert quoted("The workers’ plan isn’t the owners’ plan, and that’s that.") == []


def test_nested_marks_stay_inside_the_outer_pair():
    text = "“He told me, “go home”, and I went,” Quill said."
    assert quoted(text) == ["He told me, “go home”, and I went,"]


def test_a_nested_quote_that_is_never_closed_does_not_swallow_the_article():
    text = "“She said, ‘wait until we know more. That is how it works.” Quill left.\n\nLater “it rained” again."
    assert quoted(text) == ["She said, ‘wait until we know more. That is how it works.", "it rained"]


def test_a_missing_straight_mark_costs_one_paragraph_only():
    text = 'Quill said "the bridge will open on Monday.\n\nReed said "we will see" and left.'
    assert quoted(text)[-1] == "we will see"


def test_a_paragraph_opened_again_goes_on_in_the_quote_before():
    text = "“We began in May, Quill said.\n\n“We began in May. It was cold.\n\n“Then it was warm.”"
    spans = find_spans(text, paragraphs(text))
    assert [(found.closed, found.reopened) for found in spans] == [(False, False), (False, True), (True, True)]


def test_a_straight_mark_that_opens_a_block_holds_the_curly_ones_inside():
    text = '"The board called it “a gift” and moved on to other matters.'
    assert quoted(text) == ["The board called it “a gift” and moved on to other matters."]


def test_a_mark_that_faces_the_wrong_way_is_read_by_the_blanks_around_it():
    assert quoted("Quill said: ”It will open“ and sat down.") == ["It will open"]


def test_masking_keeps_every_offset_and_hides_every_quoted_word():
    text = "Quill said “it will open.” Reed called it “a joke” twice."
    hidden = masked(text, find_spans(text, paragraphs(text)))
    assert len(hidden) == len(text)
    assert "open" not in hidden
    assert "joke" not in hidden
    assert hidden.count(MASK) > 5
    assert hidden.count(FRAGMENT) > 5
    assert hidden.index("Reed") == text.index("Reed")
