"""Random histories of `seeded` in a fake Slack over real sockets: the real chat, Slack's faults, Slack's limits."""

from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

from bot.adapters.slack.chat import SlackChat
from bot.adapters.slack.client import client
from tests.chat_seeded import Flights, OneByOne, Played, Weather, judged, napping
from tests.fakes import service
from tests.fakes.slack import APP_TOKEN, BOT_TOKEN, BOT_USER, SCOPES, Channel, FakeSlack, Fault, Message, fake_slack
from tests.fakes.slack_chat import ACCOUNT
from tests.histories import World
from tests.seeded import Drawn, draw, play_out, world_of

NEVER = {Fault.NONE, Fault.GONE, Fault.REMOVED, Fault.REVOKED}
FAULTS = [one for one in Fault if one not in NEVER]
WORKSPACE = ACCOUNT.workspace


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
class Conditions:
    """What becomes of requests, and who else writes meanwhile."""

    slack: FakeSlack
    given: InSlack
    weather: Weather

    def __call__(self, method: str, args: dict[str, Any], count: int) -> Fault:
        seed = f"{self.given.drawn.seed}/{method}/{sorted(map(str, args.items()))}/{count}"
        chance = Random(seed)  # noqa: S311 - as above
        is_post = method == "chat.postMessage"
        if is_post:
            self._chatter(args["channel"], args.get("thread_ts"))
        may = count <= 3 if is_post else count == 1
        where = args.get("channel", "")
        if not self.weather.fails(chance, where, is_post=is_post, is_look=not is_post, may=may):
            return Fault.NONE
        if self.weather.is_outage(chance, may=self.given.revoked):
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


async def play(seed: int, chat: type[OneByOne] = OneByOne) -> Played[InSlack]:
    """A history from its beginning to where all of it is settled, and what became of it."""
    given = draw_in_slack(seed)
    drawn = given.drawn
    world, weather = await world_of(drawn), Weather(drawn.share)
    world.off += timedelta(seconds=given.ahead)
    late_by = world.service.late_by.total_seconds()
    async with slack_of(world, given) as slack, client(BOT_TOKEN, APP_TOKEN, None, slack.api) as made:
        for _, channel, _ in drawn.channels:
            slack.add_channel(Channel(channel, channel, members={"U1", BOT_USER}))
        slack.fault = Conditions(slack, given, weather)
        slack.nap, slack.late_by, slack.held, slack.slowness = napping(world), late_by, 0.0, 0.0
        account = replace(ACCOUNT, ahead=given.ahead)
        flights = Flights()
        world.new_chat, world.still = lambda _: chat(SlackChat(made, account), flights), flights.over
        await play_out(world, drawn)
        world.elapsed += 3600
        await slack.settle()
        world.service.accepted = shown(slack, drawn)
        assert not slack.rejected
    return Played(judged(world, drawn), given, weather)


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
