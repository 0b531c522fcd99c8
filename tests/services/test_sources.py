"""Sources: what an address turns out to be, what is said of it, what following it does."""

import dataclasses
from collections.abc import AsyncIterator, Sequence
from datetime import timedelta
from pathlib import Path
from typing import cast

import pytest
from sqlalchemy import event

from bot.adapters.storage.database import Database, Workspace
from bot.domain.errors import FetchError, InputError, RobotsRefused, Unreachable
from bot.domain.intake import Fetched, OpmlFeed, ParsedOpml
from bot.domain.models import EVERYTHING, Visibility
from bot.services import sources
from bot.services.discovery import address_of
from bot.services.polling import Intake, poll_all
from bot.services.ports import Followed, Keep, LoadFailure, Sources
from bot.services.sources import Added, Desk, ImportReport, Verdict
from tests.adapters.storage.builders import NOW
from tests.fakes.web import Addresses, html, item, rss, web

FEED = "https://quay.example/feed"
WHOLE = "The lights went out in the harbour again. " * 60


class Office:
    """A workspace's desk over a web in memory."""

    def __init__(self, database: Database, workspace: Workspace) -> None:
        self.addresses = Addresses()
        self.database, self.workspace = database, workspace
        self.desk = Desk(workspace.sources, Intake(database.feeds, web(self.addresses), lambda: NOW, lambda: 0.5))

    def serve(self, **there: bytes) -> None:
        self.addresses.there |= {f"https://quay.example/{path}": body for path, body in there.items()}

    async def add(self, address: str = FEED, *topics: str) -> Added:
        added = await sources.add(address, self.desk, topics)
        assert isinstance(added, Added)
        return added


@pytest.fixture
async def office(sqlite_path: Path) -> AsyncIterator[Office]:
    async with await Database.open(f"sqlite:///{sqlite_path}") as database:
        yield Office(database, await database.workspace("team"))


# --- what is said of an address ----------------------------------------------------------------------


async def test_a_feed_with_whole_texts_is_told_and_loaded(office: Office):
    office.serve(feed=rss(item("a", WHOLE, day=20), item("b", WHOLE, day=21)))
    added = await office.add(FEED, "Harbour")
    verdict = added.verdict
    assert (verdict.title, verdict.entries, verdict.text, verdict.known) == ("Quay Courier", 2, "full text", False)
    assert verdict.newest == NOW.replace(day=21, hour=7, minute=0)
    assert added.result
    assert added.result.loaded == 2
    (followed,) = await office.workspace.sources.followed()
    assert (followed.source.visibility, followed.topics, followed.articles) == (Visibility.PUBLIC, ("Harbour",), 2)


@pytest.mark.parametrize(
    ("page", "text", "blocked"),
    [
        (html("Orrin"), "full text from its pages", None),
        (html("Orrin", "<title>404</title>Page not found."), "teasers only", ""),
        (RobotsRefused("its robots.txt asks programs to leave"), "teasers only", "robots.txt"),
        (Unreachable("no answer"), "teasers only", "no answer"),
    ],
)
async def test_a_feed_of_teasers_is_told_with_what_its_pages_give(
    office: Office, page: bytes | FetchError, text: str, blocked: str | None
):
    office.serve(feed=rss(item("a")))
    office.addresses.there["https://quay.example/a"] = page
    verdict = (await office.add()).verdict
    assert verdict.text == text
    assert (verdict.blocked is None) is (blocked is None)
    assert (blocked or "") in (verdict.blocked or "")


async def test_teasers_without_links_are_all_there_is(office: Office):
    office.serve(feed=rss(item("a").replace("<link>https://quay.example/a</link>", "")))
    assert (await office.add()).verdict.blocked == "no links to pages"


async def test_the_verdict_is_told_before_the_first_poll_which_fetches_nothing_again(office: Office):
    office.serve(feed=rss(item("a", day=20), item("b", day=21)), a=html("Orrin"), b=html("Halden"))
    told: list[tuple[Verdict, int]] = []

    def tell(verdict: Verdict) -> None:
        told.append((verdict, office.addresses.asked.total()))

    added = await sources.add(FEED, office.desk, (), tell)
    assert isinstance(added, Added)
    assert told == [(added.verdict, 2)]
    assert added.result
    assert added.result.loaded == 2
    assert set(office.addresses.asked.values()) == {1}
    assert not any(one.notes for one in await office.workspace.store.window(EVERYTHING, 9))
    await poll_all(await office.database.feeds.due(None, 9), office.desk.intake)
    assert office.addresses.asked == {FEED: 2, "https://quay.example/a": 1, "https://quay.example/b": 1}


async def test_a_site_is_followed_by_the_feed_that_its_page_points_to(office: Office):
    link = '<link rel="alternate" type="application/rss+xml" href="/news.xml">'
    site = Fetched("https://quay.example/", 200, html("Orrin", head=link), "text/html")
    office.addresses.there["https://quay.example"] = site
    office.addresses.there["https://quay.example/news.xml"] = rss(item("a", WHOLE))
    assert (await office.add("quay.example")).verdict.feed == "https://quay.example/news.xml"


async def test_a_site_that_names_no_feed_is_asked_at_the_usual_places(office: Office):
    office.addresses.there["https://quay.example/"] = html("Orrin")
    office.serve(**{"rss.xml": rss(item("a", WHOLE))})
    assert (await office.add("https://quay.example/")).verdict.feed == "https://quay.example/rss.xml"


def pointing(*links: str) -> bytes:
    """A page that points to feeds at these addresses."""
    return html("Orrin", head="".join(f'<link rel="alternate" type="application/rss+xml" {link}>' for link in links))


async def test_a_site_whose_page_points_to_a_dead_feed_is_asked_at_the_usual_places(office: Office):
    office.addresses.there["https://quay.example/"] = pointing('href="/gone.xml"')
    office.serve(**{"feed.xml": rss(item("a", WHOLE))})
    assert (await office.add("https://quay.example/")).verdict.feed == "https://quay.example/feed.xml"


async def test_comments_are_followed_only_where_there_is_no_news(office: Office):
    titled = 'title="Quay Courier » Comments Feed" href="/said.xml"'
    page = pointing('href="/comments/feed/"', titled, 'href="/news.xml"')
    office.addresses.there["https://quay.example/"] = page
    office.serve(**{"comments/feed/": rss(item("a", WHOLE))})
    assert (await office.add("https://quay.example/")).verdict.feed == "https://quay.example/comments/feed/"
    office.serve(**{"said.xml": rss(item("a", WHOLE)), "news.xml": rss(item("b", WHOLE))})
    assert (await office.add("https://quay.example/")).verdict.feed == "https://quay.example/news.xml"


async def test_a_page_full_of_dead_feeds_costs_a_dozen_requests(office: Office):
    dead = (f'href="/{number}.xml"' for number in range(50))
    office.addresses.there["https://quay.example/sea/"] = pointing('href="/comments"', *dead)
    with pytest.raises(InputError, match="no feed found"):
        await office.add("https://quay.example/sea/")
    assert office.addresses.asked.total() == 12


async def test_a_page_without_a_feed_is_told_what_to_do(office: Office):
    office.addresses.there["https://quay.example/"] = html("Orrin")
    with pytest.raises(InputError, match=r"no feed found at https://quay\.example/.*load the page"):
        await office.add("https://quay.example/")
    assert await office.workspace.sources.followed() == []


@pytest.mark.parametrize(
    "address",
    [
        "", "nonsense", "ftp://quay.example/feed", "https://", "javascript:alert(1)", "wiki/feed.xml", "http://[::1/feed",
        "http://:80/feed.xml", "quay?u=http://quay.example/",
    ],
)  # fmt: skip
async def test_what_is_no_address_is_refused_in_words(office: Office, address: str):
    with pytest.raises(InputError, match="no web address"):
        await office.add(address)


@pytest.mark.parametrize(
    "address",
    ["http://localhost:8080/feed", "http://wiki/rss", "http://[::1]:8080/feed", "HTTP://wiki", "https://quay.example"],
)
async def test_with_a_scheme_any_host_is_one(office: Office, address: str):
    office.addresses.there[address] = rss(item("a", WHOLE))
    assert (await office.add(address)).verdict.title == "Quay Courier"


def test_without_a_scheme_the_host_has_a_dot():
    assert address_of(" quay.example:8080/feed ") == "https://quay.example:8080/feed"
    assert address_of("//quay.example/feed?u=http://a/") == "https://quay.example/feed?u=http://a/"


async def test_an_address_without_a_scheme_is_tried_over_https_then_http(office: Office):
    office.addresses.there["http://quay.example/feed"] = rss(item("a", WHOLE))
    await office.add("quay.example/feed")
    assert list(office.addresses.asked) == ["https://quay.example/feed", "http://quay.example/feed"]


# --- what is known already ---------------------------------------------------------------------------


async def test_what_is_followed_is_said_to_be_known_and_is_not_loaded_again(office: Office):
    office.serve(feed=rss(item("a", WHOLE)))
    await office.add()
    again = await office.add(FEED, "Sea")
    assert (again.verdict.known, again.result) == (True, None)
    assert [one.topics for one in await office.workspace.sources.followed()] == [("Sea",)]


async def test_a_source_that_brings_the_same_articles_is_named(office: Office):
    office.serve(feed=rss(item("a", WHOLE), item("b", WHOLE)), other=rss(item("a", WHOLE), item("c", WHOLE)))
    await office.add()
    assert (await office.add("https://quay.example/other")).verdict.same_as == "Quay Courier"


async def test_a_secret_address_is_kept_to_the_workspace_and_to_the_channel(office: Office):
    secret = "https://quay.example/feed?token=0a1b2c3d4e5f60718293"  # noqa: S105 - made up
    office.addresses.there[secret] = rss(item("a", WHOLE))
    added = await office.add(secret)
    assert "0a1b2c3d" not in repr(added.verdict)
    (followed,) = await office.workspace.sources.followed()
    assert followed.source.visibility is Visibility.WORKSPACE
    channel = await office.database.workspace("crew", "general")
    await sources.add(secret, dataclasses.replace(office.desk, sources=channel.sources, channel=True))
    assert Visibility.CHANNEL in {one.source.visibility for one in await channel.sources.followed()}
    other = await office.database.workspace("other")
    assert await other.store.window(EVERYTHING, 9) == []


# --- by name -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["Quay Courier", "quay courier", FEED, "quay.example/feed", "quay.example", "courier"])
async def test_a_source_is_found_by_its_name_address_or_host(office: Office, name: str):
    office.serve(feed=rss(item("a", WHOLE)))
    await office.add()
    assert (await sources.find(name, office.workspace.sources)).source.name == "Quay Courier"


async def test_a_name_of_none_or_several_is_told(office: Office):
    office.serve(feed=rss(item("a", WHOLE)), other=rss(item("b", WHOLE), title="Quay Weekly"))
    await office.add()
    await office.add("https://quay.example/other")
    with pytest.raises(InputError, match=r"could be: Quay Courier \(https://quay\.example/feed\), Quay Weekly"):
        await sources.find("quay", office.workspace.sources)
    with pytest.raises(InputError, match="newsbot sources list"):
        await sources.find("Harbour", office.workspace.sources)


async def test_only_a_whole_name_removes(office: Office):
    office.serve(feed=rss(item("a", WHOLE)))
    await office.add()
    with pytest.raises(InputError, match="courier could be: Quay Courier"):
        await sources.find("courier", office.workspace.sources, exact=True)
    assert (await sources.find("QUAY COURIER", office.workspace.sources, exact=True)).articles == 1


async def test_the_address_that_was_given_is_followed_unless_it_moved_for_good(office: Office):
    there = office.addresses.there
    body = rss(item("a", WHOLE))
    for asked, moved in (("http://quay.example/signed?token=0a1b2c3d4e5f60718293", None), (FEED, f"{FEED}2")):
        there[asked] = Fetched(f"{FEED}2", 200, body, moved_to=moved)
    there[f"{FEED}2"] = body
    secret = await office.add("http://quay.example/signed?token=0a1b2c3d4e5f60718293")
    assert (secret.verdict.feed, secret.verdict.known) == ("http://quay.example/signed", False)
    (followed,) = await office.workspace.sources.followed()
    assert followed.state.url.endswith("?token=0a1b2c3d4e5f60718293")
    assert followed.source.visibility is Visibility.WORKSPACE
    await office.workspace.sources.unfollow(followed.source_id)
    await office.add()
    assert [one.state.url for one in await office.workspace.sources.followed()] == [f"{FEED}2"]


async def test_a_source_that_has_moved_is_known_by_both_addresses(office: Office):
    moved = f"{FEED}-new"
    office.serve(feed=rss(item("a", WHOLE)))
    await office.add()
    (followed,) = await office.workspace.sources.followed()
    state = dataclasses.replace(followed.state, url=moved)
    await office.database.feeds.keep([Keep(state)], NOW)
    office.addresses.there[moved] = rss(item("a", WHOLE))
    for address in (FEED, moved):
        assert (await office.add(address)).verdict.known
    assert len(await office.workspace.sources.followed()) == 1


async def test_adding_a_paused_source_says_so_and_leaves_it_paused(office: Office):
    office.serve(feed=rss(item("a", WHOLE)))
    await office.add()
    (followed,) = await office.workspace.sources.followed()
    await office.workspace.sources.pause(followed.source_id, paused=True)
    assert (await office.add()).verdict.paused
    assert [one.paused for one in await office.workspace.sources.followed()] == [True]


async def test_a_stopped_source_is_polled_again_when_it_is_resumed(office: Office):
    office.serve(feed=rss(item("a", WHOLE)))
    await office.add()
    (followed,) = await office.workspace.sources.followed()
    await office.workspace.sources.pause(followed.source_id, paused=True)
    await sources.resume(office.workspace.sources, followed, NOW + timedelta(hours=1))
    assert [one.paused for one in await office.workspace.sources.followed()] == [False]


# --- checking and lists ------------------------------------------------------------------------------


async def test_checking_follows_and_loads_nothing(office: Office):
    office.serve(feed=rss(item("a", WHOLE)))
    (verdict,) = await sources.check_all([FEED], office.desk)
    assert isinstance(verdict, Verdict)
    assert await office.workspace.sources.followed() == []
    await office.add()
    office.addresses.there[FEED] = Unreachable("no answer")
    assert await sources.check_all([], office.desk) == [LoadFailure("Quay Courier", "no answer")]
    with pytest.raises(InputError, match="no source is called"):
        await sources.check_all(["nobody"], office.desk)


@dataclasses.dataclass
class Counting:
    """What a workspace follows, and how often that was asked for."""

    sources: Sources
    asked: int = 0

    def __getattr__(self, name: str) -> object:
        return getattr(self.sources, name)

    async def followed(self) -> Sequence[Followed]:
        self.asked += 1
        return await self.sources.followed()


@pytest.mark.parametrize("names", [(), ("quay courier", "https://quay.example/other")])
async def test_checking_many_asks_once_what_is_followed(office: Office, names: tuple[str, ...]):
    office.serve(feed=rss(item("a", WHOLE)), other=rss(item("b", WHOLE), title="Quay Weekly"))
    await office.add()
    await office.add("https://quay.example/other")
    counting = Counting(office.desk.sources)
    desk = dataclasses.replace(office.desk, sources=cast("Sources", counting))
    verdicts = await sources.check_all(names, desk)
    assert [isinstance(one, Verdict) and one.known for one in verdicts] == [True, True]
    assert counting.asked == 1


async def test_a_list_is_followed_with_its_folders_as_topics_and_comes_out_again(office: Office):
    listed = ParsedOpml(
        "Mine",
        (
            OpmlFeed("https://a.example/feed", "A", "https://a.example/", ("Business", "Ships / Sea")),
            OpmlFeed("https://a.example/feed", "A", "https://a.example/", ("Home",)),
            OpmlFeed("https://b.example/feed?key=0a1b2c3d4e5f60718293", "B"),
        ),
    )
    progress: list[int] = []
    report = await sources.take_over(listed, office.desk, progress=progress.append)
    assert (report.added, report.known, report.failed) == (("A", "B"), ("A",), ())
    assert progress == [3]
    out = await sources.hand_over(office.workspace.sources)
    assert [(one.title, one.topics) for one in out] == [("A", ("Business", "Ships/Sea")), ("A", ("Home",)), ("B", ())]
    again = await sources.take_over(ParsedOpml("", tuple(out)), office.desk)
    assert (again.added, again.known) == ((), ("A", "A", "B"))
    assert await sources.hand_over(office.workspace.sources) == out
    assert office.addresses.asked == {}


async def test_a_long_list_costs_few_transactions(office: Office):
    feeds = tuple(OpmlFeed(f"https://{number % 450}.example/feed", f"Feed {number}") for number in range(500))
    begun = 0

    def count(_: object, __: object, statement: str, *___: object) -> None:
        nonlocal begun
        begun += statement.startswith("BEGIN")

    event.listen(office.database.connections.engine.sync_engine, "before_cursor_execute", count)
    progress: list[int] = []
    report = await sources.take_over(ParsedOpml("", feeds), office.desk, progress=progress.append)
    assert (len(report.added), len(report.known)) == (450, 50)
    assert (len(await office.workspace.sources.followed()), progress[-1]) == (450, 500)
    assert begun <= 5


async def test_a_list_at_an_address_is_followed_whole(office: Office):
    opml = b'<opml version="2.0"><body><outline type="rss" text="A" xmlUrl="https://a.example/feed"/></body></opml>'
    office.serve(**{"list.opml": opml})
    report = await sources.add("https://quay.example/list.opml", office.desk)
    assert isinstance(report, ImportReport)
    assert report.added == ("A",)
    (followed,) = await office.workspace.sources.followed()
    assert followed.state.found_at == "https://quay.example/list.opml"
    await sources.resume(office.workspace.sources, followed, NOW)
    assert (await office.workspace.sources.followed())[0].state.found_at == followed.state.found_at
    office.addresses.there["https://a.example/feed"] = rss(item("a", WHOLE))
    await office.add("https://a.example/feed")
    assert (await office.workspace.sources.followed())[0].state.found_at is None


async def test_a_list_kept_to_a_channel_by_somebody_in_none_names_what_failed(office: Office):
    listed = ParsedOpml("", (OpmlFeed("https://b.example/feed?key=0a1b2c3d4e5f60718293", "B"),))
    more = tuple(OpmlFeed(f"https://{name}.example/feed", name) for name in "acd")
    listed = dataclasses.replace(listed, feeds=listed.feeds + more)
    report = await sources.take_over(listed, dataclasses.replace(office.desk, channel=True))
    assert report.added == ("a", "c", "d")
    assert [(one.source, "kept to a channel" in one.error) for one in report.failed] == [
        ("https://b.example/feed", True)
    ]


# --- the intranet ------------------------------------------------------------------------------------


async def test_what_a_page_or_a_feed_points_to_is_fetched_as_found_there(office: Office):
    link = '<link rel="alternate" type="application/rss+xml" href="https://inside.example/feed">'
    page, feed, story = "https://quay.example/", "https://inside.example/feed", "https://quay.example/a"
    office.addresses.there |= {page: html("Orrin", head=link), feed: rss(item("a")), story: html("Tarn")}
    await sources.check_all([page], office.desk)
    assert office.addresses.found_at == {page: None, feed: page, story: feed}


async def test_a_feed_of_the_intranet_is_kept_to_the_workspace_and_read(office: Office):
    office.addresses.there[FEED] = Fetched(FEED, 200, rss(item("a", WHOLE)), from_intranet=True)
    added = await office.add()
    (followed,) = await office.workspace.sources.followed()
    assert followed.source.visibility is Visibility.WORKSPACE
    assert added.result
    assert (added.result.loaded, added.result.error) == (1, None)


async def test_a_feed_of_the_intranet_that_a_list_brought_is_read_once_it_is_added_by_itself(office: Office):
    office.addresses.there[FEED] = Fetched(FEED, 200, rss(item("a", WHOLE), title="Plans"), from_intranet=True)
    await sources.take_over(ParsedOpml("Mine", (OpmlFeed(FEED, "A", None, ("Home",)),)), office.desk)
    (report,) = (await poll_all(await office.database.feeds.due(None, 9), office.desk.intake)).failed
    assert "newsbot sources add" in report.error
    assert [one.name for one in await office.workspace.sources.followed()] == ["A"]
    added = await office.add()
    assert added.result
    assert (added.result.loaded, added.verdict.known) == (1, False)
    (followed,) = await office.workspace.sources.followed()
    assert (followed.source.visibility, followed.topics, followed.articles) == (Visibility.WORKSPACE, ("Home",), 1)


# --- private channels --------------------------------------------------------------------------------


async def private_office(office: Office, channel: str = "secret") -> tuple[Workspace, Desk]:
    """A private channel of the same workspace, and its desk."""
    workspace = await office.database.workspace("team", channel)
    return workspace, dataclasses.replace(office.desk, sources=workspace.sources, channel=True, private=True)


async def names(workspace: Workspace) -> list[tuple[str, Visibility]]:
    return [(one.source.key, one.source.visibility) for one in await workspace.sources.followed()]


async def test_what_is_added_in_a_private_channel_stays_there(office: Office):
    office.serve(feed=rss(item("a", WHOLE)))
    workspace, desk = await private_office(office)
    added = await sources.add(FEED, desk, ("Rumours",))
    assert isinstance(added, Added)
    assert added.result
    assert await names(workspace) == [(FEED, Visibility.CHANNEL)]
    assert len(await workspace.store.window(EVERYTHING, 9)) == 1
    for other in ("general", None):
        elsewhere = await office.database.workspace("team", other)
        assert await names(elsewhere) == []
        assert await elsewhere.store.window(EVERYTHING, 9) == []
        desk_there = dataclasses.replace(office.desk, sources=elsewhere.sources)
        (verdict,) = await sources.check_all([FEED], desk_there)
        assert isinstance(verdict, Verdict)
        assert (verdict.known, verdict.same_as) == (False, None)


async def test_a_private_channel_follows_for_itself_what_another_workspace_follows(office: Office):
    office.serve(feed=rss(item("a", WHOLE)))
    other = await office.database.workspace("crew")
    await sources.add(FEED, dataclasses.replace(office.desk, sources=other.sources))
    workspace, desk = await private_office(office)
    await sources.add(FEED, desk)
    assert await names(workspace) == [(FEED, Visibility.CHANNEL)]
    assert await names(office.workspace) == []
    assert len(await workspace.store.window(EVERYTHING, 9)) == 1


async def test_in_a_private_channel_what_all_follow_is_known_and_its_topics_are_set_elsewhere(office: Office):
    office.serve(feed=rss(item("a", WHOLE)))
    await office.add(FEED, "Harbour")
    workspace, desk = await private_office(office)
    added = await sources.add(FEED, desk, ("harbour",))
    assert isinstance(added, Added)
    assert added.verdict.known
    with pytest.raises(InputError, match="by the whole workspace already"):
        await sources.add(FEED, desk, ("Rumours",))
    (one,) = await workspace.sources.followed()
    assert (one.topics, one.source.visibility) == (("Harbour",), Visibility.PUBLIC)


async def test_what_is_kept_to_a_channel_stays_so_where_it_is_added_there_again(office: Office):
    """Once the channel is open to all, too: to make a source visible to all is asked for by name."""
    office.serve(feed=rss(item("a", WHOLE)))
    workspace, desk = await private_office(office)
    await sources.add(FEED, desk)
    for again in (desk, dataclasses.replace(desk, private=False)):
        added = await sources.add(FEED, again, ("Rumours",))
        assert isinstance(added, Added)
        assert added.verdict.known
        await sources.take_over(ParsedOpml("", (OpmlFeed(FEED, "Feed"),)), again)
        assert await names(workspace) == [(FEED, Visibility.CHANNEL)]
    assert await names(office.workspace) == []


async def test_of_a_feed_that_all_follow_and_a_channel_keeps_the_channels_own_is_meant_there(office: Office):
    office.serve(feed=rss(item("a", WHOLE)))
    workspace, desk = await private_office(office)
    await sources.add(FEED, desk)
    await office.add(FEED)
    assert sorted(await names(workspace)) == [(FEED, Visibility.CHANNEL), (FEED, Visibility.PUBLIC)]
    found = await sources.find("Quay Courier", workspace.sources, exact=True)
    assert found.source.visibility is Visibility.CHANNEL
    assert (await sources.find("Quay Courier", office.workspace.sources)).source.visibility is Visibility.PUBLIC


async def test_a_list_in_a_private_channel_stays_there_and_leaves_what_all_follow_as_it_is(office: Office):
    office.serve(feed=rss(item("a", WHOLE)))
    await office.add()
    workspace, desk = await private_office(office)
    listed = ParsedOpml(
        "", (OpmlFeed(FEED, "Our rumours", None, ("Rumours",)), OpmlFeed("https://new.example/feed", "New"))
    )
    report = await sources.take_over(listed, desk)
    assert (report.known, report.added) == (("Our rumours",), ("New",))
    assert await names(workspace) == [
        ("https://new.example/feed", Visibility.CHANNEL),
        (FEED, Visibility.PUBLIC),
    ]
    (one,) = await office.workspace.sources.followed()
    assert (one.name, one.topics) == ("Quay Courier", ())
