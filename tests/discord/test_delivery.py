"""Digests in Discord, when things change around them. Guards that each arrives once, and calls whom it may."""

import asyncio
import json
from datetime import timedelta

import pytest

from tests.fakes.discord import POST, Can, Fault, Message, Overwrite, doubled, in_turn
from tests.fakes.discord_bot import Running
from tests.fakes.discord_stage import Stage, button, load, soon, words
from tests.fakes.slack_stage import told

ASKED = "what did Mara Lind say?"
MARA = "“We cannot wait another winter,”"


async def test_a_role_is_told_that_was_chosen_and_none_from_a_text(stage: Stage):
    bot = await stage.start()
    role = stage.discord.add_role(stage.server, "readers", is_mentionable=True)
    other = stage.discord.add_role(stage.server, "staff", is_mentionable=True)
    stage.site.routes.clear()
    told(stage.site, cars=f"<@&{other.id}> @everyone")
    await load(bot, stage.workspace)
    set_ = words(*await stage.slash("news schedule", when="daily 07:30", zone="UTC", ping=role))
    assert "a role is told" in set_
    everyone = words(*await stage.slash("news schedule", ping=stage.discord.everyone(stage.server)))
    assert "everyone cannot be told" in everyone
    digest = await stage.digest()
    assert digest[0].content.count("<@&") == 1
    assert [one.whom for one in stage.discord.pings] == [f"role:{role.id}"]
    stage.discord.pings.clear()  # what was wished for; the stage looks for others in the end
    assert "a role is told" not in words(*await stage.slash("news schedule", no_ping=True))


async def test_a_right_that_is_taken_away_stops_that_channel_at_once_and_no_other(stage: Stage, bot: Running):
    other = stage.discord.add_channel(stage.server, "other")
    due = stage.hands.now() + timedelta(minutes=3)
    for channel in (stage.news, other):
        await stage.slash("news schedule", channel=channel, when=f"daily {due:%H:%M}", zone="UTC")
    closed = [Overwrite(stage.discord.bot.id, deny=Can.SEND_MESSAGES, is_member=True)]
    stage.news.overwrites = closed  # the bot is not told: it finds out
    stage.hands.set_to(due)
    await stage.posted(other, 0)
    await _until_stopped(stage, bot)
    assert list(await _stopped(stage, bot)) == [stage.news.id]
    assert 1 <= len(stage.discord.invalid) <= 10
    mine = stage.discord.dm_of(stage.admin)  # the owner is told, where nobody is named as admin
    await stage.discord.until(lambda: stage.discord.messages(mine))
    assert "give it Send Messages" in words(*stage.discord.messages(mine))
    for _ in range(20):
        await stage.discord.say(stage.news, stage.reader, ASKED, mentions=[stage.discord.bot])
    assert MARA in words(await stage.mention(ASKED, channel=other))
    await asyncio.sleep(0.5)
    assert len(stage.discord.invalid) <= 10
    assert all("50013" in one or "GET /channels/{channel}: 404" in one for one in stage.discord.refused)
    stage.discord.refused.clear()
    # given back, questions are answered there at once, and a new schedule is kept
    await stage.discord.set_overwrites(stage.news, [])
    assert MARA in words(await stage.mention(ASKED))
    assert await stage.digest()


async def _until_stopped(stage: Stage, bot: Running) -> None:
    async with asyncio.timeout(20):
        while not await _stopped(stage, bot):  # noqa: ASYNC110 - nobody tells of it
            await asyncio.sleep(0.1)


async def _stopped(stage: Stage, bot: Running) -> dict[str, str]:
    subscriptions = (await bot.opened.workspace(stage.workspace)).subscriptions
    return {one.channel: one.stopped for one in await subscriptions.all() if one.stopped}


async def test_a_channel_that_is_deleted_stops_and_the_bot_goes_on(stage: Stage, bot: Running):
    gone = stage.discord.add_channel(stage.server, "gone")
    due = stage.hands.now() + timedelta(minutes=3)
    await stage.slash("news schedule", channel=gone, when=f"daily {due:%H:%M}", zone="UTC")
    await stage.discord.delete_channel(gone)
    stage.hands.set_to(due)
    await _until_stopped(stage, bot)
    assert "not there any more" in (await _stopped(stage, bot))[gone.id]
    assert MARA in words(await stage.mention(ASKED))
    assert all("10003" in one for one in stage.discord.refused)
    assert len(stage.discord.refused) < 10
    stage.discord.refused.clear()


async def test_removed_and_invited_again_it_says_hello_once_and_goes_on(stage: Stage, bot: Running):
    hello = await stage.posted(stage.news, 0)
    await stage.slash("news schedule", when="daily 07:30", zone="UTC")
    await stage.discord.remove_bot(stage.server)
    await soon(lambda: stage.workspace not in bot.outlets)
    await stage.discord.join(stage.server)
    await soon(lambda: stage.workspace in bot.outlets)
    assert MARA in words(await stage.mention(ASKED))
    (tenant,) = await bot.opened.operations.tenants()
    assert tenant.gone_at is None
    assert len(stage.discord.messages(stage.news)) == len(hello) + 1
    assert await stage.digest()


async def test_a_digest_that_is_cut_off_in_the_middle_arrives_once(stage: Stage):
    """The gateway is cut, requests fail, the bot is started anew: each part is there once."""
    bot = await stage.start()
    await load(bot, stage.workspace)
    due = stage.hands.now() + timedelta(minutes=3)
    await stage.slash("news schedule", when=f"daily {due:%H:%M}", zone="UTC")
    seen = len(stage.discord.messages(stage.news))
    stage.discord.fault = in_turn([Fault.HTTP_502_AFTER, Fault.DROPPED_AFTER, Fault.HTTP_500_BEFORE], POST)
    stage.hands.set_to(due)
    await stage.discord.cut()
    (digest, *_) = await stage.posted(stage.news, seen)
    await stage.stop()
    bot = await stage.start()
    assert MARA in words(await stage.mention(ASKED))
    assert not doubled(stage.discord)
    assert "is here because of" in words(*await stage.press(digest, "story_why"))
    assert bot.connection.is_open


async def test_a_correction_stands_under_the_message_that_it_corrects(stage: Stage):
    bot = await stage.start()
    await stage.slash("news sources add", url=stage.site.url("/feed"), topics="Town")
    (digest, *_) = await stage.digest()
    told(stage.site, cars="9,000", cost="7")
    stage.hands.set_to(stage.hands.now() + timedelta(hours=8))
    await bot.polls.one()

    def changed(messages: list[Message]) -> bool:
        return any(part in words(*messages) for part in ("9,000", "7 million"))

    await stage.discord.until(lambda: changed(_under(stage, digest)), within=40)
    assert not changed([one for one in stage.discord.messages(stage.news) if one.reply_to is None])
    assert button(digest, "story_why")


def _under(stage: Stage, digest: Message) -> list[Message]:
    """In its thread, or as an answer to it."""
    thread = stage.discord.channels.get(digest.id)
    answers = [one for one in stage.discord.messages(stage.news) if one.reply_to is digest]
    return [*(stage.discord.messages(thread) if thread else []), *answers]


async def test_after_many_sessions_the_next_one_waits(stage: Stage, bot: Running, caplog: pytest.LogCaptureFixture):
    """Discord resets the token of who begins a thousand sessions in a day; meanwhile the bot says that it is deaf."""
    memory, begun = bot.opened.memory("discord:1000000000000000001"), len(stage.discord.identifies)
    assert len(json.loads(await memory.get("sessions") or "[]")) == begun
    await memory.set("sessions", json.dumps([stage.hands.now().timestamp()] * 20))
    await stage.discord.forget_session()
    await soon(lambda: "sessions were begun lately" in caplog.text)
    await asyncio.sleep(0.5)
    assert len(stage.discord.identifies) == begun
    assert not bot.connection.is_open
    async with asyncio.timeout(15):  # and while it waits, it can be stopped
        await stage.stop()
