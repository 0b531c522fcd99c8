"""The fake Discord with discord.py as its client: signing in, mentions, commands, buttons, forms, resuming."""

import discord
import pytest

from tests.adapters.discord.signed_in import Press, playing
from tests.fakes.discord import complaints


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
