"""An in-memory chat for tests: it records every accepted message. Held to the same contract as the console."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from bot.adapters.console import ConsoleChat
from bot.domain.documents import Document, Notice
from bot.services.ports import Part


@dataclass(slots=True)
class FakeChat:
    """Messages by channel, in the order in which they were accepted."""

    renderer: ConsoleChat
    messages: list[tuple[str, str, Part]] = field(default_factory=list)
    told_admin: list[Notice] = field(default_factory=list)

    def render(self, document: Document) -> Sequence[Part]:
        return self.renderer.render(document)

    async def post(self, channel: str, part: Part, key: str) -> str:
        self.messages.append((channel, key, part))
        return await self.find(channel, key) or ""

    async def find(self, channel: str, key: str) -> str | None:
        places = [str(at) for at, (where, what, _) in enumerate(self.messages, 1) if (where, what) == (channel, key)]
        return places[0] if places else None

    async def notify_admin(self, notice: Notice) -> None:
        self.told_admin.append(notice)
