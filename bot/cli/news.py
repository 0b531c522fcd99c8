"""Commands on the stored articles: brief, stories, ask. Guards that each prints for people, or JSON."""

import asyncio
from collections.abc import Iterable, Sequence
from contextlib import AbstractAsyncContextManager
from functools import partial

import click

from bot import app
from bot.cli import formats, terminal
from bot.domain.citations import within
from bot.domain.documents import Briefing
from bot.domain.errors import InputError
from bot.services import answer, commands
from bot.services.authoring import Author
from bot.services.discovery import Web
from bot.services.ports import Reader
from bot.settings import Settings

as_json = click.option("--json", "as_json", is_flag=True, help="Print JSON, for programs.")


# --- brief and stories -------------------------------------------------------------------------------


@click.command()
@click.argument("topic", nargs=-1)
@as_json
def brief(topic: tuple[str, ...], *, as_json: bool) -> None:
    """Print the briefing, or what is known about TOPIC."""

    async def work(reader: Reader, given: Settings, author: Author | None) -> None:
        limit, words = given.newsbot_stories, given.newsbot_words_of_article
        made = await commands.briefing(
            reader, app.clock(), limit=limit, topic=" ".join(topic), words=words, author=author
        )
        if not as_json:
            await terminal.show(made)
        elif isinstance(made, Briefing):
            for row in formats.briefing(made):
                formats.write(row)

    asyncio.run(app.with_author(work))


@click.command()
@click.option("--all", "everything", is_flag=True, help="All articles ever loaded, not only the last seven days'.")
@as_json
def stories(*, everything: bool, as_json: bool) -> None:
    """List the stories, newest first: articles about one event."""

    async def work(reader: Reader, _: Settings) -> list[formats.Row]:
        from bot.cli import story_rows  # noqa: PLC0415 - with what tells stories apart, which questions need not know

        return await story_rows.listed(reader.store, app.clock(), everything=everything)

    rows = asyncio.run(app.with_console(work))
    if as_json:
        for row in rows:
            formats.write(row)
    else:
        terminal.stories(rows)


# --- ask ---------------------------------------------------------------------------------------------


@click.command()
@click.argument("question", nargs=-1)
@click.option("--batch", metavar="FILE|-", help='Questions as JSONL: {"id","question","articles":[ids]?}.')
@as_json
def ask(question: tuple[str, ...], batch: str | None, *, as_json: bool) -> None:
    """Answer QUESTION with exact quotes and citations, or say honestly that nothing was found."""
    if bool(" ".join(question).strip()) == bool(batch):
        raise click.UsageError("give either a QUESTION or --batch FILE")
    if batch:
        asyncio.run(app.with_console(lambda reader, given: _ask_all(formats.read_rows(batch), reader, given)))
        return

    async def work(reader: Reader, given: Settings, author: Author | None) -> None:
        text = " ".join(question)
        web = partial(_open_web, given)
        if as_json:
            text, only = await commands.follow_links(text, reader, web, app.clock())
            formats.write(await _answered(None, text, only, reader, given, author))
        else:
            words = given.newsbot_words_of_article
            days = given.newsbot_answer_days
            talk = commands.Conversation(reader, given.newsbot_stories, days, web=web, words=words, author=author)
            await terminal.show(await commands.ask(text, talk, app.clock()))

    asyncio.run(app.with_author(work))


def _open_web(given: Settings) -> AbstractAsyncContextManager[Web]:
    from bot.app import intake as composing  # noqa: PLC0415 - for a question with a link alone

    return composing.web(given)


async def _ask_all(rows: Iterable[formats.Row | InputError], reader: Reader, given: Settings) -> None:
    """Answer row by row; what is no question is one line on standard error, and the rest is answered."""
    bad = 0
    for row in rows:
        try:
            await _ask_one(row, reader, given)
        except InputError as error:
            bad += 1
            click.echo(f"newsbot: {error}", err=True)
    if bad:
        raise InputError(f"{bad} of the lines are no questions; the others are answered")


async def _ask_one(row: formats.Row | InputError, reader: Reader, given: Settings) -> None:
    if isinstance(row, InputError):
        raise row
    text, keys = row.get("question"), row.get("articles")
    if not isinstance(text, str) or not (keys is None or isinstance(keys, list)):
        raise InputError(f'{row.get("id")}: needs "question", a text, and if any "articles", a list of ids')
    only = None if keys is None else await reader.store.ids([str(key) for key in keys])
    formats.write(await _answered(row.get("id"), text, only, reader, given))


async def _answered(
    id_: object, text: str, only: Sequence[int] | None, reader: Reader, given: Settings, author: Author | None = None
) -> formats.Row:
    """The whole answer for a program, with what of it people are shown marked. Of a batch, no model is asked."""
    days = given.newsbot_answer_days
    found = await answer.answer(text, reader, app.clock(), days=days, only=only, words=None, author=author)
    return formats.answer(id_, found.answer, within(found.answer, given.newsbot_words_of_article), found.evidence)
