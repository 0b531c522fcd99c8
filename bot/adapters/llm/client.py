"""A language model over OpenAI's chat completions, at OpenAI or any server that speaks as it does.

Guards that a call ends in time, in a reply of the shape asked for or in one ModelError, having been paid for once at
most. Which form of asking for JSON a server knows is found out by asking, and remembered for as long as this lives.
"""

import asyncio
import json
import logging
import time
from collections.abc import AsyncIterator, Awaitable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any, Literal, TypeVar

import openai
from pydantic import BaseModel, SecretStr, ValidationError

from bot.adapters.llm import faults
from bot.adapters.llm.reading import Said, read, text_in
from bot.adapters.llm.rungs import Rung, format_of, system_of
from bot.adapters.llm.wire import http_client
from bot.domain.errors import ModelError, ModelFault
from bot.services.ports.model import Completion, Prompt

log = logging.getLogger(__name__)
Reply = TypeVar("Reply", bound=BaseModel)

OPENAI = "https://api.openai.com/v1"
_STUMBLES = 3  # unreadable replies one after another in a form that has worked, until it is given up
_NO_KEY = SecretStr("none-needed")  # for one's own server: the SDK wants some key


@dataclass(frozen=True, slots=True)
class Server:
    """Which model of which server, and how it is asked. `base` is None for OpenAI itself; no `key`, for one's own."""

    model: str
    key: SecretStr | None = None
    base: str | None = None
    limit_field: Literal["max_tokens", "max_completion_tokens"] = "max_completion_tokens"
    temperature: float | None = None
    effort: str | None = None  # of thinking, as the server calls it


_NEVER_REACHED = frozenset({"ConnectError", "ConnectTimeout"})  # of the client's errors, by name


class _FormatRefused(Exception):
    """The server does not know this form of asking for JSON; nothing was paid for."""


class OpenAiModel:
    """One model of one server: a `LanguageModel`. Close it with `aclose`, or make it by `opened`."""

    def __init__(self, server: Server) -> None:
        self._server = server
        self._rung = Rung.SCHEMA
        self._is_proven = False  # whether a reply of that form was ever read
        self._misread = 0  # replies since then that were not
        key = server.key or _NO_KEY
        self._client = openai.AsyncOpenAI(
            api_key=key.get_secret_value(),
            base_url=server.base or OPENAI,
            max_retries=0,  # the SDK would pay a second time
            timeout=None,  # the deadline is our own, around everything
            http_client=http_client(key),
        )

    @property
    def name(self) -> str:
        """The model's name, as the settings say it."""
        return self._server.model

    @property
    def rung(self) -> Rung:
        """How the server is asked for JSON, as far as that is known."""
        return self._rung

    async def complete(self, prompt: Prompt, shape: type[Reply], seconds: float) -> Completion[Reply]:
        """The reply, within so many seconds; one call that may be paid for, and no second one.

        A server's refusal of a form of asking is free, and the next form is tried at once. A reply that cannot be read
        is not: it raises, and the next call asks in the next form. Raises ModelError, for every fault.
        """
        began = time.monotonic()
        try:
            done = await self._within(seconds, prompt, shape)
        except ModelError as error:
            log.info(
                "model: prompt %s %s: %s (%s), tokens %s, %.1f s",
                *(prompt.name, prompt.hash, error.kind.value, error, error.tokens, time.monotonic() - began),
            )
            raise
        log.info(
            "model: prompt %s %s: done (%s), tokens %d + %d%s, %.1f s",
            *(prompt.name, prompt.hash, self._rung.name.lower(), done.tokens.prompt, done.tokens.reply),
            *(" (estimated)" if done.tokens.estimated else "", time.monotonic() - began),
        )
        return done

    async def knows(self, seconds: float) -> bool | None:
        """Whether the server lists the model; None where it does not say. Raises ModelError."""
        try:
            async with asyncio.timeout(seconds):
                body = await _body_of(self._client.models.with_raw_response.list())
        except TimeoutError:
            raise _slow(seconds) from None
        try:
            listed = json.loads(body)["data"]
            return self.name in {one["id"] for one in listed} if listed else None
        except (ValueError, TypeError, KeyError, RecursionError):
            return None

    async def aclose(self) -> None:
        """Close all connections."""
        await self._client.close()

    async def _within(self, seconds: float, prompt: Prompt, shape: type[Reply]) -> Completion[Reply]:
        try:
            async with asyncio.timeout(seconds):
                said, rung = await self._asked(prompt, shape)
        except TimeoutError:
            raise _slow(seconds) from None
        try:
            reply = read(said, shape)
        except ModelError as error:
            if _is_not_held_to_it(error, rung):
                self._doubt(rung)
            raise
        if rung is self._rung:
            self._is_proven, self._misread = True, 0
        return Completion(reply, said.tokens)

    async def _asked(self, prompt: Prompt, shape: type[Reply]) -> tuple[Said, Rung]:
        """The reply, and on which rung: from the one that is known down, for as long as that costs nothing."""
        rung = self._rung
        while True:
            asked = self._request(prompt, shape, rung)
            create = self._client.chat.completions.with_raw_response.create
            try:
                body = await _body_of(create(**asked), format_sent="response_format" in asked)
            except _FormatRefused:
                self._lower(rung, rung.lower)
                rung = max(self._rung, rung.lower)
            else:
                return text_in(body, sum(len(one["content"].encode()) for one in asked["messages"])), rung

    def _request(self, prompt: Prompt, shape: type[BaseModel], rung: Rung) -> dict[str, Any]:
        messages = [
            {"role": "system", "content": _sendable(system_of(prompt, shape, rung))},
            {"role": "user", "content": _sendable(prompt.user)},
        ]
        asked: dict[str, Any] = {"model": self.name, "messages": messages, self._server.limit_field: prompt.most}
        if self._server.temperature is not None:
            asked["temperature"] = self._server.temperature
        if self._server.effort is not None:
            asked["reasoning_effort"] = self._server.effort
        form = format_of(shape, rung)
        return asked if form is None else asked | {"response_format": form}

    def _doubt(self, rung: Rung) -> None:
        """A reply shows that the form was not minded: another one next time, or, where it has worked, not yet.

        A weak model stumbles now and then in the best form; and a worse one would not help it.
        """
        self._misread += rung is self._rung
        if not self._is_proven or self._misread >= _STUMBLES:
            self._lower(rung, rung.minded_less)

    def _lower(self, rung: Rung, to: Rung) -> None:
        """From now on ask in that lower form, unless it is already a lower one than this call's."""
        if self._rung <= rung < to:
            self._rung, self._is_proven, self._misread = to, False, 0
            log.info("model: the server is asked for JSON as %s from now on", self._rung.name.lower())


@asynccontextmanager
async def opened(server: Server) -> AsyncIterator[OpenAiModel]:
    """The model, closed at the end."""
    model = OpenAiModel(server)
    try:
        yield model
    finally:
        await model.aclose()


async def _body_of(call: Awaitable[Any], *, format_sent: bool = False) -> bytes:
    """The body of an answer with status 200. Raises _FormatRefused, and ModelError for every other fault."""
    try:
        answer = await call
    except openai.APIStatusError as error:
        said = error.response.text
        if format_sent and faults.speaks_of_format(error.status_code, said):
            raise _FormatRefused from None
        raise faults.of_status(error.status_code, said) from None
    except openai.APIConnectionError as error:
        because = type(error.__cause__ or error).__name__
        # Whoever was never reached has charged for nothing; of a connection that broke nobody knows.
        cost = (0, 0) if because in _NEVER_REACHED else None
        raise ModelError(
            ModelFault.DOWN, f"the model's server cannot be reached, or hung up ({because})", cost
        ) from None
    except (openai.OpenAIError, UnicodeError, ValueError) as error:
        raise ModelError(
            ModelFault.NOT_A_MODEL, f"the model's server cannot be asked ({type(error).__name__})"
        ) from None
    body: bytes = answer.http_response.content
    return body


def _slow(seconds: float) -> ModelError:
    return ModelError(ModelFault.SLOW, f"the model has not answered within {seconds:g} seconds")


def _sendable(text: str) -> str:
    """Without halves of characters, which no request can hold."""
    return text.encode("utf-8", "replace").decode()


def _is_not_held_to_it(error: ModelError, rung: Rung) -> bool:
    """Whether a reply shows that the server did not mind the form in which it was asked.

    Bounds are no part of the form: a model that goes beyond them would do so on every rung.
    """
    if error.kind is ModelFault.NOT_JSON:
        return True
    cause = error.__cause__
    wrong = isinstance(cause, ValidationError) and any(one["type"] != "value_error" for one in cause.errors())
    return wrong and rung is Rung.SCHEMA
