"""The running bot in a fake Discord, killed while it posts: what of Discord's own goes wrong, and what it shows.

For how long Discord remembers a nonce is the test's to say: where it is no longer than a request, who comes after a
killed bot must look through the history.
"""

import json
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from random import Random

from bot.adapters.discord.account import workspace_of
from tests.chat_killing import Ended, Killer, Ready, Shown, Weather, judge
from tests.chat_killing import ready as ready_for
from tests.discord_seeded import FAULTS
from tests.fakes.discord import BOT_TOKEN, INVITED, POST, FakeDiscord, Fault, fake_discord, keys_of
from tests.fakes.discord_chat import FIRST_CHANNEL, SERVER, add_server

MOST = {POST: 1, "GET /channels/{channel}/messages": 1, "POST /channels/{channel}/messages/{message}/threads": 1}


@dataclass(frozen=True, slots=True)
class InDiscord:
    """A Discord in which the bot runs."""

    fake: FakeDiscord
    script: str = "discord_in_a_hurry.py"

    @property
    def settings(self) -> Mapping[str, str]:
        return {"DISCORD_BOT_TOKEN": BOT_TOKEN, "NEWSBOT_DISCORD_API": self.fake.api}

    def posted(self) -> int:
        return len(self.fake.accepted)

    def shown(self) -> Sequence[Shown]:
        """What stands in a thread stands under the message of its id, in that message's channel."""
        found = []
        for channel in self.fake.channels.values():
            for one in self.fake.messages(channel):
                place, under = (channel.parent, channel.id) if channel.parent else (channel, None)
                under = under or (one.reply_to.id if one.reply_to else None)
                found.append(Shown(place.id, ",".join(sorted(keys_of(one))), one.id, under))
        return found


@asynccontextmanager
async def ready(folder: Path, channels: int, speed: float = 1.0) -> AsyncIterator[Ready]:
    """So many channels of one server."""
    ids = [str(FIRST_CHANNEL + number) for number in range(channels)]
    async with ready_for(folder, workspace_of(SERVER), ids, speed) as given:
        yield given


async def kill_and_count(
    given: Ready, kills: int, *, within: tuple[float, float], seed: int = 1, remembers: float = 120.0
) -> Ended:
    """Deliver with so many kills in between; where the clock is fast, all times of the bot are shorter.

    A nonce is remembered for `remembers` seconds of the bot's clock.
    """
    weather = Weather(seed, Fault.NONE, FAULTS, MOST)

    def fault(route: str, body: object, count: int) -> Fault:
        return weather.drawn(route, json.dumps(body, sort_keys=True), count)

    async with fake_discord(limits=True, wall=given.clock) as fake:
        fake.nonce_memory = remembers / given.clock.speed
        add_server(fake, SERVER, given.channels, INVITED)
        fake.fault = fault
        stage = InDiscord(fake)
        killer = Killer(given, stage, Random(seed))  # noqa: S311 - to be told again
        await killer.run(kills, within)
        await fake.settle()
        assert not [one for one in fake.refused if "50035" in one or "50006" in one]
        return await judge(given, stage, killer, weather.faults)
