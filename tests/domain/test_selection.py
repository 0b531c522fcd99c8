"""Which stories come first, and what is said about why."""

from datetime import UTC, datetime, timedelta
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.models import Article, ArticleRef, Story, first_id
from bot.domain.selection import Taste, about, reason, select

NOW = datetime(2026, 11, 23, 7, 30, tzinfo=UTC)
MILL = "The council of Lindow closes the paper mill on the river"
COMET = "A comet with two tails rises above the Halden hills"
BREAD = "Bread will cost less from May, the bakers of Fenwick promise"
ROWING = "Tobias Marlow wins the Orrin mile at the nineteenth attempt"


class Desk:
    """Articles and stories of one test."""

    def __init__(self) -> None:
        self.articles: dict[ArticleRef, Article] = {}

    def story(
        self, title: str, *sources: str, hours: float = 2, text: str = "", undated: bool = False, copies: int = 0
    ) -> Story:
        refs = []
        for source in sources or ("Quay Courier",):
            number = len(self.articles)
            published = None if undated else NOW - timedelta(hours=hours)
            id_ = first_id(NOW - timedelta(hours=1)) + number
            article = Article(id_, 1, str(number), title, text or title, source, published=published)
            self.articles[article.ref] = article
            refs.append(article.ref)
        repeats = tuple((copy, refs[0]) for copy in refs[len(refs) - copies :])
        return Story(f"s{refs[0].article_id:x}", tuple(refs), repeats)

    def titles(self, stories: list[Story], limit: int = 5, taste: Taste = ()) -> list[str]:
        chosen = select(stories, self.articles, NOW, limit, taste)
        return [self.articles[one.story.articles[0]].title for one in chosen]

    def reasons(self, stories: list[Story], taste: Taste) -> dict[str, str]:
        chosen = select(stories, self.articles, NOW, 9, taste)
        return {self.articles[one.story.articles[0]].title: one.reason for one in chosen}


@pytest.fixture
def desk() -> Desk:
    return Desk()


def test_the_story_that_more_sources_tell_comes_first(desk: Desk):
    stories = [desk.story(COMET), desk.story(MILL, "Quay Courier", "Herald"), desk.story(BREAD, "A", "B", "C")]
    assert desk.titles(stories) == [BREAD, MILL, COMET]


def test_two_tellings_of_one_event_come_before_a_newer_single_one(desk: Desk):
    stories = [desk.story(COMET, hours=0), desk.story(MILL, "Quay Courier", "Herald", hours=70)]
    assert desk.titles(stories) == [MILL, COMET]


def test_of_equals_the_newer_comes_first(desk: Desk):
    assert desk.titles([desk.story(COMET, hours=40), desk.story(MILL, hours=3)]) == [MILL, COMET]


def test_copies_do_not_count_as_sources(desk: Desk):
    flood = desk.story(COMET, "A", "B", "C", "D", hours=9, copies=3)
    assert desk.titles([flood, desk.story(MILL, "Quay Courier", "Herald", hours=9)]) == [MILL, COMET]


def test_one_topic_does_not_fill_the_briefing(desk: Desk):
    mills = [desk.story(f"{MILL} for the {turn} time", "A", "B") for turn in ("first", "second", "third")]
    assert COMET in desk.titles([*mills, desk.story(COMET, "A", "B", hours=20)], limit=2)


def test_at_most_as_many_as_asked_for(desk: Desk):
    stories = [desk.story(title) for title in (MILL, COMET, BREAD, ROWING)]
    assert len(desk.titles(stories, limit=3)) == 3
    assert desk.titles(stories, limit=0) == []
    assert desk.titles([]) == []


@pytest.mark.parametrize(
    ("sources", "hours", "said"),
    [
        (("A", "B", "C"), 2.5, "3 sources; newest 2 h old"),
        (("A",), 0.2, "1 source; newest less than 1 h old"),
        (("A", "A", "B"), 47, "2 sources, 3 articles; newest 47 h old"),
        (("A",), 49, "1 source; newest 2 days old"),
        (("A",), 24 * 400, "1 source; newest from 19 Oct 2025"),
    ],
)
def test_the_reason_is_numbers_and_fixed_words(desk: Desk, sources: tuple[str, ...], hours: float, said: str):
    assert reason(desk.story(MILL, *sources, hours=hours), desk.articles, NOW) == said


def test_an_unknown_date_is_never_invented(desk: Desk):
    assert reason(desk.story(MILL, undated=True), desk.articles, NOW) == "1 source; undated"


def test_a_date_in_the_future_is_not_believed(desk: Desk):
    assert reason(desk.story(MILL, hours=-48), desk.articles, NOW) == "1 source; undated"


def test_a_topic_finds_the_stories_about_it_before_those_that_mention_it(desk: Desk):
    on_it = desk.story(COMET)
    mentions = desk.story(MILL, text=f"{MILL}. {'The mill is old. ' * 60} A comet stood above it.")
    assert about([on_it, mentions], desk.articles, "the comets") == [on_it]
    assert about([mentions], desk.articles, "comet") == [mentions]


def test_every_word_of_a_topic_must_be_there(desk: Desk):
    assert about([desk.story(COMET)], desk.articles, "comet bread") == []


def test_a_topic_of_stop_words_alone_finds_nothing(desk: Desk):
    assert about([desk.story(COMET)], desk.articles, "what about the") == []


@given(st.lists(st.tuples(st.text(max_size=30), st.integers(0, 3)), max_size=12), st.integers(0, 8))
def test_a_selection_has_no_story_twice(stories: list[tuple[str, int]], limit: int):
    desk = Desk()
    given_stories = [desk.story(title, *"ABC"[: sources or 1]) for title, sources in stories]
    chosen = select(given_stories, desk.articles, NOW, limit)
    assert len(chosen) == min(limit, len(given_stories))
    assert len({one.story.id for one in chosen}) == len(chosen)


# --- what readers asked for --------------------------------------------------------------------------

MILL_BEFORE = "Workers of the paper mill in Lindow wait for the council"
BREAD_BEFORE = "The bakers of Fenwick fear for the price of bread"


def voted(title: str, weight: float) -> tuple[Article, float]:
    return Article(1, 1, "voted", title, title, "Quay Courier"), weight


def test_more_like_this_comes_first_among_equals_and_says_so(desk: Desk):
    stories = [desk.story(COMET, hours=3), desk.story(MILL, hours=5), desk.story(BREAD, hours=4)]
    assert desk.titles(stories) == [COMET, BREAD, MILL]
    more = [voted(MILL_BEFORE, 1.0)]
    assert desk.titles(stories, taste=more) == [MILL, COMET, BREAD]
    reasons = desk.reasons(stories, more)
    assert reasons[MILL] == "1 source; newest 5 h old; more like this was asked for"
    assert reasons[COMET] == "1 source; newest 3 h old"


def test_less_like_this_comes_last_among_equals_and_may_fall_below_the_limit(desk: Desk):
    stories = [desk.story(MILL, hours=3), desk.story(COMET, hours=5), desk.story(BREAD, hours=4)]
    less = [voted(MILL_BEFORE, -1.0)]
    assert desk.titles(stories, taste=less) == [BREAD, COMET, MILL]
    assert desk.reasons(stories, less)[MILL] == "1 source; newest 3 h old; less like this was asked for"
    assert desk.titles(stories, 2, less) == [BREAD, COMET]


def test_what_all_sources_tell_is_told_whoever_wants_less_of_it(desk: Desk):
    told = desk.story(MILL, "A", "B", "C", "D", hours=90)
    others = [desk.story(title, hours=0) for title in (COMET, BREAD, ROWING)]
    taste = [voted(MILL, -1.0), *(voted(title, 1.0) for title in (COMET, BREAD, ROWING))]
    assert desk.titles([*others, told], 1, taste) == [MILL]


def test_what_is_on_something_else_is_left_where_it_is(desk: Desk):
    stories = [desk.story(COMET, hours=3), desk.story(ROWING, hours=4)]
    taste = [voted(BREAD_BEFORE, 1.0), voted(MILL_BEFORE, -1.0)]
    assert desk.reasons(stories, taste) == desk.reasons(stories, ())


def test_wanted_and_unwanted_alike_it_stays_where_it_was(desk: Desk):
    stories = [desk.story(COMET, hours=3), desk.story(MILL, hours=4)]
    taste = [voted(MILL_BEFORE, 1.0), voted(MILL_BEFORE, -1.0)]
    assert desk.reasons(stories, taste) == desk.reasons(stories, ())


TITLES = st.sampled_from([MILL, COMET, BREAD, ROWING, MILL_BEFORE, BREAD_BEFORE])
TOLD = st.lists(st.tuples(TITLES | st.text(max_size=30), st.integers(1, 3), st.integers(0, 90)), max_size=12)
TASTE = st.lists(st.tuples(TITLES, st.sampled_from([1.0, -1.0])), max_size=30)


def stories_of(desk: Desk, told: list[tuple[str, int, int]]) -> list[Story]:
    return [desk.story(title, *"ABC"[:sources], hours=hours) for title, sources, hours in told]


@given(TOLD, TASTE)
def test_no_vote_removes_a_story_where_there_is_room_for_all(
    told: list[tuple[str, int, int]], votes: list[tuple[str, float]]
):
    desk = Desk()
    stories = stories_of(desk, told)
    chosen = select(stories, desk.articles, NOW, len(stories), [voted(*one) for one in votes])
    assert sorted(one.story.id for one in chosen) == sorted(one.id for one in stories)


@given(TOLD, TASTE, st.randoms(use_true_random=False))
def test_the_same_votes_in_another_order_choose_the_same(
    told: list[tuple[str, int, int]], votes: list[tuple[str, float]], random: Random
):
    desk = Desk()
    stories = stories_of(desk, told)
    shuffled = list(votes)
    random.shuffle(shuffled)
    one, other = (select(stories, desk.articles, NOW, 5, [voted(*v) for v in given]) for given in (votes, shuffled))
    assert one == other


@given(TOLD)
def test_votes_on_what_is_on_something_else_change_nothing(told: list[tuple[str, int, int]]):
    desk = Desk()
    stories = stories_of(desk, told)
    others = [voted("Zymurgy quorum vexes jubilant walrus", weight) for weight in (1.0, -1.0)]
    assert select(stories, desk.articles, NOW, 5, others[:1]) == select(stories, desk.articles, NOW, 5)
    assert select(stories, desk.articles, NOW, 5, others) == select(stories, desk.articles, NOW, 5)
