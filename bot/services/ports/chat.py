"""A chat service. Guards that only what was verified, or a fixed text, is posted, and that no outcome is guessed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.domain.documents import Document, Notice


@dataclass(frozen=True, slots=True)
class Part:
    """One message of a rendered document; `body` is what the chat takes (text, blocks, embeds as JSON).

    `stories` are the ids of the stories that it tells.
    """

    body: str
    stories: tuple[str, ...] = ()


class Chat(Protocol):
    """A chat service. Only what `citations` verified, or a Notice, can be rendered.

    `post` and `find` raise ChatRefused, ChatBusy or ChatUnclear of `domain.errors`, and nothing else for whatever the
    service does; `find` raises CannotLook, too. What takes too long is broken off by the caller, and is unclear.
    """

    def render(self, document: Document) -> Sequence[Part]:
        """The messages to post, in order; deterministic, nothing dropped."""
        ...

    async def post(self, channel: str, part: Part, key: str, *, thread: str | None = None) -> str:
        """Post one message that carries `key`, under the message `thread` where there are threads; its id."""
        ...

    async def find(
        self, channel: str, key: str, *, thread: str | None = None, since: datetime | None = None
    ) -> str | None:
        """The id of the message that carries `key`; None where it is certain that none has arrived by now.

        It was not posted before `since`. A chat that lets little be read at a time says ChatBusy, and goes on from
        there when it is asked again.
        """
        ...

    async def notify_admin(self, notice: Notice) -> None:
        """Tell the person who runs the workspace, by another route than the channels."""
        ...
