"""What calls cost: rounded up, never under the bound; prices and limits as people write them."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.errors import InputError
from bot.services.budget import (
    UNLIMITED,
    ceilings_of,
    fits,
    for_asked,
    left,
    money_of,
    prices_of,
    to_reserve,
    total,
)
from bot.services.ports.model import Amounts, Ceilings, Prompt, Standing, Tokens, Used

DAY = date(2026, 11, 23)
PRICES = prices_of("small=0.25/2, org/large:latest=3/15")


def test_prices_are_read_as_people_write_them():
    assert PRICES == {"small": (0.25, 2.0), "org/large:latest": (3.0, 15.0)}
    assert prices_of(" a=b=1/1e1\n,,c=0/0 ") == {"a=b": (1.0, 10.0), "c": (0.0, 0.0)}
    assert prices_of("") == {}


@pytest.mark.parametrize(
    "text", ["small", "=1/2", "m=1", "m=1/", "m=/1", "m=-1/2", "m=nan/1", "m=inf/1", "m=1/1e9", "m=1/2/3"]
)
def test_what_is_no_price_is_refused_in_one_line(text: str):
    with pytest.raises(InputError, match="is no price") as caught:
        prices_of(f"small=1/2 {text}")
    assert "\n" not in str(caught.value)


def test_money_is_rounded_up_once_and_in_decimal():
    assert money_of(Tokens(1_000, 200), "small", PRICES) == 250 + 400
    assert money_of(Tokens(1, 0), "small", PRICES) == 1
    assert money_of(Tokens(0, 0), "small", PRICES) == 0
    assert money_of(Tokens(3, 0), "m", {"m": (0.1, 0.0)}) == 1
    assert money_of(Tokens(30, 0), "m", {"m": (0.1, 0.0)}) == 3  # as binary fractions it would be a little more


def test_a_model_without_a_price_costs_as_the_dearest_and_without_prices_nothing():
    assert money_of(Tokens(1, 1), "unknown", PRICES) == 18
    assert money_of(Tokens(9, 9), "unknown", {}) == 0


_PRICE = st.floats(0, 1_000)


@given(st.text(max_size=200), st.integers(0, 5_000), _PRICE, _PRICE, st.data())
def test_whoever_uses_no_more_tokens_than_reserved_spends_no_more_money(
    user: str, most: int, of_prompts: float, of_replies: float, data: st.DataObject
):
    given_ = Prompt("n", "h", "system", user, most)
    prices = {"m": (of_prompts, of_replies)}
    reserved = to_reserve(given_, "m", prices)
    prompt_ = data.draw(st.integers(0, reserved.tokens))
    used = Tokens(prompt_, data.draw(st.integers(0, reserved.tokens - prompt_)))
    assert money_of(used, "m", prices) <= reserved.money
    assert reserved.tokens >= len(user) + most


def test_limits_are_none_where_none_is_set_and_never_more_than_was():
    assert ceilings_of() == Ceilings()
    found = ceilings_of(tokens_a_day=5, money_ever=1.9999999, workspace_money_a_day=0.0)
    assert found.everyone == Amounts(5, UNLIMITED)
    assert found.ever == Amounts(UNLIMITED, 1_999_999)
    assert found.workspace == Amounts(UNLIMITED, 0)


@given(st.integers(0, UNLIMITED), st.integers(0, UNLIMITED))
def test_of_each_days_limit_a_fifth_is_not_for_what_is_asked_and_what_is_for_good_is_one(tokens: int, money: int):
    limit = Amounts(tokens, money)
    found = for_asked(Ceilings(limit, limit, limit))
    assert found.ever == limit
    assert found.workspace == found.everyone
    assert found.workspace
    for part, whole in ((found.workspace.tokens, tokens), (found.workspace.money, money)):
        assert part == whole if whole == UNLIMITED else part <= whole * 4 // 5 < part + 1
    assert for_asked(Ceilings()) == Ceilings()


def test_each_limit_counts_by_itself():
    more, none = Amounts(10, 10), Amounts(0, 0)
    full = ceilings_of(workspace_tokens_a_day=10, tokens_a_day=20, tokens_ever=30)
    assert fits(more, Standing(none, Amounts(10, 0), Amounts(20, 0)), full)
    assert not fits(more, Standing(Amounts(1, 0), Amounts(10, 0), Amounts(20, 0)), full)
    assert not fits(more, Standing(none, Amounts(11, 0), Amounts(20, 0)), full)
    assert not fits(more, Standing(none, none, Amounts(21, 0)), full)
    assert fits(more, Standing(), Ceilings())
    assert left(Amounts(15, 5), Amounts(10, 10)) == Amounts(0, 5)
    assert left(Amounts(15, 5), None) is None


def test_lines_of_usage_add_up_by_day_or_altogether():
    one = Used("red", DAY, "m", 1, 0, 20, 5, 300, 7)
    lines = [one, replace(one, workspace="blue"), replace(one, day=date(2026, 11, 24))]
    assert total(lines) == Amounts(75, 900)
    assert total(lines, DAY) == Amounts(50, 600)
    assert total([]) == Amounts()
