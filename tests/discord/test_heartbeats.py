"""A gateway heartbeat is never missed while hostile feeds are parsed: Discord would end the connection."""

from bench.parsing import hostile
from bot.domain.models import Source, Visibility
from tests.fakes.discord_stage import Stage, load, words
from tests.fakes.origin import body

# Seconds; the fake ends a connection that is silent for an interval and a half, and a second. Discord's own interval is
# ten times as long: what would be late there is late here, and a busy machine alone is not.
BEAT = 4.0
FEEDS, BEATS = 20, 2


async def test_the_connection_is_the_same_while_twenty_hostile_feeds_are_parsed(stage: Stage):
    stage.discord.heartbeat = BEAT
    bot = await stage.start()
    await load(bot, stage.workspace)
    live, beats = stage.discord.live, len(stage.discord.lateness)
    here = await bot.opened.workspace(stage.workspace)
    now = bot.bot.times.clock()
    for number, data in enumerate(hostile()):
        stage.site.routes[f"/{number}"] = body(data, [("Content-Type", "application/rss+xml")])
        source = Source(stage.site.url(f"/{number}"), f"Hostile {number}", "feed", None, Visibility.WORKSPACE)
        await here.sources.follow(source, source.key, [], now)
    await bot.polls.one()  # a round, in which all are read
    assert len(stage.site.requests) >= FEEDS
    await stage.discord.until(lambda: len(stage.discord.lateness) >= beats + BEATS)

    said = await stage.mention("what did Mara Lind say?")
    assert "We cannot wait another winter" in words(said)
    assert stage.discord.live is live
    assert len(stage.discord.connections) == 1
    assert not stage.discord.close_codes
