"""The migrations lead to the tables that the program uses, and are run only where they are needed."""

import asyncio
import subprocess
import sys
from pathlib import Path

import pytest
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, create_engine, inspect, make_url

from bot.adapters.storage import engine, schema
from bot.adapters.storage.database import Database
from bot.domain.models import EVERYTHING
from tests.adapters.storage.builders import NOW, analysed

OPEN = """
import asyncio, sys
from bot.adapters.storage.database import Database
async def main():
    async with await Database.open(sys.argv[1]) as database:
        await (await database.workspace("team")).store.ids(["a"])
asyncio.run(main())
print(*{name.partition(".")[0] for name in sys.modules})
"""


def described(connection: Connection) -> dict[str, object]:
    """Every table as the database itself describes it."""
    look = inspect(connection)
    return {
        name: {
            "columns": [(one["name"], repr(one["type"]), one["nullable"]) for one in look.get_columns(name)],
            "key": look.get_pk_constraint(name),
            "foreign": sorted(map(repr, look.get_foreign_keys(name))),
            "unique": sorted(map(repr, look.get_unique_constraints(name))),
            "indexes": sorted(map(repr, look.get_indexes(name))),
        }
        for name in schema.metadata.tables
    }


def test_the_expected_revision_is_the_newest_one():
    config = Config()
    config.set_main_option("script_location", str(Path(engine.__file__).with_name("migrations")))
    assert ScriptDirectory.from_config(config).get_heads() == [schema.REVISION]


@pytest.mark.filterwarnings("ignore:Skipped unsupported reflection of expression-based index")
def test_migrated_tables_are_the_declared_ones_on_sqlite(sqlite_path: Path, tmp_path: Path):
    migrated, declared = create_engine(f"sqlite:///{sqlite_path}"), create_engine(f"sqlite:///{tmp_path / 'new.db'}")
    schema.metadata.create_all(declared)
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
    schema.metadata.create_all(declared)
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
