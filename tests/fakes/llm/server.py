"""A model's server on this machine: what it is asked it records, and what it answers depends on its mode.

Open it with `async with`; `become` changes what it is like. It refuses what OpenAI documents to be wrong.
"""

import asyncio
import json
import socket
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Self

from aiohttp import web

from tests.fakes.llm.minds import reply_of
from tests.fakes.llm.modes import Mode
from tests.fakes.llm.reading import asked
from tests.fakes.llm.rules import refusal_of

KEY = "sk-fake-canary-0123456789"
MODEL = "gpt-4o-mini"
_JSON = "application/json"


@dataclass(frozen=True, slots=True)
class Received:
    """A request as it came."""

    path: str
    headers: Mapping[str, str]
    body: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Scripted:
    """An answer in place of the server's own: its whole body, or the text of its reply."""

    body: bytes = b""
    text: str | None = None
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass
class ModelServer:
    """What it supports, and what it was asked. `billed` counts the calls that a server would have charged for.

    `forms` are the kinds of `response_format` that it knows ("guided": an object with a schema beside it); with
    `is_silent` it takes any other, and minds it not. `script` holds answers that come first, one a request. `received`
    is set by a request, `left` when somebody hangs up on an answer that has no end.
    """

    mode: Mode = Mode.FAITHFUL
    models: tuple[str, ...] = (MODEL,)
    key: str | None = KEY
    forms: frozenset[str] = frozenset({"json_schema", "json_object", "text"})
    token_fields: frozenset[str] = frozenset({"max_tokens", "max_completion_tokens"})
    is_silent: bool = False
    counts: bool = True
    refuses_with: int = 400
    script: list[Scripted] = field(default_factory=list)
    requests: list[Received] = field(default_factory=list)
    billed: int = 0
    received: asyncio.Event = field(default_factory=asyncio.Event)
    left: asyncio.Event = field(default_factory=asyncio.Event)
    _port: int = 0
    _runner: web.AppRunner | None = None
    _closing: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def base_url(self) -> str:
        return f"http://127.0.0.1:{self._port}/v1"

    @property
    def completions(self) -> list[Received]:
        return [one for one in self.requests if one.path.endswith("/chat/completions")]

    async def __aenter__(self) -> Self:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self._port = free.getsockname()[1]
        await self.become(self.mode)
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._stop()

    async def become(self, mode: Mode) -> None:
        """From now on it is like that; at the same port, which is closed while it is down."""
        self.mode = mode
        if mode is Mode.DOWN:
            await self._stop()
        elif self._runner is None:
            await self._start()

    async def _start(self) -> None:
        app = web.Application(client_max_size=1 << 24)
        app.router.add_post("/v1/chat/completions", self._complete)
        app.router.add_get("/v1/models", self._list)
        self._closing = asyncio.Event()
        self._runner = web.AppRunner(app, handler_cancellation=True, shutdown_timeout=0.1, access_log=None)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", self._port, reuse_address=True).start()

    async def _stop(self) -> None:
        self._closing.set()
        runner, self._runner = self._runner, None
        if runner is not None:
            await runner.cleanup()

    async def _list(self, request: web.Request) -> web.StreamResponse:
        self.requests.append(Received(request.path, dict(request.headers), {}))
        if (early := self._refused(request)) is not None:
            return early
        return web.json_response({"object": "list", "data": [{"id": name, "object": "model"} for name in self.models]})

    async def _complete(self, request: web.Request) -> web.StreamResponse:
        body = await request.json()
        self.requests.append(Received(request.path, dict(request.headers), body))
        self.received.set()
        if self.script:
            return self._scripted(self.script.pop(0))
        if (early := self._refused(request)) is not None:
            return early
        form = body.get("response_format", {}).get("type", "text")
        forms = {form, "guided"} if self.is_silent else self.forms
        refusal = refusal_of(body, self.models, forms, self.token_fields)
        if refusal is not None:
            return _error(self.refuses_with if "response_format" in refusal[2] else refusal[0], refusal[1], refusal[2])
        return await self._answer(request, body, minds=form in self.forms)

    def _refused(self, request: web.Request) -> web.Response | None:
        if self.key is not None and request.headers.get("Authorization") != f"Bearer {self.key}":
            return _error(401, "invalid_api_key", "Incorrect API key provided.")
        if self.mode is Mode.BUSY:
            return _error(429, "rate_limit_exceeded", "Rate limit reached.", {"Retry-After": "30"})
        if self.mode is Mode.QUOTA:
            return _error(429, "insufficient_quota", "You exceeded your current quota.")
        if self.mode is Mode.ERROR:
            return _error(500, "server_error", f"The server had an error with {request.headers.get('Authorization')}")
        return None

    async def _answer(self, request: web.Request, body: Mapping[str, Any], *, minds: bool) -> web.StreamResponse:
        self.billed += 1
        if self.mode in {Mode.SLOW, Mode.DRIP, Mode.HUGE}:
            return await self._without_end(request)
        if self.mode is Mode.EMPTY:
            return web.json_response(self._completion(body, "" if self.billed % 2 else None))
        if self.mode is Mode.REFUSAL:
            return web.json_response(self._completion(body, None, refusal="I can't help with that."))
        if self.mode is Mode.GARBAGE or not minds:
            return web.json_response(self._completion(body, "Certainly, here is a summary of the news for you today."))
        said = json.dumps(reply_of(self.mode, asked(body)), ensure_ascii=False)
        if self.mode is Mode.CUT_OFF:
            return web.json_response(self._completion(body, said[: len(said) // 2], finish="length"))
        if "response_format" not in body:
            said = f"Sure! Here is the JSON:\n```json\n{said}\n```\nLet me know {{if}} you need more."
        return web.json_response(self._completion(body, said))

    async def _without_end(self, request: web.Request) -> web.StreamResponse:
        """Until the other side hangs up, or this is closed."""
        answer = web.StreamResponse(headers={"Content-Type": _JSON})
        try:
            if self.mode is not Mode.SLOW:
                await answer.prepare(request)
            while not self._closing.is_set():
                if self.mode is not Mode.SLOW:
                    await answer.write(b" " if self.mode is Mode.DRIP else b"x" * 65_536)
                await asyncio.sleep(0 if self.mode is Mode.HUGE else 1.0)
        except (asyncio.CancelledError, ConnectionError):
            self.left.set()
            raise
        return answer

    def _completion(
        self, body: Mapping[str, Any], text: str | None, *, finish: str = "stop", refusal: str | None = None
    ) -> dict[str, Any]:
        said = {"role": "assistant", "content": text, "refusal": refusal}
        done: dict[str, Any] = {
            "id": "chatcmpl-1",
            "object": "chat.completion",
            "created": 1,
            "model": body["model"],
            "choices": [{"index": 0, "finish_reason": finish, "message": said}],
        }
        if self.counts:
            prompt = sum(len(one["content"]) for one in body["messages"]) // 4
            reply = len(text or "") // 4
            done["usage"] = {"prompt_tokens": prompt, "completion_tokens": reply, "total_tokens": prompt + reply}
        return done

    def _scripted(self, one: Scripted) -> web.Response:
        self.billed += one.status == 200
        if one.text is None:
            return web.Response(body=one.body, status=one.status, headers={"Content-Type": _JSON, **one.headers})
        return web.json_response(self._completion({"model": MODEL, "messages": []}, one.text), status=one.status)


def _error(status: int, code: str, message: str, headers: Mapping[str, str] | None = None) -> web.Response:
    error = {"message": message, "type": code, "param": None, "code": code}
    return web.json_response({"error": error}, status=status, headers=headers)
