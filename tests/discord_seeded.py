"""The random histories of `seeded`, in a fake Discord over real sockets: the real chat, Discord's faults and limits.

They are played on a loop whose clock hurries: discord.py waits for seconds before it sends a request again.
"""

from collections import Counter
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from random import Random

from bot.adapters.discord.account import workspace_of
from bot.adapters.discord.chat import DiscordChat
from bot.adapters.discord.client import DiscordClient, client
from bot.adapters.discord.history import Memory
from tests.chat_seeded import Flights, OneByOne, Played, Weather, judged, napping
from tests.fakes import service
from tests.fakes.discord import (
    ANNOUNCEMENT,
    BOT_TOKEN,
    POST,
    TEXT,
    Can,
    Channel,
    FakeDiscord,
    Fault,
    Guild,
    Message,
    Overwrite,
    fake_discord,
    keys_of,
)
from tests.fakes.discord_chat import ACCOUNT
from tests.histories import World
from tests.seeded import Drawn, draw, play_out, world_of

NEVER = {Fault.NONE, Fault.FORBIDDEN, Fault.GONE, Fault.REVOKED, Fault.BANNED}
FAULTS = [one for one in Fault if one not in NEVER]
HISTORY = "GET /channels/{channel}/messages"
SENT_AGAIN = {Fault.HTTP_500_BEFORE, Fault.HTTP_500_AFTER, Fault.HTTP_502_BEFORE, Fault.HTTP_502_AFTER}
MOST_TALK = 600  # messages of people's from one of the bot's on: it does not look through thousands
TRUSTED = 120.0  # seconds: where nonces are remembered for less, what discord.py sends again at once goes through
_FIRST_ID = 10**18


@dataclass(frozen=True, slots=True)
class InDiscord:
    """What a seed stands for beside what is drawn for every chat."""

    drawn: Drawn
    nonce_memory: float  # seconds
    retry_after: float  # seconds
    hides_history: bool  # says "no messages" where they may not be read
    has_threads: bool
    kind: int  # of all channels
    chatter: int  # messages of people's before each request for a channel
    ahead: float  # seconds by which the bot's clock is ahead of Discord's
    banned: bool  # whether what stands before Discord may refuse everything for a while


def draw_in_discord(seed: int) -> InDiscord:
    """The history of a seed: each of its workspaces is a server."""
    chance = Random(f"discord/{seed}")  # noqa: S311 - a history that can be told again, not a secret
    drawn = draw(seed)
    servers = {one: str(_FIRST_ID + at) for at, one in enumerate(dict.fromkeys(team for team, _, _ in drawn.channels))}
    channels = [
        (workspace_of(servers[team]), str(_FIRST_ID + 100 + at), schedule)
        for at, (team, _, schedule) in enumerate(drawn.channels)
    ]
    drawn = replace(drawn, channels=channels)
    is_ahead = chance.random() < 0.25 and drawn.set_back is None
    memory = chance.choice([5.0, 50.0, TRUSTED, 300.0])
    return InDiscord(
        drawn,
        nonce_memory=memory,
        retry_after=chance.choice([1.0, 37.0, 200.0]),
        hides_history=chance.random() < 0.5,
        has_threads=chance.random() < 0.75,
        kind=chance.choice([TEXT, TEXT, TEXT, ANNOUNCEMENT]),
        chatter=chance.choice([0, 0, 4, 20, 60]),
        ahead=chance.uniform(0, 1200) if is_ahead else 0.0,
        banned=chance.random() < 0.25,
    )


@dataclass(slots=True)
class Conditions:
    """What becomes of requests, and who else writes meanwhile."""

    discord: FakeDiscord
    given: InDiscord
    weather: Weather
    talk: Counter[str] = field(default_factory=Counter)  # in a channel since the bot posted there
    failed: tuple[object, float] = (None, 0.0)  # the last message, and when, that is sent again by discord.py

    def __call__(self, route: str, body: object, count: int) -> Fault:
        path = self.discord.calls[-1].path
        channel = self.discord.channels.get((path.split("/") + [""] * 5)[4])
        if channel is None:
            return Fault.NONE
        self.talk[channel.id] *= route != POST
        if route in {POST, HISTORY} and self.talk[channel.id] < MOST_TALK:
            self._chatter(channel)
        chance = Random(f"{self.given.drawn.seed}/{route}/{path}/{body}/{count}")  # noqa: S311 - as above
        root, is_look = (channel.parent or channel).id, route.startswith("GET")
        may = (is_look or count <= 3) and not self._is_sent_again(body)
        if not self.weather.fails(chance, root, is_post=route == POST, is_look=is_look, may=may):
            return Fault.NONE
        if self.weather.is_outage(chance, may=self.given.banned):
            return Fault.BANNED
        fault = chance.choice(FAULTS)
        if route == POST and fault in SENT_AGAIN:
            self.failed = body, self.discord.clock()
        return fault

    def _is_sent_again(self, body: object) -> bool:
        """Where nonces are forgotten within a minute, what discord.py sends again at once arrives at once."""
        return self.given.nonce_memory < TRUSTED and self.failed == (body, self.discord.clock())

    def _chatter(self, channel: Channel) -> None:
        who = next(iter(self.discord.users.values()))
        for _ in range(self.given.chatter):
            self.discord.keep(Message(self.discord.new_id(), channel, who, "good morning"))
        self.talk[channel.id] += self.given.chatter


def discord_of(world: World, given: InDiscord) -> AbstractAsyncContextManager[FakeDiscord]:
    """The Discord of a history, in its time."""

    def wall() -> float:
        return world.true.timestamp()

    return fake_discord(
        clock=lambda: world.seconds,
        wall=wall,
        nonce_memory=given.nonce_memory,
        retry_after=given.retry_after,
        hides_history=given.hides_history,
        late_by=world.service.late_by.total_seconds(),
        nap=napping(world),
        held=0.0,
        slowness=0.0,
    )


def populate(discord: FakeDiscord, given: InDiscord) -> None:
    """The servers and channels of a history."""
    denied = Can.NOTHING if given.drawn.readable else Can.READ_MESSAGE_HISTORY
    denied |= Can.NOTHING if given.has_threads else Can.CREATE_PUBLIC_THREADS
    servers: dict[str, Guild] = {}
    for workspace, channel, _ in given.drawn.channels:
        if workspace not in servers:
            servers[workspace] = discord.add_guild(workspace)
        server = servers[workspace]
        refused = Overwrite(server.id, deny=denied)
        discord.channels[channel] = Channel(channel, server, channel, given.kind, [refused])


async def play(seed: int, chat: type[OneByOne] = OneByOne, nonce_memory: float | None = None) -> Played[InDiscord]:
    """A history from its beginning to where all of it is settled, and what became of it."""
    given = draw_in_discord(seed)
    if nonce_memory is not None:
        given = replace(given, nonce_memory=nonce_memory)
    drawn = given.drawn
    world, weather, flights = await world_of(drawn), Weather(drawn.share), Flights()
    world.off += timedelta(seconds=given.ahead)
    async with discord_of(world, given) as discord, client(BOT_TOKEN, None, discord.api) as made:
        populate(discord, given)
        made.refusals.ticks = lambda: world.seconds
        discord.fault = Conditions(discord, given, weather)
        world.new_chat = lambda _: chat(_chat(made, given), flights)
        world.still = flights.over
        await play_out(world, drawn)
        world.elapsed += 3600
        await discord.settle()
        world.service.accepted = shown(discord, given)
        _check(discord, given)
    return Played(judged(world, drawn), given, weather)


def _chat(made: DiscordClient, given: InDiscord) -> DiscordChat:
    account = replace(ACCOUNT, ahead=given.ahead)
    return DiscordChat(made, account, memory=Memory())


def _check(discord: FakeDiscord, given: InDiscord) -> None:
    """Nothing malformed was sent, nobody was called, and refusals were few."""
    assert not [one for one in discord.refused if "400 50035" in one]
    assert not discord.pings
    refused = [one for one in discord.invalid if one[2] == 403]
    assert len(refused) <= 20 * len(given.drawn.channels) * given.drawn.days * (1 + len(given.drawn.crashes)), refused


def shown(discord: FakeDiscord, given: InDiscord) -> list[service.Message]:
    """What the channels show of the bot's, in order; the key of what stands in the wrong place is its own."""
    found = []
    for workspace, channel, _ in given.drawn.channels:
        messages = [one for place in places(discord, channel) for one in discord.messages(place)]
        firsts = {key_of(one)[:-1]: one for one in messages if key_of(one)[-1:] == "0"}
        for one in sorted(messages, key=lambda one: int(one.id)):
            key = key_of(one)
            first = firsts.get(key[:-1])
            is_right = under_of(one) == (None if key[-1:] == "0" else expected(given, first))
            at = datetime.fromtimestamp(discord.wall(), UTC)
            key = key if is_right else f"astray {key}"
            found.append(service.Message(workspace, channel, key, key, None, at, one.id))
    return found


def places(discord: FakeDiscord, channel: str) -> list[Channel]:
    """The channel, and its threads."""
    return [one for one in discord.channels.values() if channel in {one.id, one.parent and one.parent.id}]


def under_of(message: Message) -> tuple[str, str] | None:
    """Which message it stands under: in its thread, or as an answer; None where it stands in the channel."""
    if message.channel.is_thread:
        return "thread", message.channel.id
    return ("answer", message.reply_to.id) if message.reply_to else None


def expected(given: InDiscord, first: Message | None) -> tuple[str, str] | None:
    """Where what follows a first message belongs, by what the bot may do there."""
    if not given.drawn.readable:
        return None
    return ("thread" if given.has_threads else "answer"), (first.id if first else "none")


def key_of(message: Message) -> str:
    """The edition's key and the message's place in it; empty where it has none."""
    (key,) = keys_of(message) or {""}
    return key
