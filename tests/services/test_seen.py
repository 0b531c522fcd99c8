"""Entries that were read before are not read again, and nothing that is stored is another for it."""

import shutil
import tempfile
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from bot.adapters.storage.database import Database
from bot.adapters.storage.schema import articles, versions
from bot.adapters.web.feeds import parse_feed
from bot.domain.entries import MOST_VERSIONS
from bot.domain.intake import ParsedFeed
from bot.domain.models import NewArticle, Source
from bot.domain.seen import looked_up, put_down, seen_of
from bot.services.discovery import Web
from bot.services.ingest import analyse
from bot.services.polling import Intake, PollReport, poll_all
from tests.fakes.web import Addresses, InProcess, html, item, rss

NOW = datetime(2026, 11, 23, 7, 30, tzinfo=UTC)
FEED = "https://quay.example/feed"
WHOLE = "The lights went out in the harbour again. " * 60


def remembered(feed: ParsedFeed) -> str:
    read = [seen_of(one.raw, one.id, one.url, one.published) for one in feed.entries if one.raw]
    return put_down(one for one in read if one)


def again(before: bytes, after: bytes) -> ParsedFeed:
    """The second feed as it is read by who has read the first."""
    return parse_feed(after, FEED, None, remembered(parse_feed(before, FEED, None, "")))


# --- what is left out --------------------------------------------------------------------------------


def test_what_is_written_as_before_is_left_out_and_the_rest_is_read_as_ever():
    before, after = rss(item("a"), item("b")), rss(item("c"), item("a"), item("b", "Edited."))
    read = again(before, after)
    assert [entry.id for entry in read.entries] == ["c", "b"]
    assert read.known == (parse_feed(before, FEED, None, "").entries[0].raw,)
    whole = {entry.id: entry for entry in parse_feed(after, FEED, None, "").entries}
    assert all(entry == whole[entry.id] for entry in read.entries)


def test_a_feed_with_nothing_new_keeps_what_it_says_of_itself():
    read = again(rss(item("a")), rss(item("a"), more="<lastBuildDate>23 Nov 2026 07:00:00 GMT</lastBuildDate>"))
    assert (read.title, read.url, read.entries, len(read.known)) == ("Quay Courier", "https://quay.example/", (), 1)


def test_another_head_has_everything_read_again():
    assert not again(rss(item("a")), rss(item("a"), more='<xhtml:base xmlns:xhtml="x">y</xhtml:base>')).known


def test_one_id_for_two_entries_has_all_of_them_read():
    read = again(rss(item("a"), item("b")), rss(item("a", "Other.", title="Another"), item("a"), item("b")))
    assert not read.known
    assert len({entry.id for entry in read.entries}) == len(read.entries) == 3


def test_what_is_damaged_is_read_in_its_context():
    broken = rss(item("c", "<b>Never closed"), item("a"), item("b"))
    assert not again(rss(item("a"), item("b")), broken).known
    assert not again(broken, rss(item("a"), item("b"))).known


def test_who_remembers_nothing_gets_no_digests():
    assert parse_feed(rss(item("a")), FEED).entries[0].raw is None


@given(st.text() | st.lists(st.text("0123456789abcdef- \n"), max_size=4).map("\n".join))
def test_what_was_put_down_may_be_anything(text: str):
    known = looked_up(text)
    assert looked_up(put_down(known.values())) == known


@given(st.datetimes(timezones=st.just(UTC)) | st.none(), st.text(), st.none() | st.text(min_size=1))
def test_what_is_put_down_is_looked_up_again(date: datetime | None, id_: str, url: str | None):
    seen = seen_of("0" * 24, id_, url, date)
    assert seen is not None
    assert looked_up(put_down([seen])) == {"0" * 24: seen}


def test_a_parser_in_a_strangers_hands_puts_down_nothing_but_digests():
    assert seen_of("x" * 100_000, "a", None, None) is None


# --- the same is stored ------------------------------------------------------------------------------


class Forgetful(InProcess):
    """Reads everything at each poll."""

    async def feed(
        self, data: bytes, url: str | None = None, content_type: str | None = None, seen: str | None = None
    ) -> ParsedFeed:
        del seen
        return await super().feed(data, url, content_type)


@dataclass(frozen=True, slots=True)
class Written:
    """An entry in a feed's source: few values each, so that they meet."""

    guid: str | None
    link: str
    title: str
    text: str
    date: str
    strange: str

    def __str__(self) -> str:
        guid = f'<guid isPermaLink="false">{self.guid}</guid>' if self.guid else ""
        link, date = f"<link>https://quay.example{self.link}</link>", f"<pubDate>{self.date}</pubDate>"
        says = f"<title>{self.title}</title><description>{self.text}</description>"
        return f"<item>{guid}{link}{says}{date if self.date else ''}{self.strange}</item>"


DATES = ("", "20 Nov 2026 07:00:00 GMT", "22 Nov 2026 07:00:00 GMT", "24 Nov 2026 07:00:00 GMT", "yesterday")
ODD = (
    "<b>Never closed",
    "<!-- </item> -->",
    "<category><![CDATA[<item>]]></category>",
    "<item><title>In</title></item>",
)
ENTRY = st.builds(
    Written,
    st.sampled_from([None, "a", "b", "c", "https://quay.example/a"]),
    st.sampled_from(["/a", "/b", "/c", "/", "/a?utm_source=feed"]),
    st.sampled_from(["Dark harbour", "WITHDRAWN: Dark harbour", "Lamps &amp;amp; oil", ""]),
    st.sampled_from([WHOLE, WHOLE + "More.", "A beginning &lt;b&gt;only&lt;/b&gt; …"]),
    st.sampled_from(DATES),
    st.sampled_from(["", "", "", "", *ODD]),
)
DATED = "<lastBuildDate>23 Nov 2026 07:00:00 GMT</lastBuildDate>"
HEADS = st.sampled_from(["", "", "", "<ttl>30</ttl>", DATED])


WAITS = st.sampled_from([timedelta(minutes=15), timedelta(hours=1), timedelta(hours=5)])


@dataclass(frozen=True, slots=True)
class Moment:
    """What a feed holds at a poll, whether its pages can be had then, and how long it is to the next poll."""

    feed: bytes
    pages_are_there: bool = False
    wait: timedelta = timedelta(hours=5)


@st.composite
def histories(draw: st.DrawFn) -> list[Moment]:
    """What a feed is poll after poll, out of a few entries."""
    pool = draw(st.lists(ENTRY, min_size=1, max_size=6))
    polls = st.tuples(st.lists(st.sampled_from(pool), max_size=6), HEADS, st.booleans(), WAITS)
    drawn = draw(st.lists(polls, max_size=6))
    return [Moment(rss(*map(str, entries), more=head), there, wait) for entries, head, there, wait in drawn]


async def polled(database: Database, parser: InProcess, history: list[Moment], now: datetime = NOW) -> list[PollReport]:
    """A source's reports, in the order of the polls."""
    addresses = Addresses()
    intake = Intake(database.feeds, Web(addresses, parser), lambda: now, lambda: 0.5)
    workspace = await database.workspace("team")
    await workspace.sources.follow(Source(FEED, "Quay Courier", "feed"), FEED, (), now)
    reports = []
    for moment in history:
        addresses.there = {FEED: moment.feed}
        if moment.pages_are_there:
            addresses.there |= {f"https://quay.example/{page}": html(page) for page in "abc"}
        reports.append(await poll_all(await database.feeds.due(None, 9), intake))
        now += moment.wait
    return reports


async def stored(database: Database) -> list[tuple[object, ...]]:
    """All versions of all articles, as they are."""
    columns = [one for one in (*articles.c, *versions.c) if one.name not in {"id", "article_id"}]
    query = select(*columns).join_from(articles, versions, versions.c.article_id == articles.c.id)
    async with database.connections.reading() as connection:
        return [tuple(row) for row in await connection.execute(query.order_by(articles.c.id, versions.c.version))]


async def test_an_article_that_was_loaded_otherwise_meanwhile_is_read_again(migrated_sqlite: Path, tmp_path: Path):
    source = Source(FEED, "Quay Courier", "feed")
    loaded = analyse(NewArticle("a", "Title of a", "A beginning only.", source))
    path = shutil.copy(migrated_sqlite, tmp_path / "news.db")
    async with await Database.open(f"sqlite:///{path}") as database:
        await polled(database, InProcess(), [Moment(rss(item("a", WHOLE)))])
        await (await database.workspace("team")).store.add([loaded], NOW)
        await polled(database, InProcess(), [Moment(rss(item("a", WHOLE), more=DATED))])
        texts = select(versions.c.text).order_by(versions.c.version)
        async with database.connections.reading() as connection:
            before, between, after = await connection.scalars(texts)
    assert (before, between) == (WHOLE.strip(), "A beginning only.")
    assert after == before


async def texts_and_note(database: Database) -> tuple[list[str], str | None]:
    """The texts of all versions, and what the source says of what was left out."""
    async with database.connections.reading() as connection:
        texts = list(
            await connection.scalars(select(versions.c.text).order_by(versions.c.article_id, versions.c.version))
        )
    (followed,) = await (await database.workspace("team")).sources.followed()
    return texts, followed.state.note


async def test_an_edit_that_waits_is_not_put_down_as_seen(migrated_sqlite: Path, tmp_path: Path):
    on, off, quarter = WHOLE + "They are on.", WHOLE + "They are off.", timedelta(minutes=15)
    history = [
        Moment(rss(item("a", WHOLE)), wait=timedelta(hours=1)),
        Moment(rss(item("a", on)), wait=quarter),
        Moment(rss(item("a", off)), wait=quarter),
        Moment(rss(item("a", off), item("b", WHOLE)), wait=timedelta(hours=1)),
        Moment(rss(item("a", off), item("b", WHOLE), more=DATED)),
    ]
    path = shutil.copy(migrated_sqlite, tmp_path / "news.db")
    async with await Database.open(f"sqlite:///{path}") as database:
        reports = await polled(database, InProcess(), history)
        texts, _ = await texts_and_note(database)
    assert [one.loaded for one in reports] == [1, 1, 0, 1, 1]
    assert texts == [WHOLE.strip(), on, off, WHOLE.strip()]


async def test_an_entry_that_is_left_out_for_good_is_told_of_at_each_poll(migrated_sqlite: Path, tmp_path: Path):
    edits = [Moment(rss(item("a", WHOLE, title=f"Lights out, {count}"))) for count in range(MOST_VERSIONS + 1)]
    last = item("a", WHOLE, title=f"Lights out, {MOST_VERSIONS}")
    back = item("a", WHOLE, title=f"Lights out, {MOST_VERSIONS - 1}")
    path = shutil.copy(migrated_sqlite, tmp_path / "news.db")
    async with await Database.open(f"sqlite:///{path}") as database:
        await polled(database, InProcess(), edits)
        for feed in (rss(last, item("b", WHOLE)), rss(last, item("b", WHOLE), more=DATED)):
            await polled(database, InProcess(), [Moment(feed)], NOW + timedelta(days=30))
            texts, note = await texts_and_note(database)
            assert (len(texts), note is None) == (MOST_VERSIONS + 1, False)
        await polled(database, InProcess(), [Moment(rss(back, item("b", WHOLE)))], NOW + timedelta(days=31))
        assert (await texts_and_note(database))[1] is None


@given(history=histories())
@pytest.mark.no_cover  # as long again if traced
async def test_remembering_changes_nothing_in_what_is_stored(migrated_sqlite: Path, history: list[Moment]) -> None:
    outcomes = []
    for parser in (InProcess(), Forgetful()):
        with tempfile.TemporaryDirectory() as folder:
            path = shutil.copy(migrated_sqlite, Path(folder) / "news.db")
            async with await Database.open(f"sqlite:///{path}") as database:
                reports = await polled(database, parser, history)
                (followed,) = await (await database.workspace("team")).sources.followed()
                counts = [(one.loaded, one.known, one.failed) for one in reports]
                state = followed.state
                pace = (state.newest, state.weekly, state.next_poll, state.body_digest, state.note)
                outcomes.append((counts, pace, await stored(database)))
    assert outcomes[0] == outcomes[1]
