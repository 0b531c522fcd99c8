"""Whose turn it is: requests of many people, a few at a time; guards that one person's flood costs the others nothing.

Each request ends in time, in an answer or in a line that says why there is none, at the end of the program, too. Every
chat has its own `Turns`.
"""

import asyncio
import logging
from collections import OrderedDict
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from functools import partial
from math import ceil
from typing import Any, TypeVar

from bot.domain.documents import Document
from bot.domain.errors import ChatBusy, ChatError
from bot.services.notices import notice

log = logging.getLogger(__name__)

AT_ONCE = 16  # requests in work
_AT_ONCE_OF_ONE = 2  # of one person: who asks ten things in a second keeps nobody else waiting
_WAITING = 400  # requests that wait for their turn or have a place: more are refused
_LEFT = 4 * _WAITING  # requests that have left their place, which cost little: beyond them one counts as if it had not
_LONGEST = 60.0  # seconds of one request
_REFUSALS = 2_000  # people whose refusal is remembered
_AGAIN = 3.0  # seconds in which nobody is told twice to wait
_TRIES = 3
_PATIENCE = 20.0  # seconds that a chat may ask to wait
_CLOSING = 1.0  # seconds at the end in which those who still wait for an answer are told that none will come
Result = TypeVar("Result")
Send = Callable[[], Awaitable[None]]
Refuse = Callable[[Document], Awaitable[None]]
Wait = Callable[[str, str], float]  # a workspace's key and a person: seconds until they may ask again; counts


async def _nothing() -> None:
    """Where there is no place to be given away."""


@dataclass(frozen=True, slots=True)
class Turn:
    """A request of somebody who waits for its answer: `asked` is when it came, in the ticks of the program.

    What takes long, such as a language model, is waited for after `leave`: the place is given to the next then, and
    not taken back, for what is left to do is little. The person's own place stays theirs.
    """

    asked: float
    leave: Callable[[], Awaitable[None]] = _nothing


Work = Callable[[Turn], Awaitable[Send | None]]


@dataclass(frozen=True, slots=True)
class _Refusal:
    """When somebody was told to wait, and until when; in the seconds of `Turns.ticks`."""

    told: float
    until: float


@dataclass(slots=True)
class _Line:
    """The requests of one person, or of one workspace: `count` are in work or wait."""

    places: asyncio.Semaphore
    count: int = 0


@dataclass(slots=True)
class Turns:
    """The requests of one chat. `wait` and `wait_press` say how long a person must wait; a press costs less.

    `ticks` counts seconds and never goes back. Of one workspace `of_workspace` requests are in work at a time: where
    there are several, the slow ones of one keep no other waiting.
    """

    wait: Wait
    wait_press: Wait
    ticks: Callable[[], float]
    of_workspace: int = AT_ONCE
    _places: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(AT_ONCE))
    _waiting: set[object] = field(default_factory=set)  # of each request that counts so, a mark of its own
    _left: set[object] = field(default_factory=set)
    _tasks: set[asyncio.Task[Any]] = field(default_factory=set)
    _served: set[asyncio.Task[Any]] = field(default_factory=set)  # those of them that somebody waits for an answer of
    _closing: bool = False
    _lines: dict[str, _Line] = field(default_factory=dict)  # of people
    _rooms: dict[str, _Line] = field(default_factory=dict)  # of workspaces
    _refused: OrderedDict[tuple[str, bool], _Refusal] = field(default_factory=OrderedDict)

    # --- beginning and end ---------------------------------------------------------------------------

    @contextmanager
    def at_work(self) -> Iterator[None]:
        """Whatever is done for somebody: the end waits for it."""
        task = asyncio.current_task()
        if task is not None:
            self._tasks.add(task)
        try:
            yield
        finally:
            if task is not None:
                self._tasks.discard(task)

    async def finish(self, patience: float) -> None:
        """Wait so many seconds for what is being done, break off the rest, and tell whoever waits for it, in a second.

        What has only been acknowledged until then is told so as soon as it would be its turn.
        """
        if self._tasks:
            await asyncio.wait(set(self._tasks), timeout=patience)
        self._closing = True
        for task in set(self._served):
            task.cancel()
        if self._tasks:
            await asyncio.wait(set(self._tasks), timeout=_CLOSING)
        left = set(self._tasks)
        for task in left:
            task.cancel()
        await asyncio.gather(*left, return_exceptions=True)

    # --- one at a time -------------------------------------------------------------------------------

    async def serve(  # noqa: PLR0913 - who, what, and how it came
        self,
        workspace: str,
        person: str,
        work: Work,
        refuse: Refuse,
        *,
        press: bool = False,
        shown: bool = False,
        asked: float | None = None,
    ) -> None:
        """Do the work for this person when it is their turn; `refuse` tells them to wait, or what went wrong.

        The work may give what is left to be sent: nobody else waits for the chat to take it. `shown`: the chat shows
        that an answer is coming, so that each time one must come. `asked`: when it came, in ticks, if that was not now;
        an answer's deadline counts from then, however long its turn is waited for.
        """
        asked = self.ticks() if asked is None else asked
        if self._closing:
            await quietly(refuse(notice("chat_restarting")))
            return
        if not await self.admits(workspace, person, refuse, press=press, shown=shown):
            return
        with self._counted() as left:
            try:
                await self._answered(workspace, person, lambda leave: work(Turn(asked, partial(left, leave))), refuse)
            except ChatError as error:
                log.warning("an answer did not arrive: %s", error)
                await quietly(refuse(notice("chat_unclear")))
            except Exception as error:  # whatever it is, whoever asked is told, and the others are served
                if isinstance(error, TimeoutError):
                    log.warning("a request took too long")
                else:
                    log.exception("a request failed")
                await quietly(refuse(notice("chat_too_long" if isinstance(error, TimeoutError) else "chat_fault")))

    @contextmanager
    def _counted(self) -> Iterator[Callable[[Send], Awaitable[None]]]:
        """It counts among those who wait until it leaves, with what is given, and then apart. Each once, to its end."""
        mark = object()
        self._waiting.add(mark)

        async def left(leave: Send) -> None:
            if mark in self._waiting and len(self._left) < _LEFT:
                self._waiting.discard(mark)
                self._left.add(mark)
            await leave()

        try:
            yield left
        finally:
            self._waiting.discard(mark)
            self._left.discard(mark)

    async def _answered(
        self, workspace: str, person: str, work: Callable[[Send], Awaitable[Send | None]], refuse: Refuse
    ) -> None:
        send: Send | None = None
        try:
            with self._awaited():
                async with self._turn(workspace, person) as leave, asyncio.timeout(_LONGEST):
                    send = await work(leave)
                if send:
                    async with asyncio.timeout(_LONGEST):
                        await send()
        except asyncio.CancelledError:
            if self._closing:
                await quietly(refuse(notice("chat_unclear" if send else "chat_restarting")))
            raise

    @contextmanager
    def _awaited(self) -> Iterator[None]:
        """What the end breaks off, so that whoever waits for it can be told."""
        task = asyncio.current_task()
        mine = {task} & self._tasks - self._served if task else set()
        self._served |= mine
        try:
            yield
        finally:
            self._served -= mine

    @asynccontextmanager
    async def _turn(self, workspace: str, person: str) -> AsyncIterator[Send]:
        """One of the places, of which nobody takes more than a few, and no workspace all. Gives how to leave it."""
        async with _standing(self._lines, person, _AT_ONCE_OF_ONE), AsyncExitStack() as places:
            await places.enter_async_context(_standing(self._rooms, workspace, self.of_workspace))
            await places.enter_async_context(self._places)
            yield places.aclose

    # --- who asks too often --------------------------------------------------------------------------

    async def admits(
        self, workspace: str, person: str, refuse: Refuse, *, press: bool = False, shown: bool = False
    ) -> bool:
        """Whether this person need not wait, which is then counted; else they are told."""
        if self.makes_wait(person, press=press) and not shown:
            return False
        seconds = (self.wait_press if press else self.wait)(workspace, person)
        if seconds <= 0 and len(self._waiting) < _WAITING:
            return True
        await self._refuse((person, press), max(seconds, 1.0), refuse, always=shown)
        return False

    def makes_wait(self, person: str, *, press: bool = False) -> bool:
        """Whether this person was just told to wait: nothing is done for them, not even a look into storage."""
        known = self._refused.get((person, press))
        return known is not None and self.ticks() < min(known.until, known.told + _AGAIN)

    async def _refuse(self, who: tuple[str, bool], seconds: float, refuse: Refuse, *, always: bool) -> None:
        """Tell somebody to wait, once unless `always`: a flood of answers would be another."""
        now, known = self.ticks(), self._refused.pop(who, None)
        is_news = known is None or now - known.told >= _AGAIN
        told = now if known is None or is_news else known.told
        self._refused[who] = _Refusal(told, now + seconds)
        while len(self._refused) > _REFUSALS:
            self._refused.popitem(last=False)
        if is_news or always:
            await quietly(refuse(notice("too_many", seconds=str(ceil(seconds)))))


async def patiently(send: Callable[[], Awaitable[Result]]) -> Result:
    """Send it, again where the chat has asked to wait a little: what it asks to wait for, it has not taken."""
    for _ in range(_TRIES - 1):
        try:
            return await send()
        except ChatBusy as busy:
            if busy.retry_after > _PATIENCE:
                raise
            await asyncio.sleep(busy.retry_after)
    return await send()


async def quietly(work: Awaitable[None]) -> None:
    """What is of no consequence where it fails."""
    try:
        await work
    except ChatError as error:
        log.info("%s", error)


@asynccontextmanager
async def _standing(lines: dict[str, _Line], name: str, places: int) -> AsyncIterator[None]:
    """One of the places of this line, which is there as long as anybody stands in it."""
    line = lines.setdefault(name, _Line(asyncio.Semaphore(places)))
    line.count += 1
    try:
        async with line.places:
            yield
    finally:
        line.count -= 1
        if not line.count:
            del lines[name]
