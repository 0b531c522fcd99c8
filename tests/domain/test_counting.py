"""Numbers in words and figures, in seven languages: each is read as what it is, and read back whoever writes it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.counting import LANGUAGES, figures, told


@pytest.mark.parametrize(
    ("text", "language", "value"),
    [
        ("fifteen hundred", "en", "1500"),
        ("two hundred and five thousand", "en", "205000"),
        ("two thousand and five", "en", "2005"),
        ("a billion", "en", "1000000000"),
        ("eine Billion", "de", "1000000000000"),
        ("zweitausendfünf", "de", "2005"),
        ("dreihundertzweiundzwanzig", "de", "322"),
        ("mille deux cents", "fr", "1200"),
        ("dix-sept", "fr", "17"),
        ("dos mil millones", "es", "2000000000"),
        ("duemilacinque", "it", "2005"),
        ("ventotto", "it", "28"),
        ("mil e duzentos", "pt", "1200"),
        ("drieëntwintig", "nl", "23"),
        ("1 200 000", "fr", "1200000"),
        ("1.200.000,50", "de", "2400001/2"),
        ("1,200,000.50", "en", "2400001/2"),
        ("2.125", "en", "17/8"),
        ("2.125", "de", "2125"),
        ("2,125", "de", "17/8"),
        ("2,125", "en", "2125"),
        ("1'500", "de", "1500"),
        ("1’500", "en", "1500"),
        (".5", "en", "1/2"),
    ],
)
def test_a_number_is_read_as_one(text: str, language: str, value: str):
    assert told(text, language) == {value: 1}


def test_one_is_an_article_and_two_and_three_are_two_numbers():
    assert not told("a man, one woman", "en")
    assert not told("ein Mann und eine Frau", "de")
    assert told("two and three", "en") == {"2": 1, "3": 1}


@given(st.text(alphabet="0123456789.,' -a$%andmillionundet", max_size=300), st.sampled_from(sorted(LANGUAGES)))
def test_anything_is_read_without_a_fault(text: str, language: str):
    assert all(count > 0 for count in told(text, language).values())


@given(st.integers(2, 999_999), st.sampled_from(sorted(LANGUAGES)), st.sampled_from([*"'’ \u00a0\u202f", ""]))
def test_a_figure_is_one_value_in_every_language(number: int, language: str, mark: str):
    own = "," if language == "en" else "."
    for one in (own, mark):
        written = f"x {number:,} x".replace(",", one)
        assert told(written, language) == figures(written, language) == {str(number): 1}


@pytest.mark.parametrize("language", sorted(LANGUAGES))
@pytest.mark.parametrize(
    "long", ["7" * 5_000, "7" * 101, "1" + ",777" * 2_000, "1" + ".777" * 2_000, "0," + "7" * 5_000]
)
def test_a_figure_of_any_length_is_read_without_a_fault(long: str, language: str):
    read = told(f"{long} men", language)
    assert read == told(f"{long} men", language)
    assert read != told(f"{long[:-1]}8 men", language)
    assert figures(long, language) != figures(f"{long[:-1]}8", language)
