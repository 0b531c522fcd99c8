"""The command that loads articles. Guards that what fails is named, and that the rest is loaded."""

import asyncio
import sys

import click

from bot import app
from bot.adapters.files import FileSource
from bot.cli import formats, terminal
from bot.domain.errors import NothingLoaded
from bot.services import ingest
from bot.services.ports import Reader
from bot.settings import Settings


@click.command()
@click.argument("paths", nargs=-1, required=True, metavar="PATH|-…")
@click.option("--json", "as_json", is_flag=True, help="Print JSON, for programs.")
def load(paths: tuple[str, ...], *, as_json: bool) -> None:
    """Load articles: .txt, .md, .jsonl files, folders of them, or JSONL on standard input (-)."""
    if not all(path.strip() for path in paths):
        raise click.UsageError("a PATH is empty")

    async def work(reader: Reader, _: Settings) -> ingest.LoadReport:
        source = FileSource(paths, sys.stdin.buffer)
        with terminal.progress("Loading", active=not as_json) as advance:
            return await ingest.load(source, reader.store, app.clock(), progress=advance)

    report = asyncio.run(app.with_console(work))
    failed = [{"source": one.source, "error": one.error} for one in report.failed]
    if as_json:
        formats.write({"loaded": report.loaded, "known": report.known, "failed": failed})
    else:
        terminal.load_report(report.loaded, report.known, report.failed)
    if failed and not report.loaded and not report.known:
        raise NothingLoaded("nothing could be loaded")
