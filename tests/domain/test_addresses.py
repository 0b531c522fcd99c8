"""Web addresses: one form, what may be shown, what holds a secret. Nothing raises, whatever the address is."""

from urllib.parse import urlsplit

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.domain import addresses
from bot.domain.addresses import (
    LONGEST,
    canonical,
    holds_secret,
    host,
    linked,
    links_in,
    shown,
    shown_input,
    without_addresses,
)


@pytest.mark.parametrize(
    ("given_url", "wanted"),
    [
        ("HTTPS://Example.ORG/Path?b=2&a=1", "https://example.org/Path?b=2&a=1"),
        ("https://example.org/a?utm_source=x&id=7&fbclid=1&UTM_Medium=y", "https://example.org/a?id=7"),
        ("https://example.org/a?gclid=1&mc_cid=2", "https://example.org/a"),
        ("https://example.org/a#comments", "https://example.org/a"),
        ("https://example.org:443/", "https://example.org/"),
        ("http://example.org:80/", "http://example.org/"),
        ("http://example.org:8080/", "http://example.org:8080/"),
        ("https://example.org", "https://example.org"),
        ("  https://exa\nmple.org/\u200b ", "https://example.org/"),
        ("https://example.org/\ufffea\uffff", "https://example.org/a"),
        ("https://example.org/a b", "https://example.org/a%20b"),
        ('https://example.org/"><script>', "https://example.org/%22%3E%3Cscript%3E"),
        ("https://müller.example/", "https://xn--mller-kva.example/"),
        ("https://ｅｘａｍｐｌｅ.org/", "https://example.org/"),
        ("https://[2001:DB8::1]:8443/x", "https://[2001:db8::1]:8443/x"),
        ("https://example.org/?q=a&q=b&empty=", "https://example.org/?q=a&q=b&empty="),
        ("https://example.org/?a=1&amp=2", "https://example.org/?a=1&amp=2"),
    ],
)
def test_one_form_of_each_address(given_url: str, wanted: str):
    assert canonical(given_url) == wanted


@pytest.mark.parametrize(
    "url",
    [
        "",
        "javascript:alert(1)",
        "java\nscript:alert(1)",
        "data:text/html,x",
        "file:///etc/passwd",
        "ftp://example.org/",
        "//example.org/",
        "/path",
        "tag:example.org,2020:1",
        "https://",
        "https:///path",
        "http://exa mple.org/",
        "http://example.org\\@example.net/",
        "https://example.org:99999/",
        "https://example.org:port/",
        "http://[::1",
        "https://example.org/" + "a" * LONGEST,
    ],
)
def test_what_is_no_web_address(url: str):
    assert canonical(url) is None


@pytest.mark.parametrize(
    ("url", "base", "wanted"),
    [
        ("/a", "https://example.org/feed.xml", "https://example.org/a"),
        ("b", "https://example.org/x/feed.xml", "https://example.org/x/b"),
        ("//example.net/c", "https://example.org/", "https://example.net/c"),
        ("https://example.net/d", "https://example.org/", "https://example.net/d"),
        ("javascript:alert(1)", "https://example.org/", None),
        ("/a", "not an address", None),
        ("/a", "http://[", None),
        ("", "https://example.org/", None),
    ],
)
def test_relative_addresses(url: str, base: str, wanted: str | None):
    assert canonical(url, base) == wanted


def test_what_is_shown_holds_no_query_user_info_or_token():
    assert shown("https://ann:pw@example.org/feed?token=abc#x") == "https://example.org/feed"
    assert shown("https://example.org/f/9f8e7d6c5b4a39281706f5e4d3c2b1a0/feed") == "https://example.org/f/…/feed"
    assert shown("no address") == "(no web address)"
    assert len(shown("https://example.org/" + "long/" * 300)) == 200


def test_a_host_that_mixes_scripts_is_shown_in_punycode():
    assert host("https://exаmple.org/") == "xn--exmple-4nf.org"  # a Cyrillic "а"
    assert host("https://müller.example/") == "müller.example"
    assert host("https://例え.jp/") == "例え.jp"
    assert host("https://почта.com/") == "xn--80a1acny.com"
    assert host("nothing") == ""
    assert shown("https://exаmple.org/a").startswith("https://xn--")


@pytest.mark.parametrize(
    "url",
    [
        "https://ann@example.org/feed",
        "https://ann:pw@example.org/feed",
        "https://example.org/feed?token=x",
        "https://example.org/feed?API_KEY=abc",
        "https://example.org/feed?u=9f8e7d6c5b4a39281706f5e4d3c2b1a0",
        "https://example.org/private/Zx81kQ20mmP4sLw9TqR7v/rss",
        "https://example.org/123e4567-e89b-12d3-a456-426614174000.xml".replace(".xml", ""),
    ],
)
def test_addresses_that_give_access_by_themselves(url: str):
    assert holds_secret(url)


@pytest.mark.parametrize(
    "url",
    [
        "https://example.org/rss.xml",
        "https://example.org/2024/05/17/a-long-headline-about-the-harbour-and-its-bridges",
        "https://example.org/news?category=world&page=2",
        "https://example.org/the_quick_brown_fox_jumps_over_2_dogs",
        "https://example.org/internationalisation",
        "not an address",
    ],
)
def test_ordinary_addresses_hold_no_secret(url: str):
    assert not holds_secret(url)


SIGNS = "http https :// : / // @ # ? & = % [ ] \\ . .. utm_a=1 xn-- example.org 例え exаmple ａ ß İ 80".split()
SIGNS += ["\u202e", "\u200b", "\x00", " "]
pieces = st.lists(st.sampled_from(SIGNS) | st.text(max_size=6)).map("".join)
anything = st.text(max_size=80) | pieces | pieces.map(lambda tail: f"https://example.org{tail}")


@given(anything, anything)
@example("http://ß.example/", "http://[")
@example("http://a%2f@b/", "")
@example("http://\u2100.example", "")
def test_nothing_raises_and_the_form_is_final(url: str, base: str):
    once = canonical(url, base)
    assert once is None or (canonical(once) == once and once.startswith(("http://", "https://")))
    assert once is None or not set(once) & set(' "<>\\`\n\u202e')
    assert "@" not in shown(url).partition("//")[2].partition("/")[0]
    assert "?" not in shown(url)
    assert isinstance(holds_secret(url), bool)
    assert isinstance(host(url), str)


@pytest.mark.parametrize(
    ("text", "rest", "links"),
    [
        ("what does https://example.org/a say?", "what does say?", ["https://example.org/a"]),
        ("see (https://example.org/a_(b)), please.", "see (), please.", ["https://example.org/a_(b)"]),
        ("<https://example.org/a|some label> and more", "and more", ["https://example.org/a"]),
        ("who said it? <https://example.org/a?x=1&y=2>", "who said it?", ["https://example.org/a?x=1&y=2"]),
        ("https://a.example/x https://a.example/x HTTP://b.example/", "", ["https://a.example/x", "HTTP://b.example/"]),
        ("“https://example.org/a”.", "“”.", ["https://example.org/a"]),
        ("no link: ftp://example.org, example.org, https://", "no link: ftp://example.org, example.org, https://", []),
    ],
)
def test_links_are_told_from_the_words_around_them(text: str, rest: str, links: list[str]):
    assert links_in(text) == (rest, tuple(links))


@pytest.mark.parametrize(
    ("url", "base", "wanted"),
    [
        ("/a", "https://example.org/n/1", "https://example.org/a"),
        ("https://ann:not-secret@example.org:8443/a?b#c", None, "https://example.org:8443/a?b"),
        ("/a", "https://ann:not-secret@example.org/", "https://example.org/a"),
        ("https://example.org/@ann", None, "https://example.org/@ann"),
        ("javascript:alert(1)", "https://example.org/", None),
        ("", "https://example.org/", None),
        (None, "https://example.org/", None),
    ],
)
def test_a_page_sends_nobody_anywhere_under_a_name(url: str | None, base: str | None, wanted: str | None):
    assert linked(url, base) == wanted


@given(st.text(max_size=200) | st.text("ht:/@[]ae.%?#&;= ", max_size=60).map("https://".__add__))
def test_an_address_of_a_page_is_canonical_and_names_nobody(url: str):
    made = linked(url)
    assert made is None or ("@" not in urlsplit(made).netloc and canonical(made) == made)


@given(st.text("htps:/.abcXY09-_~%!$'()*+,@=&;?# ", max_size=40).map("https://a".__add__))
@example("https://a.example.org/x/../y//z")
@example("http://a..b/")
@example("http://a-/%zz")
def test_the_short_way_to_the_one_form_gives_what_the_long_way_gives(url: str):
    assert canonical(url) == addresses._canonical(url)
    assert canonical(url, "https://example.org/b/") == addresses._canonical(
        addresses._joined(url, "https://example.org/b/")
    )


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("https://x.example/feed?token=FAKE-CANARY", "https://x.example/feed"),
        ("HTTPS://bob:FAKE-CANARY@x.example/feed", "https://x.example/feed"),
        ("https://bob:FAKE/CANARY@x.example/feed", "https://x.example/feed"),
        ("https://bob:1/FAKE-CANARY@x.example/feed", "https://x.example/feed"),
        ("https://x.example:port/feed?token=FAKE-CANARY", "https://x.example:port/feed"),
        ("bob:FAKE-CANARY@x.example/feed.xml?token=FAKE-CANARY", "x.example/feed.xml"),
        ("bob:FAKE?CANARY@x.example/feed.xml", "x.example/feed.xml"),
        ("//bob:FAKE-CANARY@x.example/feed.xml", "//x.example/feed.xml"),
        ("ftp://bob:FAKE-CANARY@x.example/a#FAKE-CANARY", "ftp://x.example/a"),
        ("x.example/secret:FAKE-CANARY/all.xml", "x.example/…/all.xml"),
        ("see bob:FAKE-CANARY@x.example/a and\nftp://y.example/?FAKE-CANARY", "see x.example/a and\nftp://y.example/"),
        ("localhost:8080/feed?FAKE-CANARY", "localhost:8080/feed"),
        ("https:bob:FAKE-CANARY@x.example/feed", "x.example/feed"),
        ("ftp://x.example/00112233445566778899aabbccddeeff", "ftp://x.example/…"),
        ("Quay Courier", "Quay Courier"),
        ("AC/DC? What now? C# and Q&A, at 10:30", "AC/DC? What now? C# and Q&A, at 10:30"),
        ("medium.example/@ann", "medium.example/@ann"),
        ("https://medium.example/@ann", "https://medium.example/@ann"),
        ("list.opml", "list.opml"),
        ("", ""),
    ],
)
def test_what_a_person_typed_is_repeated_without_its_secrets(text: str, wanted: str):
    assert shown_input(text) == wanted


@given(anything, st.sampled_from(["https://bob:{}@a.example/x", "b:{}@a.example/x", "a.example/x?t={}", "ftp://a?{}#"]))
def test_no_secret_that_was_typed_comes_back(around: str, form: str):
    typed = form.format("FAKE-CANARY")
    assert "CANARY" not in shown_input(f"{around} {typed} {around}")


@given(st.text(max_size=30))
@example("\xa0#x")  # what stood before the fragment was an end then, which is taken off
def test_the_one_form_of_an_address_is_its_own(tail: str):
    made = canonical(f"https://example.org/{tail}")
    assert made is None or canonical(made) == made


@pytest.mark.parametrize(
    "address",
    [
        "intra.example.org/secret?token=FAKE-CANARY",
        "(intra.example.org/secret,FAKE-CANARY)",
        "[this](intra.example.org/FAKE-CANARY)",
        "<intra.example.org/FAKE-CANARY>,",
        "intra.example.org./FAKE-CANARY",
        "INTRA.Example.ORG\\FAKE-CANARY",
        "in\u200btra.exam\u200bple.\u200borg/FAKE-CANARY",
        "bücher.example/FAKE-CANARY",
        "x.xn--p1ai/FAKE-CANARY",
        "t.co/FAKE-CANARY",
        "example.org?FAKE-CANARY",
        "example.org#FAKE-CANARY",
        "example.org:8443/FAKE-CANARY",
        "FAKE-CANARY.intra.example.org",
        "FAKE-CANARY.example:8443",
        "bob:FAKE-CANARY@intra",
        "bob:FAKE-CANARY@example.org",
        "bob:FAKE/CANARY@example.org",
        "fake.canary@example.org",
        "localhost/FAKE-CANARY",
        "localhost:8080/FAKE-CANARY",
        "intra:8080/FAKE-CANARY",
        "intra/page?token=FAKE-CANARY",
        "192.0.2.7/FAKE-CANARY",
        "192.0.2.7:80/FAKE-CANARY",
        "[2001:db8::7]/FAKE-CANARY",
        "//intra/FAKE-CANARY",
        "\\\\intra\\FAKE-CANARY",
        "ftp://intra/FAKE-CANARY",
        "https://intra/FAKE-CANARY",
        "<https://intra/FAKE-CANARY|the page of FAKE-CANARY>",
        "https:/intra/FAKE-CANARY",
    ],
)
def test_a_text_without_addresses_holds_none_however_it_was_typed(address: str):
    assert without_addresses(f"What did the strike cost {address} in May?") == "What did the strike cost in May?"


@pytest.mark.parametrize(
    "text",
    [
        "What did the U.S. and the U.K./EU say at 10:30 a.m./p.m.?",
        "Is it 3.5/5, 24/7 and/or 1.200.000,50? Or 12.5.2026?",
        "What does AC/DC want? What of C#, .NET, Q&A and S&P/TSX?",
        "What did Booking.com and Node.js say about No.10, $3.50/share and ISO:9001?",
        "Who is @ann? What does Mark 3:16 mean... really?",
        "",
    ],
)
def test_words_with_dots_and_strokes_are_no_addresses(text: str):
    assert without_addresses(text) == text


@given(st.text(alphabet="a.:/@?#[]-=1\\ é", max_size=200), anything)
def test_a_text_without_addresses_is_some_of_its_words(text: str, other: str):
    for one in (text, other):
        left = without_addresses(one)
        assert without_addresses(left) == left
        assert "//a" not in left
        assert "a.aa/" not in left
