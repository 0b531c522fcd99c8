"""Feeds of every kind and condition: what is read, what is refused, and that nothing gets through that is no text."""

import re
from contextlib import suppress
from dataclasses import fields

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.adapters.web.feeds import MAX_ENTRIES, parse_feed
from bot.adapters.web.feeds.ordinary import DATES
from bot.domain.addresses import canonical
from bot.domain.errors import ParseError
from bot.domain.intake import ParsedFeed
from tests.adapters.web.feed_table import CASES, ENTRY, REFUSED, Case, atom, item, rss
from tests.adapters.web.test_feed_dates import utc

SY = 'xmlns:s="http://purl.org/rss/1.0/modules/syndication/"'
TAG = re.compile(r"<[a-zA-Z/!?]")
FORBIDDEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff]")


def test_the_table_is_as_large_as_was_promised():
    assert len(CASES) >= 60


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_feeds_in_every_condition(case: Case):
    parsed = parse_feed(case.data, case.url, case.content_type)
    assert parsed.title == case.title
    assert [(entry.id, entry.url, entry.title) for entry in parsed.entries] == case.entries
    assert list(parsed.problems) == ([case.problem] if case.problem else [])


@pytest.mark.parametrize(("data", "message"), [row[1:] for row in REFUSED], ids=[row[0] for row in REFUSED])
def test_what_is_refused(data: bytes, message: str):
    with pytest.raises(ParseError) as caught:
        parse_feed(data, "https://example.org/feed")
    assert str(caught.value) == message


def only(text: str):
    (entry,) = parse_feed(text.encode(), "https://example.org/feed.xml").entries
    return entry


def test_texts_are_plain_paragraphs():
    full = "<![CDATA[<p>One.</p><script>x()</script><p>Two.</p>]]>"
    more = (
        "<description>A &lt;b&gt;teaser&lt;/b&gt;.</description><author>ann@example.org (Ann Lee)</author>"
        f"<c:encoded xmlns:c='http://purl.org/rss/1.0/modules/content/'>{full}</c:encoded>"
    )
    entry = only(rss(item(more=more)))
    assert (entry.summary, entry.content, entry.author) == ("A teaser.", "One.\n\nTwo.", "Ann Lee")


def test_a_teaser_alone_is_no_full_text():
    assert only(rss(item(more="<description>A teaser.</description>"))).content == ""


def test_times_are_utc_and_garbage_is_none():
    entry = only(rss(item(more="<pubDate>Mon, 05 Jan 2026 10:00:00 +0200</pubDate>")))
    assert entry.published == utc(2026, 1, 5, 8)
    for garbage in ("yesterday", "next tuesday", "0000-00-00", "32 Jan 2026", ""):
        assert only(rss(item(more=f"<pubDate>{garbage}</pubDate>"))).published is None


@pytest.mark.parametrize("guid", ["a", "m", "12", "2026", "sat", "1 may", "b7-2026-03-04"])
def test_an_entry_without_a_time_is_given_none_of_its_guid(guid: str):
    once = f'<item><guid isPermaLink="false">{guid}</guid><link>https://example.org/1</link><title>A</title></item>'
    (entry,) = parse_feed(rss(once).encode(), None).entries
    assert (entry.published, entry.updated) == (None, None)


@pytest.mark.parametrize("guid", ["a", "12", "2020-01-02"])
@pytest.mark.parametrize("name", [*sorted(DATES), "dc:modified", "dc:date", "dc:created"])
def test_an_entry_with_any_time_is_given_none_of_its_guid(name: str, guid: str):
    """The end or the making of an entry is not its publication; its last change is, where no other time is told."""
    time = f"<{name} xmlns:dc='http://purl.org/dc/terms/'>Wed, 25 Nov 2026 10:00:00 GMT</{name}>"
    once = (
        f'<item><guid isPermaLink="false">{guid}</guid><link>https://example.org/1</link><title>A</title>{time}</item>'
    )
    (entry,) = parse_feed(rss(once).encode(), None).entries
    is_none = name.removeprefix("dc:") in {"created", "expirationDate"}
    assert (entry.published, entry.updated) == (None if is_none else utc(2026, 11, 25, 10), None)


def test_a_future_time_is_left_as_it_is():
    assert only(rss(item(more="<pubDate>2101-01-01T00:00:00Z</pubDate>"))).published == utc(2101, 1, 1)


@pytest.mark.parametrize(
    ("head", "ttl", "hours"),
    [
        ("<ttl>90</ttl>", 90, ()),
        ("<ttl>-5</ttl>", None, ()),
        (
            "<ttl>soon</ttl><skipHours><hour>1</hour><hour>23</hour><hour>24</hour><hour>99</hour></skipHours>",
            None,
            (0, 1, 23),
        ),
        ("<skipHours>" + "".join(f"<hour>{hour}</hour>" for hour in range(24)) + "</skipHours>", None, ()),
        (
            f"<s:updatePeriod {SY}>daily</s:updatePeriod><s:updateFrequency {SY}>4</s:updateFrequency>",
            360,
            (),
        ),
    ],
)
def test_how_often_a_feed_wants_to_be_read(head: str, ttl: int | None, hours: tuple[int, ...]):
    parsed = parse_feed(rss(head=head).encode())
    assert (parsed.ttl, parsed.skip_hours) == (ttl, hours)


def test_days_on_which_a_feed_wants_to_be_left_alone():
    days = "<skipDays><day>Sunday</day><day> saturday </day><day>Someday</day><day>Sunday</day></skipDays>"
    assert parse_feed(rss(head=days).encode()).skip_days == (5, 6)
    assert parse_feed(rss().encode()).skip_days == ()


def test_the_language_is_one():
    assert parse_feed(rss(head="<language>en_GB</language>").encode()).language == "en-GB"
    assert parse_feed(rss(head="<language>&lt;b&gt;</language>").encode()).language is None


def test_markers_of_sources():
    assert only(rss(item("CORRECTION: Ferry"))).markers.correction == ""
    assert only(rss(item("WITHDRAWN: Ferry"))).markers.withdrawn
    draft = '<control xmlns="http://www.w3.org/2007/app"><draft>yes</draft></control>'
    assert only(atom().replace("</entry>", f"{draft}</entry>")).markers.withheld
    prism = (
        '<p:embargoDate xmlns:p="http://prismstandard.org/namespaces/basic/2.0/">2026-01-05T06:00:00Z</p:embargoDate>'
    )
    assert only(rss(item(more=prism))).markers.embargoed_until == utc(2026, 1, 5, 6)


def test_markers_of_ninjs_in_json():
    (entry,) = parse_feed(
        b'{"items":[{"id":"1","title":"Budget","pubstatus":"withheld","embargoed":"2026-01-05T06:00:00+01:00"}]}'
    ).entries
    assert entry.markers.withheld
    assert entry.markers.embargoed_until == utc(2026, 1, 5, 5)


def test_an_entry_that_its_source_deletes_is_withdrawn():
    names = 'xmlns:d="http://purl.org/atompub/tombstones/1.0"'
    gone = f'<d:deleted-entry {names} ref="tag:example.org,2026:0" when="2026-01-05T06:00:00Z"/>'
    entry = parse_feed(atom(head=gone).encode()).entries[-1]
    assert (entry.id, entry.markers.withdrawn, entry.updated) == ("tag:example.org,2026:0", True, utc(2026, 1, 5, 6))


@pytest.mark.parametrize("root", ['<rss version="2.0">', '<rss version="2.0" xml:base="https://example.org/">'])
def test_of_a_very_long_feed_five_hundred_entries_are_kept(root: str):
    items = "".join(item(f"N{number}", link=f"https://example.org/{number}") for number in range(MAX_ENTRIES + 20))
    parsed = parse_feed(rss(items, root=root).encode())
    assert [entry.title for entry in parsed.entries] == [f"N{number}" for number in range(MAX_ENTRIES)]
    assert parsed.problems == (f"too long: {MAX_ENTRIES} of {MAX_ENTRIES + 20} entries are kept",)


def test_of_a_very_long_feed_the_newest_are_kept_where_it_gives_times():
    def dated(number: int) -> str:
        when = f"<pubDate>Mon, 05 Jan {1990 + number // 20} 10:{number % 20:02}:00 GMT</pubDate>"
        return item(f"N{number}", when, f"https://example.org/{number}")

    parsed = parse_feed(rss("".join(dated(number) for number in range(MAX_ENTRIES + 100))).encode())
    assert [entry.title for entry in parsed.entries] == [f"N{number}" for number in range(100, MAX_ENTRIES + 100)]


def test_the_same_entry_has_the_same_id_in_a_damaged_feed():
    whole = parse_feed(
        rss(item(more="<guid isPermaLink='false'>f-1</guid>") + item("B", link="https://example.org/b")).encode()
    )
    damaged = parse_feed(
        rss(item(more="<guid isPermaLink='false'>f-1</guid>") + item("B<", link="https://example.org/b")).encode()
    )
    assert [entry.id for entry in whole.entries] == [entry.id for entry in damaged.entries]


def test_an_entry_without_guid_and_link_has_an_id_that_stays():
    text = rss("<item><title>Ferry</title><description>It sails.</description></item>")
    assert only(text).id == only(text).id
    assert only(text).id != only(text.replace("sails", "sank")).id


def texts_of(parsed: ParsedFeed) -> list[str]:
    found = [parsed.title, *parsed.problems]
    for entry in parsed.entries:
        found += [value for field in fields(entry) if isinstance(value := getattr(entry, field.name), str)]
    return found


def check_clean(parsed: ParsedFeed) -> None:
    for text in texts_of(parsed):
        assert not TAG.search(text)
        assert not FORBIDDEN.search(text)
    for entry in parsed.entries:
        assert entry.id
        assert entry.url is None or canonical(entry.url) == entry.url
        assert entry.published is None or entry.published.tzinfo is not None


PIECES = [
    b"<",
    b">",
    b"&",
    b"&lt;script&gt;",
    b"]]>",
    b"<![CDATA[",
    b"<!--",
    b"\xe2\x80\xae",
    b"\xff",
    b"\0",
    b"<item>",
    b"</item>",
]
PIECES += [
    b'"',
    b"<title>",
    b"&#8238;",
    b"&#x3c;b&#x3e;",
    b"<link>javascript:x</link>",
    b"xml:base='http://['",
    b"&amp;lt;b&amp;gt;",
]
edits = st.lists(
    st.tuples(st.integers(0, 2000), st.integers(0, 30), st.sampled_from(PIECES) | st.binary(max_size=6)), max_size=6
)


@given(st.sampled_from([case.data for case in CASES]), edits)
def test_no_mutation_breaks_it_or_gets_markup_through(data: bytes, changes: list[tuple[int, int, bytes]]):
    for at, length, new in changes:
        data = data[:at] + new + data[at + length :]
    with suppress(ParseError):
        check_clean(parse_feed(data, "https://example.org/feed.xml"))


@given(st.text(max_size=60), st.text(max_size=120))
def test_no_text_of_a_json_feed_gets_markup_through(title: str, body: str):
    import json  # noqa: PLC0415 - for this test alone

    data = json.dumps({"items": [{"title": title, "content_html": body, "summary": body, "url": title, "id": body}]})
    check_clean(parse_feed(data.encode(), "https://example.org/feed.xml"))


LIVE = "<link>https://example.org/live</link>"
SAME = "<guid isPermaLink='false'>f-1</guid>"


def ids_of(*items: str) -> tuple[list[str], tuple[str, ...]]:
    parsed = parse_feed(rss("".join(f"<item>{one}</item>" for one in items)).encode(), "https://example.org/feed.xml")
    return [entry.id for entry in parsed.entries], parsed.problems


@pytest.mark.parametrize(
    ("items", "distinct", "problem"),
    [
        ([f"<title>{name}</title>{LIVE}" for name in "ABC"], 3, "3 entries share one id"),
        (
            [f"<title>Live</title>{LIVE}<description>{name}</description>" for name in "ABC"],
            3,
            "3 entries share one id",
        ),
        ([f"<title>{name}</title>{SAME}" for name in "AB"], 2, "2 entries share one id"),
        ([f"<title>{name}</title>{SAME}{LIVE}" for name in "AB"], 2, "2 entries share one id"),
        ([f"<title>{name}</title>{LIVE}" for name in "ABA"], 2, "3 entries share one id"),
        ([f"<title>{name}</title>{mark}" for mark in (SAME, LIVE) for name in "AB"], 4, "4 entries share 2 ids"),
        ([f"<title>A</title>{LIVE}"] * 3, 1, None),
        ([f"<title>A</title>{SAME}"] * 2, 1, None),
        ([f"<title>A</title>{SAME}{LIVE}<description>{name}</description>" for name in "AB"], 1, None),
        ([f"<title>{name}</title>{SAME}<link>https://example.org/{name}</link>" for name in "AB"], 2, None),
    ],
)
def test_entries_that_share_an_id_and_differ_are_all_kept(items: list[str], distinct: int, problem: str | None):
    ids, problems = ids_of(*items)
    assert len(ids) == len(items)
    assert len(set(ids)) == distinct
    assert problems == ((problem,) if problem else ())


def test_an_entry_that_shares_its_id_is_known_again_wherever_it_stands():
    first, _ = ids_of(*(f"<title>{name}</title>{LIVE}" for name in "ABC"))
    later, _ = ids_of(*(f"<title>{name}</title>{LIVE}" for name in "DCBA"))
    assert later[1:] == first[::-1]
    assert all(one.startswith("https://example.org/live#") for one in first)


def test_an_entry_that_is_taken_back_keeps_its_id():
    gone = '<at:deleted-entry xmlns:at="http://purl.org/atompub/tombstones/1.0" ref="tag:example.org,2026:1" {}/>'
    twice = "".join(gone.format(f'when="2026-01-0{day}T10:00:00Z"') for day in (6, 7))
    parsed = parse_feed(atom(ENTRY + twice).encode(), None)
    assert [entry.id for entry in parsed.entries if entry.markers.withdrawn] == ["tag:example.org,2026:1"] * 2
    assert parsed.problems == ()


@given(st.lists(st.tuples(st.sampled_from([LIVE, SAME, LIVE + SAME, ""]), st.sampled_from("ABC")), max_size=6))
def test_no_two_titles_have_one_id(marks: list[tuple[str, str]]):
    ids, _ = ids_of(*(f"<title>{title}</title>{mark}" for mark, title in marks))
    assert len(set(zip(ids, (title for _, title in marks), strict=True))) == len(set(ids))
