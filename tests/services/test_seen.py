"""Entries that were read before are not read again, and nothing that is stored is another for it."""

import shutil
import tempfile
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from bot.adapters.storage.database import Database
from bot.adapters.storage.schema import articles, versions
from bot.adapters.web.feeds import parse_feed
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


@st.composite
def histories(draw: st.DrawFn) -> list[tuple[bytes, bool]]:
    """What a feed holds poll after poll, out of a few entries, and whether its pages can be had then."""
    pool = draw(st.lists(ENTRY, min_size=1, max_size=6))
    polls = draw(st.lists(st.tuples(st.lists(st.sampled_from(pool), max_size=6), HEADS, st.booleans()), max_size=6))
    return [(rss(*map(str, entries), more=head), there) for entries, head, there in polls]


async def polled(database: Database, parser: InProcess, history: list[tuple[bytes, bool]]) -> list[PollReport]:
    """A source's reports, in the order of the polls."""
    addresses = Addresses()
    now = NOW
    intake = Intake(database.feeds, Web(addresses, parser), lambda: now, lambda: 0.5)
    workspace = await database.workspace("team")
    await workspace.sources.follow(Source(FEED, "Quay Courier", "feed"), FEED, (), now)
    reports = []
    for feed, pages_are_there in history:
        addresses.there = {FEED: feed}
        if pages_are_there:
            addresses.there |= {f"https://quay.example/{page}": html(page) for page in "abc"}
        reports.append(await poll_all(await database.feeds.due(None, 9), intake))
        now += timedelta(hours=5)
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
        await polled(database, InProcess(), [(rss(item("a", WHOLE)), False)])
        await (await database.workspace("team")).store.add([loaded], NOW)
        await polled(database, InProcess(), [(rss(item("a", WHOLE), more=DATED), False)])
        texts = select(versions.c.text).order_by(versions.c.version)
        async with database.connections.reading() as connection:
            before, between, after = await connection.scalars(texts)
    assert (before, between) == (WHOLE.strip(), "A beginning only.")
    assert after == before


@given(history=histories())
async def test_remembering_changes_nothing_in_what_is_stored(
    migrated_sqlite: Path, history: list[tuple[bytes, bool]]
) -> None:
    outcomes = []
    for parser in (InProcess(), Forgetful()):
        with tempfile.TemporaryDirectory() as folder:
            path = shutil.copy(migrated_sqlite, Path(folder) / "news.db")
            async with await Database.open(f"sqlite:///{path}") as database:
                reports = await polled(database, parser, history)
                (followed,) = await (await database.workspace("team")).sources.followed()
                counts = [(one.loaded, one.known, one.failed) for one in reports]
                state = followed.state
                pace = (state.newest, state.weekly, state.next_poll, state.body_digest)
                outcomes.append((counts, pace, await stored(database)))
    assert outcomes[0] == outcomes[1]
