"""`newsbot verify`: whether texts bear out claims. Guards that a batch is answered line by line, in order."""

import asyncio
import sys
from collections.abc import Iterable

import click

from bot.cli import formats
from bot.domain.errors import InputError
from bot.domain.support import Support, check


@click.command()
@click.argument("claim", required=False)
@click.argument("paths", nargs=-1, metavar="[FILE|-]…")
@click.option("--batch", metavar="FILE|-", help='Claims as JSONL: {"id","document","claim"}.')
@click.option("--json", "as_json", is_flag=True, help="Print JSON, for programs.")
def verify(claim: str | None, paths: tuple[str, ...], batch: str | None, *, as_json: bool) -> None:
    """Whether each article of FILE bears out CLAIM, how nearly, and by which of its sentences."""
    if batch and (claim or paths):
        raise click.UsageError("give either CLAIM and FILE or --batch FILE")
    if batch:
        _verify_all(formats.read_rows(batch))
    elif not claim or not claim.strip() or not paths:
        raise click.UsageError("give a CLAIM and a FILE to verify it by, or --batch FILE")
    else:
        asyncio.run(_verify(claim, paths, as_json=as_json))


def _verify_all(rows: Iterable[formats.Row | InputError]) -> None:
    """Answer row by row; what is no claim is one line on standard error, and the rest is answered."""
    bad = 0
    for row in rows:
        try:
            formats.write(_answered(row))
        except InputError as error:
            bad += 1
            click.echo(f"newsbot: {error}", err=True)
    if bad:
        raise InputError(f"{bad} of the lines are no claims; the others are answered")


def _answered(row: formats.Row | InputError) -> formats.Row:
    if isinstance(row, InputError):
        raise row
    document, claim = row.get("document"), row.get("claim")
    if not isinstance(document, str) or not isinstance(claim, str):
        raise InputError(f'{row.get("id")}: needs "document" and "claim", both texts')
    return formats.support(row.get("id"), document, check(claim, document))


async def _verify(claim: str, paths: tuple[str, ...], *, as_json: bool) -> None:
    """A verdict for each article, in order; what cannot be read is one line on standard error."""
    from bot.adapters.files import FileSource  # noqa: PLC0415 - a batch reads no articles
    from bot.services.ports import LoadFailure  # noqa: PLC0415 - as above

    read = False
    async for item in FileSource(paths, sys.stdin.buffer).read():
        if isinstance(item, LoadFailure):
            click.echo(f"newsbot: {item.source}: {item.error}", err=True)
            continue
        read = True
        found = check(claim, item.text)
        if as_json:
            formats.write(formats.support(item.key, item.text, found))
        else:
            _print(item.key, item.text, found)
    if not read:
        raise InputError("none of the input could be read")


def _print(key: str, text: str, found: Support) -> None:
    from bot.cli import terminal  # noqa: PLC0415 - rich is for people only

    terminal.support(key, text, found)
