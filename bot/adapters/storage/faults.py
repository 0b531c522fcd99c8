"""A database's failures as the errors a user can act on; guards that no line shows a password.

Messages name the place (a file, or a server without its credentials) and what to do. What is not foreseeable
passes through unchanged: it is a fault of the program.
"""

import errno
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DBAPIError, OperationalError

from bot.domain.errors import (
    StoreCorrupt,
    StoreError,
    StoreLocked,
    StoreReadOnly,
    StoreTooNew,
    StoreUnreachable,
)

_Fault = Callable[[str], StoreError]


class Unreadable(Exception):
    """A row holds what this program does not write. `told` makes a StoreCorrupt of it."""


def locked(place: str) -> StoreError:
    """Another process keeps the database busy."""
    return StoreLocked(f"{place} is busy: another program is writing to it. Try again when it has finished.")


def corrupt(place: str) -> StoreError:
    """The file is damaged."""
    return StoreCorrupt(f"{place} is damaged. Restore a backup of it, or move it away to start with an empty one.")


def foreign(place: str) -> StoreError:
    """There is something else at that place."""
    return StoreCorrupt(f"{place} is not a database of this program. Set DATABASE_URL to another place.")


def read_only(place: str) -> StoreError:
    """No right to write."""
    return StoreReadOnly(f"{place} cannot be written to. Grant the right to, or set DATABASE_URL to another place.")


def too_new(place: str, revision: str) -> StoreError:
    """The schema is one that this program does not know yet."""
    return StoreTooNew(f"{place} was written by a newer newsbot (schema {revision}). Update the program to use it.")


def unreachable(place: str) -> StoreError:
    """No such server, or it does not answer."""
    return StoreUnreachable(f"{place} cannot be reached. Check DATABASE_URL, and that it is there and running.")


def refused(place: str) -> StoreError:
    """The server knows neither user nor password."""
    return StoreUnreachable(f"{place} refuses the user or the password. Check both in DATABASE_URL.")


def missing(place: str) -> StoreError:
    """The server has no database of that name."""
    return StoreUnreachable(f"{place} does not exist on its server. Create it, or check DATABASE_URL.")


def full(place: str) -> StoreError:
    """No space left on the disk."""
    return StoreError(f"{place} cannot grow: the disk is full. Nothing was changed; free some space and try again.")


def unusable(place: str) -> StoreError:
    """The disk itself fails."""
    return StoreError(f"{place} cannot be read or written: the disk reports an error. Nothing was changed.")


# How SQLite, which has no code of its own for it, says that something of the schema is not there.
_LACKING = (
    "no such table",
    "no such column",
    "has no column named",
    "foreign key mismatch",
    "vtable constructor failed",
    "error in view",
)
# https://www.sqlite.org/rescode.html, primary codes.
_SQLITE: dict[int, _Fault] = {
    3: read_only,
    5: locked,
    6: locked,
    8: read_only,
    10: unusable,
    11: corrupt,
    13: full,
    14: read_only,
    23: read_only,
    26: foreign,
}
# https://www.postgresql.org/docs/current/errcodes-appendix.html, whole codes first, then their classes.
_POSTGRES: dict[str, _Fault] = {
    "28": refused,
    "3D000": missing,
    "25006": read_only,
    "42501": read_only,
    "53100": full,
    "55P03": locked,
    "42P01": corrupt,
    "42703": corrupt,
    "42704": corrupt,
    "42P07": foreign,
    "42710": foreign,
    "40": locked,
    "57014": locked,
    "XX001": corrupt,
    "XX002": corrupt,
    "58": unusable,
    "53": unreachable,
    "57": unreachable,
    "08": unreachable,
}


@contextmanager
def told(place: str) -> Iterator[None]:
    """Turns a foreseeable failure of the database at `place` into its StoreError."""
    try:
        yield
    except Unreadable as error:
        raise corrupt(place) from error
    except DBAPIError as error:
        fault = _fault_of(error)
        if fault is None:
            raise
        raise fault(place) from error


def sqlite_fault(error: BaseException | None) -> _Fault | None:
    """The fault behind a SQLite error, by its result code, extended or not.

    The one operational error without a code is the driver's own: a text that is no text.
    """
    code: int | None = getattr(error, "sqlite_errorcode", None)
    if code is None:
        return corrupt if isinstance(error, sqlite3.OperationalError) else None
    if code == sqlite3.SQLITE_ERROR and any(words in str(error) for words in _LACKING):
        return corrupt
    return _SQLITE.get(code & 0xFF)


def file_fault(error: OSError) -> _Fault:
    """The fault behind an error of the file system."""
    return read_only if error.errno in {errno.EACCES, errno.EPERM, errno.EROFS} else unreachable


def _fault_of(error: DBAPIError) -> _Fault | None:
    cause = error.orig
    if not hasattr(cause, "sqlstate"):
        return sqlite_fault(cause)
    state: str | None = getattr(cause, "sqlstate", None)
    if state is None:  # no server has answered; only the driver's words say why
        return _refusal(str(cause)) if isinstance(error, OperationalError) else None
    return _POSTGRES.get(state) or _POSTGRES.get(state[:2])


def _refusal(words: str) -> _Fault:
    if "password" in words or "authentication" in words or 'role "' in words:
        return refused
    return missing if 'database "' in words and "does not exist" in words else unreachable
