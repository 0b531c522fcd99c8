"""What is shown of a story: a fitting headline, sentences and quotes that do not repeat each other."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from bot.domain.briefs import Amount, draft_story, tellings
from bot.domain.drafts import Citation, DraftLine, LineKind
from bot.domain.models import Article, Confidence, Quote, QuoteKind, Span, StoredQuote, Story, first_id
from bot.domain.selection import Chosen
from bot.domain.words import count_words

NOW = datetime(2026, 11, 23, 7, 30, tzinfo=UTC)
FIRST = "We cannot pay for a mill that makes nothing but losses,"
SECOND = "and nobody has offered to buy it from us."
UNION = "They told the newspapers about the mill before they told us."
TEXT = (
    "The council of Lindow voted on Tuesday to close its paper mill. Four hundred people work at the mill. "
    f"“{FIRST}” council leader Mara Oduya said, “{SECOND}” Tomas Brandt of the union was angry. “{UNION}” he said."
)
LATER = (
    "The paper mill of Lindow closes in May, the council decided on Tuesday. The four hundred workers of the mill may "
    "move to a dye works, said Mara Oduya, who leads the council."
)


def article(number: int, text: str, title: str = "Mill closes", hours: float = 5) -> Article:
    return Article(
        first_id(NOW) + number, 1, str(number), title, text, f"Paper {number}", published=NOW - timedelta(hours=hours)
    )


HERALD = article(1, TEXT)


def quote(part: str, speaker: str | None, **changes: object) -> StoredQuote:
    at = TEXT.index(part)
    span = Span(at, at + len(part))
    fields: dict[str, object] = {
        "span": span,
        "kind": QuoteKind.DIRECT,
        "confidence": Confidence.EXPLICIT,
        "speaker": speaker,
        "mention": None,
        "context": span,
    }
    return StoredQuote(HERALD.ref, Quote(**(fields | changes)))  # type: ignore[arg-type] # a test may pass anything


SPLIT = [quote(FIRST, "Mara Oduya", utterance=1), quote(SECOND, "Mara Oduya", utterance=1)]


def lines(quotes: list[StoredQuote], *told: Article) -> list[DraftLine]:
    articles = told or (HERALD,)
    story = Story("s1", tuple(one.ref for one in articles))
    return list(draft_story(Chosen(story, "1 source"), articles, quotes).lines)


def shown_quotes(quotes: list[StoredQuote]) -> list[list[str]]:
    found = [one for one in lines(quotes) if one.kind is LineKind.QUOTE]
    return [[citation.span.cut(TEXT) for citation in one.slices] for one in found]


def headed_by(*told: Article, copies: tuple[tuple[Article, Article], ...] = ()) -> list[str]:
    story = Story("s1", tuple(sorted(one.ref for one in told)), tuple((one.ref, other.ref) for one, other in copies))
    return [one.key for one in tellings(story, {one.ref: one for one in told}, NOW)]


def test_every_line_cites_the_article_that_it_comes_from():
    found = lines(SPLIT, HERALD, article(2, LATER))
    assert {citation.ref for one in found for citation in one.slices} == {HERALD.ref, article(2, LATER).ref}


def test_halves_of_a_split_quote_are_slices_of_one_line():
    assert shown_quotes(SPLIT) == [[FIRST, SECOND]]


def test_two_quotes_are_of_two_speakers():
    more = quote("losses,", "Mara Oduya", utterance=7)
    union = quote(UNION, "Tomas Brandt", utterance=2)
    assert sorted(shown_quotes([*SPLIT, more, union])) == [[UNION], [FIRST, SECOND]]


def test_the_same_words_are_shown_once_whatever_the_speaker_is_called():
    named, described = quote(UNION, "Tomas Brandt"), quote(UNION, "the union", utterance=5)
    assert shown_quotes([named, described]) == [[UNION]]


def test_words_of_nobody_known_are_not_shown():
    unclear = quote(UNION, "Tomas Brandt", confidence=Confidence.INFERRED)
    assert shown_quotes([unclear, quote(FIRST, None)]) == []


def test_reported_speech_is_no_quote():
    assert shown_quotes([quote(UNION, "Tomas Brandt", kind=QuoteKind.REPORTED)]) == []


def test_words_in_passing_and_fragments_are_not_shown():
    scare, fragment = quote("makes nothing", "Mara Oduya"), quote(SECOND, "Mara Oduya", utterance=3)
    assert shown_quotes([scare, fragment]) == []


def test_a_quote_inside_a_shown_sentence_is_not_shown_again():
    text = "The council leader of Lindow, Mara Oduya, said on Tuesday: “We will close the paper mill of Lindow in May.”"
    told = article(3, text)
    at = text.index("We")
    inside = replace(quote(FIRST, "Mara Oduya").quote, span=Span(at, len(text) - 1))
    found = lines([StoredQuote(told.ref, inside)], told)
    assert [one.kind for one in found] == [LineKind.SENTENCE]
    assert found[0].slices == (Citation(told.ref, Span(0, len(text))),)


def test_the_newest_of_the_reports_heads_the_story():
    assert headed_by(article(1, TEXT, hours=9), article(2, LATER, hours=3)) == ["2", "1"]


def test_a_report_without_a_title_does_not_head_the_story():
    assert headed_by(article(1, TEXT), article(2, LATER, title="", hours=3))[0] == "1"


def test_an_older_report_that_may_no_longer_be_true_lends_no_sentence():
    assert headed_by(article(1, TEXT, hours=60), article(2, LATER, hours=3)) == ["2"]


def test_a_report_that_tells_something_else_lends_no_sentence():
    race = article(3, "Tobias Marlow won the Orrin mile in a borrowed boat.", "Marlow wins", hours=4)
    assert "3" not in headed_by(article(1, TEXT), article(2, LATER), race)


def test_a_copy_lends_no_sentence():
    copy = article(2, TEXT, hours=1)
    assert headed_by(HERALD, copy, copies=((copy, HERALD),)) == ["1"]


def test_no_more_is_chosen_than_may_be_shown_of_one_article():
    story = Story("s1", (HERALD.ref,))
    for most in (25, 40, 60, 120):
        made = draft_story(
            Chosen(story, "1 source"), [HERALD], [*SPLIT, quote(UNION, "Tomas Brandt")], Amount(words=most)
        )
        cost = sum(count_words(one.span.cut(TEXT)) for line in made.lines for one in line.slices)
        assert 0 < cost <= most
