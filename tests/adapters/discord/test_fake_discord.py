"""The fake Discord with discord.py as its client: signing in, mentions, commands, buttons, forms, resuming."""

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import discord
import pytest
from discord import app_commands

from tests.fakes.discord import BOT_TOKEN, FakeDiscord, Harbour, complaints, fake_discord, populate
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


async def test_a_bot_signs_in_and_answers_a_mention():
    async with playing() as at:
        assert at.fake.identifies[0]["intents"] == 4609
        asked = await at.fake.say(at.here.general, at.here.ann, "what is new?", mentions=[at.fake.bot])
        await at.fake.until(lambda: at.fake.messages(at.here.general))
        (answer,) = at.fake.messages(at.here.general)
        assert (answer.content, answer.reply_to, complaints(at.fake)) == ("an answer", asked, [])


async def test_what_people_say_to_each_other_is_not_told():
    async with playing() as at:
        await at.fake.say(at.here.general, at.here.ann, "between us")
        await at.fake.say(at.fake.dm_of(at.here.ann), at.here.ann, "to you")
        await at.until_seen("to you")
        assert at.bot.seen == ["ready", "", "to you"]


async def test_a_command_is_deferred_and_answered():
    async with playing() as at:
        await at.bot.tree.sync()
        used = await at.fake.slash(at.here.general, at.here.ann, "news", {"topic": "ports"})
        said = await used.said()
        assert (said.content, said.whisper_to, used.callback) == (
            "news of ports",
            at.here.ann,
            {"type": 5, "data": {"flags": 64}},
        )
        assert at.fake.messages(at.here.general) == []


async def test_a_button_that_no_view_remembers_and_a_form():
    async with playing() as at:
        view = discord.ui.View(timeout=None)
        view.add_item(Press("this")).add_item(Press("form"))
        sent = await at.channel().send("press", view=view)
        message = at.fake.messages(at.here.general)[0]
        assert str(sent.id) == message.id
        pressed = await at.fake.press(message, "press:this", at.here.bob)
        assert (await pressed.said()).content == "pressed this"
        opened = await (await at.fake.press(message, "press:form", at.here.bob)).opened()
        assert (opened.title, list(opened.inputs)) == ("A question", ["question"])
        submitted = await at.fake.submit(opened, {"question": "why?"})
        assert (await submitted.said()).content == "asked: why?"


@pytest.mark.parametrize("code", [4000, None])
async def test_a_cut_connection_is_resumed_with_what_was_missed(code: int | None):
    async with playing() as at:
        await at.fake.cut(code)
        await at.fake.say(at.here.general, at.here.ann, "meanwhile?", mentions=[at.fake.bot])
        await at.until_seen("resumed")
        await at.fake.until(lambda: at.fake.messages(at.here.general))
        assert (len(at.fake.identifies), len(at.fake.resumes)) == (1, 1)


async def test_a_nonce_is_remembered_for_a_while():
    now = [1000.0]
    async with playing(clock=lambda: now[0]) as at:
        first = await at.channel().send("one", nonce="n1")
        again = await at.channel().send("one", nonce="n1")
        assert first.id == again.id
        now[0] += 121
        later = await at.channel().send("one", nonce="n1")
        assert later.id != first.id
        assert complaints(at.fake) == ["doubled: nonce n1, 2 times"]


async def test_a_form_that_is_too_long_is_refused():
    async with playing() as at:
        embed = discord.Embed(title="t" * 257, description="d")
        with pytest.raises(discord.HTTPException) as refused:
            await at.channel().send(embed=embed)
        assert (refused.value.status, refused.value.code) == (400, 50035)
        assert "embeds.0.title" in str(refused.value)
