import pytest

from bot.domain.models import Span
from bot.domain.people import people_in
from bot.domain.quotes.cues import Cue, cues_in
from bot.domain.quotes.phrases import Phrases, phrases_of


def read(text: str) -> tuple[Phrases, list[Cue]]:
    phrases = phrases_of(text, Span(0, len(text)), people_in(text))
    return phrases, cues_in(text, phrases)


def speakers(text: str) -> list[tuple[str, str]]:
    phrases, cues = read(text)
    return [(phrases.names.get(cue.source, phrases.span(cue.source)).cut(text), cue.base) for cue in cues]


@pytest.mark.parametrize(
    ("text", "speaker", "verb"),
    [
        ("Mara Quill said the bridge was safe.", "Mara Quill", "say"),
        ("Mara Quill, the mayor of Dunholm, later said so.", "Mara Quill", "say"),
        ("Mara Quill, who runs the city with Tom Reed, said so.", "Mara Quill", "say"),
        ("A spokesman for Mara Quill said so.", "A spokesman", "say"),
        ("Quill’s campaign manager, Tom Reed, said so.", "Tom Reed", "say"),
        ("Mara Quill shrugged and told reporters so.", "Mara Quill", "tell"),
        ("On Tuesday, Senator Mara Quill, Democrat of Ohio, predicted rain.", "Mara Quill", "predict"),
        ("According to the mayor Mara Quill, it rains.", "Mara Quill", "according"),
        ("Said psychologist Mara Quill yesterday.", "Mara Quill", "say"),
        ("Orbis president and chief legal officer, Mara Quill says so.", "Mara Quill", "say"),
        ("In an interview with The Courier on May 5th Quill said so. Mara Quill left.", "Quill", "say"),
        ("When Tom Reed arrived, Mara Quill said so.", "Mara Quill", "say"),
    ],
)
def test_a_verb_finds_its_own_subject(text: str, speaker: str, verb: str):
    assert speakers(text)[0] == (speaker, verb)


def test_a_participle_speaks_for_the_subject_of_its_sentence():
    assert speakers("Mara Quill walked out of the hall, saying it was over.")[-1] == ("Mara Quill", "say")


def test_a_relative_clause_speaks_for_the_name_before_it():
    text = "The board met Mara Quill, who told reporters so."
    _, cues = read(text)
    assert speakers(text)[-1] == ("Mara Quill", "tell")
    assert cues[-1].relative is not None


def test_whoever_is_told_does_not_speak():
    assert speakers("Mara Quill was told that the plan failed.") == []
    _, cues = read("Mara Quill told The Courier that it rained.")
    assert cues[0].addressee is not None
    assert cues[0].addressee.cut("Mara Quill told The Courier that it rained.") == "The Courier"


def test_a_denial_and_a_negation_are_marked():
    assert [cue.negated for cue in read("Mara Quill denied that it rained.")[1]] == [True]
    assert [cue.negated for cue in read("Mara Quill did not say that it rained.")[1]] == [True]
    assert [cue.negated for cue in read("Mara Quill said that it rained.")[1]] == [False]


def test_a_possessive_name_is_not_the_one_who_speaks():
    assert speakers("Orbis’s Mara Quill said so.") == [("Mara Quill", "say")]


def test_nouns_that_look_like_verbs_are_no_cues():
    assert speakers("The report on claims and comments of the board is long.") == []
