"""Which stories come first, and what is said about why."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.models import Article, ArticleRef, Story, first_id
from bot.domain.selection import about, reason, select

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

    def titles(self, stories: list[Story], limit: int = 5) -> list[str]:
        chosen = select(stories, self.articles, NOW, limit)
        return [self.articles[one.story.articles[0]].title for one in chosen]


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
