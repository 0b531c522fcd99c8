"""The bot in Discord through floods, and frames that are no events. Guards that it goes on."""

import asyncio
from typing import Any

from tests.fakes.discord_bot import Running
from tests.fakes.discord_stage import Stage, load, soon, words

Json = dict[str, Any]
CANARY = "Quorvex"
ASKED = "what did Mara Lind say?"
MARA = "“We cannot wait another winter,”"


async def test_a_flood_of_one_person_costs_the_others_nothing(stage: Stage):
    """Who asks too often is told once; whoever else asks is answered."""
    bot = await stage.start(newsbot_questions_per_minute=3)
    await load(bot, stage.workspace)
    loud, kim = stage.discord.add_user("loud"), stage.discord.add_user("kim")
    for one in (loud, kim):
        stage.discord.add_member(stage.server, one)
    channel = stage.discord.add_channel(stage.server, "flooded")
    for _ in range(25):
        await stage.discord.say(channel, loud, ASKED, mentions=[stage.discord.bot])
    quiet = stage.discord.add_channel(stage.server, "calm")
    assert MARA in words(await stage.mention(ASKED, kim, quiet))
    await stage.discord.until(lambda: len(stage.discord.messages(channel)) > 3)
    await asyncio.sleep(1.5)
    answers = stage.discord.messages(channel)
    assert sorted(MARA in words(one) for one in answers) == [False, True, True, True]
    assert "Too many questions" in words(*answers)


async def written(stage: Stage, frame: Json) -> None:
    """Send it, and wait for another connection."""
    live = stage.discord.live
    assert live is not None
    live.write(frame)
    await stage.discord.until(lambda: stage.discord.live not in {None, live})


async def test_frames_that_are_no_events_end_a_connection_at_most(stage: Stage, bot: Running):
    """It is begun anew, after a pause, and the bot hears again; in the log stands a line each time."""
    for frame in ({"op": 0, "t": [CANARY], "s": 5, "d": {}}, {"op": 10, "d": CANARY}, {"op": 0, "t": "READY", "d": {}}):
        await written(stage, frame)
        await soon(lambda: bot.connection.is_open)
    channel = stage.discord.add_channel(stage.server, "again")
    assert "long summer" in words(await stage.mention("what did Jon Berg say?", channel=channel))
