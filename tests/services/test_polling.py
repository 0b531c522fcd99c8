"""Polling: what is new is stored once, whatever feeds and pages do."""

import asyncio
import dataclasses
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import cast

import pytest

from bot.adapters.storage.database import Database, Workspace
from bot.domain.documents import Notice, Place
from bot.domain.entries import MOST_VERSIONS
from bot.domain.errors import (
    FetchError,
    HttpStatus,
    IntranetRefused,
    RobotsRefused,
    RobotsUnknown,
    StoreError,
    Unreachable,
)
from bot.domain.intake import NEVER_FETCHED, Fetched, Purpose, Validators
from bot.domain.models import EVERYTHING, Article, ArticleNote, Source, Visibility
from bot.domain.polling import FeedState, FeedStatus
from bot.services.polling import IN_FLIGHT, Intake, PollReport, poll_all, tick
from bot.services.ports import OUTSIDE, Feeds, Given, Polled, Wanted
from tests.fakes.web import Addresses, html, item, rss, web

FEED = "https://quay.example/feed"
NOW = datetime(2026, 11, 23, 7, 30, tzinfo=UTC)
HOUR = timedelta(hours=1)
WHOLE = "The lights went out in the harbour again. " * 60


class Desk:
    """One followed feed, a web in memory and a clock that stands still until it is set."""

    def __init__(self, database: Database, workspace: Workspace) -> None:
        self.database, self.workspace = database, workspace
        self.addresses = Addresses()
        self.now = NOW
        self.intake = Intake(database.feeds, web(self.addresses), lambda: self.now, lambda: 0.5)

    async def follow(self, url: str = FEED, name: str = "Quay Courier") -> None:
        await self.workspace.sources.follow(Source(url, name, "feed"), url, (), self.now)

    async def poll(self, **pages: bytes | Fetched | FetchError) -> PollReport:
        """Poll everything; `pages` are put at these keys' addresses, the feed under `feed`."""
        self.addresses.there |= {f"https://quay.example/{key}": found for key, found in pages.items()}
        return await poll_all(await self.database.feeds.due(None, 99), self.intake)

    async def articles(self) -> dict[str, Article]:
        return {one.key: one for one in await self.workspace.store.window(EVERYTHING, 999)}

    async def state(self) -> FeedState:
        return (await self.workspace.sources.followed())[0].state


@pytest.fixture
async def desk(sqlite_path: Path) -> AsyncIterator[Desk]:
    async with await Database.open(f"sqlite:///{sqlite_path}") as database:
        desk = Desk(database, await database.workspace("team"))
        await desk.follow()
        yield desk


# --- what is new -------------------------------------------------------------------------------------


async def test_polling_twice_loads_once(desk: Desk):
    first = await desk.poll(feed=rss(item("a"), item("b")), a=html("a"), b=html("b"))
    again = await desk.poll(feed=rss(item("a"), item("b"), more="<ttl>30</ttl>"))
    assert (first.loaded, first.known, again.loaded, again.known) == (2, 0, 0, 2)
    assert sorted(await desk.articles()) == ["a", "b"]
    assert desk.addresses.asked["https://quay.example/a"] == 1


async def test_the_same_bytes_are_not_even_read_again(desk: Desk):
    await desk.poll(feed=rss(item("a", WHOLE)))
    assert (await desk.poll()).results[0].known == 0


async def test_a_server_that_says_unchanged_is_believed(desk: Desk):
    validators = Validators('"1"')
    await desk.poll(feed=Fetched(FEED, 200, rss(item("a", WHOLE)), validators=validators))
    assert (await desk.state()).validators == validators
    report = await desk.poll()
    assert (report.loaded, report.failed) == (0, ())


async def test_ids_follow_the_dates_within_a_poll(desk: Desk):
    await desk.poll(feed=rss(item("new", WHOLE, day=22), item("old", WHOLE, day=3), item("mid", WHOLE, day=9)))
    articles = await desk.articles()
    assert sorted(articles, key=lambda key: articles[key].id) == ["old", "mid", "new"]


async def test_the_first_poll_fills_the_store_and_makes_news_of_the_newest_five(desk: Desk):
    await desk.poll(feed=rss(*(item(f"k{day}", WHOLE, day=day) for day in range(1, 13))))
    articles = await desk.articles()
    assert len(articles) == 12
    assert sorted(key for key, one in articles.items() if one.news) == ["k10", "k11", "k12", "k8", "k9"]
    await desk.poll(feed=rss(item("later", WHOLE, day=1), item("k12", WHOLE, day=12)))
    assert (await desk.articles())["later"].news


async def test_an_edited_entry_is_a_new_version_and_no_new_article(desk: Desk):
    await desk.poll(feed=rss(item("a", WHOLE)))
    before = (await desk.articles())["a"]
    desk.now += HOUR
    report = await desk.poll(feed=rss(item("a", WHOLE + "They are on again.", title="CORRECTION: Lights on again")))
    after = (await desk.articles())["a"]
    assert report.loaded == 1
    assert (after.id, after.version) == (before.id, 2)
    assert "on again." in after.text
    assert ArticleNote.CORRECTED in after.notes


async def test_a_changed_guid_at_the_same_address_is_the_same_article(desk: Desk):
    await desk.poll(feed=rss(item("a", WHOLE)))
    changed = item("a", WHOLE).replace(">a</guid>", ">other</guid>")
    report = await desk.poll(feed=rss(changed, more="<ttl>9</ttl>"))
    assert report.loaded == 0
    assert list(await desk.articles()) == ["a"]


async def test_a_date_in_the_future_is_when_it_was_fetched(desk: Desk):
    await desk.poll(feed=rss(item("a", WHOLE, day=29)))
    article = (await desk.articles())["a"]
    assert (article.published, article.notes) == (NOW, (ArticleNote.CLAMPED,))


# --- pages of teasers --------------------------------------------------------------------------------


async def test_a_teaser_gets_the_text_of_its_page_and_who_said_what(desk: Desk):
    await desk.poll(feed=rss(item("a")), a=html("Orrin"))
    article = (await desk.articles())["a"]
    assert "Calloway said that new lamps" in article.text
    assert article.notes == ()
    assert [one.name for one in await desk.workspace.speech.speakers(["calloway"], EVERYTHING, 9)] == ["Ines Calloway"]


@pytest.mark.parametrize(
    ("page", "also"),
    [
        (RobotsRefused("robots.txt says no"), ()),
        (HttpStatus(403, "status 403"), ()),
    ],
)
async def test_a_page_that_is_not_for_us_leaves_the_teaser_and_is_asked_for_once(
    desk: Desk, page: FetchError, also: tuple[ArticleNote, ...]
):
    for more in ("", "<ttl>9</ttl>"):
        await desk.poll(feed=rss(item("a"), more=more), a=page)
    assert [(one.text, one.notes) for one in (await desk.articles()).values()] == [
        ("The lights went out.", (ArticleNote.TEASER, *also))
    ]
    assert desk.addresses.asked["https://quay.example/a"] == 1


@pytest.mark.parametrize(
    "page",
    [
        Unreachable("no answer"),
        HttpStatus(503, "busy"),
        HttpStatus(429, "busy"),
        HttpStatus(404, "not there yet"),
        RobotsUnknown("its robots.txt could not be asked"),
    ],
)
async def test_a_page_that_cannot_be_had_now_is_had_at_the_next_poll(desk: Desk, page: FetchError):
    await desk.poll(feed=rss(item("a")), a=page)
    before = (await desk.articles())["a"]
    assert before.notes == (ArticleNote.TEASER,)
    await desk.poll(a=html("Orrin"))
    after = (await desk.articles())["a"]
    assert (after.id, after.notes) == (before.id, ())
    assert "Calloway" in after.text


async def test_a_page_that_stays_away_is_gone_after_some_hours(desk: Desk):
    for _ in range(9):
        await desk.poll(feed=rss(item("a")), a=HttpStatus(404, "status 404"))
        desk.now += HOUR
    assert (await desk.articles())["a"].notes == (ArticleNote.TEASER, ArticleNote.GONE)


async def test_what_one_source_says_of_an_address_is_not_for_another_to_suffer(desk: Desk):
    await desk.poll(feed=rss(item("a", WHOLE)))
    await desk.follow("https://evil.example/feed", "Evil News")
    desk.addresses.there["https://evil.example/feed"] = rss(item("mine").replace("example/mine", "example/a"))
    desk.addresses.there["https://quay.example/a"] = HttpStatus(410, "status 410")
    for _ in range(9):
        await desk.poll()
        desk.now += HOUR
    assert (await desk.articles())["a"].notes == ()


async def test_a_site_that_changes_over_to_https_brings_nothing_new(desk: Desk):
    def feed(scheme: str) -> bytes:
        old = item("a", WHOLE).replace('<guid isPermaLink="false">a</guid>', f"<guid>{scheme}://quay.example/a</guid>")
        return rss(old.replace("<link>https://", f"<link>{scheme}://"))

    await desk.poll(feed=feed("http"))
    assert (await desk.poll(feed=feed("https"))).loaded == 0
    assert len(await desk.articles()) == 1


async def test_what_is_taken_back_before_it_came_is_no_article(desk: Desk):
    await desk.poll(feed=rss(item("a", WHOLE, title="WITHDRAWN: Lamps"), item("b", WHOLE)))
    assert (await desk.poll(feed=rss(item("b", WHOLE), more="<ttl>9</ttl>"))).loaded == 0
    assert list(await desk.articles()) == ["b"]


async def test_a_clock_that_was_ahead_does_not_silence_polling(desk: Desk):
    desk.now = NOW.replace(year=2036)
    await desk.poll(feed=rss(item("a", WHOLE)))
    desk.now = NOW
    assert len(await desk.database.feeds.due(desk.now, 9)) == 1


async def test_a_page_that_never_comes_is_waited_for_no_longer_than_some_hours(desk: Desk):
    for _ in range(9):
        await desk.poll(feed=rss(item("a")), a=Unreachable("no answer"))
        desk.now += HOUR
    assert desk.addresses.asked["https://quay.example/a"] == 7


async def test_a_whole_text_is_not_replaced_by_a_teaser_for_a_faults_sake(desk: Desk):
    await desk.poll(feed=rss(item("a")), a=html("Orrin"))
    await desk.poll(feed=rss(item("a", "The lights are on.")), a=Unreachable("no answer"))
    assert "Calloway" in (await desk.articles())["a"].text
    await desk.poll(a=html("Halden"))
    assert "harbour of Halden" in (await desk.articles())["a"].text


async def test_a_page_that_is_gone_does_not_take_its_article_back(desk: Desk):
    await desk.poll(feed=rss(item("a")), a=html("Orrin"))
    await desk.poll(feed=rss(item("a", "The lights are on again.")), a=HttpStatus(410, "status 410"))
    article = (await desk.articles())["a"]
    assert (article.version, article.text) == (2, "The lights are on again.")
    assert article.notes == (ArticleNote.TEASER, ArticleNote.GONE)


async def test_full_texts_can_be_left_alone(desk: Desk):
    desk.intake = dataclasses.replace(desk.intake, full_text=False)
    await desk.poll(feed=rss(item("a")), a=html("Orrin"))
    assert desk.addresses.asked["https://quay.example/a"] == 0
    assert (await desk.articles())["a"].notes == (ArticleNote.TEASER,)


# --- entries that never stay as they are -------------------------------------------------------------

QUARTER = HOUR / 4


async def poll_for_a_day(desk: Desk, entry: Callable[[int], str]) -> None:
    for count in range(96):
        await desk.poll(feed=rss(entry(count)), a=html("Orrin"))
        desk.now += QUARTER


async def test_a_counter_in_a_teaser_does_not_fetch_its_page_at_each_poll(desk: Desk):
    await poll_for_a_day(desk, lambda count: item("a", f"The lights went out. {count} comments"))
    assert desk.addresses.asked["https://quay.example/a"] <= 12
    assert (await desk.articles())["a"].version == 1


async def test_a_counter_in_a_text_makes_few_versions(desk: Desk):
    await poll_for_a_day(desk, lambda count: item("a", f"{WHOLE}{count} comments"))
    assert 1 < (await desk.articles())["a"].version <= 12


async def test_an_edit_that_had_to_wait_comes_though_the_feed_stays_as_it_is(desk: Desk):
    await desk.poll(feed=rss(item("a", WHOLE)))
    for words, wait in (("They are on.", HOUR), ("They are off.", QUARTER)):
        desk.now += wait
        await desk.poll(feed=rss(item("a", WHOLE + words)))
    assert (await desk.articles())["a"].text.endswith("They are on.")
    desk.now += HOUR
    await desk.poll()
    assert (await desk.articles())["a"].text.endswith("They are off.")


async def test_an_article_has_no_more_versions_than_anybody_needs_and_its_source_says_so(desk: Desk):
    for count in range(MOST_VERSIONS + 9):
        await desk.poll(feed=rss(item("a", WHOLE, title=f"Lights out, {count} comments")))
    assert (await desk.articles())["a"].version == MOST_VERSIONS
    assert (await desk.state()).note == f"1 article has changed {MOST_VERSIONS} times: further changes are left out"
    for count in range(3):
        await desk.poll(feed=rss(item("a", WHOLE, title=f"WITHDRAWN: lights out {count}")))
    assert await desk.articles() == {}
    await desk.poll(feed=rss(item("b", WHOLE)))
    assert (await desk.state()).note is None


# --- faults ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("found", "word"),
    [
        (Unreachable("no answer"), "no answer"),
        (HttpStatus(500, "status 500"), "status 500"),
        (html("A page"), "web page"),
        (b"\x00\x01nonsense", ""),
        (b'<!DOCTYPE x [<!ENTITY a "b">]><rss/>', ""),
    ],
)
async def test_a_bad_source_is_named_and_stops_no_other(desk: Desk, found: bytes | FetchError, word: str):
    await desk.follow("https://bad.example/feed", "Bad News")
    desk.addresses.there["https://bad.example/feed"] = found
    report = await desk.poll(feed=rss(item("a", WHOLE)))
    ((name, error),) = [(one.source, one.error) for one in report.failed]
    assert (name, report.loaded) == ("Bad News", 1)
    assert word in error
    assert "\n" not in error
    bad = next(one for one in await desk.workspace.sources.followed() if one.source.name == "Bad News")
    assert (bad.state.error, bad.state.failures) == (error, 1)


async def test_what_is_gone_is_stopped_and_the_admin_is_told(desk: Desk):
    told: list[Notice] = []

    async def tell(notice: Notice) -> None:
        told.append(notice)

    desk.addresses.there[FEED] = HttpStatus(410, "the feed is gone (410)")
    report = await tick(desk.intake, desk.database.operations, tell)
    assert [one.name for one in told] == ["source_stopped"]
    assert (told[0].place, told[0].values["source"]) == (Place("team"), "Quay Courier")
    assert (await desk.state()).status is FeedStatus.DISABLED
    assert [one.source for one in report.stopped] == ["Quay Courier"]
    assert (await tick(desk.intake, desk.database.operations, tell)).results == ()


async def test_only_those_who_follow_a_source_are_told_that_it_was_stopped_and_by_their_own_name_for_it(desk: Desk):
    told: list[Notice] = []

    async def tell(notice: Notice) -> None:
        told.append(notice)

    crew, paused = await desk.database.workspace("crew"), await desk.database.workspace("idle")
    paper = Source(FEED, "Quay Courier", "feed")
    await crew.sources.follow(paper, FEED, (), desk.now, given=Given("Plan B"))
    await paused.sources.pause((await paused.sources.follow(paper, FEED, (), desk.now)).source_id, paused=True)
    general = await desk.database.workspace("crew", "general")
    secret = Source(f"{FEED}?token=x", "Members", "feed", None, Visibility.CHANNEL)
    await general.sources.follow(secret, secret.key, (), desk.now)
    await (await desk.database.workspace("other")).sources.follow(Source("o", "Other", "feed"), "https://o/", (), NOW)
    desk.addresses.there |= {url: HttpStatus(410, "gone") for url in (FEED, secret.key)}
    await tick(desk.intake, desk.database.operations, tell)
    assert {(one.place, one.values["source"]) for one in told} == {
        (Place("team"), "Quay Courier"),
        (Place("crew"), "Plan B"),
        (Place("crew", "general"), "Members"),
    }
    assert len(told) == 3


async def test_three_permanent_redirects_rewrite_the_address(desk: Desk):
    moved = "https://quay.example/new"
    for count in range(3):
        body = rss(item("a", WHOLE), more=f"<ttl>{count}</ttl>")
        await desk.poll(feed=Fetched(moved, 200, body, moved_to=moved))
    assert (await desk.state()).url == moved
    assert (await desk.workspace.sources.followed())[0].source.key == FEED


async def test_a_database_that_fails_ends_the_poll_and_the_next_one_completes(desk: Desk):
    class Full:
        """The feeds' storage with no room left."""

        def __getattr__(self, name: str) -> object:
            return getattr(desk.database.feeds, name)

        async def keep(self, *_: object) -> None:
            raise StoreError("no room left")

    full = dataclasses.replace(desk.intake, feeds=cast("Feeds", Full()))
    desk.addresses.there[FEED] = rss(item("a", WHOLE))
    with pytest.raises(StoreError, match="no room"):
        await poll_all(await desk.database.feeds.due(None, 9), full)
    assert (await desk.state()).first
    assert (await desk.poll()).loaded == 1


async def test_an_embargo_ends_at_its_time(desk: Desk):
    feed = (
        b'{"version":"https://jsonfeed.org/version/1.1","title":"Wire","items":[{"id":"a","url":"https://quay.example/a",'
        b'"title":"EMBARGOED until noon","content_text":"' + WHOLE.encode() + b'",'
        b'"embargoed":"2026-11-23T12:00:00Z"}]}'
    )
    await desk.poll(feed=feed)
    assert await desk.articles() == {}
    desk.now = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
    await desk.database.operations.release(desk.now)
    assert list(await desk.articles()) == ["a"]


@dataclasses.dataclass
class Tarpit(Addresses):
    """Feeds of slow.example do not answer before all others have."""

    others: int = 0
    go: asyncio.Event = dataclasses.field(default_factory=asyncio.Event)

    async def fetch(
        self, url: str, purpose: Purpose, validators: Validators = NEVER_FETCHED, *, found_at: str | None = None
    ) -> Fetched:
        if "slow" in url:
            await self.go.wait()
        else:
            self.others -= 1
            if not self.others:
                self.go.set()
        return await super().fetch(url, purpose, validators, found_at=found_at)


async def test_a_host_that_does_not_answer_delays_none_but_its_own_feeds(desk: Desk):
    tarpit = Tarpit(others=3)
    desk.intake = dataclasses.replace(desk.intake, web=web(tarpit))
    slow = [f"https://slow.example/{number}" for number in range(IN_FLIGHT + 20)]
    quick = [FEED, "https://tarn.example/feed", "https://orrin.example/feed"]
    source, state = Source(FEED, "Quay Courier", "feed"), await desk.state()
    due = [Polled(source, dataclasses.replace(state, url=url)) for url in slow + quick]
    async with asyncio.timeout(60):
        report = await poll_all(due, desk.intake)
    assert len(report.failed) == len(due)
    assert all(tarpit.asked[url] == 1 for url in slow + quick)


# --- the intranet ------------------------------------------------------------------------------------


async def test_pages_are_fetched_as_found_where_their_feed_came_from(desk: Desk):
    there = "https://other.example/feed"
    await desk.poll(feed=Fetched(there, 200, rss(item("a"))), a=html("a"))
    assert desk.addresses.found_at == {FEED: OUTSIDE, "https://quay.example/a": there}


async def test_a_feed_of_a_list_in_the_web_is_polled_as_found_there_until_a_person_names_it(desk: Desk):
    listed = "https://lists.example/mine.opml"
    own = Source("https://wiki.example/feed?token=x", "Wiki", "feed", None, Visibility.WORKSPACE)
    for found_at, told in ((listed, listed), (listed, listed), (None, None), (listed, None)):
        await desk.workspace.sources.follow_all([Wanted(own, own.key, found_at=found_at)], desk.now)
        await desk.poll()
        assert desk.addresses.found_at[own.key] == told


async def test_a_feed_that_the_door_keeps_out_of_the_intranet_says_what_to_do(desk: Desk):
    report = await desk.poll(feed=IntranetRefused("https://quay.example is in the intranet."))
    assert "newsbot sources add" in report.failed[0].error


async def test_a_feed_of_the_intranet_is_not_stored_for_everybody(desk: Desk):
    report = await desk.poll(feed=Fetched(FEED, 200, rss(item("a", WHOLE)), from_intranet=True))
    assert "in the intranet" in report.failed[0].error
    assert await desk.articles() == {}
