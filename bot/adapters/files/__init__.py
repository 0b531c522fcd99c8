"""Articles from local files, folders and standard input; guards that one bad file never stops the others.

`.txt` and `.md` hold one article each and may have 10 MiB; `.jsonl` and standard input hold one article a line,
10 MiB a line, and may be of any length. Pages, feeds and lists of feeds are handed on as they are, for the parser
alone may read them. Every fault is a `LoadFailure` of one clear line.
"""

from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import BinaryIO

from bot.adapters.files.background import in_background, own_stream
from bot.adapters.files.decoding import decode
from bot.adapters.files.formats import line_article, markdown_article, text_article
from bot.adapters.files.lines import lines
from bot.adapters.files.paths import TO_BE_PARSED, contents, fault, files_under, regular_file_ending, shown, spelled
from bot.domain.errors import InputError
from bot.domain.models import NewArticle
from bot.domain.text import clean, one_line
from bot.services.ports import LoadFailure, Unparsed

STANDARD_INPUT = "-"
# What is read in one go in a thread: bounds both the number of hops and the memory that waits.
_BATCH = 64
_BATCH_CHARACTERS = 4_000_000

Item = NewArticle | LoadFailure | Unparsed


@dataclass(frozen=True, slots=True)
class FileSource:
    """The articles of files and folders, in the order named; `-` stands for `stdin`, read as JSONL.

    Implements `ports.FileReader`, and `ports.ArticleSource` for whoever has no parser.
    """

    names: tuple[str, ...]
    stdin: BinaryIO

    async def read(self) -> AsyncIterator[NewArticle | LoadFailure]:
        """Articles and failures one by one; what must be parsed first is a failure here."""
        async for item in self.items():
            yield LoadFailure(item.name, "pages and feeds are not read here") if isinstance(item, Unparsed) else item

    async def items(self) -> AsyncIterator[Item]:
        """Articles, contents to be parsed and failures, one by one; read in a thread: the event loop goes on."""
        items = self._items()
        while batch := await in_background(partial(_take, items)):
            for item in batch:
                yield item

    def _items(self) -> Iterator[Item]:
        for name in self.names:
            if name == STANDARD_INPUT:
                with own_stream(self.stdin) as stream:
                    yield from _from_stream(stream, "standard input")
            elif name.lower().startswith(("http://", "https://")):
                yield LoadFailure(one_line(clean(name)), "web addresses are not read here: newsbot load reads them")
            elif "\0" in name:
                yield LoadFailure(shown(Path(name)), "not a path")
            else:
                yield from _from_path(Path(name))


def _take(items: Iterator[Item]) -> list[Item]:
    batch: list[Item] = []
    size = 0
    for item in items:
        batch.append(item)
        size += len(item.text) if isinstance(item, NewArticle) else 0
        size += len(item.data) if isinstance(item, Unparsed) else 0
        if len(batch) >= _BATCH or size > _BATCH_CHARACTERS:
            break
    return batch


def _from_path(path: Path) -> Iterator[Item]:
    try:
        is_folder = path.is_dir()
    except OSError as error:
        yield LoadFailure(shown(path), fault(error))
        return
    if not is_folder:
        yield from _from_file(path)
        return
    empty = True
    for found in files_under(path):
        empty = False
        if isinstance(found, Path):
            yield from _from_file(found)
        else:
            yield LoadFailure(shown(found[0]), fault(found[1]))
    if empty:
        yield LoadFailure(shown(path), "no articles in this folder (.txt, .md, .jsonl and .html are read)")


def _from_file(path: Path) -> Iterator[Item]:
    try:
        ending = regular_file_ending(path)
        if ending == ".jsonl":
            with path.open("rb") as stream:
                yield from _from_stream(stream, shown(path))
            return
        if ending in TO_BE_PARSED:
            yield Unparsed(spelled(path.resolve()), contents(path))
            return
        make = markdown_article if ending == ".md" else text_article
        yield make(decode(contents(path)), spelled(path.resolve()), spelled(Path(path.stem)))
    except (InputError, OSError) as error:
        yield LoadFailure(shown(path), fault(error))


def _from_stream(stream: BinaryIO, name: str) -> Iterator[Item]:
    """The articles of a stream of JSONL; a fault names its line, counted from 1."""
    empty = True
    try:
        for number, line in enumerate(lines(stream), start=1):
            if isinstance(line, str) and not line.strip():
                continue
            empty = False
            yield _from_line(line, name, number)
    except (InputError, OSError) as error:
        yield LoadFailure(name, fault(error))
        return
    if empty:
        yield LoadFailure(name, "empty")


def _from_line(line: str | InputError, name: str, number: int) -> Item:
    try:
        return line_article(line) if isinstance(line, str) else LoadFailure(name, f"line {number}: {line}")
    except InputError as error:
        return LoadFailure(name, f"line {number}: {error}")
