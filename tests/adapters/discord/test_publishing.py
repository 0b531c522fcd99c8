"""What Discord does not publish at once: tried again for two hours, while nothing waits for it."""

import asyncio
from collections.abc import Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, cast

import discord
import pytest
from discord.http import Route

from bot.adapters.discord.client import DiscordClient
from bot.adapters.discord.publishing import Publishing


@dataclass(frozen=True, slots=True)
class Head:
    """The head of an answer that refuses something."""

    status: int
    reason: str = "said"
    headers: dict[str, str] = field(default_factory=dict)


def refused(status: int, code: int) -> discord.HTTPException:
    head: Any = Head(status)
    return discord.HTTPException(head, {"code": code, "message": "no"})


@dataclass(slots=True)
class Wire:
    """In place of discord.py: ten publications of a channel in an hour, or what is raised at each."""

    ticks: float = 0.0
    error: Exception | None = None
    most: int = 10
    asked: list[str] = field(default_factory=list)
    taken: list[tuple[float, str]] = field(default_factory=list)

    async def request(self, route: Route, **_given: object) -> object:
        path = route.url.removeprefix(Route.BASE)
        self.asked.append(path)
        if self.error:
            raise self.error
        channel = path.split("/messages/")[0]
        lately = [at for at, one in self.taken if at > self.ticks - 3600 and one.startswith(f"{channel}/")]
        if len(lately) >= self.most:
            raise discord.RateLimited(min(lately) + 3600 - self.ticks)
        self.taken.append((self.ticks, path))
        return {}


def made(wire: Wire) -> Publishing:
    return Publishing(DiscordClient(cast("Any", wire)), lambda: wire.ticks, 0.001)


@asynccontextmanager
async def kept_on(publishing: Publishing) -> Any:  # noqa: ANN401 - an iterator
    task = asyncio.create_task(publishing.keep_on())
    try:
        yield
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def looked() -> None:
    """Time enough to be looked at some times."""
    await asyncio.sleep(0.05)


def paths(*messages: int, channel: int = 1) -> Iterator[str]:
    return (f"/channels/{channel}/messages/{one}/crosspost" for one in messages)


async def test_what_is_one_too_many_is_published_when_there_is_room_again():
    wire = Wire()
    publishing = made(wire)
    async with kept_on(publishing):
        for message in range(12):
            await publishing.publish("1", str(message))
        await publishing.publish("2", "50")  # nothing of another channel waits
        assert [one for _, one in wire.taken] == [*paths(*range(10)), *paths(50, channel=2)]
        wire.ticks = 3_590.0
        await looked()
        assert len(wire.asked) == 13
        wire.ticks = 3_601.0
        await looked()
    assert [one for _, one in wire.taken][11:] == [*paths(10, 11)]
    assert publishing.waiting == 0


async def test_after_two_hours_it_is_left(caplog: pytest.LogCaptureFixture):
    wire = Wire(error=discord.RateLimited(1_700.0))
    publishing = made(wire)
    async with kept_on(publishing):
        await publishing.publish("1", "1")
        for _ in range(20):
            wire.ticks += 1_700.0
            await looked()
    assert 2 <= len(wire.asked) <= 6
    assert publishing.waiting == 0
    assert caplog.text.count("posted, but not published") == 1


ERRORS = [(refused(503, 0), 6), (ConnectionResetError(), 6), (refused(403, 50013), 1), (refused(400, 40033), 1)]


@pytest.mark.parametrize(("error", "tries"), ERRORS, ids=["fails", "dropped", "refused", "published"])
async def test_it_is_tried_again_a_few_times_where_that_may_help(error: Exception, tries: int):
    wire = Wire(error=error)
    publishing = made(wire)
    async with kept_on(publishing):
        await publishing.publish("1", "1")
        for _ in range(20):
            wire.ticks += 60.0
            await looked()
    assert len(wire.asked) == tries
    assert publishing.waiting == 0


async def test_only_so_many_wait():
    wire = Wire(error=discord.RateLimited(60.0))
    publishing = made(wire)
    for message in range(700):
        await publishing.publish("1", str(message))
    assert publishing.waiting == 500
