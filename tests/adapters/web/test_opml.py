"""Lists of feeds: folders as topics, limits, bombs, and export that is read again unchanged."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.adapters.web.opml import MAX_BYTES, MAX_DEPTH, MAX_FEEDS, MAX_MENTIONS, parse_opml
from bot.adapters.web.opml_writing import write_opml
from bot.adapters.web.plain import line_of
from bot.domain.addresses import canonical
from bot.domain.errors import ParseError
from bot.domain.intake import OpmlFeed, ParsedOpml


def opml(body: str, head: str = "<title>Mine</title>") -> bytes:
    return f'<?xml version="1.0"?><opml version="1.1"><head>{head}</head><body>{body}</body></opml>'.encode()


def test_nested_folders_are_topics():
    parsed = parse_opml(
        opml(
            '<outline text="World"><outline text="Sea"><outline text="Ports" xmlUrl="https://example.org/ports.xml" '
            'htmlUrl="https://example.org/"/></outline></outline>'
            '<outline TITLE="Town" XMLURL="https://example.org/town.xml"/>'
        )
    )
    assert parsed == ParsedOpml(
        "Mine",
        (
            OpmlFeed("https://example.org/ports.xml", "Ports", "https://example.org/", ("World", "Sea")),
            OpmlFeed("https://example.org/town.xml", "Town"),
        ),
    )


def test_what_is_named_twice_or_is_no_web_address_is_left_out_and_said():
    parsed = parse_opml(
        opml(
            '<outline xmlUrl="https://example.org/a.xml"/><outline xmlUrl="https://EXAMPLE.org/a.xml#x"/>'
            '<outline xmlUrl="file:///etc/passwd"/><outline xmlUrl="javascript:alert(1)"/>'
        )
    )
    assert [feed.url for feed in parsed.feeds] == ["https://example.org/a.xml"]
    assert parsed.problems == ("1 named twice", "2 without a web address left out")


def test_a_feed_in_two_folders_is_in_both_and_exact_repetitions_go():
    one = '<outline text="A" xmlUrl="https://example.org/a.xml"/>'
    folders = (("Sea", one * 2), ("Town", one), ("Sea", one))
    parsed = parse_opml(opml("".join(f'<outline text="{name}">{inner}</outline>' for name, inner in folders)))
    assert parsed.feeds == tuple(
        OpmlFeed("https://example.org/a.xml", "A", None, (folder,)) for folder in ("Sea", "Town")
    )
    assert parsed.problems == ("2 named twice",)


def test_further_mentions_of_a_feed_do_not_count_and_their_number_has_an_end():
    feeds = "".join(f'<outline xmlUrl="https://example.org/{number}"/>' for number in range(MAX_FEEDS))
    again = f'<outline text="Again">{feeds}</outline>'
    parsed = parse_opml(opml(feeds + again + '<outline xmlUrl="https://example.org/one-more"/>'))
    assert len(parsed.feeds) == 2 * MAX_FEEDS
    assert parsed.problems == (f"1 left out: more than {MAX_FEEDS} feeds",)
    many = "".join(f'<outline text="{number}"><outline xmlUrl="http://a.example"/></outline>' for number in range(9000))
    parsed = parse_opml(opml(many))
    assert len(parsed.feeds) == MAX_MENTIONS
    assert parsed.problems == (f"{9000 - MAX_MENTIONS} left out: more than {MAX_MENTIONS} mentions",)


def test_markup_and_control_characters_in_titles_are_gone():
    parsed = parse_opml(opml('<outline text="&lt;b&gt;Sea&lt;/b&gt;&#x202e;" xmlUrl="https://example.org/a.xml"/>'))
    assert parsed.feeds[0].title == "Sea"


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "is empty"),
        (b"<rss><channel/></rss>", "is no list of feeds"),
        (b"<html><body>no</body></html>", "is no list of feeds"),
        (b"\x00\x01\x02 no markup", "is no feed|is no list of feeds"),
        (b'<!DOCTYPE opml [<!ENTITY a "b">]><opml><body/></opml>', "declares entities"),
        (b"<opml>" + b" " * MAX_BYTES + b"</opml>", "is larger than 1 MiB"),
    ],
)
def test_what_is_refused(data: bytes, message: str):
    with pytest.raises(ParseError, match=message):
        parse_opml(data)


def test_a_million_outlines_are_a_thousand_feeds():
    body = "".join(f'<outline xmlUrl="https://example.org/{number}"/>' for number in range(20_000))
    parsed = parse_opml(opml(body))
    assert len(parsed.feeds) == MAX_FEEDS
    assert parsed.problems == (f"{20_000 - MAX_FEEDS} left out: more than {MAX_FEEDS} feeds",)


def test_folders_nest_twenty_deep_and_no_deeper():
    def nested(depth: int) -> bytes:
        inner = '<outline xmlUrl="https://example.org/deep.xml"/>'
        return opml('<outline text="a">' * depth + inner + "</outline>" * depth)

    assert len(parse_opml(nested(MAX_DEPTH)).feeds[0].topics) == MAX_DEPTH
    assert parse_opml(nested(MAX_DEPTH + 1)).feeds == ()
    assert parse_opml(nested(30_000)).feeds == ()


def test_a_list_that_was_cut_off_gives_what_is_whole():
    whole = opml("".join(f'<outline text="F{n}" xmlUrl="https://example.org/{n}"/>' for n in range(9)))
    assert len(parse_opml(whole[:-60]).feeds) >= 8


lines = st.text(max_size=60).map(lambda text: line_of(text, 100))
addresses = st.text(max_size=20).map(lambda tail: canonical(f"https://example.org/{tail}")).filter(bool)
feeds = st.lists(
    st.builds(
        OpmlFeed,
        url=addresses,
        title=lines,
        site=st.none() | addresses,
        topics=st.lists(lines.filter(bool), max_size=4).map(tuple),
    ),
    max_size=12,
    unique_by=lambda feed: (feed.url, feed.topics),
)


@given(title=lines, some=feeds)
def test_what_was_exported_is_the_same_when_it_is_imported_again(title: str, some: list[OpmlFeed]):
    assert parse_opml(write_opml(title, some).encode()) == ParsedOpml(title, tuple(some))


@given(st.binary(max_size=400))
def test_no_bytes_break_it(data: bytes):
    with suppress(ParseError):
        assert isinstance(parse_opml(b"<opml><body>" + data), ParsedOpml)
