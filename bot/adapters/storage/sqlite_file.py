"""A SQLite file before it is opened for writing; guards that looking at it changes not one byte.

A file that is damaged, another program's, or a newer version's is refused here, while it is only being read.
"""

import os
import sqlite3
from contextlib import closing
from pathlib import Path
from urllib.parse import quote

from bot.adapters.storage import faults
from bot.adapters.storage.schema import REVISION_TABLE

_MAGIC = b"SQLite format 3\x00"
_CHECKED_WHOLE = 16 << 20  # bytes; larger files are checked as they are read


def place_of(path: Path) -> str:
    """What messages call the file: one line that can be printed, whatever bytes its name consists of."""
    return f"The database {' '.join(os.fsencode(path).decode(errors='replace').splitlines())}"


def revision_of_file(path: Path, patience: float) -> str | None:
    """The revision of the database in the file; None where it is still to be made. Raises StoreError."""
    place = place_of(path)
    try:
        if not path.exists() or path.stat().st_size == 0:
            return None
        _check_header(path, place)
    except OSError as error:
        raise faults.file_fault(error)(place) from error
    if not (_may_write(path) and _may_write(path.parent)):
        raise faults.read_only(place)
    try:
        return _read_revision(path, place, patience)
    except sqlite3.Error as error:
        raise (faults.sqlite_fault(error) or faults.corrupt)(place) from error


def _may_write(path: Path) -> bool:
    return os.access(path, os.W_OK, effective_ids=os.access in os.supports_effective_ids)


def create_file(path: Path) -> None:
    """An empty file for its owner's eyes only: the files beside it get the same mode.

    Its folder is made where only that is missing; more that is missing is more likely a typing mistake.
    """
    place = place_of(path)
    try:
        path.parent.mkdir(mode=0o700, exist_ok=True)
        os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
    except OSError as error:
        raise faults.file_fault(error)(place) from error


def _check_header(path: Path, place: str) -> None:
    """File format: https://www.sqlite.org/fileformat.html, section 1.3."""
    if not path.is_file():
        raise faults.foreign(place)
    with path.open("rb") as file:
        header = file.read(100)
    if header[:16] != _MAGIC:
        raise faults.foreign(place)
    page_size = int.from_bytes(header[16:18], "big")
    page_size = 65536 if page_size == 1 else page_size
    pages = int.from_bytes(header[28:32], "big")
    # The number of pages is kept where these counters agree, and settled where no write-ahead log is left.
    settled = header[24:28] == header[92:96] and not Path(f"{path}-wal").exists()
    if len(header) < 100 or (settled and path.stat().st_size < page_size * pages):
        raise faults.corrupt(place)


def _read_revision(path: Path, place: str, patience: float) -> str | None:
    # A file that nobody has open is read as one that does not change: even a reader leaves files beside it else.
    is_open = any(Path(f"{path}{ending}").exists() for ending in ("-wal", "-journal"))
    address = f"file:{quote(os.fsencode(path))}?mode=ro{'' if is_open else '&immutable=1'}"
    with closing(sqlite3.connect(address, uri=True, timeout=patience)) as connection:
        names = {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
        if path.stat().st_size <= _CHECKED_WHOLE:
            (verdict,) = connection.execute("PRAGMA quick_check(1)").fetchone()
            if verdict != "ok":
                raise faults.corrupt(place)
        if REVISION_TABLE not in names:
            if names:
                raise faults.foreign(place)
            return None
        row = connection.execute(f"SELECT version_num FROM {REVISION_TABLE}").fetchone()  # noqa: S608 - a constant
        if row is None and names != {REVISION_TABLE}:
            raise faults.corrupt(place)
        return str(row[0]) if row else None
