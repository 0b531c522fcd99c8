"""Site furniture, fragments and halves of quotations are never shown as sentences of an article."""

import pytest

from bot.domain.models import Span
from bot.domain.readable import candidates, is_furniture, is_whole, leans, without_dateline

FACT = "The mill in Lindow makes paper for two hundred schools."


def usable(text: str, title: str = "") -> list[str]:
    return [candidate.span.cut(text) for candidate in candidates(text, title)]


@pytest.mark.parametrize(
    "line",
    [
        "Read more about the history of the paper mill.",
        "RELATED ARTICLE: Violins made of old paper.",
        "Follow us on all the usual networks for more.",
        "Sign up for our newsletter about old mills.",
        "Image caption The mill as it stood in 1951.",
        "Photo: the mill by night, seen from the river.",
        "By Petra Voss for Herald.",
        "Additional reporting by Gwil Moreau in Tarn.",
        "© 2026 The Quay Courier and its writers.",
        "Gwil Moreau contributed to this report from Tarn.",
        "Visit https://example.org/mill for all of the pictures.",
        "This article was originally published in the evening edition.",
        "Share this with everyone who likes paper.",
        "Updated 12 May 2026 at ten o'clock.",
        "Editor's note: the mill sponsors this newspaper.",
        "Advertisement: four reams for the price of three.",
    ],
)
def test_furniture_is_not_a_sentence_of_the_article(line: str):
    assert is_furniture(line)
    assert usable(f"{FACT}\n{line}") == [FACT]


@pytest.mark.parametrize(
    "sentence",
    [
        FACT,
        "Sharing the river with a dye works has never been easy.",
        "The photographer sold her picture of the mill for a crown.",
        "By Tuesday the water had reached the second floor of the mill.",
        "Subscribers to the opera may keep their seats.",
    ],
)
def test_sentences_that_only_look_like_furniture_stay(sentence: str):
    assert usable(sentence) == [sentence]


@pytest.mark.parametrize(
    "fragment",
    [
        "The end of paper",
        "It rained.",
        "WHY THE MILL MUST CLOSE NOW.",
        "- The mill closes on Monday.",
        "“We will never",
    ],
)
def test_headings_and_fragments_are_no_whole_sentences(fragment: str):
    assert not is_whole(fragment)


def test_an_endless_sentence_is_not_shown():
    assert not is_whole("word " * 200 + "end.")


def test_sentences_within_somebodys_speech_are_not_shown_as_the_articles_own():
    text = (
        "“We did our best. We always paid our people. Nobody helped us,” the owner Mara Oduya said on Monday. " + FACT
    )
    assert usable(text) == [FACT]
    assert usable(text.replace("“", '"').replace("”", '"')) == [FACT]


@pytest.mark.parametrize(
    "text",
    [
        "„Ich habe nicht damit gerechnet“, sagte die Frau am Freitag.",
        "« Nous avons tout perdu hier », a dit la femme vendredi.",
        "»Ich habe nicht damit gerechnet«, sagte die Frau am Freitag.",
        "The mayor said “we will not sell it” and went home.",
    ],
)
def test_speech_that_begins_and_ends_in_a_sentence_is_shown(text: str):
    assert usable(text) == [text]


def test_one_missing_quote_mark_does_not_hide_the_next_paragraph():
    assert usable(f'"We did our best, the owner said.\n{FACT}') == [FACT]


@pytest.mark.parametrize(
    ("line", "rest"),
    [
        ("(ABC)The mill burned.", "The mill burned."),
        ("LINDOW (Harbour Press) — The mill burned.", "The mill burned."),
        ("LINDOW, 3 May – The mill burned.", "The mill burned."),
        ("The mill (a ruin) burned.", "The mill (a ruin) burned."),
        ("NATO - the alliance - met in Lindow.", "NATO - the alliance - met in Lindow."),
    ],
)
def test_a_dateline_is_cut_and_nothing_else(line: str, rest: str):
    assert without_dateline(line, Span(0, len(line))).cut(line) == rest


@pytest.mark.parametrize(
    "sentence",
    [
        "He closed the mill.",
        "But the mill stayed open.",
        "However, the mill stayed open.",
        "“It was over,” she said.",
        "In the evening he closed the mill.",
        "The latter is a ruin.",
    ],
)
def test_a_sentence_that_needs_the_one_before_it_leans(sentence: str):
    assert leans(sentence)


@pytest.mark.parametrize(
    "sentence",
    [
        "Mara Oduya said she would close the mill.",
        "This week the mill closes.",
        "Oduya's deputy said he was sad.",
        "The mill closed its doors.",
    ],
)
def test_a_sentence_that_names_its_person_does_not_lean(sentence: str):
    assert not leans(sentence)


def test_an_answer_leans_on_its_question():
    found = candidates("Why would anyone buy a mill? Money is the whole answer here.")
    assert [candidate.leans for candidate in found] == [False, True]


def test_text_without_blanks_between_words_has_sentences():
    assert usable("市议会周二决定关闭造纸厂。四百名工人将失去工作！") == [
        "市议会周二决定关闭造纸厂。",
        "四百名工人将失去工作！",
    ]


def test_only_the_beginning_of_an_endless_text_is_read():
    assert len(candidates(f"{FACT} " * 1_500)) == 1_000
