"""Commands that run the bot and check its set-up. Guards that the end of input ends the chat with status 0."""

import asyncio
import logging
import sys
from collections.abc import Coroutine, Sequence
from contextlib import AsyncExitStack
from dataclasses import replace

import click

from bot import app, logs
from bot.adapters.console import ConsoleChat, typed_lines
from bot.adapters.files import FileSource
from bot.app import delivering, running
from bot.app import intake as composing
from bot.app.authors import authors
from bot.app.delivering import Look
from bot.app.rounds import PollRounds
from bot.app.running import Bot
from bot.app.watched import watched
from bot.cli import terminal
from bot.domain.documents import Document
from bot.domain.errors import InputError
from bot.services import commands, ingest
from bot.services.deliver.terms import Outlet
from bot.services.notices import notice
from bot.services.ports import Reader
from bot.settings import Settings

log = logging.getLogger(__name__)

CHANNEL = "terminal"
_FIRST_ROUND = 20.0  # seconds that the first briefing waits for news; what is not read by then comes behind it


@click.command()
@click.option("--seeds", is_flag=True, help="Show the sample articles although you have loaded your own.")
@click.option("--no-prompt", is_flag=True, help="Read no questions here: poll and deliver until stopped.")
def run(*, seeds: bool, no_prompt: bool) -> None:
    """Run the bot. With no chat token it is a chat on this terminal: a briefing, then your questions."""
    given = app.settings()
    logs.configure(given.newsbot_log_level, colours=sys.stderr.isatty())
    asyncio.run(_run(given, seeds=seeds, prompt=not no_prompt))


async def _run(given: Settings, *, seeds: bool, prompt: bool) -> None:
    """Until the input ends, or a signal stops it: both end it with status 0."""
    async with AsyncExitStack() as stack:
        stop = stack.enter_context(running.stopped_by_signals())
        opened = await stack.enter_async_context(app.database(given))
        shared = composing.SharedWeb(given)
        stack.push_async_callback(shared.aclose)
        chat = terminal.chat(delivering.transcript(given))
        signs = await stack.enter_async_context(watched(opened, given))
        chats = {app.CONSOLE: Outlet(chat, app.CONSOLE)}
        author = await stack.enter_async_context(authors(opened, given, signs.metrics))
        bot = Bot(opened, shared.opened, given, delivering.outlets(chats), signs=signs, author=author)
        if given.slack_tokens is not None or given.discord_bot_token is not None:
            bot, prompt = await _in_chats(bot, chats, stack), False
        polls = await stack.enter_async_context(running.running(bot))
        talk = _talk(bot, polls, chat, seeds=seeds) if prompt else _poll(polls)
        await _either(talk, stop, alone=not prompt)


async def _in_chats(bot: Bot, outlets: dict[str, Outlet], stack: AsyncExitStack) -> Bot:
    """The bot that is in the chats, too, whose tokens are set, until the stack is left.

    One whose token is no good keeps no other back. They end side by side, so that the end of two takes no longer than
    that of one. Raises InputError where none is left.
    """
    enter = [_in_slack] if bot.given.slack_tokens is not None else []
    enter += [_in_discord] if bot.given.discord_bot_token is not None else []
    own = [AsyncExitStack() for _ in enter]
    stack.push_async_callback(_left, own)
    looks: list[Look] = []
    errors: list[InputError] = []
    for one, its in zip(enter, own, strict=True):
        try:
            looks.append(await one(bot, outlets, its))
        except InputError as error:
            errors.append(error)
    if not looks:
        raise errors[0]
    for refused in errors:
        log.critical("%s", refused)

    async def look(workspace: str, channel: str) -> None:
        for one in looks:
            await one(workspace, channel)

    return replace(bot, look=look)


async def _left(stacks: Sequence[AsyncExitStack]) -> None:
    """All at once; what goes wrong with one is raised when all have ended."""
    for found in await asyncio.gather(*(one.aclose() for one in stacks), return_exceptions=True):
        if isinstance(found, BaseException):
            raise found


async def _in_slack(bot: Bot, outlets: dict[str, Outlet], stack: AsyncExitStack) -> Look:
    """Answers people in Slack until the stack is left. Raises InputError where a token is no good."""
    from bot.app import slack  # noqa: PLC0415 - only where a token is set

    here = await stack.enter_async_context(slack.signed_in(bot.opened, bot.given, bot.times))
    await stack.enter_async_context(slack.listening(here, bot, outlets))
    return here.look


async def _in_discord(bot: Bot, outlets: dict[str, Outlet], stack: AsyncExitStack) -> Look:
    """The same in Discord."""
    from bot.app import discord  # noqa: PLC0415 - as above

    here = await stack.enter_async_context(discord.signed_in(bot.opened, bot.given, bot.times))
    await stack.enter_async_context(discord.listening(here, bot, outlets))
    return here.look


async def _either(work: Coroutine[None, None, None], stop: asyncio.Event, *, alone: bool) -> None:
    """Until the work has ended, or the bot is stopped; `alone`: only the latter."""
    working, stopped = asyncio.ensure_future(work), asyncio.ensure_future(stop.wait())
    try:
        await asyncio.wait({working, stopped}, return_when=asyncio.FIRST_COMPLETED)
        if working.done():
            await working
            if alone:
                await stopped
    finally:
        for task in (working, stopped):
            task.cancel()
        await asyncio.gather(working, stopped, return_exceptions=True)


async def _poll(polls: PollRounds) -> None:
    await polls.one()


async def _talk(bot: Bot, polls: PollRounds, chat: ConsoleChat, *, seeds: bool) -> None:
    given = bot.given

    async def say(document: Document) -> None:
        for part in chat.render(document):
            await chat.post(CHANNEL, part, key="")

    first = asyncio.ensure_future(polls.one())
    try:
        reader, samples = await app.chat_reader(bot.opened, samples=seeds)
        if samples:
            await _load_samples(given, reader, chat)
            await say(notice("samples"))
        else:
            await _waited_for(first)
        stories, words, author = given.newsbot_stories, given.newsbot_words_of_article, bot.author(app.CONSOLE)
        first_author = app.waited_for(author)
        await say(await commands.briefing(reader, app.clock(), limit=stories, words=words, author=first_author))
        await say(notice("welcome"))
        conversation = commands.Conversation(
            reader,
            stories,
            given.newsbot_answer_days,
            web=bot.web,
            words=words,
            counted=bot.signs.metrics.asked,
        )
        async for line in typed_lines(sys.stdin, prompt="> "):
            conversation.author = app.waited_for(author)
            document = await commands.reply(line, conversation, app.clock())
            if document is None:
                break
            await say(document)
    finally:
        first.cancel()
        await asyncio.gather(first, return_exceptions=True)


async def _waited_for(first: asyncio.Future[None]) -> None:
    """The first round of polling, or some seconds of it: then it goes on behind what follows."""
    with terminal.progress("Polling", active=True):
        await asyncio.wait([first], timeout=_FIRST_ROUND)
    if first.done():
        await first  # a fault of the program is not kept back


async def _load_samples(given: Settings, reader: Reader, chat: ConsoleChat) -> None:
    report = await ingest.load(FileSource((str(given.seeds),), sys.stdin.buffer), reader.store, app.clock())
    for one in report.failed:
        await chat.notify_admin(notice("samples_missing", folder=one.source, error=one.error))
