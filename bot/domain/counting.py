"""Numbers, months, weekdays and units in the words of seven languages; guards that translations count alike.

"Two", "zwei" and "2" are one value, "billion" and "Milliarde" are another than "Billion". Written from the languages'
grammars; what is not in the tables is not seen. Linear in the text.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from functools import lru_cache

from bot.domain.counting_words import (
    DAYS,
    HALVES,
    HUNDREDS,
    JOINING,
    MONTHS,
    ORDINALS,
    PHRASES,
    PLURAL,
    SCALES,
    SMALL,
    TENS,
    THOUSAND,
    UNITS,
    VARIANTS,
    WITHIN,
)
from bot.domain.words import fold

LANGUAGES = frozenset(SMALL)
"""Whose words are known."""
_BLANKS = "'’ \u00a0\u202f"  # and apostrophes: they part thousands in every language
_POINTED = frozenset({"en"})  # where a point begins the fraction and commas part thousands; elsewhere it is the reverse
_LONGEST = 100  # characters of a figure that is read as a number; a longer one is compared as it is written
_SHORT = {"bn": 10**9, "mn": 10**6, "tn": 10**12, "m": 10**6, "k": 10**3}
_SIGNS = {"%": "percent", "$": "dollar", "€": "euro", "£": "pound"}
_ALSO_WORDS = {"en": frozenset({"march", "may"})}  # that mean a month with a capital alone
_THOUSAND = 1000


def _tokens(point: str, comma: str) -> re.Pattern[str]:
    """The tokens of a text where `point` begins a fraction and `comma` parts thousands."""
    fraction = rf"(?:[{point}]\d+(?![.,]?\d))?"
    return re.compile(
        r"(?P<money>[$€£])?\s?"
        rf"(?P<figure>\d{{1,3}}(?:[{comma}{_BLANKS}]\d{{3}})+(?!\d){fraction}|\d+{fraction}|(?<!\S)[{point}]\d+)"
        r"(?P<short>(?:bn|mn|tn|m|k)\b)?|(?P<sign>[%$€£])|(?P<word>[^\W\d_]+(?:-[^\W\d_]+)*)|(?P<mark>[^\s'’])"
    )


_TOKENS = {True: _tokens(".", ","), False: _tokens(",", ".")}  # by whether it is one of the pointed
_PARTING = {True: str.maketrans("", "", "," + _BLANKS), False: str.maketrans(",", ".", "." + _BLANKS)}
_Piece = tuple[str, Fraction, str]  # what it is: figure, number, scale, joining or other; its value; what else it tells


def told(text: str, language: str) -> Counter[str]:
    """Every number, ordinal, month, weekday and unit of a text, with how often it is told; "one" is left out.

    "One" is an article in most languages. `language` is one of `LANGUAGES`.
    """
    found: Counter[str] = Counter()
    for phrase, sign in PHRASES:
        text = re.sub(phrase, sign, text, flags=re.IGNORECASE)
    pieces = list(_pieces(text, language))
    at = 0
    while at < len(pieces):
        kind, value, other = pieces[at]
        if kind in {"figure", "number", "scale"}:
            value, at = _number(pieces, at, language)
            found[str(value)] += value != 1
            continue
        found[other] += bool(other)
        at += 1
    return +found


def counts(word: str, language: str) -> bool:
    """Whether a folded word of a language is one of those that `told` tells."""
    return language in LANGUAGES and (word in _table(language) or _joined(word, language) is not None)


def figures(text: str, language: str) -> Counter[str]:
    """The figures of a text alone, as its language writes them."""
    matches = _TOKENS[language in _POINTED].finditer(text)
    return Counter(_read(match["figure"], language) for match in matches if match["figure"])


def _pieces(text: str, language: str) -> Iterator[_Piece]:
    for match in _TOKENS[language in _POINTED].finditer(text):
        if len(match["figure"] or "") > _LONGEST:
            yield "other", Fraction(0), _read(match["figure"], language)
        elif match["figure"]:
            short = match["short"] or ""
            if short == "m" and not match["money"]:  # metres
                yield "other", Fraction(0), "metre"
                short = ""
            if match["money"]:
                yield "other", Fraction(0), _SIGNS[match["money"]]
            yield "figure", _figure(match["figure"], language) * _SHORT.get(short, 1), ""
        elif match["sign"]:
            yield "other", Fraction(0), _SIGNS[match["sign"]]
        elif match["word"]:
            yield from _word(match["word"], language)
        else:
            yield "mark", Fraction(0), ""


def _read(text: str, language: str) -> str:
    """A figure as it is compared: by its value, which is the same with another mark for thousands."""
    return str(_figure(text, language)) if len(text) <= _LONGEST else f"figure {text}"


def _figure(text: str, language: str) -> Fraction:
    """A figure's value: "1.500" is fifteen hundred in German and one and a half in English."""
    return Fraction(text.translate(_PARTING[language in _POINTED]))


def _word(text: str, language: str) -> Iterator[_Piece]:
    whole, table = fold(text), _table(language)
    for word in [whole] if whole in table else whole.split("-"):
        kind, value, other = table.get(word) or _joined(word, language) or ("", Fraction(0), "")
        if word in _ALSO_WORDS.get(language, ()) and text[0].islower() and not kind:
            other = ""
        yield kind or "other", value, other


def _joined(word: str, language: str) -> _Piece | None:
    """A number of several thousands that is written as one word: "zweitausendfünf"."""
    table, parts = _table(language), THOUSAND.get(language, "")
    for part in parts.split():
        left, found, right = word.partition(part)
        ends = [table.get(one, ("", Fraction(0), ""))[:2] if one else ("number", None) for one in (left, right)]
        if found and all(kind == "number" for kind, _ in ends):
            (_, before), (_, behind) = ends
            return "number", Fraction((1 if before is None else before) * _THOUSAND + (behind or 0)), ""
    return None


def _number(pieces: Sequence[_Piece], at: int, language: str) -> tuple[Fraction, int]:
    """The number that begins here, and the place behind it."""
    total, current, is_figure = Fraction(0), Fraction(0), False
    begun = at
    while at < len(pieces):
        kind, value, _ = pieces[at]
        if kind == "scale":
            held = total + current if total < value else current
            total = (held or 1) * value + (0 if total < value else total)
            current, is_figure = Fraction(0), False
        elif kind == "figure" and at == begun:
            current, is_figure = value, True
        elif kind == "number" and not is_figure and (made := _added(current, value, language)) is not None:
            current = made
        elif kind != "joining" or is_figure or not _goes_on(pieces, at, total, current, language):
            break
        at += 1
    return total + current, at


def _added(current: Fraction, value: Fraction, language: str) -> Fraction | None:
    """Two number words as one number; None where the second begins another."""
    if language == "fr" and current % 100 == 4 and value == 20:  # quatre-vingts
        return current + 76
    if value == 100 and 0 < current < 100:
        return current * 100
    french = language == "fr" and current % 100 in {60, 80} and 10 <= value < 20
    if current == 0 or french or value < _room(current):
        return current + value
    return None


def _room(number: Fraction) -> int:
    """Below which a number can be added: 100 behind hundreds, 10 behind tens."""
    if number % 100 == 0:
        return 100
    return 10 if number % 10 == 0 and number % 100 >= 20 else 0


def _goes_on(pieces: Sequence[_Piece], at: int, total: Fraction, current: Fraction, language: str) -> bool:
    """Whether an "and" stands within a number: "two hundred and five"."""
    if at + 1 >= len(pieces) or pieces[at + 1][0] != "number":
        return False
    value = pieces[at + 1][1]
    return bool(total if not current else _added(current, value, language) is not None and value < 100)


# --- the tables ---------------------------------------------------------------------------------------


@lru_cache(maxsize=16)
def _table(language: str) -> Mapping[str, _Piece]:
    """Everything that is known of a language, by its folded words."""
    found: dict[str, _Piece] = {}
    for at, names in enumerate(MONTHS[language].split(), 1):
        found |= {fold(one): ("", Fraction(0), f"month {at}") for one in names.split("/")}
    for at, names in enumerate(DAYS[language].split(), 1):
        found |= {fold(one): ("", Fraction(0), f"weekday {at}") for one in names.split("/")}
    for at, names in enumerate(ORDINALS[language].split(), 2):
        found |= {fold(one): ("", Fraction(0), f"number {at} of a row") for one in names.split("/")}
    for unit, names in UNITS[language].items():
        found |= {fold(one): ("", Fraction(0), unit) for one in names.split()}
    found |= {fold(one): ("", Fraction(0), "half") for one in HALVES[language].split()}
    found |= {fold(one): ("", Fraction(0), f"many {value}") for one, value in PLURAL[language].items()}
    found |= {fold(one): ("joining", Fraction(0), "") for one in JOINING[language].split()}
    found |= {fold(one): ("number", Fraction(value), "") for one, value in _numbers(language).items()}
    return found | {fold(one): ("scale", Fraction(value), "") for one, value in SCALES[language].items()}


def _numbers(language: str) -> dict[str, int]:
    """Number words below a thousand; of languages that join them, all that there are."""
    small = {one: at for at, names in enumerate(SMALL[language].split()) for one in names.split("/")}
    rows = zip(range(20, 100, 10), TENS[language].split(), strict=True)
    tens = {one: at for at, names in rows for one in names.split("/")}
    found = {**small, **tens, **VARIANTS[language], **HUNDREDS[language]}
    if language not in THOUSAND:
        return found
    for one, at in tens.items():
        found |= {made: value + at for name, value in small.items() for made in _tens(language, one, name, value)}
    below = {name: value for name, value in found.items() if value < 100}
    for one, at in HUNDREDS[language].items():
        found |= {f"{one}{mid}{name}": at + value for mid in ("", *WITHIN[language]) for name, value in below.items()}
    return found


def _tens(language: str, ten: str, name: str, value: int) -> Iterator[str]:
    """A ten and a unit as one word: "zweiundzwanzig", "tweeëntwintig", "ventidue", "ventuno"."""
    if not 0 < value < 10:
        return
    if language == "it":
        yield (ten[:-1] if name[0] in "uo" else ten) + name
    elif language == "de":
        yield f"{'ein' if value == 1 else name}und{ten}"
    else:
        yield f"{name}en{ten}"
