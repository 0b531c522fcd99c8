"""A preview shows what would be posted; nothing in it can do anything: no script, no load, no markup from outside."""

import re
from dataclasses import replace
from html.parser import HTMLParser

from hypothesis import given
from hypothesis import strategies as st

from bot.adapters.discord.escaping import markdown
from bot.adapters.discord.preview import page
from bot.adapters.discord.rendering import keyed, plain, render
from bot.adapters.discord.showing import html as html_of
from bot.domain.cutting import literal
from bot.domain.documents import Document
from tests import hostile
from tests.samples import LINK, answer, briefing, line

KNOWN = set(
    "html head meta title style body main h1 h2 article section div p b i br small span time a blockquote".split()
)


class Read(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.words.append(data)


def previewed(document: Document) -> str:
    parts = [keyed(part.body, "") for part in render(document)]
    return page([parts[0], *({**one, "thread_id": "1"} for one in parts[1:])], "# news")


def test_a_preview_shows_headlines_quotes_sources_buttons_and_links():
    html = previewed(briefing(line(role="harbour master")))
    text = "".join(Read(html).words)
    assert "<h2>News briefing</h2>" in html
    assert "<blockquote>“We ran out of lamps,”<br>— Ines Calloway, harbour master</blockquote>" in html
    assert "<small>Quay Courier · undated</small>" in html
    assert "Ask about thisMore like thisLess like thisWhy is this here?" in text
    assert 'newest loaded <span class="when">23 November 2026 07:30</span> · no language model' in html
    assert (
        '<a href="https://example.org/lamps" rel="noopener noreferrer nofollow">'
        "1. Harbour goes dark ·\u00a0example.org</a>" in html
    )


def test_an_answer_shows_its_heading_and_where_it_comes_from():
    html = previewed(answer())
    assert "<b>Ines Calloway</b>" in html
    assert '<a href="https://example.org/lamps" rel="noopener noreferrer nofollow">Harbour goes dark</a>' in html


def test_replies_are_shown_in_the_thread():
    one = replace(briefing().stories[0], lines=tuple(line("word " * at) for at in range(1, 9)))
    html = previewed(replace(briefing(), stories=(one,)))
    thread = html.index('<section class="thread"><p>Thread · 1 message</p>')
    assert html.index("Ask about this") < thread < html.index(("word " * 8).strip())


def test_a_message_of_somebody_else_is_told_apart_and_text_alone_is_shown():
    called = plain(keyed(render(replace(briefing(), ping="123"))[0].body, ""))
    html = page([{"content": markdown("<b> & *"), "username": "You"}, called], "t")
    assert "<b>You</b>" in html
    assert "&lt;b&gt; &amp; *" in html
    assert '<span class="called">@123</span>' in html


@given(st.text(max_size=80))
def test_what_is_shown_is_the_text(text: str):
    shown = "".join(Read(html_of(markdown(text))).words).replace("\u200b", "")
    assert shown == literal(text)


def test_nothing_hostile_becomes_part_of_the_page():
    given_ = hostile.Hostile(seed=2)
    for make in (hostile.briefing, hostile.answer, hostile.not_found, hostile.correction, hostile.notice) * 3:
        html = previewed(make(given_))
        read = Read(html)
        assert {tag for tag, _ in read.tags} <= KNOWN
        names = {name for _, attributes in read.tags for name in attributes}
        assert names <= set("lang charset name content http-equiv class style aria-hidden href rel".split())
        for tag, attributes in read.tags:
            assert tag != "a" or re.match(r"https?://[^\s<>\"']+$", attributes["href"] or "")
            assert "style" not in attributes or re.fullmatch(r"border-color:#[0-9a-f]{6}", attributes["style"] or "")
    html = page([keyed(render(answer())[0].body, "")], f"</title><script>{LINK.title}")
    assert "<script>" not in html
