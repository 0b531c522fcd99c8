"""A database that cannot be used gives one clear line, and is left as it was."""

import contextlib
import os
import shutil
import sqlite3
import stat
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import URL, event, make_url
from sqlalchemy.engine.interfaces import DBAPIConnection

from bot.adapters.storage.database import Database
from bot.domain.errors import (
    StoreCorrupt,
    StoreError,
    StoreLocked,
    StoreReadOnly,
    StoreTooNew,
    StoreUnreachable,
)
from bot.domain.models import EVERYTHING
from tests.adapters.storage.builders import NOW, analysed, said
from tests.conftest import address, run_on

SOON = 0.1  # seconds


async def use(url: str) -> None:
    """Open, write and read: whatever is wrong shows somewhere on the way."""
    async with await Database.open(url, patience=SOON) as database:
        workspace = await database.workspace("team")
        await workspace.store.add([analysed("new", "", "New words.", said("Ann Lee"))], NOW)
        await workspace.store.window(EVERYTHING, 50)


def one_line(error: StoreError) -> str:
    line = str(error)
    assert "\n" not in line
    assert len(line) < 400
    return line


def permit(path: Path, mode: int) -> None:
    path.chmod(mode)


def files(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


# --- SQLite ------------------------------------------------------------------------------------------


@pytest.fixture
async def filled(sqlite_path: Path) -> Path:
    """A file of some fifty pages."""
    async with await Database.open(f"sqlite:///{sqlite_path}") as database:
        workspace = await database.workspace("team")
        batch = [analysed(str(number), "", "Harbour news. " * 90, said("Ann Lee")) for number in range(60)]
        await workspace.store.add(batch, NOW)
    return sqlite_path


def not_a_database(path: Path) -> None:
    path.write_text("Dear diary, today the harbour was quiet.\n" * 200)


def another_programs(path: Path) -> None:
    path.unlink()
    with contextlib.closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE recipes (name TEXT)")


def truncated(path: Path) -> None:
    os.truncate(path, path.stat().st_size // 2)


def cut_in_its_header(path: Path) -> None:
    os.truncate(path, 40)


def flipped(path: Path) -> None:
    """The page in which SQLite keeps the list of tables."""
    data = bytearray(path.read_bytes())
    data[100:140] = bytes(byte ^ 0xFF for byte in data[100:140])
    path.write_bytes(data)


def newer(path: Path) -> None:
    with contextlib.closing(sqlite3.connect(path)) as connection:
        connection.execute("UPDATE newsbot_revision SET version_num = '9999'")
        connection.commit()


@pytest.mark.parametrize(
    ("spoil", "error", "words"),
    [
        (not_a_database, StoreCorrupt, "not a database of this program"),
        (another_programs, StoreCorrupt, "not a database of this program"),
        (truncated, StoreCorrupt, "Restore a backup"),
        (cut_in_its_header, StoreCorrupt, "Restore a backup"),
        (flipped, StoreCorrupt, "Restore a backup"),
        (newer, StoreTooNew, "Update the program"),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)
async def test_a_file_that_cannot_be_used_is_named_and_left_as_it_was(
    filled: Path, spoil: Callable[[Path], None], error: type[StoreError], words: str
):
    spoil(filled)
    before = files(filled.parent)
    with pytest.raises(error, match=words) as raised:
        await use(f"sqlite:///{filled}")
    assert str(filled) in one_line(raised.value)
    assert files(filled.parent) == before


def damaged_copies(sound: Path, folder: Path) -> Iterator[Path]:
    """In each, another page's head is nonsense."""
    for page in range(0, sound.stat().st_size, 4096):
        data = bytearray(sound.read_bytes())
        data[page : page + 12] = bytes(byte ^ 0xFF for byte in data[page : page + 12])
        path = folder / f"damaged {page}.db"
        path.write_bytes(data)
        yield path


async def test_damage_anywhere_is_a_fault_that_is_told_or_does_no_harm(filled: Path, tmp_path: Path):
    for path in damaged_copies(filled, tmp_path):
        with contextlib.suppress(StoreError):
            await use(f"sqlite:///{path}")


async def test_a_file_that_another_program_keeps_to_itself_is_locked(filled: Path):
    with contextlib.closing(sqlite3.connect(filled)) as other:
        other.execute("PRAGMA journal_mode = DELETE")
        before = files(filled.parent)
        other.execute("BEGIN EXCLUSIVE")
        with pytest.raises(StoreLocked, match="Try again") as raised:
            await use(f"sqlite:///{filled}")
        other.rollback()
    one_line(raised.value)
    assert files(filled.parent) == before


async def test_while_another_program_writes_reading_goes_on_and_writing_is_refused(filled: Path):
    async with await Database.open(f"sqlite:///{filled}", patience=SOON) as database:
        workspace = await database.workspace("team")
        with contextlib.closing(sqlite3.connect(filled)) as other:
            other.execute("BEGIN IMMEDIATE")
            assert len(await workspace.store.window(EVERYTHING, 99)) == 60
            with pytest.raises(StoreLocked, match="Try again"):
                await workspace.store.add([analysed("new")], NOW)
        await workspace.store.add([analysed("new")], NOW)


async def test_a_full_disk_loses_nothing_that_was_stored(filled: Path):
    async with await Database.open(f"sqlite:///{filled}") as database:

        def limit(connection: DBAPIConnection, _record: object) -> None:
            cursor = connection.cursor()
            cursor.execute("PRAGMA max_page_count = 1")  # SQLite makes it the present size
            cursor.close()

        event.listen(database.connections.engine.sync_engine, "connect", limit)
        workspace = await database.workspace("team")
        many = [analysed(f"new {number}", "", "Harbour news. " * 90) for number in range(50)]
        with pytest.raises(StoreError, match="disk is full"):
            await workspace.store.add(many, NOW)
        assert len(await workspace.store.window(EVERYTHING, 99)) == 60


@pytest.fixture
def unprivileged(migrated_sqlite: Path) -> Iterator[Path]:
    """A folder with a database, and no right to do what its permissions forbid: root may do anything."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        shutil.copy(migrated_sqlite, folder / "news.db")
        user = os.geteuid()
        if user == 0:
            for path in (folder, folder / "news.db"):
                os.chown(path, 65534, 65534)
            os.seteuid(65534)
        try:
            yield folder
        finally:
            os.seteuid(user)
            folder.chmod(0o700)


@pytest.mark.parametrize(("folder_mode", "file_mode"), [(0o700, 0o400), (0o500, 0o600), (0o500, 0o400), (0o700, 0)])
async def test_what_may_not_be_written_is_told_and_left_as_it_was(unprivileged: Path, folder_mode: int, file_mode: int):
    path = unprivileged / "news.db"
    before = files(unprivileged)
    permit(path, file_mode)
    permit(unprivileged, folder_mode)
    with pytest.raises(StoreReadOnly, match="cannot be written to") as raised:
        await use(f"sqlite:///{path}")
    assert str(path) in one_line(raised.value)
    permit(path, 0o600)
    assert files(unprivileged) == before


async def test_a_folder_that_cannot_be_made_is_told(unprivileged: Path):
    permit(unprivileged, 0o500)
    with pytest.raises(StoreReadOnly, match="cannot be written to"):
        await use(f"sqlite:///{unprivileged}/deeper/news.db")


async def test_a_place_that_no_file_can_be_at_is_told(sqlite_path: Path):
    for place in (f"{sqlite_path}/news.db", str(sqlite_path.parent)):
        with pytest.raises(StoreError) as raised:
            await use(f"sqlite:///{place}")
        assert place in one_line(raised.value)


async def test_a_new_file_and_those_beside_it_are_for_their_owner_only(tmp_path: Path):
    path = tmp_path / "data" / "news.db"
    async with await Database.open(f"sqlite:///{path}") as database:
        await (await database.workspace("team")).store.add([analysed("a")], NOW)
        modes = {one.name: stat.S_IMODE(one.stat().st_mode) for one in path.parent.iterdir()}
    assert modes == {"news.db": 0o600, "news.db-wal": 0o600, "news.db-shm": 0o600}
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


async def test_an_empty_file_becomes_a_database(tmp_path: Path):
    (tmp_path / "news.db").touch()
    await use(f"sqlite:///{tmp_path / 'news.db'}")


async def test_a_path_may_hold_any_characters(tmp_path: Path):
    path = tmp_path / "mes données %20 #1?" / "a&b=c.db"
    async with await Database.open(f"sqlite:///{path}") as database:
        await database.workspace("team")
    assert list(files(path.parent)) == [path.name]


async def test_a_path_may_be_in_no_encoding_at_all(tmp_path: Path):
    path = Path(os.fsdecode(os.fsencode(tmp_path) + b"/caf\xe9.db"))
    for _ in ("made", "opened again"):
        async with await Database.open(f"sqlite:///{path}") as database:
            await database.workspace("team")
    assert list(files(tmp_path)) == [path.name]


async def test_a_path_in_no_encoding_is_named_in_one_line_that_can_be_printed(tmp_path: Path):
    path = Path(os.fsdecode(os.fsencode(tmp_path) + b"/caf\xe9\nor so.db"))
    not_a_database(path)
    with pytest.raises(StoreCorrupt, match="not a database of this program") as raised:
        await use(f"sqlite:///{path}")
    one_line(raised.value).encode()


# --- addresses ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "url",
    [
        "",
        "news.db",
        "sqlite://",
        "sqlite:///",
        "sqlite:///:memory:",
        "mysql://root:geheim@localhost/news",
        "postgresql+asyncpg://me:geheim@localhost/news",
        "postgresql://me:ge:heim@localhost:geheim/news",
        "postgresql://me:geheim@[::1/news",
    ],
)
async def test_an_address_that_is_none_is_explained_without_its_password(url: str):
    with pytest.raises(StoreError, match="DATABASE_URL") as raised:
        await use(url)
    assert "heim" not in one_line(raised.value)
    assert raised.value.__cause__ is None


@pytest.mark.parametrize(
    "url",
    ["postgresql://", "postgresql://me:geheim@localhost", "postgresql:///", "postgresql://me@/?host=/run/geheim"],
)
async def test_an_address_without_a_database_says_that_its_name_is_missing(url: str):
    with pytest.raises(StoreError, match="DATABASE_URL names no database") as raised:
        await use(url)
    assert "heim" not in one_line(raised.value)
    assert "None" not in one_line(raised.value)


async def test_a_database_and_its_hosts_may_be_named_after_the_question_mark():
    with pytest.raises(StoreUnreachable, match=r"The database news at 127\.0\.0\.1:9, 127\.0\.0\.1:10 ") as raised:
        await use("postgresql://me:geheim@/?dbname=news&host=127.0.0.1:9&host=127.0.0.1:10")
    assert "geheim" not in one_line(raised.value)


# --- PostgreSQL --------------------------------------------------------------------------------------


async def test_a_server_that_is_not_there_is_told_without_the_password():
    with pytest.raises(StoreUnreachable, match="cannot be reached") as raised:
        await use("postgresql://me:geheim@127.0.0.1:9/news")
    assert "127.0.0.1" in one_line(raised.value)
    assert "geheim" not in str(raised.value)


@pytest.mark.postgres
async def test_a_database_that_is_not_there_is_told(postgres_server: URL):
    with pytest.raises(StoreUnreachable, match=r"nowhere at .* does not exist"):
        await use(address(postgres_server, "nowhere"))


@pytest.mark.postgres
async def test_a_wrong_password_is_told_and_not_shown(postgres_server: URL, worker: str):
    role = f"guarded_{worker}"
    hba = Path(str(postgres_server.query["host"])) / "pg_hba.conf"
    hba.write_text(f"local all {role} scram-sha-256\n{hba.read_text()}")
    await run_on(postgres_server, f"CREATE ROLE {role} LOGIN PASSWORD 'right'", "SELECT pg_reload_conf()")
    url = postgres_server.set(username=role, password="geheim")  # noqa: S106
    with pytest.raises(StoreUnreachable, match="user or the password") as raised:
        await use(url.render_as_string(hide_password=False))
    assert "geheim" not in one_line(raised.value)


@pytest.mark.postgres
async def test_a_newer_server_database_is_left_alone(new_postgres_url: str):
    await use(new_postgres_url)
    await run_on(make_url(new_postgres_url), "UPDATE newsbot_revision SET version_num = '9999'")
    with pytest.raises(StoreTooNew, match="Update the program"):
        await use(new_postgres_url)


@pytest.mark.postgres
async def test_a_server_database_that_may_only_be_read_is_told(new_postgres_url: str):
    await use(new_postgres_url)
    url = make_url(new_postgres_url)
    await run_on(url, f"ALTER DATABASE {url.database} SET default_transaction_read_only = on")
    async with await Database.open(new_postgres_url) as database:
        workspace = await database.workspace("team")
        assert len(await workspace.store.window(EVERYTHING, 5)) == 1
        with pytest.raises(StoreReadOnly, match="cannot be written to"):
            await workspace.store.add([analysed("a")], NOW)


@pytest.mark.postgres
async def test_a_writer_that_keeps_the_others_waiting_is_told(postgres_url: str):
    async with await Database.open(postgres_url) as one, await Database.open(postgres_url, patience=SOON) as two:
        store = (await two.workspace("team")).store
        async with one.connections.writing():
            with pytest.raises(StoreLocked, match="Try again"):
                await store.add([analysed("a")], NOW)
        await store.add([analysed("a")], NOW)


@pytest.mark.postgres
async def test_lost_connections_are_made_again(postgres_url: str):
    async with await Database.open(postgres_url) as database:
        workspace = await database.workspace("team")
        await workspace.store.add([analysed("a")], NOW)
        others = (
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{}' AND pid <> pg_backend_pid()"
        )
        url = make_url(postgres_url)
        await run_on(url, others.format(url.database))
        assert len(await workspace.store.window(EVERYTHING, 5)) == 1
