"""Backups and restores: consistent while others write, checked before anything is replaced, and never by halves."""

import asyncio
import os
import shutil
import sqlite3
import stat
import subprocess
import sys
import threading
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from bot.adapters.storage import backups
from bot.adapters.storage.database import Database
from bot.adapters.storage.schema import REVISION_TABLE
from bot.domain.errors import InputError, StoreCorrupt, StoreError, StoreLocked, StoreTooNew
from bot.domain.models import EVERYTHING
from bot.services.ports import Query
from tests.adapters.storage.builders import NOW, analysed

ROOT = Path(__file__).parents[3]
SOON = 0.1


async def _fill(path: Path, *keys: str) -> None:
    async with await Database.open(f"sqlite:///{path}") as database:
        await (await database.workspace("team")).store.add([analysed(key) for key in keys], NOW)


def fill(path: Path, *keys: str) -> None:
    asyncio.run(_fill(path, *keys))


def titles(path: Path) -> set[str]:
    return asyncio.run(_titles(path))


async def _titles(path: Path) -> set[str]:
    """What a program that opens the file finds there, by reading and by searching."""
    async with await Database.open(f"sqlite:///{path}") as database:
        workspace = await database.workspace("team")
        found = await workspace.store.window(EVERYTHING, 99)
        hits = await workspace.search.find(Query(("title",), limit=99))
        assert {hit.article_id for hit in hits} == {one.id for one in found}
        return {one.title.removeprefix("Title of ") for one in found}


@pytest.fixture
def old(sqlite_path: Path) -> Path:
    """A database with what is there now."""
    fill(sqlite_path, "now", "then")
    return sqlite_path


@pytest.fixture
def saved(tmp_path: Path) -> Path:
    """A backup from the time when there was only one article."""
    other = tmp_path / "other.db"
    fill(other, "then")
    backups.back_up(other, tmp_path / "saved.db", SOON)
    return tmp_path / "saved.db"


# --- backup ------------------------------------------------------------------------------------------


def test_a_backup_is_the_database_for_its_owners_eyes_alone(old: Path, tmp_path: Path):
    target = tmp_path / "copy.db"
    assert backups.back_up(old, target, SOON) == target.stat().st_size
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    assert titles(target) == {"now", "then"}
    assert not [path for path in tmp_path.iterdir() if "part" in path.name]


async def test_a_backup_holds_what_is_still_in_the_log_and_is_taken_while_others_write(old: Path, tmp_path: Path):
    async with await Database.open(f"sqlite:///{old}") as database:
        store = (await database.workspace("team")).store
        await store.add([analysed("logged")], NOW)
        async with database.connections.writing():  # a write that goes on is not waited for, and not copied
            await asyncio.to_thread(backups.back_up, old, tmp_path / "copy.db", SOON)
        await store.add([analysed("later")], NOW)
    assert await _titles(tmp_path / "copy.db") == {"now", "then", "logged"}


async def test_backups_that_are_taken_while_a_process_writes_are_each_of_one_moment(old: Path, tmp_path: Path):
    async with await Database.open(f"sqlite:///{old}") as database:
        store = (await database.workspace("team")).store
        over = threading.Event()

        async def write() -> None:
            for number in range(12):
                await store.add([analysed(f"{number}a"), analysed(f"{number}b")], NOW)
            over.set()

        writing = asyncio.create_task(write())
        copies: list[Path] = []
        while not over.is_set() or not copies:
            copies.append(tmp_path / f"copy{len(copies)}.db")
            await asyncio.to_thread(backups.back_up, old, copies[-1], 5)
        await writing
    for copy in copies:
        found = await _titles(copy)
        assert {key[:-1] for key in found if key.endswith("a")} == {key[:-1] for key in found if key.endswith("b")}


def test_what_was_deleted_is_not_in_a_backup(old: Path, tmp_path: Path):
    with closing(sqlite3.connect(old)) as connection, connection:
        connection.execute("PRAGMA secure_delete = OFF")
        connection.execute("CREATE TABLE gone (text)")
        connection.execute("INSERT INTO gone VALUES (?)", ("FAKE-CANARY" * 9000,))
        connection.commit()
        connection.execute("DELETE FROM gone")
    assert b"FAKE-CANARY" in old.read_bytes()
    backups.back_up(old, tmp_path / "copy.db", SOON)
    assert b"FAKE-CANARY" not in (tmp_path / "copy.db").read_bytes()


def test_what_is_there_is_overwritten_by_force_alone(old: Path, tmp_path: Path):
    target = tmp_path / "copy.db"
    target.write_text("mine")
    with pytest.raises(InputError, match="--force"):
        backups.back_up(old, target, SOON)
    assert target.read_text() == "mine"
    backups.back_up(old, target, SOON, force=True)
    assert titles(target) == {"now", "then"}


def test_a_backup_never_takes_the_place_of_the_database(old: Path, tmp_path: Path):
    link = tmp_path / "link.db"
    link.symlink_to(old)
    for target in (old, link):
        with pytest.raises(InputError):
            backups.back_up(old, target, SOON, force=True)
    assert titles(old) == {"now", "then"}


def test_what_cannot_be_backed_up_leaves_no_file(tmp_path: Path, old: Path):
    damaged = tmp_path / "damaged.db"
    data = bytearray(old.read_bytes())
    data[5 * 4096 : 9 * 4096] = b"\xff" * (4 * 4096)
    damaged.write_bytes(data)
    before = sorted(tmp_path.iterdir())
    for database in (damaged, tmp_path / "missing.db"):
        with pytest.raises((StoreError, InputError)):
            backups.back_up(database, tmp_path / "copy.db", SOON)
    with pytest.raises(InputError, match="cannot be written"):
        backups.back_up(old, tmp_path / "no" / "copy.db", SOON)
    with pytest.raises(InputError, match="folder"):
        backups.back_up(old, tmp_path, SOON, force=True)
    assert sorted(tmp_path.iterdir()) == before


def test_two_backups_to_one_file_do_not_meet(tmp_path: Path):
    with backups._written_beside(tmp_path / "copy.db", ".part"), pytest.raises(StoreLocked):  # noqa: SIM117
        with backups._written_beside(tmp_path / "copy.db", ".part"):
            pytest.fail("two at once")


# --- restore -----------------------------------------------------------------------------------------


def test_a_backup_takes_the_place_and_the_old_database_is_kept(old: Path, saved: Path):
    kept = backups.restore(saved, old, SOON)
    assert kept == old.with_name("news.db.before-restore")
    assert titles(old) == {"then"}
    assert titles(kept) == {"now", "then"}
    assert stat.S_IMODE(old.stat().st_mode) == 0o600
    assert {path.name for path in old.parent.iterdir() if path.name.startswith("news.db")} == {old.name, kept.name}


def test_a_backup_becomes_the_database_where_there_is_none(saved: Path, tmp_path: Path):
    assert backups.restore(saved, tmp_path / "new" / "news.db", SOON) is None
    assert titles(tmp_path / "new" / "news.db") == {"then"}


def test_what_was_kept_by_an_earlier_restore_is_overwritten_by_force_alone(old: Path, saved: Path):
    backups.restore(saved, old, SOON)
    with pytest.raises(InputError, match="--force"):
        backups.restore(saved, old, SOON)
    assert titles(old.with_name("news.db.before-restore")) == {"now", "then"}
    backups.restore(saved, old, SOON, force=True)


async def test_a_database_that_is_in_use_is_not_replaced(old: Path, saved: Path):
    async with await Database.open(f"sqlite:///{old}") as database:
        await database.workspace("team")
        with pytest.raises(StoreLocked, match="stop the bot"):
            await asyncio.to_thread(backups.restore, saved, old, SOON)
        await (await database.workspace("team")).store.add([analysed("later")], NOW)
    assert await _titles(old) == {"now", "then", "later"}
    backups.restore(saved, old, SOON)


async def _leave_log(old: Path, killed: Path) -> None:
    async with await Database.open(f"sqlite:///{old}") as database:
        await (await database.workspace("team")).store.add([analysed("logged")], NOW)
        for ending in ("", "-wal", "-shm"):
            shutil.copy(f"{old}{ending}", f"{killed}{ending}")


def test_what_a_killed_bot_left_in_its_log_is_kept_and_not_applied_to_the_backup(
    old: Path, saved: Path, tmp_path: Path
):
    killed = tmp_path / "killed.db"
    asyncio.run(_leave_log(old, killed))
    kept = backups.restore(saved, killed, SOON)
    assert titles(killed) == {"then"}
    assert kept is not None
    assert titles(kept) == {"now", "then", "logged"}


def test_a_damaged_database_is_replaced_with_what_lies_beside_it(old: Path, saved: Path):
    old.write_bytes(b"rubbish" * 1000)
    Path(f"{old}-wal").write_bytes(b"log of it")
    kept = backups.restore(saved, old, SOON)
    assert titles(old) == {"then"}
    assert kept is not None
    assert Path(f"{kept}-wal").read_bytes() == b"log of it"


def newer(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute(f"UPDATE {REVISION_TABLE} SET version_num = '9999'")  # noqa: S608 - a constant


def strange(path: Path) -> None:
    path.unlink()
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("CREATE TABLE theirs (id)")


def without_index(path: Path) -> None:
    """A row that its index does not know: only a whole check finds it."""
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("PRAGMA writable_schema = ON")
        connection.execute(
            "UPDATE sqlite_master SET rootpage = (SELECT rootpage FROM sqlite_master WHERE name = 'ix_feeds_next_poll')"
            " WHERE name = 'ix_articles_url_digest'"
        )


def cut(path: Path) -> None:
    os.truncate(path, path.stat().st_size // 2)


def damage(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[5 * 4096 : 9 * 4096] = b"\xff" * (4 * 4096)
    path.write_bytes(data)


@pytest.mark.parametrize(
    ("spoil", "fault"),
    [
        (newer, StoreTooNew),
        (strange, StoreCorrupt),
        (cut, StoreCorrupt),
        (damage, StoreCorrupt),
        (without_index, StoreCorrupt),
        (lambda path: path.write_bytes(b""), StoreCorrupt),
        (lambda path: path.write_text("no database"), StoreCorrupt),
        (Path.unlink, InputError),
        (lambda path: Path(f"{path}-wal").touch(), InputError),
    ],
)
def test_a_backup_that_cannot_be_used_changes_nothing(
    old: Path, saved: Path, spoil: Callable[[Path], object], fault: type[Exception]
):
    spoil(saved)
    before = {path: path.read_bytes() for path in old.parent.iterdir()}
    with pytest.raises(fault) as raised:
        backups.restore(saved, old, SOON)
    assert "\n" not in str(raised.value)
    assert {path: path.read_bytes() for path in old.parent.iterdir()} == before


# --- kill -9 -----------------------------------------------------------------------------------------

# A child for each n, which kills itself directly before its n-th step outside: opening, renaming, linking, removing or
# cutting a file, or opening a database, which Python tells its audit hooks. It ends with the first that was not killed.
_DOOMED = """
import os, shutil, signal, sys
from pathlib import Path
from bot.adapters.storage import backups
verb, folder = sys.argv[1], Path(sys.argv[2])
STEPS = ("open", "os.", "sqlite3.", "shutil.", "fcntl.")
def dying_before(left, place):
    def step(name, args):
        nonlocal left
        if name.startswith(STEPS) and any(str(place) in str(one) for one in args):
            if left == 0:
                os.kill(os.getpid(), signal.SIGKILL)
            left -= 1
    return step
for n in range(99):
    place = shutil.copytree(folder / "start", folder / f"at{n}")
    if not (child := os.fork()):
        sys.addaudithook(dying_before(n, place))
        given = [place / "saved.db", place / "news.db"]
        getattr(backups, verb)(*(given if verb == "restore" else given[::-1]), 1, force=True)
        os._exit(0)
    status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    if status == 0:
        break
    assert status == -signal.SIGKILL, status
print(n)
"""


def killed_at_each_step(verb: str, folder: Path) -> list[Path]:
    """Folders in which a run was killed before its first, second, … step; in the last it was not."""
    done = subprocess.run(  # noqa: S603 - our own program
        [sys.executable, "-c", _DOOMED, verb, str(folder)],
        capture_output=True, text=True, check=False, cwd=ROOT, timeout=100,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return [folder / f"at{n}" for n in range(int(done.stdout) + 1)]


def test_a_restore_that_is_killed_at_any_step_leaves_the_old_database_or_the_new_one(
    old: Path, saved: Path, tmp_path: Path
):
    (tmp_path / "start").mkdir()
    shutil.copy(old, tmp_path / "start")
    shutil.copy(saved, tmp_path / "start")
    found = []
    for place in killed_at_each_step("restore", tmp_path):
        found.append(frozenset(titles(place / "news.db")))
        backups.restore(place / "saved.db", place / "news.db", SOON, force=True)  # and it can be tried again
        assert titles(place / "news.db") == {"then"}
    assert len(found) > 10
    assert set(found) == {frozenset({"now", "then"}), frozenset({"then"})}
    assert found[-1] == {"then"}


def test_a_backup_that_is_killed_at_any_step_leaves_database_and_former_backup(old: Path, saved: Path, tmp_path: Path):
    (tmp_path / "start").mkdir()
    shutil.copy(old, tmp_path / "start")
    shutil.copy(saved, tmp_path / "start")
    found = []
    for place in killed_at_each_step("back_up", tmp_path):
        found.append(frozenset(titles(place / "saved.db")))
        assert titles(place / "news.db") == {"now", "then"}
        backups.back_up(place / "news.db", place / "saved.db", SOON, force=True)
        assert not list(place.glob("*.part"))
    assert len(found) > 5
    assert set(found) == {frozenset({"now", "then"}), frozenset({"then"})}
    assert found[-1] == {"now", "then"}


# --- PostgreSQL --------------------------------------------------------------------------------------


def test_for_a_server_the_command_is_told_without_the_password():
    url = "postgresql://bob:FAKE-CANARY@db.example.org:5433/news?sslmode=require&password=FAKE-CANARY"
    with pytest.raises(StoreError) as raised:
        backups.file_at(url, Path("my copy.dump"))
    line = str(raised.value)
    assert "pg_dump -Fc -h db.example.org -p 5433 -U bob -d news -f 'my copy.dump'" in line
    assert "FAKE-CANARY" not in line
    with pytest.raises(StoreError, match=r"pg_restore --clean --if-exists --single-transaction .* -d news old.dump"):
        backups.file_at(url, Path("old.dump"), restoring=True)
