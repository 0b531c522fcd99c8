from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.models import QuoteKind
from bot.domain.people import people_in
from bot.domain.quotes import find_quotes
from bot.domain.quotes.direct import find_direct
from bot.domain.quotes.narration import Narration

PIECES = st.sampled_from(
    [
        *"“”\"'‘’«»„`.,:;?!-—()[] \n\ue000",
        *["''", "``", "said", "he", "she", "told", "that", "who", "according to", "not", "and"],
        *["Mara Quill", "Quill", "Mr. Reed", "Tom Reed", "the committee", "Orbis’s", "the bridge is safe"],
    ]
)
SPEECH = st.lists(PIECES, max_size=60).map(" ".join) | st.lists(PIECES, max_size=60).map("".join)


def narration(text: str) -> Narration:
    return Narration(text, people_in(text))


@given(SPEECH | st.text())
def test_every_quote_is_an_ordered_exact_slice(text: str):
    quotes = find_quotes(text)
    assert [quote.span for quote in quotes] == sorted(quote.span for quote in quotes)
    for quote in quotes:
        assert 0 <= quote.span.start < quote.span.end <= len(text)
        assert quote.context.holds(quote.span)
        assert quote.mention is None or quote.mention.cut(text).strip()
        assert (quote.speaker is None) == (quote.mention is None)


@given(SPEECH)
def test_direct_quotes_never_overlap_and_hold_no_marks_at_their_ends(text: str):
    quotes = find_direct(narration(text))
    assert all(before.span.end <= after.span.start for before, after in pairwise(quotes))
    assert all(quote.kind is QuoteKind.DIRECT and not quote.span.cut(text)[0].isspace() for quote in quotes)


@given(SPEECH)
def test_masking_moves_nothing(text: str):
    read = narration(text)
    assert len(read.masked) == len(text)
    for sentence in read.sentences:
        assert sentence.start < sentence.end


@pytest.mark.parametrize(
    "piece",
    [
        "“",
        "“a” ",
        '"',
        "he said, ",
        "he, he, ",
        "Mara Quill said ",
        "who said ",
        "Quill, ",
        "(",
        "a. ",
        "‘a ",
        "''a'' ",
    ],
)
def test_no_sentence_grows_with_a_text_that_repeats_itself(piece: str):
    """What is done for each quote and verb is bounded by the size of its sentence, so that all of it stays linear."""
    for times in (800, 1_600):
        read = narration(piece * times)
        for index in range(len(read.sentences)):
            assert len(read.frame(index).phrases.tags) <= 3_100
        held = [sum(s.start <= q.outer.start < s.end for q in read.quoted[:400]) for s in read.sentences[:10]]
        assert max(held, default=0) <= 45


@pytest.mark.no_cover  # as long again if traced
def test_a_megabyte_without_an_end_is_read_up_to_a_bound():
    read = narration("“a\n" * 40_000)
    assert len(read.quoted) <= 20_001
    assert len(read.sentences) <= 50_000
