"""The bot in Slack, as people wait for it: acknowledgements under load, answers, and one person's flood.

The bot is the real program, in a process of its own; this one is Slack, the site of the feeds, and the people. Under
load means: twenty hostile feeds are fetched and parsed, and a digest goes out to many channels. Beside each figure
stands the same of the idle bot, measured in the same run.
"""

import asyncio
import os
import random
import statistics
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bench.parsing import hostile
from bot.adapters.storage.database import Database
from bot.app import delivering
from bot.domain.models import NewArticle, Source, Visibility
from bot.services import ingest, schedules
from bot.services.schedules import Wish
from tests.fakes.origin import Origin, body, origin
from tests.fakes.slack import APP_TOKEN, BOT_TOKEN, BOT_USER, Channel, FakeSlack, User, fake_slack
from tests.fakes.slack_bot import settings

ARTICLES, CHANNELS, OTHERS, FLOOD = 2_000, 200, 20, 1_000
TEAM = "slack:T1"
PLACES = "Tarn Elm Oster Velm Brindle Fenwick Corrin Aldmoor Quay Hale".split()
THINGS = "bridge ferry library harvest canal school market theatre clinic railway".split()
NAMES = "Mara Lind,Jon Berg,Tilda Moor,Ida Strand,Maren Oduya,Tomas Reyl,Lina Abara,Omar Fell".split(",")


@dataclass(frozen=True, slots=True)
class Made:
    """Articles that are made, not found."""

    source: Source

    async def read(self) -> AsyncIterator[NewArticle]:
        """Some thousand, each of one building in one place."""
        chance = random.Random(5)  # noqa: S311 - to be made alike each time
        for number in range(ARTICLES):
            place, thing, name = (chance.choice(one) for one in (PLACES, THINGS, NAMES))
            own = ["".join(chance.choices("bdfgklmnprst", k=3)) + "ol" for _ in range(12)]  # so that each is a story
            text = (
                f"The {own[0]} {thing} of {place} will {own[1]} its {own[2]} {own[3]}, the {own[4]} council said. "
                f"“We have {own[5]} {number} days for this {own[6]},” said {name}, who leads the {own[7]} in {place}. "
                f"The {own[8]} were asked about {own[9]} twice. The {own[10]} begins with {own[11]}."
            )
            title = f"{place}: the {own[0]} {thing} and its {own[2]} {own[3]}"
            yield NewArticle(f"a{number}", title, text, self.source, f"https://example.org/{number}")


async def fill(slack: FakeSlack, folder: Path, site: Origin) -> None:
    """Articles, hostile feeds that are due at once, and channels whose digest is due in the next minute."""
    given = settings(slack, folder)
    now = datetime.now(UTC)
    async with await Database.open(given.database_url) as opened:
        workspace = await opened.workspace(TEAM)
        source = Source("https://example.org/feed", "Harbour Post", "feed", "https://example.org/", Visibility.PUBLIC)
        await workspace.sources.follow(source, source.key, [], now)
        await ingest.load(Made(source), workspace.store, now)
        for number, data in enumerate(hostile()):
            site.routes[f"/{number}"] = body(data, [("Content-Type", "application/rss+xml")])
            one = Source(site.url(f"/{number}"), f"Hostile {number}", "feed", None, Visibility.WORKSPACE)
            await workspace.sources.follow(one, one.key, [], now)
        desk, now = await delivering.schedule_desk(opened, given, TEAM), datetime.now(UTC)
        due = (now + timedelta(seconds=75)).strftime("%H:%M")
        for number in range(CHANNELS):
            slack.add_channel(Channel(f"CX{number}", f"x{number}", members={"U1", BOT_USER}))
            await schedules.change(Wish(f"daily {due} UTC"), f"CX{number}", desk, now)


@asynccontextmanager
async def running(slack: FakeSlack, folder: Path, site: Origin) -> AsyncIterator[asyncio.subprocess.Process]:
    """The bot as it is installed, until this is left."""
    given = {
        "DATABASE_URL": f"sqlite:///{folder / 'bot.db'}",
        "SLACK_BOT_TOKEN": BOT_TOKEN,
        "SLACK_APP_TOKEN": APP_TOKEN,
        "NEWSBOT_SLACK_API": slack.api,
        "NEWSBOT_INTRANET": f"127.0.0.1:{site.port}",
        "NEWSBOT_PORTS": str(site.port),
        "NEWSBOT_LOG_LEVEL": "error",
        "NEWSBOT_WORKSPACE_QUESTIONS_PER_MINUTE": "10000",
    }
    child = await asyncio.create_subprocess_exec(sys.executable, "-m", "bot", "run", env=os.environ | given)
    try:
        await slack.connected(within=60)
        yield child
    finally:
        with suppress(ProcessLookupError):
            child.terminate()
        await child.wait()


def told(times: Sequence[float]) -> str:
    """Median and 99th percentile, in milliseconds."""
    ordered = sorted(times)
    return f"{statistics.median(ordered) * 1000:.0f} / {ordered[int(len(ordered) * 0.99)] * 1000:.0f} ms"


async def acknowledged(slack: FakeSlack, seconds: float) -> list[float]:
    """How long acknowledgements took of commands, mentions and buttons, ten a second, by many people."""
    times, users = [], [f"UO{number}" for number in range(OTHERS)]
    end, number = time.monotonic() + seconds, 0
    while time.monotonic() < end:
        user = users[number % len(users)]
        kinds: list[Callable[[], Awaitable[object]]] = [
            lambda user=user: slack.slash("help", user=user),  # type: ignore[misc]  # a default
            lambda user=user: slack.event(  # type: ignore[misc]  # as above
                {
                    "type": "app_mention",
                    "user": user,
                    "text": f"<@{BOT_USER}> help",
                    "ts": slack.new_ts(),
                    "channel": "C1",
                }
            ),
            lambda user=user: slack.home_opened(user, tab="messages"),  # type: ignore[misc]  # as above
        ]
        envelope = await kinds[number % 3]()
        times.append((await slack.acked(envelope)).seconds)  # type: ignore[arg-type]  # an envelope
        number += 1
        await asyncio.sleep(0.1)
    return times


async def answered(slack: FakeSlack, count: int) -> tuple[list[float], list[float]]:
    """How long it took from a mention to the message, and from a command to its answer."""
    mentioned, typed = [], []
    for number in range(count):
        channel, question = f"CX{number % CHANNELS}", f"what did {NAMES[number % 8]} say about {PLACES[number % 10]}?"
        seen, start = len(slack.messages(channel)), time.perf_counter()
        await slack.mention(question, user=f"UO{number % OTHERS}", channel=channel)
        await slack.until(lambda channel=channel, seen=seen: len(slack.messages(channel)) > seen)  # type: ignore[misc]  # defaults
        mentioned.append(time.perf_counter() - start)
        typed.append(await _typed(slack, question, f"UO{(number + 7) % OTHERS}"))
    return mentioned, typed


async def _typed(slack: FakeSlack, question: str, user: str) -> float:
    seen, start = sum(one.user == user for one in slack.ephemerals), time.perf_counter()
    await slack.slash(f"ask {question}", user=user)
    await slack.until(lambda: sum(one.user == user for one in slack.ephemerals) > seen)
    return time.perf_counter() - start


async def others(slack: FakeSlack, seconds: float) -> list[float]:
    """How long people waited who ask one question each in every four seconds."""

    async def one(number: int) -> list[float]:
        waits: list[float] = []
        end = time.monotonic() + seconds
        await asyncio.sleep(4 * number / OTHERS)
        while time.monotonic() < end:
            began = time.monotonic()
            waits.append(
                await _typed(slack, f"what did {NAMES[number % 8]} say about {PLACES[number % 10]}?", f"UF{number}")
            )
            await asyncio.sleep(max(0.0, 4 - (time.monotonic() - began)))
        return waits

    return [wait for waits in await asyncio.gather(*map(one, range(OTHERS))) for wait in waits]


async def flood(slack: FakeSlack) -> tuple[int, int]:
    """A thousand commands in ten seconds by one person: how many were acknowledged, how many messages came of it."""
    began, envelopes = time.monotonic(), []
    for number in range(FLOOD):
        envelopes.append(await slack.slash("ask what did Mara Lind say?", user="UFLOOD"))
        await asyncio.sleep(max(0.0, began + 10 * number / FLOOD - time.monotonic()))
    acks = [await slack.acked(one) for one in envelopes]
    return sum(one.is_in_time for one in acks), sum(one.user == "UFLOOD" for one in slack.ephemerals)


async def measure() -> None:
    """All of it, with one bot."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        async with origin() as site, fake_slack() as slack:
            for number in range(OTHERS):
                slack.add_user(User(f"UO{number}", f"other{number}"))
                slack.add_user(User(f"UF{number}", f"asker{number}"))
            slack.add_user(User("UFLOOD", "flo"))
            await fill(slack, folder, site)
            async with running(slack, folder, site) as child:
                await _measured(slack, child)


async def _measured(slack: FakeSlack, child: asyncio.subprocess.Process) -> None:
    loaded = await acknowledged(slack, 90)
    digests = sum(bool(slack.messages(f"CX{number}")) for number in range(CHANNELS))
    while sum(bool(slack.messages(f"CX{number}")) for number in range(CHANNELS)) < CHANNELS:  # noqa: ASYNC110 - a bench
        await asyncio.sleep(1)
    await asyncio.sleep(30)  # what is left of the hostile feeds
    idle = await acknowledged(slack, 20)
    print(
        f"acknowledged, 20 hostile feeds parsed and {digests} digests sent meanwhile: {told(loaded)} (aim 300 at p99)"
    )
    print(f"the same, idle: {told(idle)}")
    mentioned, typed = await answered(slack, 60)
    print(f"an answer from {ARTICLES} articles, by mention: {told(mentioned)}; by command: {told(typed)} (aim 1 s)")
    before = _memory(child)
    alone = await others(slack, 12)
    beside, flooded = await asyncio.gather(others(slack, 12), flood(slack))
    calm, wild = (statistics.quantiles(one, n=20)[-1] for one in (alone, beside))
    print(
        f"{FLOOD} commands in 10 s by one person: {flooded[0]} acknowledged in time, {flooded[1]} messages to them; "
        f"others' p95 {calm * 1000:.0f} → {wild * 1000:.0f} ms ({wild / calm:.2f} times); "
        f"{_memory(child) - before:+.0f} MiB"
    )


def _memory(child: asyncio.subprocess.Process) -> float:
    for line in Path(f"/proc/{child.pid}/status").read_text("ascii").splitlines():
        if line.startswith("VmRSS"):
            return int(line.split()[1]) / 1024
    return 0.0


def main() -> None:
    """Print the figures."""
    asyncio.run(measure())


if __name__ == "__main__":
    main()
