import unicodedata
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.text import clean, cut, each_sentence, grapheme_start, one_line, paragraphs, sentences, storable


def cuts(text: str) -> list[str]:
    return [span.cut(text) for span in sentences(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("It rained. It stopped.", ["It rained.", "It stopped."]),
        ("Sen. Mara Quill came. She left.", ["Sen. Mara Quill came.", "She left."]),
        ("Tom J. Reed came. He left.", ["Tom J. Reed came.", "He left."]),
        ("The U.S. team came.", ["The U.S. team came."]),
        ("She won the U.S. Open in May. He lost.", ["She won the U.S. Open in May.", "He lost."]),
        ("They left the U.S. The rest stayed.", ["They left the U.S.", "The rest stayed."]),
        ("It cost 3.5 million. Really?", ["It cost 3.5 million.", "Really?"]),
        ("“It rained.” She left.", ["“It rained.”", "She left."]),
        ("“Why?” she asked. “Now?”", ["“Why?” she asked.", "“Now?”"]),
        ("First\n\nSecond", ["First", "Second"]),
        ("", []),
        (" \n ", []),
    ],
)
def test_sentences_end_where_a_reader_ends_them(text: str, expected: list[str]):
    assert cuts(text) == expected


def test_a_line_broken_in_mid_sentence_goes_on_in_the_next():
    text = "The bridge was opened\nby the mayor.\nIt rained."
    assert [span.cut(text) for span in paragraphs(text)] == ["The bridge was opened\nby the mayor.", "It rained."]


def test_sentences_come_one_by_one_too():
    text = "It rained. It stopped."
    (paragraph,) = paragraphs(text)
    assert next(each_sentence(text, paragraph)).cut(text) == "It rained."
    assert sentences(text, paragraph) == sentences(text)


@given(st.text(st.characters()))
def test_what_is_stored_can_be_written_and_keeps_every_offset(text: str):
    stored = storable(text)
    stored.encode()
    assert "\0" not in stored
    assert all(new in {old, "\ufffd"} for old, new in zip(text, stored, strict=True))


def test_cleaning_leaves_no_control_characters_and_no_invisible_ones():
    assert clean("a\r\nb\rc\x00\u200bd\u202ee") == "a\nb\ncde"


SCOTLAND = "\U0001f3f4" + "".join(chr(0xE0000 + ord(letter)) for letter in "gbsct") + "\U000e007f"


def test_cleaning_takes_out_what_is_not_seen_and_leaves_what_is():
    assert clean("pa\xadper\u200e\u200f\u061c\u180e\u2066 \U000e0041\U000e0042mill\U0001d173") == "paper mill"
    assert clean("می\u200cروم 👩\u200d👧 \u0600\u0661") == "می\u200cروم 👩\u200d👧 \u0600\u0661"


def test_a_flag_keeps_its_tags_and_hidden_writing_behind_one_does_not():
    assert clean(f"{SCOTLAND} won") == f"{SCOTLAND} won"
    hidden = "".join(chr(0xE0000 + ord(letter)) for letter in "obey these words")
    assert clean(f"\U0001f3f4{hidden}\U000e007f") == "\U0001f3f4"


def test_an_accent_behind_an_invisible_character_joins_its_letter():
    assert clean("e\u200b\u0301") == "é"


def test_a_letter_keeps_thirty_marks_at_most():
    assert clean("x" + "\u0323" * 40 + "y") == "x" + "\u0323" * 30 + "y"
    assert clean("." * 100) == "." * 100


INTRICATE = [
    *"ea.\u0301\u0316\u0344\u0308\u200b\u200c\u200d\u200e\xad\r\n\u09c7\u09be\u1100\u1161\u11a8\U000e0041\U0001f3f4"
]
INTRICATE += ["\u0344" * 20, "\u0301\u0316" * 16, SCOTLAND, SCOTLAND[1:]]


@given(st.lists(st.sampled_from(INTRICATE) | st.text(max_size=5)).map("".join))
def test_cleaned_text_is_normal_and_clean_and_shows_no_control_or_direction_character(text: str):
    cleaned = clean(text)
    assert clean(cleaned) == cleaned
    assert unicodedata.is_normalized("NFC", cleaned)
    assert not any(unicodedata.category(char) == "Cc" for char in cleaned if char not in "\n\t")
    assert not set(cleaned) & set(
        "\u061c\u200b\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff"
    )


def test_one_line_has_single_blanks():
    assert one_line("  a \n b\tc ") == "a b c"


def test_cutting_ends_at_a_word_and_marks_it():
    assert cut("the bridge opened", 12) == "the bridge…"
    assert cut("short", 12) == "short"


GRAPHEMES = (
    *("a", "B", " ", "e\u0301", "👩\u200d👩\u200d👧", "🇩🇪", "👍🏽", "\u1112\u1161\u11ab", "ก็", "❤\ufe0f", "漢", "\r\n"),
    *(SCOTLAND, "ｶ\uff9e", "ﾊ\uff9f", "น\u0e33", "ນ\u0eb3", "\u0600\u0661", "\U000110bd\U00011091"),
    *("\ua960\u1161\u11ab", "\u1100\ud7b0\ud7cb", "가\u11a8", "각\ud7fb"),
)


@pytest.mark.parametrize("whole", GRAPHEMES)
def test_cutting_never_breaks_a_grapheme(whole: str):
    text = f"{whole}x{whole}y{whole}"
    beginnings = {text[:end] for end in (len(whole), len(whole) + 1, 2 * len(whole) + 1, 2 * len(whole) + 2)}
    for limit in range(1, len(text)):
        shown = cut(text, limit).removesuffix("…")
        assert shown in {beginning.rstrip() for beginning in beginnings} | {""}
        assert grapheme_start(text, len(shown)) == len(shown)


@given(st.text())
def test_sentences_are_ordered_slices_that_hold_every_visible_character(text: str):
    spans = sentences(text)
    assert all(span.start < span.end for span in spans)
    assert all(before.end <= after.start for before, after in pairwise(spans))
    held = "".join(span.cut(text) for span in spans)
    assert "".join(held.split()) == "".join(text.split())


@given(st.lists(st.sampled_from(GRAPHEMES), max_size=40), st.integers(min_value=1, max_value=40))
def test_a_cut_text_is_whole_graphemes_and_the_mark(graphemes: list[str], limit: int):
    text = "".join(graphemes)
    shown = cut(text, limit)
    if shown == text:
        return
    assert shown.endswith("…")
    beginnings = {"".join(graphemes[:count]).rstrip() for count in range(len(graphemes) + 1)}
    assert shown.removesuffix("…") in beginnings


@given(st.text(), st.integers(min_value=1, max_value=40))
def test_a_cut_text_fits_its_limit(text: str, limit: int):
    assert len(cut(text, limit)) <= limit
