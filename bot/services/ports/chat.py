"""A chat service. Guards that only what was verified, or a fixed text, can be posted."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from bot.domain.documents import Document, Notice


@dataclass(frozen=True, slots=True)
class Part:
    """One message of a rendered document; `body` is what the chat takes (text, blocks, embeds as JSON)."""

    body: str


class Chat(Protocol):
    """A chat service. Only what `citations` verified, or a Notice, can be rendered."""

    def render(self, document: Document) -> Sequence[Part]:
        """The messages to post, in order; deterministic, nothing dropped."""
        ...

    async def post(self, channel: str, part: Part, key: str) -> str:
        """Post one message that carries `key`; the chat's id of it."""
        ...

    async def find(self, channel: str, key: str) -> str | None:
        """The id of the message that carries `key`, where it arrived."""
        ...

    async def notify_admin(self, notice: Notice) -> None:
        """Tell the person who runs the workspace."""
        ...
