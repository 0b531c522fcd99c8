"""The running bot in a chat, ended by `kill -9` over and over; and who counts what its channels show in the end.

Which chat that is, and how it fails, is told by a `Stage`: there is one for each.
"""

import asyncio
import os
import signal
import sys
import time
from collections import Counter
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any, Generic, Protocol, TypeVar

from sqlalchemy import Row, Select, insert, select, text

from bot.adapters.storage.database import Database
from bot.adapters.storage.edition_tables import editions, parts, subscriptions, told
from bot.adapters.storage.subscribing import _row
from bot.domain.editions import SETTLED, State
from bot.domain.models import NewArticle, Source, Visibility
from bot.domain.subscriptions import Schedule, Slot, Subscription
from bot.services import ingest
from bot.services.ports import ChannelFacts
from tests.fakes.slack_stage import Given

ROOT = Path(__file__).parent.parent
Fault = TypeVar("Fault")
PATIENCE = 900.0  # seconds, against hanging: what is unclear waits minutes, and may be unclear again
PLACES = ("Tarn", "Elm", "Corrow", "Ostby", "Wick", "Lindfield", "Marrow", "Quill", "Haddon", "Berrin")
THINGS = ("bridge", "library", "orchard", "harbour", "tramway", "observatory", "quarry", "theatre", "bakery", "mill")


@dataclass(frozen=True, slots=True)
class Clock:
    """The bot's time, `speed` times as fast as ours from `began` on, in seconds since 1970."""

    began: float
    speed: float = 1.0

    def __call__(self) -> float:
        return self.began + self.speed * (time.time() - self.began)

    @property
    def now(self) -> datetime:
        return datetime.fromtimestamp(self(), UTC)


@dataclass(frozen=True, slots=True)
class Shown:
    """A message of the bot's: `under` is the first one's id, where it stands in its thread or answers it."""

    channel: str
    key: str
    id: str
    under: str | None


class Stage(Protocol):
    """A fake chat in which the bot runs as a process of its own.

    `script` starts it on a clock that goes faster; `settings` are those of the environment.
    """

    @property
    def script(self) -> str: ...

    @property
    def settings(self) -> Mapping[str, str]: ...

    def posted(self) -> int:
        """How many messages were taken so far."""

    def shown(self) -> Sequence[Shown]:
        """All that is the bot's, wherever it is."""


@dataclass(frozen=True, slots=True)
class Ended:
    """What came of a run: messages that are lost, doubled or where none belongs; editions that are not sent.

    `untold` are stories of editions that no message shows.
    """

    channels: int
    messages: int
    lost: int
    doubled: int
    outside: int
    untold: int
    unsent: int
    kills: int
    under_way: int  # editions that were under way when the bot was killed
    faults: int
    intact: bool

    @property
    def is_clean(self) -> bool:
        """Each message is there once, and nothing else."""
        wrong = self.lost, self.doubled, self.outside, self.untold, self.unsent
        return not any(wrong) and self.intact and self.messages >= self.channels


# --- what is due -------------------------------------------------------------------------------------


def articles() -> tuple[NewArticle, ...]:
    """Ten that have nothing to do with each other."""
    source = Source("https://example.org/feed", "Harbour Post", "feed", "https://example.org/", Visibility.WORKSPACE)
    made = []
    for number, (place, thing) in enumerate(zip(PLACES, THINGS, strict=True)):
        body = (
            f"The {thing} of {place} will close for repairs in spring, {place} council said. “We of the {thing} cannot "
            f"wait another winter,” said Mara {place}son, who runs the {thing}. The works cost {number + 2} million "
            f"euros. “The {thing} was painted last year, and everybody in {place} has forgotten it,” Jon {place}berg, "
            f"who lives beside the {thing}, said. A vote on the {thing} is planned for the {number + 3}rd week of May."
        )
        title, link = f"{place}: {thing} to close", f"https://example.org/{number}"
        made.append(NewArticle(f"a{number}", title, body, source, link))
    return tuple(made)


@dataclass(frozen=True, slots=True)
class Ready:
    """A database in a file in which each of these channels of a workspace has ten stories due by that clock."""

    database: Database
    path: Path
    workspace: str
    channels: Sequence[str]
    clock: Clock

    async def read(self, query: Select[Any]) -> Sequence[Row[Any]]:
        async with self.database.connections.reading() as connection:
            return list(await connection.execute(query))

    async def count(self, *states: State) -> int:
        """The editions that are in one of these states."""
        found = await self.read(select(editions.c.state))
        return sum(State(row.state) in states for row in found)


@asynccontextmanager
async def ready(folder: Path, workspace: str, channels: Sequence[str], speed: float = 1.0) -> AsyncIterator[Ready]:
    """These channels; the clock goes `speed` times as fast as ours. Not to be entered twice at once."""
    clock, path = Clock(time.time(), speed), folder / "bot.db"
    async with await Database.open(f"sqlite:///{path}", PATIENCE) as database:
        given = Ready(database, path, workspace, channels, clock)
        await _fill(given)
        yield given


async def _fill(given: Ready) -> None:
    now, database = given.clock.now, given.database
    due = now.replace(second=0, microsecond=0) - timedelta(minutes=2)
    schedule = Schedule((Slot(due.time()),), "UTC")
    workspace = await database.workspace(given.workspace)
    report = await ingest.load(Given(articles()), workspace.store, now)
    assert report.loaded == len(PLACES)
    id_ = await database.operations.workspace_id(given.workspace)
    rows: list[dict[str, Any]] = []
    for channel in given.channels:
        await workspace.channels.keep(ChannelFacts(channel, channel, private=False, shared=False, checked_at=now))
        one = Subscription(given.workspace, channel, schedule, due - timedelta(hours=1), stories=len(PLACES))
        rows.append({"workspace_id": id_, **_row(one, due)})
    async with database.connections.writing() as connection:
        await connection.execute(insert(subscriptions), rows)


# --- what goes wrong ---------------------------------------------------------------------------------


@dataclass(slots=True)
class Weather(Generic[Fault]):
    """Faults of a chat's, on the requests of these kinds alone; once each has had so many, it goes through."""

    seed: int
    none: Fault
    choice: Sequence[Fault]
    most: Mapping[str, int]
    share: float = 0.1  # of requests with a fault
    faults: int = 0

    def drawn(self, kind: str, request: str, count: int) -> Fault:
        """What becomes of a request that came so often."""
        chance = Random(f"{self.seed}/{kind}/{request}/{count}")  # noqa: S311 - to be told again
        if count > self.most.get(kind, 0) or chance.random() >= self.share:
            return self.none
        self.faults += 1
        return chance.choice(self.choice)


class Killer:
    """Starts the bot, kills it while it posts, and starts it again, until all is delivered."""

    def __init__(self, given: Ready, stage: Stage, chance: Random) -> None:
        self._given, self._stage, self._chance = given, stage, chance
        self.kills = self.under_way = 0

    async def run(self, times: int, within: tuple[float, float]) -> None:
        """So many kills, each within these seconds after a message has come; the last bot delivers the rest."""
        while self.kills < times:
            process = await self._start()
            if not await self._posts(process):
                break
            await asyncio.sleep(self._chance.uniform(*within))
            process.kill()
            assert await asyncio.wait_for(process.wait(), PATIENCE) == -signal.SIGKILL
            self.kills += 1
            self.under_way += await self._given.count(State.SENDING, State.UNKNOWN)
        else:
            process = await self._start()
        async with asyncio.timeout(PATIENCE):
            while await self._open():  # noqa: ASYNC110 - another process's work has no event here
                await asyncio.sleep(0.2)
        process.terminate()
        assert await asyncio.wait_for(process.wait(), PATIENCE) == 0

    async def _start(self) -> asyncio.subprocess.Process:
        clock, script = self._given.clock, str(ROOT / "tests" / self._stage.script)
        real = ["-m", "bot", "run"]
        here = {"DATABASE_URL": f"sqlite:///{self._given.path}", **self._stage.settings}
        return await asyncio.create_subprocess_exec(
            sys.executable,
            *(real if clock.speed == 1 else [script, repr(clock.began), repr(clock.speed)]),
            cwd=ROOT,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.DEVNULL,
            env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1", **here},
        )

    async def _posts(self, process: asyncio.subprocess.Process) -> bool:
        """Whether a message came; False where all was settled before one did."""
        seen = self._stage.posted()
        async with asyncio.timeout(PATIENCE):
            while self._stage.posted() == seen:
                assert process.returncode is None, f"the bot has ended by itself, with {process.returncode}"
                if self.kills and not await self._open():
                    return False
                await asyncio.sleep(0.05)
        return True

    async def _open(self) -> bool:
        """Whether editions are not settled, or not planned yet."""
        settled = await self._given.count(*SETTLED)
        return settled < len(self._given.channels)


async def judge(given: Ready, stage: Stage, killer: Killer, faults: int) -> Ended:
    """What the chat shows, against what the database says was sent, and what the editions were to tell."""
    made = {row.id: row for row in await given.read(select(editions))}
    sent = await given.read(select(parts))
    stories = {(row.edition_id, row.story_id) for row in await given.read(select(told))}
    shows = {(row.edition_id, story) for row in sent for story in row.stories.split("\n")}
    due = {one.channel: one.key for one in made.values()}
    keys = {f"{made[row.edition_id].key}{row.position}" for row in sent}
    keys |= {f"{due.get(channel, channel)}0" for channel in given.channels}
    shown = stage.shown()
    counts = Counter(one.key for one in shown)
    (checked,) = await given.read(select(text("integrity_check")).select_from(text("pragma_integrity_check")))
    return Ended(
        channels=len(given.channels),
        messages=len(keys),
        lost=sum(key not in counts for key in keys),
        doubled=sum(count - 1 for count in counts.values()),
        outside=_outside(shown, keys, due),
        untold=len(stories - shows),
        unsent=len(given.channels) - await given.count(State.SENT),
        kills=killer.kills,
        under_way=killer.under_way,
        faults=faults,
        intact=checked[0] == "ok",
    )


def _outside(shown: Sequence[Shown], keys: set[str], due: Mapping[str, str]) -> int:
    """Messages without a key, in another's channel, or not under the first one of theirs."""
    firsts = {one.key: one.id for one in shown}

    def belongs(one: Shown) -> bool:
        edition = due.get(one.channel)
        under = None if one.key[-1:] == "0" else firsts.get(f"{edition}0")
        return one.key in keys and one.key[:-1] == edition and one.under == under

    return sum(not belongs(one) for one in shown)
