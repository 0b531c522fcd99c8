"""What calls of a model cost, as arithmetic on whole numbers. Guards that nothing is rounded in favour of spending.

Prices are given for a million tokens, so that a price in a currency is the price of one token in its millionths.
"""

import math
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import ROUND_DOWN, Decimal, InvalidOperation

from bot.domain.errors import InputError
from bot.domain.text import cut, one_line
from bot.services.ports.model import Amounts, Ceilings, Prices, Prompt, Standing, Tokens, Used
from bot.services.prompting import tokens_of

MILLION = 1_000_000
UNLIMITED = 1 << 62  # more than is ever used, and still a number that both databases store
_MOST_OF_TOKEN = 8  # characters, on average over a text
# Of what may be used in a day, for what people ask for: editions are promised for their time, and tell many at once,
# so that a fifth stays for them however much is asked. With the limits that are set at first it suffices for
# some twenty stories of a workspace, at 2,000 tokens each.
ASKED_PERCENT = 80
_DEAREST = 1_000_000.0  # of a million tokens: a price beyond it is a typing mistake


# --- what is reserved and paid -----------------------------------------------------------------------


def to_reserve(prompt: Prompt, model: str, prices: Prices) -> Amounts:
    """A bound on what one call can use: all tokens of the prompt and of the longest reply, all at the dearer price.

    So that a server which counts within the tokens, in whichever way it divides them, costs no more than was reserved.
    """
    return at_dearest(tokens_of(prompt) + max(0, prompt.most), model, prices)


def at_dearest(tokens: int, model: str, prices: Prices) -> Amounts:
    """So many tokens, all at the dearer of the model's two prices."""
    return Amounts(tokens, _rounded_up([(tokens, max(_price(model, prices)))]))


def tokens_at_least(text: str) -> int:
    """A bound from below on the tokens of a text: a server that says less cannot be right, and is not believed.

    A token is a word's part of three to five characters on average, in English about four, in other languages fewer;
    so eight are far beyond what a whole text of any language comes to. Only a long run of one sign has more of them in
    a token: it is entered with too much then, in favour of the budget, and still with less than was reserved.
    """
    return -(-len(text) // _MOST_OF_TOKEN)


def money_of(tokens: Tokens, model: str, prices: Prices) -> int:
    """What these tokens cost, in millionths, rounded up."""
    of_prompt, of_reply = _price(model, prices)
    return _rounded_up([(tokens.prompt, of_prompt), (tokens.reply, of_reply)])


def _price(model: str, prices: Prices) -> tuple[float, float]:
    """The model's prices; one that is not in the list costs as much as the dearest that is. An empty list is free."""
    if model in prices:
        return prices[model]
    of_prompts, of_replies = zip(*prices.values(), strict=True) if prices else ((0.0,), (0.0,))
    return max(of_prompts), max(of_replies)


def _rounded_up(counted: Sequence[tuple[int, float]]) -> int:
    """As decimal numbers: a sum of binary fractions lies now above, now below what was meant."""
    return math.ceil(sum((Decimal(str(price)) * max(0, count) for count, price in counted), Decimal()))


# --- limits ------------------------------------------------------------------------------------------


def fits(more: Amounts, standing: Standing, ceilings: Ceilings) -> bool:
    """Whether so much more may be reserved, beside what is used and reserved."""
    return all(
        ceiling is None or _is_within(total, more, ceiling)
        for total, ceiling in (
            (standing.workspace, ceilings.workspace),
            (standing.everyone, ceilings.everyone),
            (standing.ever, ceilings.ever),
        )
    )


def for_asked(ceilings: Ceilings) -> Ceilings:
    """The ceilings of what people ask for: a part of each day's stays for editions. What there is for good is one."""
    return replace(ceilings, workspace=_share(ceilings.workspace), everyone=_share(ceilings.everyone))


def _share(ceiling: Amounts | None) -> Amounts | None:
    return None if ceiling is None else Amounts(_part(ceiling.tokens), _part(ceiling.money))


def _part(limit: int) -> int:
    return limit if limit >= UNLIMITED else limit * ASKED_PERCENT // 100


def _is_within(total: Amounts, more: Amounts, ceiling: Amounts) -> bool:
    return total.tokens + more.tokens <= ceiling.tokens and total.money + more.money <= ceiling.money


def left(total: Amounts, ceiling: Amounts | None) -> Amounts | None:
    """What may still be used; None where nothing limits it."""
    if ceiling is None:
        return None
    return Amounts(max(0, ceiling.tokens - total.tokens), max(0, ceiling.money - total.money))


def least_for_asked(amount: int) -> int:
    """The least limit of which so much is within the part for what people ask for."""
    return -(-amount * 100 // ASKED_PERCENT)


def ceilings_of(
    *,
    tokens_a_day: int | None = None,
    workspace_tokens_a_day: int | None = None,
    tokens_ever: int | None = None,
    money_a_day: float | None = None,
    workspace_money_a_day: float | None = None,
    money_ever: float | None = None,
) -> Ceilings:
    """Limits from numbers, money in the currency of the prices. None is no limit, 0 lets nothing be asked."""
    return Ceilings(
        workspace=_ceiling(workspace_tokens_a_day, workspace_money_a_day),
        everyone=_ceiling(tokens_a_day, money_a_day),
        ever=_ceiling(tokens_ever, money_ever),
    )


def _ceiling(tokens: int | None, money: float | None) -> Amounts | None:
    if tokens is None and money is None:
        return None
    return Amounts(_limit(tokens), _limit(None if money is None else millionths(money)))


def _limit(number: int | None) -> int:
    return UNLIMITED if number is None else min(max(0, number), UNLIMITED)


def millionths(money: float) -> int:
    """An amount of the currency in its millionths, rounded down: as a limit, it is never more than was set."""
    return int((Decimal(str(money)) * MILLION).to_integral_value(ROUND_DOWN))


# --- prices ------------------------------------------------------------------------------------------


def prices_of(text: str) -> Prices:
    """A price table: `MODEL=PROMPTS/REPLIES`, of a million tokens each, with commas or blanks between.

    As in `small=0.25/2, org/large:latest=3/15`. Raises InputError for what is none.
    """
    return dict(_priced(item) for item in text.replace(",", " ").split())


def _priced(item: str) -> tuple[str, tuple[float, float]]:
    model, equals, both = item.rpartition("=")
    of_prompts, slash, of_replies = both.partition("/")
    numbers = [_number(part) for part in (of_prompts, of_replies)]
    if not (model and equals and slash) or any(one is None or not 0 <= one <= _DEAREST for one in numbers):
        told = cut(one_line(item), 60)
        raise InputError(
            f"{told!r} is no price: write MODEL=PROMPTS/REPLIES, each for a million tokens, as small=0.25/2"
        )
    return model, (numbers[0] or 0.0, numbers[1] or 0.0)


def _number(text: str) -> float | None:
    try:
        number = Decimal(text)
    except InvalidOperation:
        return None
    return float(number) if number.is_finite() else None


# --- what was used -----------------------------------------------------------------------------------


def total(used: Sequence[Used], day: date | None = None) -> Amounts:
    """Tokens and money of these lines, or of those of one day."""
    counted = [one for one in used if day is None or one.day == day]
    return Amounts(sum(one.prompt_tokens + one.reply_tokens for one in counted), sum(one.money for one in counted))
