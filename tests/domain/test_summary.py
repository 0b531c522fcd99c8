"""Key sentences are exact slices, few, in order, and read well by themselves."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.citations import Evidence
from bot.domain.drafts import Citation
from bot.domain.models import Article
from bot.domain.summary import key_sentences, story_sentences

MILL = (
    "LINDOW (Harbour Press) - The town council of Lindow voted on Tuesday to close its paper mill. "
    "The mill has employed four hundred people since 1951. The weather was mild for the season. "
    "Council leader Mara Oduya said the mill lost three million crowns last year. "
    "Workers at the mill said the council had not told them of the vote. Nobody was hurt."
)
TOWN_HALL = (
    "The town council of Lindow voted to close its paper mill on Tuesday. "
    "The building will be offered to a maker of violins, the mayor's office told the Gazette."
)


def shown(text: str, title: str = "") -> list[str]:
    return [span.cut(text) for span in key_sentences(text, title)]


def test_the_first_key_sentence_tells_the_main_thing_without_the_dateline():
    assert shown(MILL)[0] == "The town council of Lindow voted on Tuesday to close its paper mill."


def test_three_sentences_at_most_and_fewer_when_asked():
    assert len(shown(MILL)) == 3
    assert len(key_sentences(MILL, limit=1)) == 1
    assert key_sentences(MILL, limit=0) == []


def test_an_empty_text_has_no_key_sentences():
    assert key_sentences("") == []
    assert key_sentences("\n \n") == []


def test_a_sentence_that_only_repeats_the_title_is_left_out():
    text = "Paper mill closes in Lindow. The council voted by nine to four after a long night."
    assert shown(text, "Paper mill closes in Lindow") == ["The council voted by nine to four after a long night."]


def test_a_title_that_is_only_the_texts_beginning_changes_nothing():
    assert shown(MILL, MILL[:40] + "…") == shown(MILL)
    assert shown("The mill of Lindow closes.", "The mill of Lindow closes.") == ["The mill of Lindow closes."]


def test_a_title_draws_the_sentences_that_share_its_words():
    text = (
        "The council met on Tuesday for the first time since the summer. Its members spoke of roads and of schools. "
        "Bread will be cheaper from May. A violin maker may buy the mill that the council owns in the valley."
    )
    assert "A violin maker may buy the mill that the council owns in the valley." in shown(
        text, "Violin maker buys mill"
    )


def test_no_sentence_opens_with_a_pronoun_unless_its_person_is_in_the_one_before():
    text = (
        "Mara Oduya leads the council of Lindow. She closed the paper mill. It rained. He said the paper mill would be "
        "missed by the council. But the paper mill of Lindow lost money every year, the council found."
    )
    sentences = shown(text)
    for at, sentence in enumerate(sentences):
        if sentence.startswith("She"):
            assert sentences[at - 1].startswith("Mara Oduya")
        assert not sentence.startswith(("He", "But", "It"))


def test_two_sentences_that_tell_the_same_are_shown_once():
    text = f"{MILL} The town council of Lindow has voted on Tuesday to close its paper mill."
    assert sum("voted" in sentence for sentence in shown(text)) == 1


def test_sentences_of_a_story_come_from_all_its_articles_without_repeating():
    found = story_sentences([("Mill closes", MILL), ("Violins for paper", TOWN_HALL)])
    sentences = [span.cut((MILL, TOWN_HALL)[number]) for number, span in found]
    assert sum("voted" in sentence for sentence in sentences) == 1
    assert any("violins" in sentence for sentence in sentences)
    assert found == sorted(found)


def test_a_text_in_another_language_has_key_sentences_too():
    text = (
        "Der Stadtrat von Lindow hat am Dienstag die Schließung der Papierfabrik beschlossen. "
        "Die Fabrik beschäftigt seit 1951 vierhundert Menschen. Das Wetter war mild."
    )
    assert shown(text)[0].startswith("Der Stadtrat")


@given(st.text(), st.text(), st.integers(min_value=0, max_value=5))
def test_any_text_gives_trimmed_slices_in_order(text: str, title: str, limit: int):
    spans = key_sentences(text, title, limit)
    assert len(spans) <= limit
    assert spans == sorted(spans)
    for span in spans:
        assert span.cut(text)
        assert span.cut(text).strip() == span.cut(text)


@given(st.lists(st.sampled_from([*MILL.split(". "), *TOWN_HALL.split(". ")]), max_size=30).map(". ".join))
def test_key_sentences_never_overlap(text: str):
    spans = key_sentences(text)
    assert all(one.end <= other.start for one, other in pairwise(spans))


@given(
    st.lists(st.sampled_from([*MILL.split(" "), *'" “ ” ? … \n ( ) - — ABC'.split(" "), "\n\n"]), max_size=80).map(
        " ".join
    )
)
def test_every_key_sentence_passes_verification(text: str):
    article = Article(1, 1, "mill", "", text, "Quay Courier")
    evidence = Evidence.of({article.ref: article}, [])
    assert all(evidence.is_whole_sentences(Citation(article.ref, span)) for span in key_sentences(text))


@pytest.mark.parametrize(
    "part", ["“", '" ', "He said. ", "A, ", "(", "Read more: ", "\n- ", "newsletter ", f"{MILL}\n"]
)
@pytest.mark.no_cover  # as long again if traced
def test_a_hostile_text_is_read_to_its_end(part: str):
    text = part * (300_000 // len(part))
    assert all(span.cut(text) for span in key_sentences(text))
