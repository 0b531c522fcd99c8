"""Calls to a fake Discord without a client library: the status and the JSON of each reply."""

# ruff: noqa: ANN401 - JSON

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import aiohttp

from tests.fakes.discord import (
    BOT_TOKEN,
    Channel,
    FakeDiscord,
    Harbour,
    fake_discord,
    populate,
)

AUTH = {"Authorization": f"Bot {BOT_TOKEN}"}
MENTION_NONE: dict[str, list[str]] = {"parse": []}


@dataclass(slots=True)
class Time:
    now: float = 1000.0

    def __call__(self) -> float:
        return self.now


@dataclass(slots=True)
class Played:
    fake: FakeDiscord
    here: Harbour
    session: aiohttp.ClientSession

    async def ask(self, method: str, path: str, body: Any = None, **more: Any) -> tuple[int, Any]:
        """The status, and the JSON of the reply, None where it has none."""
        async with self.session.request(method, f"{self.fake.api}{path}", json=body, **more) as said:
            return said.status, await said.json() if said.content_type == "application/json" else None

    async def post(self, channel: Channel, text: str = "news", **more: Any) -> tuple[int, Any]:
        given = {"content": text, "allowed_mentions": MENTION_NONE} | more
        return await self.ask("POST", f"/channels/{channel.id}/messages", given)

    async def code(self, channel: Channel, **more: Any) -> tuple[int, int]:
        status, said = await self.post(channel, **more)
        return status, said.get("code", 0)


@asynccontextmanager
async def calling(**more: Any) -> AsyncIterator[Played]:
    timeout = aiohttp.ClientTimeout(total=20)
    async with fake_discord(**more) as fake, aiohttp.ClientSession(headers=AUTH, timeout=timeout) as session:
        yield Played(fake, populate(fake), session)
