"""What is news to a channel, over many editions: nothing twice, an update only for something new, nothing lost."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.domain.models import Article, ArticleRef, first_id
from bot.domain.news import FIRST, LONGEST, News, Sifted, Why, begins, shown_since, sift
from bot.domain.stories import group

NOW = datetime(2026, 11, 23, 7, 30, tzinfo=UTC)
HOUR = timedelta(hours=1)
FLOOD = (
    "Eleven people died when the river Orrel flooded the town of Tarn on Monday. Mayor Ruth Amadi said that 300 houses "
    "stood under water. Soldiers brought 1,200 people to the school of Tarn."
)
AGAIN = (
    "The river Orrel flooded Tarn on Monday and 11 people died. Some 300 houses stood under water, Mayor Amadi said."
)
TOLL = "The death toll of the flood in Tarn has risen to 14, Mayor Ruth Amadi said when the river Orrel had gone down."
COMET = "A comet that nobody had expected can be seen above the Halden hills. Marguerite Osei found it by chance."


def article(number: int, text: str, *, hours: float = 0, title: str = "") -> Article:
    at = NOW + timedelta(hours=hours)
    return Article(first_id(at) + number, 1, str(number), title, text, f"Paper {number}", published=at)


def sifted(articles: Sequence[Article], told: Sequence[Article] = ()) -> Sifted:
    known = {one.id: f"s{told[0].id:x}" for one in told}
    found = group([*told, *articles], known=known)
    return sift(found, {one.ref: one for one in (*told, *articles)}, known.keys())


# --- one edition after another -----------------------------------------------------------------------


def test_without_anything_told_every_story_is_new():
    flood, comet = article(1, FLOOD), article(2, COMET)
    found = sifted([flood, comet])
    assert [one.story.articles for one in found.news] == [(flood.ref,), (comet.ref,)]
    assert not any(one.added or one.before for one in found.news)
    assert found.left_out == {}


def test_the_same_in_other_words_is_left_out():
    flood, again = article(1, FLOOD), article(2, AGAIN, hours=2)
    assert sifted([again], [flood]) == Sifted((), {again.ref: Why.NOTHING_NEW})


def test_a_copy_is_left_out():
    flood, copy = article(1, FLOOD), article(2, FLOOD, hours=2)
    assert sifted([copy], [flood]) == Sifted((), {copy.ref: Why.COPY})


def test_a_copy_with_one_sentence_more_is_told_for_that():
    flood = article(1, FLOOD)
    more = "Engineer Pia Lindgaard will look at the dam of Tarn."
    longer = article(2, f"{FLOOD} {more}", hours=2)
    (update,) = sifted([longer], [flood]).news
    assert [span.cut(longer.text) for span in update.added[0].new] == [more]


def test_what_came_late_and_was_told_by_its_copy_is_left_out():
    """An article under embargo has a lower id than the copy that another paper did not keep back."""
    embargoed, copy = article(1, FLOOD), article(2, FLOOD, hours=2)
    assert sifted([embargoed], [copy]) == Sifted((), {embargoed.ref: Why.COPY})


def test_a_new_fact_brings_a_story_back_under_its_id_with_that_alone():
    flood, again, toll = article(1, FLOOD), article(2, AGAIN, hours=2), article(3, TOLL, hours=3)
    (update,) = sifted([again, toll], [flood]).news
    assert update.story.id == f"s{flood.id:x}"
    assert update.story.articles == (toll.ref,)
    assert update.before == (flood.ref,)
    assert [span.cut(TOLL) for span in update.added[0].new] == [TOLL]


def test_copies_of_what_is_new_are_its_sources_and_told_once():
    flood, toll, copy = article(1, FLOOD), article(2, TOLL, hours=2), article(3, TOLL, hours=3)
    (update,) = sifted([toll, copy], [flood]).news
    assert update.story.articles == (toll.ref, copy.ref)
    assert update.story.copies == ((copy.ref, toll.ref),)
    assert [one.ref for one in update.added] == [copy.ref]


def test_of_two_new_figures_only_the_newer_is_told():
    flood = article(1, FLOOD)
    first = article(2, TOLL.replace("14", "13") + " Engineer Pia Lindgaard will look at the dam of Tarn.", hours=2)
    second = article(3, TOLL.replace("14", "16"), hours=4)
    (update,) = sifted([first, second], [flood]).news
    told = [span.cut(one.text) for added, one in zip(update.added, (second, first), strict=True) for span in added.new]
    assert told == [second.text, "Engineer Pia Lindgaard will look at the dam of Tarn."]


# --- windows -----------------------------------------------------------------------------------------


def test_a_first_edition_covers_a_day():
    assert begins(None, NOW) == first_id(NOW - FIRST)


def test_an_edition_begins_where_the_last_one_ended():
    assert begins(first_id(NOW - 3 * HOUR) + 7, NOW) == first_id(NOW - 3 * HOUR) + 7


def test_after_a_long_silence_an_edition_does_not_reach_back_for_ever():
    assert begins(0, NOW) == first_id(NOW - LONGEST)


@given(st.integers(0, first_id(NOW)))
def test_what_was_shown_after_a_window_began_counts_as_having_come_in_it(low: int):
    assert first_id(shown_since(low)) <= max(0, low)


# --- any sequence of editions ------------------------------------------------------------------------

TOWNS = ("Tarn", "Lindow", "Halden")
DISASTERS = {
    "Tarn": "The river Orrel flooded the town of Tarn after a week of rain, and soldiers brought people to the school.",
    "Lindow": "A fire burned the paper mill of Lindow to the ground, and its workers stood in the street all night.",
    "Halden": "A comet with two tails was seen above the hills of Halden, and astronomers came with their telescopes.",
}
FACTS = {
    "Tarn": (
        "Mayor Ruth Amadi asked the capital for blankets.",
        "Insurers expect claims of 40 million crowns from farmers.",
        "Engineer Pia Lindgaard will write a report on the dam.",
        "The railway along the valley stays closed until 12 December.",
    ),
    "Lindow": (
        "Owner Hugo Sarne wants to build a smaller factory on the same ground.",
        "The union put the number of jobs that were lost at 380.",
        "Inspector Dora Klee had warned of old cables in two letters.",
        "A choir will sing for the families at the theatre in spring.",
    ),
    "Halden": (
        "Marguerite Osei found it with a borrowed lens and named it after her dog.",
        "It will come back in 1,400 years.",
        "Hotels were full, said innkeeper Abel Roth.",
        "Schools opened at midnight so that children could watch from the roof.",
    ),
}
TELLINGS = st.tuples(st.sampled_from(TOWNS), st.sets(st.integers(0, 3), max_size=3))
DAYS = st.lists(st.lists(TELLINGS, max_size=4), min_size=1, max_size=5)


class Reports:
    """Articles by the town and the facts that they tell."""

    def __init__(self) -> None:
        self.told_by: dict[int, tuple[str, set[int]]] = {}

    def write(self, town: str, facts: set[int], hours: float) -> Article:
        text = " ".join([DISASTERS[town], *(FACTS[town][fact] for fact in sorted(facts))])
        made = article(len(self.told_by), text, hours=hours)
        self.told_by[made.id] = town, facts
        return made


@given(DAYS, st.integers(1, 3))
def test_over_any_editions_nothing_is_repeated_and_nothing_lost(days: list[list[tuple[str, set[int]]]], limit: int):
    reports = Reports()
    told: dict[int, tuple[str, Article]] = {}
    for day, written in enumerate(days):
        fresh = [reports.write(town, facts, 24 * day) for town, facts in written]
        articles = {one.ref: one for one in (*fresh, *(one for _, one in told.values()))}
        found = group(list(articles.values()), known={id_: name for id_, (name, _) in told.items()})
        result = sift(found, articles, told.keys())
        stories = [ref for one in result.news for ref in one.story.articles]
        assert sorted([*stories, *result.left_out]) == sorted(one.ref for one in fresh)
        known = dict(told)
        for one in result.news[:limit]:
            _is_news(one, known, articles)
            told |= {ref.article_id: (one.story.id, articles[ref]) for ref in one.story.articles}
        for ref in result.left_out:
            town, facts = reports.told_by[ref.article_id]
            heard = [*known, *(one.id for one in fresh if one.ref in stories)]
            assert facts <= set().union(*(reports.told_by[id_][1] for id_ in heard if reports.told_by[id_][0] == town))


def _is_news(one: News, told: Mapping[int, tuple[str, Article]], articles: Mapping[ArticleRef, Article]) -> None:
    """A story under an id that was told is an update, and shows nothing that its readers had in the same words."""
    assert bool(one.before) == bool(one.added)
    assert one.before or one.story.id not in {name for name, _ in told.values()}
    assert not {ref.article_id for ref in one.story.articles} & told.keys()
    texts = {ref: told[ref.article_id][1].text for ref in one.before}
    for update in one.added:
        assert update.new
        new = articles[update.ref].text
        assert not any(span.cut(new) in text for span in update.new for text in texts.values())
