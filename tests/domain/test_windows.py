"""Stories over a window that moves: ids go on, running stories stay together, cost does not grow with the archive."""

import heapq
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.models import Article, ArticleRef, Story
from bot.domain.stories import group
from bot.domain.stories.marks import marks_of
from bot.domain.stories.meeting import Meeting, Told, as_one
from bot.domain.stories.naming import name_stories
from bot.domain.stories.weights import strongest, weigh

START = datetime(2026, 11, 16, 7, tzinfo=UTC)
MILL = (
    "The council of Lindow voted to close its paper mill, said Mara Oduya. The Lindow mill lost three million crowns."
)
MILL_TOO = "Four hundred people of Lindow lose their work as the paper mill closes after a vote, said Mara Oduya."
MILL_LAST = "Mara Oduya now seeks a buyer for the Lindow paper mill, which the council had voted to close."
COMET = "A comet can be seen above the Halden hills. Marguerite Osei found it with a borrowed telescope."
COMET_TOO = "Marguerite Osei named the comet above the Halden hills after her dog, Pip, who saw it first."
# Tells of both, as a column does.
BOTH = f"{MILL} {MILL_TOO} {COMET} {COMET_TOO}"


def article(number: int, text: str, *, day: float | None = None) -> Article:
    published = None if day is None else START + timedelta(days=day)
    return Article(number, 1, str(number), "", text, f"Paper {number}", published=published)


def known(stories: Sequence[Story]) -> dict[int, str]:
    return {ref.article_id: story.id for story in stories for ref in story.articles}


# --- ids ---------------------------------------------------------------------------------------------


def test_a_story_keeps_its_id_when_its_oldest_article_has_left_the_window():
    before = group([article(1, MILL), article(2, MILL_TOO)])
    (after,) = group([article(2, MILL_TOO), article(3, MILL_LAST)], known=known(before))
    assert after.id == before[0].id == "s1"
    (afresh,) = group([article(2, MILL_TOO), article(3, MILL_LAST)])
    assert afresh.id == "s2"


def test_two_known_stories_that_become_one_go_on_under_the_older_id():
    told = [article(16, MILL), article(32, MILL_TOO)]
    (after,) = group(told, known={32: "s9", 16: "s10"})
    assert after.id == "s9"


def test_the_part_with_the_oldest_article_keeps_the_id_when_a_story_comes_apart():
    mill, comet = group([article(5, MILL), article(6, COMET)], known={5: "s2", 6: "s2"})
    assert (mill.id, comet.id) == ("s2", "s6")


def test_a_new_story_takes_no_id_that_another_bears():
    mill, comet = group([article(5, MILL), article(6, COMET)], known={6: "s5"})
    assert comet.id == "s5"
    assert mill.id not in {"s5", "s6"}


def test_an_edited_article_stays_in_its_story():
    edited = Article(1, 2, "1", "", MILL_TOO, "Paper 1")
    (story,) = group([edited], known={1: "sa"})
    assert story.id == "sa"


@given(
    st.lists(st.integers(0, 5), min_size=1, max_size=12),
    st.dictionaries(st.integers(0, 12), st.sampled_from(["s0", "s1", "s2", "s7", "sff", "other", "s-1"])),
)
def test_every_story_has_an_id_of_its_own(places: list[int], before: dict[int, str]):
    stories = [[ArticleRef(at, 1) for at, place in enumerate(places) if place == one] for one in sorted(set(places))]
    names = name_stories(stories, before)
    assert len(set(names)) == len(names) == len(stories)
    for name, refs in zip(names, stories, strict=True):
        bore = {before[ref.article_id] for ref in refs if ref.article_id in before}
        # One of the ids that its articles bore, unless others go on under all of these.
        assert name in bore or bore <= set(names)


TEXTS = (MILL, MILL_TOO, MILL_LAST, COMET, COMET_TOO, BOTH, "", "Nothing new in Tarn.", f"{MILL} It rained.")


@settings(deadline=None)
@given(st.lists(st.sampled_from(TEXTS), max_size=7), st.lists(st.sampled_from(TEXTS), max_size=4), st.randoms())
def test_ids_are_stable_when_articles_come_and_the_order_given_does_not_matter(
    first: list[str], more: list[str], chance: Random
):
    told = [article(at, text) for at, text in enumerate([*first, *more], 1)]
    before = group(told[: len(first)])
    after = group(told, known=known(before))
    shuffled = list(told)
    chance.shuffle(shuffled)
    assert group(shuffled, known=known(before)) == after
    assert sorted(ref for story in after for ref in story.articles) == [one.ref for one in told]
    assert len({story.id for story in after}) == len(after)
    old = known(before)
    for story in after:
        bore = [old[ref.article_id] for ref in story.articles if ref.article_id in old]
        assert not bore or story.id in bore or min(bore) in {other.id for other in after}


# --- copies that are known already -------------------------------------------------------------------


def test_known_copies_are_used_and_none_are_looked_for():
    told = [article(1, MILL), article(2, MILL), article(3, MILL)]
    (story,) = group(told, copies={told[2].ref: told[0].ref})
    assert story.copies == ((told[2].ref, told[0].ref),)


def test_copies_of_what_has_left_the_window_repeat_the_first_of_them():
    gone = ArticleRef(1, 1)
    told = [article(2, MILL), article(3, MILL)]
    (story,) = group(told, copies={told[0].ref: gone, told[1].ref: told[0].ref})
    assert story.copies == ((told[1].ref, told[0].ref),)


def test_copies_that_repeat_each_other_end():
    told = [article(1, MILL), article(2, MILL)]
    (story,) = group(told, copies={told[0].ref: told[1].ref, told[1].ref: told[0].ref})
    assert len(story.articles) == 2


# --- days --------------------------------------------------------------------------------------------


def test_a_story_that_runs_on_for_days_is_one_and_the_same_event_a_month_later_is_another():
    told = [article(at, text, day=4 * at) for at, text in enumerate((MILL, MILL_TOO, MILL_LAST), 1)]
    assert len(group(told)) == 1
    again = "Workers of the Lindow paper mill, which the council closed, asked Mara Oduya for their wages."
    assert len(group([*told, article(9, again, day=13)])) == 1
    assert len(group([*told, article(9, again, day=120)])) == 2


def test_a_story_is_known_by_what_was_told_last():
    told = [article(1, MILL, day=0), article(2, COMET, day=9)]
    parts = [
        Told.of(at, one, weighed.vector, marks_of(one, weighed))
        for at, (one, weighed) in enumerate(zip(told, weigh(told), strict=True))
    ]
    both = as_one(parts)
    # Nine days are three half-lives: the older counts an eighth of the newer.
    assert both.vector["mill"] / parts[0].vector["mill"] == pytest.approx(1 / 9)
    assert both.vector["comet"] / parts[1].vector["comet"] == pytest.approx(8 / 9)
    assert (both.first, both.last) == (told[0].published, told[1].published)


# --- cost --------------------------------------------------------------------------------------------


def compared(count: int) -> float:
    """Products made for each article, where so many tell ten matters in many words."""
    meeting = Meeting()
    told = [
        article(at, " ".join(f"matter{at % 10}of{(at * 7 + place) % 60}" for place in range(40))) for at in range(count)
    ]
    for at, (one, weighed) in enumerate(zip(told, weigh(told), strict=True)):
        meeting.add(Told.of(at, one, weighed.vector, marks_of(one, weighed)))
    return meeting.compared / count


@pytest.mark.no_cover  # as long again if traced
def test_what_an_article_costs_does_not_grow_with_their_number():
    few, many = compared(200), compared(800)
    # Eighty words, of each of which the latest thirty holders are looked at.
    assert few < many <= 80 * 30
    assert compared(1_600) <= 1.25 * many


@given(st.lists(st.lists(st.sampled_from(f"{MILL} {COMET}".split()), min_size=1, max_size=12), max_size=12))
def test_words_that_one_article_alone_holds_lead_nobody_to_it(texts: list[list[str]]):
    told = [article(at, " ".join(words)) for at, words in enumerate(texts)]
    weighed = weigh(told)
    held = Counter(word for one in weighed for word in one.vector)
    all_words, shared = Meeting(), Meeting({word for word, count in held.items() if count > 1})
    for at, (one, its) in enumerate(zip(told, weighed, strict=True)):
        for meeting in (all_words, shared):
            meeting.add(Told.of(at, one, its.vector, marks_of(one, its)))
    for meeting in (all_words, shared):
        if len(texts) > 2:
            meeting.join([0, 1])
    assert shared.alike == all_words.alike


@given(st.dictionaries(st.text(max_size=3), st.sampled_from([0.5, 1.0, 1.5, 2.0]), max_size=200))
def test_the_strongest_words_are_the_heaviest_whatever_their_order(vector: dict[str, float]):
    wanted = heapq.nlargest(80, ((weight, word) for word, weight in vector.items()))
    found = [(weight, word) for word, weight in strongest(vector).items()]
    assert sorted(found, reverse=True) == wanted
