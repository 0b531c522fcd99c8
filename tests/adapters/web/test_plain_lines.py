"""Plain lines: whatever a page spells out, no tag is left, and doing it twice changes nothing."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.adapters.web.plain import decoded_line, shown_line

TAG = re.compile(r"</?[a-zA-Z][a-zA-Z0-9]{0,15}(?:[\s/][^<>]{0,100})?>")


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("Lamps <b>go</b>  out\n", "Lamps go out"),
        ("a <3 b and 4 < 5 > 2", "a <3 b and 4 < 5 > 2"),
        ("<\u200bi>now</i\u202e>", "now"),
        ("</t<!--itle> x", "x"),
    ],
)
def test_tags_go_and_signs_stay(text: str, plain: str):
    assert shown_line(text) == plain


@given(
    st.lists(
        st.sampled_from(["<", ">", "</", "a", "b ", "<!--", "-->", "\u200b", "\u0301", "/", "&lt;", "<a<b> c>"]),
        max_size=40,
    )
)
def test_no_tag_is_left_of_any_pieces(pieces: list[str]):
    for line in (shown_line("".join(pieces)), decoded_line("".join(pieces), 1000)):
        assert not TAG.search(line)
        assert shown_line(line) == line


def test_what_is_escaped_twice_is_read_once_more():
    assert decoded_line("&#8220;Lamps&#8221; &amp;amp; co &lt;b&gt;", 100) == "“Lamps” &amp; co"
    assert decoded_line(None, 100) == ""
    assert decoded_line("lamps " * 100, 20) == "lamps lamps lamps…"
