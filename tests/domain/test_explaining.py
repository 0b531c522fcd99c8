"""Why a story is there: what its articles share, in words that stand in them."""

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from bot.domain.drafts import DraftStory
from bot.domain.explaining import MOST, explain
from bot.domain.models import Article, ArticleRef, first_id

SEEN = datetime(2026, 11, 23, 7, tzinfo=UTC)
FLOOD = "Eleven people died when the Orrel flooded Tarn. Mayor Ruth Amadi said that 300 houses stood under water."
OTHER = "In Tarn, Amadi counted 300 houses that the flooded river had reached, and water stood in all of them."


def article(number: int, text: str, title: str = "") -> Article:
    return Article(first_id(SEEN) + number, 1, str(number), title, text, f"Paper {number}")


def story(*articles: Article) -> DraftStory:
    refs = tuple(one.ref for one in articles)
    return DraftStory("s1", refs[0], (), refs, "2 sources; undated")


def test_what_two_articles_share_is_told_in_the_words_of_the_first():
    head, other = article(1, FLOOD, "Flood in Tarn"), article(2, OTHER)
    found = explain(story(head, other), {one.ref: one for one in (head, other)})
    assert found is not None
    assert (found.head, found.reason, found.sources) == (head, "2 sources; undated", ("Paper 1", "Paper 2"))
    (one,) = found.together
    assert (one.article, one.copy) == (other, False)
    assert {"Ruth Amadi", "Tarn"} <= set(one.names)
    assert one.figures == ("300",)
    assert {"houses", "water"} <= set(one.words)


def test_a_copy_is_called_one():
    head, copy = article(1, FLOOD), article(2, FLOOD)
    found = explain(story(head, copy), {one.ref: one for one in (head, copy)})
    assert found is not None
    assert [one.copy for one in found.together] == [True]


def test_what_cannot_be_seen_any_more_is_not_told():
    head, other, before = article(1, FLOOD), article(2, OTHER), article(3, "Rain in Tarn.")
    found = explain(story(head, other), {head.ref: head, before.ref: before}, [before.ref, ArticleRef(9, 1)])
    assert found is not None
    assert (found.sources, found.together, found.before) == (("Paper 1",), (), (before,))
    assert explain(story(head, other), {other.ref: other}) is None


def test_of_a_great_story_some_are_compared_and_the_rest_counted():
    articles = [article(number, FLOOD) for number in range(MOST + 6)]
    found = explain(story(*articles), {one.ref: one for one in articles})
    assert found is not None
    assert (len(found.together), found.more) == (MOST, 5)


@given(st.text(max_size=300), st.text(max_size=300), st.text(max_size=50))
def test_whatever_the_texts_what_is_shared_stands_in_the_heading_article(one: str, other: str, title: str):
    head, second = article(1, one, title), article(2, other)
    found = explain(story(head, second), {head.ref: head, second.ref: second})
    assert found is not None
    (beside,) = found.together
    whole = f"{title}. {one}"
    assert all(name in whole for name in beside.names)
    assert all(word in f"{title} {one}".lower() for word in beside.words)
