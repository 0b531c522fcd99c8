"""`newsbot preview`: what a chat would show, as a file. Guards that nothing is posted and no token is needed."""

import asyncio
import sys
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import click

from bot import app
from bot.adapters.console import shown
from bot.adapters.discord import escaping as discord_escaping
from bot.adapters.discord import preview as discord_preview
from bot.adapters.discord import rendering as discord_rendering
from bot.adapters.files import FileSource
from bot.adapters.slack import escaping as slack_escaping
from bot.adapters.slack import preview as slack_preview
from bot.adapters.slack import rendering as slack_rendering
from bot.domain.documents import Briefing, Document
from bot.domain.errors import InputError
from bot.services import commands, ingest
from bot.services.answer import answer
from bot.services.ports import Reader
from bot.settings import Settings

TITLE = "# news"
Messages = list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Look:
    """How a chat shows things: a document as its messages, what a person types, and all of it as a page."""

    messages: Callable[[Document], Messages]
    typed: Callable[[str], dict[str, Any]]
    page: Callable[[Messages, str], str]


def _slack(document: Document) -> Messages:
    """As they would be posted: further messages in the thread of the first."""
    parts = slack_rendering.render(document)
    return [slack_rendering.keyed(part.body, "") | ({"thread_ts": "1"} if at else {}) for at, part in enumerate(parts)]


def _discord(document: Document) -> Messages:
    """As they would be posted: further messages in the thread of the first."""
    parts = discord_rendering.render(document)
    return [
        discord_rendering.keyed(part.body, "") | ({"thread_id": "1"} if at else {}) for at, part in enumerate(parts)
    ]


SLACK = Look(_slack, lambda text: {"text": slack_escaping.mrkdwn(text), "username": "You"}, slack_preview.page)
DISCORD = Look(
    _discord, lambda text: {"content": discord_escaping.markdown(text), "username": "You"}, discord_preview.page
)
OUTPUT = click.option("--output", metavar="FILE", type=click.Path(dir_okay=False, path_type=Path), help="Write there.")


@click.group()
def preview() -> None:
    """Write what a chat would show of your articles, without posting anything."""


@preview.command()
@OUTPUT
def slack(output: Path | None) -> None:
    """The briefing and an answer as Slack shows them, as a page of HTML: of your articles, else of the samples."""
    _write(SLACK, output)


@preview.command()
@OUTPUT
def discord(output: Path | None) -> None:
    """The briefing and an answer as Discord shows them, as a page of HTML: of your articles, else of the samples."""
    _write(DISCORD, output)


def _write(look: Look, output: Path | None) -> None:
    app.set_log_level()
    html = asyncio.run(_page(look, app.settings()))
    if output is None:
        click.echo(html, nl=False)
        return
    try:
        output.write_text(html, encoding="utf-8")
    except OSError as error:
        raise InputError(f"{output} cannot be written: {(error.strerror or 'unknown reason').lower()}") from None


async def _page(look: Look, given: Settings) -> str:
    async with app.database(given) as opened:
        reader, samples = await app.chat_reader(opened, samples=False)
        if samples:
            await _load_samples(given, reader)
        return look.page(await _payloads(look, reader, given), TITLE)


async def _load_samples(given: Settings, reader: Reader) -> None:
    report = await ingest.load(FileSource((str(given.seeds),), sys.stdin.buffer), reader.store, app.clock())
    for one in report.failed:
        click.echo(f"newsbot: {shown(one.source)}: {shown(one.error)}", err=True)


async def _payloads(look: Look, reader: Reader, given: Settings) -> Messages:
    """A briefing as an edition of today with its thread, then a question and the answer."""
    now, words = app.clock(), given.newsbot_words_of_article
    made = await commands.briefing(reader, now, limit=given.newsbot_stories, words=words)
    if not isinstance(made, Briefing):
        return look.messages(made)
    question = _question(made)
    asked = await answer(question, reader, now, days=given.newsbot_answer_days, words=words)
    edition = look.messages(replace(made, day=now.date()))
    return [*edition, look.typed(question), *look.messages(asked.answer)]


def _question(briefing: Briefing) -> str:
    """What the first person who is quoted said; where nobody is, about the first story."""
    lines = (line for story in briefing.stories for line in story.lines)
    speaker = next((line.speaker for line in lines if line.speaker), None)
    return f"what did {speaker} say?" if speaker else f"what about {briefing.stories[0].headline.title}?"
