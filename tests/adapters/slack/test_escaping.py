"""What text from outside can not do in Slack: call anybody, be styled, become a link."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.adapters.slack.escaping import link, literal, mrkdwn, short, size
from bot.domain.labels import Target
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
