"""Commands on what is followed: sources add, list, check, pause, resume, remove. Guards that each gives a verdict."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import TypeVar

import click

from bot import app
from bot.app import intake as composing
from bot.cli import source_rows, terminal
from bot.cli.formats import write
from bot.domain.addresses import shown_input
from bot.domain.errors import InputError, NewsbotError
from bot.services import sources as managing
from bot.services.ports import Followed, LoadFailure, Reader, Sources
from bot.services.sources import Added, Desk, ImportReport, Verdict
from bot.settings import Settings

Result = TypeVar("Result")
as_json = click.option("--json", "as_json", is_flag=True, help="Print JSON, for programs.")


@click.group(invoke_without_command=True)
@click.pass_context
def sources(context: click.Context) -> None:
    """Add, list, check, pause and remove sources. Without a command: list."""
    if context.invoked_subcommand is None:
        context.invoke(list_)


def _among(work: Callable[[Sources], Awaitable[Result]]) -> Result:
    """What needs no web."""

    async def with_settings(reader: Reader, _: Settings) -> Result:
        return await work(reader.sources)

    return asyncio.run(app.with_console(with_settings))


def _at_desk(work: Callable[[Desk], Awaitable[Result]]) -> Result:
    async def with_settings(desk: Desk, _: Settings) -> Result:
        return await work(desk)

    return asyncio.run(composing.with_desk(with_settings))


@sources.command()
@click.argument("addresses", nargs=-1, required=True, metavar="URL…")
@click.option("--topic", "topics", multiple=True, help="List it under this topic; may be given more than once.")
@as_json
def add(addresses: tuple[str, ...], topics: tuple[str, ...], *, as_json: bool) -> None:
    """Follow the feed at URL, the feed of the site there, or every feed of the OPML there, and load its articles."""

    async def one(address: str, desk: Desk) -> bool:
        try:
            await (_add_for_programs if as_json else _add_for_people)(address, desk, topics)
        except NewsbotError as error:
            _tell(source_rows.failure(address, str(error)), as_json=as_json, problem=True)
            return False
        return True

    async def work(desk: Desk) -> list[bool]:
        return [await one(address, desk) for address in addresses]

    for address in addresses:
        if Path(address).is_file():
            raise click.UsageError(f"{address} is a file: newsbot import follows the feeds of an OPML file")
    if not all(_at_desk(work)):
        raise InputError("not every source could be added")


async def _add_for_programs(address: str, desk: Desk, topics: Sequence[str]) -> None:
    added = await managing.add(address, desk, topics)
    write(source_rows.added(added) if isinstance(added, Added) else source_rows.imported(added))


async def _add_for_people(address: str, desk: Desk, topics: Sequence[str]) -> None:
    """The verdict at once, then what the first poll has brought."""
    told: list[Verdict] = []
    with ExitStack() as showing:

        def tell(verdict: Verdict) -> None:
            showing.close()  # what is printed beside a counter would go where the counter goes
            click.echo(source_rows.told(source_rows.verdict(verdict)))
            told.append(verdict)
            showing.enter_context(terminal.progress("Loading its articles:", active=True))

        label = f"Looking at {source_rows.shown(shown_input(address))}:"
        showing.enter_context(terminal.progress(label, active=True))
        added = await managing.add(address, desk, topics, tell)
    if isinstance(added, ImportReport):
        click.echo(source_rows.told(source_rows.imported(added)))
        return
    row = source_rows.added(added)
    click.echo(source_rows.outcome_told(row) if told else source_rows.told(row))


def _tell(row: source_rows.Row, *, as_json: bool, problem: bool = False) -> None:
    if as_json:
        write(row)
    else:
        click.echo(source_rows.told(row), err=problem)


@sources.command(name="list")
@as_json
def list_(*, as_json: bool = False) -> None:
    """List what is followed, with its health: last success, last error, newest article, interval."""

    async def work(known: Sources) -> list[Followed]:
        return list(await known.followed())

    followed = _among(work)
    if as_json:
        for one in followed:
            write(source_rows.followed(one))
        return
    terminal.sources([source_rows.followed(one) for one in followed])


@sources.command()
@click.argument("names", nargs=-1, metavar="[SOURCE|URL]…")
@as_json
def check(names: tuple[str, ...], *, as_json: bool) -> None:
    """Look at sources that are followed, or at any URL, without loading anything. Without a name: all of them."""

    async def work(desk: Desk) -> list[Verdict | LoadFailure]:
        return await managing.check_all(names, desk)

    bad = 0
    for verdict in _at_desk(work):
        if isinstance(verdict, LoadFailure):
            bad += 1
            _tell(source_rows.failure(verdict.source, verdict.error), as_json=as_json, problem=True)
        else:
            _tell(source_rows.verdict(verdict), as_json=as_json)
    if bad:
        raise InputError(f"{bad} could not be read")


def _change(
    name: str, change: Callable[[Sources, Followed], Awaitable[None]], done: str, *, exact: bool = False
) -> None:
    async def work(known: Sources) -> Followed:
        found = await managing.find(name, known, exact=exact)
        await change(known, found)
        return found

    click.echo(f"{source_rows.shown(_among(work).name)}: {done}")


@sources.command()
@click.argument("name", metavar="SOURCE")
def remove(name: str) -> None:
    """Follow SOURCE (whole name, address or host) no more: it is not polled, its articles are shown no longer."""
    _change(name, lambda known, found: known.unfollow(found.source_id), "removed", exact=True)


@sources.command()
@click.argument("name", metavar="SOURCE")
def pause(name: str) -> None:
    """Poll SOURCE no more until it is resumed; its articles stay."""
    _change(name, lambda known, found: known.pause(found.source_id, paused=True), "paused")


@sources.command()
@click.argument("name", metavar="SOURCE")
def resume(name: str) -> None:
    """Poll SOURCE again, though it was paused or stopped."""
    _change(name, lambda known, found: managing.resume(known, found, app.clock()), "polled again")
