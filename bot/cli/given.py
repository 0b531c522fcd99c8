"""What is given to be parsed: files, standard input, addresses. Guards that bytes are read in the sandbox alone."""

import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from bot import app
from bot.adapters.files.background import in_background
from bot.app import intake as composing
from bot.domain.addresses import shown_input
from bot.domain.errors import InputError, NewsbotError
from bot.domain.intake import Purpose
from bot.services.ports import Fetcher, Parser

MAX_BYTES = 10 << 20  # of one file, as of one answer from the web
Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Given:
    """Bytes to parse; `url` and `content_type` where they came over the web."""

    data: bytes
    url: str | None = None
    content_type: str | None = None


def is_address(path: str) -> bool:
    """Whether an argument is an address in the web."""
    return path.lower().startswith(("http://", "https://"))


def named(path: str) -> str:
    """An argument as output names it: an address without its secrets, a path word for word."""
    return shown_input(path) if "://" in path else path


async def each(
    paths: tuple[str, ...], purpose: Purpose, read: Callable[[Parser, Given], Awaitable[Result]]
) -> AsyncIterator[tuple[str, Result | NewsbotError]]:
    """What `read` makes of each file, address, or standard input (-), in order; or why there is nothing.

    Each comes with its name as output has it.
    """
    async with AsyncExitStack() as stack:
        fetcher = None
        if any(map(is_address, paths)):
            way = await stack.enter_async_context(composing.web(app.settings()))
            fetcher, parser = way.fetcher, way.parser
        else:
            app.set_log_level()
            parser = await stack.enter_async_context(composing.parser())
        for path in paths:
            try:
                yield named(path), await read(parser, await _given(path, purpose, fetcher))
            except NewsbotError as error:
                yield named(path), error


async def _given(path: str, purpose: Purpose, fetcher: Fetcher | None) -> Given:
    if fetcher is not None and is_address(path):
        fetched = await fetcher.fetch(path, purpose)
        return Given(fetched.body, fetched.url, fetched.content_type)
    return Given(await in_background(lambda: _contents(path)))


def _contents(path: str) -> bytes:
    """The bytes of a file or of standard input. Raises InputError, in one line."""
    try:
        if path == "-":
            data = sys.stdin.buffer.read(MAX_BYTES + 1)
        else:
            with Path(path).open("rb") as file:
                data = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise InputError(f"cannot be read: {(error.strerror or 'unknown reason').lower()}") from None
    except ValueError:  # a NUL in a name
        raise InputError("cannot be read: no such file") from None
    if len(data) > MAX_BYTES:
        raise InputError(f"larger than {MAX_BYTES >> 20} MiB")
    return data
