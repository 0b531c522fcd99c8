"""Commands on articles that are given, without a database: quotes, summarize. Guards that order is kept."""

import asyncio
import sys
from collections.abc import Callable

import click

from bot.adapters.files import FileSource
from bot.cli import formats
from bot.domain.errors import InputError
from bot.domain.models import NewArticle
from bot.services.ports import LoadFailure

as_json = click.option("--json", "as_json", is_flag=True, help="Print JSON, for programs.")
files = click.argument("paths", nargs=-1, required=True, metavar="FILE|-…")


@click.command()
@files
@as_json
def quotes(paths: tuple[str, ...], *, as_json: bool) -> None:
    """Who said what in the articles of FILE: exact words, speaker, and how the speaker is known."""
    from bot.domain.quotes import find_quotes  # noqa: PLC0415 - each command imports what it needs

    def row(article: NewArticle) -> formats.Row:
        found = find_quotes(article.text, article.title)
        return {"id": article.key, "quotes": [formats.quote(article.text, one) for one in found]}

    _each(paths, row, lambda made: formats.write(made) if as_json else _print_quotes(made))


@click.command()
@files
@as_json
def summarize(paths: tuple[str, ...], *, as_json: bool) -> None:
    """At most three key sentences of each article of FILE, word for word."""
    from bot.domain.summary import key_sentences  # noqa: PLC0415 - each command imports what it needs

    def row(article: NewArticle) -> formats.Row:
        found = key_sentences(article.text, article.title)
        return {"id": article.key, "sentences": [formats.span(article.text, one) for one in found]}

    _each(paths, row, lambda made: formats.write(made) if as_json else _print_sentences(made))


def _each(
    paths: tuple[str, ...], row: Callable[[NewArticle], formats.Row], show: Callable[[formats.Row], None]
) -> None:
    """Show a row for each article, in order; what cannot be read is one line on standard error."""

    async def read() -> tuple[int, list[LoadFailure]]:
        count, failures = 0, []
        async for item in FileSource(paths, sys.stdin.buffer).read():
            if isinstance(item, LoadFailure):
                failures.append(item)
                click.echo(f"newsbot: {item.source}: {item.error}", err=True)
            else:
                count += 1
                show(row(item))
        return count, failures

    count, failures = asyncio.run(read())
    if failures and not count:
        raise InputError("none of the input could be read")


def _print_quotes(made: formats.Row) -> None:
    from bot.cli import terminal  # noqa: PLC0415 - rich is for people only

    terminal.quotes(made)


def _print_sentences(made: formats.Row) -> None:
    from bot.cli import terminal  # noqa: PLC0415 - rich is for people only

    terminal.sentences(made)
