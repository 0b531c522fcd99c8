"""What is erased is gone everywhere, what is kept stays whole: articles by age, workspaces with all their data."""

import asyncio
import shutil
import sqlite3
import tempfile
from collections.abc import Sequence
from contextlib import closing
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import insert, select, update

from bot.adapters.storage.chat_tables import OF_A_WORKSPACE
from bot.adapters.storage.database import Database
from bot.adapters.storage.edition_tables import editions, notices, parts, subscriptions, told
from bot.adapters.storage.model_tables import model_replies, model_reservations, model_usage
from bot.adapters.storage.schema import articles, feeds, metadata, sources, workspaces
from bot.adapters.storage.schema import copies as copies_table
from bot.domain.copies import band_keys
from bot.domain.errors import InputError
from bot.domain.intake import Markers
from bot.domain.models import EVERYTHING, ArticleRef, Source, Visibility
from bot.domain.rights import Policy, Rule
from bot.services import retention
from bot.services.ports import Analysed, ChannelFacts, Keep, Outcome, Query, Talk, Vote
from bot.services.ports.model import Amounts, Ceilings, Tokens
from tests.adapters.storage.builders import NOW, PAPER, analysed, kept, said

CANARY = "Quibblezorfcanary"
OLD = NOW - timedelta(days=500)
DAYS = 400


async def add(database: Database, key: str, *items: Analysed, at: datetime = NOW) -> None:
    await (await database.workspace(key)).store.add(list(items), at)


async def keys(database: Database, key: str = "team", channel: str | None = None) -> set[str]:
    """What reading and searching find there; both must be the same."""
    workspace = await database.workspace(key, channel)
    found = await workspace.store.window(EVERYTHING, 999)
    hits = await workspace.search.find(Query(("title",), limit=999))
    assert {hit.article_id for hit in hits} == {one.id for one in found}
    return {one.key for one in found}


async def rows(database: Database) -> dict[str, int]:
    """How many rows each table has."""
    counts = {}
    async with database.connections.reading() as connection:
        for name, table in metadata.tables.items():
            counts[name] = len((await connection.execute(select(*table.c))).all())
    return counts


async def check_index(database: Database) -> None:
    """FTS5 compares its words with the texts that are stored."""
    if not database.connections.is_postgres:
        async with database.connections.writing() as connection:
            check = "INSERT INTO search_index (search_index, rank) VALUES ('integrity-check', 1)"
            await connection.exec_driver_sql(check)


async def post(database: Database, workspace: str, number: int, refs: Sequence[int], *, settled: datetime) -> None:
    """An edition that tells these articles."""
    id_ = await database.operations.workspace_id(workspace)
    row = {
        "id": number, "workspace_id": id_, "channel": f"C-{workspace}", "key": f"key {number}", "kind": "digest",
        "day": date(2026, 1, 1), "slot": 1, "of": "", "due_at": settled, "state": "sent", "late": False, "reason": "",
        "tries": 0, "attempt": 0, "composed": True, "expected": 1, "planned_at": settled, "settled_at": settled,
    }  # fmt: skip
    async with database.connections.writing() as connection:
        await connection.execute(insert(editions).values(row))
        part = {"position": 0, "state": "sent", "started_at": settled, "digest": "", "stories": ""}
        await connection.execute(insert(parts).values(edition_id=number, **part))
        for place, ref in enumerate(refs):
            one = {"place": place, "story_id": "s", "article_id": ref, "version": 1, "shown": True}
            await connection.execute(insert(told).values(edition_id=number, **one))


# --- by age ------------------------------------------------------------------------------------------


async def test_old_articles_go_with_everything_that_was_made_of_them(database: Database):
    quote = said("Ann Lee")
    edited = (analysed("edited", "Title before", "First words.", quote), analysed("edited", "Title after", "Others."))
    for one in edited:
        await add(database, "team", one, at=OLD)
    embargoed = analysed("hidden", "", "Hidden words.", quote)
    object.__setattr__(embargoed.article, "markers", Markers(withheld=True))
    await add(database, "team", embargoed, analysed("b", "Title b", "Old words.", quote), at=OLD)
    text = "The harbour lights went out again on Monday, and nobody could say why it was so. " * 9
    copied = Analysed(analysed("copied", "Title copied", text).article, "en", (), bands=band_keys("", text))
    again = Analysed(analysed("again", "Title again", text).article, "en", (), bands=band_keys("", text))
    await add(database, "team", copied, at=OLD)
    await add(database, "team", again, analysed("new", "Title new", "New words."), at=NOW)
    assert (await rows(database))[copies_table.name] == 1
    assert await retention.prune(database.operations, NOW, DAYS) == 4
    assert await keys(database) == {"again", "new"}
    left = await rows(database)
    assert (left["articles"], left["versions"], left["quotes"], left["copies"]) == (2, 2, 0, 0)
    assert left["speaker_tokens"] == 0
    await check_index(database)
    async with database.connections.reading() as connection:
        holders = set(await connection.scalars(select(articles.c.id)))
        assert set(await connection.scalars(select(metadata.tables["band_keys"].c.article_id))) <= holders


async def test_what_an_edition_tells_is_kept_for_as_long_as_the_edition(database: Database):
    await add(database, "team", *(analysed(key) for key in ("told", "told long ago", "never told")), at=OLD)
    ids = {one.key: one.id for one in await (await database.workspace("team")).store.window(EVERYTHING, 9)}
    await post(database, "team", 1, [ids["told long ago"]], settled=OLD)
    await post(database, "team", 2, [ids["told"]], settled=NOW)
    assert await retention.prune(database.operations, NOW, DAYS) == 3
    assert await keys(database) == {"told"}
    assert (await rows(database))["editions"] == 1
    assert await retention.prune(database.operations, NOW + timedelta(days=DAYS + 1), DAYS) == 2
    left = await rows(database)
    assert (left["editions"], left["parts"], left["told"], left["articles"]) == (0, 0, 0, 0)


async def test_one_step_erases_no_more_than_it_may(database: Database):
    await add(database, "team", *(analysed(str(number)) for number in range(7)), at=OLD)
    steps = [await database.operations.prune(NOW, 3) for _ in range(4)]
    assert steps == [3, 3, 1, 0]


async def test_others_write_and_read_between_the_steps(database: Database):
    await add(database, "team", *(analysed(str(number)) for number in range(2 * retention.BATCH)), at=OLD)
    turns: list[int] = []
    first = asyncio.Event()

    def tell(gone: int) -> None:
        turns.append(gone)
        first.set()

    pruning = asyncio.create_task(retention.prune(database.operations, NOW, DAYS, tell))
    await first.wait()
    await add(database, "team", analysed("meanwhile"))
    assert await pruning == 2 * retention.BATCH
    assert turns == [retention.BATCH, 2 * retention.BATCH]
    assert await keys(database) == {"meanwhile"}


_STEP = st.tuples(st.integers(0, 5), st.integers(0, 800), st.sampled_from(["store", "store", "prune"]))


@given(st.lists(_STEP, max_size=8))
def test_the_index_stays_right_whatever_is_stored_and_erased(migrated_sqlite: Path, steps: list[tuple[int, int, str]]):
    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(_store_and_erase(shutil.copy(migrated_sqlite, folder), steps))


async def _store_and_erase(path: str, steps: list[tuple[int, int, str]]) -> None:
    async with await Database.open(f"sqlite:///{path}") as database:
        for number, age, what in steps:
            at = NOW - timedelta(days=age)
            if what == "store":
                await add(database, "team", analysed(str(number), f"Title {age}", f"Words of {age}."), at=at)
            else:
                await retention.prune(database.operations, at, DAYS)
            await keys(database)
            await check_index(database)


# --- a workspace -------------------------------------------------------------------------------------

OWN = Source(f"https://{CANARY}.example/feed?token=fake", f"{CANARY} Gazette", "feed", None, Visibility.WORKSPACE)
HERE = kept(f"{CANARY}-channel", Visibility.CHANNEL)


def canaries(kind: str, source: Source) -> Analysed:
    texts = f"{CANARY} spoke of the {CANARY}. " * 300
    return analysed(f"{CANARY}-{kind}", f"Title {CANARY}", texts, said(f"{CANARY} Lee", role=CANARY), source=source)


async def two_teams(database: Database) -> None:
    """One to be removed, with a canary in every text of it, and one to be kept, with a public source in common."""
    for key in ("leaving", "staying"):
        workspace = await database.workspace(key, f"{CANARY}-channel")
        await workspace.sources.follow(PAPER, PAPER.key, (f"{CANARY} topic",) if key == "leaving" else (), NOW)
    leaving = await database.workspace("leaving", f"{CANARY}-channel")
    public = Source("https://only.example/feed", "Only theirs", "feed")
    await leaving.sources.follow(OWN, OWN.key, (), NOW)
    await leaving.sources.follow(public, public.key, (CANARY,), NOW)
    await leaving.store.add([canaries("own", OWN), canaries("here", HERE), analysed("shared")], NOW)
    edited = analysed(f"{CANARY}-own", f"Title {CANARY} again", f"More of {CANARY}.", source=OWN)
    await leaving.store.add([edited], NOW)
    await add(database, "staying", analysed("theirs", source=kept("their-own", Visibility.WORKSPACE)))
    ids = [one.id for one in await leaving.store.window(EVERYTHING, 9)]
    await post(database, "leaving", 1, ids, settled=NOW)
    await post(database, "staying", 2, [], settled=NOW)
    await _rows_of_delivery(database, "leaving")
    await _rows_of_delivery(database, "staying")


async def _rows_of_delivery(database: Database, key: str) -> None:
    id_ = await database.operations.workspace_id(key)
    word = CANARY if key == "leaving" else "plain"
    given = {"schedule": "[]", "since": NOW, "choice": f'["{word}"]', "stories": 5, "length": "normal"}
    given |= {"when_quiet": "line", "quiet_hours": "", "stopped": ""}
    async with database.connections.writing() as connection:
        await connection.execute(insert(subscriptions).values(workspace_id=id_, channel=word, **given))
        told_ = {"key": word, "name": "empty", "values": "{}", "raised_at": NOW}
        await connection.execute(insert(notices).values(workspace_id=id_, **told_))
    space = await database.workspace(key)
    await space.votes.cast(Vote(word, word, ArticleRef(1, 1), 1, steers=True, at=NOW))
    await space.channels.keep(ChannelFacts(word, word, private=True, shared=False, checked_at=NOW))
    await space.policies.set(Policy(Rule.ADMINS, frozenset({word})))
    assert await space.handled.first(word, NOW)
    await space.talks.keep(Talk(word, word, (word,), (1,)), NOW)
    await space.places.set(frozenset({word}))
    await database.homes("bot").keep(word, key, NOW)
    for settled in (True, False):
        reserved = await database.spending.reserve(key, word, Amounts(10, 100), Ceilings(), NOW)
        if reserved and settled:
            await database.spending.settle(reserved, Tokens(3, 4), 70, NOW)
    await database.replies.keep(key, word, f'{{"text":"{word}"}}', NOW, NOW + timedelta(days=7))


async def test_a_workspace_goes_with_all_its_data_and_nothing_of_another_does(database: Database):
    await two_teams(database)
    before = await keys(database, "staying")
    assert "theirs" in before
    assert await retention.remove_workspace(database.operations, "leaving")
    assert await keys(database, "staying") == before
    async with database.connections.reading() as connection:
        assert list(await connection.scalars(select(workspaces.c.key))) == ["staying"]
        for table in (subscriptions, notices, editions, model_usage, model_reservations, *OF_A_WORKSPACE):
            (owner,) = await connection.scalars(select(table.c.workspace_id))
            assert owner == await database.operations.workspace_id("staying")
        names = set(await connection.scalars(select(sources.c.name)))
        assert names == {"Quay Courier", "Only theirs", "Their-Own"}
        polled = set(await connection.scalars(select(sources.c.name).join(feeds, feeds.c.source_id == sources.c.id)))
        assert polled == {"Quay Courier"}
        assert list(await connection.scalars(select(model_replies.c.scope))) == ["staying"]
    assert {one.key: one.sources for one in await database.operations.tenants()} == {"staying": 2}
    await check_index(database)
    with pytest.raises(InputError, match="There are: staying"):
        await retention.remove_workspace(database.operations, "leaving")


async def test_what_an_erased_workspace_has_spent_stays_spent(database: Database):
    await two_teams(database)
    before = await database.spending.standing("staying", NOW)
    assert (before.workspace, before.everyone) == (Amounts(17, 170), Amounts(34, 340))
    await retention.remove_workspace(database.operations, "leaving")
    assert await database.spending.standing("staying", NOW) == before
    assert {one.workspace for one in await database.spending.used(NOW.date())} == {"staying"}


async def test_who_has_used_a_model_is_forgotten_with_the_years_and_what_was_spent_is_not(database: Database):
    await two_teams(database)
    before = await database.spending.standing("staying", NOW)
    for days in (DAYS, DAYS + 1):
        assert bool(await database.spending.used(NOW.date())) == (days == DAYS)
        await retention.prune(database.operations, NOW + timedelta(days=days + 1), DAYS)
    assert not await database.spending.used(NOW.date())
    assert (await database.spending.standing("staying", NOW)).ever == before.ever


async def test_replies_that_are_too_old_go_and_what_was_reserved_and_forgotten_is_used(database: Database):
    await two_teams(database)
    await database.operations.expire(NOW + timedelta(hours=1))
    assert (await rows(database))["model_reservations"] == 0
    assert [one.calls for one in await database.spending.used(NOW.date(), "staying")] == [2]
    assert (await rows(database))["model_replies"] == 2
    await database.operations.expire(NOW + timedelta(days=7))
    assert (await rows(database))["model_replies"] == 0


async def test_no_byte_of_a_removed_workspace_is_left_in_the_file(sqlite_path: Path):
    word = CANARY[1:].lower().encode()  # the index keeps words in small letters, and beginnings only once
    async with await Database.open(f"sqlite:///{sqlite_path}") as database:
        async with database.connections.writing() as connection:
            await connection.exec_driver_sql("PRAGMA secure_delete = OFF")
        await two_teams(database)
        for number in range(30):  # others go on, and pages are used again
            await add(database, "staying", analysed(f"more {number}"))
        assert word in _bytes(sqlite_path)
        assert await retention.remove_workspace(database.operations, "leaving")
        assert word not in _bytes(sqlite_path)
        assert len(await keys(database, "staying")) == 32
    assert word not in _bytes(sqlite_path)


def _bytes(path: Path) -> bytes:
    return b"".join(one.read_bytes().lower() for one in path.parent.iterdir() if one.name.startswith(path.name))


async def test_while_others_read_what_is_left_in_the_file_is_told_and_a_later_call_ends_it(sqlite_path: Path):
    word = CANARY[1:].lower().encode()
    async with await Database.open(f"sqlite:///{sqlite_path}", patience=0.1) as database:
        await two_teams(database)
        with closing(sqlite3.connect(sqlite_path, isolation_level=None)) as other:
            other.execute("BEGIN")
            other.execute("SELECT count(*) FROM articles").fetchone()
            assert not await retention.remove_workspace(database.operations, "leaving")
            assert "leaving" not in {one.key for one in await database.operations.tenants()}
        assert await database.operations.rewrite()
        assert word not in _bytes(sqlite_path)


async def test_a_removal_that_was_broken_off_is_finished_by_the_next(database: Database):
    await two_teams(database)
    assert await database.operations.unlink("leaving")
    assert await database.operations.erase("leaving", 1)
    assert await keys(database, "leaving", f"{CANARY}-channel") == set()
    assert await retention.remove_workspace(database.operations, "leaving")
    assert {one.key for one in await database.operations.tenants()} == {"staying"}


async def test_a_poll_that_ends_after_its_source_has_gone_brings_nothing(database: Database):
    await two_teams(database)
    polled = {one.source.key: one.state for one in await database.feeds.due(None, 9)}
    await retention.remove_workspace(database.operations, "leaving")
    late = Keep(polled[OWN.key], (canaries("late", OWN),))
    good = Keep(polled[PAPER.key], (analysed("good"),))
    assert await database.feeds.keep([late, good], NOW) == [[Outcome.KNOWN], [Outcome.NEW]]
    assert "good" in await keys(database, "staying")


async def test_workspaces_are_listed_with_what_they_hold(database: Database):
    await two_teams(database)
    found = {one.key: one for one in await database.operations.tenants()}
    assert (found["leaving"].sources, found["leaving"].articles, found["leaving"].last_edition) == (4, 3, NOW)
    assert (found["staying"].sources, found["staying"].articles) == (2, 2)


def test_no_table_is_forgotten():
    """Whatever refers to what is erased must be erased before it: a new table has to be thought of."""
    erased = {"workspaces", "sources", "articles", "versions", "editions"}
    referring = {
        name
        for name, table in metadata.tables.items()
        if erased & {one.column.table.name for one in table.foreign_keys}
    }
    assert referring == {
        "workspace_sources", "feeds", "sources", "articles", "versions", "quotes", "band_keys", "copies",
        "speaker_tokens", "subscriptions", "editions", "parts", "told", "notices",
        "votes", "channels", "policies", "handled_events", "talks", "question_channels", "homes",
        "model_usage", "model_reservations",
    }  # fmt: skip


# --- a workspace whose chat has left -----------------------------------------------------------------

DAY = timedelta(days=1)


async def tenants(database: Database) -> dict[str, datetime | None]:
    return {one.key: one.gone_at for one in await database.operations.tenants()}


async def test_a_workspace_whose_chat_has_left_is_erased_after_its_days_of_grace(database: Database):
    await two_teams(database)
    operations = database.operations
    await operations.gone("leaving", NOW)
    await operations.gone("leaving", NOW + 9 * DAY)  # told again: it left when it left
    await operations.gone("nobody", NOW)
    assert await tenants(database) == {"leaving": NOW, "staying": None}
    assert await retention.remove_left(operations, NOW + 14 * DAY - timedelta(seconds=1), 14) == []
    before = await keys(database, "staying")
    assert await retention.remove_left(operations, NOW + 14 * DAY, 14) == ["leaving"]
    assert await tenants(database) == {"staying": None}
    assert await keys(database, "staying") == before
    left = await rows(database)
    assert {left[table.name] for table in OF_A_WORKSPACE} == {1}
    await check_index(database)
    assert await retention.remove_left(operations, NOW + 99 * DAY, 14) == []


async def test_a_workspace_that_comes_back_in_time_keeps_all_it_has(database: Database):
    await two_teams(database)
    operations = database.operations
    before = await rows(database)
    await operations.gone("leaving", NOW)
    await operations.back("leaving")
    assert await retention.remove_left(operations, NOW + 99 * DAY, 14) == []
    assert await rows(database) == before
    await operations.gone("leaving", NOW + 99 * DAY)  # the days begin anew
    assert await retention.remove_left(operations, NOW + 100 * DAY, 14) == []


async def test_one_that_comes_back_just_before_it_is_erased_is_left_as_it_is(database: Database):
    await two_teams(database)
    await database.operations.gone("leaving", NOW)
    assert await database.operations.left(NOW + DAY) == ["leaving"]
    await database.operations.back("leaving")
    before = await rows(database)
    assert not await database.operations.unlink("leaving", left_before=NOW + DAY)
    assert await rows(database) == before


async def test_an_erasure_that_was_broken_off_is_finished_on_the_next_day(database: Database):
    await two_teams(database)
    await database.operations.gone("leaving", NOW)
    assert await database.operations.unlink("leaving", left_before=NOW)
    assert await database.operations.erase("leaving", 1)
    assert await retention.remove_left(database.operations, NOW + 15 * DAY, 14) == ["leaving"]
    assert await tenants(database) == {"staying": None}


async def test_what_waits_in_a_workspace_whose_chat_has_left_alarms_nobody(database: Database):
    await two_teams(database)
    async with database.connections.writing() as connection:
        await connection.execute(update(editions).values(settled_at=None, state="planned"))
    assert (await database.operations.pulse(NOW)).due == 2
    await database.operations.gone("leaving", NOW)
    assert (await database.operations.pulse(NOW)).due == 1
