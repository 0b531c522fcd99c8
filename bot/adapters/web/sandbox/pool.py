"""The `Parser` port: strangers' bytes are read in child processes that may be killed, and in no other place.

Guards the bot against whoever writes feeds and pages: an input that takes too long, too much memory or breaks a parser
costs one child and one ParseError; the next input is read by a fresh child. What a child says is checked for its
shape before it is believed.
"""

import asyncio
import logging
from collections.abc import Callable, Mapping
from datetime import datetime
from functools import cache
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from bot.adapters.web.sandbox import frames
from bot.adapters.web.sandbox.child import Child, told
from bot.adapters.web.sandbox.frames import MEGABYTE, Kind
from bot.adapters.web.sandbox.limits import Limits
from bot.domain.errors import ParseError
from bot.domain.intake import Page, ParsedFeed, ParsedOpml

if TYPE_CHECKING:
    from pydantic import TypeAdapter

_log = logging.getLogger(__name__)
_LARGE = 128 * 1024  # bytes of reply whose checking is left to a thread
_SHAPES = {"feed": ParsedFeed, "page": Page, "opml": ParsedOpml}


class Sandbox:
    """Children that parse, at most `children` at a time, started when they are needed. An async context manager."""

    def __init__(
        self, children: int = 1, limits: Limits | None = None, clock: Callable[[], datetime] | None = None
    ) -> None:
        """`clock` tells what a page cannot be dated after; without it, any date is believed."""
        self._clock = clock
        self._limits = limits or Limits()
        self._places = asyncio.Semaphore(children)
        self._idle: list[Child] = []
        self._ending: set[asyncio.Task[None]] = set()
        self._closed = False

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._closed = True
        while self._idle:
            self._discard(self._idle.pop())
        while self._ending:
            await asyncio.gather(*self._ending)

    @property
    def pids(self) -> list[int]:
        """Process ids of the children that wait for work."""
        return [child.pid for child in self._idle]

    async def feed(
        self, data: bytes, url: str | None = None, content_type: str | None = None, seen: str | None = None
    ) -> ParsedFeed:
        """A feed: RSS, RDF, Atom or JSON Feed, without entries that were `seen`. Raises ParseError."""
        parsed: ParsedFeed = await self._parse("feed", data, {"url": url, "content_type": content_type, "seen": seen})
        return parsed

    async def page(self, data: bytes, url: str | None = None, content_type: str | None = None) -> Page:
        """An HTML page. Raises ParseError."""
        arguments = {"url": url, "content_type": content_type}
        if self._clock is not None:
            arguments["now"] = self._clock().isoformat()
        parsed: Page = await self._parse("page", data, arguments)
        return parsed

    async def opml(self, data: bytes) -> ParsedOpml:
        """A list of feeds. Raises ParseError."""
        parsed: ParsedOpml = await self._parse("opml", data, {})
        return parsed

    async def _parse(self, kind: str, data: bytes, arguments: Mapping[str, str | None]) -> Any:  # noqa: ANN401 - see above
        if len(data) > frames.MAX_INPUT:
            raise ParseError(f"is larger than {frames.MAX_INPUT // MEGABYTE} MiB")
        async with self._places:
            child = await self._child()
            try:
                what, payload = await child.ask(kind, data, arguments)
                child.must_go_on(what, payload)
                parsed = await checked(payload, kind) if what is Kind.RESULT else None
            except BaseException as error:
                self._discard(child)
                if isinstance(error, ParseError):
                    _log.warning("parser replaced: %s", error)
                raise
            self._keep(child)
        if parsed is None:
            raise ParseError(told(payload))
        return parsed

    async def _child(self) -> Child:
        """One that waits, or a fresh one. One that was killed from outside in the meantime is passed over."""
        while self._idle:
            child = self._idle.pop()
            if child.is_running:
                return child
            self._discard(child)
        child = await Child.start(self._limits)
        try:
            await child.ready()
        except BaseException:
            self._discard(child)
            raise
        return child

    def _keep(self, child: Child) -> None:
        if child.answered < self._limits.inputs and not self._closed:
            self._idle.append(child)
        else:
            self._discard(child)

    def _discard(self, child: Child) -> None:
        """End a child without waiting for it here: whoever is being cancelled cannot wait."""
        child.kill()
        task = asyncio.create_task(child.end())
        self._ending.add(task)
        task.add_done_callback(self._ending.discard)


@cache
def _adapter(kind: str) -> "TypeAdapter[Any]":
    from pydantic import TypeAdapter  # noqa: PLC0415 - slow to import, and needed once something is parsed

    return TypeAdapter(_SHAPES[kind])


async def checked(payload: bytes, kind: str) -> Any:  # noqa: ANN401 - one of `_SHAPES`
    """The result that a payload is said to be. Raises ParseError where it has another shape.

    The first of all, which imports pydantic, and large ones are left to a thread.
    """
    try:
        if _adapter.cache_info().currsize < len(_SHAPES) or len(payload) > _LARGE:
            return await asyncio.to_thread(_validated, payload, kind)
        return _validated(payload, kind)
    except ValueError:  # pydantic's own is one
        raise ParseError("cannot be read: the parser gave no answer that can be used") from None


def _validated(payload: bytes, kind: str) -> Any:  # noqa: ANN401 - one of `_SHAPES`
    for one in _SHAPES:
        _adapter(one)
    return _adapter(kind).validate_json(payload)
