"""A change of form is no change of meaning, and the reverse."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.rewording import Wording, content, folded, is_headline_altered, likeness, tells_facts

TEXT = "The harbour of Quayside is dark. Ines Calloway’s lamps cost $140 each. It fell to -5 degrees."


@pytest.mark.parametrize(
    "said",
    [
        "The harbour of Quayside is dark.",
        "the   harbour of\nQuayside is dark",
        "Ines Calloway's lamps cost $140 each!",
        "Inès Calloway lamps cost $140 each",
        "“The harbour of Quayside is dark”",
        "The habrour of Quayside is dark.",
        "The harbourr of Quayside is dark.",
        "",
        "…",
    ],
)
def test_the_same_words_stand_whatever_their_form(said: str):
    assert Wording.of(TEXT).holds(said)


@pytest.mark.parametrize(
    "said",
    [
        "The harbour of Quayside is light.",
        "The harbour of Quayside is not dark.",
        "Ines Calloway’s lamps cost $104 each.",
        "Ines Calloway’s lamps cost €140 each.",
        "Ines Calloway’s lamps cost 140 each.",
        "It fell to 5 degrees.",
        "dark is the harbour",
        "harb",
    ],
)
def test_other_words_do_not(said: str):
    assert not Wording.of(TEXT).holds(said)


def test_short_words_figures_and_first_letters_are_no_misspellings():
    for one, other in (("no", "on"), ("131", "113"), ("form", "from"), ("million", "billion")):
        assert not Wording.of(f"It was {one} then.").holds(f"It was {other} then.")


@given(st.lists(st.sampled_from("the dark lamps of Quayside cost 140".split()), min_size=1, max_size=12))
def test_any_run_of_words_of_a_text_stands_in_it(found: list[str]):
    text = " ".join(found)
    assert Wording.of(text).holds(" ".join(found[1:-1]))
    assert Wording.of(f"“{text.upper()},”  she said").holds(text)


@given(st.text(max_size=200), st.text(max_size=200))
def test_any_two_texts_can_be_compared(one: str, other: str):
    assert Wording.of(one).holds(one)
    assert 0 <= likeness(content(one), content(other)) <= 1
    assert 0 <= Wording.of(one).share_of(other) <= 1
    assert folded(one) == f" {folded(one).strip()} " or folded(one) == " "
    assert not is_headline_altered(one, one)


def test_a_word_against_the_same_words_turns_them():
    wording = Wording.of("It rained. It is not true that the bridge is safe. So it goes.")
    span = wording.turned("the bridge is safe", "The bridge is safe.")
    assert span
    assert span.cut(wording.text) == "It is not true that the bridge is safe."
    assert wording.turned("the bridge is safe", "Nobody says that the bridge is safe.") is None
    both = Wording.of("The bridge is safe. It is not true that the bridge is safe.")
    assert both.turned("the bridge is safe", "The bridge is safe.") is None


@pytest.mark.no_cover  # as long again if traced
def test_a_million_characters_are_read_in_a_moment():
    text = "no " * 300_000
    wording = Wording.of(text)
    assert not wording.holds("yes no " * 1_000)
    assert wording.turned("no no", "no") is not None


HEADLINES = {
    ("Three die in Quayside fire", "Four die in Quayside fire"): True,
    ("Mayor Lind denies closing the mill", "Mayor Oduya denies closing the mill"): True,
    ("Council to close the mill", "Council not to close the mill"): True,
    ("Council to close the mill", "Council will close the mill"): False,
    ("Council to Close the Mill", "Council: mill to close"): False,
    ("Council to close the mill", "What you must know about paper"): False,
    ("Three die in Quayside fire", "Quayside mourns after a fire"): False,
    ("Mayor Lind closes mill", "Mayor closes mill"): False,
}


@pytest.mark.parametrize(("titles", "altered"), HEADLINES.items(), ids=lambda one: str(one)[:60])
def test_a_headline_is_altered_where_figure_name_or_negation_is(titles: tuple[str, str], altered: bool):  # noqa: FBT001
    old, new = titles
    assert is_headline_altered(old, new, "Mara Lind spoke.", "Ada Oduya spoke.") is altered


def test_a_capital_alone_makes_no_name():
    assert not is_headline_altered("Mill Closes Soon", "Mill Closes Today", "the mill closes soon", "it closes today")


def test_what_differs_in_a_figure_or_a_name_weighs_more():
    assert tells_facts("Mara Lind has 12 boats.", "Mara Lind has 13 boats.")
    assert not tells_facts("The boats are in.", "The boats came in.")
