from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.adapters.slack.seal import LASTS, Seal

NOW = datetime(2026, 11, 25, 9, tzinfo=UTC)
SEAL = Seal.of("xoxb-fake-token")


def test_what_was_sealed_is_what_comes_out():
    memory = {"channel": "C1", "url": "https://example.org/ü?a=1&b=2", "topics": "😀 \ud800 日本" + "ü" * 900}
    assert SEAL.open(SEAL.close("U1", memory, NOW), "U1", NOW) == memory


@pytest.mark.parametrize("person", ["U2", "", "u1"])
def test_nobody_else_can_use_it(person: str):
    assert SEAL.open(SEAL.close("U1", {"channel": "C1"}, NOW), person, NOW) is None


def test_another_secret_makes_another_seal():
    assert Seal.of("xoxb-other").open(SEAL.close("U1", {"channel": "C1"}, NOW), "U1", NOW) is None


def test_it_lasts_a_day():
    sealed = SEAL.close("U1", {"channel": "C1"}, NOW)
    assert SEAL.open(sealed, "U1", NOW + LASTS - timedelta(minutes=1))
    assert SEAL.open(sealed, "U1", NOW + LASTS + timedelta(minutes=1)) is None


@given(st.integers(0, 400), st.characters())
def test_a_changed_one_is_none(at: int, char: str):
    sealed = SEAL.close("U1", {"channel": "C1", "thread": "1.2"}, NOW)
    at %= len(sealed)
    forged = sealed[:at] + char + sealed[at + 1 :]
    assert forged == sealed or SEAL.open(forged, "U1", NOW) is None


@given(st.none() | st.integers() | st.text())
def test_anything_else_is_none(given_: object):
    assert SEAL.open(given_, "U1", NOW) is None


def test_it_tells_nothing_of_its_key():
    assert repr(SEAL) == "Seal()"


def test_what_is_too_long_for_a_form_is_refused():
    with pytest.raises(ValueError, match="so much"):
        SEAL.close("U1", {"url": "x" * 3000}, NOW)
