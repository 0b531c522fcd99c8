"""A sound file with wrong contents: what is missing or unreadable in it is one clear line, without any SQL."""

import contextlib
import sqlite3
from pathlib import Path

import pytest
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import insert, make_url
from sqlalchemy.exc import DBAPIError

from bot.adapters.storage import engine, schema
from bot.adapters.storage.database import Database
from bot.domain.errors import StoreCorrupt, StoreError
from bot.domain.models import EVERYTHING, ArticleRef
from bot.services.ports import Query, Vote
from bot.services.ports.model import Amounts, Ceilings, Tokens
from tests.adapters.storage.builders import NOW, PAPER, analysed, said
from tests.conftest import run_on

SECRET = "Gwendolen"  # noqa: S105 - a name, which no message may show
STORED = analysed("a", "Harbour", "Harbour news.", said(f"{SECRET} Lee", role="mayor"))


def files(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


async def fill(url: str) -> None:
    async with await Database.open(url) as database:
        await (await database.workspace("team")).store.add([STORED], NOW)


async def use(url: str) -> None:
    """Everything that the program does with a database."""
    async with await Database.open(url) as database:
        workspace = await database.workspace("team")
        refs = [one.ref for one in await workspace.store.window(EVERYTHING, 9)]
        await workspace.store.articles(refs)
        await workspace.store.current([ref.article_id for ref in refs])
        await workspace.store.holdings(EVERYTHING)
        await workspace.store.ids(["a"])
        await workspace.speech.quotes(refs)
        await workspace.speech.speakers([SECRET.lower()], EVERYTHING, 9)
        await workspace.speech.names_like(SECRET.lower(), 9)
        await workspace.speech.names(SECRET.lower(), EVERYTHING, 9)
        await workspace.search.find(Query(("harbour", SECRET)))
        await workspace.store.known([STORED.article])
        await workspace.sources.follow(PAPER, "https://example.org/feed", (), NOW)
        await database.feeds.due(NOW, 9)
        await workspace.subscriptions.all()
        await workspace.history.editions()
        await workspace.history.told("general", NOW)
        await workspace.votes.cast(Vote("ann", "general", ArticleRef(1, 1), 1, steers=False, at=NOW))
        await workspace.votes.of_channel("general")
        await workspace.channels.known("general")
        await workspace.policies.policy()
        await workspace.handled.first("an event", NOW)
        await workspace.talks.of("general", "1.1")
        await workspace.places.places()
        await use_others(database)
        await database.notices.pending(9)
        await database.ledger.lead("a process", NOW, NOW)
        await workspace.store.add([analysed("a", "", "New words.", said(f"{SECRET} Lee")), analysed("b")], NOW)


async def use_others(database: Database) -> None:
    """What belongs to bots, and to models."""
    await database.homes("a bot").of("ann")
    await database.memory("a bot").get("commands")
    await database.spending.used(NOW.date())
    await database.spending.standing("team", NOW)
    reserved = await database.spending.reserve("team", "small", Amounts(9, 9), Ceilings(), NOW)
    await database.spending.settle(reserved or 0, Tokens(5, 4), 9, NOW)
    await database.replies.keep("team", "key", "{}", NOW, NOW)
    await database.replies.find("team", "key", NOW)


async def told(url: str) -> str:
    """The one line of the fault that shows when the database is used."""
    with pytest.raises(StoreCorrupt) as raised:
        await use(url)
    line = str(raised.value)
    assert "\n" not in line
    assert not any(word in line for word in ("SELECT", "INSERT", "sqlalche", SECRET, "geheim"))
    return line


@pytest.fixture
async def filled(sqlite_path: Path) -> Path:
    await fill(f"sqlite:///{sqlite_path}")
    return sqlite_path


def spoil(path: Path, *statements: str) -> None:
    with contextlib.closing(sqlite3.connect(path)) as connection:
        for statement in statements:
            connection.execute(statement)
        connection.commit()


# --- the schema's own number -------------------------------------------------------------------------

SPOILT_REVISIONS = [
    "DELETE FROM newsbot_revision",
    "UPDATE newsbot_revision SET version_num = '0000'",
    "UPDATE newsbot_revision SET version_num = '1'",
    "UPDATE newsbot_revision SET version_num = '²'",
    "UPDATE newsbot_revision SET version_num = '٠٠٠١'",
    "UPDATE newsbot_revision SET version_num = ''",
    "UPDATE newsbot_revision SET version_num = '99999999999999999999'",
    "ALTER TABLE newsbot_revision RENAME COLUMN version_num TO something",
]


def test_revisions_are_numbered_from_0001_without_gaps():
    config = Config()
    config.set_main_option("script_location", str(Path(engine.__file__).with_name("migrations")))
    known = sorted(script.revision for script in ScriptDirectory.from_config(config).walk_revisions())
    assert known == [f"{number:04}" for number in range(1, int(schema.REVISION) + 1)]


@pytest.mark.parametrize("statement", SPOILT_REVISIONS)
async def test_a_file_whose_revision_is_none_is_told_and_left_as_it_was(filled: Path, statement: str):
    spoil(filled, statement)
    before = files(filled.parent)
    assert str(filled) in await told(f"sqlite:///{filled}")
    assert files(filled.parent) == before


@pytest.mark.postgres
@pytest.mark.parametrize("statement", SPOILT_REVISIONS)
async def test_a_server_database_whose_revision_is_none_is_told(new_postgres_url: str, statement: str):
    await fill(new_postgres_url)
    await run_on(make_url(new_postgres_url), statement)
    assert "The database fresh_" in await told(new_postgres_url)


async def test_an_empty_table_of_revisions_alone_is_a_database_to_be_made(tmp_path: Path):
    path = tmp_path / "new.db"
    spoil(path, "CREATE TABLE newsbot_revision (version_num VARCHAR(32) NOT NULL)")
    await use(f"sqlite:///{path}")


# --- what is missing ---------------------------------------------------------------------------------

TABLES = sorted(schema.metadata.tables)


@pytest.mark.parametrize("table", [*TABLES, "search_index"])
async def test_a_missing_table_is_told(filled: Path, table: str):
    spoil(filled, f"DROP TABLE {table}")
    assert "Restore a backup" in await told(f"sqlite:///{filled}")


async def test_a_missing_view_is_told(filled: Path):
    spoil(filled, "DROP VIEW search_content")
    assert "Restore a backup" in await told(f"sqlite:///{filled}")


# Of each table every third column: what is told is decided by the statement that fails, not by its column.
@pytest.mark.parametrize(
    ("table", "column"), [(t, c.name) for t in TABLES for c in list(schema.metadata.tables[t].c)[::3]]
)
async def test_a_missing_column_is_told_or_not_needed(filled: Path, table: str, column: str):
    spoil(filled, "PRAGMA legacy_alter_table = ON", f'ALTER TABLE {table} RENAME COLUMN "{column}" TO something_else')
    with contextlib.suppress(StoreError):
        await use(f"sqlite:///{filled}")


@pytest.mark.postgres
@pytest.mark.parametrize(
    "statement",
    [
        "DROP TABLE quotes",
        "DROP TABLE search_index",
        "ALTER TABLE versions RENAME COLUMN title TO something_else",
        "DROP TEXT SEARCH CONFIGURATION newsbot CASCADE",
        "DROP TABLE newsbot_revision",
    ],
)
async def test_what_is_missing_on_a_server_is_told(new_postgres_url: str, statement: str):
    await fill(new_postgres_url)
    await run_on(make_url(new_postgres_url), statement)
    assert "The database fresh_" in await told(new_postgres_url)


# --- what cannot be read -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE quotes SET kind = 'sung'",
        "UPDATE quotes SET confidence = 'high'",
        "UPDATE quotes SET kind = x'00'",
        "UPDATE quotes SET start = 'first'",
        "UPDATE quotes SET start = 1.5",
        "UPDATE quotes SET speaker = x'4142'",
        "UPDATE quotes SET mention_end = NULL",
        "UPDATE versions SET text = x'4142'",
        "UPDATE versions SET text = CAST(x'fffe' AS TEXT)",
        "UPDATE versions SET title = x'4142'",
        "UPDATE versions SET published = 'yesterday'",
        "UPDATE versions SET published = 5",
        "UPDATE versions SET published = x'00'",
        "UPDATE articles SET version = 'one'; UPDATE versions SET version = 'one'",
        "UPDATE sources SET name = x'4142'",
        "UPDATE speaker_tokens SET name = x'4142'",
        "UPDATE speaker_tokens SET role = x'4142'",
    ],
)
async def test_a_row_that_cannot_be_read_is_told(filled: Path, statement: str):
    spoil(filled, *statement.split(";"))
    assert "Restore a backup" in await told(f"sqlite:///{filled}")


@pytest.mark.postgres
async def test_a_row_that_cannot_be_read_is_told_on_a_server(new_postgres_url: str):
    await fill(new_postgres_url)
    await run_on(make_url(new_postgres_url), "UPDATE quotes SET kind = 'sung'")
    assert "Restore a backup" in await told(new_postgres_url)


async def test_even_a_fault_of_the_program_leaves_out_what_was_to_be_stored(database: Database):
    with pytest.raises(DBAPIError) as raised:
        async with database.connections.writing() as connection:
            await connection.execute(insert(schema.workspaces), [{"id": 1, "key": SECRET}, {"id": None, "key": None}])
    assert raised.value.params
    assert "parameters hidden" in str(raised.value)
