"""The fake Discord itself: its addresses, who may call them, and how they fail. Guards that nothing lax passes."""

import asyncio
import json
import time
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from aiohttp import web

from tests.fakes.discord import commands, routes
from tests.fakes.discord.faults import ACCEPTED, DROPS, ERRORS, STATUSES, Fault, FaultPlan, no_fault
from tests.fakes.discord.limits import Limits, Room, headers
from tests.fakes.discord.people import People
from tests.fakes.discord.posting import Ask
from tests.fakes.discord.refusals import Json, Refused
from tests.fakes.discord.world import APP_ID, BOT_TOKEN, Call

_PAGE = "<!doctype html><title>Discord</title><p>Something went wrong."
_PREFIX = "/api/v10"
_INVALID = {401, 403, 429}
MOST_INVALID, INVALID_SECONDS = 10_000, 600.0


@dataclass(slots=True)
class FakeDiscord(People):
    """See `fake_discord`. `fault` tells what becomes of a request by route, body and how often just it came.

    `nap` is how it waits until a late request is accepted: by a test's own time, where that has one.
    """

    limits: Limits = field(kw_only=True)
    fault: FaultPlan = no_fault
    late_by: float = 0.3  # seconds after its sender has given up until a late request is accepted
    slowness: float = 0.3  # seconds that a slow request takes
    held: float = 60.0  # seconds that a request without an answer is held at most
    nap: Callable[[float], Awaitable[None]] = asyncio.sleep
    retry_after: float = 1.0
    counts: Counter[str] = field(default_factory=Counter)
    invalid: list[tuple[float, str, int]] = field(default_factory=list)  # when, which route, and 401, 403 or 429
    _late: set[asyncio.Task[None]] = field(default_factory=set)
    _is_open: bool = True

    @property
    def api(self) -> str:
        """The address to give to a client in place of https://discord.com/api/v10."""
        return f"{self.url}{_PREFIX}"

    async def settle(self) -> None:
        """Wait for what arrives late."""
        while self._late:
            await asyncio.wait(set(self._late))

    def called(self, route: str) -> list[Call]:
        """The requests to a route, such as "POST /channels/{channel}/messages"."""
        return [one for one in self.calls if one.route == route]

    async def serve(self, request: web.Request) -> web.StreamResponse:
        """A request to the REST interface."""
        found = routes.match(request.method, request.path.removeprefix(_PREFIX))
        if found is None:
            self.refused.append(f"there is no {request.method} {request.path}")
            return reply({"message": "404: Not Found", "code": 0}, 404)
        route, ids = found
        try:
            body = await _body(request)
        except ValueError:
            self.refused.append(f"{route}: a body that is no JSON")
            return reply({"message": "The request body contains invalid JSON.", "code": 50109}, 400)
        self.calls.append(Call(route, request.path, body, self.clock()))
        key = f"{request.method} {request.path} {json.dumps(body, sort_keys=True)}"
        self.counts[key] += 1
        ask = Ask(route, ids, request.query, body)
        run = partial(self._run, request.headers.get("Authorization", ""), ask)
        try:
            return await self._fail(self.fault(route, body, self.counts[key]), request, run, route)
        finally:
            self.stir()

    async def serve_file(self, request: web.Request) -> web.StreamResponse:
        """A file that somebody has attached: for that, no token is asked for, and none may be shown."""
        if "Authorization" in request.headers:
            self.refused.append("a token was shown to the host of files")
        found = self.files.get(request.match_info["id"])
        return web.Response(body=found.data) if found else web.Response(status=404)

    def _run(self, authorization: str, ask: Ask) -> web.Response:
        room: Room | None = None
        try:
            if self._is_banned():
                return self._banned(ask.route)
            if not ask.route.endswith(("/callback", "/gateway")) and "/webhooks/" not in ask.route:
                self._check_token(authorization)
            room = self.limits.take(ask.route, ask.ids.get("channel", ""))
            if room is not None and room.wait:
                return self._busy(ask.route, room)
            said = self._handle(ask)
            more = headers(room, self.wall()) if room else {}
            return web.Response(status=204, headers=more) if said is None else reply(said, 200, more)
        except Refused as error:
            return self._refuse(ask.route, error, headers(room, self.wall()) if room else {})

    def _check_token(self, authorization: str) -> None:
        if authorization != f"Bot {BOT_TOKEN}" or self.token_is_dead:
            raise Refused(401, 0, "401: Unauthorized")

    def _handle(self, ask: Ask) -> object:
        if ask.route in routes.PLAIN:
            return routes.PLAIN[ask.route](self, ask)
        if ask.route in routes.ANSWERS:
            return routes.ANSWERS[ask.route](self, self.interactions, ask)
        if ask.route in routes.GATEWAYS:
            return self.bot_gateway() if ask.route.endswith("/bot") else {"url": self.gateway}
        if ask.ids["app"] != APP_ID:
            raise Refused(403, 20012, "You are not authorized to perform this action on this application")
        guild = ask.ids.get("guild", "")
        if ask.route.startswith("PUT"):
            return commands.put(self, ask.body, guild)
        if ask.route.startswith("POST"):
            return self._add_command(ask.body, guild)
        return self.commands.get(guild, [])

    def _add_command(self, body: object, guild: str) -> Json:
        """One more, or in place of the one of that name."""
        name = body.get("name") if isinstance(body, dict) else None
        added = {"id", "application_id", "version", "guild_id"}
        kept = [
            {key: value for key, value in one.items() if key not in added and not (key == "description" and not value)}
            for one in self.commands.get(guild, [])
            if one["name"] != name
        ]
        return commands.put(self, [*kept, body], guild)[-1]

    def _refuse(self, route: str, error: Refused, more: dict[str, str]) -> web.Response:
        self.refused.append(f"{route}: {error}")
        self._count_invalid(route, error.status)
        return reply(error.body(), error.status, more)

    def _count_invalid(self, route: str, status: int) -> None:
        if status in _INVALID:
            self.invalid.append((self.clock(), route, status))

    def _is_banned(self) -> bool:
        since = self.clock() - INVALID_SECONDS
        return len(self.invalid) >= MOST_INVALID and self.invalid[-MOST_INVALID][0] > since

    def _busy(self, route: str, room: Room) -> web.Response:
        self._count_invalid(route, 429)
        said = {"message": "You are being rate limited.", "retry_after": round(room.wait, 3), "global": room.is_global}
        return reply(said, 429, headers(room, self.wall()))

    def _banned(self, route: str) -> web.Response:
        """By what stands before Discord: a page, and no Via header."""
        self._count_invalid(route, 429)
        return web.Response(status=429, text=_PAGE, content_type="text/html", headers={"Retry-After": "3600"})

    # --- faults -------------------------------------------------------------------------------------

    async def _fail(
        self, fault: Fault, request: web.Request, run: Callable[[], web.Response], route: str
    ) -> web.StreamResponse:
        """The reply, or what comes in its place."""
        if fault is Fault.LATE:
            return await self._arrive_late(request, run)
        if fault is Fault.SLOW:
            await asyncio.sleep(self.slowness)
        done = run() if fault in ACCEPTED else web.Response()
        if fault in {Fault.NONE, Fault.SLOW}:
            return done
        self.stir()
        if fault in {Fault.TIMEOUT_BEFORE, Fault.TIMEOUT_AFTER}:
            await asyncio.sleep(self.held)
        if fault in DROPS:
            return _drop(request)
        return self._broken(fault, route)

    def _broken(self, fault: Fault, route: str) -> web.Response:
        if fault in {Fault.BUSY, Fault.BUSY_EVERYWHERE}:
            room = Room(f"{route} fault", 5, 0, self.retry_after, self.retry_after, fault is Fault.BUSY_EVERYWHERE)
            return self._busy(route, room)
        if fault is Fault.BANNED:
            return self._banned(route)
        if fault in ERRORS:
            status, code, message = ERRORS[fault]
            self._count_invalid(route, status)
            return reply({"message": message, "code": code}, status)
        if fault in STATUSES:
            return web.Response(status=STATUSES[fault], text=_PAGE, content_type="text/html")
        if fault in {Fault.HTML_BEFORE, Fault.HTML_AFTER}:
            return web.Response(text=_PAGE, content_type="text/html")
        return web.Response()

    async def _arrive_late(self, request: web.Request, run: Callable[[], web.Response]) -> web.StreamResponse:
        async def later() -> None:
            await self.nap(self.late_by)
            run()
            self.stir()

        try:
            await asyncio.sleep(self.held)
        finally:
            if self._is_open:
                task = asyncio.create_task(later())
                self._late.add(task)
                task.add_done_callback(self._late.discard)
        return _drop(request)

    async def shut(self, _app: web.Application) -> None:
        self._is_open = False
        self.hang_up()


async def _body(request: web.Request) -> object:
    """What was sent, None where nothing was. Raises ValueError for what is no JSON."""
    raw = await request.read()
    if not raw:
        return None
    if request.content_type != "application/json":
        raise ValueError(request.content_type)
    return json.loads(raw)


def reply(said: object, status: int, more: dict[str, str] | None = None) -> web.Response:
    """JSON, as Discord sends it: clients look for exactly this type, and for Via."""
    sent = {"Content-Type": "application/json", "Via": "1.1 google", **(more or {})}
    return web.Response(body=json.dumps(said).encode(), status=status, headers=sent)


def _drop(request: web.Request) -> web.StreamResponse:
    if request.transport:
        request.transport.abort()
    return web.Response()


@asynccontextmanager
async def fake_discord(*, limits: bool = False, **more: Any) -> AsyncIterator[FakeDiscord]:  # noqa: ANN401 - fields
    """A Discord on a loopback port of its own, without servers or people: `populate` makes some.

    With `limits` it answers 429 as Discord does, after 5 messages in 5 seconds in a channel. `clock` (monotonic) and
    `wall` (of ids) may be the test's, and every other field of FakeDiscord be given.
    """
    fake = FakeDiscord(limits=Limits(more.get("clock", time.monotonic), limits), **more)
    app = web.Application(client_max_size=26_214_400)
    app.router.add_route("*", f"{_PREFIX}/{{rest:.*}}", fake.serve)
    app.router.add_get("/attachments/{id}/{name}", fake.serve_file)
    for path in ("/gateway", "/gateway/", "/gateway/again", "/gateway/again/"):
        app.router.add_get(path, fake.serve_gateway)
    app.on_shutdown.append(fake.shut)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1, handler_cancellation=True)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    fake.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    try:
        yield fake
        await fake.settle()
    finally:
        await runner.cleanup()
