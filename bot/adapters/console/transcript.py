"""What the console has posted, as a file of JSON lines; guards that what was posted is found again after a crash.

A message is posted once its whole line is in the file. A line without its end was broken off by a crash: it is none,
and the next line begins behind it. Above a size the older half goes, so that what is looked for must be of the newest
thousands of messages. Several processes may share a file: whoever writes holds its lock.
"""

import errno
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

try:
    import fcntl
except ImportError:  # pragma: no cover - Windows has no such locks: one process writes there
    fcntl = None  # type: ignore[assignment]

MOST_BYTES = 5_000_000
_SPOILT = b"!\n"  # ends a line that was broken off, perhaps directly before its end: no message may come to life late
_FLAGS = os.O_RDWR | os.O_APPEND | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_CLOEXEC", 0)


class Unwritten(OSError):
    """The line did not get into the file, or not whole."""


@dataclass(frozen=True, slots=True)
class Transcript:
    """A file that only its owner may read. Every method raises OSError where the file cannot be used."""

    path: Path
    most_bytes: int = MOST_BYTES

    def add(self, channel: str, key: str, text: str) -> str:
        """Append a message and see it to the disk; its id, one higher than the last. Unwritten where it is not there.

        Any other OSError leaves open whether it is.
        """
        is_there = False
        try:
            with self._locked() as file:
                held = _read(file)
                id_ = str(_last_id(held) + 1)
                line = b"" if held.endswith(b"\n") or not held else _SPOILT
                line += json.dumps({"key": key, "channel": channel, "id": id_, "text": text}).encode("ascii") + b"\n"
                _write(file, line)
                is_there = True
                os.fsync(file)
                if len(held) + len(line) > self.most_bytes:
                    with suppress(OSError):  # the next one tries again
                        self._cut(held + line)
        except OSError as error:
            if is_there:
                raise
            raise Unwritten(*error.args) from error
        return id_

    def find(self, channel: str, key: str) -> str | None:
        """The id of the first message of this key in a channel."""
        try:
            held = self.path.read_bytes()
        except FileNotFoundError:
            return None
        wanted = json.dumps(key).encode("ascii")
        rows = (_row(line) for line in held.split(b"\n")[:-1] if wanted in line)
        return next((row["id"] for row in rows if row and (row["channel"], row["key"]) == (channel, key)), None)

    @contextmanager
    def _locked(self) -> Iterator[int]:
        """The file, open and locked; another may have put a shorter one in its place before the lock was had."""
        self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        while True:
            is_new = not self.path.exists()
            file = os.open(self.path, _FLAGS, 0o600)
            try:
                if fcntl is not None:
                    fcntl.flock(file, fcntl.LOCK_EX)
                if _is_same(file, self.path):
                    os.fchmod(file, 0o600)
                    if is_new:
                        _see_to_disk(self.path.parent)
                    yield file
                    return
            finally:
                os.close(file)

    def _cut(self, held: bytes) -> None:
        """Leave the newest half, whole lines of it; the newest line stays whatever its length."""
        last = held.rindex(b"\n", 0, len(held) - 1) + 1 if held.count(b"\n") > 1 else 0
        half = held.find(b"\n", len(held) - self.most_bytes // 2) + 1
        kept = held[min(half or last, last) :]
        shorter = self.path.with_name(f"{self.path.name}.new")
        with suppress(FileNotFoundError):
            shorter.unlink()  # of a process that was stopped here
        file = os.open(shorter, _FLAGS | os.O_EXCL, 0o600)
        try:
            _write(file, kept)
            os.fsync(file)
        finally:
            os.close(file)
        shorter.replace(self.path)
        _see_to_disk(self.path.parent)


def _last_id(held: bytes) -> int:
    """The id of the last whole line that holds a message, 0 where there is none: ids rise."""
    for line in reversed(held.split(b"\n")[:-1]):
        row = _row(line)
        if row:
            return int(row["id"])
    return 0


def _row(line: bytes) -> dict[str, str] | None:
    """The message of a line; None for what is none, such as a line that was broken off and ended by the next."""
    try:
        row = json.loads(line)
    except (ValueError, RecursionError):
        return None
    whole = isinstance(row, dict) and all(isinstance(row.get(one), str) for one in ("key", "channel", "id"))
    return row if whole and row["id"].isdecimal() else None


def _read(file: int) -> bytes:
    parts = []
    os.lseek(file, 0, os.SEEK_SET)
    while part := os.read(file, 1 << 20):
        parts.append(part)
    return b"".join(parts)


def _write(file: int, data: bytes) -> None:
    """One write, so that a line is there whole or broken off, and never in two pieces."""
    written = os.write(file, data)
    if written < len(data):
        raise Unwritten(errno.ENOSPC, f"only {written} of {len(data)} bytes were written")


def _is_same(file: int, path: Path) -> bool:
    try:
        found = path.stat()
    except FileNotFoundError:
        return False
    own = os.fstat(file)
    return (own.st_dev, own.st_ino) == (found.st_dev, found.st_ino)


def _see_to_disk(folder: Path) -> None:
    """A new name is safe once its folder is; where folders cannot be opened, the system sees to it."""
    with suppress(PermissionError):
        opened = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(opened)
        finally:
            os.close(opened)
