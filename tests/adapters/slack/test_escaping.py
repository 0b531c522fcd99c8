"""What text from outside can not do in Slack: call anybody, be styled, become a link, pretend to be another host."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.adapters.slack.escaping import link, literal, mrkdwn, short, size
from bot.domain.labels import Target, may_label, target
from bot.domain.text import grapheme_start


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("<!channel> now", "&lt;!channel&gt; now"),
        ("&lt;!channel&gt;", "&amp;lt;!channel&amp;gt;"),
        ("R&D <3", "R&amp;D &lt;3"),
        ("*bold* ~gone~ `code`", "∗bold∗ ∼gone∼ ˋcodeˋ"),
        ("_it_ snake_case", "ˍitˍ snake_case"),
        ("> quoted", "› quoted"),
        (":tada: at 10:30", "∶tada: at 10∶30"),
        ("see https://evil.example/x", "see https∶//evil․example/x"),
        ("Amazon.com fell 2.5% on U.S. news.", "Amazon․com fell 2.5% on U.S. news."),
        ("two\nlines\u202e\x00\ud800", "two lines�"),
    ],
)
def test_mrkdwn_means_nothing_but_its_words(text: str, shown: str):
    assert mrkdwn(text) == shown


def test_literal_text_is_left_as_it_is_but_for_what_cannot_be_seen():
    assert literal("*x* <!here> :tada:\n&amp;\u200b\u202e\x1b[2J") == "*x* <!here> :tada: &amp;[2J"


@pytest.mark.parametrize(
    ("url", "made"),
    [
        ("https://example.org/a", Target("https://example.org/a", "example.org")),
        ("http://name:secret@example.org/a", Target("http://example.org/a", "example.org")),
        ("https://example.org@evil.example/", Target("https://evil.example/", "evil.example")),
        ("https://example.org/a|b>c<d e", Target("https://example.org/a%7Cb%3Ec%3Cd%20e", "example.org")),
        ("https://example.org/日\u3000本", Target("https://example.org/%E6%97%A5%E3%80%80%E6%9C%AC", "example.org")),
        ("https://bücher.example/", Target("https://xn--bcher-kva.example/", "bücher.example")),
        ("https://аррӏе.com/", Target("https://xn--80ak6aa92e.com/", "xn--80ak6aa92e.com")),
        ("https://example.org/" + "x" * 3000, None),
        ("javascript:alert(1)", None),
        ("data:text/html,x", None),
        ("//example.org/", None),
        ("http://", None),
        (None, None),
    ],
)
def test_a_link_leads_to_a_plain_address_of_the_web_or_nowhere(url: str | None, made: Target | None):
    assert target(url) == made


@pytest.mark.parametrize(
    "label",
    [
        "example.com", "Read on EXAMPLE.COM now", "https://example.org/", "www.evil.example", "example。com",
        "ｅxample．com",
        "аррӏе.com", "xn--80ak6aa92e.com", "10.0.0.1", "example․com", "name@example.com", "", " ", "…", "\u2800",
    ],
)  # fmt: skip
def test_a_label_that_names_another_host_or_nothing_is_no_label(label: str):
    assert not may_label(label, "example.org")


@pytest.mark.parametrize(
    "label",
    ["Harbour goes dark", "U.S. lamps fell 2.5%", "example.org", "www.example.org wins", "No. 10, p.m., e.g. Ltd."],
)
def test_a_headline_is_a_label(label: str):
    assert may_label(label, "example.org")


def test_a_link_in_mrkdwn_cannot_be_broken_out_of():
    to = Target("https://example.org/?a&b", "example.org")
    assert link(to, "a|b>\nc<!here>") == "<https://example.org/?a&amp;b|a∣b&gt; c&lt;!here&gt;>"
    assert link(to, "evil.example") == "<https://example.org/?a&amp;b|example.org>"


@given(st.text(max_size=200), st.integers(1, 100))
@example("👩‍👩‍👧‍👦" * 20, 9)
@example("&" * 50, 20)
@example("e" + "\u0301" * 200, 30)
def test_what_is_cut_fits_and_ends_between_graphemes(text: str, limit: int):
    made = short(text, limit)
    assert size(made) <= max(limit, 5)
    assert text.startswith(made.removesuffix("…").rstrip()) or made == text
    kept = len(made.removesuffix("…"))
    assert (
        made == text or kept > limit // 2 or grapheme_start(text, kept) == kept or text[:kept].rstrip() != text[:kept]
    )
