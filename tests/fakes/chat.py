"""An in-memory chat for tests: it records every accepted message. Held to the same contract as the console."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from bot.adapters.console import ConsoleChat
from bot.domain.documents import Document, Notice
from bot.services.ports import Part


@dataclass(frozen=True, slots=True)
class Message:
    """What was accepted, where, and under which message."""

    channel: str
    key: str
    part: Part
    thread: str | None = None


@dataclass(slots=True)
class FakeChat:
    """Messages in the order in which they were accepted."""

    renderer: ConsoleChat
    messages: list[Message] = field(default_factory=list)
    told_admin: list[Notice] = field(default_factory=list)

    def render(self, document: Document) -> Sequence[Part]:
        return self.renderer.render(document)

    async def post(self, channel: str, part: Part, key: str, *, thread: str | None = None) -> str:
        self.messages.append(Message(channel, key, part, thread))
        return await self.find(channel, key, thread=thread) or ""

    async def find(
        self, channel: str, key: str, *, thread: str | None = None, since: datetime | None = None
    ) -> str | None:
        del thread, since  # keys tell all apart
        places = (str(at) for at, one in enumerate(self.messages, 1) if (one.channel, one.key) == (channel, key))
        return next(places, None)

    async def notify_admin(self, notice: Notice) -> None:
        self.told_admin.append(notice)
