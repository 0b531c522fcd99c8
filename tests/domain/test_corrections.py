"""What has become of words that were shown: every change of meaning once, no change of form."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.citations import Evidence, verify_correction
from bot.domain.corrections import correction_of, digest, refs_of
from bot.domain.documents import Change, Correction
from bot.domain.drafts import (
    BriefingDraft,
    ChangeKind,
    Citation,
    CorrectionDraft,
    DraftChange,
    DraftLine,
    DraftStory,
    LineKind,
)
from bot.domain.intake import UNMARKED, Markers
from bot.domain.models import Article, ArticleNote, ArticleRef, Span, StoredQuote, Window
from bot.domain.quotes import find_quotes
from bot.domain.revisions import Revision, Revisions
from bot.domain.text import sentences

DAY = date(2026, 11, 23)
TITLE = "Twelve lamps go out in Quayside"
QUOTE = "We ran out of lamps in the whole harbour,"
TEXT = (
    "Twelve lamps went out in Quayside on Monday. "
    f"“{QUOTE}” harbour master Ines Calloway said. "
    "The repair costs 140 crowns a lamp. Boats wait outside until the spring. Nobody was hurt in the dark harbour."
)
FIRST = "Twelve lamps went out in Quayside on Monday."
COST = "The repair costs 140 crowns a lamp."


def version(text: str = TEXT, number: int = 1, *, id_: int = 7, **fields: object) -> Revision:
    marks = fields.pop("markers", UNMARKED)
    hidden = bool(fields.pop("hidden", False))
    made = Article(id_, number, f"k{id_}", TITLE, text, "Quay Courier", "https://example.org/lamps")
    made = replace(made, **fields)  # type: ignore[arg-type] # a test may change any field
    return Revision(made, marks, tuple(find_quotes(text)), hidden)  # type: ignore[arg-type] # as above


def cite(part: str, one: Revision) -> Citation:
    text = one.article.text
    quoted = next((quote.span for quote in one.quotes if quote.span.cut(text) == part), None)
    return Citation(one.article.ref, quoted or next(span for span in sentences(text) if span.cut(text) == part))


OLD = version()


def draft(*parts: str, of: Revision = OLD) -> BriefingDraft:
    kinds = [LineKind.QUOTE if part == QUOTE else LineKind.SENTENCE for part in parts]
    lines = tuple(DraftLine(kind, (cite(part, of),)) for kind, part in zip(kinds, parts, strict=True))
    return BriefingDraft((DraftStory("s1", of.article.ref, lines, (of.article.ref,), "why"),), Window())


def revisions(*versions: Revision) -> Revisions:
    newest: dict[int, Revision] = {}
    for one in versions:
        if one.article.id not in newest or newest[one.article.id].article.version < one.article.version:
            newest[one.article.id] = one
    return Revisions({one.article.ref: one for one in versions}, newest)


def verified(made: CorrectionDraft | None, *versions: Revision, words: int = 120) -> Correction | None:
    articles = {one.article.ref: one.article for one in versions}
    quotes = [StoredQuote(one.article.ref, quote) for one in versions for quote in one.quotes]
    evidence = Evidence.of(articles, quotes, markers={one.article.ref: one.markers for one in versions})
    return verify_correction(made, evidence, words=words) if made else None


def told(new: Revision, *parts: str, earlier: tuple[CorrectionDraft, ...] = ()) -> list[tuple[str, str, str]]:
    """Kind, then and now of each change that readers would be shown."""
    made = correction_of(draft(*(parts or (FIRST, QUOTE, COST))), DAY, revisions(OLD, new), earlier)
    correction = verified(made, OLD, new)
    assert (made is None) == (correction is None)
    return [_texts(change) for change in correction.changes] if correction else []


def _texts(change: Change) -> tuple[str, str, str]:
    return change.kind.value, change.was.text if change.was else "", change.now.text if change.now else ""


def edited(old: str, new: str, **fields: object) -> Revision:
    assert old in TEXT
    return version(TEXT.replace(old, new), 2, id_=7, **fields)


# --- what is none ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "new",
    [
        edited("“We ran", '"We ran'),
        edited("Quayside on Monday. ", "Quayside,  on Monday!\n\n"),
        edited("Twelve lamps", "TWELVE  lamps"),
        edited("harbour master", "harbor master"),
        edited("repair costs", "reapir costs"),
        edited("Boats wait outside until the spring. ", ""),
        version(f"{COST} {TEXT.replace(COST, '')}", 2),
        version(f"New: a boat sank. {TEXT}", 2),
        edited("Boats", "Ships", title="Quayside in the dark"),
        version(TEXT, 2, notes=(ArticleNote.GONE,)),
        edited(COST, "It costs 150.", hidden=True),
        version("Twelve lamps are out.", 2, notes=(ArticleNote.TEASER,)),
        version("Something else entirely stands here now.", 2),
    ],
    ids=["marks", "blanks", "capitals", "elsewhere", "typo", "not-shown", "moved", "longer", "title", "gone", "embargo",
         "teaser", "anew"],
)  # fmt: skip
def test_a_change_of_form_or_of_what_was_not_shown_is_no_correction(new: Revision):
    assert told(new) == []


def test_an_unchanged_article_needs_none():
    assert correction_of(draft(FIRST), DAY, revisions(OLD)) is None
    assert correction_of(draft(FIRST), DAY, Revisions({}, {})) is None


# --- what is one -------------------------------------------------------------------------------------


def test_an_altered_sentence_is_shown_with_what_stands_in_its_place():
    assert told(edited("140 crowns", "410 crowns")) == [("altered", COST, "The repair costs 410 crowns a lamp.")]


def test_an_altered_quote_comes_first_and_shows_the_new_quote():
    new = version(TEXT.replace("We ran out of lamps", "We ran out of bulbs").replace("140 crowns", "410 crowns"), 2)
    first, second = told(new)
    assert first == ("altered", QUOTE, "We ran out of bulbs in the whole harbour,")
    assert second[1] == COST


def test_dropped_words_are_shown_as_no_longer_said():
    assert told(edited(COST + " ", "")) == [("dropped", COST, "")]


def test_a_denial_around_the_same_words_is_told():
    new = edited(COST, "It is not true that the repair costs 140 crowns a lamp.")
    assert told(new) == [("altered", COST, "It is not true that the repair costs 140 crowns a lamp.")]


def test_a_quote_that_is_now_somebody_elses_is_shown_with_its_sentences():
    (change,) = told(edited("harbour master Ines Calloway", "mayor Marek Dune"), QUOTE)
    assert change[0] == "altered"
    assert "Ines Calloway" in change[1]
    assert "Marek Dune" in change[2]
    assert told(edited("harbour master Ines Calloway", "the harbour master"), QUOTE) == []
    assert told(edited("Ines Calloway", "Calloway"), QUOTE) == []


def test_a_headline_with_another_figure_is_told():
    new = version(TEXT, 2, title="Two lamps go out in Quayside")
    made = verified(correction_of(draft(FIRST), DAY, revisions(OLD, new)), OLD, new)
    assert made
    (change,) = made.changes
    assert change.of_title
    assert _texts(change) == ("altered", TITLE, "Two lamps go out in Quayside")


def test_what_the_source_says_of_its_correction_is_told_beside_what_it_changed():
    new = edited("140 crowns", "410 crowns", markers=Markers(correction="The price was wrong."))
    assert [kind for kind, _, _ in told(new)] == ["altered", "corrected"]
    unmarked = verified(correction_of(draft(COST), DAY, revisions(OLD, new)), OLD, new)
    assert unmarked
    assert [change.note for change in unmarked.changes if change.kind is ChangeKind.CORRECTED] == [
        "The price was wrong."
    ]
    assert told(version(TEXT, 2, markers=Markers(correction=""))) == [("corrected", "", "")]
    assert [kind for kind, _, _ in told(edited("140", "410", markers=Markers(correction="")))] == ["altered"]


def test_a_correction_that_was_marked_when_it_was_shown_is_none():
    marks = Markers(correction="The day was wrong.")
    old, new = version(markers=marks), version(TEXT + " More.", 2, markers=marks)
    assert correction_of(draft(FIRST), DAY, revisions(old, new)) is None


# --- withdrawn ---------------------------------------------------------------------------------------

WITHDRAWN = Markers(withdrawn=True)


def test_of_a_withdrawn_article_no_word_is_told():
    new = edited("140 crowns", "410 crowns", markers=WITHDRAWN, title="WITHDRAWN: Twelve lamps", hidden=False)
    made = verified(correction_of(draft(FIRST, QUOTE, COST), DAY, revisions(OLD, new)), OLD, new)
    assert made
    (change,) = made.changes
    assert change.kind is ChangeKind.WITHDRAWN
    assert (change.was, change.now, change.note, change.source.title) == (None, None, "", "")
    assert change.source.url == "https://example.org/lamps"


def test_a_correction_that_waits_while_its_article_is_withdrawn_shows_nothing_of_it():
    new = edited("140 crowns", "410 crowns")
    made = correction_of(draft(COST), DAY, revisions(OLD, new))
    gone = version(new.article.text, 3, markers=WITHDRAWN)
    assert made
    assert verified(made, OLD, new, gone) is None
    withdrawal = correction_of(draft(COST), DAY, revisions(OLD, new, gone), [made])
    assert withdrawal
    assert [one.kind for one in withdrawal.changes] == [ChangeKind.WITHDRAWN]
    assert correction_of(draft(COST), DAY, revisions(OLD, new, gone), [made, withdrawal]) is None


def test_what_claims_to_be_withdrawn_and_is_not_is_dropped():
    lie = CorrectionDraft((DraftChange(ChangeKind.WITHDRAWN, cite(FIRST, OLD), OLD.article.ref),), DAY)
    assert verified(lie, OLD) is None


# --- once --------------------------------------------------------------------------------------------


def test_a_change_is_told_once_and_the_next_change_is_told_from_what_was_told_last():
    second, third = edited("140 crowns", "410 crowns"), version(TEXT.replace("140 crowns", "90 crowns"), 3)
    first = correction_of(draft(COST), DAY, revisions(OLD, second))
    assert first
    assert correction_of(draft(COST), DAY, revisions(OLD, second), [first]) is None
    again = correction_of(draft(COST), DAY, revisions(OLD, second, third), [first])
    shown = verified(again, OLD, second, third)
    assert again
    assert shown
    assert [_texts(one) for one in shown.changes] == [
        ("altered", "The repair costs 410 crowns a lamp.", "The repair costs 90 crowns a lamp.")
    ]
    assert digest(first) != digest(again)
    assert refs_of(draft(COST), [first, again]) == {OLD.article.ref, second.article.ref, third.article.ref}


def test_a_change_that_is_taken_back_is_told_too():
    second, third = edited("140 crowns", "410 crowns"), version(TEXT, 3)
    first = correction_of(draft(COST), DAY, revisions(OLD, second))
    assert first
    back = verified(correction_of(draft(COST), DAY, revisions(OLD, second, third), [first]), OLD, second, third)
    assert back
    assert [_texts(one) for one in back.changes] == [("altered", "The repair costs 410 crowns a lamp.", COST)]


@pytest.mark.parametrize(
    "new",
    [
        edited(COST + " ", ""),
        edited("harbour master Ines Calloway", "mayor Marek Dune"),
        version(TEXT, 2, title="Two lamps go out in Quayside"),
        version(TEXT, 2, markers=Markers(correction="Wrong.")),
        version(TEXT, 2, markers=WITHDRAWN),
    ],
    ids=["dropped", "speaker", "title", "marked", "withdrawn"],
)
def test_no_kind_of_change_is_told_twice(new: Revision):
    made = correction_of(draft(FIRST, QUOTE, COST), DAY, revisions(OLD, new))
    assert made
    assert correction_of(draft(FIRST, QUOTE, COST), DAY, revisions(OLD, new), [made]) is None


def test_a_sentence_and_the_quote_in_it_are_one_change():
    sentence = next(one.cut(TEXT) for one in sentences(TEXT) if QUOTE in one.cut(TEXT))
    new = edited("We ran out of lamps in the whole harbour", "We ran out of boats in the whole harbour")
    assert len(told(new, sentence, QUOTE)) == 1


# --- verification ------------------------------------------------------------------------------------


def test_a_handful_is_shown_and_the_rest_is_counted():
    old = version(" ".join(f"Pier {at} has {at} lamps of its own." for at in range(20)))
    new = version(" ".join(f"Pier {at} has {at + 100} lamps of its own." for at in range(20)), 2)
    parts = [span.cut(old.article.text) for span in sentences(old.article.text)]
    made = correction_of(draft(*parts, of=old), DAY, revisions(old, new))
    correction = verified(made, old, new)
    assert correction
    assert (len(correction.changes), correction.left_out) == (5, 15)
    few = verified(made, old, new, words=30)
    assert few
    assert (len(few.changes), few.left_out) == (1, 19)


NEW = edited("140 crowns", "410 crowns")
BAD = [
    DraftChange(ChangeKind.ALTERED, cite(COST, OLD), NEW.article.ref),
    DraftChange(ChangeKind.ALTERED, cite(COST, OLD), NEW.article.ref, cite(FIRST, OLD)),
    DraftChange(ChangeKind.DROPPED, cite(COST, OLD), NEW.article.ref, cite(FIRST, NEW)),
    DraftChange(ChangeKind.DROPPED, cite(COST, OLD), ArticleRef(7, 9)),
    DraftChange(ChangeKind.DROPPED, cite(COST, OLD), ArticleRef(8, 1)),
    DraftChange(ChangeKind.CORRECTED, cite(COST, OLD), NEW.article.ref),
    DraftChange(ChangeKind.DROPPED, Citation(OLD.article.ref, Span(0, 9_999)), NEW.article.ref),
    DraftChange(ChangeKind.DROPPED, Citation(OLD.article.ref, Span(3, 20)), NEW.article.ref),
    DraftChange(ChangeKind.ALTERED, cite(COST, OLD), NEW.article.ref, cite(FIRST, NEW), of_title=True),
]  # fmt: skip


@pytest.mark.parametrize("bad", BAD)
def test_a_change_that_storage_does_not_support_is_dropped(bad: DraftChange):
    assert verified(CorrectionDraft((bad,), DAY), OLD, NEW) is None


SPANS = st.builds(lambda a, b: (min(a, b), max(a, b)), st.integers(0, len(TEXT)), st.integers(0, len(TEXT)))


@given(st.lists(st.sampled_from(["the", "lamps", "410", "Nobody", "not", "."]), max_size=6), SPANS, st.booleans())
def test_whatever_an_edit_does_what_is_shown_is_cut_from_the_two_versions(
    words: list[str],
    cut: tuple[int, int],
    withdrawn: bool,  # noqa: FBT001
):
    new = version(TEXT[: cut[0]] + " ".join(words) + TEXT[cut[1] :], 2, markers=Markers(withdrawn=withdrawn))
    made = correction_of(draft(FIRST, QUOTE, COST), DAY, revisions(OLD, new))
    correction = verified(made, OLD, new)
    for change in correction.changes if correction else ():
        if change.was:
            assert change.was.text == TEXT[change.was.span.start : change.was.span.end]
        if change.now:
            assert change.now.text == new.article.text[change.now.span.start : change.now.span.end]
        assert not withdrawn or change.kind is ChangeKind.WITHDRAWN
    if made:
        assert correction_of(draft(FIRST, QUOTE, COST), DAY, revisions(OLD, new), [made]) is None
