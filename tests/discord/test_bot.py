"""The bot in Discord, whole: a fake Discord over real sockets, a local feed, a clock that is set forward."""

import asyncio
from datetime import timedelta

from tests.fakes.discord import Message
from tests.fakes.discord_bot import Running
from tests.fakes.discord_stage import Stage, button, custom_ids, load, soon, words

QUOTES = [("We cannot wait another winter", "Mara Lind"), ("It will be a long summer", "Jon Berg")]
MARA = "“We cannot wait another winter,”"


async def test_from_invitation_to_removal(stage: Stage):
    bot = await stage.start()
    digest = await _invited_and_scheduled(stage)
    await _every_button(stage, digest)
    asked = await stage.mention("what did Mara Lind say?")
    assert MARA in words(asked)
    assert asked.reply_to
    follow_up = await stage.mention("and about the rain?", to=asked)
    assert follow_up.reply_to

    seen = len(stage.discord.messages(stage.news))
    await stage.discord.remove_bot(stage.server)
    await soon(lambda: stage.workspace not in bot.outlets)
    assert [one.key for one in await bot.opened.operations.tenants() if one.gone_at] == [stage.workspace]
    stage.hands.set_to(stage.hands.now() + timedelta(days=1))
    await asyncio.sleep(0.5)
    assert len(stage.discord.messages(stage.news)) == seen


async def _invited_and_scheduled(stage: Stage) -> Message:
    (hello,) = await stage.posted(stage.news, 0)
    assert custom_ids(hello) == ["sample", "open_source", "open_schedule"]
    added = await stage.form(hello, "open_source", {"url": stage.site.url("/feed"), "topics": "Town"}, stage.admin)
    assert "is followed from now on" in words(*added)
    due = stage.hands.now() + timedelta(minutes=3)
    wished = {"days": "daily", "time": f"{due:%H:%M}", "zone": "UTC", "stories": "5"}
    assert "Understood" in words(*await stage.form(hello, "open_schedule", wished, stage.admin))

    stage.hands.set_to(due)
    (digest,) = await stage.posted(stage.news, 1)
    thread = stage.discord.channels.get(digest.id)
    details = stage.discord.messages(thread) if thread else []
    assert f"{due.day} {due:%B %Y}" in words(digest)
    assert any(f"“{quote}" in words(digest, *details) and name in words(digest, *details) for quote, name in QUOTES)
    return digest


async def _every_button(stage: Stage, digest: Message) -> None:
    assert "Noted: more like" in words(*await stage.press(digest, "story_more"))
    assert "Noted: less like" in words(*await stage.press(digest, "story_less"))
    assert "is here because of" in words(*await stage.press(digest, "story_why"))
    asked = await stage.form(digest, "story_ask", {"question": "who said something?"})
    assert "“" in words(*asked)
    assert button(asked[-1], "follow")
    on = await stage.form(asked[-1], "follow", {"question": "what did Mara Lind say?"})
    assert MARA in words(*on)
    seen = len(stage.discord.messages(stage.news))
    await stage.discord.press(on[-1], button(on[-1], "share"), stage.reader)
    (shared,) = await stage.posted(stage.news, seen)
    assert MARA in words(shared)


async def test_only_who_may_manage_the_server_changes_anything(stage: Stage, bot: Running):
    refused = await stage.slash("news schedule", stage.reader, when="daily 07:30", zone="UTC")
    assert "You may not change that here" in words(*refused)
    assert "Understood" in words(*await stage.slash("news schedule", stage.admin, when="daily 07:30", zone="UTC"))
    assert bot.connection.is_open


async def test_nothing_of_a_server_is_told_in_another_or_in_a_direct_message_of_its_people(stage: Stage, bot: Running):
    """A canary of one server; people of the other ask for it in every way."""
    other = stage.discord.add_guild("Elsewhere", stage.discord.add_user("eve"), has_bot=False)
    channel = stage.discord.add_channel(other, "news")
    await stage.discord.join(other)
    await soon(lambda: f"discord:{other.id}" in bot.outlets)
    eve = other.owner
    told = [await stage.mention("what did Mara Lind say?", eve, channel)]
    told += await stage.slash("news ask", eve, channel, question="what did Mara Lind say?")
    told += await stage.slash("news brief", eve, channel)
    told += await stage.slash("news sources list", eve, channel)
    told += await stage.slash("news status", eve, channel)
    direct = stage.discord.dm_of(eve)
    told.append(await stage.mention("what did Mara Lind say?", eve, direct))
    assert "Mara" not in words(*told).replace("what did Mara Lind say?", "")
    assert "Harbour Post" not in words(*told)

    mine = stage.discord.dm_of(stage.reader)
    assert MARA in words(await stage.mention("what did Mara Lind say?", stage.reader, mine))
    stage.discord.add_member(other, stage.reader)
    await stage.discord.leave(stage.server, stage.reader)
    assert MARA not in words(await stage.mention("what did Mara Lind say?", stage.reader, mine))


async def test_a_gateway_that_is_cut_is_resumed_and_nothing_is_answered_twice(stage: Stage, bot: Running):
    asked = await stage.discord.slash(stage.news, stage.reader, "news ask", {"question": "what did Mara Lind say?"})
    assert MARA in words(await asked.said())
    identified = len(stage.discord.identifies)
    await stage.discord.cut()
    await stage.discord.redeliver(asked)
    said = await stage.mention("what did Jon Berg say?")
    assert "long summer" in words(said)
    assert len(stage.discord.identifies) == identified
    assert len(asked.messages) == 1
    assert bot.connection.is_open


async def test_buttons_of_before_a_restart_still_work(stage: Stage):
    first = await stage.start()
    await load(first, stage.workspace)
    (digest,) = await stage.digest()
    await stage.stop()
    await stage.start()
    assert "is here because of" in words(*await stage.press(digest, "story_why"))
