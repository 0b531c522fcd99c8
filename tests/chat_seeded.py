"""What the random histories of `seeded` have in common where they are played in a fake chat over real sockets.

Sockets and the replies on them are real, time is the history's: for the bot, for the chat's limits and the times of its
messages, and for what arrives late. Of a request that is never answered the connection drops instead.
"""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from random import Random
from typing import Generic, Protocol, TypeVar

from bot.domain.documents import Briefing, Document, Notice
from bot.services.ports import Chat, Part
from tests.histories import Verdict, World, judge
from tests.seeded import Drawn, faults_of

LOOKS = 4  # that fail for one message: with as many crashes they are fewer than those after which a person is asked
OUTAGES = 2  # in a history, of ten minutes for all posting


@dataclass(slots=True)
class Flights:
    """Requests under way: while there are any, the history's time stands still."""

    count: int = 0

    @contextmanager
    def one(self) -> Iterator[None]:
        self.count += 1
        try:
            yield
        finally:
            self.count -= 1

    async def over(self) -> None:
        """Return when there are none."""
        while self.count:  # noqa: ASYNC110 - within milliseconds
            await asyncio.sleep(0)


@dataclass
class OneByOne:
    """A chat that posts each story as a message of its own, so that short editions have several."""

    chat: Chat
    flights: Flights

    async def post(self, channel: str, part: Part, key: str, *, thread: str | None = None) -> str:
        with self.flights.one():
            return await self.chat.post(channel, part, key, thread=thread)

    async def find(
        self, channel: str, key: str, *, thread: str | None = None, since: datetime | None = None
    ) -> str | None:
        with self.flights.one():
            return await self.chat.find(channel, key, thread=thread, since=since)

    def render(self, document: Document) -> Sequence[Part]:
        if not isinstance(document, Briefing):
            return self.chat.render(document)
        alone = [replace(document, stories=(one,)) for one in document.stories]
        return [part for one in alone for part in self.chat.render(one)]

    async def notify_admin(self, notice: Notice) -> None:
        await self.chat.notify_admin(notice)


class Blind(OneByOne):
    """Finds nothing, ever."""

    async def find(
        self, channel: str, key: str, *, thread: str | None = None, since: datetime | None = None
    ) -> str | None:
        del channel, key, thread, since
        return None


@dataclass(slots=True)
class Weather:
    """Which requests fail; `share` of them, until a message has failed so often that it is to go through."""

    share: float
    outages: int = 0
    faults: int = 0
    requests: int = 0
    looks: Counter[str] = field(default_factory=Counter)  # that failed in a channel since a message was posted there

    def fails(self, chance: Random, channel: str, *, is_post: bool, is_look: bool, may: bool) -> bool:
        """Whether a request for the channel fails, that `may`."""
        self.requests += 1
        may = may and not (is_look and self.looks[channel] >= LOOKS)
        if not may or chance.random() >= self.share:
            self.looks[channel] *= not is_post
            return False
        self.faults += 1
        self.looks[channel] += is_look
        return True

    def is_outage(self, chance: Random, *, may: bool) -> bool:
        """Whether a request that fails is one after which nothing is posted for some minutes."""
        found = may and self.outages < OUTAGES and chance.random() < 0.2
        self.outages += found
        return found


def judged(world: World, drawn: Drawn) -> Verdict:
    """What became of a history that was played out; nothing is held without a person being told."""
    verdict = judge(world, drawn.wanted)
    assert world.told().count("edition_held") == verdict.held
    return verdict


def napping(world: World) -> Callable[[float], Awaitable[None]]:
    """Waiting by the history's time."""

    async def nap(seconds: float) -> None:
        until = world.seconds + seconds
        while world.seconds < until:  # noqa: ASYNC110 - time passes without an event
            await asyncio.sleep(0)

    return nap


class HasDrawn(Protocol):
    """What a seed stands for in one chat."""

    @property
    def drawn(self) -> Drawn:
        """What it stands for in every chat."""


Given = TypeVar("Given", bound=HasDrawn)


@dataclass(frozen=True, slots=True)
class Played(Generic[Given]):
    """A history that was played to its end."""

    verdict: Verdict
    given: Given
    weather: Weather

    @property
    def faults(self) -> list[str]:
        """What the promise does not allow."""
        return faults_of(self.verdict, self.given.drawn)


async def broken(seeds: Sequence[int], play: Callable[[int], Awaitable[Played[Given]]]) -> list[tuple[int, list[str]]]:
    """The seeds whose histories break the promise, and how."""
    return [(seed, faults) for seed in seeds if (faults := (await play(seed)).faults)]


async def tally(
    seeds: Sequence[int],
    play: Callable[[int], Awaitable[Played[Given]]],
    kinds: Callable[[Given], dict[str, bool]],
) -> tuple[Counter[str], dict[int, list[str]]]:
    """What was counted, histories by their `kinds` too; and the seeds that break the promise, and how."""
    counts: Counter[str] = Counter()
    found: dict[int, list[str]] = {}
    for seed in seeds:
        played = await play(seed)
        verdict, drawn = played.verdict, played.given.drawn
        counts.update({"doubled": verdict.doubled, "lost": verdict.lost})
        counts["held" if drawn.readable else "held unread"] += verdict.held
        counts.update({"unread": not drawn.readable, "spare": bool(drawn.pauses)})
        counts.update({"faults": played.weather.faults, "requests": played.weather.requests})
        counts.update(kinds(played.given))
        if played.faults:
            found[seed] = played.faults
    return counts, found
