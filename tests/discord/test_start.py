"""Starts of the bot in Discord, and how it ends there. Guards that a fault is one line, and no token is ever shown."""

import asyncio
import logging
from pathlib import Path

import pytest

from bot.app import database, delivering, discord
from bot.domain.errors import InputError
from tests.fakes.discord import BOT_TOKEN, Can, Fault, Overwrite, fake_discord, no_fault
from tests.fakes.discord_bot import Running, settings
from tests.fakes.discord_stage import Stage, load, soon, words
from tests.fakes.origin import Request, Writer

ASKED = "what did Mara Lind say?"
MARA = "“We cannot wait another winter,”"


async def test_a_bad_token_is_one_clear_line(tmp_path: Path):
    async with fake_discord() as fake:
        given = settings(fake, tmp_path, discord_bot_token=BOT_TOKEN[:-5] + "wrong")
        async with database(given) as opened:
            with pytest.raises(InputError) as found:
                async with discord.signed_in(opened, given, delivering.Times()):
                    pass
    said = str(found.value)
    assert "Reset Token" in said
    assert "\n" not in said
    assert "wrong" not in said
    assert len(fake.invalid) <= 2
    assert not fake.identifies


async def test_a_token_that_is_reset_ends_that_chat_alone_with_one_line(
    stage: Stage, bot: Running, caplog: pytest.LogCaptureFixture
):
    """What else the program does goes on: another chat's servers are still posted to."""
    kept = next(iter(bot.outlets.values()))
    bot.outlets["slack:T1"] = kept
    identified = len(stage.discord.identifies)
    stage.discord.revoke()
    await soon(lambda: stage.workspace not in bot.outlets)
    assert list(bot.outlets) == ["slack:T1"]
    told = [one for one in caplog.records if one.levelno >= logging.CRITICAL]
    assert len(told) == 1
    assert "Reset Token" in told[0].getMessage()
    assert BOT_TOKEN not in caplog.text
    assert len(stage.discord.identifies) <= identified + 1
    assert len(stage.discord.invalid) <= 10
    assert not bot.connection.is_open
    stage.discord.refused.clear()


async def test_commands_are_sent_once_and_not_again_at_the_next_start(stage: Stage):
    await stage.start()
    assert stage.discord.command_puts == 1
    await stage.stop()
    second = await stage.start()
    await load(second, stage.workspace)
    assert MARA in words(*await stage.slash("news ask", question=ASKED))
    assert stage.discord.command_puts == 1


async def test_commands_that_somebody_has_removed_or_changed_are_sent_again_once(stage: Stage):
    await stage.start()
    whole = [one["name"] for one in stage.discord.commands[""]]
    del stage.discord.commands[""][0]
    for _ in range(2):
        await stage.stop()
        await stage.start()
        await soon(lambda: stage.discord.command_puts == 2)
        assert [one["name"] for one in stage.discord.commands[""]] == whole
        live = len(stage.discord.connections)
        stage.discord.hang_up()
        await soon(lambda live=live: len(stage.discord.connections) > live)  # type: ignore[misc]  # bound at once
    stage.discord.commands[""][0]["options"][0]["description"] = "Something else"
    await stage.stop()
    await stage.start()
    await soon(lambda: stage.discord.command_puts == 3)
    assert "Something else" not in str(stage.discord.commands)


async def test_where_discord_does_not_say_which_commands_it_has_those_it_was_told_of_count(stage: Stage):
    await stage.start()
    await stage.stop()
    stage.discord.fault = lambda route, _body, _count: Fault.HTTP_500_BEFORE if "GET /app" in route else Fault.NONE
    started = await stage.start()
    await load(started, stage.workspace)
    assert MARA in words(*await stage.slash("news ask", question=ASKED))
    assert stage.discord.command_puts == 1


async def test_doctor_names_commands_that_are_missing(stage: Stage):
    started = await stage.start()
    given = settings(stage.discord, stage.folder)
    assert (await discord.checks(started.opened, given))["discord commands"] == "ok: registered"
    del stage.discord.commands[""][1]
    stage.discord.commands[""][0]["description"] = "Something else"
    found = (await discord.checks(started.opened, given))["discord commands"]
    assert found.startswith("missing: Ask about this link; changed: /news: ")
    assert "start the bot" in found


async def test_while_discord_is_away_at_start_it_is_tried_again(stage: Stage, caplog: pytest.LogCaptureFixture):
    left = [Fault.DROPPED_BEFORE] * 6

    def plan(_route: str, _body: object, _count: int) -> Fault:
        return left.pop() if left else Fault.NONE

    stage.discord.fault = plan
    bot = await stage.start()
    await load(bot, stage.workspace)
    assert MARA in words(await stage.mention(ASKED))
    assert not [one for one in caplog.records if one.exc_info and one.name.startswith("bot.")]


async def test_discord_away_later_is_waited_for(stage: Stage, bot: Running, caplog: pytest.LogCaptureFixture):
    stage.discord.fault = lambda _route, _body, _count: Fault.HTTP_503_BEFORE
    for _ in range(2):
        stage.discord.hang_up()
        await stage.discord.until(lambda: stage.discord.live)
    stage.discord.fault = no_fault
    await soon(lambda: bot.connection.is_open)
    assert MARA in words(await stage.mention(ASKED))
    assert "Traceback" not in caplog.text


async def test_doctor_names_what_is_missing(stage: Stage, bot: Running):
    """Over the fake: a channel with a schedule in which the bot lacks a permission, and all that is well."""
    await stage.slash("news schedule", when="daily 07:30", zone="UTC")
    given = settings(stage.discord, stage.folder)
    found = await discord.checks(bot.opened, given)
    assert found["discord channels"].startswith("ok: 1 with a schedule")
    assert found["discord clock"].startswith("ok")
    assert found["discord intents"].startswith("ok: none that is privileged")
    closed = [Overwrite(stage.discord.bot.id, deny=Can.EMBED_LINKS | Can.SEND_MESSAGES, is_member=True)]
    await stage.discord.set_overwrites(stage.news, closed)
    found = await discord.checks(bot.opened, given)
    assert "the bot lacks Send Messages, Embed Links" in found["discord channels"]
    stage.discord.session_remaining = 3
    assert (await discord.checks(bot.opened, given))["discord session"].startswith("few: 3")
    assert all("\n" not in one and BOT_TOKEN not in one for one in found.values())


async def test_no_token_stands_in_any_log(stage: Stage, caplog: pytest.LogCaptureFixture):
    """At the finest level; neither the bot's nor one that answers an interaction, also where requests fail."""
    caplog.set_level(logging.DEBUG)
    bot = await stage.start()
    await load(bot, stage.workspace)
    made = await stage.discord.slash(stage.news, stage.reader, "news ask", {"question": ASKED})
    assert MARA in words(await made.said())
    stage.discord.fault = lambda route, _body, _count: Fault.HTTP_500_BEFORE if "webhooks" in route else Fault.NONE
    late = await stage.discord.slash(stage.news, stage.reader, "news status")
    await late.answered()
    stage.discord.fault = no_fault
    stage.discord.emit("INTERACTION_CREATE", late.payload | {"data": 7})
    channel = stage.discord.add_channel(stage.server, "later")
    assert MARA in words(await stage.mention(ASKED, channel=channel))
    await stage.stop()
    shown = [one for one in caplog.records if "token-of-" in one.getMessage() or BOT_TOKEN in one.getMessage()]
    assert not shown, shown[:3]
    assert BOT_TOKEN not in caplog.text
    assert "token-of-" not in caplog.text


# --- the end -------------------------------------------------------------------------------------------


async def for_ever(_request: Request, _writer: Writer) -> None:
    await asyncio.Event().wait()


async def test_who_waits_for_an_answer_when_the_bot_is_stopped_is_told_so(stage: Stage, bot: Running):
    """A command that shows "is thinking", and a mention in a channel."""
    del bot
    stage.site.routes["/slow"] = for_ever
    slow = f"add {stage.site.url('/slow')}"
    typed = await stage.discord.slash(stage.news, stage.admin, "news sources add", {"url": slow.removeprefix("add ")})
    await typed.answered()
    assert not typed.messages
    channel = stage.discord.add_channel(stage.server, "later")
    await stage.discord.say(channel, stage.admin, f"<@{stage.discord.bot.id}> {slow}", mentions=(stage.discord.bot,))
    await stage.discord.until(lambda: channel in stage.discord.typing)
    await stage.stop()
    assert "restarted" in words(*typed.messages)
    assert ["restarted" in words(one) for one in stage.discord.messages(channel)] == [True]
