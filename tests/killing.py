"""Real processes that deliver, ended by real signals; and who counts what the chat service has accepted."""

import asyncio
import os
import signal
import sys
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import cycle
from pathlib import Path
from random import Random

from sqlalchemy import func, select, text

from bot.adapters.storage.database import Database
from bot.adapters.storage.edition_tables import editions
from bot.domain.editions import State
from tests.delivering import fill
from tests.fakes.chat_server import ChatServer, chat_server

ROOT = Path(__file__).parent.parent
PATIENCE = 300.0  # seconds, against hanging


@dataclass(frozen=True, slots=True)
class Ended:
    """What came of a run: messages lost and doubled, editions not sent; how the processes ended."""

    messages: int
    lost: int
    doubled: int
    disordered: int
    unsent: int
    signals: int
    under_way: int  # editions that were under way when a signal came
    statuses: Sequence[int]  # of those that were told to stop
    slowest: float  # seconds from a signal to the end
    intact: bool


class Killer:
    """Starts a process, ends it after a while, and starts the next, until all is delivered."""

    def __init__(self, path: Path, server: ChatServer, kinds: Sequence[signal.Signals], chance: Random) -> None:
        self._path, self._server, self._kinds, self._chance = path, server, cycle(kinds), chance
        self.signals, self.under_way, self.slowest = 0, 0, 0.0
        self.statuses: list[int] = []

    async def run(self, times: int, within: tuple[float, float], count: int) -> None:
        """So many signals, each within these seconds after the process was ready; the last one delivers the rest."""
        while self.signals < times and len(set(self._server.accepted)) < count:
            process = await self._start()
            await asyncio.sleep(self._chance.uniform(*within))
            self.under_way += await self._working()
            began = time.monotonic()
            kind = next(self._kinds)
            process.send_signal(kind)
            status = await asyncio.wait_for(process.wait(), PATIENCE)
            self.statuses += [status] if kind is signal.SIGTERM else []
            self.slowest = max(self.slowest, time.monotonic() - began)
            self.signals += 1
        process = await self._start()
        async with asyncio.timeout(PATIENCE):
            while await self._open():  # noqa: ASYNC110 - another process's work has no event here
                await asyncio.sleep(0.2)
        process.terminate()
        await asyncio.wait_for(process.wait(), PATIENCE)

    async def _start(self) -> asyncio.subprocess.Process:
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "tests.delivering",
            str(self._path),
            self._server.url,
            cwd=ROOT,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,
            env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"},
        )
        assert process.stdout
        assert await asyncio.wait_for(process.stdout.readline(), PATIENCE) == b"ready\n"
        return process

    async def _working(self) -> int:
        return await self._count(State.SENDING, State.UNKNOWN)

    async def _open(self) -> int:
        """Editions that are not settled, or not planned yet."""
        async with await self._opened() as database, database.connections.reading() as connection:
            found = (await connection.execute(select(editions.c.settled_at))).all()
        return sum(row.settled_at is None for row in found) + (not found)

    async def _count(self, *states: State) -> int:
        wanted = [state.value for state in states]
        counted = select(func.count()).select_from(editions).where(editions.c.state.in_(wanted))
        async with await self._opened() as database, database.connections.reading() as connection:
            return int(await connection.scalar(counted) or 0)

    async def _opened(self) -> Database:
        return await Database.open(f"sqlite:///{self._path}", PATIENCE)

    async def outcome(self, keys: Sequence[str]) -> Ended:
        """What the service has accepted, against what was to come."""
        await self._server.settle()
        counts = Counter(self._server.accepted)
        place = {key: at for at, key in enumerate(self._server.accepted)}
        in_order = [
            place.get(one, -1) <= place.get(other, -1) for one, other in zip(keys[::2], keys[1::2], strict=True)
        ]
        async with await self._opened() as database, database.connections.reading() as connection:
            intact = await connection.scalar(text("PRAGMA integrity_check")) == "ok"
        return Ended(
            messages=len(keys),
            lost=sum(key not in counts for key in keys),
            doubled=sum(count - 1 for count in counts.values()),
            disordered=in_order.count(False),
            unsent=len(keys) // 2 - await self._count(State.SENT),
            signals=self.signals,
            under_way=self.under_way,
            statuses=self.statuses,
            slowest=self.slowest,
            intact=intact,
        )


async def end_and_count(
    folder: Path,
    channels: int,
    kinds: Sequence[signal.Signals],
    times: int,
    *,
    within: tuple[float, float],
    seed: int = 1,
) -> Ended:
    """Deliver to so many channels, with so many ends in between."""
    keys = await fill(folder / "ledger.db", channels)
    async with chat_server(share=0.06) as server:
        killer = Killer(folder / "ledger.db", server, kinds, Random(seed))  # noqa: S311 - to be told again
        await killer.run(times, within, len(keys))
        return await killer.outcome(keys)
