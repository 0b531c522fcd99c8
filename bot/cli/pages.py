"""The command that reads article pages: extract. Guards that each file has its line, in order, whatever it holds."""

import sys
from datetime import datetime, timedelta
from pathlib import Path

import click

from bot import app
from bot.cli import formats
from bot.domain.errors import InputError, NewsbotError
from bot.domain.intake import Page
from bot.domain.text import clean, one_line

_LARGEST = 10 << 20  # bytes of one file, as of one answer from the web
_FIELDS = ("title", "text", "published", "author", "site", "url", "language", "wall")


@click.command()
@click.argument("paths", nargs=-1, required=True, metavar="FILE|-…")
@click.option("--json", "as_json", is_flag=True, help="Print JSON, for programs.")
def extract(paths: tuple[str, ...], *, as_json: bool) -> None:
    """The article of each HTML page of FILE: title, text, day, author; or what stands in its place."""
    failed = 0
    for path in paths:
        try:
            page = _read_page(_bytes_of(path))
        except NewsbotError as error:
            failed += 1
            row: formats.Row = {"file": path, **dict.fromkeys(_FIELDS), "error": str(error)}
        else:
            row = {"file": path, **_fields(page)}
        formats.write(row) if as_json else _print(row)
    if failed == len(paths):
        raise InputError("none of the input could be read")


def _bytes_of(path: str) -> bytes:
    """The bytes of a file or of standard input. Raises InputError, in one line."""
    if path.lower().startswith(("http://", "https://")):
        raise InputError("web addresses are not read yet: save the page, or pipe it in")
    try:
        if path == "-":
            data = sys.stdin.buffer.read(_LARGEST + 1)
        else:
            with Path(path).open("rb") as file:
                data = file.read(_LARGEST + 1)
    except OSError as error:
        raise InputError(f"cannot be read: {error.strerror}") from None
    except ValueError:  # a NUL in a name
        raise InputError("cannot be read: no such file") from None
    if len(data) > _LARGEST:
        raise InputError("larger than 10 MiB")
    return data


def _read_page(data: bytes) -> Page:
    """The one place where a page is parsed here. Raises ParseError."""
    from bot.adapters.web.pages import parse_page  # noqa: PLC0415 - half a second, for this command alone

    return parse_page(data, now=app.clock())


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


def _print(row: formats.Row) -> None:
    from bot.cli import terminal  # noqa: PLC0415 - rich is for people only

    if row.get("error"):
        click.echo(f"newsbot: {one_line(clean(row['file']))}: {row['error']}", err=True)
    else:
        terminal.page(row)
