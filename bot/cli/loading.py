"""The command that loads articles. Guards that what fails is named, and that the rest is loaded."""

import asyncio
import sys
from pathlib import Path

import click

from bot import app
from bot.adapters.files import FileSource
from bot.adapters.files.paths import PLAIN
from bot.app import intake as composing
from bot.cli import formats, terminal
from bot.cli.given import is_address
from bot.domain.addresses import shown_input
from bot.domain.errors import NothingLoaded
from bot.services import ingest
from bot.services.ports import ArticleSource, LoadFailure, Reader
from bot.settings import Settings


@click.command()
@click.argument("paths", nargs=-1, required=True, metavar="PATH|URL|-…")
@click.option("--json", "as_json", is_flag=True, help="Print JSON, for programs.")
def load(paths: tuple[str, ...], *, as_json: bool) -> None:
    """Load articles: files (.txt, .md, .jsonl, .html, feeds, .opml), folders, addresses, or JSONL from a pipe (-).

    An address is loaded once: a page, or what a feed holds now. To follow a feed, use newsbot sources add.
    """
    if not all(path.strip() for path in paths):
        raise click.UsageError("a PATH is empty")
    addresses = tuple(path for path in paths if is_address(path))
    files = FileSource(tuple(path for path in paths if not is_address(path)), sys.stdin.buffer)

    async def read(source: ArticleSource, reader: Reader) -> ingest.LoadReport:
        with terminal.progress("Loading", active=not as_json) as advance:
            return await ingest.load(source, reader.store, app.clock(), progress=advance)

    async def work(reader: Reader, given: Settings) -> ingest.LoadReport:
        if not addresses and all(name == "-" or Path(name).suffix.lower() in PLAIN for name in files.names):
            return await read(files, reader)
        from bot.services.pages import WebArticles  # noqa: PLC0415 - plain files need no way in from the web

        async with composing.web(given) as way:
            return await read(WebArticles(way, app.clock, addresses, files), reader)

    report = asyncio.run(app.with_console(work))
    failures = [LoadFailure(_named(one.source), one.error) for one in report.failed]
    failed = [{"source": one.source, "error": one.error} for one in failures]
    if as_json:
        formats.write({"loaded": report.loaded, "known": report.known, "failed": failed})
    else:
        terminal.load_report(report.loaded, report.known, failures)
    if failed and not report.loaded and not report.known:
        raise NothingLoaded("nothing could be loaded")


def _named(source: str) -> str:
    """What could not be loaded, an address of another scheme without its secrets: it was looked for as a file."""
    return shown_input(source) if ":/" in source else source
