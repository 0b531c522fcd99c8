"""The random histories of `seeded`, in a fake Discord over real sockets: the real chat, Discord's faults and nonces.

Sockets and the replies on them are real, time is the history's: for the bot, for how long nonces are remembered, for
the ids of messages, and for what arrives late. Of a request that is never answered the connection drops instead.
"""

import asyncio
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from random import Random

from bot.adapters.discord.account import Account
from bot.adapters.discord.chat import DiscordChat
from bot.adapters.discord.client import client
from bot.adapters.discord.history import Memory
from bot.adapters.discord.rendering import render
from bot.domain.documents import Briefing, Document
from bot.services.ports import Part
from tests.fakes import service
from tests.fakes.discord import (
    APP_ID,
    BOT_ID,
    BOT_TOKEN,
    INVITED,
    POST,
    TEXT,
    Can,
    Channel,
    FakeDiscord,
    Fault,
    Guild,
    Message,
    fake_discord,
    keys_of,
)
from tests.histories import Verdict, judge
from tests.seeded import Drawn, draw, faults_of, play_out, world_of
from tests.slack_seeded import Flights

NEVER = {Fault.NONE, Fault.GONE, Fault.FORBIDDEN, Fault.REVOKED, Fault.SLOW}
FAULTS = [one for one in Fault if one not in NEVER]
LOOKS = 4  # that fail for one message: with as many crashes they are fewer than those after which a person is asked
PATIENCE = 1.0  # seconds of one request: discord.py sends again, after a second, what a server's error met
ACCOUNT = Account(APP_ID, BOT_ID)
SERVER = "1999999999999999999"
FIRST_CHANNEL = 2_000_000_000_000_000_000


@dataclass
class OneByOne(DiscordChat):
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
class InDiscord:
    """What a seed stands for beside what is drawn for every chat."""

    drawn: Drawn
    hides: bool  # who may not read is shown nothing, in place of being refused
    remembers: float  # seconds that a nonce is remembered
    chatter: int  # messages of people's for each of the bot's
    ahead: float  # seconds by which the bot's clock is ahead of Discord's
    threads: bool  # whether the bot may make threads


def draw_in_discord(seed: int) -> InDiscord:
    """The history of a seed: all of its channels are in one server."""
    chance = Random(f"discord/{seed}")  # noqa: S311 - a history that can be told again, not a secret
    drawn = draw(seed)
    is_ahead = chance.random() < 0.25 and drawn.set_back is None
    return InDiscord(
        drawn,
        hides=chance.random() < 0.5,
        remembers=chance.choice([5.0, 120.0, 3600.0]),
        chatter=chance.choice([0, 0, 4, 40]),
        ahead=chance.uniform(0, 1200) if is_ahead else 0.0,
        threads=chance.random() < 0.8,
    )


@dataclass(slots=True)
class Weather:
    """What becomes of requests, and who else writes meanwhile."""

    fake: FakeDiscord
    given: InDiscord
    faults: int = 0
    requests: int = 0
    counts: Counter[str] = field(default_factory=Counter)
    looks: Counter[str] = field(default_factory=Counter)  # that failed since a message was posted

    def __call__(self, route: str, body: object, count: int) -> Fault:
        seed = f"{self.given.drawn.seed}/{route}/{body}/{count}"
        chance = Random(seed)  # noqa: S311 - as above
        is_post = route == POST
        self.requests += 1
        if is_post:
            self._chatter()
        may_fail = count <= 3 if is_post else count == 1 and self.looks[route] < LOOKS
        if not may_fail or chance.random() >= self.given.drawn.share:
            self.looks[route] *= not is_post
            return Fault.NONE
        self.faults += 1
        self.looks[route] += not is_post
        return chance.choice(FAULTS)

    def _chatter(self) -> None:
        channel = next(iter(self.fake.channels.values()))
        person = next(iter(self.fake.users.values()))
        for _ in range(self.given.chatter):
            self.fake.keep(Message(self.fake.new_id(), channel, person, "good morning"))


def rights_of(given: InDiscord) -> Can:
    rights = INVITED if given.drawn.readable else INVITED & ~Can.READ_MESSAGE_HISTORY
    return rights if given.threads else rights & ~Can.CREATE_PUBLIC_THREADS


async def play(seed: int, chat: type[OneByOne] = OneByOne) -> tuple[Verdict, InDiscord, Weather]:
    """A history from its beginning to where all of it is settled, and what became of it."""
    given = draw_in_discord(seed)
    drawn = given.drawn
    ids = {channel: str(FIRST_CHANNEL + at) for at, (_, channel, _) in enumerate(drawn.channels)}
    drawn = replace(drawn, channels=[(f"discord:{SERVER}", ids[name], slots) for _, name, slots in drawn.channels])
    given = replace(given, drawn=drawn)
    world = await world_of(drawn)
    world.off += timedelta(seconds=given.ahead)
    late_by = world.service.late_by.total_seconds()

    async def nap(seconds: float) -> None:
        until = world.seconds + seconds
        while world.seconds < until:  # noqa: ASYNC110 - time passes without an event
            await asyncio.sleep(0)

    async with fake_discord(clock=lambda: world.seconds, wall=lambda: datetime.timestamp(world.true)) as fake:
        fake.nonce_memory, fake.hides_history, fake.retry_after = given.remembers, given.hides, 30.0
        add_server(fake, SERVER, ids.values(), rights_of(given))
        fake.nap, fake.late_by, fake.held, fake.slowness = nap, late_by, 0.0, 0.0
        async with client(BOT_TOKEN, None, fake.api, PATIENCE) as made:
            fake.fault = weather = Weather(fake, given)
            account, flights = replace(ACCOUNT, ahead=given.ahead), Flights()
            world.new_chat = lambda _: chat(made, account, memory=Memory(), flights=flights, admins=())
            world.still = flights.over
            await play_out(world, drawn)
            world.elapsed += 3600
            await fake.settle()
        world.service.accepted = shown(fake, drawn)
        assert not [one for one in fake.refused if "50035" in one or "50006" in one]
    verdict = judge(world, drawn.wanted)
    assert world.told().count("edition_held") == verdict.held  # nothing is held without a person being told
    return verdict, given, weather


def add_server(fake: FakeDiscord, server: str, channels: Iterable[str], rights: Can) -> None:
    """A server and channels with these ids, in which the bot has these rights."""
    owner = fake.add_user("olga")
    made = fake.add_guild("Harbour", owner, permissions=rights)
    fake.guilds.pop(made.id)
    roles = {server if id_ == made.id else id_: role for id_, role in made.roles.items()}
    for role in roles.values():
        role.id = server if role.id == made.id else role.id
    guild = Guild(server, "Harbour", owner, roles=roles, members=made.members)
    guild.roles[server].permissions = Can.VIEW_CHANNEL | Can.SEND_MESSAGES
    fake.guilds[server] = guild
    for channel in channels:
        fake.channels[channel] = Channel(channel, guild, channel, TEXT)


def shown(fake: FakeDiscord, drawn: Drawn) -> list[service.Message]:
    """What the channels show of the bot's; the key of what stands in the wrong place is its own."""
    found = []
    for workspace, channel, _ in drawn.channels:
        here = fake.messages(fake.channels[channel])
        firsts = {key[:-1]: one.id for one in here for key in keys_of(one) if key[-1:] == "0"}
        places: list[tuple[Message, str | None]] = [(one, None) for one in here]
        for first in firsts.values():
            places += [(one, first) for one in (fake.messages(fake.channels[first]) if first in fake.channels else ())]
        for one, thread in places:
            key = next(iter(keys_of(one)), "")
            under = thread or (one.reply_to.id if one.reply_to else None)
            belongs = None if key[-1:] == "0" else firsts.get(key[:-1])
            is_right = under == belongs or (under is None and not drawn.readable)  # who may not read, may not answer
            at = datetime.fromtimestamp(((int(one.id) >> 22) + 1_420_070_400_000) / 1000, UTC)
            key = key if is_right else f"astray {key}"
            found.append(service.Message(workspace, channel, key, one.content, under, at, one.id))
    return found


async def broken(seeds: Sequence[int]) -> list[tuple[int, list[str]]]:
    """The seeds whose histories break the promise, and how."""
    found = []
    for seed in seeds:
        verdict, given, _ = await play(seed)
        if faults := faults_of(verdict, given.drawn):
            found.append((seed, faults))
    return found
