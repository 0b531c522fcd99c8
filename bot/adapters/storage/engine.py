"""Opening and migrating a database; guards that one that cannot be used is left as it was.

A SQLite file is looked at through a read-only connection before anything may write to it. Alembic, and the
driver of the engine that is not used, are imported only where they are needed: `ask` starts in the time that
a person does not notice.
"""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from sqlalchemy import URL, Connection, event, make_url, text
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import ArgumentError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from bot.adapters.storage import faults
from bot.adapters.storage.schema import REVISION, REVISION_TABLE, metadata
from bot.adapters.storage.sqlite_file import create_file, place_of, revision_of_file
from bot.domain.errors import StoreError

_WRITE_LOCK = 4_710_201  # any number will do, as long as it is ours and stays the same
_BATCH = 500
_Item = TypeVar("_Item")


@dataclass(frozen=True, slots=True)
class Connections:
    """An open database. `place` is what messages call it."""

    engine: AsyncEngine
    place: str
    _writing: asyncio.Lock = field(default_factory=asyncio.Lock)

    @property
    def is_postgres(self) -> bool:
        """Which of the two engines it is."""
        return self.engine.dialect.name == "postgresql"

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[AsyncConnection]:
        """For statements that only read."""
        with faults.told(self.place):
            async with self.engine.connect() as connection:
                yield connection

    @asynccontextmanager
    async def writing(self) -> AsyncIterator[AsyncConnection]:
        """The one transaction that writes: others, of this process or not, wait until it is committed.

        Ids are given out inside it, so that the order of ids is the order in which articles become visible.
        """
        with faults.told(self.place):
            async with self._writing, self.engine.connect() as connection:
                await connection.execution_options(writes=True)
                async with connection.begin():
                    if self.is_postgres:
                        await connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _WRITE_LOCK})
                    yield connection


def batches(items: Sequence[_Item], size: int = _BATCH) -> list[Sequence[_Item]]:
    """The items in runs that a statement's parameters can hold."""
    return [items[at : at + size] for at in range(0, len(items), size)]


async def connect(url: str, patience: float) -> Connections:
    """Open the database at a plain `sqlite:///path` or `postgresql://…` address, at this program's schema.

    `patience`: seconds to wait for another process's write. Raises StoreError.
    """
    path = file_of(url)
    if path is not None:
        return await _open_file(path, patience)
    return await _open_server(server_address(url), patience)


def file_of(url: str) -> Path | None:
    """The file of a SQLite address; None for a server's."""
    path = url.removeprefix("sqlite:///")
    return None if path in {url, "", ":memory:"} else Path(path)


def server_address(url: str) -> URL:
    """The parts of a server's address. Raises StoreError where it is none."""
    problem = StoreError("DATABASE_URL must be sqlite:///PATH or postgresql://USER:PASSWORD@HOST/DATABASE.")
    try:
        address = make_url(url)
    except (ArgumentError, ValueError):  # its text repeats the address, password and all
        raise problem from None
    if address.drivername not in {"postgresql", "postgres"}:
        raise problem
    if not (address.database or address.query.get("dbname")):
        raise StoreError("DATABASE_URL names no database: it must end in one, as in postgresql://USER@HOST/DATABASE.")
    return address


def _place_on_server(address: URL) -> str:
    """What messages call the database. What stands behind the question mark counts, as it does for the driver."""
    after = {name: ", ".join(values) for name, values in address.normalized_query.items()}
    name, host = after.get("dbname") or address.database, after.get("host") or address.host
    return f"The database {name} at {host or 'the local server'}"


# --- SQLite ------------------------------------------------------------------------------------------


async def _open_file(path: Path, patience: float) -> Connections:
    place = place_of(path)
    revision = await asyncio.to_thread(revision_of_file, path, patience)
    if revision is None:
        await asyncio.to_thread(create_file, path)
    else:
        refuse_others(revision, place)
    engine = create_async_engine(
        URL.create("sqlite+aiosqlite", database=str(path)),
        hide_parameters=True,
        connect_args={"timeout": patience, "isolation_level": None},
    )
    event.listen(engine.sync_engine, "connect", _prepare_sqlite)
    event.listen(engine.sync_engine, "begin", _begin_sqlite)
    connections = Connections(engine, place)
    if revision != REVISION:
        await _migrate(connections)
    return connections


def _prepare_sqlite(connection: DBAPIConnection, _record: object) -> None:
    cursor = connection.cursor()
    for pragma in ("journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON", "cache_size = -32000"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    """Left to itself, the driver would begin by reading and find out too late that another process writes.

    A read is one statement at a time, each of which SQLite runs on a state of its own.
    """
    if connection.get_execution_options().get("writes"):
        connection.exec_driver_sql("BEGIN IMMEDIATE")


# --- PostgreSQL --------------------------------------------------------------------------------------


# A search is too short for compiling it, or for more processes, to pay; one plan for every window fits none;
# and by default PostgreSQL takes every disk for one that turns, on which it had rather read a whole table.
_SERVER_SETTINGS = (
    "jit = off",
    "max_parallel_workers_per_gather = 0",
    "plan_cache_mode = force_custom_plan",
    "random_page_cost = 1.1",
    "timezone = 'UTC'",
)


async def _open_server(address: URL, patience: float) -> Connections:
    place = _place_on_server(address)
    engine = create_async_engine(
        address.set(drivername="postgresql+psycopg"),
        hide_parameters=True,
        connect_args={"connect_timeout": max(2, round(patience))},
        pool_pre_ping=True,
    )

    def prepare(connection: DBAPIConnection, _record: object) -> None:
        cursor = connection.cursor()
        for setting in (*_SERVER_SETTINGS, f"lock_timeout = {round(patience * 1000)}"):
            cursor.execute(f"SET {setting}")
        cursor.close()
        connection.commit()

    event.listen(engine.sync_engine, "connect", prepare)
    connections = Connections(engine, place)
    try:
        revision = await _revision_of_server(connections)
        if revision is not None:
            refuse_others(revision, place)
        if revision != REVISION:
            await _migrate(connections)
    except BaseException:
        await engine.dispose()
        raise
    return connections


_ANY_TABLE = text("SELECT bool_or(to_regclass(name) IS NOT NULL) FROM unnest(CAST(:names AS text[])) AS name")


async def _revision_of_server(connections: Connections) -> str | None:
    async with connections.reading() as connection:
        exists = await connection.scalar(text("SELECT to_regclass(:name)"), {"name": REVISION_TABLE})
        if exists is None:
            return None
        revision: str | None = await connection.scalar(text(f"SELECT version_num FROM {REVISION_TABLE}"))  # noqa: S608 - a constant
        if revision is None and await connection.scalar(_ANY_TABLE, {"names": list(metadata.tables)}):
            raise faults.corrupt(connections.place)
        return revision


# --- both --------------------------------------------------------------------------------------------


def refuse_others(revision: str, place: str) -> None:
    """Raises StoreError for a revision that this program does not know.

    Revisions are four digits, from 0001 on without gaps: Alembic, which knows them, is not asked.
    """
    if not (len(revision) == len(REVISION) and revision.isascii() and revision.isdecimal()):
        raise faults.foreign(place)
    if revision > REVISION:
        raise faults.too_new(place, revision)
    if int(revision) == 0:
        raise faults.corrupt(place)


async def _migrate(connections: Connections) -> None:
    """All of it or nothing; a second process that starts at the same time waits, and finds it done."""
    try:
        async with connections.writing() as connection:
            await connection.run_sync(_upgrade)
    except BaseException:
        await connections.engine.dispose()
        raise


def _upgrade(connection: Connection) -> None:
    from alembic import command  # noqa: PLC0415 - a tenth of a second that only a migration is worth
    from alembic.config import Config  # noqa: PLC0415

    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", str(Path(__file__).with_name("migrations")).replace("%", "%%"))
    command.upgrade(config, "head")
