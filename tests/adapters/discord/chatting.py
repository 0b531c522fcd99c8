"""A real chat in a fake Discord, and what a post to it came to: for the tests of posting."""

import json
from dataclasses import dataclass
from typing import Any

import pytest

from bot.adapters.discord.chat import DiscordChat
from bot.domain.errors import ChatBusy, ChatError, ChatRefused, ChatUnclear
from bot.services.ports import Part
from tests.fakes.discord import (
    POST,
    Channel,
    FakeDiscord,
    Fault,
    Harbour,
    Message,
)
from tests.samples import answer

KEY, NEXT = "0" * 24 + "0", "0" * 24 + "1"
PATIENCE = 0.5  # of requests that are never answered
START_THREAD = "POST /channels/{channel}/messages/{message}/threads"
PUBLISH = "POST /channels/{channel}/messages/{message}/crosspost"
BAD = Part(json.dumps({"content": "Harbour", "embeds": [{"title": "x" * 300}], "components": []}))


@dataclass(slots=True)
class Ticks:
    now: float = 1_000.0

    def __call__(self) -> float:
        return self.now


@dataclass(slots=True)
class At:
    """A chat in a server; `ticks` is the time of nonces, for the bot and for Discord."""

    fake: FakeDiscord
    chat: DiscordChat
    here: Harbour
    ticks: Ticks

    @property
    def news(self) -> Channel:
        return self.here.news

    def shown(self, channel: Channel | None = None) -> list[Message]:
        return self.fake.messages(channel or self.news)

    def posts(self, channel: Channel | None = None) -> list[Any]:
        path = f"/api/v10/channels/{(channel or self.news).id}/messages"
        return [one.body for one in self.fake.called(POST) if one.path == path]

    async def post(self, key: str = KEY, thread: str | None = None, part: Part | None = None) -> str:
        return await self.chat.post(self.news.id, part or part_of(self.chat), key, thread=thread)

    async def failed(self, key: str = KEY, thread: str | None = None, part: Part | None = None) -> tuple[str, str]:
        """What a failed post means: its class and its reach, where that has one."""
        with pytest.raises(ChatError) as raised:
            await self.post(key, thread, part)
        error = raised.value
        kind = next(one for one in (ChatRefused, ChatBusy, ChatUnclear) if isinstance(error, one))
        return kind.__name__, str(getattr(error, "reach", ""))

    async def may(self, rights: int) -> None:
        """The bot may do this alone, in the whole server."""
        await self.fake.set_role(self.here.guild, self.fake.bot_role(self.here.guild), rights)
        await self.fake.set_role(self.here.guild, self.fake.everyone(self.here.guild), 0)


def part_of(chat: DiscordChat) -> Part:
    return chat.render(answer())[0]


UNCLEAR, DROPPED = ("ChatUnclear", ""), Fault.DROPPED_AFTER


def thread_of(at: At, first: str) -> Channel:
    return at.fake.channels[first]
