"""Articles of single addresses: loaded once, or asked about with a link."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from bot.adapters.storage.database import Database, Workspace
from bot.domain.documents import Answer, Briefing, Notice
from bot.domain.errors import HttpStatus, InputError, Unreachable
from bot.domain.intake import Fetched
from bot.domain.models import EVERYTHING, NewArticle, Visibility
from bot.services import ingest
from bot.services.commands import Conversation, ask
from bot.services.discovery import Web
from bot.services.pages import WebArticles, load_link
from bot.services.ports import ChannelFacts, LoadFailure, Unparsed
from tests.adapters.storage.builders import NOW
from tests.fakes.web import Addresses, html, item, rss, web

PAGE = "https://quay.example/lamps"
WHOLE = "The lights went out in the harbour again. " * 60
PAYWALL = '<script type="application/ld+json">{"@type":"NewsArticle","isAccessibleForFree":false}</script>'


@pytest.fixture
def addresses() -> Addresses:
    return Addresses({PAGE: html("Orrin")})


@pytest.fixture
async def database(sqlite_path: Path) -> AsyncIterator[Database]:
    async with await Database.open(f"sqlite:///{sqlite_path}") as database:
        yield database


@pytest.fixture
async def workspace(database: Database) -> Workspace:
    return await database.workspace("team")


class Files:
    """A reader of files that gives these items."""

    def __init__(self, *items: NewArticle | LoadFailure | Unparsed) -> None:
        self.given = items

    async def items(self) -> AsyncIterator[NewArticle | LoadFailure | Unparsed]:
        for one in self.given:
            yield one


async def load(workspace: Workspace, addresses: Addresses, *urls: str, files: Files | None = None) -> ingest.LoadReport:
    return await ingest.load(WebArticles(web(addresses), lambda: NOW, urls, files), workspace.store, NOW)


@asynccontextmanager
async def opened(addresses: Addresses) -> AsyncIterator[Web]:
    """A way to the web in memory."""
    yield web(addresses)


async def titles(workspace: Workspace) -> list[str]:
    return sorted(one.title for one in await workspace.store.window(EVERYTHING, 99))


# --- loading once ------------------------------------------------------------------------------------


async def test_pages_feeds_and_lists_are_loaded_once_and_what_fails_is_named(
    workspace: Workspace, addresses: Addresses
):
    opml = '<opml version="2.0"><body><outline type="rss" text="A" xmlUrl="https://quay.example/feed"/></body></opml>'
    addresses.there |= {
        "https://quay.example/feed": rss(item("a", WHOLE), item("b")),
        "https://quay.example/b": html("Tarn"),
        "https://quay.example/list": opml.encode(),
        "https://quay.example/wall": html("Tarn", "Subscribe to continue reading.", PAYWALL),
        "https://quay.example/none": HttpStatus(404, "status 404"),
    }
    urls = (PAGE, *(f"https://quay.example/{path}" for path in ("list", "wall", "none")))
    report = await load(workspace, addresses, *urls)
    assert (report.loaded, [one.error for one in report.failed]) == (
        3,
        ["a paywall stands where the article should be", "status 404"],
    )
    assert await titles(workspace) == ["Story of Orrin", "Title of a", "Title of b"]
    assert (await load(workspace, addresses, *urls)).loaded == 0
    texts = [one.text for one in await workspace.store.window(EVERYTHING, 9) if one.title == "Title of b"]
    assert "harbour of Tarn" in texts[0]


async def test_saved_pages_and_feeds_are_read_and_their_addresses_are_not_asked(
    workspace: Workspace, addresses: Addresses
):
    files = Files(
        Unparsed("/saved/page.html", html("Orrin")),
        Unparsed("/saved/feed.xml", rss(item("a"))),
        Unparsed("/saved/broken.xml", b"\x00"),
        LoadFailure("x.txt", "empty"),
    )
    report = await load(workspace, addresses, files=files)
    assert (report.loaded, [one.source for one in report.failed]) == (2, ["/saved/broken.xml", "x.txt"])
    assert addresses.asked == {}
    assert await titles(workspace) == ["Story of Orrin", "Title of a"]


# --- links in questions ------------------------------------------------------------------------------


async def test_a_link_is_loaded_once_within_a_day_and_again_later(workspace: Workspace, addresses: Addresses):
    now = NOW

    def clock() -> datetime:
        return now

    first = await load_link(PAGE, web(addresses), workspace.store, clock)
    assert await load_link(f"{PAGE}?utm_source=mail#top", web(addresses), workspace.store, clock) == first
    assert addresses.asked[PAGE] == 1
    now += timedelta(days=2)
    addresses.there[PAGE] = html("Tarn")
    assert await load_link(PAGE, web(addresses), workspace.store, clock) == first
    (stored,) = await workspace.store.current(first)
    assert (stored.version, "harbour of Tarn" in stored.text) == (2, True)
    now += timedelta(days=2)
    addresses.there[PAGE] = Unreachable("no answer")
    assert await load_link(PAGE, web(addresses), workspace.store, clock) == first


async def test_what_another_source_says_of_an_address_does_not_answer_for_it(
    workspace: Workspace, addresses: Addresses
):
    addresses.there["https://evil.example/feed"] = rss(item("lamps", WHOLE, title="Lamps are fine"), title="Evil News")
    await load(workspace, addresses, "https://evil.example/feed")
    found = await workspace.store.current(await load_link(PAGE, web(addresses), workspace.store, lambda: NOW))
    assert [one.title for one in found] == ["Story of Orrin"]


async def test_a_link_that_redirects_leads_to_where_it_ends(workspace: Workspace, addresses: Addresses):
    addresses.there["https://short.example/x"] = Fetched(PAGE, 200, html("Orrin"), "text/html")
    (id_,) = await load_link("https://short.example/x", web(addresses), workspace.store, lambda: NOW)
    (stored,) = await workspace.store.current([id_])
    assert stored.url == PAGE


@pytest.mark.parametrize(
    ("there", "words"),
    [
        (Unreachable("no answer"), "no answer"),
        (html("Tarn", "Subscribe to continue reading.", PAYWALL), "paywall"),
        (rss(item("a")), "newsbot sources add"),
    ],
)
async def test_a_link_to_no_article_is_told_of(
    workspace: Workspace, addresses: Addresses, there: bytes | Unreachable, words: str
):
    addresses.there[PAGE] = there
    talk = Conversation(workspace, web=lambda: opened(addresses))
    told = await ask(f"what did Calloway say? {PAGE}", talk, NOW)
    assert isinstance(told, Notice)
    assert words in told.values["error"]
    with pytest.raises((InputError, Unreachable)):
        await load_link(PAGE, web(addresses), workspace.store, lambda: NOW)


async def test_an_embargoed_page_is_not_told_before_its_time(workspace: Workspace, addresses: Addresses):
    addresses.there[PAGE] = html("Orrin").replace(b"Story of", b"EMBARGOED until noon:")
    told = await ask(f"what did Calloway say? {PAGE}", Conversation(workspace, web=lambda: opened(addresses)), NOW)
    assert isinstance(told, Notice)
    assert "does not want it shown yet" in told.values["error"]
    assert "lamps" not in told.values["error"].replace(PAGE, "")


async def test_a_question_with_a_link_is_about_what_stands_there(workspace: Workspace, addresses: Addresses):
    addresses.there["https://quay.example/other"] = html("Tarn").replace(b"Ines Calloway", b"Marek Dune")
    talk = Conversation(workspace, web=lambda: opened(addresses))
    answered = await ask(f"what did Calloway say? <{PAGE}>", talk, NOW)
    assert isinstance(answered, Answer)
    assert answered.found
    other = await ask("what did Calloway say? https://quay.example/other", talk, NOW)
    assert isinstance(other, Answer)
    assert not any("Ines" in (group.person or "") for group in other.groups)


async def test_a_link_alone_asks_what_it_is(workspace: Workspace, addresses: Addresses):
    talk = Conversation(workspace, web=lambda: opened(addresses))
    told = await ask(f"{PAGE} ?", talk, NOW)
    assert isinstance(told, Briefing)
    assert [story.headline.url for story in told.stories] == [PAGE]


async def test_without_a_way_to_the_web_links_are_words(workspace: Workspace):
    told = await ask(f"what did Calloway say? {PAGE}", Conversation(workspace), NOW)
    assert not isinstance(told, Briefing)


# --- the intranet ------------------------------------------------------------------------------------


async def test_what_a_list_in_the_web_points_to_is_fetched_as_found_there(workspace: Workspace, addresses: Addresses):
    feed, listed, story = (f"https://quay.example/{path}" for path in ("feed", "list", "b"))
    opml = f'<opml version="2.0"><body><outline type="rss" text="A" xmlUrl="{feed}"/></body></opml>'.encode()
    addresses.there |= {feed: rss(item("b")), listed: opml, story: html("Tarn")}
    await load(workspace, addresses, listed)
    assert addresses.found_at == {listed: None, feed: listed, story: feed}
    await load(workspace, addresses, files=Files(Unparsed("list.opml", opml)))
    assert addresses.found_at[feed] is None


async def test_a_feed_of_the_intranet_that_is_loaded_is_kept_to_the_workspace(addresses: Addresses):
    url = "https://quay.example/feed"
    addresses.there[url] = Fetched(url, 200, rss(item("b", WHOLE)), from_intranet=True)
    articles = [one async for one in WebArticles(web(addresses), lambda: NOW, [url]).read()]
    assert [one.source.visibility for one in articles if isinstance(one, NewArticle)] == [Visibility.WORKSPACE]


async def test_the_path_of_a_saved_page_is_not_taken_for_its_address(workspace: Workspace, addresses: Addresses):
    linked = html("Tarn").replace(b"<head>", b'<head><link rel="canonical" href="https://quay.example/tarn">')
    files = Files(Unparsed("/saved/page.html", html("Orrin")), Unparsed("/saved/linked.html", linked))
    read = [one async for one in WebArticles(web(addresses), lambda: NOW, (), files).read()]
    assert [(one.key, one.url) for one in read if isinstance(one, NewArticle)] == [
        ("/saved/page.html", None),
        ("https://quay.example/tarn", "https://quay.example/tarn"),
    ]
    assert (await load(workspace, addresses, files=files)).loaded == 2
    assert (await load(workspace, addresses, files=files)).known == 2


async def test_a_feed_that_a_saved_list_names_twice_is_asked_for_once(workspace: Workspace, addresses: Addresses):
    addresses.there["https://quay.example/feed"] = rss(item("a", WHOLE))
    listed = "".join(
        f'<outline text="{name}"><outline xmlUrl="https://quay.example/feed"/></outline>' for name in ("Sea", "Town")
    )
    files = Files(Unparsed("/saved/list.opml", f"<opml><body>{listed}</body></opml>".encode()))
    report = await load(workspace, addresses, files=files)
    assert (report.loaded, report.known, report.failed) == (1, 0, ())
    assert addresses.asked["https://quay.example/feed"] == 1


async def test_a_long_list_at_a_secret_address_is_told_without_the_secret(workspace: Workspace, addresses: Addresses):
    listed = "".join(f'<outline xmlUrl="https://quay.example/{number}"/>' for number in range(201))
    addresses.there["https://quay.example/list?token=FAKE"] = f"<opml><body>{listed}</body></opml>".encode()
    report = await load(workspace, addresses, "https://quay.example/list?token=FAKE")
    assert (report.failed[-1].source, len(report.failed)) == ("https://quay.example/list", 201)
    assert "FAKE" not in str(report.failed)


async def test_a_link_asked_about_in_a_private_channel_is_read_there_alone(
    database: Database, workspace: Workspace, addresses: Addresses
):
    private = await database.workspace("team", "secret")
    (id_,) = await load_link(PAGE, web(addresses), private.store, lambda: NOW, private=True)
    assert [one.title for one in await private.store.current([id_])] == ["Story of Orrin"]
    assert await workspace.store.current([id_]) == []
    (other,) = await load_link(PAGE, web(addresses), workspace.store, lambda: NOW)
    assert other != id_


async def test_a_page_that_is_not_followed_publicly_is_not_read_where_others_read_along(
    database: Database, addresses: Addresses
):
    shared = ChannelFacts("outside", "Outside", private=False, shared=True, checked_at=NOW)
    await (await database.workspace("team")).channels.keep(shared)
    channel = await database.workspace("team", "outside")
    with pytest.raises(InputError, match="outside this workspace"):
        await load_link(PAGE, web(addresses), channel.store, lambda: NOW)
    assert await channel.store.window(EVERYTHING, 9) == []
