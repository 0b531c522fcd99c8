"""The score of a claim: what raises it, what lowers it, and what holds for any text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.support import STRICT, THRESHOLD, Support, check
from bot.domain.support.guards import refusal
from bot.domain.text import one_line, sentences

TEXT = (
    "The Ebbport council approved a budget of $1.2 million for new lamps on Monday, after thieves stole forty lamps "
    "from the harbour in March.\n\nMayor Odo Farrant said that the harbour needs the lamps before the winter storms. "
    "He did not say who will pay for the guards.\n\nThe ferry Marigold hit a pier near the harbour last week. Three "
    "people were hurt, and the pier was closed. Engineers of Tolvane will repair it within two months."
)
TRUE = "Ebbport's council has approved $1.2 million for new lamps."
BETTER = [
    # the first says what the text says, the second alters it
    (TRUE, "Ebbport's council has approved $1.9 million for new lamps."),
    (TRUE, "Saltmere's council has approved $1.2 million for new lamps."),
    (TRUE, "Ebbport's council has rejected $1.2 million for new lamps."),
    (TRUE, "Ebbport's council has approved $1.2 million for new buses."),
    ("Three people were hurt when the ferry hit a pier.", "Three people were hurt when the train hit a pier."),
    ("Three people were hurt when the ferry hit a pier.", "Nine people were hurt when the ferry hit a pier."),
    ("Thieves stole forty lamps from the harbour.", "Thieves stole forty boats from the harbour."),
    ("The pier was closed after a ferry hit it.", "The pier was opened after a ferry hit it."),
    ("Tolvane will repair the pier within two months.", "Tolvane will repair the pier within two years."),
    ("Odo Farrant said the harbour needs the lamps.", "Ines Calloway said the harbour needs the lamps."),
    ("Engineers of Tolvane will repair the pier.", "Engineers of Tolvane will never repair the pier."),
    ("The mayor said the harbour needs lamps.", "She said the harbour needs lamps."),
    ("Engineers will repair the pier.", "Painters will decorate the museum."),
]

words = st.lists(st.sampled_from([*TEXT.split(), "never", "5", "Quince", "“", "…", "\n"]), max_size=40).map(" ".join)
texts = st.one_of(st.text(max_size=300), words)


@pytest.mark.parametrize(("better", "worse"), BETTER)
def test_a_claim_scores_higher_than_the_same_claim_altered(better: str, worse: str):
    assert check(better, TEXT).score > check(worse, TEXT).score


def test_a_paraphrase_is_supported_by_the_sentence_it_is_of():
    found = check(TRUE, TEXT)
    assert found.supported
    assert found.score >= THRESHOLD
    assert found.evidence[0].cut(TEXT).startswith("The Ebbport council approved")


def test_what_the_text_does_not_speak_of_is_not_supported():
    assert not check("A comet was seen over Quince on Sunday by two astronomers.", TEXT).supported
    assert check("Zyxw vuts.", TEXT) == Support(supported=False, score=0.0, evidence=())


def test_an_empty_claim_or_document_supports_nothing():
    for claim, document in (("", TEXT), (TRUE, ""), ("", ""), ("…", TEXT)):
        assert check(claim, document) == Support(supported=False, score=0.0, evidence=())


def test_what_is_too_long_to_be_a_claim_is_never_supported():
    assert not check("The pier was closed. " * 50, TEXT).supported
    assert not check("The pier was closed " * 300, TEXT).supported


def test_the_threshold_for_models_is_the_stricter_one():
    assert 0 < THRESHOLD < STRICT < 1


@given(claim=texts, document=texts)
def test_a_score_is_a_share_and_evidence_is_cut_from_the_document_in_order(claim: str, document: str):
    found = check(claim, document)
    assert 0 <= found.score <= 1
    assert found.supported == (found.score >= THRESHOLD)
    assert len(found.evidence) <= 3
    assert list(found.evidence) == sorted(set(found.evidence), key=lambda span: span.start)
    assert set(found.evidence) <= set(sentences(document))
    assert check(claim, document) == found


@given(document=texts)
def test_every_sentence_of_a_document_is_supported_with_the_top_score_which_nothing_else_has(document: str):
    known = {one_line(span.cut(document)) for span in sentences(document)}
    for one in known:
        if any(char.isalpha() and char.isascii() for char in one):
            assert check(one, document).score == 1.0
            other = f"{one} Zyxw vuts."
            assert check(other, document).score < 1.0


@given(claim=words, kept=st.sets(st.integers(0, 7)))
def test_removing_sentences_of_the_document_is_no_fault_and_never_covers_more(claim: str, kept: set[int]):
    spans = sentences(TEXT)
    less = " ".join(span.cut(TEXT) for at, span in enumerate(spans) if at in kept)
    found = check(claim, less)
    assert 0 <= found.score <= 1
    if not check(claim, TEXT).evidence:
        assert not found.evidence


@given(at=st.integers(0, 6), more=st.integers(1, 10**6))
def test_a_changed_figure_is_refused(at: int, more: int):
    claim = sentences(TEXT)[at % len(sentences(TEXT))].cut(TEXT)
    for old, value in (("$1.2", 1), ("forty", 40), ("Three", 3), ("two", 2)):
        if old in claim:
            new = f"${value + more}" if old.startswith("$") else str(value + more)
            assert refusal(claim, [TEXT]) in {None, "attribution"}
            assert refusal(claim.replace(old, new), [TEXT]) is not None


@given(claim=texts, passages=st.lists(texts, max_size=3))
def test_the_guards_end_on_any_text_and_show_nothing_that_is_not_plain(claim: str, passages: list[str]):
    found = refusal(claim, passages)
    if found is None:
        assert not set(claim) & set('"“”«»<>@*`\n\u202e\u200b')


@pytest.mark.parametrize(
    "text", ["a " * 100_000, "A. " * 60_000, "no " * 60_000, "5 and " * 40_000, "Al said, " * 20_000]
)
def test_hostile_texts_are_read_in_bounded_time(text: str):
    check(text[:4_000], text)
    refusal(text[:600].strip(), [text] * 3)
