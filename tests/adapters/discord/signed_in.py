"""A small bot on discord.py, signed in to a fake Discord: what the fake is tried with."""

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import discord
from discord import app_commands

from tests.fakes.discord import BOT_TOKEN, FakeDiscord, Harbour, fake_discord, populate
from tests.fakes.discord.pointing import pointed_at_fake

INTENTS = discord.Intents(guilds=True, guild_messages=True, dm_messages=True)


class Press(discord.ui.DynamicItem[discord.ui.Button[Any]], template=re.compile(r"press:(?P<what>\w+)")):
    def __init__(self, what: str) -> None:
        super().__init__(discord.ui.Button(label=what, custom_id=f"press:{what}"))
        self.what = what

    @classmethod
    async def from_custom_id(
        cls, _interaction: discord.Interaction, _item: discord.ui.Item[Any], match: re.Match[str]
    ) -> "Press":
        return cls(match["what"])

    async def callback(self, interaction: discord.Interaction) -> None:
        if self.what == "form":
            await interaction.response.send_modal(Form())
        else:
            await interaction.response.send_message(f"pressed {self.what}", ephemeral=True)


class Form(discord.ui.Modal, title="A question"):
    question: discord.ui.Label[Any] = discord.ui.Label(
        text="What?", component=discord.ui.TextInput(custom_id="question", max_length=200)
    )

    async def on_submit(self, interaction: discord.Interaction) -> None:
        assert isinstance(self.question.component, discord.ui.TextInput)
        await interaction.response.defer(thinking=True)
        await interaction.edit_original_response(content=f"asked: {self.question.component.value}")


class Bot(discord.Client):
    """What the fake is tried with."""

    def __init__(self) -> None:
        super().__init__(intents=INTENTS, allowed_mentions=discord.AllowedMentions.none(), guild_ready_timeout=0.1)
        self.tree = app_commands.CommandTree(self)
        self.seen: list[str] = []
        self.add_dynamic_items(Press)

        @self.tree.command(description="Latest briefing")
        async def news(interaction: discord.Interaction, topic: str | None = None) -> None:
            await interaction.response.defer(thinking=True, ephemeral=True)
            await interaction.followup.send(f"news of {topic}")

    async def on_ready(self) -> None:
        self.seen.append("ready")

    async def on_resumed(self) -> None:
        self.seen.append("resumed")

    async def on_message(self, message: discord.Message) -> None:
        if message.author.bot:
            return
        self.seen.append(message.content)
        if self.user in message.mentions:
            await message.reply("an answer", mention_author=False)


@dataclass(slots=True)
class Played:
    fake: FakeDiscord
    here: Harbour
    bot: Bot
    tasks: list[asyncio.Task[None]] = field(default_factory=list)

    def channel(self, name: str = "general") -> discord.TextChannel:
        found = self.bot.get_channel(int(self.fake.channel(name).id))
        assert isinstance(found, discord.TextChannel)
        return found

    async def until_seen(self, what: str) -> None:
        async with asyncio.timeout(30):
            while what not in self.bot.seen:  # noqa: ASYNC110 - nobody tells of it
                await asyncio.sleep(0.02)


@asynccontextmanager
async def playing(**more: Any) -> AsyncIterator[Played]:  # noqa: ANN401 - fields
    async with fake_discord(**more) as fake:
        here = populate(fake)
        with pointed_at_fake(fake):
            async with Bot() as bot:
                task = asyncio.create_task(bot.start(BOT_TOKEN))
                played = Played(fake, here, bot)
                await played.until_seen("ready")
                yield played
                await bot.close()
                await task
