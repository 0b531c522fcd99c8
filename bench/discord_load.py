"""What the bench of the bot in Discord works with: the shared load, a server of many channels, the bot as a process."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from bench.chat_load import Load
from bot.adapters.storage.database import Database
from tests.fakes.discord import BOT_TOKEN, Channel, FakeDiscord, Guild, Interaction, User, fake_discord
from tests.fakes.discord_bot import settings
from tests.fakes.origin import origin

CHANNELS, ASKED_IN, PEOPLE = 300, 60, 120
HEARTBEAT = 1.0  # seconds between two: Discord's own interval is forty times as long


@dataclass(slots=True, kw_only=True)
class Town(Load):
    """A Discord beside the load, with one server: `told` gets the digest, in `asked` people write."""

    discord: FakeDiscord
    server: Guild
    people: list[User] = field(default_factory=list)
    asked: list[Channel] = field(default_factory=list)
    told: list[Channel] = field(default_factory=list)

    @property
    def team(self) -> str:
        """The key of the server's workspace."""
        return f"discord:{self.server.id}"

    def person(self, number: int) -> User:
        """One after the other, and from the first again."""
        return self.people[number % PEOPLE]

    def room(self, number: int) -> Channel:
        """One channel after the other: Discord takes five messages in five seconds in each."""
        return self.asked[number % ASKED_IN]

    def newcomer(self, number: int) -> User:
        """Somebody who has asked nothing yet."""
        made = self.discord.add_user(f"newcomer{number}")
        self.discord.add_member(self.server, made)
        return made

    def reached(self) -> list[Channel]:
        """The channels that have the digest."""
        return [one for one in self.told if self.discord.messages(one)]

    async def ask(self, number: int, user: User) -> Interaction:
        """Somebody types a question as a command."""
        return await self.discord.slash(self.room(number), user, "news ask", {"question": self.question()})


async def _filled(here: Town, folder: Path) -> None:
    await here.fill(here.team)
    here.people = [here.newcomer(number) for number in range(PEOPLE)]
    here.asked = [here.discord.add_channel(here.server, f"m{number}") for number in range(ASKED_IN)]
    here.told = [here.discord.add_channel(here.server, f"x{number}") for number in range(CHANNELS)]
    await here.schedule(here.team, [one.id for one in here.told], settings(here.discord, folder))


@asynccontextmanager
async def town(folder: Path) -> AsyncIterator[Town]:
    """All of it, and the bot that runs in it. Discord limits how often it is called, as it does."""
    async with (
        origin() as site,
        fake_discord(limits=True, heartbeat=HEARTBEAT) as fake,
        await Database.open(settings(fake, folder).database_url) as opened,
    ):
        here = Town(discord=fake, server=fake.add_guild("Harbour"), site=site, opened=opened)
        await _filled(here, folder)
        given = {
            "DATABASE_URL": settings(fake, folder).database_url,
            "DISCORD_BOT_TOKEN": BOT_TOKEN,
            "NEWSBOT_DISCORD_API": fake.api,
        }
        async with here.running(given):
            await fake.connected(within=60)
            await fake.until(lambda: any(fake.commands.values()), within=60)
            yield here
