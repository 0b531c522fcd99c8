"""Commands on what the web gave: feed, extract. Guards that each input has its line, in order, whatever it holds."""

import asyncio
from datetime import datetime, timedelta
from typing import TypeVar

import click

from bot.cli import formats
from bot.cli.given import Given, each
from bot.domain.errors import InputError, NewsbotError
from bot.domain.intake import Page, ParsedFeed, Purpose
from bot.domain.text import clean, one_line
from bot.services.ports import Parser

Result = TypeVar("Result")
_FIELDS = ("title", "text", "published", "author", "site", "url", "language", "wall")
as_json = click.option("--json", "as_json", is_flag=True, help="Print JSON, for programs.")


@click.command()
@click.argument("paths", nargs=-1, required=True, metavar="FILE|URL|-…")
@as_json
def feed(paths: tuple[str, ...], *, as_json: bool) -> None:
    """The entries of feeds: RSS, Atom, RDF or JSON Feed."""

    async def read(parser: Parser, given: Given) -> ParsedFeed:
        return await parser.feed(given.data, given.url, given.content_type)

    async def work() -> None:
        async for path, found in each(paths, Purpose.FEED, read):
            parsed, error = (None, str(found)) if isinstance(found, NewsbotError) else (found, None)
            if as_json:
                formats.write(formats.feed(path, parsed, error))
            else:
                _print_feed(path, parsed, error)

    asyncio.run(work())


@click.command()
@click.argument("paths", nargs=-1, required=True, metavar="FILE|URL|-…")
@as_json
def extract(paths: tuple[str, ...], *, as_json: bool) -> None:
    """The article of HTML pages: title, text, day, author; or what stands in its place."""

    async def read(parser: Parser, given: Given) -> Page:
        return await parser.page(given.data, given.url, given.content_type)

    async def work() -> int:
        failed = 0
        async for path, found in each(paths, Purpose.PAGE, read):
            if isinstance(found, NewsbotError):
                failed += 1
                row: formats.Row = {"file": path, **dict.fromkeys(_FIELDS), "error": str(found)}
            else:
                row = {"file": path, **_fields(found)}
            formats.write(row) if as_json else _print_page(row)
        return failed

    if asyncio.run(work()) == len(paths):
        raise InputError("none of the input could be read")


def _fields(page: Page) -> formats.Row:
    return {
        "title": page.title,
        "text": page.text,
        "published": _moment(page.published),
        "author": page.author,
        "site": page.site,
        "url": page.url,
        "language": page.language,
        "wall": page.wall.name.lower() if page.wall else None,
    }


def _moment(published: datetime | None) -> str | None:
    """A time in the page's own zone; midnight in UTC is how a day without a time is kept, and is told as the day."""
    if published is None:
        return None
    is_day = published.utcoffset() == timedelta(0) and not (published.hour or published.minute or published.second)
    return published.date().isoformat() if is_day else published.isoformat()


def _print_feed(path: str, parsed: ParsedFeed | None, error: str | None) -> None:
    from bot.cli import terminal  # noqa: PLC0415 - rich is for people only

    if parsed is None:
        _print_error(path, error)
    else:
        terminal.feed(parsed)


def _print_page(row: formats.Row) -> None:
    from bot.cli import terminal  # noqa: PLC0415 - rich is for people only

    if row.get("error"):
        _print_error(row["file"], row["error"])
    else:
        terminal.page(row)


def _print_error(path: str, error: str | None) -> None:
    click.echo(f"newsbot: {one_line(clean(path))}: {error}", err=True)
