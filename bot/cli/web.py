"""Commands on what the web gave: feed. Guards that strangers' bytes are read in the sandbox alone, in order."""

import asyncio
import sys
from dataclasses import dataclass
from pathlib import Path

import click

from bot.cli import formats
from bot.domain.errors import ParseError
from bot.domain.intake import ParsedFeed
from bot.services.ports import Parser

MAX_BYTES = 10 << 20


@dataclass(frozen=True, slots=True)
class Given:
    """Bytes to parse; `url` and `content_type` where they came over the web."""

    data: bytes
    url: str | None = None
    content_type: str | None = None


@click.command()
@click.argument("paths", nargs=-1, required=True, metavar="FILE|-…")
@click.option("--json", "as_json", is_flag=True, help="Print JSON, for programs.")
def feed(paths: tuple[str, ...], *, as_json: bool) -> None:
    """The entries of the feeds in FILE: RSS, Atom, RDF or JSON Feed."""
    asyncio.run(_feeds(paths, as_json=as_json))


async def _feeds(paths: tuple[str, ...], *, as_json: bool) -> None:
    from bot.adapters.web.sandbox import Sandbox  # noqa: PLC0415 - each command imports what it needs

    async with Sandbox() as parser:
        for path in paths:
            parsed, error = await _feed(path, parser)
            if as_json:
                formats.write(formats.feed(path, parsed, error))
            else:
                _print(path, parsed, error)


async def _feed(path: str, parser: Parser) -> tuple[ParsedFeed | None, str | None]:
    """The feed of one argument, or why there is none."""
    try:
        given = await _given(path)
        return await parser.feed(given.data, given.url, given.content_type), None
    except ParseError as error:
        return None, str(error)
    except OSError as error:
        return None, f"cannot be read: {error.strerror}"


async def _given(path: str) -> Given:
    """The bytes of a file or of standard input, one more than are parsed at most. Raises ParseError, OSError."""
    if path.lower().startswith(("http://", "https://")):
        raise ParseError("web addresses are not read yet")
    if path == "-":
        return Given(await asyncio.to_thread(sys.stdin.buffer.read, MAX_BYTES + 1))
    return Given(await asyncio.to_thread(_bytes_of, Path(path)))


def _bytes_of(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(MAX_BYTES + 1)


def _print(path: str, parsed: ParsedFeed | None, error: str | None) -> None:
    from bot.cli import terminal  # noqa: PLC0415 - rich is for people only

    if parsed is None:
        click.echo(f"newsbot: {path}: {error}", err=True)
    else:
        terminal.feed(parsed)
