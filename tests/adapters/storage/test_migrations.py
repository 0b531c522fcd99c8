"""The migrations lead to the tables that the program uses, and are run only where they are needed."""

import asyncio
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, create_engine, inspect, make_url
from sqlalchemy.engine.interfaces import ReflectedIndex

from bot.adapters.storage import engine, schema
from bot.adapters.storage.database import Database
from bot.adapters.storage.edition_tables import editions
from bot.domain.models import EVERYTHING
from tests.adapters.storage.builders import NOW, analysed

metadata = editions.metadata  # with the tables of delivering
OPEN = """
import asyncio, sys
from bot.adapters.storage.database import Database
from bot.adapters.storage.edition_tables import editions
async def main():
    async with await Database.open(sys.argv[1]) as database:
        await (await database.workspace("team")).store.ids(["a"])
asyncio.run(main())
print(*{name.partition(".")[0] for name in sys.modules})
"""
OLD_ROWS = """
    INSERT INTO workspaces (id, key) VALUES (1, 'team');
    INSERT INTO sources (id, key, key_digest, name, kind, visibility, channel)
        VALUES (1, 'files', 'd', 'files', 'file', 'public', '');
    INSERT INTO workspace_sources (workspace_id, source_id) VALUES (1, 1);
    INSERT INTO articles (id, source_id, key, key_digest, version) VALUES (5, 1, 'k', 'e', 1);
    INSERT INTO versions (article_id, version, title, text, language, sample, speakers, digest, seen_at)
        VALUES (5, 1, 'Title', 'Text', 'en', 0, '', 'f', '2026-11-23 07:30:00.000000');
"""


def spelled(index: ReflectedIndex) -> str:
    """An index with its condition as it is written."""
    options = {name: str(value) for name, value in index.pop("dialect_options", {}).items()}
    return f"{index} {options}"


def described(connection: Connection) -> dict[str, object]:
    """Every table as the database itself describes it."""
    look = inspect(connection)
    return {
        name: {
            "columns": [(one["name"], repr(one["type"]), one["nullable"]) for one in look.get_columns(name)],
            "key": look.get_pk_constraint(name),
            "foreign": sorted(map(repr, look.get_foreign_keys(name))),
            "unique": sorted(map(repr, look.get_unique_constraints(name))),
            "indexes": sorted(map(spelled, look.get_indexes(name))),
        }
        for name in metadata.tables
    }


def test_the_expected_revision_is_the_newest_one():
    assert scripts().get_heads() == [schema.REVISION]


@pytest.mark.filterwarnings("ignore:Skipped unsupported reflection of expression-based index")
def test_migrated_tables_are_the_declared_ones_on_sqlite(sqlite_path: Path, tmp_path: Path):
    migrated, declared = create_engine(f"sqlite:///{sqlite_path}"), create_engine(f"sqlite:///{tmp_path / 'new.db'}")
    metadata.create_all(declared)
    with migrated.connect() as left, declared.connect() as right:
        assert described(left) == described(right)
        unique = "SELECT sql FROM sqlite_master WHERE name = 'ux_sources_key'"
        assert left.exec_driver_sql(unique).all() == right.exec_driver_sql(unique).all()
    migrated.dispose()
    declared.dispose()


@pytest.mark.postgres
def test_migrated_tables_are_the_declared_ones_on_postgresql(postgres_url: str, new_postgres_url: str):
    urls = [make_url(url).set(drivername="postgresql+psycopg") for url in (postgres_url, new_postgres_url)]
    migrated, declared = map(create_engine, urls)
    metadata.create_all(declared)
    with migrated.connect() as left, declared.connect() as right:
        assert described(left) == described(right)
    migrated.dispose()
    declared.dispose()


async def start_twice(url: str) -> None:
    first, second = await asyncio.gather(Database.open(url), Database.open(url))
    async with first, second:
        await (await first.workspace("team")).store.add([analysed("a")], NOW)
        stored = await (await second.workspace("team")).store.window(EVERYTHING, 5)
        assert [one.key for one in stored] == ["a"]


async def test_two_programs_that_start_at_once_make_one_database_on_sqlite(tmp_path: Path):
    await start_twice(f"sqlite:///{tmp_path / 'deep' / 'new.db'}")


@pytest.mark.postgres
async def test_two_programs_that_start_at_once_make_one_database_on_postgresql(new_postgres_url: str):
    await start_twice(new_postgres_url)


def test_alembic_and_the_other_driver_are_not_imported_for_a_database_at_its_newest(sqlite_path: Path):
    done = subprocess.run(  # noqa: S603 - our own program
        [sys.executable, "-c", OPEN, f"sqlite:///{sqlite_path}"], capture_output=True, text=True, check=True
    )
    assert "aiosqlite" in done.stdout.split()
    assert not {"alembic", "mako", "psycopg"} & set(done.stdout.split())


def scripts() -> ScriptDirectory:
    config = Config()
    config.set_main_option("script_location", str(Path(engine.__file__).with_name("migrations")))
    return ScriptDirectory.from_config(config)


def made_by(revision: str, url: str) -> str:
    """A database that an older program has left, with an article in it."""
    old = create_engine(make_url(url).set(drivername="sqlite" if url.startswith("sqlite") else "postgresql+psycopg"))
    with old.begin() as connection:
        config = Config(attributes={"connection": connection})
        config.set_main_option("script_location", str(Path(engine.__file__).with_name("migrations")))
        command.upgrade(config, revision)
        for statement in OLD_ROWS.strip().split(";\n"):
            connection.exec_driver_sql(statement.replace(" 0, ''", " false, ''"))
    old.dispose()
    return url


def tables_of(url: str) -> tuple[str, set[str]]:
    """The revision, and the tables that are there."""
    there = create_engine(make_url(url).set(drivername="sqlite" if url.startswith("sqlite") else "postgresql+psycopg"))
    with there.connect() as connection:
        revision = connection.exec_driver_sql(f"SELECT version_num FROM {schema.REVISION_TABLE}").scalar_one()  # noqa: S608
        names = set(inspect(connection).get_table_names())
    there.dispose()
    return revision, names


async def keeps_what_it_holds(url: str) -> None:
    async with await Database.open(url) as database:
        workspace = await database.workspace("team")
        (stored,) = await workspace.store.window(EVERYTHING, 9)
        assert (stored.key, stored.notes, stored.news) == ("k", (), True)
        assert await workspace.sources.followed() == []
        assert (await workspace.store.holdings(EVERYTHING)).articles == 1
        assert await workspace.history.editions() == []
        assert await database.agenda.everything(NOW) == []


@pytest.mark.parametrize("revision", ["0001", "0002", "0003", "0004", "0005", "0006", "0007"])
async def test_a_database_of_an_older_schema_keeps_what_it_holds_on_sqlite(tmp_path: Path, revision: str):
    await keeps_what_it_holds(made_by(revision, f"sqlite:///{tmp_path / 'old.db'}"))


@pytest.mark.postgres
def test_a_database_of_the_schema_before_keeps_what_it_holds_on_postgresql(new_postgres_url: str):
    asyncio.run(keeps_what_it_holds(made_by("0007", new_postgres_url)))


# Ends the process with the signal that leaves it no time, when the migration comes to the table of what was told.
KILLED = """
import asyncio, os, signal, sys
from sqlalchemy import Engine, event
from bot.adapters.storage.database import Database
@event.listens_for(Engine, "before_cursor_execute")
def end(connection, cursor, statement, *_):
    if "CREATE TABLE told" in statement:
        os.kill(os.getpid(), signal.SIGKILL)
asyncio.run(Database.open(sys.argv[1]))
"""


def killed_in_the_middle(url: str) -> None:
    done = subprocess.run([sys.executable, "-c", KILLED, url], check=False)  # noqa: S603 - our own program
    assert done.returncode == -signal.SIGKILL
    revision, names = tables_of(url)
    assert revision == "0003"
    assert not {"subscriptions", "editions", "parts", "told"} & names
    asyncio.run(keeps_what_it_holds(url))
    assert tables_of(url)[0] == schema.REVISION


def test_a_migration_that_is_killed_has_changed_nothing_and_is_done_at_the_next_start_on_sqlite(tmp_path: Path):
    killed_in_the_middle(made_by("0003", f"sqlite:///{tmp_path / 'old.db'}"))


@pytest.mark.postgres
def test_a_migration_that_is_killed_has_changed_nothing_and_is_done_at_the_next_start_on_postgresql(
    new_postgres_url: str,
):
    killed_in_the_middle(made_by("0003", new_postgres_url))


def test_no_migration_can_be_undone():
    """A program that was put back would otherwise throw away what it does not know: it refuses the database instead."""
    assert not [one.revision for one in scripts().walk_revisions() if hasattr(one.module, "downgrade")]
