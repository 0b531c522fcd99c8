"""A small client of the fake chat service over sockets: the Chat port as an adapter would implement it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import aiohttp

from bot.domain.documents import Document, Notice
from bot.domain.errors import ChatBusy, ChatRefused, ChatUnclear
from bot.services.ports import Part
from tests.fakes.service import Service, ServiceChat


@dataclass(frozen=True, slots=True)
class HttpChat:
    """Whatever leaves open whether a message was accepted is unclear: a broken connection, a server error."""

    session: aiohttp.ClientSession
    url: str
    renderer: ServiceChat

    def render(self, document: Document) -> Sequence[Part]:
        return self.renderer.render(document)

    async def post(self, channel: str, part: Part, key: str, *, thread: str | None = None) -> str:
        said = {"channel": channel, "body": part.body, "key": key, "thread": thread}
        return await self._ask(self.session.post(f"{self.url}/post", json=said)) or ""

    async def find(
        self, channel: str, key: str, *, thread: str | None = None, since: datetime | None = None
    ) -> str | None:
        del thread, since
        return await self._ask(self.session.get(f"{self.url}/find", params={"key": key, "channel": channel}))

    async def notify_admin(self, notice: Notice) -> None:
        del notice

    async def _ask(self, request: "aiohttp.client._RequestContextManager") -> str | None:
        try:
            async with request as response:
                if response.status == 429:
                    raise ChatBusy((await response.json())["retry_after"])
                if 400 <= response.status < 500:
                    raise ChatRefused(f"refused with {response.status}")
                if response.status != 200:
                    raise ChatUnclear(f"a server error, {response.status}")
                id_: str | None = (await response.json())["id"]
                return id_
        except aiohttp.ClientError as error:
            raise ChatUnclear(type(error).__name__) from error


def http_chat(session: aiohttp.ClientSession, url: str) -> HttpChat:
    """The client of one service."""
    return HttpChat(session, url, ServiceChat(Service(clock=lambda: None)))  # type: ignore[arg-type, return-value]
