"""Channels of every kind in Discord. Guards that what belongs to one is told there, and nowhere else."""

import pytest

from bot.domain.models import Visibility
from tests.fakes.discord import FORUM, Can, Channel, Overwrite, User
from tests.fakes.discord_bot import Running
from tests.fakes.discord_stage import Stage, words
from tests.fakes.origin import body
from tests.fakes.slack_stage import OATS, feed

pytestmark = [pytest.mark.asyncio(loop_scope="module"), pytest.mark.usefixtures("resident")]
ASKED = "what did Mara Lind say?"
MARA = "“We cannot wait another winter,”"
QUILL = "what did Ottilie Quill say?"
TOLD = "vaults are empty"
VAULT = (
    "The vaults of Orlund were opened on Monday. “The vaults are empty,” said Ottilie Quill, keeper of the vaults, "
    "after the doors of the old bank had been opened for the first time in a hundred years by four smiths of the town."
)


async def test_a_source_of_a_private_channel_is_seen_there_and_in_its_threads_alone(town: Stage, resident: Running):
    discord, kim = town.discord, town.discord.add_user("kim")
    discord.add_member(town.server, kim)
    secret = discord.add_private_channel(town.server, "secret", [kim, discord.bot])
    other = discord.add_private_channel(town.server, "secret-2", [kim, discord.bot])
    town.site.routes["/vault"] = body(
        feed(town.site, ("Vaults of Orlund opened", VAULT), ("Oats", OATS)), {"Content-Type": "application/rss+xml"}
    )
    added = words(
        *await town.slash("news sources add", town.admin, secret, url=town.site.url("/vault"), topics="Vault")
    )
    assert "kept to this channel" in added
    assert TOLD in words(await town.mention(QUILL, kim, secret))
    thread = discord.add_thread(secret, "about the vaults")
    inner = discord.add_thread(secret, "of few", kind=12)
    for where in (thread, inner):
        assert TOLD in words(await town.mention(QUILL, kim, where)), where.name
    for where in (town.news, other, discord.dm_of(kim)):
        await _is_hidden(town, where, kim)
    assert TOLD in words(*await town.slash("news ask", kim, secret, question=QUILL))
    await _published(town, secret, kim, resident)


async def _is_hidden(town: Stage, where: Channel, kim: User) -> None:
    """By every way on which it could be told."""
    told = [await town.mention(QUILL, kim, where)]
    told += await town.slash("news ask", kim, where, question=QUILL)
    told += await town.slash("news brief", kim, where, topic="all")
    told += await town.slash("news brief", kim, where, topic="Vault")
    told += await town.slash("news sources list", kim, where)
    told += await town.slash("news status", kim, where)
    said = words(*told).replace(QUILL, "")
    assert TOLD not in said
    assert "Quill" not in said
    assert "/vault" not in said


async def _published(town: Stage, secret: Channel, kim: User, resident: Running) -> None:
    """An admin may show it to all of the server."""
    workspace = await resident.opened.workspace(town.workspace, secret.id)
    (name,) = [
        one.state.url for one in await workspace.sources.followed() if one.source.visibility is Visibility.CHANNEL
    ]
    assert "all channels" in words(*await town.slash("news sources publish", town.admin, secret, name=name))
    channel = town.discord.add_channel(town.server, "after")
    assert TOLD in words(await town.mention(QUILL, kim, channel))


async def test_a_channel_that_becomes_private_keeps_what_is_added_from_then_on(town: Stage):
    channel = town.discord.add_channel(town.server, "closing")
    mine = [Overwrite(town.discord.bot.id, allow=Can.VIEW_CHANNEL, is_member=True)]
    await town.discord.set_overwrites(channel, [Overwrite(town.server.id, deny=Can.VIEW_CHANNEL), *mine])
    town.site.routes["/late"] = body(feed(town.site, ("Late", VAULT.replace("Quill", "Thorn"))))
    told = words(*await town.slash("news sources add", town.admin, channel, url=town.site.url("/late")))
    assert "kept to this channel" in told


async def test_a_thread_keeps_person_and_topic_without_a_chain_of_replies(town: Stage):
    thread = town.discord.add_thread(town.news, "about Mara")
    assert MARA in words(await town.mention(ASKED, channel=thread))
    assert "Mara" in words(await town.mention("what did she say?", channel=thread))
    other = town.discord.add_thread(town.news, "about nothing")
    assert MARA not in words(await town.mention("what did she say?", channel=other))


async def test_a_post_of_a_forum_is_a_conversation(town: Stage):
    forum = town.discord.add_channel(town.server, "forum", FORUM)
    post = town.discord.add_thread(forum, "what of the bridge?", owner=town.reader)
    assert MARA in words(await town.mention(ASKED, channel=post))
    assert "Mara" in words(await town.mention("and about winter?", channel=post))
    told = words(*await town.slash("news schedule", town.admin, post, when="daily 07:30", zone="UTC"))
    assert "choose a text channel" in told


async def test_a_schedule_that_is_set_in_a_thread_is_its_channels(town: Stage, resident: Running):
    channel = town.discord.add_channel(town.server, "threaded")
    thread = town.discord.add_thread(channel, "about times")
    await town.slash("news schedule", town.admin, thread, when="daily 07:30", zone="UTC")
    every = await (await resident.opened.workspace(town.workspace)).subscriptions.all()
    assert channel.id in [one.channel for one in every]
    assert thread.id not in [one.channel for one in every]
