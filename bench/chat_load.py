"""What benches of the bot in a chat work with: stored articles, hostile feeds, the bot as a process of its own.

Guards that the hostile feeds are new each time they are polled, so that each poll is read to its end.
"""

import asyncio
import os
import random
import re
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path

from sqlalchemy import select, update

from bench.ask_at_size import Words
from bench.parsing import hostile
from bot.adapters.storage.database import Database
from bot.adapters.storage.schema import feeds
from bot.app import delivering
from bot.domain.models import NewArticle, Source, Visibility
from bot.services import ingest, schedules
from bot.services.schedules import Wish
from bot.settings import Settings
from tests.fakes.origin import Origin, Request, Route, Writer, body

ARTICLES = 2_000
UNTIL_DUE = timedelta(seconds=50)  # at least: in which the editions are composed
# The program as it is installed, but for one thing: feeds that are due are looked for every two seconds.
_PROGRAM = """
from datetime import timedelta
from bot.app import running
running.POLLING = timedelta(seconds=2)
from bot.cli import run
run()
"""


@dataclass(slots=True)
class Made:
    """Articles of a word model; `names` are those of whom one says something, `words` some of its topics."""

    source: Source
    now: datetime
    names: list[str] = field(default_factory=list)
    words: list[str] = field(default_factory=list)

    async def read(self) -> AsyncIterator[NewArticle]:
        """Some thousand, of the last three days."""
        model = Words(3)
        for number in range(ARTICLES):
            made = model.article(number)
            speaker = made.quotes[0].speaker
            self.names += [speaker] if speaker else []
            self.words.append(made.article.title)
            published = self.now - timedelta(days=3) * random.Random(number).random()  # noqa: S311 - alike each time
            url = f"https://example.org/{number}"
            yield NewArticle(
                str(number), made.article.title, made.article.text, self.source, url, published=published, language="en"
            )


@dataclass(slots=True, kw_only=True)
class Load:
    """The site, the bot's database, what is asked about."""

    site: Origin
    opened: Database
    names: list[str] = field(default_factory=list)
    words: list[str] = field(default_factory=list)
    pid: int = 0  # of the bot
    numbers: "count[int]" = field(default_factory=count)

    @property
    def polls(self) -> int:
        """How many hostile documents were sent so far."""
        return len(self.site.requests)

    def question(self) -> str:
        """Every other one of what somebody said."""
        number = next(self.numbers)
        if number % 2:
            return f"what did {self.names[number % len(self.names)]} say?"
        return f"what about {' '.join(self.words[number % len(self.words)].split()[:3])}?"

    def memory(self) -> float:
        """MiB of the bot's own process."""
        found = re.search(r"VmRSS:\s+(\d+)", Path(f"/proc/{self.pid}/status").read_text("ascii"))
        return int(found.group(1)) / 1024 if found else 0.0

    def cpu(self) -> float:
        """Seconds of processor time that the bot's own process has used: not those of its parsers."""
        fields = Path(f"/proc/{self.pid}/stat").read_text("ascii").rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    @asynccontextmanager
    async def polled_for_ever(self) -> AsyncIterator[None]:
        """The hostile feeds are due again as soon as they were polled."""

        async def keep_on() -> None:
            hostile_ones = select(feeds.c.source_id).where(feeds.c.url.startswith(self.site.url("/")))
            again = update(feeds).where(feeds.c.source_id.in_(hostile_ones), feeds.c.next_poll > datetime.now(UTC))
            while True:
                async with self.opened.connections.writing() as connection:
                    moment = datetime.now(UTC)
                    await connection.execute(again.values(next_poll=moment, failures=0, status="active"))
                await asyncio.sleep(1)

        task = asyncio.create_task(keep_on())
        try:
            yield
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)

    async def fill(self, team: str) -> None:
        """Store the articles in a workspace, which follows the hostile feeds, too: none of them is due yet."""
        workspace, now = await self.opened.workspace(team), datetime.now(UTC)
        source = Source("https://example.org/feed", "Harbour Post", "feed", "https://example.org/", Visibility.PUBLIC)
        await workspace.sources.follow(source, source.key, [], now)
        made = Made(source, now)
        report = await ingest.load(made, workspace.store, now)
        if report.loaded != ARTICLES:
            raise AssertionError(f"stored {report.loaded} of {ARTICLES} articles")
        self.names, self.words = made.names, made.words
        for number, data in enumerate(hostile()):
            self.site.routes[f"/{number}"] = _anew(data)
            one = Source(self.site.url(f"/{number}"), f"Hostile {number}", "feed", None, Visibility.WORKSPACE)
            await workspace.sources.follow(one, one.key, [], now)
        async with self.opened.connections.writing() as connection:
            later = datetime.now(UTC) + timedelta(hours=6)
            await connection.execute(update(feeds).values(next_poll=later))

    async def schedule(self, team: str, channels: Sequence[str], given: Settings) -> None:
        """One digest for each of the channels, all of them due at one moment soon."""
        desk, now = await delivering.schedule_desk(self.opened, given, team), datetime.now(UTC)
        due = (now + UNTIL_DUE + timedelta(minutes=1)).replace(second=0, microsecond=0)
        for channel in channels:
            await schedules.change(Wish(f"daily {due:%H:%M} UTC"), channel, desk, now)

    async def quiet(self) -> None:
        """Until the bot does nothing any more."""
        used = -1.0
        while self.cpu() - used > 0.3:
            used = self.cpu()
            await asyncio.sleep(3)

    @asynccontextmanager
    async def running(self, given: dict[str, str]) -> AsyncIterator[None]:
        """The bot, a process of its own, with these settings more."""
        same = {
            "NEWSBOT_INTRANET": f"127.0.0.1:{self.site.port}",
            "NEWSBOT_PORTS": str(self.site.port),
            "NEWSBOT_LOG_LEVEL": "error",
            "NEWSBOT_WORKSPACE_QUESTIONS_PER_MINUTE": "10000",
        }
        env = os.environ | same | given
        child = await asyncio.create_subprocess_exec(sys.executable, "-c", _PROGRAM, "run", env=env)
        self.pid = child.pid
        try:
            yield
        finally:
            with suppress(ProcessLookupError):
                child.terminate()
            await child.wait()


def _anew(data: bytes) -> Route:
    """The document, each time with another end."""
    numbers, is_wide = count(), data[:2] in {b"\xff\xfe", b"\xfe\xff"}

    async def route(request: Request, writer: Writer) -> None:
        end = f"<!-- {next(numbers)} -->"
        more = end.encode("utf-16-le" if is_wide else "ascii")
        await body(data + more, [("Content-Type", "application/rss+xml")])(request, writer)

    return route
