"""A sentence as words, marks and quantities; guards that one quantity is one however it is spelt.

"Three", "3"; "1.2 million", "1,200,000"; "5 %", "five per cent"; "$5m", "five million dollars".
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from bot.domain.support.lexicon import NATIONS, key_of
from bot.domain.text import sentences
from bot.domain.words import STOP_WORDS, fold

_TOKEN = re.compile(
    r"(?P<sign>(?<![\w.])[-−])?(?P<money>[A-Za-z]{0,3}[$€£¥₹])?\s?(?P<figure>\d+(?:[.,:/]\d+)*)(?P<suffix>[A-Za-z]{1,3}(?!\w))?"
    r"|(?P<word>[^\W\d_]+(?:['’&.][^\W\d_]+)*)|(?P<mark>\S)"
)
_SMALL = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
    "seventeen eighteen nineteen"
).split()
_NUMBERS = {word: value for value, word in enumerate(_SMALL)}
_NUMBERS |= dict(zip("twenty thirty forty fifty sixty seventy eighty ninety".split(), range(20, 100, 10), strict=True))
_ORDINALS = dict(
    zip(
        "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth "
        "fifteenth sixteenth seventeenth eighteenth nineteenth twentieth".split(),
        range(1, 21),
        strict=True,
    )
)
_POWERS = {"hundred": 10**2, "thousand": 10**3, "million": 10**6, "billion": 10**9, "trillion": 10**12}
_SUFFIXES = {"k": 10**3, "m": 10**6, "mn": 10**6, "b": 10**9, "bn": 10**9, "tn": 10**12}
_CURRENCIES = {
    "dollar": "$",
    "euro": "€",
    "pound": "£",
    "sterling": "£",
    "yen": "¥",
    "rupee": "₹",
    "yuan": "yuan",
    "franc": "franc",
    "rouble": "ruble",
    "ruble": "ruble",
    "krona": "krona",
    "peso": "peso",
    "cent": "cent",
    "penny": "penny",
    "pence": "penny",
}
_CURRENCIES = {key_of(word): sign for word, sign in _CURRENCIES.items()}
# "No one", "this one": no number.
_NOT_COUNTING = frozenset("no any every each this that another".split())
# What ends a figure: "3rd", "the 1990s".
_BELONGING = {"st": "th", "nd": "th", "rd": "th", "th": "th", "s": "s"}
_EXACT = 10**15
_SCALE = 1000


@dataclass(frozen=True, slots=True)
class Token:
    """A word, a mark or a quantity.

    `key` is what it is compared by; of a quantity its value and `unit` ("%", a currency, "th" for an ordinal) are. A
    `capital` begins a word, and a sentence where it is `first`, too.
    """

    low: str
    key: str
    value: str = ""
    unit: str = ""
    capital: bool = False
    first: bool = False

    @property
    def telling(self) -> bool:
        """Whether it is a word that means something by itself."""
        return not self.value and self.low not in STOP_WORDS and self.low[0].isalpha() and "n't" not in self.low


def tokens_of(text: str) -> list[list[Token]]:
    """The sentences of a text, each as its tokens."""
    plain = unicodedata.normalize("NFKC", text)
    plain = "".join(str(unicodedata.digit(c)) if c.isdigit() and not c.isascii() else c for c in plain)
    return [list(_merged(list(_tokens(span.cut(plain))))) for span in sentences(plain)]


def _tokens(sentence: str) -> Iterator[Token]:
    first = True
    for match in _TOKEN.finditer(sentence):
        if match["mark"]:
            char = match["mark"]
            yield Token(char, char, value=f"={char}" if char.isnumeric() else "")
            continue
        if match["word"]:
            low = fold(match["word"])
            bare = low.replace(".", "")
            yield Token(low, NATIONS.get(bare) or key_of(bare), capital=match["word"][0].isupper(), first=first)
        else:
            yield from _figure(match)
        first = False


def _figure(match: re.Match[str]) -> Iterator[Token]:
    suffix = (match["suffix"] or "").lower()
    unit = (match["money"] or "").lower().removeprefix("us")
    value = _value(match["figure"], _SUFFIXES.get(suffix, 1))
    if match["sign"]:
        value = f"-{value}"
    if suffix in _BELONGING:
        yield Token(value, value, value, _BELONGING[suffix])
        return
    yield Token(value, value, value, unit)
    if suffix and suffix not in _SUFFIXES:
        yield Token(suffix, key_of(suffix))


def _value(figure: str, power: int = 1) -> str:
    """A figure as everyone writes it: in thousandths where it is a number, else as it stands ("10:30")."""
    if re.fullmatch(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?", figure):
        figure = figure.replace(",", "")
    if not re.fullmatch(r"\d+(?:\.\d{1,9})?", figure):
        return f"={figure}"
    number = float(figure) * power if len(figure) < 16 else _EXACT
    return str(round(number * _SCALE)) if number < _EXACT else f"={figure.lstrip('0')}x{power}"


def _merged(found: Sequence[Token]) -> Iterator[Token]:
    """The tokens with each spelt-out number, its multiple and its unit as one."""
    at = 0
    while at < len(found):
        token, at = _quantity(found, at)
        yield token


def _quantity(found: Sequence[Token], at: int) -> tuple[Token, int]:
    """The token at a place, with what behind it belongs to it, and the place behind that."""
    token = found[at]
    if token.low in _ORDINALS:
        return Token(token.low, token.low, _value(str(_ORDINALS[token.low])), "th"), at + 1
    number, end = _spelt(found, at)
    if number is None:
        if not token.value or token.value.startswith("="):
            return token, at + 1
        number, end = int(token.value) / _SCALE, at + 1
        token = replace(token, low=found[at].low)
    while end < len(found) and found[end].low in _POWERS and number < _EXACT:
        number, end = number * _POWERS[found[end].low], end + 1
    unit, end = _unit(found, end, token.unit)
    value = str(round(number * _SCALE))
    return Token(value, value, value, unit), end


def _spelt(found: Sequence[Token], at: int) -> tuple[float | None, int]:
    """A number in words that begins here: "twenty-five", "two hundred and five"; None where none does."""
    if found[at].low == "dozen" or found[at].low in _POWERS:
        return (12, at + 1) if found[at].low == "dozen" else (1, at)
    if found[at].low not in _NUMBERS or (found[at].low == "one" and at and found[at - 1].low in _NOT_COUNTING):
        return None, at
    total, end = float(_NUMBERS[found[at].low]), at + 1
    while end < len(found):
        low = found[end].low
        ahead = found[end + 1].low if end + 1 < len(found) else ""
        if low == "hundred" and total < _EXACT:
            total, end = total * 100, end + 1
        elif low in {"-", "and"} and ahead in _NUMBERS and (low == "-" or (total >= 100 and total % 100 == 0)):
            if low == "-" and not (total % 10 == 0 and total % 100 >= 20 and _NUMBERS[ahead] < 10):
                break
            total, end = total + _NUMBERS[ahead], end + 2
        elif low in _NUMBERS and total % 10 == 0 and total >= 20 and _NUMBERS[low] < (10 if total % 100 else 100):
            total, end = total + _NUMBERS[low], end + 1
        else:
            break
    return total, end


def _unit(found: Sequence[Token], at: int, unit: str) -> tuple[str, int]:
    """The unit of a quantity that ends before this place, and the place behind it."""
    low = [token.low for token in found[at : at + 2]] + ["", ""]
    if low[0] in {"%", "percent", "pct"}:
        return "%", at + 1
    if low[:2] == ["per", "cent"]:
        return "%", at + 2
    if low[0] == "percentage" and low[1].startswith("point"):
        return "points", at + 2
    if not unit and at < len(found) and found[at].key in _CURRENCIES:
        return _CURRENCIES[found[at].key], at + 1
    if low[0] == "-" and at + 1 < len(found) and found[at + 1].key in _CURRENCIES:
        return _CURRENCIES[found[at + 1].key], at + 2
    return unit, at
