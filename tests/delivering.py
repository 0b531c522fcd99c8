"""A program of its own that delivers from a SQLite file to a chat over sockets, to be killed: FILE URL OWNER.

Its times are a twentieth of the real ones, in the same relations. It says `ready` when it has begun.
"""

import asyncio
import os
import signal
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import aiohttp
from sqlalchemy import insert

from bot.adapters.storage.database import Database
from bot.adapters.storage.edition_tables import subscriptions
from bot.adapters.storage.subscribing import _row
from bot.domain.editions import EditionKey
from bot.domain.subscriptions import Schedule, Slot, Subscription
from bot.services.deliver import Deliverer, Office
from bot.services.deliver.terms import Outlet, Terms
from bot.services.pacing import Pacer, Rates
from tests.fakes.http_chat import http_chat
from tests.histories import Stories

PARTS = 2
SCALE = 20
TERMS = Terms(
    gap=timedelta(seconds=0.4),
    patience=timedelta(seconds=1),
    in_flight=timedelta(seconds=3),
    lease=timedelta(seconds=3),
    retry=timedelta(seconds=1),
    concurrent=50,
)
WORKSPACES = 40


async def fill(path: Path, channels: int) -> list[str]:
    """A file in which so many channels have something due now: the keys of the messages that are to come."""
    due = datetime.now(UTC).replace(second=0, microsecond=0) - timedelta(minutes=2)
    schedule = Schedule((Slot(due.time()),), "UTC")
    rows: list[dict[str, Any]] = []
    keys: list[str] = []
    async with await Database.open(f"sqlite:///{path}") as database:
        for number in range(min(WORKSPACES, channels)):
            await database.operations.workspace_id(f"w{number}")
        for number in range(channels):
            workspace = f"w{number % WORKSPACES}"
            one = Subscription(workspace, f"c{number}", schedule, due - timedelta(hours=1))
            id_ = await database.operations.workspace_id(workspace) if number < WORKSPACES else 0
            rows.append({"workspace_id": id_ or rows[number % WORKSPACES]["workspace_id"], **_row(one, due)})
            key = EditionKey(workspace, one.channel, due.date(), 1).text
            keys += [f"{key}{position}" for position in range(PARTS)]
        async with database.connections.writing() as connection:
            await connection.execute(insert(subscriptions), rows)
    return keys


async def deliver(path: Path, url: str) -> None:
    """Until a signal comes."""
    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    async with await Database.open(f"sqlite:///{path}") as database, aiohttp.ClientSession() as session:
        office = Office(
            agenda=database.agenda,
            ledger=database.ledger,
            editor=Stories(lambda _: PARTS),
            outlets=lambda _: Outlet(http_chat(session, url), "bot"),
            pacer=Pacer(Rates(channel=200, workspace=200, bot=200), time.monotonic),
            owner=f"process {os.getpid()}",
            clock=lambda: datetime.now(UTC),
            terms=TERMS,
        )
        deliverer = Deliverer(office)
        keeps_on = asyncio.create_task(deliverer.keep_on())
        sys.stdout.write("ready\n")
        sys.stdout.flush()
        while not stop.is_set():
            await deliverer.round()
            try:
                await asyncio.wait_for(stop.wait(), 0.1)
            except TimeoutError:
                continue
        keeps_on.cancel()
        await deliverer.stop(6 / SCALE)


if __name__ == "__main__":
    asyncio.run(deliver(Path(sys.argv[1]), sys.argv[2]))
