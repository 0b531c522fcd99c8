"""Editions from storage: one after another, each with what is new to its channel, as long as it may see it."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.adapters.storage.database import Database, Workspace
from bot.domain.documents import Briefing
from bot.domain.draft_json import read_draft, write_draft
from bot.domain.drafts import LineKind
from bot.domain.intake import Markers
from bot.domain.models import Article, NewArticle, Source, Window, first_id
from bot.domain.subscriptions import Choice, Length, Schedule, Subscription, WhenQuiet
from bot.services.composing import Composer, sources_of
from bot.services.ingest import analyse
from bot.services.ports import Composed, Reader, Told
from bot.services.reasons import why
from bot.services.summariser import verified
from tests.fakes.reader import Shelf

NOW = datetime(2026, 11, 23, 7, 30, tzinfo=UTC)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
SUBSCRIPTION = Subscription("team", "general", Schedule(), NOW)
FLOOD = (
    "Eleven people died when the river Orrel flooded the town of Tarn on Monday. Soldiers brought 1,200 people to the "
    "school of Tarn.\n\nMayor Ruth Amadi said that 300 houses of the town stood under water. “We have lost everything "
    "that we had built here since the war,” said baker Tomas Brandt.\n\nThe railway along the Orrel is closed. "
    "Farmers in the valley fear for the harvest of this year."
)
TOLL = (
    "The flood of the river Orrel in Tarn was the worst for a century, and soldiers are still in the town.\n\n"
    "The death toll in Tarn has risen to 14, Mayor Ruth Amadi said. “Nobody had warned us although the gauges showed "
    "it for days,” said Pia Lindgaard, who runs the school of Tarn."
)
COMET = (
    "A comet that nobody had expected can be seen above the Halden hills until Friday.\n\n"
    "Marguerite Osei found it with a borrowed telescope and named the comet after her dog."
)


def paper(key: str, text: str, title: str, *, source: str = "Quay Courier", **more: object) -> NewArticle:
    name = Source(f"https://example.org/{source}", source)
    return NewArticle(key, title, text, name, url=f"https://example.org/{key}", **more)  # type: ignore[arg-type] # a test may pass any field


FLOODED = paper("flood", FLOOD, "Flood in Tarn kills eleven")
RISEN = paper("toll", TOLL, "Tarn mourns fourteen dead", source="Tarn Herald")
SKY = paper("comet", COMET, "Comet above the hills", source="Sky Post")


class Channel:
    """A channel that gets its editions, and remembers what it was told, as the ledger does."""

    def __init__(self, reader: Reader, subscription: Subscription = SUBSCRIPTION) -> None:
        self.reader = reader
        self.subscription = subscription
        self.told: list[Told] = []
        self.covered: int | None = None

    async def compose(self, now: datetime, *, most: int = 5_000, **changes: Any) -> Composed | None:  # noqa: ANN401 - fields of a subscription
        composer = Composer(now, lambda briefing: 1 + len(briefing.stories), most)
        wanted = replace(self.subscription, **changes)
        return await composer.compose(wanted, self.reader, self.told, self.covered, day=now.date())

    async def receive(self, now: datetime, *, arrives: bool = True, **changes: Any) -> Briefing:  # noqa: ANN401 - as above
        """The edition of a time; one that does not arrive may have been told nevertheless."""
        composed = await self.compose(now, **changes)
        assert composed is not None
        draft = read_draft(write_draft(composed.draft))
        assert draft == composed.draft
        self.told += composed.told
        if arrives:
            self.covered = composed.draft.window.high
        return await verified(composed.draft, self.reader, day=now.date())


@pytest.fixture
async def database(sqlite_path: Path) -> AsyncIterator[Database]:
    async with await Database.open(f"sqlite:///{sqlite_path}") as database:
        yield database


@pytest.fixture
async def team(database: Database) -> Workspace:
    return await database.workspace("team", "general")


@pytest.fixture
def channel(team: Workspace) -> Channel:
    return Channel(team)


async def load(team: Workspace, *articles: NewArticle, at: datetime, news: bool = True) -> None:
    await team.store.add([replace(analyse(one), news=news) for one in articles], at)


def titles(briefing: Briefing) -> list[str]:
    return [story.headline.title for story in briefing.stories]


def shown(briefing: Briefing, kind: LineKind = LineKind.SENTENCE) -> list[str]:
    lines = [line for story in briefing.stories for line in story.lines if line.kind is kind]
    return [passage.text for line in lines for passage in line.passages]


# --- windows -----------------------------------------------------------------------------------------


async def test_a_first_edition_covers_a_day(team: Workspace, channel: Channel):
    await load(team, FLOODED, at=NOW - 25 * HOUR)
    await load(team, SKY, at=NOW - 23 * HOUR)
    assert titles(await channel.receive(NOW)) == ["Comet above the hills"]


async def test_each_edition_begins_where_the_last_ended(team: Workspace, channel: Channel):
    await load(team, FLOODED, at=NOW - HOUR)
    first = await channel.receive(NOW)
    assert titles(first) == ["Flood in Tarn kills eleven"]
    assert (first.day, first.late) == (date(2026, 11, 23), False)
    await load(team, SKY, at=NOW)
    assert titles(await channel.receive(NOW + DAY)) == ["Comet above the hills"]
    assert titles(await channel.receive(NOW + 2 * DAY)) == []


async def test_what_is_stored_late_with_an_earlier_time_is_not_lost(team: Workspace, channel: Channel):
    """A poll looks at the clock, then fetches for a while, and stores what it got after an edition was composed."""
    await load(team, FLOODED, at=NOW - HOUR)
    await channel.receive(NOW)
    await load(team, SKY, at=NOW - 2 * HOUR)
    assert titles(await channel.receive(NOW + DAY)) == ["Comet above the hills"]


async def test_an_edition_that_did_not_arrive_for_sure_is_made_up_for_but_not_repeated(
    team: Workspace, channel: Channel
):
    await load(team, FLOODED, at=NOW - HOUR)
    await channel.receive(NOW, arrives=False)
    await load(team, SKY, at=NOW)
    assert titles(await channel.receive(NOW + HOUR)) == ["Comet above the hills"]


async def test_what_was_there_before_its_source_was_followed_is_not_told(team: Workspace, channel: Channel):
    await load(team, FLOODED, at=NOW - HOUR, news=False)
    assert titles(await channel.receive(NOW)) == []


async def test_the_end_of_an_embargo_brings_an_article_into_the_window(
    database: Database, team: Workspace, channel: Channel
):
    await load(team, replace(FLOODED, markers=Markers(embargoed_until=NOW + HOUR)), at=NOW - 2 * HOUR)
    await load(team, SKY, at=NOW - HOUR)
    assert titles(await channel.receive(NOW)) == ["Comet above the hills"]
    await database.operations.release(NOW + HOUR)
    assert titles(await channel.receive(NOW + DAY)) == ["Flood in Tarn kills eleven"]
    assert titles(await channel.receive(NOW + 2 * DAY)) == []


# --- told before -------------------------------------------------------------------------------------


async def test_a_story_comes_back_only_as_an_update_with_what_is_new_first(team: Workspace, channel: Channel):
    await load(team, FLOODED, at=NOW - HOUR)
    (told,) = (await channel.receive(NOW)).stories
    await load(team, RISEN, at=NOW + HOUR)
    briefing = await channel.receive(NOW + DAY)
    (update,) = briefing.stories
    assert (update.update, update.story_id) == (True, told.story_id)
    assert update.headline.title == "Tarn mourns fourteen dead"
    assert shown(briefing)[0] == "The death toll in Tarn has risen to 14, Mayor Ruth Amadi said."
    assert [source.source for source in update.sources] == ["Tarn Herald"]


async def test_an_edit_of_what_was_told_does_not_come_back(team: Workspace, channel: Channel):
    await load(team, FLOODED, at=NOW - HOUR)
    await channel.receive(NOW)
    await load(team, replace(FLOODED, text=f"{FLOOD} The mayor of Lindow sent 40 boats."), at=NOW + HOUR)
    assert titles(await channel.receive(NOW + DAY)) == []


async def test_what_was_only_linked_is_told(team: Workspace, channel: Channel):
    copy = replace(FLOODED, key="copy", source=Source("https://example.org/Second", "Second"))
    await load(team, FLOODED, copy, at=NOW - HOUR)
    await channel.receive(NOW)
    assert sorted(one.shown for one in channel.told) == [False, True]
    channel.covered = None
    assert titles(await channel.receive(NOW)) == []


async def test_a_copy_from_another_paper_is_not_told_again(team: Workspace, channel: Channel):
    await load(team, FLOODED, at=NOW - HOUR)
    await channel.receive(NOW)
    copy = replace(FLOODED, key="copy", source=Source("https://example.org/Second", "Second"))
    await load(team, copy, at=NOW + HOUR)
    assert titles(await channel.receive(NOW + DAY)) == []


# --- what a channel asks for -------------------------------------------------------------------------


async def test_silence_where_nothing_is_new_and_a_line_for_who_wants_one(channel: Channel):
    assert await channel.compose(NOW, when_quiet=WhenQuiet.SILENCE) is None
    line = await channel.compose(NOW, when_quiet=WhenQuiet.LINE)
    assert line is not None
    assert (line.draft.stories, line.told, line.expected) == ((), (), 1)


@pytest.mark.parametrize(
    ("choice", "found"),
    [
        (Choice(include=("comet",)), ["Comet above the hills"]),
        (Choice(include=("comet", "river orrel")), ["Comet above the hills", "Flood in Tarn kills eleven"]),
        (Choice(exclude=("Ruth Amadi",)), ["Comet above the hills"]),
        (Choice(include=("zebra",)), []),
        (Choice(language="de"), []),
        (Choice(topics=("no such topic",)), []),
        (Choice(sources=(99,)), []),
    ],
)
async def test_a_choice_of_words(team: Workspace, channel: Channel, choice: Choice, found: list[str]):
    await load(team, FLOODED, SKY, at=NOW - HOUR)
    assert sorted(titles(await channel.receive(NOW, choice=choice))) == found


async def test_a_choice_of_sources_and_topics(team: Workspace, channel: Channel):
    tarn = await team.sources.follow(RISEN.source, RISEN.source.key, ["Floods"], NOW)
    await load(team, SKY, RISEN, at=NOW - HOUR)
    (sky,) = set(await team.store.listed()) - {tarn.source_id}
    by_source, by_topic = Choice(sources=(sky,)), Choice(topics=("FLOODS",))
    assert titles(await channel.receive(NOW, choice=by_source)) == ["Comet above the hills"]
    assert titles(await channel.receive(NOW, choice=by_topic)) == ["Tarn mourns fourteen dead"]


def test_sources_and_topics_add_up():
    listed = {1: ("Sea",), 2: ("sea", "Sport"), 3: ()}
    assert sources_of(Choice(), listed) is None
    assert sources_of(Choice(topics=("SEA",), sources=(3, 9)), listed) == frozenset({1, 2, 3})


async def test_lengths(team: Workspace, channel: Channel):
    await load(team, FLOODED, at=NOW - HOUR)
    lines = {}
    for length in Length:
        composed = await channel.compose(NOW, length=length)
        assert composed is not None
        (story,) = composed.draft.stories
        lines[length] = [line.kind for line in story.lines]
    assert lines[Length.SHORT] == [LineKind.SENTENCE]
    assert lines[Length.NORMAL] == [LineKind.SENTENCE] * 3 + [LineKind.QUOTE]
    assert lines[Length.LONG].count(LineKind.SENTENCE) > 3


async def test_stories_beyond_the_limit_are_counted(team: Workspace, channel: Channel):
    await load(team, FLOODED, SKY, at=NOW - HOUR)
    briefing = await channel.receive(NOW, stories=1)
    assert (len(briefing.stories), briefing.left_out) == (1, 1)


async def test_words_are_looked_for_beyond_what_is_grouped(
    team: Workspace, channel: Channel, caplog: pytest.LogCaptureFixture
):
    await load(team, SKY, at=NOW - 2 * HOUR)
    await load(team, *(paper(f"k{at}", f"Ferry {at} was late.", f"Ferry {at}") for at in range(9)), at=NOW - HOUR)
    words = Choice(include=("comet",))
    assert titles(await channel.receive(NOW, most=4, choice=words)) == ["Comet above the hills"]
    assert not caplog.records
    channel.covered = None
    channel.told = []
    assert titles(await channel.receive(NOW, most=4)) != ["Comet above the hills"]
    assert "More than 4 articles" in caplog.text


# --- at posting --------------------------------------------------------------------------------------


async def test_what_is_withdrawn_after_it_was_composed_is_not_posted(team: Workspace, channel: Channel):
    await load(team, FLOODED, SKY, at=NOW - HOUR)
    composed = await channel.compose(NOW)
    assert composed is not None
    await load(team, replace(FLOODED, markers=Markers(withdrawn=True)), at=NOW)
    assert titles(await verified(composed.draft, team)) == ["Comet above the hills"]


async def test_what_its_source_alters_after_it_was_composed_is_not_posted(team: Workspace, channel: Channel):
    await load(team, FLOODED, at=NOW - HOUR)
    composed = await channel.compose(NOW)
    assert composed is not None
    edited = replace(FLOODED, title="Flood in Tarn kills nine", text=FLOOD.replace("Eleven people", "Nine people"))
    await load(team, edited, at=NOW)
    briefing = await verified(composed.draft, team)
    assert titles(briefing) == ["Flood in Tarn kills nine"]
    assert shown(briefing)
    assert not any("people died" in text for text in shown(briefing))


async def test_what_the_channel_may_not_see_any_more_is_not_posted(team: Workspace, channel: Channel):
    followed = await team.sources.follow(FLOODED.source, FLOODED.source.key, [], NOW)
    await load(team, FLOODED, SKY, at=NOW - HOUR)
    composed = await channel.compose(NOW)
    assert composed is not None
    await team.sources.unfollow(followed.source_id)
    assert titles(await verified(composed.draft, team)) == ["Comet above the hills"]


async def test_a_story_can_say_why_it_is_there(team: Workspace, channel: Channel):
    await load(team, FLOODED, replace(RISEN, title="Tarn | buried its dead"), at=NOW - HOUR)
    composed = await channel.compose(NOW)
    assert composed is not None
    (story,) = composed.draft.stories
    told = (await why(story, team)).values
    assert told["reason"] == "2 sources; undated"
    assert set(told["sources"].split(", ")) == {"Quay Courier", "Tarn Herald"}
    assert "both name" in told["together"]
    assert "Ruth Amadi" in told["together"]
    for source in (FLOODED.source, RISEN.source):
        await team.sources.unfollow((await team.sources.follow(source, source.key, [], NOW)).source_id)
    assert (await why(story, team)).name == "why_gone"


# --- many channels -----------------------------------------------------------------------------------


async def test_what_is_the_same_for_many_channels_is_composed_once(database: Database, team: Workspace):
    await load(team, FLOODED, SKY, at=NOW - HOUR)
    composer = Composer(NOW, lambda _: 1)
    channels = [await database.workspace("team", f"channel {number}") for number in range(20)]
    made = await asyncio.gather(*(composer.compose(SUBSCRIPTION, one, (), None) for one in channels))
    assert composer.composed == 1
    assert len({id(one) for one in made}) == 1


async def test_what_differs_is_composed_for_itself(database: Database, team: Workspace):
    await load(team, FLOODED, SKY, at=NOW - HOUR)
    composer = Composer(NOW, lambda _: 1)
    told = (Told("s1", (await team.store.window(Window(), 9))[0].ref, shown=True),)
    other = await database.workspace("other", "general")
    for subscription, reader, before, covered in (
        (SUBSCRIPTION, team, (), None),
        (SUBSCRIPTION, other, (), None),
        (SUBSCRIPTION, team, told, None),
        (SUBSCRIPTION, team, (), first_id(NOW)),
        (replace(SUBSCRIPTION, stories=1), team, (), None),
        (replace(SUBSCRIPTION, length=Length.LONG), team, (), None),
        (replace(SUBSCRIPTION, choice=Choice(exclude=("comet",))), team, (), None),
    ):
        await composer.compose(subscription, reader, before, covered)
    assert composer.composed == 7
    empty = await composer.compose(SUBSCRIPTION, other, (), None)
    assert empty is not None
    assert empty.draft.stories == ()  # it follows nothing


# --- any sequence of editions ------------------------------------------------------------------------

EVENTS = {
    "Tarn": (
        FLOOD,
        "Ruth Amadi asked the capital for 90 boats.",
        "Insurers of Tarn expect claims of 40 million crowns.",
    ),
    "Halden": (COMET, "The comet of Halden comes back in 1,400 years.", "Innkeeper Abel Roth had to turn away guests."),
    "Lindow": (
        "A fire burned the paper mill of Lindow to the ground, and its workers stood in the street all night.",
        "Owner Hugo Sarne wants to build a smaller mill in Lindow.",
        "Inspector Dora Klee had warned of old cables in the mill.",
    ),
}
STEPS = st.lists(
    st.tuples(
        st.lists(st.tuples(st.sampled_from(list(EVENTS)), st.sampled_from([(), (1,), (2,), (1, 2)])), max_size=3),
        st.booleans(),
    ),
    min_size=1,
    max_size=5,
)


@given(STEPS, st.integers(1, 3))
def test_over_any_editions_no_article_is_told_twice_and_no_story_without_news(
    steps: Sequence[tuple[list[tuple[str, tuple[int, ...]]], bool]], limit: int
):
    asyncio.run(_receive_all(steps, limit))


async def _receive_all(steps: Sequence[tuple[list[tuple[str, tuple[int, ...]]], bool]], limit: int) -> None:
    held: dict[int, Article] = {}
    channel = Channel(Shelf(held), replace(SUBSCRIPTION, stories=limit))
    for day, (reports, arrives) in enumerate(steps):
        now = NOW + day * DAY
        for place, facts in reports:
            number = len(held)
            text = " ".join(EVENTS[place][at] for at in (0, *facts))
            id_ = first_id(now - HOUR) + number
            held[id_] = Article(id_, 1, str(number), f"Report {number} from {place}", text, f"Paper {number}")
        before = list(channel.told)
        composed = await channel.compose(now)
        assert composed is not None
        articles, stories = {one.ref for one in before}, {one.story_id for one in before}
        assert not articles & {one.ref for one in composed.told}
        for story in composed.draft.stories:
            assert story.update or story.story_id not in stories
            assert story.lines
        heard = " ".join(held[ref.article_id].text for ref in articles)
        for story in composed.draft.stories:
            new = [cited.span.cut(held[cited.ref.article_id].text) for cited in story.lines[0].slices]
            assert not story.update or not any(text in heard for text in new)
        await channel.receive(now, arrives=arrives)
