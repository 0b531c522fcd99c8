"""Before a session begins: what must be waited for is waited for while nothing is connected yet."""

import asyncio
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, cast

import pytest
from discord.http import HTTPClient, Route

from bot.adapters.discord.budget import Sessions, pause
from bot.adapters.discord.client import DiscordClient
from bot.adapters.discord.connection import Connection

START = datetime(2026, 11, 26, 9, tzinfo=UTC)


@dataclass(slots=True)
class Machine:
    """A clock that runs on while somebody sleeps, and what a bot notes of itself."""

    now: datetime = START
    slept: list[float] = field(default_factory=list)
    values: dict[str, str] = field(default_factory=dict)

    def clock(self) -> datetime:
        return self.now

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(0)
        self.slept.append(seconds)
        self.now += timedelta(seconds=seconds)

    async def get(self, name: str) -> str | None:
        return self.values.get(name)

    async def set(self, name: str, value: str) -> None:
        self.values[name] = value


@dataclass(frozen=True, slots=True)
class Wire:
    """In place of discord.py's client: says what is left of a day's sessions."""

    said: object

    async def request(self, route: Route, **_given: object) -> object:
        assert route.key == "GET /gateway/bot"
        return self.said


@dataclass(slots=True)
class Crashing(Connection):
    """A connection that begins its sessions and ends with each; `waits` are what was left to wait for by then."""

    machine: Machine = field(default_factory=Machine)
    rounds: int = 0
    waits: list[float] = field(default_factory=list)

    async def _connected(self) -> None:
        if len(self.waits) == self.rounds:
            raise asyncio.CancelledError
        self.waits.append(pause(await self.sessions.begun(), self.machine.now.timestamp(), 1))
        await self.begins(1)


def crashing(machine: Machine, rounds: int, said: object) -> Crashing:
    client = DiscordClient(cast("HTTPClient", Wire(said)))
    wiring: Any = None  # is for the session itself, which is not begun here
    return Crashing(
        client,
        "fake-token",
        wiring,
        Sessions(machine),
        machine.clock,
        sleep=machine.sleep,
        machine=machine,
        rounds=rounds,
    )


LEFT: dict[str, Any] = {"shards": 1, "session_start_limit": {"remaining": 900}}


async def test_nobody_waits_with_a_connection_open_that_has_not_said_who_it_is():
    machine, waits = Machine(), []
    for _ in range(30):  # processes, each of which crashes once it has begun a session
        made = crashing(machine, 1, LEFT)
        with pytest.raises(asyncio.CancelledError):
            await made.keep_open()
        machine.now += timedelta(seconds=1)
        waits += made.waits
    assert waits == [0.0] * 30


async def test_a_clock_that_was_set_back_by_a_year_is_not_waited_for():
    machine = Machine(START + timedelta(days=365))
    with pytest.raises(asyncio.CancelledError):
        await crashing(machine, 15, LEFT).keep_open()
    machine.now, machine.slept = START, []
    with pytest.raises(asyncio.CancelledError):
        await crashing(machine, 2, LEFT).keep_open()
    assert sum(machine.slept) < 1_000


@pytest.mark.parametrize(("left", "least"), [(49, 3_600.0), (0, 3_600.0), (50, 0.0), (900, 0.0)])
async def test_where_discord_says_that_hardly_a_session_is_left_the_next_day_is_waited_for(left: int, least: float):
    machine = Machine()
    limit = {"remaining": left, "reset_after": 3_600_000}
    with pytest.raises(asyncio.CancelledError):
        await crashing(machine, 0, {"shards": 1, "session_start_limit": limit}).keep_open()
    assert sum(machine.slept) == least


ODD: list[Any] = [
    None, [], "x", {}, {"shards": "many", "session_start_limit": None}, {"shards": -1, "session_start_limit": []},
    {"shards": None, "session_start_limit": {"remaining": "x", "reset_after": "y"}}, {"shards": True},
    {"session_start_limit": {"remaining": 3, "reset_after": "soon"}},
    {"session_start_limit": {"remaining": 3, "reset_after": [1]}},
]  # fmt: skip


@pytest.mark.parametrize("said", ODD, ids=range(len(ODD)))
async def test_whatever_discord_says_of_sessions_one_begins(said: object):
    made = crashing(Machine(), 3, said)
    with pytest.raises(asyncio.CancelledError):
        await asyncio.wait_for(made.keep_open(), 20)
    assert len(made.waits) == 3
    assert made.replaced == 3  # the connections themselves, and nothing before them, has failed
