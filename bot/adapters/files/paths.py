"""Which files a path stands for, and their bytes; guards that a folder gives nothing from outside itself.

Nothing is opened before it is known to be a regular file of a kind and size that is read.
"""

import os
import stat
from collections.abc import Iterator
from pathlib import Path

from bot.domain.errors import InputError
from bot.domain.text import clean, one_line

TO_BE_PARSED = (".html", ".htm", ".xhtml", ".xml", ".rss", ".atom", ".rdf", ".opml")
PLAIN = (".txt", ".md", ".jsonl")
IN_FOLDERS = (*PLAIN, ".html", ".htm")
ENDINGS = (*PLAIN, *TO_BE_PARSED)
MAX_FILE = 10 * 1024 * 1024


def files_under(folder: Path) -> Iterator[Path | tuple[Path, OSError]]:
    """The files of a folder and its subfolders with a known ending, sorted; a fault where one cannot be listed.

    Skipped: hidden files and folders, a README (it describes the folder), links to folders (what they hold is
    read where it lies), and links to files outside the folder.
    """
    root = folder.resolve()
    waiting = [folder]
    while waiting:
        path = waiting.pop()
        try:
            if path.is_dir() and (path == folder or not path.is_symlink()):
                waiting += sorted((p for p in path.iterdir() if not p.name.startswith(".")), reverse=True)
            elif path.suffix.lower() in IN_FOLDERS and _belongs(path, root):
                yield path
        except OSError as error:
            yield path, error


def _belongs(path: Path, root: Path) -> bool:
    if path.stem.lower() == "readme" or stat.S_ISDIR(path.stat().st_mode):
        return False
    return not path.is_symlink() or path.resolve().is_relative_to(root)


def regular_file_ending(path: Path) -> str:
    """The ending of a file that can be read, in lower case.

    A pipe or a device is refused unopened, as it might never end.

    Raises:
        InputError: It is no regular file, of another kind, or a text over 10 MiB.
        OSError: It cannot be looked at.
    """
    facts = path.stat()
    ending = path.suffix.lower()
    if ending not in ENDINGS:
        raise InputError("unknown kind of file (.txt, .md, .jsonl, .html, feeds and .opml are read)")
    if not stat.S_ISREG(facts.st_mode):
        raise InputError("not a regular file")
    if facts.st_size > MAX_FILE and ending != ".jsonl":
        raise InputError("larger than 10 MiB")
    return ending


def contents(path: Path) -> bytes:
    """The bytes of a file of at most 10 MiB.

    Raises:
        InputError: There are none, or it has grown beyond that.
        OSError: It cannot be read.
    """
    with path.open("rb") as stream:
        data = stream.read(MAX_FILE + 1)
    if len(data) > MAX_FILE:
        raise InputError("larger than 10 MiB")
    if not data.strip():
        raise InputError("empty")
    return data


def spelled(path: Path) -> str:
    """A path as text that can be stored: bytes of its name that are no text are written out."""
    return os.fsencode(path).decode("utf-8", "backslashreplace")


def shown(path: Path) -> str:
    """A path as one printable line."""
    return one_line(clean(spelled(path)))


def fault(error: Exception) -> str:
    """An error in words for people, on one line."""
    match error:
        case FileNotFoundError():
            return "no such file or folder"
        case PermissionError():
            return "no permission to read it"
        case OSError():
            return f"cannot be read: {(error.strerror or 'unknown reason').lower()}"
        case _:
            return one_line(str(error))
