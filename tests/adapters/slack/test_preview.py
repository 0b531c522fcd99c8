"""A preview shows what would be posted; nothing in it can do anything: no script, no load, no markup from outside."""

import re
from dataclasses import replace
from html.parser import HTMLParser

from bot.adapters.slack.escaping import mrkdwn
from bot.adapters.slack.preview import page
from bot.adapters.slack.rendering import keyed, render
from bot.domain.documents import Document
from tests import hostile
from tests.samples import LINK, answer, briefing, line

KNOWN = set("html head meta title style body main h1 h2 article section div p b i span time a blockquote hr".split())


class Read(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.words.append(data)


def previewed(document: Document) -> str:
    parts = [keyed(part.body, "") for part in render(document)]
    return page([parts[0], *({**one, "thread_ts": "1"} for one in parts[1:])], "# news")


def test_a_preview_shows_headlines_quotes_sources_buttons_and_links():
    html = previewed(briefing(line(role="harbour master")))
    text = "".join(Read(html).words)
    assert "News briefing" in text
    assert "1. Harbour goes dark · example.org" in text
    assert "<blockquote>“We ran out of lamps,”\n— Ines Calloway, harbour master</blockquote>" in html
    assert "Ask about thisMore like thisLess like thisWhy is this here?" in text
    assert "newest loaded 23 Nov 2026, 07:30 UTC · no language model" in text
    assert '<a href="https://example.org/lamps" rel="noopener noreferrer nofollow"><b>Harbour goes dark</b></a>' in html


def test_replies_are_shown_in_the_thread():
    one = replace(briefing().stories[0], lines=tuple(line("word " * at) for at in range(1, 9)))
    html = previewed(replace(briefing(), stories=(one,)))
    assert (
        html.index("Ask about this")
        < html.index('<section class="thread"><p>1 reply</p>')
        < html.index(("word " * 8).strip())
    )


def test_a_message_of_somebody_else_is_told_apart_and_text_alone_is_shown_as_slack_shows_it():
    html = page([{"text": f"{mrkdwn('<b> & *')} <https://example.org/?a&amp;b|x &lt; y>", "username": "You"}], "t")
    assert "<b>You</b>" in html
    assert "APP</span>" not in html
    assert "&lt;b&gt; &amp; ∗ " in html
    assert '<a href="https://example.org/?a&amp;b" rel="noopener noreferrer nofollow">x &lt; y</a>' in html


def test_a_block_that_is_not_known_is_named():
    assert "[video]" in page([{"text": "x", "blocks": [{"type": "video"}]}], "t")


def test_nothing_hostile_becomes_part_of_the_page():
    given = hostile.Hostile(seed=2)
    for make in (hostile.briefing, hostile.answer, hostile.not_found, hostile.correction, hostile.notice) * 3:
        html = previewed(make(given))
        read = Read(html)
        assert {tag for tag, _ in read.tags} <= KNOWN
        names = {name for _, attributes in read.tags for name in attributes}
        assert names <= {"lang", "charset", "name", "content", "http-equiv", "class", "aria-hidden", "href", "rel"}
        for tag, attributes in read.tags:
            assert tag != "a" or re.match(r"https?://[^\s<>\"']+$", attributes["href"] or "")
    html = page([keyed(render(answer())[0].body, "")], f"</title><script>{LINK.title}")
    assert "<script>" not in html
