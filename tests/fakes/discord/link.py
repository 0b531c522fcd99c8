"""The gateway: connections, sessions, events in their order. Guards that the bot resumes rightly."""

import asyncio
import json
import time
import zlib
from collections.abc import Callable
from dataclasses import dataclass, field

from aiohttp import WSMsgType, web

from tests.fakes.discord import shapes
from tests.fakes.discord.refusals import Json
from tests.fakes.discord.world import APP_ID, BOT_TOKEN, INTENTS, World

SENDS, SEND_WINDOW = 120, 60.0  # frames that a client may send in so many seconds
INVALIDATING = {1000, 1001}  # codes with which a client gives its session up


@dataclass(slots=True)
class Session:
    """`events` are all that happened in it, each with its number: what was missed is sent again on a RESUME."""

    id: str
    intents: int
    events: list[Json] = field(default_factory=list)

    def add(self, name: str, data: Json) -> Json:
        self.events.append({"op": 0, "t": name, "s": len(self.events) + 1, "d": data})
        return self.events[-1]


@dataclass(eq=False, slots=True)
class Connection:
    """One socket of the bot. `write` never waits: frames go out in their order by a task of the connection."""

    ws: web.WebSocketResponse
    request: web.Request
    is_compressed: bool
    session: Session | None = None
    close_code: int | None = None
    is_over: bool = False
    last_beat: float = 0.0
    sends: list[float] = field(default_factory=list)
    _frames: asyncio.Queue[Json | int] = field(default_factory=asyncio.Queue)
    _deflate: "zlib._Compress" = field(default_factory=zlib.compressobj)

    def write(self, frame: Json) -> None:
        self._frames.put_nowait(frame)

    def close(self, code: int) -> None:
        """After what was written."""
        self.close_code = code
        self._frames.put_nowait(code)

    def cut(self) -> None:
        """Break the socket without a word."""
        if self.request.transport:
            self.request.transport.abort()

    async def run(self) -> None:
        """Send what is written until it is closed."""
        while True:
            frame = await self._frames.get()
            if isinstance(frame, int):
                await self.ws.close(code=frame)
                return
            said = json.dumps(frame)
            try:
                if self.is_compressed:
                    data = self._deflate.compress(said.encode()) + self._deflate.flush(zlib.Z_SYNC_FLUSH)
                    await self.ws.send_bytes(data)
                else:
                    await self.ws.send_str(said)
            except ConnectionError:
                return


@dataclass(slots=True)
class Gateway(World):
    """Heartbeats are timed by the real clock, whatever the test's.

    `identifies` and `resumes` are what the bot sent; `lateness` is the seconds by which each heartbeat came late."""

    heartbeat: float = 41.25  # seconds between heartbeats
    session_total: int = 1000
    session_remaining: int = 1000
    identifies: list[Json] = field(default_factory=list)
    resumes: list[Json] = field(default_factory=list)
    lateness: list[float] = field(default_factory=list)
    close_codes: list[int] = field(default_factory=list)  # with which the fake has closed
    connections: list[Connection] = field(default_factory=list)  # all there ever were
    session: Session | None = None
    token_is_dead: bool = False
    is_gateway_down: bool = False  # new connections are refused with a 503

    @property
    def gateway(self) -> str:
        return f"{self.url.replace('http', 'ws', 1)}/gateway"

    @property
    def resume_gateway(self) -> str:
        return f"{self.gateway}/again"

    @property
    def live(self) -> Connection | None:
        """The connection over which events go now."""
        for one in reversed(self.connections):
            if one.session is not None and one.session is self.session and not one.is_over and one.close_code is None:
                return one
        return None

    async def connected(self, within: float = 30) -> None:
        """Wait until the bot has a session and a connection."""
        await self.until(lambda: self.live, within)

    def emit(self, name: str, data: Json, intent: int = 0) -> None:
        if self.session is None or (intent and not self.session.intents & intent):
            return
        frame = self.session.add(name, data)
        if (live := self.live) is not None:
            live.write(frame)
        self.stir()

    def bot_gateway(self) -> Json:
        limit = {"total": self.session_total, "remaining": self.session_remaining, "max_concurrency": 1}
        return {"url": self.gateway, "shards": 1, "session_start_limit": {**limit, "reset_after": 86_400_000}}

    async def serve_gateway(self, request: web.Request) -> web.StreamResponse:
        if self.is_gateway_down:
            return web.Response(status=503)
        asked = request.query
        ws = web.WebSocketResponse(max_msg_size=4096)
        await ws.prepare(request)
        one = Connection(ws, request, asked.get("compress") == "zlib-stream", last_beat=time.monotonic())
        self.connections.append(one)
        sending = asyncio.create_task(one.run())
        try:
            if (
                asked.get("v") != "10"
                or asked.get("encoding") != "json"
                or asked.get("compress") not in {None, "zlib-stream"}
            ):
                self._close(one, 4012, f"gateway: asked for with {dict(asked)}")
            one.write({"op": 10, "d": {"heartbeat_interval": int(self.heartbeat * 1000)}})
            await self._receive(one)
        finally:
            one.is_over = True
            if ws.close_code in INVALIDATING and one.close_code is None and one.session is self.session:
                self.session = None
            if one.close_code is not None:  # that it is closed with this code is still to be said
                await asyncio.wait([sending], timeout=5)
            sending.cancel()
            await asyncio.gather(sending, return_exceptions=True)
            self.stir()
        return ws

    async def _receive(self, one: Connection) -> None:
        """Until it ends, or no heartbeat comes for an interval and a half."""
        while not one.ws.closed:
            patience = one.last_beat + self.heartbeat * 1.5 + 1 - time.monotonic()
            try:
                message = await one.ws.receive(timeout=max(patience, 0.001))
            except TimeoutError:
                self._close(one, 4000, "gateway: no heartbeat came")
                return
            if message.type is not WSMsgType.TEXT:
                return
            self._count(one)
            self._take(one, json.loads(message.data))
            self.stir()

    def _count(self, one: Connection) -> None:
        now = time.monotonic()
        one.sends = [at for at in one.sends if at > now - SEND_WINDOW] + [now]
        if len(one.sends) > SENDS:
            self._close(one, 4008, "gateway: more than 120 frames in a minute")

    def _take(self, one: Connection, frame: Json) -> None:
        takers: dict[int, Callable[[Connection, Json], None]] = {2: self._identify, 6: self._resume, 3: self._ignore}
        if frame["op"] == 1:
            self._beat(one)
        elif frame["op"] in takers:
            takers[frame["op"]](one, frame["d"])
        else:
            self._close(one, 4001, f"gateway: op {frame['op']}")

    def _ignore(self, one: Connection, data: Json) -> None:
        """A presence."""

    def _beat(self, one: Connection) -> None:
        now = time.monotonic()
        self.lateness.append(max(0.0, now - one.last_beat - self.heartbeat))
        one.last_beat = now
        one.write({"op": 11})

    def _identify(self, one: Connection, data: Json) -> None:
        self.identifies.append(data)
        if one.session is not None:
            self._close(one, 4005, "gateway: identified twice")
        elif data["token"] != BOT_TOKEN or self.token_is_dead:
            self._close(one, 4004)
        elif self.session_remaining < 1:
            self.token_is_dead = True  # so does Discord: it resets the token
            self._close(one, 4004, "gateway: identified more often than allowed")
        elif data["intents"] & ~INTENTS:
            self._close(one, 4014, f"gateway: intents {data['intents']}")
        elif data.get("shard", [0, 1]) != [0, 1]:
            self._close(one, 4010, f"gateway: shard {data['shard']}")
        else:
            self.session_remaining -= 1
            self._begin(one, data["intents"])

    def _begin(self, one: Connection, intents: int) -> None:
        self.session = one.session = Session(f"session-{self.new_id()}", intents)
        here = [guild for guild in self.guilds.values() if self.bot.id in guild.members]
        ready: Json = {"v": 10, "user": shapes.user(self.bot), "session_id": self.session.id, "shard": [0, 1]}
        ready |= {"guilds": [{"id": guild.id, "unavailable": True} for guild in here]}
        ready |= {"resume_gateway_url": self.resume_gateway, "application": {"id": APP_ID, "flags": 0}}
        self.emit("READY", ready | {"private_channels": [], "relationships": []})
        for guild in here:
            if not guild.is_unavailable:
                self.emit("GUILD_CREATE", shapes.guild(guild, self.channels.values(), self.bot), 1)

    def _resume(self, one: Connection, data: Json) -> None:
        self.resumes.append(data)
        session = self.session
        if data["token"] != BOT_TOKEN or self.token_is_dead:
            self._close(one, 4004)
        elif session is None or session.id != data["session_id"] or data["seq"] > len(session.events):
            one.write({"op": 9, "d": False})
        else:
            one.session = session
            for frame in session.events[data["seq"] :]:
                one.write(frame)
            self.emit("RESUMED", {})

    def _close(self, one: Connection, code: int, complaint: str = "") -> None:
        self.close_codes.append(code)
        if complaint:
            self.refused.append(complaint)
        one.close(code)

    # --- what a test does to it ---------------------------------------------------------------------

    async def cut(self, code: int | None = 4000) -> None:
        """Close the bot's connection with a code, or break its socket with None. The session can be resumed."""
        await self.connected()
        live = self.live
        assert live is not None
        if code is None:
            live.cut()
        else:
            self._close(live, code)
        await self.until(lambda: self.live is not live)

    async def ask_to_reconnect(self) -> None:
        """Op 7."""
        await self.connected()
        live = self.live
        assert live is not None
        live.write({"op": 7, "d": None})
        await self.until(lambda: self.live is not live)

    async def forget_session(self, *, silently: bool = False) -> None:
        """Op 9: the session is gone. `silently` it is only found out when the bot wants to resume it."""
        live, self.session = self.live, None
        if live is not None and not silently:
            live.session = None
            live.write({"op": 9, "d": False})
        elif live is not None:
            self._close(live, 4000)
        self.stir()

    def revoke(self) -> None:
        """The bot's token is no good any more."""
        live, self.token_is_dead = self.live, True
        if live is not None:
            self._close(live, 4004)

    def hang_up(self) -> None:
        for one in self.connections:
            if not one.ws.closed:
                one.cut()
