"""Nothing unverified leaves `citations`: drafts that lie about text, speakers or places are dropped."""

import dataclasses
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.citations import Evidence, cited, verify_answer, verify_briefing
from bot.domain.documents import Answer, Line, NotShown, Searched
from bot.domain.drafts import AnswerDraft, BriefingDraft, Citation, DraftGroup, DraftLine, DraftStory, LineKind
from bot.domain.models import ArticleRef, Confidence, QuoteKind, Span, StoredQuote, Window
from tests.samples import FIRST, ID, REF, REPORTED, SECOND, TEXT, article, quote, sentence_around, span

QUOTES = [
    quote(FIRST),
    quote(SECOND, confidence=Confidence.CONTINUED),
    quote(REPORTED, QuoteKind.REPORTED, utterance=2),
]


def evidence(*quotes: StoredQuote) -> Evidence:
    return Evidence.of({REF: article()}, quotes or QUOTES)


def cite(where: Span, ref: ArticleRef = REF) -> Citation:
    return Citation(ref, where)


def answer_of(*lines: DraftLine, person: str = "", about: str = "", proof: Evidence | None = None) -> Answer:
    draft = AnswerDraft("q", (DraftGroup(lines, person, about),), (ID,))
    return verify_answer(draft, proof or evidence(), Searched(articles=1), {ID: "lamps"})


def test_a_quote_is_cut_from_storage_with_its_stored_speaker_and_role():
    answer = answer_of(DraftLine(LineKind.QUOTE, (cite(span(FIRST)),)), person="Ines Calloway")
    (line,) = answer.groups[0].lines
    assert [p.text for p in line.passages] == [FIRST]
    assert (line.speaker, line.role, line.confidence) == ("Ines Calloway", "harbour master", Confidence.EXPLICIT)
    assert line.passages[0].source.url == "https://example.org/lamps"
    assert answer.ranking == ("lamps",)


def test_halves_of_one_utterance_are_one_line_whose_confidence_is_the_weaker():
    answer = answer_of(DraftLine(LineKind.QUOTE, (cite(span(FIRST)), cite(span(SECOND)))))
    (line,) = answer.groups[0].lines
    assert [p.text for p in line.passages] == [FIRST, SECOND]
    assert line.confidence is Confidence.CONTINUED


@pytest.mark.parametrize(
    "bad",
    [
        DraftLine(LineKind.QUOTE, ()),
        DraftLine(LineKind.QUOTE, (cite(span("ran out of lamps")),)),
        DraftLine(LineKind.QUOTE, (cite(span(REPORTED)),)),
        DraftLine(LineKind.REPORTED, (cite(span(FIRST)),)),
        DraftLine(LineKind.QUOTE, (cite(span(FIRST), ArticleRef(ID, 2)),)),
        DraftLine(LineKind.QUOTE, (cite(span(FIRST)), cite(Span(-5, 3)))),
        DraftLine(LineKind.SENTENCE, (cite(span("lights go out")),)),
        DraftLine(LineKind.SENTENCE, (cite(Span(0, len(TEXT) + 1)),)),
        DraftLine(LineKind.SENTENCE, (cite(Span(9, 9)),)),
    ],
    ids=["empty", "part", "not-direct", "not-reported", "version", "negative", "part-sentence", "beyond", "nothing"],
)
def test_a_line_that_storage_does_not_support_is_dropped(bad: DraftLine):
    assert not answer_of(bad).found


def test_a_group_speaks_for_one_person_only():
    other = quote(SECOND, speaker="Marek Dune")
    lines = (DraftLine(LineKind.QUOTE, (cite(span(FIRST)),)), DraftLine(LineKind.QUOTE, (cite(span(SECOND)),)))
    answer = answer_of(*lines, person="Ines Calloway", proof=evidence(quote(FIRST), other))
    assert [p.text for one in answer.groups[0].lines for p in one.passages] == [FIRST]
    assert not answer_of(*lines, person="Nobody Known", proof=evidence(quote(FIRST), other)).found


def test_two_speakers_are_never_joined_in_one_line():
    joined = DraftLine(LineKind.QUOTE, (cite(span(FIRST)), cite(span(SECOND))))
    assert not answer_of(joined, proof=evidence(quote(FIRST), quote(SECOND, speaker="Marek Dune"))).found


def test_an_inferred_speaker_is_not_named():
    answer = answer_of(
        DraftLine(LineKind.QUOTE, (cite(span(FIRST)),)), proof=evidence(quote(FIRST, confidence=Confidence.INFERRED))
    )
    (line,) = answer.groups[0].lines
    assert line.speaker is None
    assert line.role is None


def test_words_beside_a_denial_are_shown_as_their_whole_sentence():
    answer = answer_of(DraftLine(LineKind.QUOTE, (cite(span(FIRST)),)), proof=evidence(quote(FIRST, widen=True)))
    (line,) = answer.groups[0].lines
    assert line.kind is LineKind.REPORTED
    assert line.widened
    assert line.passages[0].span == sentence_around(FIRST)
    assert [one.text for one in line.words] == [FIRST]


def test_of_a_sentence_only_its_dateline_may_be_left_out():
    text = "LINDOW (Quay Press) - The lamps went out on Monday. Nobody was hurt."
    proof = Evidence.of({REF: article(text)}, [])

    def is_shown(part: str) -> bool:
        return answer_of(DraftLine(LineKind.SENTENCE, (cite(span(part, text)),)), proof=proof).found

    assert is_shown("The lamps went out on Monday.")
    assert not is_shown("lamps went out on Monday.")
    assert not is_shown("was hurt.")


def test_words_in_a_sentence_that_names_no_speaker_get_the_stored_one():
    def line_of(part: str, *quotes: StoredQuote) -> Line:
        drafted = DraftLine(LineKind.SENTENCE, (cite(sentence_around(part)),))
        return answer_of(drafted, proof=evidence(*quotes)).groups[0].lines[0]

    away = line_of(SECOND)
    assert (away.kind, away.speaker, away.role) == (LineKind.QUOTE, "Ines Calloway", "harbour master")
    assert away.confidence is Confidence.CONTINUED
    assert line_of(FIRST).confidence is None  # named in the sentence
    assert (
        line_of(FIRST, quote(FIRST, speaker="Marek Dune")).speaker == "Marek Dune"
    )  # mentioned, but as something else
    assert line_of("did not blame").confidence is None
    for unclear in (quote(SECOND, confidence=Confidence.INFERRED), quote(SECOND, speaker=None, mention=None)):
        guessed = line_of(SECOND, unclear)
        assert (guessed.speaker, guessed.role, guessed.confidence) == (None, None, Confidence.INFERRED)


def test_a_named_group_holds_no_unclear_line_no_sentence_and_nobody_a_draft_takes_for_the_same():
    bare = DraftLine(LineKind.QUOTE, (cite(span(FIRST)),))
    unclear = evidence(quote(FIRST, confidence=Confidence.INFERRED))
    assert not answer_of(bare, person="Ines Calloway", proof=unclear).found
    whole = DraftLine(LineKind.SENTENCE, (cite(sentence_around("did not blame")),))
    assert not answer_of(whole, person="Ines Calloway").found
    other = evidence(quote(FIRST), quote(SECOND, speaker="Marek Dune", confidence=Confidence.EXPLICIT))
    theirs = DraftLine(LineKind.QUOTE, (cite(span(SECOND)),))
    draft = AnswerDraft("q", (DraftGroup((bare, theirs), "Ines Calloway", "", ("Ines Calloway", "Marek Dune")),), (ID,))
    (group,) = verify_answer(draft, other, Searched(), {}).groups
    assert [p.text for one in group.lines for p in one.passages] == [FIRST]


def test_a_sentence_from_within_somebodys_words_is_shown_as_their_quote():
    text = "The fund is short. “I am sad. Colin Reed stole the money. He must go,” said Dora Blake. She left."
    spoken = text[text.index("I am") : text.index("”")]
    place = span(spoken, text)
    stored = StoredQuote(
        REF,
        dataclasses.replace(
            quote(FIRST).quote, span=place, context=place, mention=span("Dora Blake", text), speaker="Dora Blake"
        ),
    )
    proof = Evidence.of({REF: article(text)}, [stored])
    for part, shown in (("Colin Reed stole the money.",) * 2, ("“I am sad.", "I am sad.")):
        answer = answer_of(DraftLine(LineKind.SENTENCE, (cite(span(part, text)),)), proof=proof)
        (line,) = answer.groups[0].lines
        assert (line.kind, line.speaker) == (LineKind.QUOTE, "Dora Blake")
        assert [p.text for p in line.passages] == [shown]


def test_about_is_kept_only_where_a_shown_quote_gives_that_role():
    line = DraftLine(LineKind.QUOTE, (cite(span(FIRST)),))
    assert answer_of(line, person="Ines Calloway", about="harbour master").groups[0].about == "harbour master"
    assert answer_of(line, person="Ines Calloway", about="queen").groups[0].about == ""


def test_a_briefing_keeps_only_stories_with_a_verified_line():
    good = DraftLine(LineKind.SENTENCE, (cite(sentence_around("did not blame")),))
    bad = DraftLine(LineKind.SENTENCE, (cite(span("did not blame")),))
    hidden = ArticleRef(ID + 1, 1)
    draft = BriefingDraft(
        (
            DraftStory("1", REF, (good, bad), (REF, hidden), "why"),
            DraftStory("2", REF, (bad,), (REF,), "why"),
            DraftStory("3", hidden, (good,), (REF,), "why"),
        ),
        Window(),
        left_out=4,
    )
    briefing = verify_briefing(draft, evidence(), sources=["Quay Courier"], newest=None)
    assert [story.story_id for story in briefing.stories] == ["1"]
    assert [p.text for one in briefing.stories[0].lines for p in one.passages] == ["She did not blame the city."]
    assert [source.article_id for source in briefing.stories[0].sources] == ["lamps"]
    assert briefing.left_out == 4


def test_what_its_source_says_no_longer_is_dropped_and_its_title_is_the_one_of_now():
    lines = tuple(DraftLine(LineKind.QUOTE, (cite(span(said)),)) for said in (FIRST, SECOND))
    draft = BriefingDraft((DraftStory("s1", REF, lines, (REF,), "1 source", update=True),), Window())
    edited = dataclasses.replace(
        article(TEXT.replace(FIRST, "We said nothing")), version=REF.version + 1, title="Lamps, corrected"
    )
    proof = Evidence.of({REF: article()}, QUOTES, [edited])
    briefing = verify_briefing(draft, proof, sources=(), newest=None, day=date(2026, 3, 2), late=True)
    (story,) = briefing.stories
    assert [passage.text for line in story.lines for passage in line.passages] == [SECOND]
    assert {story.headline.title, *(one.title for one in story.sources)} == {"Lamps, corrected"}
    assert (story.update, briefing.day, briefing.late) == (True, date(2026, 3, 2), True)
    gone = Evidence.of({REF: article()}, QUOTES, [dataclasses.replace(edited, text="Nothing of it.")])
    assert verify_briefing(draft, gone, sources=(), newest=None).stories == ()


def test_the_articles_to_fetch_are_those_that_lines_cite():
    assert cited([DraftLine(LineKind.QUOTE, (cite(span(FIRST)),))]) == {REF}


SPANS = st.builds(Span, st.integers(-3, len(TEXT) + 3), st.integers(-3, len(TEXT) + 3)) | st.sampled_from(
    [q.quote.span for q in QUOTES] + [q.quote.context for q in QUOTES]
)
LINES = st.builds(
    DraftLine,
    st.sampled_from(LineKind),
    st.lists(
        st.builds(Citation, st.sampled_from([REF, ArticleRef(ID, 2), ArticleRef(ID + 1, 1)]), SPANS), max_size=3
    ).map(tuple),
)


@given(st.lists(LINES, max_size=6), st.sampled_from(["", "Ines Calloway", "Marek Dune"]), st.booleans())
def test_whatever_a_draft_says_every_passage_equals_its_slice(lines: list[DraftLine], person: str, widen: bool):  # noqa: FBT001
    quotes = [StoredQuote(q.ref, dataclasses.replace(q.quote, widen=widen)) for q in QUOTES]
    answer = answer_of(*lines, person=person, proof=evidence(*quotes))
    for line in (one for group in answer.groups for one in group.lines):
        assert all(p.text == TEXT[p.span.start : p.span.end] and p.text for p in line.passages)
        if line.kind is LineKind.QUOTE:
            assert {p.text for p in line.passages} <= {FIRST, SECOND}
            assert line.speaker == "Ines Calloway"


def test_no_more_than_the_set_number_of_words_of_an_article_is_shown():
    lines = [DraftLine(LineKind.QUOTE, (cite(span(part)),)) for part in (FIRST, SECOND)]
    draft = AnswerDraft("q", (DraftGroup(tuple(lines), "Ines Calloway"),), (ID,))
    answer = verify_answer(draft, evidence(), Searched(), {}, words=6)
    assert [p.text for one in answer.groups[0].lines for p in one.passages] == [FIRST]
    assert answer.not_shown == NotShown(1, 6)
    assert verify_answer(draft, evidence(), Searched(), {}, words=12).not_shown is None
    story = DraftStory("1", REF, tuple(lines), (REF,), "why")
    briefing = verify_briefing(BriefingDraft((story,), Window()), evidence(), sources=[], newest=None, words=6)
    assert [p.text for one in briefing.stories[0].lines for p in one.passages] == [FIRST]
    assert briefing.not_shown == NotShown(1, 6)


def test_an_update_stays_marked_as_one():
    line = DraftLine(LineKind.QUOTE, (cite(span(FIRST)),))
    draft = BriefingDraft((DraftStory("1", REF, (line,), (REF,), "why", update=True),), Window())
    assert verify_briefing(draft, evidence(), sources=[], newest=None).stories[0].update
