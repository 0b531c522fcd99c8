"""Announcement channels, channels for questions, direct messages in Discord. Guards that each is told what is its."""

import asyncio
from datetime import timedelta

from bot.domain.models import Visibility
from tests.fakes.discord import ANNOUNCEMENT, Fault, Message, no_fault, shapes
from tests.fakes.discord_bot import Running
from tests.fakes.discord_stage import Stage, button, load, soon, words

ASKED = "what did Mara Lind say?"
MARA = "“We cannot wait another winter,”"


async def test_questions_are_answered_where_the_admin_says(stage: Stage, bot: Running):
    here, there = stage.discord.add_channel(stage.server, "ask-here"), stage.discord.add_channel(stage.server, "not")
    first = await stage.mention(ASKED, channel=there)
    (alone,) = await stage.slash("news ask", stage.reader, there, question=ASKED)
    assert "ask-here" in words(*await stage.slash("news questions", channel=here, where="here"))
    thread, mine = stage.discord.add_thread(there, "aside"), stage.discord.dm_of(stage.reader)
    told = [await stage.mention(ASKED, channel=there), await stage.mention(ASKED, channel=thread)]
    told += await stage.slash("news ask", stage.reader, there, question=ASKED)
    told += await stage.slash("news brief", stage.reader, there)
    told += await stage.form(first, "follow", {"question": "and about winter?"})
    told += await stage.form(alone, "follow", {"question": "and about winter?"})
    for one in told:
        assert "answered in these channels: #ask-here" in words(one)
        assert "Mara" not in words(one)
    under = stage.discord.add_thread(here, "inside")
    for where in (here, under, mine):
        assert MARA in words(await stage.mention(ASKED, channel=where)), where.name
    assert "Understood" in words(*await stage.slash("news schedule", channel=there, when="daily 07:30", zone="UTC"))
    assert bot.connection.is_open
    await stage.slash("news questions", channel=here, where="everywhere")
    assert MARA in words(await stage.mention(ASKED, channel=there))


async def test_an_announcement_channel_gets_what_is_public_alone_and_is_published(stage: Stage):
    """What is posted there, other servers may follow: a source that is kept to the server never appears."""
    bot = await stage.start()
    channel = stage.discord.add_channel(stage.server, "announcements", ANNOUNCEMENT)
    await load(bot, stage.workspace, Visibility.WORKSPACE)
    for told in (
        words(await stage.mention(ASKED, channel=channel)),
        words(*await stage.slash("news brief", stage.reader, channel)),
        words(*await stage.slash("news ask", stage.reader, channel, question=ASKED)),
    ):
        assert MARA not in told
        assert "bridge" not in told
    due = stage.hands.now() + timedelta(minutes=3)
    await stage.slash("news schedule", channel=channel, when=f"daily {due:%H:%M}", zone="UTC")
    assert MARA in words(await stage.mention(ASKED))


async def test_a_digest_of_public_sources_is_published_in_an_announcement_channel(stage: Stage):
    bot = await stage.start()
    channel = stage.discord.add_channel(stage.server, "announcements", ANNOUNCEMENT)
    await load(bot, stage.workspace, Visibility.PUBLIC)
    digest: list[Message] = await stage.digest(channel)
    assert "bridge" in words(*digest)
    await soon(lambda: {one.id for one in digest} <= stage.discord.published)
    assert "is here because of" in words(*await stage.press(digest[0], "story_why"))
    assert button(digest[0], "story_more")


async def test_what_is_not_published_at_once_is_published_later(stage: Stage):
    bot = await stage.start()
    channel = stage.discord.add_channel(stage.server, "announcements", ANNOUNCEMENT)
    await load(bot, stage.workspace, Visibility.PUBLIC)
    stage.discord.fault = lambda route, _body, _count: (
        Fault.HTTP_503_BEFORE if route.endswith("/crosspost") else Fault.NONE
    )
    digest = await stage.digest(channel)
    assert not stage.discord.published
    stage.discord.fault = no_fault
    stage.hands.ahead += timedelta(minutes=2)
    await soon(lambda: {one.id for one in digest} <= stage.discord.published)


async def test_what_is_kept_to_an_announcement_channel_itself_is_not_shown_there(stage: Stage):
    """Also not in a digest: who follows the channel is in another server."""
    bot = await stage.start()
    channel = stage.discord.add_channel(stage.server, "announcements", ANNOUNCEMENT)
    await load(bot, stage.workspace, Visibility.CHANNEL, channel.id)
    digest = await stage.digest(channel)
    for told in (
        words(*digest),
        words(await stage.mention(ASKED, channel=channel)),
        words(*await stage.slash("news brief", stage.reader, channel)),
    ):
        assert MARA not in told
        assert "bridge" not in told


async def test_a_channel_that_becomes_one_for_announcements_is_shown_what_is_public_alone(stage: Stage):
    """Also where its next digest was made before: what is kept to the server is in none that is published."""
    bot = await stage.start()
    channel = stage.discord.add_channel(stage.server, "town")
    await load(bot, stage.workspace)
    due = stage.hands.now() + timedelta(minutes=3)
    await stage.slash("news schedule", channel=channel, when=f"daily {due:%H:%M}", zone="UTC")
    stage.hands.set_to(due - timedelta(minutes=1))
    await asyncio.sleep(1)  # time in which it is made ahead
    channel.kind = ANNOUNCEMENT
    stage.discord.tell(stage.server, "CHANNEL_UPDATE", shapes.channel(channel))
    stage.hands.set_to(due)
    await asyncio.sleep(2)  # time in which it would be posted
    told = words(*stage.discord.messages(channel))
    assert MARA not in told
    assert "bridge" not in told
    assert "Only public sources" in words(await stage.mention(ASKED, channel=channel))


async def test_direct_messages_are_about_the_server_used_last(stage: Stage, bot: Running):
    kim = stage.discord.add_user("kim")
    stage.discord.add_member(stage.server, kim)
    mine = stage.discord.dm_of(kim)
    assert MARA in words(await stage.mention(ASKED, kim, mine))  # the only one in which both are
    other = stage.discord.add_guild("Elsewhere", has_bot=False)
    far = stage.discord.add_channel(other, "far")
    stage.discord.add_member(other, kim)
    await stage.discord.join(other)
    await soon(lambda: f"discord:{other.id}" in bot.outlets)
    lee = stage.discord.add_user("lee")
    for server in (other, stage.server):
        stage.discord.add_member(server, lee)
    hers = stage.discord.dm_of(lee)
    assert "Which server" in words(await stage.mention(ASKED, lee, hers))  # two, and none was used
    assert "Which server" in words(*await stage.slash("news ask", lee, hers, question=ASKED))
    await stage.slash("news status", lee, far)
    assert MARA not in words(await stage.mention(ASKED, lee, hers))
    await stage.slash("news status", lee, stage.news)
    assert MARA in words(await stage.mention(ASKED, lee, hers))
    await stage.discord.leave(stage.server, lee)
    assert MARA not in words(await stage.mention(ASKED, lee, hers))
