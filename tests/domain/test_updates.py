"""What a new article adds to a story: figures, names, dates, quotes; never what was told, never half a sentence."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.models import Article, first_id
from bot.domain.stories import group
from bot.domain.updates import Kind, Update, beyond, update, updates

SEEN = datetime(2026, 11, 23, 7, tzinfo=UTC)
FLOOD = (
    "Eleven people died when the river Orrel flooded the town of Tarn on Monday. Mayor Ruth Amadi said that 300 houses "
    "stood under water. Soldiers brought 1,200 people to the school. “We have lost everything that we had,” said baker "
    "Tomas Brandt."
)


def article(number: int, text: str, title: str = "", *, hours: float | None = None) -> Article:
    published = None if hours is None else SEEN - timedelta(hours=hours)
    return Article(first_id(SEEN) + number, 1, str(number), title, text, "Quay Courier", published=published)


def new(text: str, *, earlier: str = FLOOD) -> list[str]:
    found = update([article(1, earlier)], article(2, text))
    assert (found.kind is Kind.UPDATE) == bool(found.new)
    return [span.cut(text) for span in found.new]


def test_a_copy_adds_nothing():
    assert update([article(1, FLOOD)], article(2, FLOOD.replace("baker", "cobbler"))).kind is Kind.COPY


@pytest.mark.parametrize(
    "text",
    [
        "In Tarn 11 people lost their lives when the Orrel flooded the town. Some 300 houses stood under water.",
        "Mayor Amadi said 300 houses stood under water in Tarn. Soldiers brought 1200 people to the school.",
        "“We have lost everything that we had,” said Brandt, a baker of Tarn, on Monday.",
    ],
    ids=["figures in other spelling", "short names", "the same quote"],
)
def test_what_was_told_in_other_words_is_nothing_new(text: str):
    assert new(text) == []


def test_a_corrected_figure_comes_first_wherever_it_stands():
    text = (
        "The Orrel has gone down. Insurers expect claims of 40 million crowns after the flood in Tarn. "
        "The death toll has risen to 14, the police said."
    )
    assert new(text)[0] == "The death toll has risen to 14, the police said."


@pytest.mark.parametrize(
    "sentence",
    [
        "Engineer Pia Lindgaard said that the dam above Tarn had been weak.",
        "The army will leave Tarn on 12 December.",
        "“Nobody warned us although the gauges showed it,” said baker Tomas Brandt.",
        "Insurance companies expect claims from farmers whose harvest rotted.",
        "A second Amadi, Luis Amadi, owns the mill that was swept away.",
    ],
    ids=["name", "date", "quote", "new words", "another of that surname"],
)
def test_a_sentence_with_something_new_is_shown_alone(sentence: str):
    assert new(f"Eleven people died in the flood of Tarn. {sentence} Mayor Ruth Amadi said 300 houses were lost.") == [
        sentence
    ]


def test_beside_what_was_told_the_newest_article_comes_first():
    told, older = article(1, FLOOD), article(2, "The dam above Tarn is owned by Luis Brandt.", hours=5)
    newer = article(3, "Engineer Pia Lindgaard will look at the dam above Tarn.", hours=1)
    found = beyond([told], [older, newer])
    assert [one.ref for one in found] == [newer.ref, older.ref]
    assert [span.cut(one.text) for one, made in zip((newer, older), found, strict=True) for span in made.new] == [
        newer.text,
        older.text,
    ]


def test_what_a_newer_article_tells_too_or_counts_otherwise_is_not_told_of_an_older_one():
    told, newer = article(1, FLOOD), article(4, "The death toll in Tarn has risen to 16, the police said.", hours=1)
    stale = article(2, "The death toll in Tarn has risen to 14, the police said.", hours=3)
    same = article(3, "In Tarn 16 people died, and the death toll may rise.", hours=2)
    kinds = {one.ref: one.kind for one in beyond([told], [stale, same, newer])}
    assert kinds == {newer.ref: Kind.UPDATE, same.ref: Kind.NOTHING_NEW, stale.ref: Kind.NOTHING_NEW}


def test_at_most_three_sentences_are_shown_in_the_articles_order():
    told = [f"The village of {name} was flooded too." for name in ("Brenn", "Osk", "Velm", "Hadrel", "Calder")]
    shown = new(" ".join(told))
    assert len(shown) == 3
    assert shown == [sentence for sentence in told if sentence in shown]


def test_one_new_fact_is_shown_once():
    text = "Engineer Pia Lindgaard examined the dam. Lindgaard found cracks. The dam of Tarn is safe, Lindgaard said."
    assert new(text) == ["Engineer Pia Lindgaard examined the dam."]


def test_a_sentence_that_leans_is_shown_with_the_one_before_it():
    text = "Mayor Ruth Amadi thanked the soldiers. She said that 60 bridges had to be built again in the valley."
    assert new(text) == [text]


def test_the_rest_of_a_broken_sentence_is_not_shown():
    text = (
        "Mayor Ruth Amadi said that 300 houses stood under water. Eleven people died, and the mayor asks for\n\n"
        "40 million crowns from the government of the country."
    )
    assert new(text) == []


def test_neither_paper_nor_author_is_news():
    later = Article(
        first_id(SEEN) + 2, 1, "2", "", "Eleven people died in Tarn, the Quay Courier reported.", "Quay Courier"
    )
    assert update([article(1, FLOOD)], later).kind is Kind.NOTHING_NEW


def test_a_headline_alone_is_shown_whole():
    assert new("Orrel flood: death toll rises to 14") == ["Orrel flood: death toll rises to 14"]


def test_what_any_earlier_article_told_is_known():
    second = "The death toll in Tarn has risen to 14. Engineer Pia Lindgaard examined the dam of the Orrel."
    third = "Fourteen people died in Tarn when the Orrel flooded the town. Pia Lindgaard examined the dam."
    assert update([article(1, FLOOD), article(2, second)], article(3, third)).kind is Kind.NOTHING_NEW


def test_a_storys_updates_come_in_the_order_of_publication():
    second = f"{FLOOD} Engineer Pia Lindgaard examined the dam. Nobody had warned the people of Tarn about the Orrel."
    told = [article(1, second, hours=1), article(2, FLOOD, hours=5), article(3, second, hours=0)]
    (story,) = group(told)
    found = updates(story, {one.ref: one for one in told})
    assert [(one.ref, one.kind) for one in found] == [(told[0].ref, Kind.UPDATE), (told[2].ref, Kind.COPY)]


def test_with_nothing_told_before_all_is_new():
    assert update([], article(1, FLOOD)).kind is Kind.UPDATE


@given(st.lists(st.text(max_size=300), max_size=4), st.text(max_size=600))
def test_any_texts_have_at_most_three_spans_that_do_not_overlap_beyond_one_sentence(earlier: list[str], text: str):
    found = update([article(at, one) for at, one in enumerate(earlier)], article(9, text))
    assert isinstance(found, Update)
    assert len(found.new) <= 3
    assert all(0 <= span.start < span.end <= len(text) for span in found.new)
    assert found.new == () or found.kind is Kind.UPDATE
