"""Figures, money and dates of a sentence against those of its passages; guards that none is new, altered or moved."""

from collections.abc import Iterator, Sequence

from bot.domain.support.attachment import Anchored, Sentence, moved
from bot.domain.support.days import MONTHS, WEEKDAYS
from bot.domain.support.tokens import Token

_SHORT = {name[:3]: name for name in (*MONTHS, *WEEKDAYS)} | {
    "sept": "september",
    "tues": "tuesday",
    "thur": "thursday",
}
_SHORT |= {"thurs": "thursday"}
_DAYS = frozenset((*MONTHS, *WEEKDAYS))
# Months that are words, too: dates beside a figure or behind a preposition, with a capital.
_WORDS_TOO = frozenset({"may", "march", "mar", "sun", "sat", "wed", "dec", "jan", "august"})
_RELATIVE = frozenset("today yesterday tomorrow tonight".split())
_NEXT = frozenset("last next this past coming previous following".split())
_PERIODS = frozenset("week month year day decade century night weekend quarter spring summer autumn winter".split())
_BEFORE_DATES = frozenset("in on of since by until from to last next this early late mid through for and".split())
_AMOUNTS = frozenset(
    "dozens hundreds thousands millions billions several many most all half twice double triple both majority every "
    "quarter quarters thirds minority nobody everyone everybody always entire whole few fewer only alone couple".split()
)
_BOUNDS = {
    "over": ">",
    "more": ">",
    "above": ">",
    "exceeding": ">",
    "least": ">",
    "under": "<",
    "less": "<",
    "fewer": "<",
    "below": "<",
    "almost": "<",
    "nearly": "<",
    "most": "<",
    "up": "<",
}
_ROLES = frozenset("from to by until since than before after above below of".split())
Bounded = tuple[str, str, str, str]
"""A quantity: value, unit, what limits it, and the preposition before it."""


def altered(claim: Sequence[Sentence], passages: Sequence[Sentence]) -> str | None:
    """What of the claim's quantities the passages do not hold: "money", "number" or "date"; None where all is there."""
    known = {(token.value, token.unit) for sentence in passages for token in sentence if token.value}
    bounds = {found[:3] for sentence in passages for found in _bounded(sentence)}
    roles = {found for sentence in passages for found in _bounded(sentence)}
    for sentence in claim:
        for token in sentence:
            if token.value and (token.value, token.unit) not in known:
                return "money" if token.unit and token.unit not in {"%", "points", "th", "s"} else "number"
        if any(found[:3] not in bounds or _in_other_role(found, roles) for found in _bounded(sentence)):
            return "number"
    if _words(claim, _AMOUNTS) - _words(passages, _AMOUNTS):
        return "number"
    dates = {date for sentence in passages for date in _dates(sentence)}
    if any(date not in dates for sentence in claim for date in _dates(sentence)):
        return "date"
    if moved(claim, passages, _figures):
        return "number"
    return "date" if moved(claim, passages, _days) else None


def _in_other_role(found: Bounded, roles: set[Bounded]) -> bool:
    """Whether "from 5" has become "to 5"."""
    theirs = {role for *quantity, role in roles if tuple(quantity) == found[:3]}
    return bool(found[3]) and bool(theirs) and "" not in theirs and found[3] not in theirs


def _words(text: Sequence[Sentence], wanted: frozenset[str]) -> set[str]:
    return {token.low for sentence in text for token in sentence if token.low in wanted}


def _bounded(sentence: Sentence) -> Iterator[Bounded]:
    """Each quantity with what limits it, and with the preposition before it: "more than 5", "from 5"."""
    for at, token in enumerate(sentence):
        if token.value:
            before = [one.low for one in sentence[max(0, at - 3) : at]]
            limit = next((_BOUNDS[low] for low in reversed(before) if low in _BOUNDS), "")
            role = before[-1] if before and before[-1] in _ROLES and not limit else ""
            yield token.value, token.unit, limit, role if role in {"from", "to", "by"} else ""


def _figures(sentence: Sentence) -> Anchored:
    return [(at, at + 1, (token.value, token.unit)) for at, token in enumerate(sentence) if token.value]


def _days(sentence: Sentence) -> Anchored:
    found: Anchored = []
    for at, token in enumerate(sentence):
        day = _day(sentence, at, token)
        if day:
            found.append((at, at + 1, (day,)))
    return found


def days_of(text: Sequence[Sentence]) -> list[str]:
    """The months, weekdays and relative days that a text names, in order."""
    return [day for sentence in text for _, _, (day,) in _days(sentence)]


def _day(sentence: Sentence, at: int, token: Token) -> str:
    """The month, weekday or relative day that a token names; "" where it names none."""
    if token.low in _RELATIVE:
        return token.low
    name = _SHORT.get(token.low, token.low)
    if name not in _DAYS or not token.capital:
        return ""
    if token.low in _WORDS_TOO:
        beside = [*(sentence[at - 1 : at] if at else ()), *sentence[at + 1 : at + 2]]
        dated = any(one.value for one in beside) or (at and sentence[at - 1].low in _BEFORE_DATES)
        return name if dated else ""
    return name


def _dates(sentence: Sentence) -> Iterator[tuple[str, str]]:
    """What the sentence dates by: days, a month with the figure beside it, "last week"."""
    for at, _, (day,) in _days(sentence):
        yield day, ""
        if day in MONTHS:
            yield from (
                (day, one.value) for one in (*sentence[max(0, at - 1) : at], *sentence[at + 1 : at + 2]) if one.value
            )
    for at, token in enumerate(sentence[1:], 1):
        if token.key in _PERIODS and sentence[at - 1].low in _NEXT:
            yield sentence[at - 1].low, token.key
