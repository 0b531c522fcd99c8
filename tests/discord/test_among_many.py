"""The bot in Discord among many people: who sees what, who pays for what, and what goes on from a shared answer."""

import asyncio
from typing import Any

import pytest

from bot.adapters.discord.client import DiscordClient
from bot.adapters.discord.replies import Malformed
from bot.services.notices import notice
from tests.fakes.discord import Can, Fault, Overwrite
from tests.fakes.discord_bot import Running
from tests.fakes.discord_stage import Stage, button, custom_ids, load, soon, words

ASKED = "what did Mara Lind say?"
MARA = "“We cannot wait another winter,”"


class Particular(DiscordClient):
    """Takes no embeds in what follows the first part of an answer, as Discord's AutoMod may."""

    async def call(self, method: str, path: str, *given: Any, **said: Any) -> Any:  # noqa: ANN401 - JSON
        if method == "POST" and path.startswith("/webhooks/") and said.get("embeds"):
            raise Malformed("Discord does not take the message: 240000")
        return await super().call(method, path, *given, **said)


async def test_what_one_person_sees_stays_so_where_its_embeds_are_refused(stage: Stage):
    """The later parts of a private answer were shown to all."""
    bot = await stage.start()
    await load(bot, stage.workspace)
    chat = bot.outlets[stage.workspace].chat
    old = chat.client  # type: ignore[attr-defined]  # of Discord's
    new = Particular(old.http, old.patience, old.refusals)
    for one in {id(outlet.chat): outlet.chat for outlet in bot.outlets.values()}.values():
        one.client = new  # type: ignore[attr-defined]  # as above
    bot.connection.wiring.front.chat("").client = new
    seen = len(stage.discord.messages(stage.news))
    (shown, *_) = await stage.slash("news ask", stage.reader, question=ASKED)
    await stage.discord.press(shown, button(shown, "share"), stage.reader)
    await stage.posted(stage.news, seen)
    seen = len(stage.discord.messages(stage.news))
    again = await stage.discord.press(shown, button(shown, "share"), stage.reader)
    await stage.discord.until(lambda: again.followups)
    assert "shared already" in words(again.followups[0])
    assert again.followups[0].is_ephemeral
    assert len(stage.discord.messages(stage.news)) == seen


async def test_a_shared_answer_can_be_gone_on_from(stage: Stage, bot: Running):
    (shown, *_) = await stage.slash("news ask", stage.reader, question=ASKED)
    seen = len(stage.discord.messages(stage.news))
    await stage.discord.press(shown, button(shown, "share"), stage.reader)
    (shared,) = await stage.posted(stage.news, seen)
    assert MARA in words(shared)
    on = await stage.mention("and about the winter?", stage.admin, to=shared)
    assert "Mara Lind" in words(on)
    assert button(shared, "follow")
    assert bot.connection.is_open


async def test_in_a_thread_an_answer_has_its_follow_up_too(stage: Stage, bot: Running):
    thread = stage.discord.add_thread(stage.news, "about the bridge", owner=stage.admin)
    said = await stage.mention(ASKED, channel=thread)
    on = await stage.form(said, "follow", {"question": "and about the winter?"})
    assert "Mara Lind" in words(*on)
    assert bot.connection.is_open


@pytest.mark.parametrize("question", ["remove Harbour Post", "topics", "schedule for the bridge repair"])
async def test_what_is_asked_as_a_question_is_one(stage: Stage, bot: Running, question: str):
    told = words(*await stage.slash("news ask", stage.admin, question=question))
    assert "Searched" in told or "“" in told or "bridge" in told
    workspace = await bot.opened.workspace(stage.workspace)
    assert len(await workspace.sources.followed()) == 1


async def test_whoever_writes_directly_is_counted_before_it_is_looked_who_they_are(stage: Stage):
    """Each message of somebody in several servers cost a request for each of them."""
    await stage.start(newsbot_questions_per_minute=3)
    for name in ("Far", "Farther"):
        guild = stage.discord.add_guild(name, has_bot=False)
        stage.discord.add_member(guild, stage.reader)
        await stage.discord.join(guild)
    mine = stage.discord.dm_of(stage.reader)
    for _ in range(30):
        await stage.discord.say(mine, stage.reader, ASKED)
    await soon(lambda: any("Too many" in words(one) for one in stage.discord.messages(mine)))
    assert len(stage.discord.called("GET /guilds/{guild}/members/{user}")) <= 4 * 3
    assert sum("Too many" in words(one) for one in stage.discord.messages(mine)) <= 2


async def test_help_and_lists_are_no_questions(stage: Stage):
    bot = await stage.start(newsbot_questions_per_minute=2)
    for _ in range(6):
        assert "What you can ask for" in words(*await stage.slash("news help", stage.reader))
    assert bot.connection.is_open


async def test_where_the_only_channel_for_questions_is_deleted_they_are_answered_everywhere(stage: Stage, bot: Running):
    other = stage.discord.add_channel(stage.server, "questions")
    await stage.slash("news questions", channel=other, where="here")
    assert MARA not in words(await stage.mention(ASKED))
    await stage.discord.delete_channel(other)
    workspace = await bot.opened.workspace(stage.workspace)
    async with asyncio.timeout(20):
        while await workspace.places.places():  # noqa: ASYNC110 - nobody tells of it
            await asyncio.sleep(0.05)
    assert MARA in words(await stage.mention(ASKED))


async def test_what_reaches_somebody_by_another_way_has_no_buttons_of_there(stage: Stage, bot: Running):
    silent = Overwrite(stage.discord.bot.id, deny=Can.SEND_MESSAGES, is_member=True)
    await stage.discord.set_overwrites(stage.news, [silent])
    mine = stage.discord.dm_of(stage.reader)
    await stage.discord.say(stage.news, stage.reader, ASKED, mentions=(stage.discord.bot,))
    (told,) = await stage.posted(mine, 0)
    assert MARA in words(told)
    assert custom_ids(told) == []
    stage.discord.refused.clear()
    assert bot.connection.is_open


async def test_a_notice_for_an_admin_is_there_once_though_discord_fails(stage: Stage):
    bot = await stage.start(newsbot_discord_admins=stage.admin.id)
    left = [Fault.HTTP_502_AFTER]
    mine = stage.discord.dm_of(stage.admin)
    stage.discord.fault = lambda route, _body, _count: (
        left.pop() if left and route == "POST /channels/{channel}/messages" else Fault.NONE
    )
    await bot.outlets[stage.workspace].chat.notify_admin(notice("welcome"))
    assert len(stage.discord.messages(mine)) == 1
    stage.discord.refused.clear()  # the admin's id was tried as a channel's
