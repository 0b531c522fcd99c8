"""What tests of the bot in Discord play on: a server, a site with a feed, people who type and press, what they see."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from bot.domain.models import NewArticle, Source, Visibility
from bot.services import ingest
from tests.fakes.chat_bot import Hands
from tests.fakes.discord import Channel, FakeDiscord, Guild, Message, User, complaints, fake_discord
from tests.fakes.discord.pointing import pointed_at_fake
from tests.fakes.discord_bot import Running, bot_in_discord, settings
from tests.fakes.origin import Origin, origin
from tests.fakes.slack_stage import BRIDGE, OATS, Given, told

NO_MEMBER = "404 10007"  # what Discord says where somebody is asked after who is not in a server
NO_RIGHT = "You may not change that here"


@dataclass(slots=True)
class Stage:
    """A Discord with one server and a channel in it, a site with a feed, and a bot that can be started, more than once.

    `admin` may manage the server, `reader` may not.
    """

    discord: FakeDiscord
    site: Origin
    hands: Hands
    folder: Path
    stack: AsyncExitStack
    server: Guild = field(init=False)
    news: Channel = field(init=False)
    admin: User = field(init=False)
    reader: User = field(init=False)

    def __post_init__(self) -> None:
        self.admin = self.discord.add_user("alice")
        self.reader = self.discord.add_user("bob")
        self.server = self.discord.add_guild("Harbour", self.admin)
        self.news = self.discord.add_channel(self.server, "news")
        self.discord.add_member(self.server, self.reader)

    @property
    def workspace(self) -> str:
        return f"discord:{self.server.id}"

    async def start(self, **more: object) -> Running:
        here = {"newsbot_intranet": f"127.0.0.1:{self.site.port}", "newsbot_ports": str(self.site.port)}
        given = settings(self.discord, self.folder, **(here | more))
        started = await self.stack.enter_async_context(bot_in_discord(self.discord, given, self.hands))
        await self.discord.until(lambda: self.discord.commands.get(""))
        return started

    async def stop(self) -> None:
        await self.stack.aclose()

    # --- what people see -----------------------------------------------------------------------------

    async def slash(
        self, name: str, /, user: User | None = None, channel: Channel | None = None, **options: object
    ) -> list[Message]:
        """The answers to a command that only its asker sees, when they are there."""
        made = await self.discord.slash(channel or self.news, user or self.admin, name, options)
        await made.said()
        await self._quiet(lambda: len(made.messages))
        return made.messages

    async def mention(
        self, text: str, user: User | None = None, channel: Channel | None = None, to: Message | None = None
    ) -> Message:
        """The first answer to a mention, or to a reply to a message."""
        where = channel or self.news
        seen = len(self.discord.messages(where))
        bot = () if to else (self.discord.bot,)
        await self.discord.say(where, user or self.reader, text, mentions=bot, reply_to=to)
        return (await self.posted(where, seen))[0]

    async def posted(self, channel: Channel, seen: int) -> list[Message]:
        """What was posted there after the first `seen` messages."""
        await self.discord.until(lambda: len(self.discord.messages(channel)) > seen)
        await self._quiet(lambda: len(self.discord.messages(channel)))
        return self.discord.messages(channel)[seen:]

    async def press(self, message: Message, action: str, user: User | None = None) -> list[Message]:
        """What somebody sees who presses a button; of several of that action the first."""
        made = await self.discord.press(message, button(message, action), user or self.reader)
        await self.discord.until(lambda: made.messages)
        await self._quiet(lambda: len(made.messages))
        return made.messages

    async def form(
        self, message: Message, action: str, values: dict[str, str], user: User | None = None
    ) -> list[Message]:
        """What somebody sees who presses a button, fills in the form that it opens, and sends it."""
        made = await self.discord.press(message, button(message, action), user or self.reader)
        sent = await self.discord.submit(await made.opened(), values)
        await sent.said()
        await self._quiet(lambda: len(sent.messages))
        return sent.messages

    async def digest(self, channel: Channel | None = None) -> list[Message]:
        """Schedules one for soon, lets its time come, and gives its messages in the channel."""
        where = channel or self.news
        due = self.hands.now() + timedelta(minutes=3)
        await self.slash("news schedule", channel=where, when=f"daily {due:%H:%M}", zone="UTC")
        seen = len(self.discord.messages(where))
        self.hands.set_to(due)
        return await self.posted(where, seen)

    async def _quiet(self, count: Callable[[], int]) -> None:
        """Until nothing has come for a moment: one document may be several messages."""
        before = -1
        while before != count():
            before = count()
            await asyncio.sleep(0.1)


def button(message: Message, action: str) -> str:
    """The custom id of the first button of that action."""
    found = [one for one in custom_ids(message) if one.partition(":")[0] == action]
    assert found, f"no {action} among {custom_ids(message)}"
    return found[0]


def custom_ids(message: Message) -> list[str]:
    return [one["custom_id"] for row in message.components for one in row["components"]]


def words(*messages: Message) -> str:
    """All text of messages, in its order, as markdown shows it."""
    found = []
    for one in messages:
        found.append(one.content)
        for embed in one.embeds:
            parts = [embed.get("title"), embed.get("description"), (embed.get("footer") or {}).get("text")]
            found += [part for part in parts if part]
    return " ".join(found).replace("\\", "")


async def soon(is_so: Callable[[], object], within: float = 20) -> None:
    """Wait for something inside the bot that Discord sees nothing of."""
    async with asyncio.timeout(within):
        while not is_so():  # noqa: ASYNC110 - nobody tells of it
            await asyncio.sleep(0.05)


async def load(
    bot: Running, workspace: str, visibility: Visibility = Visibility.WORKSPACE, channel: str | None = None
) -> None:
    """The articles of the feed, followed and stored without being fetched."""
    here = await bot.opened.workspace(workspace, channel)
    source = Source("https://example.org/feed", "Harbour Post", "feed", "https://example.org/", visibility)
    await here.sources.follow(source, source.key, ["Town"], bot.bot.times.clock())
    told_of = ("Tarn bridge to close in spring", BRIDGE.format(cars="12,000", cost="4"), "https://example.org/1")
    oats = ("Oat harvest is the best in ten years", OATS, "https://example.org/2")
    made = [NewArticle(f"a{at}", title, text, source, url) for at, (title, text, url) in enumerate((told_of, oats), 1)]
    report = await ingest.load(Given(tuple(made)), here.store, bot.bot.times.clock())
    assert report.loaded == len(made)


@asynccontextmanager
async def playing(folder: Path) -> AsyncIterator[Stage]:
    """A stage; in the end Discord has refused nothing, nobody was called, and no link hides where it leads."""
    async with origin() as site, fake_discord() as fake:
        told(site)
        made = Stage(fake, site, Hands(), folder, AsyncExitStack())
        with pointed_at_fake(fake):  # after a session that is forgotten, discord.py goes to the address that it knows
            try:
                yield made
            finally:
                await made.stop()
        found = [one for one in complaints(fake) if NO_MEMBER not in one]
        assert not found, found
