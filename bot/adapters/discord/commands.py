"""The slash commands in Discord, and what they offer while somebody types.

Guards that each is acknowledged at once, and that nothing is offered that could not be read where it is typed.
"""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any, cast

import discord
from discord import app_commands

from bot.adapters.discord import forms
from bot.adapters.discord.completing import offered
from bot.adapters.discord.files import fetched, too_long
from bot.adapters.discord.front import COMMAND, Front
from bot.adapters.discord.gateway import Gateway, Tree
from bot.adapters.discord.incoming import of_interaction, reply_of
from bot.adapters.discord.people import Seen
from bot.adapters.discord.pressed import told
from bot.adapters.discord.registering import expected
from bot.adapters.discord.serving import SCHEDULED, answered, quoted, share_of_briefing, with_fault
from bot.adapters.discord.submitted import asked
from bot.domain.command_words import Command, CommandName
from bot.domain.documents import Document, Notice
from bot.domain.errors import ChatError, InputError
from bot.services.notices import notice
from bot.services.requests import CHEAP, import_list, set_schedule
from bot.services.requests.desk import may
from bot.services.requests.places import PlacesKind, set_places
from bot.services.requests.wishes import read_wish

Here = discord.Interaction[Gateway]
_LARGEST = 1 << 20  # bytes of a list of feeds
_LENGTHS = [app_commands.Choice(name=one, value=one) for one in ("short", "normal", "long")]
_PLACES = [
    app_commands.Choice(name="in this channel", value="here"),
    app_commands.Choice(name="not in this channel", value="not_here"),
    app_commands.Choice(name="in all channels", value="everywhere"),
]
_ABOUT_LINK = "Ask about this link"


def tree_of(gateway: Gateway) -> Tree:
    """All commands."""
    tree, news = Tree(gateway), app_commands.Group(name=COMMAND[1:], description="News that you follow")
    news.allowed_contexts = app_commands.AppCommandContext(guild=True, dm_channel=True, private_channel=False)
    news.allowed_installs = app_commands.AppInstallationType(guild=True, user=False)
    for add in (_reading, _sources, _timetable, _telling):
        add(news)
    tree.add_command(news)
    menu = app_commands.ContextMenu(name=_ABOUT_LINK, callback=_about_link)
    menu.allowed_contexts, menu.allowed_installs = news.allowed_contexts, news.allowed_installs
    tree.add_command(menu)
    return tree


def as_told() -> list[dict[str, Any]]:
    """The commands as Discord is told of them, made without a connection."""
    nobody: Any = discord.Client(intents=discord.Intents(guilds=True))
    return expected(tree_of(nobody))


# --- what commands do --------------------------------------------------------------------------------


async def _served(here: Here, command: Command, *, share: str = "") -> None:
    """A command, answered to whoever typed it."""
    front = here.client.front
    buttons = [(share, "Share")] if share and here.guild_id else []
    await told(
        front,
        reply_of(here),
        of_interaction(here),
        lambda seen: answered(front, seen, command),
        press=command.name in CHEAP,
        buttons=buttons,
    )


async def _done(here: Here, work: Callable[[Front, Seen], Awaitable[Document]]) -> None:
    front = here.client.front
    await told(front, reply_of(here), of_interaction(here), lambda seen: work(front, seen))


def _reading(news: app_commands.Group) -> None:
    @news.command(description="The briefing, or what is known about a topic")
    @app_commands.describe(topic="What it is to be about; all: every story")
    @app_commands.autocomplete(topic=offered("topics"))
    async def brief(here: Here, topic: app_commands.Range[str, 1, 200] = "") -> None:
        await _served(here, Command(CommandName.BRIEF, topic), share=share_of_briefing(topic))

    @news.command(description="Ask about what was said and what happened")
    @app_commands.describe(question="Such as: what did NAME say about TOPIC? With a link in it, that page is read")
    @app_commands.autocomplete(question=offered("people"))
    async def ask(here: Here, question: app_commands.Range[str, 1, 2000]) -> None:
        await asked(here.client.front, reply_of(here), of_interaction(here), question)


def _sources(news: app_commands.Group) -> None:
    sources = app_commands.Group(name="sources", description="What is followed", parent=news)

    @sources.command(description="Follow a site, a feed or a list of feeds")
    @app_commands.describe(url="Its address", topics="Topics, separated by commas")
    async def add(
        here: Here, url: app_commands.Range[str, 1, 2000], topics: app_commands.Range[str, 1, 300] = ""
    ) -> None:
        await _served(here, Command(CommandName.ADD, f"{url} {topics}".strip()))

    @sources.command(name="list", description="What is followed, and how fresh it is")
    async def listed(here: Here) -> None:
        await _served(here, Command(CommandName.SOURCES))

    @sources.command(description="Follow a source no more")
    @app_commands.describe(name="Its name or address")
    @app_commands.autocomplete(name=offered("sources"))
    async def remove(here: Here, name: app_commands.Range[str, 1, 300]) -> None:
        await _served(here, Command(CommandName.REMOVE, name))

    @sources.command(description="Show a source that is kept to this channel to the whole server")
    @app_commands.describe(name="Its name or address")
    @app_commands.autocomplete(name=offered("sources"))
    async def publish(here: Here, name: app_commands.Range[str, 1, 300]) -> None:
        await _served(here, Command(CommandName.PUBLISH, name))

    @sources.command(name="import", description="Follow all feeds of a list (OPML)")
    @app_commands.describe(file="The list, as another reader has exported it")
    async def imported(here: Here, file: discord.Attachment) -> None:
        await _done(here, lambda front, seen: _imported(front, seen, file))


async def _imported(front: Front, seen: Seen, file: discord.Attachment) -> Document:
    if file.size > _LARGEST:
        return notice("chat_refused", error=too_long(_LARGEST))
    try:
        data = await fetched(front.chat("").client, file.url, _LARGEST)
    except ChatError as error:
        return notice("chat_refused", error=str(error))
    asking = await front.asking(seen)
    return await import_list(data, asking, await front.open_desk(asking))


def _timetable(news: app_commands.Group) -> None:
    @news.command(description="When this channel gets a briefing, and of what; without options, show it")
    @app_commands.describe(
        when="Such as: weekdays 07:30, or off",
        zone="The time zone",
        topics="Topics, separated by commas",
        only="Only stories with one of these words",
        without="No stories with one of these words",
        stories="So many stories at most",
        length="How long it is",
        quiet="Hours in which nothing is posted, such as 22:00-07:00",
        ping="A role that is told of each briefing",
        no_ping="Tell no role any more",
    )
    @app_commands.choices(length=_LENGTHS)
    @app_commands.autocomplete(zone=offered("zones"), topics=offered("topics"))
    async def schedule(  # noqa: PLR0913, PLR0917 - the options that people see
        here: Here,
        when: app_commands.Range[str, 1, 200] = "",
        zone: app_commands.Range[str, 1, 60] = "",
        topics: app_commands.Range[str, 1, 300] = "",
        only: app_commands.Range[str, 1, 300] = "",
        without: app_commands.Range[str, 1, 300] = "",
        stories: app_commands.Range[int, 1, 20] | None = None,
        length: str = "",
        quiet: app_commands.Range[str, 1, 40] = "",
        ping: discord.Role | None = None,
        no_ping: bool = False,  # noqa: FBT001, FBT002 - an option that people see
    ) -> None:
        options = {"topics": topics, "only": only, "without": without, "stories": stories, "quiet": quiet}
        zone = "" if when.strip().casefold() == "off" else zone
        wished = " ".join([f"{when} {zone}".strip(), *_options(options), length]).strip()
        role = "" if no_ping else (str(ping.id) if ping else None)
        if not wished and role is None:
            await _served(here, Command(CommandName.SCHEDULE))
            return
        can_tell = ping is None or ping.mentionable or here.app_permissions.mention_everyone
        await _done(here, lambda front, seen: _set(front, seen, wished, role, can_tell=can_tell))


_LISTS = frozenset({"topics", "only", "without"})


def _options(given: dict[str, Any]) -> list[str]:
    """The options as they are typed in a line; words of a list are quoted, so that none is an option."""
    made = []
    for name, value in given.items():
        if not value:
            continue
        made.append(f"{name} {quoted(str(value)) if name in _LISTS else value}")
    return made


async def _set(front: Front, seen: Seen, wished: str, role: str | None, *, can_tell: bool) -> Document:
    asking = await front.asking(seen)
    desk = await front.open_desk(asking)
    if role is not None and not seen.manages and await may(asking, desk):
        return notice("chat_refused", error="which role is told is for those to choose who may manage this server")
    if role and role == seen.server:
        return notice("chat_refused", error="everyone cannot be told: choose a role that people have asked for")
    try:
        wish = replace(read_wish(wished), ping=role)
    except InputError as error:
        return notice("chat_refused", error=str(error))
    made = with_fault(front, seen, await set_schedule(wish, asking, desk))
    return made if can_tell else _with_role(made)


def _with_role(document: Document) -> Document:
    """A schedule that was set, and that its role may not hear of it."""
    if not isinstance(document, Notice) or document.name not in SCHEDULED:
        return document
    return replace(document, rows=(*document.rows, notice("schedule_role")))


def _telling(news: app_commands.Group) -> None:
    @news.command(description="What this channel and you get more and less of")
    async def topics(here: Here) -> None:
        await _served(here, Command(CommandName.TOPICS))

    @news.command(description="Take back one of your own wishes for more or less")
    @app_commands.describe(number="Its number in the list of topics")
    async def undo(here: Here, number: app_commands.Range[int, 1, 1000]) -> None:
        await _served(here, Command(CommandName.UNDO, str(number)))

    @news.command(description="How all of it is doing")
    async def status(here: Here) -> None:
        await _served(here, Command(CommandName.STATUS))

    @news.command(name="help", description="What can be asked for")
    async def helped(here: Here) -> None:
        await _served(here, Command(CommandName.HELP))

    @news.command(description="In which channels questions are answered; without options, show it")
    @app_commands.describe(where="Where they are answered")
    @app_commands.choices(where=_PLACES)
    async def questions(here: Here, where: str = "show") -> None:
        kind = cast("PlacesKind", where)  # Discord lets nothing else through, and what is nothing else is shown

        async def work(front: Front, seen: Seen) -> Document:
            asking = await front.asking(seen)
            return await set_places(kind, asking, await front.open_desk(asking))

        await _done(here, work)


async def _about_link(here: Here, message: discord.Message) -> None:
    front = here.client.front
    texts = [message.content, *(one.url or "" for one in message.embeds[:10])]
    form = forms.link(" ".join(texts)[:8_000])
    if form:
        await front.open_form(reply_of(here), form)
    else:
        await _done(here, _no_link)


async def _no_link(_front: Front, _seen: Seen) -> Document:
    return notice("chat_refused", error="there is no link in this message")
