"""The fake Slack itself: its addresses, who may call them, and how they fail. Guards that nothing lax passes a test."""

import asyncio
import json
import time
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from aiohttp import web

from tests.fakes.slack import posting, reading, viewing
from tests.fakes.slack.arguments import ARGUMENTS, RESPONSE_URL, arguments, checked
from tests.fakes.slack.elements import Json
from tests.fakes.slack.faults import ACCEPTED, ERRORS, Fault, FaultPlan, no_fault
from tests.fakes.slack.limits import STRICT, Limits
from tests.fakes.slack.people import Hook, People
from tests.fakes.slack.world import APP_TOKEN, BOT_TOKEN, SCOPES, Call, Refused, World, populate

METHODS: dict[str, Callable[[World, Json], Json]] = {
    "auth.test": reading.auth_test,
    "chat.postMessage": posting.post_message,
    "chat.postEphemeral": posting.post_ephemeral,
    "chat.update": posting.update,
    "chat.delete": posting.delete,
    "chat.getPermalink": posting.permalink,
    "conversations.history": reading.history,
    "conversations.replies": reading.replies,
    "conversations.info": reading.info,
    "conversations.members": reading.members,
    "conversations.open": reading.open_im,
    "conversations.join": reading.join,
    "users.info": reading.user_info,
    "users.conversations": reading.conversations_of,
    "views.open": viewing.open_view,
    "views.push": viewing.push_view,
    "views.publish": viewing.publish,
    "views.update": viewing.update_view,
    "assistant.threads.setStatus": posting.set_status,
    "files.info": reading.file_info,
}
_PAGE = "<!doctype html><title>Slack</title><p>Something went wrong."


@dataclass(slots=True)
class FakeSlack(People):
    """See `fake_slack`. `fault` tells what becomes of a request by method, arguments and how often just it came.

    `nap` is how it waits until a late request is accepted: by a test's own time, where that has one.
    """

    limits: Limits = field(kw_only=True)
    fault: FaultPlan = no_fault
    late_by: float = 0.3  # seconds after its sender has given up until a late request is accepted
    slowness: float = 0.3  # seconds that a slow request takes
    held: float = 60.0  # seconds that a request without an answer is held at most
    nap: Callable[[float], Awaitable[None]] = asyncio.sleep
    retry_after: int = 1
    counts: Counter[str] = field(default_factory=Counter)
    _late: set[asyncio.Task[None]] = field(default_factory=set)
    _is_open: bool = True

    @property
    def api(self) -> str:
        """The address to give to a client in place of https://slack.com/api/."""
        return f"{self.url}/api/"

    async def settle(self) -> None:
        """Wait for what arrives late."""
        while self._late:
            await asyncio.wait(set(self._late))

    async def serve_api(self, request: web.Request) -> web.StreamResponse:
        method = request.match_info["method"]
        try:
            given, is_json = await arguments(request)
        except ValueError:
            return self._reply({"ok": False, "error": "invalid_json"})
        self.calls.append(Call(method, given, self.clock()))
        count = self._count(method, given)
        try:
            fault = self.fault(method, given, count)
            run = partial(self._run, request.headers.get("Authorization", ""), method, given, is_json=is_json)
            return await self._fail(fault, request, run)
        finally:
            await self._stir()

    async def serve_hook(self, request: web.Request) -> web.StreamResponse:
        hook = self.hooks.get(request.match_info["id"])
        try:
            given, _ = await arguments(request)
        except ValueError:
            return web.Response(status=400, text="invalid_payload")
        self.calls.append(Call("response_url", given, self.clock()))
        count = self._count("response_url", given)
        try:
            fault = self.fault("response_url", given, count)
            return await self._fail(fault, request, partial(self._run_hook, hook, given, request.content_type))
        finally:
            await self._stir()

    async def serve_file(self, request: web.Request) -> web.StreamResponse:
        """A file for who has the bot's token; a page to sign in on for others, as Slack sends."""
        file = self.files.get(request.match_info["id"].partition("-")[2])
        if request.headers.get("Authorization") != f"Bearer {BOT_TOKEN}" or "files:read" not in self.scopes:
            return web.Response(text="<!doctype html><title>Sign in</title>", content_type="text/html")
        if file is None:
            return web.Response(status=404)
        return web.Response(body=file.body, content_type=file.mimetype)

    def _count(self, method: str, given: Json) -> int:
        key = f"{method} {json.dumps(given, sort_keys=True)}"
        self.counts[key] += 1
        return self.counts[key]

    def _run(self, authorization: str, method: str, given: Json, *, is_json: bool) -> web.Response:
        try:
            self._check_token(authorization, method)
            if wait := self.limits.wait(method, ARGUMENTS[method].tier, str(given.get("channel"))):
                return self._busy(method, wait)
            args = self._check_arguments(method, given, is_json=is_json)
            done = self._open_socket() if method == "apps.connections.open" else METHODS[method](self, args)
            return self._reply({"ok": True, **done})
        except Refused as error:
            return self._refuse(error)

    def _check_token(self, authorization: str, method: str) -> None:
        kind, _, token = authorization.partition(" ")
        if not token or kind != "Bearer":
            raise Refused("not_authed")
        if token not in {BOT_TOKEN, APP_TOKEN}:
            raise Refused("invalid_auth")
        if self.dead:
            raise Refused(self.dead)
        if method not in ARGUMENTS:
            self.complaints.append(f"{method}: there is no such method")
            raise Refused("unknown_method")
        if not token.startswith(ARGUMENTS[method].token):
            raise Refused("not_allowed_token_type")

    def _check_arguments(self, method: str, given: Json, *, is_json: bool) -> Json:
        args, faults = checked(method, ARGUMENTS[method], given, is_json=is_json)
        if faults:
            self.complaints += faults
            raise Refused("invalid_arguments", messages=[f"[ERROR] {one}" for one in faults])
        scope = ARGUMENTS[method].scope
        if scope and scope not in self.scopes:
            raise Refused("missing_scope", needed=scope)
        if self.limits.is_strict and method in STRICT:
            args["limit"] = min(args.get("limit", reading.STRICT_PAGE), reading.STRICT_PAGE)
        return args

    def _open_socket(self) -> Json:
        return {"url": f"{self.url.replace('http', 'ws', 1)}/link?ticket={self.new_ticket()}"}

    def _run_hook(self, hook: Hook | None, given: Json, content_type: str) -> web.Response:
        args, faults = checked("response_url", RESPONSE_URL, given, is_json=content_type == "application/json")
        self.complaints += faults
        if hook is None or hook.left < 1 or self.clock() > hook.until:
            error = "used_url" if hook and hook.left < 1 else "expired_url"
            return web.json_response({"ok": False, "error": error}, status=404)
        hook.left -= 1
        if faults:
            return web.json_response({"ok": False, "error": "invalid_payload"}, status=400)
        try:
            posting.answer(self, args, hook.place)
        except Refused as error:
            return web.json_response({"ok": False, "error": error.error}, status=400)
        return web.Response(text="ok")

    def _refuse(self, error: Refused) -> web.Response:
        said: Json = {"ok": False, "error": error.error}
        if error.needed:
            said |= {"needed": error.needed, "provided": ",".join(sorted(self.scopes))}
        if error.messages:
            said |= {"errors": [one.removeprefix("[ERROR] ") for one in error.messages]}
            said |= {"response_metadata": {"messages": error.messages}}
        return self._reply(said)

    def _reply(self, said: Json) -> web.Response:
        return web.json_response(said, headers={"x-oauth-scopes": ",".join(sorted(self.scopes))})

    def _busy(self, method: str, wait: int) -> web.Response:
        self.limited.append(method)
        said = {"ok": False, "error": "ratelimited"}
        return web.json_response(said, status=429, headers={"Retry-After": str(wait)})

    async def _fail(self, fault: Fault, request: web.Request, run: Callable[[], web.Response]) -> web.StreamResponse:
        """The reply, or what comes in its place."""
        if fault is Fault.LATE:
            return await self._arrive_late(request, run)
        if fault is Fault.SLOW:
            await asyncio.sleep(self.slowness)
        reply = run() if fault in ACCEPTED else web.Response()
        if fault in {Fault.NONE, Fault.SLOW}:
            return reply
        await self._stir()
        if fault in {Fault.TIMEOUT_BEFORE, Fault.TIMEOUT_AFTER}:
            await asyncio.sleep(self.held)
        if fault in {Fault.TIMEOUT_BEFORE, Fault.TIMEOUT_AFTER, Fault.DROPPED_BEFORE, Fault.DROPPED_AFTER}:
            return _drop(request)
        return self._broken(fault, request)

    def _broken(self, fault: Fault, request: web.Request) -> web.Response:
        if fault is Fault.BUSY:
            return self._busy(request.match_info.get("method", "response_url"), self.retry_after)
        if fault in ERRORS:
            return self._reply({"ok": False, "error": ERRORS[fault]})
        if fault in {Fault.HTTP_500_BEFORE, Fault.HTTP_500_AFTER}:
            return web.Response(status=500, text="internal error")
        if fault in {Fault.HTML_BEFORE, Fault.HTML_AFTER}:
            return web.Response(text=_PAGE, content_type="text/html")
        return web.Response()

    async def _arrive_late(self, request: web.Request, run: Callable[[], web.Response]) -> web.StreamResponse:
        async def later() -> None:
            await self.nap(self.late_by)
            run()
            await self._stir()

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


def _drop(request: web.Request) -> web.StreamResponse:
    if request.transport:
        request.transport.abort()
    return web.Response()


@asynccontextmanager
async def fake_slack(
    *,
    limits: bool = False,
    strict_history: bool = False,
    burst: int = 3,
    scopes: Iterable[str] = SCOPES,
    **clocks: Any,  # noqa: ANN401 - two callables
) -> AsyncIterator[FakeSlack]:
    """A workspace on a loopback port of its own, in which the bot is installed with the `scopes`.

    With `limits` it answers 429 as Slack does, chat.postMessage after a `burst` in a channel; with `strict_history`
    it gives one page of 15 messages a minute. `clock` (monotonic) and `wall` (of a message's ts) may be the test's.
    The test fails where `complaints` are left at the end.
    """
    pace = Limits(clocks.get("clock", time.monotonic), limits, strict_history, burst)
    slack = FakeSlack(scopes=set(scopes), **clocks, limits=pace)
    populate(slack)
    app = web.Application()
    app.router.add_route("*", "/api/{method}", slack.serve_api)
    app.router.add_post("/hook/{id}", slack.serve_hook)
    app.router.add_get("/link", slack.serve_link)
    app.router.add_get("/files-pri/{id}/{rest:.*}", slack.serve_file)
    app.on_shutdown.append(slack.shut)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1, handler_cancellation=True)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    slack.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    try:
        yield slack
        await slack.settle()
    finally:
        await runner.cleanup()
    assert not slack.complaints, "\n".join(slack.complaints)
