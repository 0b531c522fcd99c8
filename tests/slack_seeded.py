"""The random histories of `seeded`, in a fake Slack over real sockets: the real chat, Slack's faults, Slack's limits.

Sockets and the replies on them are real, time is the history's: for the bot, for Slack's limits and the times of its
messages, and for what arrives late. Of a request that is never answered the connection drops instead.
"""

import asyncio
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import AbstractAsyncContextManager, contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

from bot.adapters.slack.chat import SlackChat
from bot.adapters.slack.client import client
from bot.adapters.slack.rendering import render
from bot.domain.documents import Briefing, Document
from bot.services.ports import Part
from tests.fakes import service
from tests.fakes.slack import APP_TOKEN, BOT_TOKEN, BOT_USER, SCOPES, Channel, FakeSlack, Fault, Message, fake_slack
from tests.fakes.slack_chat import ACCOUNT
from tests.histories import Verdict, World, judge
from tests.seeded import Drawn, draw, faults_of, play_out, world_of

NEVER = {Fault.NONE, Fault.GONE, Fault.REMOVED, Fault.REVOKED}
FAULTS = [one for one in Fault if one not in NEVER]
LOOKS = 4  # that fail for one message: with as many crashes they are fewer than those after which a person is asked
REVOCATIONS = 2  # in a history: all posting waits ten minutes each time
WORKSPACE = ACCOUNT.workspace


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
class OneByOne(SlackChat):
    """Posts each story as a message of its own, so that short editions have several."""

    flights: Flights = field(default_factory=Flights)

    async def post(self, channel: str, part: Part, key: str, *, thread: str | None = None) -> str:
        with self.flights.one():
            return await super().post(channel, part, key, thread=thread)

    async def find(
        self, channel: str, key: str, *, thread: str | None = None, since: datetime | None = None
    ) -> str | None:
        with self.flights.one():
            return await super().find(channel, key, thread=thread, since=since)

    def render(self, document: Document) -> Sequence[Part]:
        if not isinstance(document, Briefing):
            return render(document, command=self.command)
        alone = [replace(document, stories=(one,)) for one in document.stories]
        return [part for one in alone for part in render(one, command=self.command)]


@dataclass(frozen=True, slots=True)
class InSlack:
    """What a seed stands for beside what is drawn for every chat."""

    drawn: Drawn
    is_strict: bool  # one page of history a minute
    chatter: int  # messages of people's for each of the bot's
    ahead: float  # seconds by which the bot's clock is ahead of Slack's
    revoked: bool  # whether a request may say that the token is no good


def draw_in_slack(seed: int) -> InSlack:
    """The history of a seed: all of its channels are in one workspace."""
    chance = Random(f"slack/{seed}")  # noqa: S311 - a history that can be told again, not a secret
    drawn = draw(seed)
    drawn = replace(drawn, channels=[(WORKSPACE, channel, schedule) for _, channel, schedule in drawn.channels])
    is_ahead = chance.random() < 0.25 and drawn.set_back is None
    return InSlack(
        drawn,
        is_strict=chance.random() < 0.25,
        chatter=chance.choice([0, 0, 4, 20]),
        ahead=chance.uniform(0, 1200) if is_ahead else 0.0,
        revoked=chance.random() < 0.25,
    )


@dataclass(slots=True)
class Weather:
    """What becomes of requests, and who else writes meanwhile."""

    slack: FakeSlack
    given: InSlack
    revoked: int = 0
    faults: int = 0
    requests: int = 0
    looks: Counter[str] = field(default_factory=Counter)  # that failed in a channel since a message was posted there

    def __call__(self, method: str, args: dict[str, Any], count: int) -> Fault:
        seed = f"{self.given.drawn.seed}/{method}/{sorted(map(str, args.items()))}/{count}"
        chance = Random(seed)  # noqa: S311 - as above
        is_post = method == "chat.postMessage"
        self.requests += 1
        if is_post:
            self._chatter(args["channel"], args.get("thread_ts"))
        channel = args.get("channel", "")
        may_fail = count <= 3 if is_post else count == 1 and self.looks[channel] < LOOKS
        if not may_fail or chance.random() >= self.given.drawn.share:
            self.looks[channel] *= not is_post
            return Fault.NONE
        self.faults += 1
        self.looks[channel] += not is_post
        if self.given.revoked and self.revoked < REVOCATIONS and chance.random() < 0.2:
            self.revoked += 1
            return chance.choice([Fault.REVOKED, Fault.REMOVED])
        return chance.choice(FAULTS)

    def _chatter(self, channel: str, thread: str | None) -> None:
        for _ in range(self.given.chatter):
            self.slack.keep(Message(channel, self.slack.new_ts(), "U1", "good morning", [], thread))


def slack_of(world: World, given: InSlack) -> AbstractAsyncContextManager[FakeSlack]:
    """The Slack of a history, in its time."""
    scopes = SCOPES if given.drawn.readable else SCOPES - {"channels:history"}

    def wall() -> float:
        return world.true.timestamp()

    return fake_slack(strict_history=given.is_strict, scopes=scopes, clock=lambda: world.seconds, wall=wall)


async def play(seed: int, chat: type[OneByOne] = OneByOne) -> tuple[Verdict, InSlack, Weather]:
    """A history from its beginning to where all of it is settled, and what became of it."""
    given = draw_in_slack(seed)
    drawn = given.drawn
    world = await world_of(drawn)
    world.off += timedelta(seconds=given.ahead)
    late_by = world.service.late_by.total_seconds()

    async def nap(seconds: float) -> None:
        until = world.seconds + seconds
        while world.seconds < until:  # noqa: ASYNC110 - time passes without an event
            await asyncio.sleep(0)

    async with slack_of(world, given) as slack, client(BOT_TOKEN, APP_TOKEN, None, slack.api) as made:
        for _, channel, _ in drawn.channels:
            slack.add_channel(Channel(channel, channel, members={"U1", BOT_USER}))
        slack.fault = weather = Weather(slack, given)
        slack.nap, slack.late_by, slack.held, slack.slowness = nap, late_by, 0.0, 0.0
        account = replace(ACCOUNT, ahead=given.ahead)
        flights = Flights()
        world.new_chat, world.still = lambda _: chat(made, account, flights=flights), flights.over
        await play_out(world, drawn)
        world.elapsed += 3600
        await slack.settle()
        world.service.accepted = shown(slack, drawn)
        assert not slack.rejected
    verdict = judge(world, drawn.wanted)
    assert world.told().count("edition_held") == verdict.held  # nothing is held without a person being told
    return verdict, given, weather


def shown(slack: FakeSlack, drawn: Drawn) -> list[service.Message]:
    """What the channels show of the bot's; the key of what stands in the wrong place is its own."""
    found = []
    for channel in slack.channels:
        messages = slack.messages(channel)
        firsts = {key_of(one)[:-1]: one.ts for one in messages if key_of(one)[-1:] == "0"}
        for one in messages:
            key = key_of(one)
            is_right = one.thread_ts == (None if key[-1:] == "0" else firsts.get(key[:-1]))
            at = datetime.fromtimestamp(float(one.ts), UTC)
            key = key if is_right else f"astray {key}"
            found.append(service.Message(WORKSPACE, channel, key, one.text, one.thread_ts, at, one.ts))
    assert {one.channel for one in found} <= {channel for _, channel, _ in drawn.channels}
    return found


def key_of(message: Message) -> str:
    """The edition's key and the message's place in it; empty where it has none."""
    payload = (message.metadata or {}).get("event_payload") or {}
    return str(payload.get("key", ""))


async def broken(seeds: Sequence[int]) -> list[tuple[int, list[str]]]:
    """The seeds whose histories break the promise, and how."""
    found = []
    for seed in seeds:
        verdict, given, _ = await play(seed)
        if faults := faults_of(verdict, given.drawn):
            found.append((seed, faults))
    return found
