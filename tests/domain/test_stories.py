"""Articles about one event meet, others do not, and copies count once."""

from datetime import UTC, datetime, timedelta
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.copies import fold_copies
from bot.domain.models import Article, Story, first_id
from bot.domain.stories import average_link, group

SEEN = datetime(2026, 11, 23, 7, tzinfo=UTC)
MILL = (
    "The council of Lindow voted on Tuesday to close its paper mill, which lost three million crowns last year. "
    "Council leader Mara Oduya said nobody wanted to buy it. Four hundred people work at the Lindow mill. The oldest, "
    "Tomas Brandt, started there as a boy of fourteen and has repaired every machine in the hall at least twice."
)
MILL_TOO = (
    "Four hundred people in Lindow will lose their work: the paper mill closes after a vote of the council on Tuesday. "
    "Mara Oduya, who leads the council, called the loss of three million crowns too much for Lindow."
)
COMET = (
    "A comet that nobody had expected can be seen above the Halden hills until Friday. Marguerite Osei found "
    "it with a borrowed telescope, and named it after her dog, Pip."
)
RACE = (
    "Tobias Marlow won the Orrin mile on Sunday in six minutes and 52 seconds, ahead of Pia Lindgaard and Anneli Kask."
)


def article(
    number: int, text: str, title: str = "", *, language: str = "en", published: datetime | None = None
) -> Article:
    id_ = first_id(SEEN) + number
    return Article(id_, 1, str(number), title, text, f"Paper {number}", language=language, published=published)


def numbers(stories: list[Story]) -> list[list[int]]:
    return [[ref.article_id - first_id(SEEN) for ref in story.articles] for story in stories]


def test_two_reports_of_one_event_are_one_story_and_other_events_are_not():
    told = [article(1, MILL), article(2, COMET), article(3, MILL_TOO), article(4, RACE)]
    assert numbers(group(told)) == [[1, 3], [2], [4]]


def test_no_articles_make_no_stories():
    assert group([]) == []


def test_the_order_in_which_articles_are_given_does_not_matter():
    told = [article(1, MILL), article(2, COMET), article(3, MILL_TOO)]
    assert group(told) == group(told[::-1])


def test_a_storys_id_stays_while_the_story_grows():
    (before,) = group([article(1, MILL)])
    (after,) = group([article(1, MILL), article(2, MILL_TOO)])
    assert before.id == after.id


def test_the_same_text_in_another_language_joins_no_story():
    german = article(2, MILL_TOO, language="de")
    assert numbers(group([article(1, MILL), german])) == [[1], [2]]


def test_look_alike_events_years_apart_are_two_stories():
    told = [
        article(1, MILL, published=SEEN - timedelta(days=900)),
        article(2, MILL_TOO, published=SEEN),
    ]
    assert numbers(group(told)) == [[1], [2]]
    same_week = [told[0], article(2, MILL_TOO, published=SEEN - timedelta(days=897))]
    assert numbers(group(same_week)) == [[1, 2]]


def test_two_events_of_one_kind_are_told_apart_by_names_and_numbers():
    one = "A quake of magnitude 6.1 shook Tarn on Monday and damaged 30 houses, said mayor Ruth Amadi of Tarn."
    other = "A quake of magnitude 4.8 shook Hadrel on Monday and damaged a school, said mayor Emeka Vance of Hadrel."
    assert len(group([article(1, one), article(2, other), article(3, COMET)])) == 3


def test_a_long_report_meets_another_long_one_of_the_same_event():
    told = [article(1, f"{MILL} {RACE}", "Mill closes"), article(2, f"{MILL_TOO} {COMET} {MILL_TOO}", "Mill closes")]
    assert len(group(told)) == 1


def test_a_word_that_everybody_uses_joins_nobody():
    told = [article(at, f"Lindow weather item{at} place{at * 7} reading{at * 13} note{at * 3}") for at in range(60)]
    assert len(group(told)) == 60


FACTS = (
    "The Calder lighthouse fell into the sea at dawn.",
    "Keeper Ines Tolland woke in time and walked out unhurt.",
    "Waves of nine metres had broken the Calder rock since Saturday.",
    "Engineer Bram Osterley warned of cracks two winters ago.",
    "The harbour board of Port Ansel closed the northern channel.",
    "Two trawlers, Petrel and Maid of Ansel, wait outside.",
    "Minister Dolores Quayle promised a light on a barge within days.",
    "The tower was built of granite in 1871.",
    "Fishermen rang the chapel bell for the Calder light.",
    "A lamp lens worth forty thousand crowns was washed ashore near Port Ansel.",
)


def own_words(number: int) -> str:
    return " ".join(f"matter{number}of{place}" for place in range(20))


def one_event_among_others(event: int, others: int) -> list[Article]:
    """Articles that each tell six of ten facts and something of their own, then articles on a matter of their own."""
    chosen = list(combinations(FACTS, 6))
    told = [article(at, f"{' '.join(chosen[at])} {own_words(at)}") for at in range(event)]
    return told + [article(at, own_words(at)) for at in range(event, event + others)]


@pytest.mark.parametrize(("event", "others"), [(60, 140), (120, 80), (200, 0)])
@pytest.mark.no_cover  # as long again if traced
def test_an_event_that_very_many_articles_tell_is_one_story(event: int, others: int):
    found = numbers(group(one_event_among_others(event, others)))
    assert found == [list(range(event)), *([at] for at in range(event, event + others))]


# --- copies ------------------------------------------------------------------------------------------


def test_a_copy_with_a_changed_word_folds_into_the_first():
    first, copy = article(1, MILL, "Mill closes"), article(2, MILL.replace("boy", "child"), "Mill closes")
    (story,) = group([copy, first])
    assert story.copies == ((copy.ref, first.ref),)
    assert story.originals == (first.ref,)


def test_a_copy_of_a_copy_repeats_the_first():
    copies = fold_copies([article(number, MILL) for number in (1, 2, 3)])
    assert set(copies.values()) == {article(1, MILL).ref}


def test_two_stubs_with_different_titles_are_no_copies():
    told = [article(1, "Comments", "Council closes the paper mill"), article(2, "Comments", "Comet above the hills")]
    assert fold_copies(told) == {}


def test_a_flood_of_copies_is_one_story():
    flood = [article(number, f"{MILL} Item {number}.") for number in range(300)]
    (story,) = group(flood)
    assert story.originals == (flood[0].ref,)


# --- average link ------------------------------------------------------------------------------------


def test_a_chain_of_look_alikes_is_not_one_group():
    chain = [{at - 1: 0.5, at + 1: 0.5} for at in range(6)]
    chain[0].pop(-1)
    chain[5].pop(6)
    assert max(map(len, average_link(chain, 0.3))) == 2


def test_what_is_alike_all_round_is_one_group():
    alike = [{other: 0.5 for other in range(4) if other != at} for at in range(4)]
    assert average_link(alike, 0.3) == [[0, 1, 2, 3]]


@given(
    st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9), st.floats(0.01, 1)), max_size=40),
    st.floats(0.05, 0.9),
)
def test_every_number_is_in_exactly_one_group(pairs: list[tuple[int, int, float]], enough: float):
    alike: list[dict[int, float]] = [{} for _ in range(10)]
    for one, other, likeness in pairs:
        if one != other:
            alike[one][other] = alike[other][one] = likeness
    groups = average_link(alike, enough)
    assert sorted(number for members in groups for number in members) == list(range(10))


@given(st.lists(st.text(), max_size=8))
def test_any_texts_are_grouped_each_article_once(texts: list[str]):
    told = [article(number, text) for number, text in enumerate(texts)]
    found = [ref for story in group(told) for ref in story.articles]
    assert sorted(found) == [one.ref for one in told]
