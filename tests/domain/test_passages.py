import unicodedata
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.evidence import Evidence, best_sentences, weigh_evidence
from bot.domain.expected import Expects, instances
from bot.domain.models import Article
from bot.domain.passages import Ranked, Wanted, best_window, plain, rank, scan, share, stems_of, wanted, weigh
from bot.domain.times import period

NOW = datetime(2031, 4, 2, 6, 30, tzinfo=UTC)  # a Wednesday
FERRY = "The ferry to Orlund sank on Friday. Nobody was hurt. The ferry had carried 212 sheep and a piano."
STRIKE = "Bakers went on strike in Orlund. They want shorter nights. The strike may last until June."
FAIR = "The spring fair opened. Sheep were sold at high prices, and a ferry brought visitors from the islands."


def article(text: str, title: str = "", id_: int = 1) -> Article:
    return Article(id_, 1, str(id_), title, text, "Quay Courier")


def ranked(question: str, *texts: str, kind: Expects = Expects.OPEN) -> tuple[list[Ranked], Wanted, dict[str, float]]:
    sought = wanted(question, kind)
    scanned = [scan(article(text, id_=at), sought.stems) for at, text in enumerate(texts)]
    found = rank(scanned, [1.0] * len(texts), sought)
    return found, sought, weigh(scanned, sought)


def test_words_that_only_ask_are_not_looked_for() -> None:
    assert wanted("Which ferry sank in Orlund recently?").stems == ("ferry", "sank", "orlund")
    assert wanted("who is it that they were?").stems == ()


def test_names_and_numbers_are_known_by_their_look() -> None:
    assert wanted("How did Oda Lind carry 212 sheep?").named == {"oda", "lind", "212"}
    assert wanted("Ferries sank. Sheep swam.").named == set()
    assert "lind" in wanted("Where did Mr. Lind swim?").named
    assert wanted("WHERE IS THE FERRY").named == set()


def test_a_word_is_found_in_its_other_forms_and_without_its_accents() -> None:
    found = scan(article("Zoë’s ferries were sinking; the Reykjavík boat sank."), wanted("zoe ferry reykjavik").stems)
    assert [place.stem for place in found.places] == ["zoe", "ferry", "reykjavik"]


def test_the_article_that_holds_the_words_together_comes_first() -> None:
    found, _, _ = ranked("How many sheep had the ferry to Orlund carried?", FAIR, STRIKE, FERRY)
    assert found[0].scanned.article.text == FERRY


def test_what_other_good_articles_tell_decides_between_equals() -> None:
    told = "The winner of the derby was Quillon, said the paper"
    found, _, _ = ranked("Who was the winner of the derby?", f"{told} Marl.", f"{told} Nemo.", f"{told} Nemo.")
    assert "Nemo" in found[0].scanned.article.text


def test_the_window_counts_no_word_twice_and_not_what_is_far_away() -> None:
    weights = {"ferry": 1.0, "sheep": 1.0}
    far = scan(article("ferry ferry ferry " + "x " * 400 + "sheep"), weights)
    assert best_window(far, weights, 200, title=False)[0] == 0.5
    near = scan(article("x " * 400 + "ferry ferry sheep"), weights)
    assert best_window(near, weights, 200, title=False) == (1.0, 800)


def test_the_sentence_with_the_kind_of_answer_asked_for_is_preferred() -> None:
    text = "The ferry was old, said Oda. The ferry had 212 of them."
    found, sought, weights = ranked("How many animals had the ferry?", text, kind=Expects.NUMBER)
    [best] = best_sentences(found, weights, sought, 1)
    assert "212" in best.text


def test_no_sentence_is_given_twice_nor_more_than_two_of_one_article() -> None:
    found, sought, weights = ranked("ferry sank", "A ferry sank. The ferry sank. Ferry sank!", "The ferry sank.")
    chosen = best_sentences(found, weights, sought, 5)
    assert len({one.text for one in chosen}) == len(chosen)
    assert len(chosen) <= 3


def test_a_sentence_that_asks_is_no_answer() -> None:
    text = "Which ferry carried the sheep? “Did the ferry carry sheep?” The ferry had carried a piano."
    found, sought, weights = ranked("Which ferry carried sheep?", text)
    assert [one.text for one in best_sentences(found, weights, sought, 3)] == ["The ferry had carried a piano."]
    found, sought, weights = ranked("Which ferry carried sheep?", "Which ferry carried the sheep?")
    assert best_sentences(found, weights, sought, 3) == []


def test_a_further_article_adds_only_what_names_the_same_and_can_answer() -> None:
    texts = ("The Orlund ferry carried 212 sheep in May.", "The Kestrel ferry carried 50 sheep in May.")
    further = "The Orlund ferry carried sheep again in May."
    found, sought, weights = ranked(
        "How many sheep did the ferry of Orlund carry in May?", *texts, further, kind=Expects.NUMBER
    )
    assert [one.text for one in best_sentences(found, weights, sought, 3)] == [texts[0]]


def test_evidence_is_weak_where_the_telling_words_are_missing() -> None:
    assert _evidence("How many sheep had the ferry to Orlund carried?", Expects.NUMBER).enough
    assert not _evidence("Why did the mayor of Kestrel sell the ferry?", Expects.OPEN).enough
    assert not weigh_evidence([], {}, wanted("")).enough


def _evidence(question: str, kind: Expects) -> Evidence:
    found, sought, weights = ranked(question, FERRY, STRIKE, FAIR, kind=kind)
    return weigh_evidence(found, weights, sought)


def test_of_equal_articles_the_one_with_the_kind_of_answer_asked_for_comes_first() -> None:
    texts = ("The ferry sank with all the sheep.", "The ferry sank with 212 sheep.")
    found, _, _ = ranked("How many sheep sank with the ferry?", *texts, kind=Expects.NUMBER)
    assert "212" in found[0].scanned.article.text


@given(st.floats(0, 1), st.floats(0, 1), st.floats(0, 1), st.sampled_from(list(Expects)))
def test_more_in_one_place_never_speaks_against_an_answer(
    window: float, lead: float, named: float, kind: Expects
) -> None:
    one = Evidence(window, lead, named, kind)
    assert 0 <= one.score <= 1
    assert Evidence(min(1.0, window + 0.1), lead, named, kind).score >= one.score


@given(st.text(max_size=300), st.text(max_size=60))
def test_every_place_holds_its_stem(text: str, question: str) -> None:
    found = scan(article(text), wanted(question).stems)
    for place in found.places:
        assert any(
            stems_of(plain(text[place.start : end]))[-1:] == [place.stem]
            for end in range(place.start + 1, len(text) + 1)
        )


@given(st.text())
def test_plain_text_keeps_its_length(text: str) -> None:
    assert len(plain(text)) == len(text)
    assert len(plain("İstanbul")) == len("İstanbul")


@given(st.lists(st.text(max_size=80), max_size=5), st.text(max_size=80))
def test_ranking_loses_and_invents_no_article(texts: list[str], question: str) -> None:
    found, _, weights = ranked(question, *texts)
    assert sorted(one.scanned.article.id for one in found) == list(range(len(texts)))
    assert all(0 <= share(one.scanned.stems, weights) <= 1.0000001 for one in found)


@pytest.mark.parametrize(
    ("kind", "text", "held"),
    [
        (Expects.NUMBER, "There were three of them.", True),
        (Expects.NUMBER, "There were some.", False),
        (Expects.DATE, "It opened on Friday.", True),
        (Expects.DATE, "It opened again.", False),
        (Expects.COUNTRY, "A boat from Norway came.", True),
        (Expects.PERSON, "They saw Oda there.", True),
        (Expects.PERSON, "They saw nobody there.", False),
        (Expects.OPEN, "Anything goes in 2031.", False),
    ],
)
def test_kinds_of_answers_are_recognised(kind: Expects, text: str, held: bool) -> None:  # noqa: FBT001 - a parameter
    assert bool(instances(text, kind)) is held


@pytest.mark.parametrize(
    ("phrase", "first", "last"),
    [
        ("today", "2031-04-02", "2031-04-03"),
        ("yesterday", "2031-04-01", "2031-04-02"),
        ("this week", "2031-03-31", "2031-04-07"),
        ("last week", "2031-03-24", "2031-03-31"),
        ("on monday", "2031-03-31", "2031-04-01"),
        ("last wednesday", "2031-03-26", "2031-03-27"),
        ("this month", "2031-04-01", "2031-05-01"),
        ("last month", "2031-03-01", "2031-04-01"),
        ("in december", "2030-12-01", "2031-01-01"),
        ("in july 2029", "2029-07-01", "2029-08-01"),
        ("last year", "2030-01-01", "2031-01-01"),
        ("in 2028", "2028-01-01", "2029-01-01"),
    ],
)
def test_a_phrase_of_time_names_whole_days(phrase: str, first: str, last: str) -> None:
    found = period(phrase, NOW)
    assert found is not None
    assert [f"{one:%Y-%m-%d}" for one in found] == [first, last]


def test_a_phrase_that_names_no_period_has_none() -> None:
    assert period("recently", NOW) is None
    assert period("", NOW) is None
    assert period("last month", datetime(2031, 1, 5, tzinfo=UTC)) == (
        datetime(2030, 12, 1, tzinfo=UTC),
        datetime(2031, 1, 1, tzinfo=UTC),
    )


def test_no_letter_but_one_grows_in_lower_case() -> None:
    assert [chr(code) for code in range(0x110000) if len(chr(code).lower()) != 1] == ["İ"]
    assert unicodedata.normalize("NFKD", "İ")[0] == "I"
