"""The composition root: builds adapters, passes them in, owns their lifetimes. Guards that nothing else does.

Reads the clock, as the command line does; everything below takes `now` as an argument.
"""

import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime
from typing import TypeVar

from pydantic import ValidationError

from bot import logs
from bot.adapters.storage.database import Database
from bot.domain.errors import InputError
from bot.domain.models import EVERYTHING
from bot.services.authoring import Author
from bot.services.limits import Limits
from bot.services.ports import Reader
from bot.services.turns import Turn
from bot.settings import Settings, default_folder

CONSOLE = "console"
SAMPLES = "samples"
PATIENCE = 5.0  # seconds that another process may take to write
Result = TypeVar("Result")


def clock() -> datetime:
    """The time now, in UTC."""
    return datetime.now(UTC)


def settings() -> Settings:
    """The settings; from here on logs are at the level set. InputError with one line where one cannot be used."""
    given = _read_settings()
    if given.newsbot_log_level != Settings.model_fields["newsbot_log_level"].default:
        logs.configure(given.newsbot_log_level, colours=sys.stderr.isatty())
    return given


def set_log_level() -> None:
    """Logs at the level set, for a command that needs no other setting: none that is wrong stops it."""
    with suppress(InputError):
        settings()


def _read_settings() -> Settings:
    try:
        return Settings()
    except UnicodeError:
        raise InputError("the file .env is not UTF-8 text: save it as UTF-8") from None
    except ValidationError as error:
        first = error.errors()[0]
        name = ".".join(str(part) for part in first["loc"]).upper()
        reason = first["msg"].removeprefix("Value error, ")
        raise InputError(f"the setting {name} cannot be used: {reason}") from None


def make_default_folder(given: Settings) -> None:
    """The folder of the database, where none is set."""
    if "database_url" not in given.model_fields_set:
        default_folder().mkdir(mode=0o700, parents=True, exist_ok=True)


@asynccontextmanager
async def database(given: Settings) -> AsyncIterator[Database]:
    """The opened and migrated database, embargoes that are over lifted; closed at the end."""
    make_default_folder(given)
    opened = await Database.open(given.database_url)
    try:
        await opened.operations.release(clock())
        yield opened
    finally:
        await opened.close()


def limits(given: Settings) -> Limits:
    """How many questions people may ask: one for all chats of the program."""
    return Limits(given.newsbot_questions_per_minute, given.newsbot_workspace_questions_per_minute, time.monotonic)


async def with_console(work: Callable[[Reader, Settings], Awaitable[Result]]) -> Result:
    """The result of `work` on what the person at the terminal may read: the console's workspace."""
    given = settings()
    async with database(given) as opened:
        return await work(await opened.workspace(CONSOLE), given)


async def with_author(work: Callable[[Reader, Settings, Author | None], Awaitable[Result]]) -> Result:
    """The same, with the language model that helps there, if any."""
    from bot.app.authors import authors  # noqa: PLC0415 - it needs this module

    given = settings()
    async with database(given) as opened, authors(opened, given) as author_of:
        return await work(await opened.workspace(CONSOLE), given, waited_for(author_of(CONSOLE)))


def waited_for(author: Author | None) -> Author | None:
    """The language model, if any, for whoever has typed something at the terminal now and waits for the answer."""
    return author and author.answering(Turn(author.ticks()))


async def chat_reader(opened: Database, *, samples: bool) -> tuple[Reader, bool]:
    """The reader of the console chat, and whether it shows the samples.

    Samples live in a workspace of their own, so that they never stand among one's own articles; they are shown
    where asked for, or where nothing has been loaded and no source is followed yet.
    """
    own = await opened.workspace(CONSOLE)
    if not samples and ((await own.store.holdings(EVERYTHING)).articles or await own.sources.followed()):
        return own, False
    return await opened.workspace(SAMPLES), True
