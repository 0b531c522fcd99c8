"""A list of feeds that is attached. Guards that it is fetched from Discord alone, and not longer than it may be."""

from tests.fakes.discord_bot import Running
from tests.fakes.discord_stage import Stage, words
from tests.fakes.origin import body

LIST = (
    b'<opml version="2.0"><body><outline text="Town"><outline type="rss" text="Elm" xmlUrl="https://example.org/elm"/>'
    b"</outline></body></opml>"
)


async def imported(stage: Stage, data: bytes = LIST, url: str = "", size: int | None = None) -> str:
    file = stage.discord.attach("feeds.opml", data, url, size)
    return words(*await stage.slash("news sources import", file=file))


async def test_a_list_that_is_attached_is_followed(stage: Stage, bot: Running):
    del bot
    assert "Followed from now on: 1 source" in await imported(stage)
    assert "Elm" in words(*await stage.slash("news sources list"))


async def test_a_list_at_another_address_is_not_fetched(stage: Stage, bot: Running):
    del bot
    stage.site.routes["/list"] = body(LIST, [("Content-Type", "text/xml")])
    for url in (stage.site.url("/list"), "https://cdn.discordapp.com/attachments/1/2/feeds.opml"):
        assert "not at an address of Discord’s" in (await imported(stage, url=url)).replace("'", "’")
    assert not stage.site.asked("/list")


async def test_a_list_that_is_longer_than_it_says_is_refused(stage: Stage, bot: Running):
    del bot
    for size in (None, 10):
        assert "longer than 1 MB" in await imported(stage, LIST + b" " * (2 << 20), size=size)


async def test_a_list_that_is_not_there_any_more_is_told_in_a_line(stage: Stage, bot: Running):
    del bot
    assert "does not hand out the file" in await imported(stage, url=f"{stage.discord.url}/attachments/1/feeds.opml")
