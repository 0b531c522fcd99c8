"""A chat service that keeps what it has accepted, and can fail in every way that a real one does, in memory.

Time is the test's: a message may arrive long after its sender has given it up. Use `ServiceChat` to reach it.
"""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from bot.domain.documents import Briefing, Document, Notice
from bot.domain.errors import CannotLook, ChatBusy, ChatRefused, ChatUnclear, Reach
from bot.services.ports import Part


class Fault(StrEnum):
    """What becomes of one request."""

    NONE = "none"
    DROPPED_BEFORE = "dropped before it was accepted"
    DROPPED_AFTER = "dropped after it was accepted"
    ERROR_BEFORE = "a server error, not accepted"
    ERROR_AFTER = "a server error, though accepted"
    TIMEOUT_BEFORE = "no answer, not accepted"
    TIMEOUT_AFTER = "no answer, though accepted"
    LATE = "no answer, accepted a while later"
    BUSY = "refused for now"
    GONE = "the channel is gone"
    REMOVED = "the workspace has removed the bot"
    REVOKED = "the bot's token is no good any more"


_REACH = {Fault.GONE: Reach.CHANNEL, Fault.REMOVED: Reach.WORKSPACE, Fault.REVOKED: Reach.BOT}


@dataclass(frozen=True, slots=True)
class Message:
    """What the service has accepted, and when it shows."""

    workspace: str
    channel: str
    key: str
    body: str
    thread: str | None
    at: datetime
    id: str


@dataclass(slots=True)
class Service:
    """`clock` is the test's time. `fault` tells what becomes of a request, by channel, key and how many there were."""

    clock: Callable[[], datetime]
    fault: Callable[[str, str, int], Fault] = lambda *_: Fault.NONE
    late_by: timedelta = timedelta(seconds=40)
    latency: Callable[[str], float] = lambda _: 0.0  # seconds that a request takes, by channel
    can_look: bool = True
    looks_fail: int = 0
    looks_refused: int = 0
    looks_break: bool = False
    accepted: list[Message] = field(default_factory=list)
    requests: dict[tuple[str, str], int] = field(default_factory=dict)
    asked: list[tuple[datetime, str, str]] = field(default_factory=list)  # when, workspace, channel
    told_admin: list[tuple[str, Notice]] = field(default_factory=list)

    def messages(self, channel: str) -> list[Message]:
        """What the channel shows in the end, in order."""
        return sorted((one for one in self.accepted if one.channel == channel), key=lambda one: one.at)

    def accept(self, workspace: str, channel: str, key: str, part: Part, thread: str | None, at: datetime) -> str:
        """The id that the message has from then on."""
        id_ = f"{len(self.accepted) + 1}"
        self.accepted.append(Message(workspace, channel, key, part.body, thread, at, id_))
        return id_


@dataclass(slots=True)
class ServiceChat:
    """The `Chat` port of one workspace on the service. A briefing has one message a story, the first with the date."""

    service: Service
    workspace: str = "team"

    def render(self, document: Document) -> Sequence[Part]:
        if not isinstance(document, Briefing):
            return [Part(type(document).__name__)]
        head = f"{document.day} {'late' if document.late else ''}"
        return [Part(f"{head} {one.story_id}", (one.story_id,)) for one in document.stories] or [Part(f"{head} none")]

    async def post(self, channel: str, part: Part, key: str, *, thread: str | None = None) -> str:
        service = self.service
        count = service.requests[channel, key] = service.requests.get((channel, key), 0) + 1
        service.asked.append((service.clock(), self.workspace, channel))
        if latency := service.latency(channel):
            await asyncio.sleep(latency)
        fault, now = service.fault(channel, key, count), service.clock()
        match fault:
            case Fault.BUSY:
                raise ChatBusy(30)
            case Fault.GONE | Fault.REMOVED | Fault.REVOKED:
                raise ChatRefused(fault.value, _REACH[fault])
            case Fault.DROPPED_BEFORE | Fault.ERROR_BEFORE:
                raise ChatUnclear(fault.value)
            case Fault.TIMEOUT_BEFORE:
                raise TimeoutError
            case Fault.LATE:
                service.accept(self.workspace, channel, key, part, thread, now + service.late_by)
                raise TimeoutError
        id_ = service.accept(self.workspace, channel, key, part, thread, now)
        if fault is Fault.TIMEOUT_AFTER:
            raise TimeoutError
        if fault is not Fault.NONE:
            raise ChatUnclear(fault.value)
        return id_

    async def find(
        self, channel: str, key: str, *, thread: str | None = None, since: datetime | None = None
    ) -> str | None:
        del thread, since
        if not self.service.can_look:
            raise CannotLook("the bot may not read what was posted there")
        if self.service.looks_break:
            raise ZeroDivisionError
        if self.service.looks_refused:
            self.service.looks_refused -= 1
            raise ChatRefused("the token was revoked", Reach.BOT)
        if self.service.looks_fail:
            self.service.looks_fail -= 1
            raise ChatUnclear("a server error")
        now = self.service.clock()
        shown = [one for one in self.service.accepted if one.at <= now and (one.channel, one.key) == (channel, key)]
        return shown[0].id if shown else None

    async def notify_admin(self, notice: Notice) -> None:
        self.service.told_admin.append((self.workspace, notice))
