"""Copies of a SQLite file, made and put back while others may use it; guards that a break-off loses nothing.

A copy is written beside its place, checked, synced and only then given its name. What it replaces is kept until the
new one stands there: stopped at any moment, the program finds the old database or the new one, never half of one.
"""

import fcntl
import os
import shlex
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from urllib.parse import quote

from bot.adapters.storage import faults
from bot.adapters.storage.engine import file_of, refuse_others, server_address
from bot.adapters.storage.sqlite_file import create_file, place_of, revision_of_file
from bot.domain.errors import InputError, StoreCorrupt, StoreError, StoreLocked

KEPT = ".before-restore"
_BESIDE = ("-wal", "-shm", "-journal")  # what SQLite may leave beside a file, and would apply to whatever is there
_CHUNK = 1 << 20


def back_up(database: Path, target: Path, patience: float, *, force: bool = False) -> int:
    """Copy the database to `target`, as it is at this moment, whoever writes to it meanwhile; its size in bytes.

    What was deleted from the database is not in the copy. Raises StoreError; InputError where `target` is taken.
    """
    _refuse_taken(target, force=force)
    if target.exists() and database.exists() and target.samefile(database):
        raise InputError("a backup cannot take the place of the database itself")
    place = place_of(database)
    revision = revision_of_file(database, patience)
    if revision is None:
        raise InputError(f"{place} is empty: there is nothing to back up")
    refuse_others(revision, place)
    with _written_beside(target, ".part") as part:
        with _told(place), closing(_opened(database, "rw", patience)) as connection:
            connection.execute("VACUUM INTO ?", (_address(part, "rw"),))
        _check(part, place_of(part))
        _refuse_taken(target, force=force)
        _settle(part, target)
    return target.stat().st_size


def restore(backup: Path, database: Path, patience: float, *, force: bool = False) -> Path | None:
    """Put a backup in the database's place; where the former database is kept now, None where there was none.

    Raises StoreError, and InputError for a backup that cannot be used: the database is then as it was.
    """
    kept = database.with_name(database.name + KEPT)
    if not backup.is_file():
        raise InputError(f"there is no backup at {_shown(backup)}")
    if any(_beside(backup, ending).exists() for ending in _BESIDE):
        raise InputError(f"{_shown(backup)} is a database in use, not a backup: make one with newsbot backup")
    if database.exists() and backup.samefile(database):
        raise InputError("the database cannot be restored from itself")
    if database.exists():
        _refuse_taken(kept, force=force)
    else:
        create_file(database)
        database.unlink()
    with _written_beside(database, ".restoring") as part:
        _copy(backup, part)
        _check(part, f"The backup {_shown(backup)}")
        if not database.exists():
            _settle(part, database)
            return None
        with _held(database, patience):
            _keep(database, kept)
            _settle(part, database)
    return kept


# --- a file in the making ----------------------------------------------------------------------------


@contextmanager
def _written_beside(target: Path, ending: str) -> Iterator[Path]:
    """An empty file for its owner's eyes only, in the folder of `target`; it is gone afterwards.

    What an earlier run left of it is overwritten. Raises StoreLocked while another process makes the same.
    """
    part = target.with_name(target.name + ending)
    try:
        descriptor = os.open(part, os.O_CREAT | os.O_RDWR | os.O_NOFOLLOW, 0o600)
    except OSError as error:
        raise InputError(
            f"{_shown(target)} cannot be written: {(error.strerror or 'unknown reason').lower()}"
        ) from None
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise StoreLocked(f"{_shown(target)} is being written by another newsbot. Wait until it is done.") from None
        os.fchmod(descriptor, 0o600)
        os.ftruncate(descriptor, 0)
        try:
            yield part
        finally:
            for left in (part, *(_beside(part, ending) for ending in _BESIDE)):
                left.unlink(missing_ok=True)
    finally:
        os.close(descriptor)


def _copy(backup: Path, part: Path) -> None:
    try:
        with backup.open("rb") as source, part.open("r+b") as target:
            shutil.copyfileobj(source, target, _CHUNK)
    except OSError as error:
        raise InputError(f"{_shown(backup)} cannot be copied: {(error.strerror or 'unknown reason').lower()}") from None


def _settle(part: Path, target: Path) -> None:
    """Give a file its name, in one step that a power cut does not undo."""
    _sync(part)
    part.replace(target)
    _sync(target.parent)


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _check(path: Path, place: str) -> None:
    """Whether a file that nobody else uses is a sound database of this program, all of it. Raises StoreError."""
    revision = revision_of_file(path, 0)
    if revision is None:
        raise StoreCorrupt(f"{place} is empty: nothing was changed.")
    refuse_others(revision, place)
    with _told(place), closing(_opened(path, "ro", 0, immutable=True)) as connection:
        (verdict,) = connection.execute("PRAGMA integrity_check(1)").fetchone()
        if verdict != "ok" or connection.execute("PRAGMA foreign_key_check").fetchone():
            raise StoreCorrupt(f"{place} is damaged: nothing was changed.")


# --- the database that is replaced -------------------------------------------------------------------


@contextmanager
def _held(database: Path, patience: float) -> Iterator[None]:
    """Keeps others out of a database, what its log holds written into it; StoreLocked where another has it open.

    A write-ahead log can be given up only by whoever has the file for himself. A file that is no database any more
    cannot be locked, and nobody works with it.
    """
    place = place_of(database)
    in_use = f"{place} is in use: stop the bot first. Nothing was changed."
    with closing(_opened(database, "rw", patience)) as connection:
        try:
            connection.execute("PRAGMA journal_mode = DELETE").fetchone()
            connection.execute("BEGIN EXCLUSIVE")
            if connection.execute("PRAGMA journal_mode").fetchone() != ("delete",):  # somebody came in between
                raise StoreLocked(in_use)
        except sqlite3.Error as error:
            fault = (faults.sqlite_fault(error) or faults.corrupt)(place)
            if isinstance(fault, StoreLocked):
                raise StoreLocked(in_use) from error
            if not isinstance(fault, StoreCorrupt):
                raise fault from error
        yield


def _keep(database: Path, kept: Path) -> None:
    """The old database under another name, as well as under its own until that is taken over.

    Of one that could not be locked, what lies beside it goes along: it would be applied to what comes instead.
    """
    for ending in _BESIDE:
        _beside(kept, ending).unlink(missing_ok=True)
    kept.unlink(missing_ok=True)
    try:
        kept.hardlink_to(database)
    except OSError:  # a file system without links
        shutil.copyfile(database, kept)
        kept.chmod(0o600)
        _sync(kept)
    for ending in _BESIDE:
        with suppress(FileNotFoundError):
            _beside(database, ending).replace(_beside(kept, ending))


# --- names and connections ---------------------------------------------------------------------------


def _beside(path: Path, ending: str) -> Path:
    return path.with_name(path.name + ending)


def _shown(path: Path) -> str:
    return place_of(path).removeprefix("The database ")


def _address(path: Path, mode: str) -> str:
    return f"file:{quote(os.fsencode(path.absolute()))}?mode={mode}"


def _opened(path: Path, mode: str, patience: float, *, immutable: bool = False) -> sqlite3.Connection:
    address = _address(path, mode) + ("&immutable=1" if immutable else "")
    return sqlite3.connect(address, uri=True, timeout=patience, isolation_level=None)


@contextmanager
def _told(place: str) -> Iterator[None]:
    try:
        yield
    except sqlite3.Error as error:
        raise (faults.sqlite_fault(error) or faults.corrupt)(place) from error


def _refuse_taken(path: Path, *, force: bool) -> None:
    if path.is_dir():
        raise InputError(f"{_shown(path)} is a folder: name a file in it")
    if path.exists() and not force:
        raise InputError(f"{_shown(path)} exists already: name another file, or overwrite it with --force")


# --- PostgreSQL --------------------------------------------------------------------------------------


def file_at(url: str, copy: Path, *, restoring: bool = False) -> Path:
    """The file of the database at `url`. Raises StoreError with the command to use where it is on a server."""
    database = file_of(url)
    if database is None:
        verb = "restored with pg_restore" if restoring else "backed up with pg_dump"
        raise StoreError(f"A database on PostgreSQL is {verb}: {_server_command(url, copy, restoring=restoring)}")
    return database


def _server_command(url: str, copy: Path, *, restoring: bool) -> str:
    """The command that does the same on a server; it asks for the password itself."""
    given = server_address(url)
    after = {name: ", ".join(values) for name, values in given.normalized_query.items()}
    parts = ["pg_restore", "--clean", "--if-exists", "--single-transaction"] if restoring else ["pg_dump", "-Fc"]
    for option, value in (
        ("-h", after.get("host") or given.host),
        ("-p", after.get("port") or given.port),
        ("-U", after.get("user") or given.username),
        ("-d", after.get("dbname") or given.database),
    ):
        parts += [option, str(value)] if value else []
    return shlex.join([*parts, str(copy)] if restoring else [*parts, "-f", str(copy)])
