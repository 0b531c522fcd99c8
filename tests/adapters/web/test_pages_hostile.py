"""Hostile pages: whatever the bytes are, a page or one clear line comes out, plain, bounded and in time."""

import re
import time
import unicodedata

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from bot.adapters.web.pages import parse_page
from bot.domain.errors import ParseError
from bot.domain.intake import Page
from bot.domain.text import clean
from tests.adapters.web.page_samples import NAVIGATION, PARAGRAPHS, TEXT, article, json_ld

HEAD = (
    json_ld('{"@context":"https://schema.org","@type":"NewsArticle","headline":"Lamps","author":{"name":"Ada Marsh"},'
            '"datePublished":"2023-11-20T10:00:00+01:00","correction":"The sum was wrong."}')
    + '<meta property="og:site_name" content="Saltmere Post"><link rel="canonical" href="https://example.org/n/1">'
    + '<link rel="alternate" type="application/rss+xml" href="/feed.xml" title="News">'
)  # fmt: skip
SAMPLE = article(head=HEAD)
PIECES = tuple(
    piece.encode("latin-1")
    for piece in (
        "< > \" ' & \0 \xff \xe2\x80\xae \xe2\x80\x8b <!-- --> <script> </script> <p> </p> <div> <br>"
        " <svg> <![CDATA[ &#x202e; &#0; { } [ \\ <table><tr><td> <a\thref=javascript:x> 2023-99-99"
        " <base\thref='//evil.example'> <meta\tcharset=utf-16>"
    ).split(" ")
)


def held_to_its_promise(data: bytes, content_type: str | None = None) -> Page | None:
    """The page, after a look at all that is promised of any page."""
    try:
        page = parse_page(data, "https://example.org/n/1", content_type)
    except ParseError:
        return None
    for text in (page.title, page.text, page.author or "", page.site or "", *(feed.title for feed in page.feeds)):
        assert text == clean(text)
        assert not re.search(r"</?[a-zA-Z][a-zA-Z0-9]{0,15}(?:[\s/][^<>]{0,100})?>", text)
        assert all(c == "\n" or unicodedata.category(c) != "Cc" for c in text)
    assert "\n" not in page.title + (page.author or "") + (page.site or "")
    for url in (page.url, *(feed.url for feed in page.feeds)):
        assert url is None or re.fullmatch(r"https?://[^\s<>\"\x00-\x1f]+", url)
    assert page.published is None or page.published.tzinfo is not None
    assert len(page.feeds) <= 20
    return page


def test_the_sample_itself_is_read():
    page = held_to_its_promise(SAMPLE)
    assert page
    assert page.text == TEXT
    assert page.author == "Ada Marsh"


@settings(max_examples=max(75, settings().max_examples), suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.tuples(st.integers(0, len(SAMPLE)), st.integers(0, 40), st.sampled_from(PIECES)), max_size=12))
def test_no_damage_to_a_page_breaks_its_reading(changes: list[tuple[int, int, bytes]]):
    data = SAMPLE
    for at, length, piece in changes:
        data = data[:at] + piece + data[at + length :]
    held_to_its_promise(data)


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=400), st.sampled_from([None, "text/html; charset=utf-16", "text/html;charset=\xff", "x"]))
@example(b"<", None)
@example(b"<p>\x00", None)
@example(b"\xff\xfe<\x00p\x00", None)
def test_no_bytes_break_it(data: bytes, content_type: str | None):
    held_to_its_promise(b"<p>" + data, content_type)
    held_to_its_promise(data, content_type)


P = "".join(f"<p>{paragraph}</p>" for paragraph in PARAGRAPHS).encode()
HOSTILE = {
    "deep": b"<div>" * 100_000 + P,
    "deep tables": b"<table><tr><td>" * 30_000 + P,
    "many links": b"<a href=/x>x" * 40_000,
    "open brackets": b"<" * 1_000_000 + b"<p>",
    "open comments": b"<html>" + b"<!--" * 200_000 + P,
    "open scripts": b"<html>" + b"<script " * 100_000 + P,
    "open styles": b"<html>" + b"<style>" * 100_000 + P,
    "attributes": b"<html><p " + b" ".join(b"a%d=1" % at for at in range(100_000)) + b">x</p>" + P,
    "dates": b"<html><p>" + b"2023-11-20 12:00 " * 50_000,
    "deep json": b"<html>" + json_ld("[" * 100_000 + "]" * 100_000).encode() + P,
    "broken json": b"<html>" + json_ld('{"articleBody":"' + "\\\\" * 150_000).encode() + P,
    "commas": b"<html>" + json_ld("{" + ", " * 150_000 + "}").encode() + P,
    "many nodes": b"<html>" + json_ld('{"@graph":[' + '{"@type":"NewsArticle"},' * 15_000 + "{}]}").encode() + P,
    "blanks": b"<html><p>" + b" " * 900_000 + P,
    "one word": b"<html><p>" + b"subscribe " * 90_000 + P,
    "title": b"<html><title>" + b"| - " * 200_000 + b"</title>" + P,
    "marks": b"<html><p>a" + "\u0301".encode() * 200_000 + P,
    "directions": b"<html><p>" + "\u202e\u200b".encode() * 100_000 + P,
    "embedded": b"<html>" + b"<div><blockquote class=twitter-x>" * 100 + P,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_page_ends_by_itself(name: str):
    start = time.monotonic()
    held_to_its_promise(HOSTILE[name])
    assert time.monotonic() - start < 60  # a bound against hanging: each takes a second or two


def test_a_bomb_in_a_tag_or_a_script_does_not_hide_the_article():
    for name in ("attributes", "deep json", "broken json", "many nodes", "directions"):
        page = held_to_its_promise(HOSTILE[name])
        assert page
        assert PARAGRAPHS[1] in page.text, name


def test_html_above_a_mebibyte_is_cut_at_a_tag_and_read():
    page = held_to_its_promise(article("".join(f"<p>{PARAGRAPHS[0]} Number {at}.</p>" for at in range(12_000))))
    assert page
    assert 500_000 < len(page.text) < 1 << 20
    assert re.fullmatch(r".*Number \d+\.", page.text.split("\n\n")[-2])


def test_scripts_and_styles_count_for_nothing():
    heavy = f"<script>var x = '{'y' * 900_000}';</script><style>{'p {{}}' * 100_000}</style>"
    page = held_to_its_promise(article(head=heavy))
    assert page
    assert page.text == TEXT


def test_a_comment_that_opens_a_script_hides_nothing():
    page = held_to_its_promise(article(f"<!-- <script> -->{P.decode()}<script>var x = 1;</script>{NAVIGATION}"))
    assert page
    assert page.text == TEXT
