"""Commands that bring news in: poll, and lists of feeds in and out. Guards that progress shows where it takes long."""

import asyncio
import sys
from pathlib import Path

import click

from bot import app
from bot.app import intake as composing
from bot.cli import source_rows, terminal
from bot.cli.formats import write
from bot.cli.given import named
from bot.domain.errors import InputError, NothingLoaded
from bot.services import sources as managing
from bot.services.polling import PollReport, poll_all
from bot.services.ports import Reader
from bot.services.sources import Desk, ImportReport
from bot.settings import Settings

ALL = 100_000  # sources that one poll asks for at most
_LONGEST_LIST = 2 * 1024 * 1024


@click.command()
@click.option("--due", is_flag=True, help="Only those whose time has come, as the running bot does.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON, for programs.")
def poll(*, due: bool, as_json: bool) -> None:
    """Load what is new from the sources that are followed."""

    async def work(desk: Desk, _: Settings) -> PollReport:
        wanted = await desk.intake.feeds.due(app.clock() if due else None, ALL)
        with terminal.progress("Polling", active=not as_json, total=len(wanted)) as advance:
            return await poll_all(wanted, desk.intake, progress=advance)

    report = asyncio.run(composing.with_desk(work))
    if as_json:
        write(source_rows.poll(report))
    else:
        terminal.poll_report(report, due=due)
    if report.results and len(report.failed) == len(report.results):
        raise NothingLoaded("no source could be read")


@click.command(name="import")
@click.argument("path", metavar="FILE.opml|-")
@click.option("--json", "as_json", is_flag=True, help="Print JSON, for programs.")
def import_(path: str, *, as_json: bool) -> None:
    """Follow every feed of an OPML file; its folders become topics. They are loaded at the next poll."""
    data = _contents(path)

    async def work(desk: Desk, _: Settings) -> ImportReport:
        listed = await desk.web.parser.opml(data)
        with terminal.progress("Importing", active=not as_json, total=len(listed.feeds)) as advance:
            return await managing.take_over(listed, desk, progress=advance)

    row = source_rows.imported(asyncio.run(composing.with_desk(work)))
    if as_json:
        write(row)
        return
    click.echo(source_rows.told(row))
    if row["added"]:
        click.echo("Load their articles with: newsbot poll")


def _contents(path: str) -> bytes:
    try:
        with click.open_file(path, "rb") as file:
            data: bytes = file.read(_LONGEST_LIST + 1)
    except OSError as error:
        raise InputError(f"{named(path)}: cannot be read: {error.strerror}") from None
    if len(data) > _LONGEST_LIST:
        raise InputError(f"{path}: larger than {_LONGEST_LIST // 2**20} MiB")
    return data


@click.command()
@click.argument("path", required=False, metavar="[FILE.opml]")
def export(path: str | None) -> None:
    """Write the sources that are followed as OPML, to FILE or to standard output. Addresses are written whole."""

    async def work(reader: Reader, _: Settings) -> str:
        from bot.adapters.web.opml_writing import write_opml  # noqa: PLC0415 - each command imports what it needs

        return write_opml("newsbot sources", await managing.hand_over(reader.sources))

    text = asyncio.run(app.with_console(work))
    if path in {None, "-"}:
        sys.stdout.write(text)
        return
    try:
        Path(path or "").write_text(text, "utf-8")
    except OSError as error:
        raise InputError(f"{named(path or '')}: cannot be written: {error.strerror}") from None
