"""What every database does for the intake: following, polling, embargoes, edits; on both engines."""

import dataclasses
from collections.abc import Sequence
from datetime import datetime, timedelta

import pytest

from bot.adapters.storage.database import Database, Workspace
from bot.domain.copies import band_keys
from bot.domain.errors import InputError
from bot.domain.intake import Markers, Validators
from bot.domain.models import EVERYTHING, Article, ArticleNote, Source, Visibility
from bot.domain.polling import FeedState, FeedStatus
from bot.services.ports import Analysed, AskedFor, Given, Keep, KnownEntries, Outcome, Query, Wanted
from tests.adapters.storage.builders import NOW, PAPER, analysed, article, kept, said

FEED = "https://example.org/feed"
HOUR = timedelta(hours=1)


@pytest.fixture
async def workspace(database: Database) -> Workspace:
    return await database.workspace("team", "general")


@pytest.fixture
async def source_id(workspace: Workspace) -> int:
    return (await workspace.sources.follow(PAPER, FEED, (), NOW)).source_id


class Bench:
    """A database's feeds, asked and given one thing at a time."""

    def __init__(self, database: Database) -> None:
        self.feeds = database.feeds

    async def add(self, source_id: int, items: list[Analysed], now: datetime, *gone: str) -> Sequence[Outcome]:
        state = next(one.state for one in await self.feeds.due(None, 9) if one.state.source_id == source_id)
        (outcomes,) = await self.feeds.keep([Keep(state, tuple(items), gone)], now)
        return outcomes

    async def save(self, state: FeedState) -> None:
        await self.feeds.keep([Keep(state)], NOW)

    async def known(self, source_id: int, keys: list[str], urls: list[str]) -> KnownEntries:
        (known,) = await self.feeds.known([AskedFor(source_id, tuple(keys), tuple(urls))])
        return known


def marked(key: str, **marks: object) -> Analysed:
    given = dataclasses.replace(article(key, text=f"Ines Calloway spoke of {key}."), markers=Markers(**marks))  # type: ignore[arg-type] # a test may pass any mark
    return Analysed(given, "en", (said("Ines Calloway"),))


async def seen(workspace: Workspace) -> list[Article]:
    return list(await workspace.store.window(EVERYTHING, 9))


async def everywhere(workspace: Workspace, database: Database, source_id: int, word: str) -> list[bool]:
    """Whether something of the only article can be seen: in the store by every way, in speech and in search."""
    known = await Bench(database).known(source_id, ["k"], [])
    assert list(known.by_key) == ["k"]
    ids = list(await workspace.store.ids(["k"]))
    listed = await seen(workspace)
    return [
        bool(ids),
        bool(listed),
        bool((await workspace.store.holdings(EVERYTHING)).articles),
        bool(await workspace.speech.speakers(["calloway"], EVERYTHING, 9)),
        bool(await workspace.speech.names_like("callo", 9)),
        bool(await workspace.search.find(Query((word,)))),
    ]


# --- following ---------------------------------------------------------------------------------------


async def test_what_is_followed_is_listed_and_due_at_once(database: Database, workspace: Workspace):
    followed = await workspace.sources.follow(PAPER, FEED, ["Harbour", " Sea  side "], NOW)
    assert (followed.source, followed.topics, followed.paused) == (PAPER, ("Harbour", "Sea side"), False)
    assert [one.state for one in await database.feeds.due(NOW, 9)] == [followed.state]
    assert [one.state for one in await database.feeds.due(NOW - HOUR, 9)] == []
    assert len(await database.feeds.due(None, 9)) == 1


async def test_following_twice_is_following_once_under_both_topics(database: Database, workspace: Workspace):
    for topics in (["Harbour"], ["Sport", "Harbour"]):
        await workspace.sources.follow(PAPER, FEED, topics, NOW)
    (one,) = await workspace.sources.followed()
    assert one.topics == ("Harbour", "Sport")
    assert len(await database.feeds.due(None, 9)) == 1


async def test_many_are_followed_as_if_one_after_the_other(database: Database, workspace: Workspace):
    def wanted(key: str, url: str, *topics: str, label: str | None = None) -> Wanted:
        return Wanted(Source(key, key, "feed"), url, topics, Given(label) if label else None)

    many = [wanted("a", "https://a.example/1", "Sea"), wanted("b", "https://b.example/", label="B")]
    many += [wanted("a", "https://a.example/2", "Home", "Sea", label="Long"), wanted("a", "https://a.example/3")]
    await workspace.sources.follow_all(many, NOW)
    for one in many:
        await (await database.workspace("other")).sources.follow(one.source, one.url, one.topics, NOW, given=one.given)
    for place in (workspace, await database.workspace("other")):
        followed = await place.sources.followed()
        assert [(one.name, one.topics, one.state.url) for one in followed] == [
            ("B", (), "https://b.example/"),
            ("Long", ("Sea", "Home"), "https://a.example/1"),
        ]


async def test_one_that_cannot_be_followed_leaves_all_as_they_were(database: Database):
    nowhere = await database.workspace("team")
    kept = Source("secret", "Members", "feed", None, Visibility.CHANNEL)
    with pytest.raises(InputError, match="kept to a channel"):
        await nowhere.sources.follow_all([Wanted(PAPER, FEED), Wanted(kept, FEED)], NOW)
    assert await nowhere.sources.followed() == []


async def test_what_one_workspace_calls_a_public_source_is_its_own(database: Database, workspace: Workspace):
    other = await database.workspace("other")
    bare = Source(FEED, "example.org", "feed")
    secret = Given("Project Falcon (CONFIDENTIAL)", "https://secret.example/")
    await workspace.sources.follow(bare, FEED, (), NOW, given=secret)
    theirs = await other.sources.follow(bare, FEED, (), NOW, given=Given("BBC"))
    assert (theirs.name, theirs.site) == ("BBC", None)
    await database.feeds.keep([Keep(theirs.state, name="Quay Courier", site="https://example.org/")], NOW)
    await database.feeds.keep([Keep(theirs.state, (analysed("k"),))], NOW)
    (mine,), (yours,) = await workspace.sources.followed(), await other.sources.followed()
    assert (mine.name, mine.site) == ("Project Falcon (CONFIDENTIAL)", "https://secret.example/")
    assert (yours.name, yours.site, yours.source.name) == ("BBC", "https://example.org/", "Quay Courier")
    assert {one.source for one in await seen(workspace)} == {"Quay Courier"}


async def test_a_public_source_is_polled_once_for_all_that_follow_it(database: Database, workspace: Workspace):
    other = await database.workspace("other")
    for one in (workspace, other):
        await one.sources.follow(PAPER, FEED, (), NOW)
    (due,) = await database.feeds.due(NOW, 9)
    await Bench(database).add(due.state.source_id, [analysed("k")], NOW)
    assert [len(await seen(one)) for one in (workspace, other)] == [1, 1]
    await workspace.sources.pause(due.state.source_id, paused=True)
    assert len(await database.feeds.due(NOW, 9)) == 1
    await other.sources.unfollow(due.state.source_id)
    assert await database.feeds.due(NOW, 9) == []
    assert await seen(other) == []
    assert len(await seen(workspace)) == 1


async def test_what_is_followed_again_begins_anew(database: Database, workspace: Workspace):
    await workspace.sources.follow(PAPER, FEED, (), NOW)
    (due,) = await database.feeds.due(NOW, 9)
    stopped = dataclasses.replace(due.state, status=FeedStatus.DISABLED, error="stopped: gone", failures=7)
    await Bench(database).save(stopped)
    assert await database.feeds.due(None, 9) == []
    assert [one.state for one in await workspace.sources.followed()] == [stopped]
    again = await workspace.sources.follow(PAPER, FEED, (), NOW + HOUR)
    assert (again.state.status, again.state.error, again.state.next_poll) == (FeedStatus.ACTIVE, None, NOW + HOUR)


async def test_a_state_is_read_as_it_was_saved(database: Database, workspace: Workspace):
    await workspace.sources.follow(PAPER, FEED, (), NOW)
    (due,) = await database.feeds.due(NOW, 9)
    state = dataclasses.replace(
        due.state,
        url="https://example.org/new",
        interval=timedelta(seconds=1_234.5),
        polled=NOW,
        succeeded=NOW - HOUR,
        failing_since=NOW,
        failures=3,
        error="no answer",
        validators=Validators('W/"ü"', "Mon, 23 Nov 2026 07:30:00 GMT"),
        body_digest="abc",
        newest=NOW,
        weekly=3.5,
        moved_to="https://example.org/newer",
        moved_times=2,
        note="1 article is left out",
        found_at="https://example.org/list.opml",
    )
    await Bench(database).save(state)
    assert [one.state for one in await database.feeds.due(None, 9)] == [state]


async def test_a_source_of_one_channel_is_listed_and_read_in_it_alone(database: Database, workspace: Workspace):
    secret = Source("https://example.org/feed?token=x", "Members", "feed", None, Visibility.CHANNEL)
    followed = await workspace.sources.follow(secret, secret.key, (), NOW)
    await Bench(database).add(followed.source_id, [analysed("k")], NOW)
    elsewhere = [await database.workspace("team", "random"), await database.workspace("other", "general")]
    assert [len(await one.sources.followed()) for one in (workspace, *elsewhere)] == [1, 0, 0]
    assert [len(await seen(one)) for one in (workspace, *elsewhere)] == [1, 0, 0]
    with pytest.raises(InputError, match="kept to a channel"):
        await (await database.workspace("team")).sources.follow(secret, secret.key, (), NOW)


async def test_sources_of_the_same_articles_are_known_by_their_addresses(
    database: Database, workspace: Workspace, source_id: int
):
    items = [analysed(key) for key in "abc"]
    items = [
        dataclasses.replace(one, article=dataclasses.replace(one.article, url=f"https://example.org/{at}"))
        for at, one in enumerate(items)
    ]
    await Bench(database).add(source_id, items, NOW)
    urls = [f"https://example.org/{at}" for at in range(5)]
    assert await workspace.sources.holding(urls) == ["Quay Courier"] * 3
    assert await (await database.workspace("other")).sources.holding(urls) == []


# --- articles of feeds -------------------------------------------------------------------------------


async def test_an_edited_entry_is_a_new_version_of_the_same_article(
    database: Database, workspace: Workspace, source_id: int
):
    first = dataclasses.replace(analysed("k"), entry="one", news=False)
    second = dataclasses.replace(analysed("k", text="Other words."), entry="two")
    assert await Bench(database).add(source_id, [first], NOW) == [Outcome.NEW]
    assert await Bench(database).add(source_id, [second], NOW + HOUR) == [Outcome.EDITED]
    (stored,) = await seen(workspace)
    assert (stored.version, stored.text, stored.first_seen, stored.news) == (2, "Other words.", NOW, False)
    known = await Bench(database).known(source_id, ["k", "x"], [])
    assert {key: one.entry for key, one in known.by_key.items()} == {"k": "two"}


async def test_an_entry_that_says_the_same_in_another_way_is_remembered(database: Database, source_id: int):
    for entry, now in (("one", NOW), ("two", NOW + HOUR)):
        outcomes = await Bench(database).add(source_id, [dataclasses.replace(analysed("k"), entry=entry)], now)
    assert outcomes == [Outcome.KNOWN]
    known = (await Bench(database).known(source_id, ["k"], [])).by_key["k"]
    assert (known.entry, known.first_seen, known.read, known.version) == ("two", NOW, NOW + HOUR, 1)


async def test_known_articles_are_found_by_address_too(database: Database, source_id: int):
    item = analysed("guid-1")
    item = dataclasses.replace(item, article=dataclasses.replace(item.article, url="https://example.org/a"))
    await Bench(database).add(source_id, [item], NOW)
    known = await Bench(database).known(source_id, ["guid-2"], ["https://example.org/a", "https://example.org/b"])
    assert known.by_url == {"https://example.org/a": "guid-1"}
    assert list(known.by_key) == ["guid-1"]


async def test_a_page_that_is_gone_leaves_its_article_with_a_note(
    database: Database, workspace: Workspace, source_id: int
):
    item = analysed("k")
    item = dataclasses.replace(item, article=dataclasses.replace(item.article, url="https://example.org/a"))
    await Bench(database).add(source_id, [item], NOW)
    await Bench(database).add(source_id, [], NOW, "https://example.org/a", "https://example.org/b")
    assert [one.notes for one in await seen(workspace)] == [(ArticleNote.GONE,)]


async def test_what_a_source_says_of_its_article_is_shown_with_it(
    database: Database, workspace: Workspace, source_id: int
):
    item = marked("k", correction="")
    item = dataclasses.replace(item, article=dataclasses.replace(item.article, teaser=True, clamped=True))
    await Bench(database).add(source_id, [item], NOW)
    (stored,) = await seen(workspace)
    assert stored.notes == (ArticleNote.TEASER, ArticleNote.CLAMPED, ArticleNote.CORRECTED)


# --- copies ------------------------------------------------------------------------------------------

WORDS = [f"word{number}" for number in range(200)]


def told(key: str, words: list[str]) -> Analysed:
    given = article(key, title="Harbour goes dark", text=" ".join(words))
    return Analysed(given, "en", (), bands=band_keys(given.title, given.text))


async def copied(workspace: Workspace) -> dict[str, str]:
    stored = await workspace.store.window(EVERYTHING, 99)
    keys = {one.ref: one.key for one in stored}
    return {keys[copy]: keys[original] for copy, original in (await workspace.store.copies(stored)).items()}


async def test_a_copy_is_known_by_the_article_that_it_repeats(workspace: Workspace):
    changed = [f"other{at}" if at % 20 == 0 else word for at, word in enumerate(WORDS)]
    update_ = [*WORDS, *(f"later{number}" for number in range(200))]
    await workspace.store.add([told("one", WORDS), told("same", WORDS)], NOW)
    await workspace.store.add([told("changed", changed), told("update", update_), told("other", WORDS[::-1])], NOW)
    assert await copied(workspace) == {"same": "one", "changed": "one"}


@pytest.mark.parametrize("edited", ["one", "two"])
async def test_an_edited_article_repeats_what_it_repeats_now(workspace: Workspace, edited: str):
    await workspace.store.add([told("one", WORDS), told("two", WORDS)], NOW)
    await workspace.store.add([told(edited, WORDS[::-1])], NOW)
    assert await copied(workspace) == {}
    await workspace.store.add([told(edited, WORDS)], NOW)
    assert await copied(workspace) == {"two": "one"}


async def test_a_copy_of_what_one_may_not_see_is_no_copy(database: Database, workspace: Workspace):
    other = await database.workspace("other")
    secret = told("secret", WORDS)
    hidden = dataclasses.replace(secret.article, source=kept("x", Visibility.WORKSPACE))
    await other.store.add([dataclasses.replace(secret, article=hidden)], NOW)
    await workspace.store.add([told("one", WORDS)], NOW)
    assert await copied(workspace) == {}


async def test_private_copies_of_another_take_no_place_of_what_one_can_see(database: Database, workspace: Workspace):
    other = await database.workspace("other")
    await workspace.store.add([told("one", WORDS)], NOW)
    for number in range(12):
        copy = told(f"secret{number}", WORDS)
        hidden = dataclasses.replace(copy.article, source=kept("x", Visibility.WORKSPACE))
        await other.store.add([dataclasses.replace(copy, article=hidden)], NOW)
    await workspace.store.add([told("two", WORDS)], NOW)
    assert await copied(workspace) == {"two": "one"}


async def test_all_of_many_copies_repeat_the_first(workspace: Workspace):
    for number in range(20):
        await workspace.store.add([told(f"k{number:02}", WORDS)], NOW)
    assert await copied(workspace) == {f"k{number:02}": "k00" for number in range(1, 20)}


async def test_keys_that_are_old_are_forgotten_and_what_they_showed_is_not(database: Database, workspace: Workspace):
    await workspace.store.add([told("one", WORDS), told("two", WORDS)], NOW)
    await database.operations.expire(NOW + timedelta(days=15))
    await workspace.store.add([told("three", WORDS)], NOW + timedelta(days=15))
    assert await copied(workspace) == {"two": "one"}


# --- what nobody may see -----------------------------------------------------------------------------


async def test_an_embargoed_article_is_nowhere_before_its_time(
    database: Database, workspace: Workspace, source_id: int
):
    await Bench(database).add(source_id, [marked("k", embargoed_until=NOW + HOUR)], NOW)
    assert await database.operations.release(NOW + HOUR - timedelta(seconds=1)) == 0
    assert not any(await everywhere(workspace, database, source_id, "spoke"))
    assert await database.operations.release(NOW + HOUR) == 1
    assert all(await everywhere(workspace, database, source_id, "spoke"))
    assert await database.operations.release(NOW + HOUR) == 0


@pytest.mark.parametrize("mark", ["withdrawn", "withheld"])
async def test_what_is_taken_back_vanishes_and_stays_away(
    database: Database, workspace: Workspace, source_id: int, mark: str
):
    await Bench(database).add(source_id, [marked("k")], NOW)
    assert all(await everywhere(workspace, database, source_id, "spoke"))
    (shown,) = await seen(workspace)
    await Bench(database).add(source_id, [marked("k", **{mark: True}, embargoed_until=NOW + HOUR)], NOW)
    assert not any(await everywhere(workspace, database, source_id, "spoke"))
    assert await workspace.store.articles([shown.ref]) == {}
    assert await workspace.store.current([shown.id]) == []
    assert await workspace.speech.quotes([shown.ref]) == []
    await database.operations.release(NOW + 2 * HOUR)
    assert not any(await everywhere(workspace, database, source_id, "spoke"))
    await Bench(database).add(source_id, [marked("k")], NOW + HOUR)
    assert all(await everywhere(workspace, database, source_id, "spoke"))


async def test_an_embargo_on_an_edit_hides_the_article_until_then(
    database: Database, workspace: Workspace, source_id: int
):
    await Bench(database).add(source_id, [marked("k")], NOW)
    await Bench(database).add(source_id, [marked("k", embargoed_until=NOW + HOUR)], NOW)
    await Bench(database).add(source_id, [marked("k", embargoed_until=NOW + 2 * HOUR)], NOW)
    assert await database.operations.release(NOW + HOUR) == 0
    assert not any(await everywhere(workspace, database, source_id, "spoke"))
    assert await database.operations.release(NOW + 2 * HOUR) == 1
    assert all(await everywhere(workspace, database, source_id, "spoke"))


async def test_what_many_polls_bring_is_stored_in_one_go(database: Database, workspace: Workspace):
    followed = [
        await workspace.sources.follow(dataclasses.replace(PAPER, key=f"{FEED}/{at}"), f"{FEED}/{at}", (), NOW)
        for at in range(3)
    ]
    read = [Keep(one.state, (analysed(f"a{at}"), analysed("same"))) for at, one in enumerate(followed)]
    assert await database.feeds.keep(read, NOW) == [[Outcome.NEW] * 2] * 3
    known = await database.feeds.known([AskedFor(one.source_id, ("a0", "a1", "a2", "same"), ()) for one in followed])
    assert [sorted(one.by_key) for one in known] == [["a0", "same"], ["a1", "same"], ["a2", "same"]]
