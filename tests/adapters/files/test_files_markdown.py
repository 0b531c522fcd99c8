import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.adapters.files.markdown import plain_text
from tests.adapters.files.reading import article, error, written

# --- Markdown ----------------------------------------------------------------------------------------

FRONT = """---
title: "Tolls: what is next"
source: The Quay
author: Ib Holm
published: 2031-04-02T08:30:00+02:00
url: https://example.org/tolls
language: en-GB
sample: true
---
# Tolls: what is next

The **port** raised [its tolls](https://example.org/x "y") on *Monday*.
"""


async def test_front_matter_describes_a_markdown_article(tmp_path: Path):
    found = await article(written(tmp_path, "tolls.md", FRONT))
    assert found.title == "Tolls: what is next"
    assert (found.source.name, found.author, found.language, found.sample) == ("The Quay", "Ib Holm", "en", True)
    assert found.published == datetime(2031, 4, 2, 6, 30, tzinfo=UTC)
    assert found.url == found.key == "https://example.org/tolls"
    assert found.text == "The port raised its tolls on Monday."
    assert found.original == FRONT


async def test_markdown_without_front_matter_takes_its_heading_as_title(tmp_path: Path):
    found = await article(written(tmp_path, "a.md", "Low tide\n========\n\nThe flats lay dry.\n"))
    assert (found.title, found.text, found.url) == ("Low tide", "The flats lay dry.", None)


async def test_markdown_without_any_heading_takes_its_first_line_as_title(tmp_path: Path):
    found = await article(written(tmp_path, "a.md", "Low *tide*\n\nThe flats lay dry.\n"))
    assert (found.title, found.text) == ("Low tide", "The flats lay dry.")


async def test_a_heading_that_is_not_the_title_stays_in_the_text(tmp_path: Path):
    found = await article(written(tmp_path, "a.md", "---\ntitle: Low tide\n---\n## Where\n\nOn the flats."))
    assert found.text == "Where\n\nOn the flats."


@pytest.mark.parametrize(
    ("front", "said"),
    [
        ("- a\n- list", "fields"),
        ("just words", "fields"),
        ("title: [a, b]", "title"),
        ("author: {a: b}", "author"),
        ("sample: perhaps", "sample"),
        ("title: 'never ends", "YAML"),
        ("a: *nowhere", "YAML"),
        ("a: " + "[" * 5000, "nested"),
        ("title: !!python/object/apply:os.getcwd []", "title"),
        ("x: " + "y" * 70_000, "KiB"),
    ],
)
async def test_unusable_front_matter_is_named(tmp_path: Path, front: str, said: str):
    assert said in await error(written(tmp_path, "a.md", f"---\n{front}\n---\nThe flats lay dry.\n"))


async def test_front_matter_that_is_never_closed_is_named(tmp_path: Path):
    assert "never closed" in await error(written(tmp_path, "a.md", "---\ntitle: Low tide\n\nThe flats lay dry.\n"))


async def test_aliases_that_double_a_billion_times_cost_nothing(tmp_path: Path):
    bomb = "a0: &a0 [x, x]\n" + "".join(f"a{i}: &a{i} [*a{i - 1}, *a{i - 1}]\n" for i in range(1, 40))
    found = await article(written(tmp_path, "a.md", f"---\n{bomb}title: Low tide\n---\nThe flats lay dry.\n"))
    assert found.title == "Low tide"
    assert "title" in await error(written(tmp_path, "b.md", f"---\n{bomb}title: *a39\n---\nThe flats lay dry.\n"))


async def test_empty_and_null_front_matter_fields_are_absent(tmp_path: Path):
    found = await article(
        written(tmp_path, "a.md", "---\ntitle: ''\nauthor: null\nurl: ~\npublished:\n---\n# Low\n\nDry.")
    )
    assert (found.title, found.author, found.url, found.published) == ("Low", None, None, None)


@pytest.mark.parametrize("url", ["javascript:alert(1)", "file:///etc/passwd", "https://a b", "not a link", "ftp://x"])
async def test_an_address_that_is_no_web_link_becomes_no_link(tmp_path: Path, url: str):
    found = await article(written(tmp_path, "a.md", f"---\ntitle: Low\nurl: '{url}'\n---\nDry."))
    assert found.url is None


# --- plain text of Markdown --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("marked", "plain"),
    [
        ("## Ferries ##\nThe *Ida* sails.", "Ferries\n\nThe Ida sails."),
        ("One line\nand its rest.\n\nAnother.", "One line and its rest.\n\nAnother."),
        ("***All*** of **it *was* there**, ~~not~~ `now`.", "All of it was there, not now."),
        ("snake_case_name stays, _this_ and __that__ go.", "snake_case_name stays, this and that go."),
        ("3 * 4 * 5 and 2 _ 3", "3 * 4 * 5 and 2 _ 3"),
        ('[Text](https://example.org/a_(b) "t") ![alt](x.png) <https://example.org>', "Text  https://example.org"),
        ("[Text][1] and [plain]\n\n[1]: https://example.org", "Text and [plain]"),
        ("- one\n- [x] two\n1. three\n", "one\n\ntwo\n\n1. three"),
        ("> “We sail,”\n> she said.\n>\n> “At dawn.”", "“We sail,” she said.\n\n“At dawn.”"),
        ("a\n\n---\n\n* * *\n\nb", "a\n\nb"),
        ("Title\n-----\nText", "Title\n\nText"),
        ("<p>Tom &amp; Ann</p><!-- no\n\nword --> & co", "Tom & Ann & co"),
        (r"\*not stressed\* \_at all\_ 1\. \# x", "*not stressed* _at all_ 1. # x"),
        ("```python\nx = 1\n\ny = 2\n```\nEnd", "x = 1\n\ny = 2\n\nEnd"),
        ("2019. That was the year.", "2019. That was the year."),
        ("a < b and c > d", "a < b and c > d"),
    ],
)
def test_marks_go_and_words_stay(marked: str, plain: str):
    assert plain_text(marked) == plain


HOSTILE = [
    "[",
    "![",
    "](",
    "[](",
    "[a](b",
    '[](x "',
    "*",
    "**a ",
    "_",
    "_a ",
    "`",
    "~~",
    "<",
    "<!--",
    "-->",
    "<a ",
    "\\",
    "&",
    "> ",
    "- ",
    "#",
    "&#",
    "\n",
    "[](x (",
]


@pytest.mark.parametrize("piece", HOSTILE)
def test_a_mark_repeated_without_end_is_read_in_linear_time(piece: str):
    # A quadratic pattern would run into the suite's time limit here.
    plain_text(piece * (200_000 // len(piece)))
    plain_text("-->" + piece * (200_000 // len(piece)) + "a")


@given(st.text(alphabet="ab \n*_", max_size=60))
def test_letters_are_never_lost(text: str):
    assert re.sub(r"[\W_]", "", plain_text(text)) == re.sub(r"[\W_]", "", text)
