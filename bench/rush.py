"""The rush at one hour: 10,000 channels due at once at a chat that takes 50 messages a second, some of them stuck."""

import asyncio
import sys
import tempfile
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from sqlalchemy import insert

from bot.adapters.storage.database import Database
from bot.adapters.storage.edition_tables import subscriptions
from bot.adapters.storage.subscribing import _row
from bot.domain.errors import ChatBusy, Reach
from bot.domain.subscriptions import Subscription
from bot.services.deliver import Deliverer, Office
from bot.services.deliver.terms import Outlet
from bot.services.pacing import Pacer, Rates
from bot.services.ports import Agenda, Ledger, Part
from tests.fakes.loop import run_jumping
from tests.fakes.service import Service, ServiceChat
from tests.histories import AT_ONCE, DUE, ONCE_A_DAY, START, World

CHANNELS = 10_000
WORKSPACES = 500
STUCK = 10
LIMIT = 50  # requests within any second


@dataclass(slots=True)
class Gate:
    """Counts requests within the last second, as the strictest service would, and refuses those beyond the limit."""

    ticks: Callable[[], float]
    recent: deque[float] = field(default_factory=deque)
    refused: int = 0

    def __call__(self) -> None:
        """A request. Raises ChatBusy where it is one too many."""
        now = self.ticks()
        while self.recent and self.recent[0] <= now - 1:
            self.recent.popleft()
        self.recent.append(now)
        if len(self.recent) > LIMIT:
            self.refused += 1
            raise ChatBusy(1, Reach.BOT)


@dataclass(slots=True)
class GatedChat(ServiceChat):
    """One workspace of the limited service."""

    gate: Callable[[], None] = lambda: None

    async def post(self, channel: str, part: Part, key: str, *, thread: str | None = None) -> str:
        """As ServiceChat, where the gate lets it pass."""
        self.gate()
        return await ServiceChat.post(self, channel, part, key, thread=thread)


def latency(channel: str) -> float:
    """Seconds; a stuck channel never answers."""
    return 86_400.0 if channel.startswith("stuck") else 0.1 + (hash(channel) % 20) / 100


def deliverer(
    world: World, pacer: Pacer, parts: tuple[Agenda, Ledger], chat: Callable[[str], ServiceChat]
) -> Deliverer:
    """A process that works with these."""
    agenda, ledger = parts
    return Deliverer(
        Office(
            agenda=agenda,
            ledger=ledger,
            editor=world.editor,
            outlets=lambda workspace: Outlet(chat(workspace), "bot"),
            pacer=pacer,
            owner="process",
            clock=lambda: world.now,
            ticks=lambda: world.seconds,
        )
    )


async def rush(channels: int) -> tuple[float, int, float]:
    """Seconds until all are posted, how many were refused, and seconds until half of them are posted."""
    loop = asyncio.get_running_loop()
    world = World(parts=1, ticks=loop.time)
    world.service.latency = latency
    for number in range(channels):
        await world.subscribe(f"c{number}", workspace=f"w{number % WORKSPACES}")
    for number in range(STUCK):
        await world.subscribe(f"stuck{number}", workspace=f"w{number}")
    gate = Gate(loop.time)
    pacer = Pacer(Rates(), loop.time)
    process = deliverer(
        world, pacer, (world.fake, world.fake), lambda workspace: GatedChat(world.service, workspace, gate)
    )
    keeps_on = asyncio.create_task(process.keep_on())
    while len(world.service.accepted) < channels:
        await process.round()
        await asyncio.sleep(5)
    keeps_on.cancel()
    await process.stop(0)
    at = sorted((one.at - DUE).total_seconds() for one in world.service.accepted)
    return at[-1], gate.refused, at[len(at) // 2]


# --- the file, in real time ------------------------------------------------------------------------------


async def filled(folder: Path, channels: int) -> Database:
    """A database in which so many channels have subscribed."""
    database = await Database.open(f"sqlite:///{folder}/rush.db")
    ids = {f"w{number}": await database.operations.workspace_id(f"w{number}") for number in range(WORKSPACES)}
    rows = []
    for number in range(channels):
        workspace = f"w{number % WORKSPACES}"
        one = Subscription(workspace, f"c{number}", ONCE_A_DAY, START)
        rows.append({"workspace_id": ids[workspace], **_row(one, START)})
    async with database.connections.writing() as connection:
        await connection.execute(insert(subscriptions), rows)
    return database


async def on_file(folder: Path, channels: int) -> dict[str, float]:
    """Seconds of planning and composing, and of posting, with a file for a ledger and a chat that takes everything."""
    began = time.monotonic()
    world = World(parts=1, ticks=lambda: time.monotonic() - began, rates=AT_ONCE)
    took: dict[str, float] = {}
    async with await filled(folder, channels) as database:
        pacer = Pacer(AT_ONCE, time.monotonic)
        process = deliverer(
            world, pacer, (database.agenda, database.ledger), lambda workspace: ServiceChat(world.service, workspace)
        )
        keeps_on = asyncio.create_task(process.keep_on())
        for name, moment in (("planned and composed", DUE - timedelta(minutes=2)), ("posted", DUE)):
            world.off += moment - world.now
            started = time.monotonic()
            while not _done(name, world.service, world.editor.composed, channels):
                await process.round()
                await asyncio.sleep(0.2)
            await process.idle()
            took[name] = time.monotonic() - started
        keeps_on.cancel()
        await process.stop(0)
    return took


def _done(name: str, service: Service, composed: int, channels: int) -> bool:
    return (len(service.accepted) if name == "posted" else composed) >= channels


def run(channels: int = CHANNELS) -> float:
    """Prints the figures; returns the time against the floor. Raises AssertionError where any was refused."""
    last, refused, half = run_jumping(rush(channels))
    floor = channels / LIMIT
    print(
        f"{channels:,} channels, {LIMIT} a second at most, {STUCK} stuck: {last:.0f} s, {last / floor:.3f} × the floor "
        f"of {floor:.0f} s; half after {half:.0f} s; refused as too many: {refused}"
    )
    with tempfile.TemporaryDirectory() as folder:
        took = asyncio.run(on_file(Path(folder), channels))
    for name, seconds in took.items():
        print(f"with a file for a ledger, unpaced: {name} in {seconds:.1f} s, {channels / seconds:.0f} a second")
    if refused:
        raise AssertionError(f"{refused} requests were too many")
    return last / floor


if __name__ == "__main__":
    run(*map(int, sys.argv[1:]))
