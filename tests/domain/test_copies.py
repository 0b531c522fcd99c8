"""Copies are found in memory and through band keys; updates and shared boilerplate make none."""

import random
import subprocess
import sys
from itertools import combinations
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.copies import BANDS, band_keys, fold_copies, is_copy
from bot.domain.models import Article

ROOT = Path(__file__).parent.parent.parent
MILL = (
    "The council of Lindow voted on Tuesday to close its paper mill, which lost three million crowns last year. "
    "Council leader Mara Oduya said nobody wanted to buy it. Four hundred people work at the Lindow mill. The oldest, "
    "Tomas Brandt, started there as a boy of fourteen and has repaired every machine in the hall at least twice."
)
COMET = (
    "A comet that nobody had expected can be seen above the Halden hills until Friday. Marguerite Osei found "
    "it with a borrowed telescope, and named it after her dog, Pip."
)
FOOTER = (
    "The Quay Courier is written by people who live in Quayside. We correct our mistakes: write to the editor. "
    "All our stories are free to read because readers pay for them. Thank you for reading us this week."
)


def article(number: int, text: str, title: str = "") -> Article:
    return Article(number, 1, str(number), title, text, "Quay Courier")


def changed(text: str, every: int) -> str:
    """The text with one word in so many replaced."""
    return " ".join("otherwise" if at % every == every - 1 else word for at, word in enumerate(text.split()))


@pytest.mark.parametrize(
    ("one", "other", "copies"),
    [
        (MILL, MILL, True),
        (MILL, MILL.upper(), True),
        (MILL, MILL.replace("boy", "child"), True),
        (MILL, changed(MILL, 20), True),
        (MILL, f"{MILL} {COMET}", False),
        (f"{MILL} {FOOTER}", f"{COMET} {FOOTER}", False),
        (MILL, COMET, False),
        ("", "", False),
        ("…", "", False),
        ("Comments", "Comments", True),
    ],
    ids=["same", "capitals", "one word", "one in twenty", "update", "boilerplate", "other", "empty", "no word", "word"],
)
def test_what_is_a_copy(one: str, other: str, *, copies: bool):
    assert is_copy(article(1, one), article(2, other)) is copies
    assert bool(fold_copies([article(1, one), article(2, other)])) is copies


def test_a_copy_shares_a_key_and_other_texts_share_none():
    keys = set(band_keys("Mill closes", MILL))
    assert keys & set(band_keys("Mill closes", changed(MILL, 20)))
    assert not keys & set(band_keys("Comet above the hills", COMET))
    assert not set(band_keys("Mill closes", f"{MILL} {FOOTER}")) & set(band_keys("Comet", f"{COMET} {FOOTER}"))


def test_the_first_key_is_of_the_very_same_words_alone():
    first = band_keys("Mill closes", MILL)[0]
    assert band_keys("MILL CLOSES!", MILL.replace(". ", ".\n\n"))[0] == first
    assert band_keys("Mill closes", changed(MILL, 50))[0] != first


def test_keys_are_the_same_in_every_process():
    code = "from bot.domain.copies import band_keys; print(*band_keys('Mill closes', 'Nobody wants to buy the mill.'))"
    done = subprocess.run(  # noqa: S603 - our own program
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT, timeout=60
    )
    keys = band_keys("Mill closes", "Nobody wants to buy the mill.")
    assert tuple(map(int, done.stdout.split())) == keys
    # As they were when first written: stored keys would meet no new ones after a change.
    assert keys[:3] == (-1724058954719042646, -3706961473145649030, 3042352842263547577)


def test_nearly_all_copies_share_a_key_where_one_word_in_ten_was_changed():
    words = [f"word{number}" for number in range(2_000)]
    chosen = random.Random(7)  # noqa: S311 - not a secret
    met = 0
    for _ in range(200):
        told = chosen.choices(words, k=300)
        again = list(told)
        for at in chosen.sample(range(300), 30):
            again[at] = chosen.choice(words)
        met += bool({*band_keys("", " ".join(told))} & {*band_keys("", " ".join(again))})
    assert met >= 186


def test_unrelated_articles_share_no_key():
    words = [f"word{number}" for number in range(2_000)]
    chosen = random.Random(7)  # noqa: S311 - not a secret
    keys = [set(band_keys("", " ".join(chosen.choices(words, k=300)))) for _ in range(100)]
    assert not any(one & other for one, other in combinations(keys, 2))


@given(st.text(), st.text())
def test_any_text_has_all_its_keys_or_none(title: str, text: str):
    keys = band_keys(title, text)
    assert len(keys) in {0, 1 + BANDS}
    assert all(-(1 << 63) <= key < 1 << 63 for key in keys)
    assert keys == band_keys(title, text)
    assert bool(keys) == is_copy(article(1, text, title), article(2, text, title))
