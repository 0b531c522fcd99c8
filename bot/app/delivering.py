"""The composition of delivering: who makes editions, who posts them, and what they work with.

Apart from the rest of `app`, for questions need none of it.
"""

import asyncio
import os
import platform
import secrets
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from bot.adapters.storage.database import Database, Workspace
from bot.app import clock
from bot.services.authoring import Authors, nobody
from bot.services.corrections import Watch
from bot.services.deliver import Deliverer, Editor, Office
from bot.services.deliver.terms import Outlet, Terms
from bot.services.editing import Editing
from bot.services.pacing import Pacer, Rates
from bot.services.ports import Archive
from bot.services.schedules import ScheduleDesk
from bot.settings import Settings, default_folder

Outlets = Callable[[str], Outlet | None]


def outlets(chats: Mapping[str, Outlet]) -> Outlets:
    """How workspaces are posted to, by their keys."""
    return chats.get


def transcript(given: Settings) -> Path:
    """Where what was posted to the terminal is kept: beside the database, where that is a file."""
    path = given.database_url.removeprefix("sqlite:///")
    if path in {given.database_url, "", ":memory:"}:
        return default_folder() / "terminal.jsonl"
    return Path(path).with_suffix(".terminal.jsonl")


def terms(given: Settings) -> Terms:
    """The times and counts of delivering, as set."""
    return Terms(window=given.late_window, on_unknown=given.newsbot_on_unknown)


async def schedule_desk(opened: Database, given: Settings, workspace: str) -> ScheduleDesk:
    """What managing a workspace's schedules works with."""
    one = await opened.workspace(workspace)
    return ScheduleDesk(workspace, one.subscriptions, opened.agenda, one.sources, terms(given), given.newsbot_time_zone)


def owner() -> str:
    """A name for this process that no other has."""
    return f"{platform.node()}/{os.getpid()}/{secrets.token_hex(4)}"


@dataclass(frozen=True, slots=True)
class Times:
    """What time it is: by the clock, which may be set, and in seconds that never go back."""

    clock: Callable[[], datetime] = clock
    ticks: Callable[[], float] = time.monotonic


Look = Callable[[str, str], Awaitable[None]]


async def nothing_to_look_at(workspace: str, channel: str) -> None:
    """Where a channel is what it always was."""


def editor(
    opened: Database, given: Settings, times: Times, look: Look = nothing_to_look_at, author: Authors = nobody
) -> Editor:
    """Who makes editions, of what each channel may read; `look` finds out what a channel is before that is asked."""

    async def reader(workspace: str, channel: str) -> Workspace:
        await look(workspace, channel)
        return await opened.workspace(workspace, channel)

    return Editing(reader, times.clock, given.newsbot_words_of_article, author)


def pacer() -> Pacer:
    """How fast the bots may post: one for all that this process posts."""
    return Pacer(Rates(), time.monotonic, asyncio.sleep)


def watch(opened: Database) -> Watch:
    """What correcting works with."""

    async def archive(workspace: str, channel: str) -> Archive:
        return (await opened.workspace(workspace, channel)).archive

    return Watch(opened.posted, archive)


def deliverer(
    opened: Database, given: Settings, editor: Editor, outlets: Outlets, times: Times, pacer: Pacer
) -> Deliverer:
    """Who delivers, for as long as the process runs."""
    office = Office(
        agenda=opened.agenda,
        ledger=opened.ledger,
        editor=editor,
        outlets=outlets,
        pacer=pacer,
        owner=owner(),
        clock=times.clock,
        ticks=times.ticks,
        terms=terms(given),
    )
    return Deliverer(office)
