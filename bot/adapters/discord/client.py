"""Discord's REST API, one request a call. Guards that what is refused is not asked for again and again.

Ten thousand refused requests in ten minutes ban an address: after a few for one cause, no more are sent. discord.py
sends a request again after an error of the server: what is posted to a channel carries a nonce, so that it is there
once, and an answer to an interaction, which cannot, is not sent again. What is refused only then counts as unclear.
"""

import asyncio
import logging
import time
from collections import OrderedDict, deque
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any

import aiohttp
import discord
from discord.http import HTTPClient, Route

from bot.adapters.discord.replies import (
    NO_TOKEN,
    Already,
    Banned,
    Malformed,
    MessageGone,
    NobodyThere,
    NoConnection,
    NoReply,
    TooLate,
    meaning_of,
)
from bot.domain.errors import ChatBusy, ChatError, ChatRefused, ChatUnclear, Reach

log = logging.getLogger(__name__)

BASE = "https://discord.com/api/v10"
PATIENCE = 14.0  # seconds of one request: less than who posts waits for it
_BUSY = 429  # with a Via header: Discord's own; else it comes from what stands before it
_LONGEST_WAIT = 5.0  # seconds that are waited here where Discord asks for it; longer waits are told to whoever asked
_REFUSALS = 5  # of one cause, after which nothing more is sent for it
_WHILE = 600.0  # seconds
_CAUSES = 2_000  # that are remembered
# What discord.py stumbles over: an answer that is no JSON object, or none at all.
_NO_ANSWER = (
    aiohttp.ClientError,
    TimeoutError,
    OSError,
    LookupError,
    ValueError,
    TypeError,
    AttributeError,
    RuntimeError,
)
_ERROR = 500  # a status from here on leaves open whether the request was accepted
_sent: ContextVar[list[int]] = ContextVar("_sent")  # what came of each request that discord.py sent for one call
_once: ContextVar[bool] = ContextVar("_once", default=False)  # whether that call must not be sent again
_HARMLESS = (Already, Malformed, MessageGone, NobodyThere, NoReply, TooLate)  # that another request need not meet


@dataclass(slots=True)
class Refusals:
    """What was refused lately, by its cause; `ticks` counts seconds and never goes back."""

    ticks: Callable[[], float] = time.monotonic
    _known: OrderedDict[str, deque[float]] = field(default_factory=OrderedDict, repr=False)
    _last: dict[str, ChatRefused] = field(default_factory=dict, repr=False)

    def check(self, cause: str) -> None:
        """Raises ChatRefused where it was refused so often lately that asking again would be of no use."""
        times = self._known.get(cause)
        if times and len(times) >= _REFUSALS and self.ticks() - times[0] < _WHILE:
            raise self._last[cause].with_traceback(None)  # else it would grow each time that it is raised

    def note(self, cause: str, error: ChatRefused) -> None:
        """It was refused once more."""
        self._known.setdefault(cause, deque(maxlen=_REFUSALS)).append(self.ticks())
        self._known.move_to_end(cause)
        self._last[cause] = error
        while len(self._known) > _CAUSES:
            gone, _ = self._known.popitem(last=False)
            self._last.pop(gone, None)

    def clear(self, cause: str) -> None:
        """It was taken."""
        self._known.pop(cause, None)
        self._last.pop(cause, None)

    def forget(self, place: str) -> None:
        """Permissions have changed there, such as in "/channels/ID": what was refused may be taken now."""
        for cause in [one for one in self._known if f"{one}/".partition(" ")[2].startswith(f"{place}/")]:
            self.clear(cause)


@dataclass(slots=True)
class DiscordClient:
    """`http` is discord.py's client, signed in; its token is never shown. `date` is what Discord's clock said last."""

    http: HTTPClient
    patience: float = PATIENCE
    base: str = BASE
    refusals: Refusals = field(default_factory=Refusals)
    date: str | None = None
    ended: ChatRefused | None = None  # the token is no good: nothing is sent any more
    pace: Callable[[], Awaitable[None]] | None = None  # returns when a request may be sent that is no message
    banned_until: float = float("-inf")  # by the ticks of `refusals`: nothing is sent before

    def __repr__(self) -> str:
        return "DiscordClient()"

    async def call(
        self,
        method: str,
        path: str,
        reach: Reach = Reach.CHANNEL,
        *,
        query: dict[str, Any] | None = None,
        **said: Any,  # noqa: ANN401 - JSON
    ) -> Any:  # noqa: ANN401 - as above
        """The reply to a request; what is None in `said`, its JSON, is left out. `reach` is whom a wait concerns.

        Raises ChatRefused, ChatBusy or ChatUnclear, and nothing else.
        """
        self._check_open()
        cause = f"{method} {_place_of(path)}" + (f"/{said['recipient_id']}" if "recipient_id" in said else "")
        self.refusals.check(cause)
        if self.pace and _is_paced(method, path):
            await self.pace()
        body = {name: value for name, value in said.items() if value is not None}
        given: dict[str, Any] = {"json": body} if body or method == "POST" else {}
        given |= {"params": query} if query else {}
        sent: list[int] = []
        _sent.set(sent)
        _once.set(path.startswith("/webhooks/") and method == "POST")  # these carry no nonce
        route = _route(method, path)
        try:
            made = await self._asked(route, given, reach)
        except (ChatRefused, ChatBusy) as error:
            self._note(cause, error)
            was_open = any(status >= _ERROR for status in sent[:-1])
            if method == "POST" and was_open and not isinstance(error, Already):
                raise ChatUnclear(f"Discord failed, and when asked again: {error}") from error
            raise
        finally:
            if path.startswith("/interactions/"):
                self._forget(route)
        self.refusals.clear(cause)
        return made

    def _forget(self, route: Route) -> None:
        """Drop discord.py's limit of what is over: else it looks through all of them for each new one."""
        buckets, hashes = self.http._buckets, self.http._bucket_hashes  # noqa: SLF001 - it keeps them for five minutes
        for known in (route.key, hashes.get(route.key)):
            buckets.pop(f"{known}:{route.major_parameters}", None)

    def _check_open(self) -> None:
        """Raises ChatError where nothing is sent any more, or not for now."""
        if self.ended:
            raise self.ended.with_traceback(None)
        if (left := self.banned_until - self.refusals.ticks()) > 0:
            raise Banned(left)

    def _note(self, cause: str, error: ChatRefused | ChatBusy) -> None:
        if isinstance(error, Banned):
            self.banned_until = self.refusals.ticks() + error.retry_after
        if not isinstance(error, ChatRefused):
            return
        if error.reach is Reach.BOT:
            self.ended = error
            log.critical("Discord: %s", error)
        if not isinstance(error, _HARMLESS):
            self.refusals.note(cause, error)

    async def _asked(self, route: Route, given: dict[str, Any], reach: Reach) -> Any:  # noqa: ANN401 - as above
        try:
            async with asyncio.timeout(self.patience):
                return await self.http.request(route, **given)
        except discord.RateLimited as error:
            raise ChatBusy(error.retry_after, reach) from error
        except discord.LoginFailure as error:
            raise ChatRefused(NO_TOKEN, Reach.BOT) from error
        except discord.HTTPException as error:
            if error.status == _BUSY and "Via" in error.response.headers:
                raise ChatBusy(_LONGEST_WAIT, reach) from error  # waited for already, time and again
            raise meaning_of(error.status, error.code, reach) from error
        except aiohttp.ClientConnectorError as error:
            raise NoConnection from error
        except _NO_ANSWER as error:
            raise ChatUnclear(f"no answer from Discord: {type(error).__name__}") from error


_MAJOR = {"channels": "channel_id", "guilds": "guild_id", "webhooks": "webhook_id", "interactions": "webhook_id"}


def _route(method: str, path: str) -> Route:
    """Limits are counted by channel, server or webhook: discord.py wants these, and all ids, named."""
    _, kind, *rest = path.split("/")
    names = [_MAJOR[kind]] if kind in _MAJOR and rest else []
    names += ["webhook_token"] if names == ["webhook_id"] and len(rest) > 1 else []
    given: dict[str, Any] = dict(zip(names, rest, strict=False))
    made = [kind, *(f"{{{name}}}" for name in names)]
    for at, part in enumerate(rest[len(names) :]):
        if part.isdecimal():
            given[f"id{at}"] = part
            part = f"{{id{at}}}"  # noqa: PLW2901 - named from here on
        made.append(part)
    return Route(method, "/" + "/".join(made), **given)


def _is_paced(method: str, path: str) -> bool:
    """Whether it counts towards the requests of a bot and has had no turn yet, as what is posted has."""
    kind = path.split("/")[1]
    return kind not in {"interactions", "webhooks"} and not (method == "POST" and path.endswith("/messages"))


_DEEP = {"webhooks": 3, "guilds": 4}  # parts of a path up to one interaction, one member


def _place_of(path: str) -> str:
    """What a refusal is about: the channel and what is done there, the member of a server, the interaction.

    Those of one never count for another: else whoever is refused a few times would keep all others away, and a channel
    in which no thread may be made would take no message.
    """
    _, kind, *parts = path.split("/")
    deep = _DEEP.get(kind, 2)
    return "/".join(["", kind, *parts[: deep - 1], *(one for one in parts[deep - 1 :] if not one.isdecimal())])


@asynccontextmanager
async def client(
    token: str, proxy: str | None = None, base: str = BASE, patience: float = PATIENCE
) -> AsyncIterator[DiscordClient]:
    """A client, signed in. `base` is Discord's address, or that of what stands in for it; it counts for the process.

    Raises ChatError where the token is no good or Discord cannot be reached.
    """
    Route.BASE = base
    trace = aiohttp.TraceConfig()
    http = HTTPClient(asyncio.get_running_loop(), proxy=proxy, http_trace=trace, max_ratelimit_timeout=None)
    http.max_ratelimit_timeout = _LONGEST_WAIT
    made = DiscordClient(http, patience, base)

    async def noted(_session: object, _context: object, given: aiohttp.TraceRequestEndParams) -> None:
        made.date = given.response.headers.get("Date", made.date)
        _sent.get([]).append(given.response.status)

    async def broken(_session: object, _context: object, _given: aiohttp.TraceRequestExceptionParams) -> None:
        _sent.get([]).append(_ERROR)

    async def begun(_session: object, _context: object, _given: aiohttp.TraceRequestStartParams) -> None:
        if _once.get() and any(status >= _ERROR for status in _sent.get([])):
            raise aiohttp.ClientError("it may be there already")

    trace.on_request_start.append(begun)
    trace.on_request_end.append(noted)
    trace.on_request_exception.append(broken)
    try:
        await _signed_in(http, token, patience)
        yield made
    finally:
        await http.close()


async def _signed_in(http: HTTPClient, token: str, patience: float) -> None:
    """Raises ChatError where the token is no good or Discord cannot be reached."""
    try:
        async with asyncio.timeout(patience):
            await http.static_login(token)
    except Exception as error:
        raise _at_sign_in(error) from error


def _at_sign_in(error: Exception) -> ChatError:
    if isinstance(error, discord.LoginFailure):
        return ChatRefused(NO_TOKEN, Reach.BOT)
    if isinstance(error, discord.HTTPException):
        return meaning_of(error.status, error.code, Reach.BOT)
    if isinstance(error, aiohttp.ClientConnectorError):
        return NoConnection()
    if isinstance(error, _NO_ANSWER):
        return ChatUnclear(f"no answer from Discord: {type(error).__name__}")
    raise error
