"""Questions to the bot in Discord, in every way there is. Guards that each is answered once, where it can be read."""

import asyncio
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from tests.fakes.discord import POST, Can, Fault, Overwrite, User, no_fault
from tests.fakes.discord_stage import Stage, button, custom_ids, soon, words
from tests.fakes.origin import Request, Writer, body, head
from tests.fakes.slack_stage import OATS, feed

pytestmark = [pytest.mark.asyncio(loop_scope="module"), pytest.mark.usefixtures("resident")]
ASKED = "what did Mara Lind say?"
MARA = "“We cannot wait another winter,”"
MEMBER = "GET /guilds/{guild}/members/{user}"


@pytest_asyncio.fixture(autouse=True, loop_scope="module")
async def _well(town: Stage) -> AsyncIterator[None]:
    """A test leaves no fault behind."""
    yield
    town.discord.fault = no_fault


def newcomer(town: Stage, name: str = "kim") -> User:
    made = town.discord.add_user(name)
    town.discord.add_member(town.server, made)
    return made


async def test_a_chain_of_replies_keeps_person_and_topic(town: Stage):
    channel = town.discord.add_channel(town.server, "chain")
    first = await town.mention(ASKED, channel=channel)
    assert MARA in words(first)
    on = await town.mention("and about winter?", channel=channel, to=first)
    assert on.reply_to
    assert "Mara" in words(on)
    other = await town.mention("what did she say?", channel=channel, to=on)
    assert "Mara" in words(other)


async def test_a_reply_with_the_ping_off_is_hidden_and_the_help_says_so(town: Stage):
    channel = town.discord.add_channel(town.server, "off")
    first = await town.mention(ASKED, channel=channel)
    await town.discord.say(channel, town.reader, "and the rain?", reply_to=first, ping=False)
    await town.discord.say(channel, town.reader, "nobody asked you")
    assert MARA in words(await town.mention(ASKED, channel=channel))
    assert len(town.discord.messages(channel)) == 2
    told = words(await town.mention("help", channel=channel))
    assert "replies with it off, are hidden from me" in told
    assert "Follow up" in told


async def test_the_help_names_commands_as_they_are_in_discord(town: Stage):
    told = words(*await town.slash("news help", town.reader))
    for command in ("/news brief", "/news ask", "/news sources add", "/news sources list", "/news sources remove"):
        assert command in told
    for typed in ("/news add", "/news remove", "$command", "newsbot "):
        assert typed not in told


async def test_a_follow_up_to_an_answer_for_all_is_for_all_and_names_its_question(town: Stage):
    channel = town.discord.add_channel(town.server, "open")
    first = await town.mention(ASKED, channel=channel)
    (on,) = await town.form(first, "follow", {"question": "and about winter?"})
    assert not on.is_ephemeral
    assert "and about winter?" in words(on)
    assert "Mara" in words(on)


async def test_what_one_was_shown_alone_is_shared_once_and_can_be_asked_on_by_all(town: Stage):
    channel, kim = town.discord.add_channel(town.server, "shared"), newcomer(town)
    (told,) = await town.slash("news ask", kim, channel, question=ASKED)
    assert told.is_ephemeral
    (on,) = await town.form(told, "follow", {"question": "and about winter?"}, kim)
    assert on.is_ephemeral
    assert "Mara" in words(on)
    await town.discord.press(told, button(told, "share"), kim)
    (shared,) = await town.posted(channel, 0)
    assert "Mara" in words(shared)
    again = await town.discord.press(told, button(told, "share"), kim)
    (refused,) = await again.followed()
    assert "shared already" in words(refused)
    assert len(town.discord.messages(channel)) == 1
    assert not [one for one in custom_ids(shared) if one.startswith("share")]


async def test_a_briefing_is_shared_as_the_channel_may_read_it(town: Stage):
    channel, kim = town.discord.add_channel(town.server, "briefed"), newcomer(town)
    told = await town.slash("news brief", kim, channel)
    await town.discord.press(told[-1], button(told[-1], "share_brief"), kim)
    (shared, *_) = await town.posted(channel, 0)
    assert "/news brief" in words(shared)


async def test_nothing_can_be_shared_from_a_direct_message(town: Stage):
    kim = newcomer(town)
    mine = town.discord.dm_of(kim)
    told = await town.slash("news ask", kim, mine, question=ASKED)
    assert "Mara" in words(*told)
    assert not [one for message in told for one in custom_ids(message) if one.startswith("share")]
    told = await town.slash("news brief", kim, mine)
    assert not [one for message in told for one in custom_ids(message) if one.startswith("share")]


async def test_a_question_with_a_link_is_about_that_page_and_so_is_one_of_the_menu(town: Stage):
    channel = town.discord.add_channel(town.server, "links")
    address = "https://example.org/2"  # which is known; nobody here belongs to the network of the test's own pages
    asked = await town.mention(f"what did Tilda Moor say? {address}", channel=channel)
    assert "The rain came at the right time" in words(asked)
    assert "Not found" in words(await town.mention(f"what did Mara Lind say? {address}", channel=channel))
    target = await town.discord.say(channel, town.admin, f"look: <{address}>, everybody")
    menu = await town.discord.context(channel, town.reader, "Ask about this link", target)
    modal = await menu.opened()
    assert modal.inputs["links"]["value"] == address
    sent = await town.discord.submit(modal, {"links": address, "question": "what did Tilda Moor say?"})
    said = await sent.said()
    assert said.is_ephemeral
    assert "Tilda Moor" in words(said)
    bare = await town.discord.say(channel, town.admin, "no link in here")
    menu = await town.discord.context(channel, town.reader, "Ask about this link", bare)
    assert "there is no link" in words(await menu.said())


async def test_a_page_of_the_network_that_the_bot_stands_in_is_read_for_nobody(town: Stage):
    town.site.routes["/inside"] = body(b"<p>inside</p>", {"Content-Type": "text/html"})
    channel = town.discord.add_channel(town.server, "outside")
    for who in (town.admin, town.reader):
        told = words(await town.mention(f"what is it? {town.site.url('/inside')}", who, channel))
        assert "could not be read" in told
    assert not town.site.asked("/inside")


async def offered(town: Stage, kim: User, command: str, option: str, typed: str, channel: object = None) -> list[str]:
    where = channel or town.news
    made = await town.discord.autocomplete(where, kim, command, option, typed)  # type: ignore[arg-type]  # a channel
    return [one["name"] for one in await made.offered()]


async def test_what_is_offered_is_of_this_channel_and_server_alone(town: Stage):
    kim = newcomer(town)
    secret = town.discord.add_private_channel(town.server, "secret", [kim, town.discord.bot])
    town.site.routes["/vault"] = body(
        feed(town.site, ("Vault opened", OATS)).replace(b"Harbour Post", b"Vault Gazette")
    )
    vault = town.site.url("/vault")
    await town.slash("news sources add", town.admin, secret, url=vault, topics="Vault")
    eve = town.discord.add_user("eve")
    other = town.discord.add_guild("Elsewhere", eve, has_bot=False)
    far = town.discord.add_channel(other, "far")
    await town.discord.join(other)
    assert "Harbour Post" in await offered(town, kim, "news sources remove", "name", "har")
    assert "Town" in await offered(town, kim, "news brief", "topic", "to")
    assert await offered(town, kim, "news ask", "question", "Mar") == ["what did Mara Lind say?"]
    assert "Europe/Berlin" in await offered(town, kim, "news schedule", "zone", "berl")
    assert "Vault" in await offered(town, kim, "news brief", "topic", "Va", secret)
    assert await offered(town, kim, "news sources remove", "name", "Vault", secret)
    for who, where in ((kim, town.news), (eve, far), (kim, town.discord.dm_of(kim))):
        assert await offered(town, who, "news brief", "topic", "Va", where) == []
        assert await offered(town, who, "news sources remove", "name", "Vault", where) == []
    for kind, option in (("news sources remove", "name"), ("news brief", "topic"), ("news ask", "question")):
        assert await offered(town, eve, kind, option, "", far) == []
        assert len(await offered(town, kim, kind, option, "")) <= 25


async def test_faults_are_told_in_one_line(town: Stage):
    kim = newcomer(town)
    told = [
        await town.slash("news schedule", town.admin, when="sometimes", zone="UTC"),
        await town.slash("news schedule", town.admin, when="daily 07:30", zone="Nowhere/Town"),
        await town.slash("news sources remove", town.admin, name="No Such Paper"),
        await town.slash("news sources add", town.admin, url="not an address"),
        await town.slash("news undo", kim, number=77),
    ]
    for messages in told:
        (one,) = messages
        assert one.is_ephemeral
        assert "\n" not in words(one).strip()
        assert "newsbot " not in words(one)


async def test_where_the_bot_may_not_write_the_answer_comes_as_a_direct_message(town: Stage):
    kim = newcomer(town)
    bot = town.discord.bot
    closed = town.discord.add_channel(
        town.server, "closed", overwrites=[Overwrite(bot.id, deny=Can.SEND_MESSAGES, is_member=True)]
    )
    refused = len(town.discord.refused)
    await town.discord.say(closed, kim, ASKED, mentions=[bot])
    (told, *_) = await town.posted(town.discord.dm_of(kim), 0)
    assert MARA in words(told)
    assert "shown to you alone" in words(told)
    assert town.discord.messages(closed) == []
    assert [one for one in town.discord.refused[refused:] if "50013" in one] == town.discord.refused[refused:]
    del town.discord.refused[refused:]


async def late(_request: Request, writer: Writer) -> None:
    await asyncio.sleep(2.5)
    writer.write(head(404))


async def test_a_slow_answer_is_announced(town: Stage):
    """The site is slow: meanwhile the channel shows that something is coming."""
    channel = town.discord.add_channel(town.server, "slow")
    town.site.routes["/slow"] = late
    await town.mention(f"add {town.site.url('/slow')} Town", town.admin, channel)
    assert channel in town.discord.typing


async def test_redelivered_interactions_are_answered_once(town: Stage):
    kim, channel = newcomer(town), town.discord.add_channel(town.server, "twice")
    (hello, *_) = await town.posted(town.news, 0)
    asked = await town.discord.slash(channel, kim, "news ask", {"question": ASKED})
    opened = await town.discord.press(hello, "open_source", kim)
    target = await town.discord.say(channel, kim, "https://example.org/1")
    menu = await town.discord.context(channel, kim, "Ask about this link", target)
    for one in (asked, opened, menu):
        await one.answered()
        await town.discord.redeliver(one)
    sent = await town.discord.submit(await opened.opened(), {"url": "example.org"})
    await town.discord.redeliver(sent)
    await asked.said()
    await sent.said()
    said = await town.discord.say(channel, kim, ASKED, mentions=[town.discord.bot])
    town.discord.emit_message("MESSAGE_CREATE", said)
    await town.posted(channel, 0)
    await asyncio.sleep(1.2)
    assert len(town.discord.messages(channel)) == 1
    assert [len(one.messages) for one in (asked, sent)] == [1, 1]
    # that nothing was refused, the stage looks at in the end


async def test_strangers_who_write_keep_no_member_from_being_answered(town: Stage):
    """Each is asked for in the server, and not found there: that is no reason to ask for nobody else."""
    refused = len(town.discord.refused)
    for number in range(7):
        stranger = town.discord.add_user(f"stranger-{number}")
        await town.discord.say(town.discord.dm_of(stranger), stranger, ASKED)
    await soon(lambda: sum("50278" in one for one in town.discord.refused[refused:]) == 7)  # no answer may reach them
    del town.discord.refused[refused:]
    kim = newcomer(town)
    assert MARA in words(await town.mention(ASKED, kim, town.discord.dm_of(kim)))


async def test_answers_that_cannot_arrive_keep_no_other_from_arriving(town: Stage):
    """Whoever deletes their channel while they wait, again and again."""
    refused = len(town.discord.refused)
    town.discord.fault = lambda route, _body, _count: (
        Fault.GONE if route.startswith(("PATCH /webhooks", POST)) else Fault.NONE
    )
    for number in range(7):
        made = await town.discord.slash(town.news, newcomer(town, f"leaver-{number}"), "news ask", {"question": ASKED})
        await made.answered()
    await asyncio.sleep(1)
    town.discord.fault = no_fault
    assert MARA in words(*await town.slash("news ask", newcomer(town), question=ASKED))
    del town.discord.refused[refused:]


async def test_whoever_cannot_be_placed_is_told_and_waits_for_nothing(town: Stage):
    """Discord does not say in which server somebody is who writes directly."""
    kim = newcomer(town)
    mine = town.discord.dm_of(kim)
    town.discord.fault = lambda route, _body, _count: Fault.HTTP_500_BEFORE if route == MEMBER else Fault.NONE
    made = await town.discord.slash(mine, kim, "news ask", {"question": ASKED})
    said = await made.said()
    assert "That was not done" in words(said) or "cannot be told" in words(said)
