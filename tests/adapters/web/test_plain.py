"""The one sanitiser: no tag, script, control or direction-changing character gets through, and no text is lost."""

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.adapters.web.plain import line_of, lines_of, text_of, title_of

TAG = re.compile(r"<[a-zA-Z/!?]")
FORBIDDEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff]")


@pytest.mark.parametrize(
    ("markup", "wanted"),
    [
        ("<p>One</p><p>Two</p>", "One\n\nTwo"),
        ("One<br>Two<br/>Three", "One\n\nTwo\n\nThree"),
        ("<ul><li>a<li>b</ul>", "a\n\nb"),
        ("A <b>bold</b> word, <a href='x'>linked</a>.", "A bold word, linked."),
        ("un<i>broken</i>", "unbroken"),
        ("line\n  broken in the source", "line broken in the source"),
        ("<script>alert('<p>x</p>')</script>Text<style>p{}</style>", "Text"),
        ("Before<script>never closed", "Before"),
        ("safe<object> description", "safe description"),
        ("<!-- a comment -->Text<!-- <b>", "Text"),
        ("Fish &amp; Chips &lt;3", "Fish & Chips <3"),
        ("AT&amp;amp;T", "AT&amp;T"),
        ("3 < 5 and 7 > 6", "3 < 5 and 7 > 6"),
        ("a<b", "a< b"),
        ("Vec<T> is a type", "Vec< T> is a type"),
        ('<a title="x > y" href="#">text</a>', "text"),
        ('<a title="never closed>text</a> more', "text more"),
        ("<o:p>Office</o:p><my-tag x=1>text</my-tag>", "Officetext"),
        ("<img src=x onerror=alert(1)>Text", "Text"),
        ("&#60;script&#62;alert(1)&#60;/script&#62;", "alert(1)"),
        ("caf&eacute; &nbsp; &hellip;", "café …"),
        ("don\x92t", "don’t"),
        ("a\u202eb\u200bc\x07", "abc"),
        ("<![CDATA[raw <b>x</b>]]>", "raw x"),
        ("cut off <a href='http", "cut off"),
        ("cafe\u0301", "café"),
        ("\ud800lone", "lone"),
        ("no\ufffe character\uffff", "no character"),
    ],
)
def test_markup_to_text(markup: str, wanted: str):
    assert text_of(markup) == wanted


@pytest.mark.parametrize(
    ("markup", "wanted"),
    [
        ("A &amp;amp; B", "A & B"),
        ("&lt;i&gt;Hamlet&lt;/i&gt; returns", "Hamlet returns"),
        ("Harbour&amp;#8217;s fees", "Harbour’s fees"),
        ("One<br>Two", "One Two"),
        ("R&D &copy; 2026", "R&D © 2026"),
    ],
)
def test_titles_are_one_line_and_decoded_where_they_were_escaped_twice(markup: str, wanted: str):
    assert title_of(markup) == wanted


def test_text_without_markup_keeps_its_lines_and_signs():
    assert lines_of("One\nTwo  three\n\n\nFour & <3") == "One\n\nTwo three\n\nFour & <3"
    assert line_of("  a \n b ") == "a b"


def test_sizes_are_capped():
    assert len(text_of("word " * 100_000)) <= 200_000
    assert len(title_of("word " * 1000)) <= 500


fragments = st.sampled_from(
    [
        "<", ">", "</", "<!--", "-->", "<![CDATA[", "]]>", "<!", "<?", "/>", "&lt;", "&gt;", "&amp;",
        "&#60;",
        "&#x3c;",
        "&#0;", "&#xd800;", "script", "<script>", "</script>", "b", "<b", "<p>", "p ", '"', "'", "=", " ", "\n",
        "\u202e",
        "\u200d", "\x9b", "x", "<svg", "<object>", "style>", "&lt", "&", ";", "\u212a", "\ufb01", "<\u200bscript>",
    ]
)  # fmt: skip


@given(st.lists(fragments | st.text(max_size=3), max_size=40).map("".join))
@example("<<b>script>alert(1)</script>")
@example("&lt;&lt;b>/script>")
@example("<\u200bscript>x")
@example("&#60;\u200bb>")
def test_no_tag_and_no_control_character_is_ever_left(markup: str):
    for function in (text_of, title_of, line_of, lines_of):
        made = function(markup)
        assert not TAG.search(made)
        assert not FORBIDDEN.search(made)


@pytest.mark.parametrize(
    "piece", ["<a ", '<a "', "<!--", "<object>", "&lt;!--", "<", "<p>", "<x <", "</", " ", "\n", "&"]
)
def test_a_flood_of_one_sign_is_read_in_time(piece: str):
    assert isinstance(text_of(piece * 200_000), str)
