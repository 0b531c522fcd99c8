"""`newsbot preview`: what a chat would show, as a file. Guards that nothing is posted and no token is needed."""

import asyncio
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from bot import app
from bot.adapters.console import shown
from bot.adapters.files import FileSource
from bot.adapters.slack.escaping import mrkdwn
from bot.adapters.slack.preview import page
from bot.adapters.slack.rendering import keyed, render
from bot.domain.documents import Briefing, Document
from bot.domain.errors import InputError
from bot.services import commands, ingest
from bot.services.answer import answer
from bot.services.ports import Reader
from bot.settings import Settings

TITLE = "# news"


@click.group()
def preview() -> None:
    """Write what a chat would show of your articles, without posting anything."""


@preview.command()
@click.option("--output", metavar="FILE", type=click.Path(dir_okay=False, path_type=Path), help="Write there.")
def slack(output: Path | None) -> None:
    """The briefing and an answer as Slack shows them, as a page of HTML: of your articles, else of the samples."""
    app.set_log_level()
    html = asyncio.run(_page(app.settings()))
    if output is None:
        click.echo(html, nl=False)
        return
    try:
        output.write_text(html, encoding="utf-8")
    except OSError as error:
        raise InputError(f"{output} cannot be written: {(error.strerror or 'unknown reason').lower()}") from None


async def _page(given: Settings) -> str:
    async with app.database(given) as opened:
        reader, samples = await app.chat_reader(opened, samples=False)
        if samples:
            await _load_samples(given, reader)
        return page(await _payloads(reader, given), TITLE)


async def _load_samples(given: Settings, reader: Reader) -> None:
    report = await ingest.load(FileSource((str(given.seeds),), sys.stdin.buffer), reader.store, app.clock())
    for one in report.failed:
        click.echo(f"newsbot: {shown(one.source)}: {shown(one.error)}", err=True)


async def _payloads(reader: Reader, given: Settings) -> list[dict[str, Any]]:
    """A briefing as an edition of today with its thread, then a question and the answer."""
    now, words = app.clock(), given.newsbot_words_of_article
    made = await commands.briefing(reader, now, limit=given.newsbot_stories, words=words)
    if not isinstance(made, Briefing):
        return _messages(made)
    question = _question(made)
    asked = await answer(question, reader, now, days=given.newsbot_answer_days, words=words)
    edition = _messages(replace(made, day=now.date()))
    return [*edition, {"text": mrkdwn(question), "username": "You"}, *_messages(asked.answer)]


def _messages(document: Document) -> list[dict[str, Any]]:
    """As they would be posted: further messages in the thread of the first."""
    return [keyed(part.body, "") | ({"thread_ts": "1"} if at else {}) for at, part in enumerate(render(document))]


def _question(briefing: Briefing) -> str:
    """What the first person who is quoted said; where nobody is, about the first story."""
    lines = (line for story in briefing.stories for line in story.lines)
    speaker = next((line.speaker for line in lines if line.speaker), None)
    return f"what did {speaker} say?" if speaker else f"what about {briefing.stories[0].headline.title}?"
