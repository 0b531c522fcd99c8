"""Votes over storage: whose briefing they order, and whose they leave alone."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.adapters.storage.database import Database, Workspace
from bot.domain.drafts import BriefingDraft
from bot.domain.editions import Edition, EditionKey, Kind
from bot.domain.feedback import Lean, personal, steering
from bot.domain.models import EVERYTHING, ArticleRef, NewArticle, Source, Visibility, Window
from bot.domain.subscriptions import Schedule, Subscription
from bot.services.composing import Composer
from bot.services.deliver.terms import Outlet
from bot.services.editing import Editing
from bot.services.ingest import analyse
from bot.services.ports import ChannelFacts, Vote
from bot.services.summariser import brief
from tests.fakes.service import Service, ServiceChat

NOW = datetime(2026, 11, 23, 7, 30, tzinfo=UTC)
HOUR = timedelta(hours=1)
SUBSCRIPTION = Subscription("team", "general", Schedule(), NOW, stories=3)
PAPER = Source("https://example.org/paper", "Quay Courier")
# In the order in which they come without a vote: the newest first.
NEWS = (
    ("Comet above the hills", "A comet that nobody had expected can be seen above the Halden hills until Friday."),
    ("Bread gets cheaper", "Bread will cost less from May, the bakers of Fenwick promised at their meeting on Sunday."),
    ("Lindow closes its mill", "The council of Lindow voted on Monday to close the paper mill on the river."),
)
BEFORE = (
    "Workers wait in Lindow",
    "Workers of the paper mill in Lindow wait for the council and its vote on the mill.",
)


def article(number: int, title: str, text: str, *, hours: int, source: Source = PAPER) -> NewArticle:
    return NewArticle(f"k{number}", title, text, source, published=NOW - hours * HOUR)


@pytest.fixture
async def database(sqlite_path: Path) -> AsyncIterator[Database]:
    async with await Database.open(f"sqlite:///{sqlite_path}") as database:
        yield database


@pytest.fixture
async def team(database: Database) -> Workspace:
    """Three stories of today, and one of last week that can be voted on."""
    workspace = await database.workspace("team", "general")
    old = article(9, *BEFORE, hours=24 * 7)
    await workspace.store.add([analyse(old)], NOW - timedelta(days=7))
    today = [article(at, *told, hours=at + 1) for at, told in enumerate(NEWS)]
    await workspace.store.add([analyse(one) for one in today], NOW - HOUR)
    return workspace


@pytest.fixture
async def old(team: Workspace) -> ArticleRef:
    (id_,) = await team.store.ids(["k9"])
    return ArticleRef(id_, 1)


def vote(person: str, ref: ArticleRef, value: int = 1, *, steers: bool = False, channel: str = "general") -> Vote:
    return Vote(person, channel, ref, value, steers, NOW)


async def edition(database: Database, channel: str = "general", *, stories: int = 3) -> list[tuple[str, str]]:
    """Titles and reasons of what the channel's next edition tells."""

    async def open_(workspace: str, channel: str) -> Workspace:
        return await database.workspace(workspace, channel)

    subscription = replace(SUBSCRIPTION, channel=channel, stories=stories)
    due = Edition(1, EditionKey("team", channel, NOW.date(), 1), Kind.DIGEST, NOW)
    outlet = Outlet(ServiceChat(Service(lambda: NOW)), "bot")
    composed = await Editing(open_, lambda: NOW).compose(due, subscription, outlet)
    assert composed
    assert isinstance(composed.draft, BriefingDraft)
    reader = await database.workspace("team", channel)
    headed = {one.ref: one.title for one in await reader.store.window(EVERYTHING, 9)}
    return [(headed[one.headline], one.reason) for one in composed.draft.stories]


async def titles(database: Database, channel: str = "general", *, stories: int = 3) -> list[str]:
    return [title for title, _ in await edition(database, channel, stories=stories)]


COMET, BREAD, MILL = (title for title, _ in NEWS)


async def test_several_people_steer_the_channels_digest_which_says_so(
    database: Database, team: Workspace, old: ArticleRef
):
    assert await titles(database) == [COMET, BREAD, MILL]
    await team.votes.cast(vote("ann", old))
    assert await titles(database) == [COMET, BREAD, MILL]
    await team.votes.cast(vote("bob", old))
    (first, *_) = await edition(database)
    assert first == (MILL, "1 source; newest 3 h old; more like this was asked for")
    assert await titles(database, "sport") == [COMET, BREAD, MILL]  # where nobody has voted
    await team.votes.withdraw("bob", "general", old.article_id)
    assert await titles(database) == [COMET, BREAD, MILL]


async def test_somebody_who_may_change_the_schedule_steers_it_alone(
    database: Database, team: Workspace, old: ArticleRef
):
    await team.votes.cast(vote("ann", old, steers=True))
    assert await titles(database) == [MILL, COMET, BREAD]
    await team.votes.cast(vote("ann", old, -1, steers=True))
    assert await titles(database, stories=2) == [COMET, BREAD]


async def test_a_person_orders_their_own_briefing_alone(team: Workspace, old: ArticleRef):
    await team.votes.cast(vote("ann", old))

    async def told(person: str) -> list[str]:
        leans = personal(await team.votes.of_person(person))
        briefing = await brief(team, Window.between(NOW - 2 * HOUR, NOW + HOUR), NOW, leans=leans)
        return [story.headline.title for story in briefing.stories]

    assert await told("bob") == [COMET, BREAD, MILL]
    assert await told("ann") == [MILL, COMET, BREAD]


async def test_a_vote_on_what_the_channel_may_not_see_has_no_effect(database: Database, team: Workspace):
    secret = Source("https://example.org/secret", "Secret", visibility=Visibility.CHANNEL)
    elsewhere = await database.workspace("team", "secret")
    await elsewhere.store.add([analyse(article(7, *BEFORE, hours=1, source=secret))], NOW - timedelta(days=7))
    (id_,) = await elsewhere.store.ids(["k7"])
    await team.votes.cast(vote("ann", ArticleRef(id_, 1), steers=True))
    await team.votes.cast(vote("ann", ArticleRef(12345, 1), -1, steers=True))
    assert await titles(database) == [COMET, BREAD, MILL]


async def test_in_a_shared_channel_votes_on_what_is_not_public_have_no_effect(database: Database, team: Workspace):
    own = Source("https://example.org/own", "Own", visibility=Visibility.WORKSPACE)
    known = replace(analyse(article(7, *BEFORE, hours=1, source=own)), news=False)
    await team.store.add([known], NOW)
    (id_,) = await team.store.ids(["k7"])
    await team.votes.cast(vote("ann", ArticleRef(id_, 1), steers=True))
    assert await titles(database) == [MILL, COMET, BREAD]
    await team.channels.keep(ChannelFacts("general", "General", private=False, shared=True, checked_at=NOW))
    assert await titles(database) == [COMET, BREAD, MILL]


async def test_channels_share_what_is_composed_as_long_as_they_lean_alike(
    database: Database, team: Workspace, old: ArticleRef
):
    composer = Composer(NOW, lambda _: 1)
    leans = steering([vote("ann", old, steers=True)])
    unseen = (Lean(ArticleRef(12345, 1), 1.0),)
    for given, composed in ((), 1), (unseen, 1), (leans, 2), (leans + unseen, 2):
        await composer.compose(SUBSCRIPTION, team, (), None, leans=given)
        await composer.compose(SUBSCRIPTION, await database.workspace("team", "sport"), (), None, leans=given)
        assert composer.composed == composed
