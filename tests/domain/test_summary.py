"""Key sentences are exact slices, few, in order, and never site furniture."""

from hypothesis import given
from hypothesis import strategies as st

from bot.domain.summary import key_sentences

PLANT = (
    "LINDOW (Harbour Press) - The town council of Lindow voted on Tuesday to close its paper mill. "
    "The mill has employed four hundred people since 1951. The weather was mild for the season. "
    "Council leader Mara Oduya said the mill lost three million crowns last year. "
    "Workers at the mill said the council had not told them of the vote. Nobody was hurt."
)


def shown(text: str) -> list[str]:
    return [span.cut(text) for span in key_sentences(text)]


def test_the_first_key_sentence_tells_the_main_thing_without_the_dateline() -> None:
    assert shown(PLANT)[0] == "The town council of Lindow voted on Tuesday to close its paper mill."


def test_three_sentences_at_most_and_fewer_when_asked() -> None:
    assert len(shown(PLANT)) == 3
    assert len(key_sentences(PLANT, limit=1)) == 1
    assert key_sentences(PLANT, limit=0) == []


def test_an_empty_text_has_no_key_sentences() -> None:
    assert key_sentences("") == []
    assert key_sentences("\n \n") == []


@given(st.text(), st.integers(min_value=0, max_value=5))
def test_any_text_gives_trimmed_slices_in_order(text: str, limit: int) -> None:
    spans = key_sentences(text, limit=limit)
    assert len(spans) <= limit
    assert spans == sorted(spans)
    for span in spans:
        assert span.cut(text)
        assert span.cut(text).strip() == span.cut(text)
