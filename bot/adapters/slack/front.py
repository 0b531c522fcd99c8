"""What every request in Slack goes through: who asks where, and how fast.

Guards that one person's flood costs the others nothing, and that each request ends in time, in an answer or in a line
that says why there is none.
"""

import asyncio
import logging
from collections import OrderedDict
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from math import ceil
from typing import Any

from bot.adapters.slack.account import Account
from bot.adapters.slack.answering import Answering, quietly
from bot.adapters.slack.chat import SlackChat
from bot.adapters.slack.people import Directory, Seen
from bot.adapters.slack.seal import Seal
from bot.domain.documents import Document
from bot.domain.errors import ChatError
from bot.domain.rights import Person
from bot.services.notices import notice
from bot.services.ports import Handled
from bot.services.requests import Asking, RequestDesk, Talker

log = logging.getLogger(__name__)

_AT_ONCE = 16  # requests in work
_AT_ONCE_OF_ONE = 2  # of one person: who asks ten things in a second keeps nobody else waiting
_WAITING = 400  # requests that wait for their turn: more are refused
_LONGEST = 60.0  # seconds of one request
_REFUSALS = 2_000  # people whose refusal is remembered
_AGAIN = 3.0  # seconds in which nobody is told twice to wait
Send = Callable[[], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class _Refusal:
    """When somebody was told to wait, and until when; in the seconds of `Front.ticks`."""

    told: float
    until: float


@dataclass(slots=True)
class _Line:
    """One person's requests: `count` are in work or wait."""

    places: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(_AT_ONCE_OF_ONE))
    count: int = 0


@dataclass(slots=True)
class Front:
    """What serving people in one Slack workspace works with. `open_desk` binds everything to whoever asks, and where.

    `samples` makes a briefing of the sample articles, for a workspace that has none of its own; None where it cannot.
    `wait` gives the seconds until a person may ask again, and counts; `wait_press` those until they may press again,
    which costs less. `command` is the slash command.
    """

    account: Account
    chat: SlackChat
    directory: Directory
    open_desk: Callable[[Asking], Awaitable[RequestDesk]]
    handled: Callable[[], Awaitable[Handled]]
    talker: Talker
    answers: Answering
    seal: Seal
    wait: Callable[[str], float]
    wait_press: Callable[[str], float]
    clock: Callable[[], datetime]
    ticks: Callable[[], float]
    command: str = "/news"
    zone: str = "UTC"
    closed: bool = False  # the workspace has removed the app: nothing could be posted there
    samples: Callable[[], Awaitable[Document | None]] | None = None
    _places: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(_AT_ONCE))
    _waiting: int = 0
    _tasks: set[asyncio.Task[Any]] = field(default_factory=set)
    _lines: dict[str, _Line] = field(default_factory=dict)
    _refused: OrderedDict[tuple[str, bool], _Refusal] = field(default_factory=OrderedDict)

    # --- who asks ------------------------------------------------------------------------------------

    async def asking(self, seen: Seen, *, changes: bool = False) -> Asking:
        """Who asks where; for what `changes` something, with the rights that the person has now."""
        private, shared = True, False  # a home page is one person's
        if seen.channel:
            facts = await self.directory.facts(seen)
            private, shared = facts.private, facts.shared
        person = (
            await self.directory.person(seen)
            if changes
            else Person(seen.person, foreign=bool(seen.team) and seen.team != self.account.team)
        )
        return Asking(self.account.workspace, seen.channel, person, private, direct=seen.is_direct, shared=shared)

    async def first(self, key: str) -> bool:
        """Whether this event was not taken up before: Slack sends some again, and others in two ways."""
        return await (await self.handled()).first(key, self.clock())

    def sealed(self, seen: Seen, memory: Mapping[str, str]) -> str | None:
        """What a form is to remember; None where that is too much for one."""
        try:
            return self.seal.close(seen.person, memory, self.clock())
        except ValueError:
            return None

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
            self._tasks.discard(task)

    async def finish(self, patience: float) -> None:
        """Wait so many seconds for what is being done, and break off the rest."""
        if self._tasks:
            await asyncio.wait(set(self._tasks), timeout=patience)
        left = set(self._tasks)
        for task in left:
            task.cancel()
        await asyncio.gather(*left, return_exceptions=True)

    # --- one at a time -------------------------------------------------------------------------------

    async def serve(
        self,
        seen: Seen,
        work: Callable[[], Awaitable[Send | None]],
        refuse: Callable[[Document], Awaitable[None]],
        *,
        press: bool = False,
    ) -> None:
        """Do the work for this person when it is their turn; `refuse` tells them to wait, or what went wrong.

        The work may give what is left to be sent: nobody else waits for Slack to take it.
        """
        if self.closed:
            await quietly(refuse(notice("chat_removed")))
            return
        if self.makes_wait(seen.person, press=press):
            return
        seconds = (self.wait_press if press else self.wait)(seen.person)
        if seconds > 0 or self._waiting >= _WAITING:
            await self._refuse((seen.person, press), max(seconds, 1.0), refuse)
            return
        self._waiting += 1
        try:
            await self._done(seen.person, work)
        except ChatError as error:
            log.warning("an answer did not reach Slack: %s", error)
            await quietly(refuse(notice("chat_unclear")))
        except Exception as error:  # whatever it is, whoever asked is told, and the others are served
            if isinstance(error, TimeoutError):
                log.warning("a request took too long")
            else:
                log.exception("a request failed")
            await quietly(refuse(notice("chat_too_long" if isinstance(error, TimeoutError) else "chat_fault")))
        finally:
            self._waiting -= 1

    async def _done(self, person: str, work: Callable[[], Awaitable[Send | None]]) -> None:
        async with self._turn(person):
            async with asyncio.timeout(_LONGEST):
                send = await work()
        if send:
            async with asyncio.timeout(_LONGEST):
                await send()

    @asynccontextmanager
    async def _turn(self, person: str) -> AsyncIterator[None]:
        """One of the places, of which nobody takes more than a few."""
        line = self._lines.setdefault(person, _Line())
        line.count += 1
        try:
            async with line.places, self._places:
                yield
        finally:
            line.count -= 1
            if not line.count:
                del self._lines[person]

    # --- who asks too often --------------------------------------------------------------------------

    def makes_wait(self, person: str, *, press: bool = False) -> bool:
        """Whether this person was just told to wait: nothing is done for them, not even a look into storage."""
        known = self._refused.get((person, press))
        return known is not None and self.ticks() < min(known.until, known.told + _AGAIN)

    async def _refuse(
        self, who: tuple[str, bool], seconds: float, refuse: Callable[[Document], Awaitable[None]]
    ) -> None:
        """Tell somebody to wait, once: a flood of answers would be another."""
        now, known = self.ticks(), self._refused.pop(who, None)
        is_news = known is None or now - known.told >= _AGAIN
        told = now if known is None or is_news else known.told
        self._refused[who] = _Refusal(told, now + seconds)
        while len(self._refused) > _REFUSALS:
            self._refused.popitem(last=False)
        if is_news:
            await quietly(refuse(notice("too_many", seconds=str(ceil(seconds)))))
