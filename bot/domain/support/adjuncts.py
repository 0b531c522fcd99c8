"""Which words of a sentence can go without changing what the rest says; guards that what limits a statement stays.

"The drug cured cancer in mice" is not "The drug cured cancer", and "The letter, a forgery, names him" is not "The
letter names him", whatever the limit is called. So few things can go: a past time, what somebody who is named is or
does, and a second thing that is told.
"""

from collections.abc import Sequence

from bot.domain.support.days import MONTHS, WEEKDAYS
from bot.domain.support.telling import is_finite, tells
from bot.domain.support.tokens import Token

_COMMA = ","
_DAYS = frozenset("yesterday today tomorrow tonight".split())
_PERIODS = frozenset(
    "week month year decade century night morning afternoon evening weekend spring summer autumn winter".split()
)
_POINTING = frozenset("last this".split())
_OPENS = frozenset("on in since".split()) | _POINTING | _DAYS
_SMALL = frozenset("on in since of early late mid".split()) | _PERIODS | _POINTING
_DAYS_OF_MONTH = frozenset(str(day * 1000) for day in range(1, 32))  # as values of tokens, which are in thousandths
_LIMITING = frozenset(
    "in on at under over through near between among against into for to by with as of from without within like per via "
    "during than only just merely hardly least almost nearly if unless except instead though although or nor "
    "while".split()
)
_TAKING_BACK = frozenset(
    "but except among not without under than instead from no never nobody none nothing neither nor cannot only just "
    "merely hardly least though although unless if provided once then later so".split()
)
_ABSOLUTE = frozenset(
    "no not never nobody none nothing neither nor cannot all every each always most best worst record "
    "between both together".split()
)
_UTMOST = (
    "highest", "lowest", "largest", "smallest", "biggest", "oldest", "youngest", "strongest", "weakest", "fastest",
    "deepest", "longest", "shortest", "warmest", "hottest", "coldest", "richest", "poorest", "heaviest", "deadliest",
    "greatest", "nearest", "newest",
)  # fmt: skip
_ORDINAL = "th"  # the unit of "first"


def is_absolute(sentence: Sequence[Token]) -> bool:
    """Whether a sentence tells of none, of all or of the utmost, which a time may limit ("worst since 1990")."""
    return any(
        token.low in _ABSOLUTE or "n't" in token.low or token.unit == _ORDINAL or token.low.endswith(_UTMOST)
        for token in sentence
    )


def may_go(before: Token, left_out: Sequence[Token], behind: Token | None, *, past: bool, whole: bool) -> bool:
    """Whether these tokens may be left out between two, or at the end of the sentence where `behind` is None.

    Marks alone; a time, on Monday or last year, where the sentence tells what is `past`; between commas, what somebody
    who is named right before is ("Ada Lorne, the mayor of Tarn,") or does ("who had led the town"); at the end a second
    thing that is told ("and lost 3 million crowns"). Neither of the times and things where it tells of the `whole`.
    """
    words = [token for token in left_out if is_word(token)]
    if not words:
        return True
    if any(token.low in _TAKING_BACK or "n't" in token.low for token in words):
        return False
    if past and not whole and _is_time(words):
        return not (behind and behind.capital and left_out[-1].capital)  # "on Sunday" of "on Sunday Times"
    if behind is None:
        return not whole and _tells_another(words)
    closed = len(left_out) == len(words) + 2 and left_out[0].low == left_out[-1].low == _COMMA
    return closed and before.capital and _describes(words)


def _describes(words: Sequence[Token]) -> bool:
    """Whether this says but who somebody is, or what they did: "the mayor of Tarn", "who had led the town"."""
    if words[0].low in {"who", "whose"}:
        return True
    return not words[0].capital and words[0].low not in _LIMITING and not words[0].value and not _does(words)


def _does(words: Sequence[Token]) -> bool:
    """Whether there is a verb or what is made of one: "assuming the vote fails", "quashed later"."""
    return tells(words) or any(token.low.endswith(("ing", "ed", "ly")) for token in words)


def _tells_another(words: Sequence[Token]) -> bool:
    """Whether this tells a second thing and no more: what follows that may limit both ("and pain in mice")."""
    if words[0].low != "and" or not is_finite(words, 1):
        return False
    return not any(token.low in _LIMITING or token.low in {"and", "who", "which"} for token in words[1:])


def is_word(token: Token) -> bool:
    """Whether it is a word or a quantity, no mark."""
    return bool(token.value) or token.low[:1].isalnum()


def _is_time(words: Sequence[Token]) -> bool:
    """Whether this says but when: "on Monday", "on the evening of 5 March", "last year".

    It names a day, a month, or a period that "last" or "this" points to: "at night" and "on Sundays" limit, "Sheffield
    Wednesday" is a name, and what was in 1990 would be news without its year.
    """
    if words[0].low not in _OPENS:
        return False
    named = False
    for at, token in enumerate(words):
        before, behind = words[at - 1] if at else None, words[at + 1] if at + 1 < len(words) else None
        if token.value:
            if not any(one and _is_month(one) for one in (before, behind)) or token.value not in _DAYS_OF_MONTH:
                return False
        elif _is_month(token) or token.low in _DAYS or (token.low in WEEKDAYS and token.capital):
            named = True
        elif token.low in _PERIODS:
            named = named or (before is not None and before.low in _POINTING)
        elif token.low not in _SMALL:
            return False
    return named


def _is_month(token: Token) -> bool:
    return token.low in MONTHS and token.capital
