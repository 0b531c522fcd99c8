"""What is remembered of people's doings in a chat, each workspace for itself; the fake and both engines alike."""

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from bot.adapters.storage import backups
from bot.adapters.storage.database import Database, Workspace
from bot.domain.errors import StoreCorrupt
from bot.domain.models import ArticleRef
from bot.domain.rights import Policy, Rule
from bot.services import retention
from bot.services.ports import ChannelFacts, Channels, Handled, Places, Policies, Talk, Talks, Vote, Votes
from tests.adapters.storage.builders import NOW
from tests.fakes.chatting import FakeChannels, FakeHandled, FakePlaces, FakePolicies, FakeTalks, FakeVotes

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
Spaces = Callable[[str], "Chatting"]


@dataclass(frozen=True, slots=True)
class Chatting:
    """The ports of one workspace."""

    votes: Votes
    channels: Channels
    policies: Policies
    handled: Handled
    talks: Talks
    places: Places


@pytest.fixture
async def of(desk_url: str | None) -> AsyncIterator[Spaces]:
    """The ports by workspace, red or blue, on the fake and on both engines."""
    if desk_url is None:
        made = {
            key: Chatting(FakeVotes(), FakeChannels(), FakePolicies(), FakeHandled(), FakeTalks(), FakePlaces())
            for key in ("red", "blue")
        }
        yield made.__getitem__
        return
    async with await Database.open(desk_url) as database:
        spaces = {key: await database.workspace(key) for key in ("red", "blue")}
        made = {
            key: Chatting(one.votes, one.channels, one.policies, one.handled, one.talks, one.places)
            for key, one in spaces.items()
        }
        yield made.__getitem__


def vote(person: str = "ann", article: int = 1, *, channel: str = "general", value: int = 1, minutes: int = 0) -> Vote:
    return Vote(person, channel, ArticleRef(article, 1), value, steers=False, at=NOW + minutes * MINUTE)


def facts(channel: str = "general", *, shared: bool = False) -> ChannelFacts:
    return ChannelFacts(channel, "General", private=False, shared=shared, checked_at=NOW)


# --- votes -------------------------------------------------------------------------------------------


async def test_votes_are_told_of_a_person_and_of_a_channel_the_newest_first(of: Spaces):
    red = of("red").votes
    cast = [vote(), vote("bob", minutes=1), vote(article=2, channel="sport", value=-1, minutes=2)]
    for one in cast:
        await red.cast(one)
    assert list(await red.of_person("ann")) == [cast[2], cast[0]]
    assert list(await red.of_channel("general")) == [cast[1], cast[0]]
    assert list(await of("blue").votes.of_person("ann")) == []
    assert list(await of("blue").votes.of_channel("general")) == []


async def test_a_persons_last_word_on_an_article_counts_whatever_its_version(of: Spaces):
    red = of("red").votes
    await red.cast(vote())
    last = Vote("ann", "general", ArticleRef(1, 2), -1, steers=True, at=NOW + MINUTE)
    await red.cast(last)
    assert list(await red.of_channel("general")) == [last]


async def test_a_vote_is_withdrawn_once_and_by_nobody_else(of: Spaces):
    red = of("red").votes
    await red.cast(vote())
    assert not await red.withdraw("bob", "general", 1)
    assert not await red.withdraw("ann", "sport", 1)
    assert not await of("blue").votes.withdraw("ann", "general", 1)
    assert await red.withdraw("ann", "general", 1)
    assert not await red.withdraw("ann", "general", 1)
    assert list(await red.of_person("ann")) == []


async def test_of_a_person_the_newest_hundred_are_kept(of: Spaces):
    red = of("red").votes
    await red.cast(vote("bob", 500))
    for number in range(103):
        await red.cast(vote(article=number, minutes=number))
    assert [one.ref.article_id for one in await red.of_person("ann")] == list(range(102, 2, -1))
    assert len(await red.of_channel("general")) == 101


# --- channels and policies ---------------------------------------------------------------------------


async def test_what_is_known_of_a_channel_is_what_was_found_out_last(of: Spaces):
    red = of("red").channels
    assert await red.known("general") is None
    await red.keep(facts())
    await red.keep(facts(shared=True))
    await red.keep(facts("sport"))
    assert await red.known("general") == facts(shared=True)
    assert await of("blue").channels.known("general") is None


async def test_a_policy_holds_from_when_it_is_set_in_its_workspace(of: Spaces):
    red = of("red").policies
    assert await red.policy() is None
    for one in (Policy(), Policy(Rule.ADMINS, frozenset({"ann", "bob"}))):
        await red.set(one)
        assert await red.policy() == one
    assert await of("blue").policies.policy() is None


async def test_questions_are_answered_in_the_channels_that_were_set_last_in_that_workspace(of: Spaces):
    red = of("red").places
    assert await red.places() == frozenset()
    for channels in ({"general"}, {"sport", "news"}, set[str]()):
        await red.set(frozenset(channels))
        assert await red.places() == channels
        assert await of("blue").places.places() == frozenset()
    await of("blue").places.set(frozenset({"general"}))
    assert await red.places() == frozenset()


# --- of a bot ----------------------------------------------------------------------------------------


async def test_somebody_is_at_home_where_they_used_the_bot_last(database: Database):
    homes, other = database.homes("bot 1"), database.homes("bot 2")
    for key in ("red", "blue"):
        await database.workspace(key)
    assert await homes.of("ann") is None
    for key in ("red", "blue", "red"):
        await homes.keep("ann", key, NOW)
        assert await homes.of("ann") == key
    await homes.keep("bob", "blue", NOW)
    assert (await homes.of("ann"), await homes.of("bob")) == ("red", "blue")
    assert await other.of("ann") is None
    await other.keep("ann", "blue", NOW)
    assert (await homes.of("ann"), await other.of("ann")) == ("red", "blue")


async def test_what_has_left_or_was_never_there_is_nobodys_home(database: Database):
    homes = database.homes("bot")
    await database.workspace("red")
    await homes.keep("ann", "nowhere", NOW)
    assert await homes.of("ann") is None
    assert [one.key for one in await database.operations.tenants()] == ["red"]
    await homes.keep("ann", "red", NOW)
    await homes.keep("ann", "nowhere", NOW)
    assert await homes.of("ann") == "red"
    await database.operations.gone("red", NOW)
    assert await homes.of("ann") is None
    await database.operations.back("red")
    assert await homes.of("ann") == "red"
    assert await retention.remove_workspace(database.operations, "red")
    assert await homes.of("ann") is None


async def test_where_somebody_was_who_does_not_come_back_is_forgotten_in_the_end(database: Database):
    homes = database.homes("bot")
    await database.workspace("red")
    await homes.keep("ann", "red", NOW)
    await homes.keep("bob", "red", NOW)
    await homes.keep("bob", "red", NOW + 2 * DAY)
    await retention.prune(database.operations, NOW + 401 * DAY, 400)
    assert (await homes.of("ann"), await homes.of("bob")) == (None, "red")


async def test_a_bot_has_a_memory_of_its_own(database: Database):
    memory = database.memory("bot 1")
    assert await memory.get("commands") is None
    for value in ("first", "", "é\0" * 9_000):
        await memory.set("commands", value)
        assert await memory.get("commands") == value.replace("\0", "\ufffd")
    assert await memory.get("command") is None
    assert await database.memory("bot 2").get("commands") is None


# --- events ------------------------------------------------------------------------------------------


async def test_an_event_is_taken_up_once_in_a_day_by_each_workspace(of: Spaces):
    red = of("red").handled
    key = "E" * 20_000  # a chat may call them what it likes
    assert await red.first(key, NOW)
    assert not await red.first(key, NOW + DAY - MINUTE)
    assert not await red.first(key, NOW - DAY)  # a clock that was put back
    assert await red.first("other", NOW)
    assert await of("blue").handled.first(key, NOW)
    assert await red.first(key, NOW + DAY)


async def test_of_two_processes_that_are_given_an_event_at_once_one_takes_it_up(store_url: str):
    async with await Database.open(store_url) as one, await Database.open(store_url) as other:
        desks = [(await database.workspace("red")).handled for database in (one, other)]
        for number in range(5):
            asked = [desk.first(f"event {number}", NOW) for desk in desks for _ in range(4)]
            assert sorted(await asyncio.gather(*asked)) == [False] * 7 + [True]


# --- threads -----------------------------------------------------------------------------------------


async def test_a_thread_is_remembered_with_its_last_questions(of: Spaces):
    red = of("red").talks
    asked = Talk("general", "1.1", tuple(f"Question {number}?" for number in range(9)), (7, 5))
    await red.keep(asked, NOW)
    assert await red.of("general", "1.1") == replace(asked, questions=asked.questions[-6:])
    shorter = Talk("general", "1.1", ("Who?",))
    await red.keep(shorter, NOW)
    assert await red.of("general", "1.1") == shorter
    assert await red.of("general", "1.2") is None
    assert await red.of("sport", "1.1") is None
    assert await of("blue").talks.of("general", "1.1") is None


async def test_what_no_database_holds_comes_back_with_a_sign_in_its_place_and_what_is_long_cut(database: Database):
    talks = (await database.workspace("red")).talks
    await talks.keep(Talk("c\0", "t\ud800", ("q\0?", "long " * 9_000), tuple(range(1_000))), NOW)
    found = await talks.of("c\0", "t\ud800")
    assert found
    assert found.questions[0] == "q\ufffd?"
    assert len(found.questions[1]) <= 2_000
    assert found.only == tuple(range(50))


# --- kept for how long -------------------------------------------------------------------------------


async def test_events_go_after_a_day_threads_after_a_month_and_votes_with_what_they_were_cast_on(database: Database):
    red = await database.workspace("red")
    await red.handled.first("event", NOW)
    await red.talks.keep(Talk("general", "1.1", ("Who?",)), NOW)
    await red.votes.cast(vote())
    await database.operations.expire(NOW + DAY)
    assert await counts(database) == {"handled_events": 0, "talks": 1, "votes": 1}
    await database.operations.expire(NOW + 30 * DAY)
    assert await counts(database) == {"handled_events": 0, "talks": 0, "votes": 1}
    await retention.prune(database.operations, NOW + 399 * DAY, 400)
    assert (await counts(database))["votes"] == 1
    await retention.prune(database.operations, NOW + 401 * DAY, 400)
    assert (await counts(database))["votes"] == 0


async def counts(database: Database) -> dict[str, int]:
    async with database.connections.reading() as connection:
        return {
            name: (await connection.scalar(text(f"SELECT count(*) FROM {name}"))) or 0  # noqa: S608 - constants
            for name in ("handled_events", "talks", "votes")
        }


@pytest.mark.parametrize(
    "damage",
    [
        "UPDATE votes SET value = 7",
        "UPDATE policies SET rule = 'nobody'",
        "UPDATE policies SET allowed = '{}'",
        "UPDATE talks SET questions = '[1]'",
        "UPDATE talks SET only = 'x'",
    ],
)
async def test_a_row_that_this_program_cannot_have_written_is_refused(database: Database, damage: str):
    red = await database.workspace("red")
    await red.votes.cast(vote())
    await red.policies.set(Policy())
    await red.talks.keep(Talk("general", "1.1", ("Who?",)), NOW)
    async with database.connections.writing() as connection:
        await connection.execute(text(damage.replace("only", '"only"')))
    with pytest.raises(StoreCorrupt):
        await read_all(red)


async def read_all(space: Workspace) -> None:
    await space.votes.of_person("ann")
    await space.policies.policy()
    await space.talks.of("general", "1.1")


async def test_a_backup_holds_all_of_it(sqlite_path: Path, tmp_path: Path):
    async with await Database.open(f"sqlite:///{sqlite_path}") as database:
        red = await database.workspace("red")
        await red.votes.cast(vote())
        await red.channels.keep(facts(shared=True))
        await red.policies.set(Policy(Rule.EVERYONE))
        await red.talks.keep(Talk("general", "1.1", ("Who?",)), NOW)
        await red.handled.first("event", NOW)
        await red.places.set(frozenset({"general"}))
        await database.homes("bot").keep("ann", "red", NOW)
        await database.memory("bot").set("commands", "digest")
    backups.back_up(sqlite_path, tmp_path / "saved.db", 1)
    backups.restore(tmp_path / "saved.db", tmp_path / "restored.db", 1)
    async with await Database.open(f"sqlite:///{tmp_path / 'restored.db'}") as database:
        red = await database.workspace("red")
        assert list(await red.votes.of_channel("general")) == [vote()]
        assert await red.channels.known("general") == facts(shared=True)
        assert await red.policies.policy() == Policy(Rule.EVERYONE)
        assert await red.talks.of("general", "1.1") == Talk("general", "1.1", ("Who?",))
        assert not await red.handled.first("event", NOW)
        assert await red.places.places() == {"general"}
        assert await database.homes("bot").of("ann") == "red"
        assert await database.memory("bot").get("commands") == "digest"
