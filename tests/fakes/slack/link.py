"""Socket Mode: sockets that carry what people do to the bot. Guards that every envelope is acknowledged, once."""

import asyncio
import json
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from aiohttp import WSMessage, WSMsgType, web

from tests.fakes.slack.elements import Json
from tests.fakes.slack.world import APP, World

PATIENCE = 20.0  # seconds after which a test that waits is told that it waits in vain


@dataclass(frozen=True, slots=True)
class Envelope:
    """What Slack sends over a socket; `payload` is what an HTTP request would carry."""

    id: str
    type: str
    payload: Json
    takes_answer: bool = False
    retry_attempt: int = 0
    retry_reason: str = ""

    def as_json(self) -> Json:
        said: Json = {"envelope_id": self.id, "type": self.type, "payload": self.payload}
        said |= {"accepts_response_payload": self.takes_answer}
        is_event = self.type == "events_api"
        return said | ({"retry_attempt": self.retry_attempt, "retry_reason": self.retry_reason} if is_event else {})


@dataclass(frozen=True, slots=True)
class Ack:
    """`seconds` after the envelope was sent; Slack takes it within three."""

    envelope_id: str
    seconds: float
    payload: Json | None

    @property
    def is_in_time(self) -> bool:
        return self.seconds < 3


@dataclass(slots=True)
class _Line:
    socket: web.WebSocketResponse
    transport: asyncio.Transport
    is_deaf: bool = False
    is_leaving: bool = False


@dataclass(slots=True)
class Link(World):
    """`connections` were made so far; `acks` are by envelope."""

    connections: int = 0
    pings: int = 0
    envelopes: list[Envelope] = field(default_factory=list)
    acks: dict[str, Ack] = field(default_factory=dict)
    _lines: list[_Line] = field(default_factory=list)
    _tickets: set[str] = field(default_factory=set)
    _sent: dict[str, float] = field(default_factory=dict)
    _known: dict[str, Envelope] = field(default_factory=dict)
    _answers: dict[str, Callable[[Json], None]] = field(default_factory=dict)
    _news: asyncio.Condition = field(default_factory=asyncio.Condition)

    async def until(self, is_so: Callable[[], object], within: float = PATIENCE) -> None:
        """Wait for something that requests, acknowledgements or connections bring about."""
        try:
            async with asyncio.timeout(within), self._news:
                await self._news.wait_for(lambda: bool(is_so()))
        except TimeoutError:
            raise AssertionError(f"not within {within} s; the last calls: {self.calls[-5:]}") from None

    async def connected(self, count: int = 1, within: float = PATIENCE) -> None:
        """Wait until so many sockets hear and are heard."""
        await self.until(lambda: len(self._hearing()) >= count, within)

    async def acked(self, envelope: Envelope | str, within: float = PATIENCE) -> Ack:
        """The acknowledgement of an envelope, when it is there."""
        id_ = envelope.id if isinstance(envelope, Envelope) else envelope
        await self.until(lambda: id_ in self.acks, within)
        return self.acks[id_]

    async def deliver(self, envelope: Envelope, answer: Callable[[Json], None] | None = None) -> Envelope:
        """Send it over the newest socket that hears, as soon as there is one; `answer` takes the ack's payload."""
        await self.connected()
        self._known[envelope.id] = envelope
        if answer:
            self._answers[envelope.id] = answer
        self.envelopes.append(envelope)
        self._sent[envelope.id] = self.clock()
        await self._hearing()[-1].socket.send_json(envelope.as_json())
        return envelope

    async def redeliver(self, envelope: Envelope, reason: str = "timeout") -> Envelope:
        """The same again, as Slack does where it heard no acknowledgement: another envelope, the same event."""
        again = replace(envelope, id=self.new_id("env-"), retry_attempt=envelope.retry_attempt + 1, retry_reason=reason)
        return await self.deliver(again, self._answers.get(envelope.id))

    async def disconnect(self, reason: str = "refresh_requested", *, at_once: bool = False) -> None:
        """Tell all sockets to connect anew; they carry nothing from then on, and are shut where it is `at_once`."""
        for line in [*self._hearing()]:
            line.is_leaving = reason != "warning"
            await line.socket.send_json({"type": "disconnect", "reason": reason, "debug_info": {"host": "fake"}})
            if at_once:
                await line.socket.close()

    def hang_up(self) -> None:
        """Break all connections without a word."""
        for line in [*self._lines]:
            line.transport.abort()

    def go_deaf(self) -> None:
        """All present sockets stay open, and neither hear nor say anything more, not even an answer to a ping."""
        for line in self._lines:
            line.is_deaf = True

    def use_up(self) -> None:
        """All addresses that were given out so far open no socket any more."""
        self._tickets.clear()

    def new_ticket(self) -> str:
        ticket = self.new_id("ticket-")
        self._tickets.add(ticket)
        return ticket

    async def serve_link(self, request: web.Request) -> web.StreamResponse:
        ticket = request.query.get("ticket", "")
        if ticket not in self._tickets:
            return web.Response(status=403)
        self._tickets.discard(ticket)
        socket = web.WebSocketResponse(autoping=False, autoclose=False, timeout=1.0)
        await socket.prepare(request)
        assert isinstance(request.transport, asyncio.Transport)
        line = _Line(socket, request.transport)
        hello = {"type": "hello", "num_connections": len(self._lines) + 1, "connection_info": {"app_id": APP}}
        await socket.send_json(hello | {"debug_info": {"host": "fake", "approximate_connection_time": 18_060}})
        self._lines.append(line)
        self.connections += 1
        await self._stir()
        try:
            await self._listen(line)
        except ConnectionError:
            pass  # it broke while something was said to it
        finally:
            self._lines.remove(line)
        return socket

    async def _listen(self, line: _Line) -> None:
        while True:
            message = await line.socket.receive()
            if line.is_deaf:
                if message.type in {WSMsgType.CLOSE, WSMsgType.CLOSING, WSMsgType.CLOSED, WSMsgType.ERROR}:
                    await asyncio.sleep(3600)  # until the connection breaks, and this is cancelled
                continue
            if not await self._hear(line, message):
                return

    async def _hear(self, line: _Line, message: WSMessage) -> bool:
        """Whether the socket is open still."""
        if message.type is WSMsgType.PING:
            self.pings += 1
            await line.socket.pong(message.data)
        elif message.type is WSMsgType.TEXT:
            self._acknowledge(message.data)
            await self._stir()
        elif message.type is not WSMsgType.PONG:
            if not line.socket.closed:
                await line.socket.close()
            return False
        return True

    def _acknowledge(self, raw: str) -> None:
        said = json.loads(raw)
        envelope = self._known.get(said.get("envelope_id", ""))
        if envelope is None or set(said) - {"envelope_id", "payload"}:
            self.complaints.append(f"socket: not an acknowledgement: {raw[:200]}")
            return
        if envelope.id in self.acks:
            self.complaints.append(f"socket: acknowledged twice: {envelope.type}")
            return
        payload = said.get("payload") or None
        self.acks[envelope.id] = Ack(envelope.id, self.clock() - self._sent[envelope.id], payload)
        if payload and not envelope.takes_answer:
            self.complaints.append(f"socket: {envelope.type} takes no answer")
        elif envelope.id in self._answers:
            self._answers[envelope.id](payload or {})

    def _hearing(self) -> list[_Line]:
        return [one for one in self._lines if not (one.is_deaf or one.is_leaving or one.socket.closed)]

    async def _stir(self) -> None:
        async with self._news:
            self._news.notify_all()
