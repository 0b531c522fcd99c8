"""Days as people write them, in the languages that many news sites are in; guards that an unclear day is none.

"20 November 2023", "Nov 20, 2023", "20. März 2023", "20 de noviembre de 2023", "20.11.2023", "2023年11月20日". Of
"03/04/2023" nobody knows which day it is.
"""

import re
from datetime import date

from bot.domain.words import fold

# The beginnings of the months' names, folded, in about twenty languages.
_NAMES = (
    "jan ene gen ianuar styc sicz sijec янв січ січ ιαν oca",
    "feb fev fevr lut feve únor фев лют φεβ sub",
    "mar maer mrz maa mrt mars бер мар μαρ",
    "apr avr abr kwi апр квіт απρ nis",
    "may mai mag mei maj maio мая май трав μαι μαϊ",
    "jun juin giu czer июн чер ιουν haz",
    "jul juil lug lip июл лип ιουλ tem",
    "aug aou ago sier sie авг сер αυγ agu",
    "sep set wrz сен вер σεπ eyl",
    "oct okt ott out paz окт жов οκτ eki",
    "nov nie lis ноя лис νοε kas",
    "dec dez dic gru дек гру δεκ ara des",
)
_MONTHS = {fold(name): number for number, names in enumerate(_NAMES, start=1) for name in names.split()}
_YEAR = r"((?:19|20)\d\d)(?!\d)"
_WORD = r"([^\W\d_]{3,12})\.?"
_DAY_FIRST = re.compile(
    rf"(?<![\d.:/-])(\d{{1,2}})(?:st|nd|rd|th|er|º|ª|\.)?\s{{0,3}}(?:de |of |di )?{_WORD},?\s{{1,3}}(?:del? )?{_YEAR}",
    re.IGNORECASE,
)
_MONTH_FIRST = re.compile(rf"(?<!\w){_WORD}\s{{1,3}}(\d{{1,2}})(?:st|nd|rd|th)?,?\s{{1,3}}{_YEAR}", re.IGNORECASE)
_YEAR_FIRST = re.compile(r"(?<!\d)((?:19|20)\d\d)\s?[-/.年년]\s?(\d{1,2})\s?[-/.月월]\s?(\d{1,2})(?!\d)")
_FIGURES = re.compile(rf"(?<![\d.:/-])(\d{{1,2}})\s?([./-])\s?(\d{{1,2}})\s?\2\s?{_YEAR}")
_LONGEST = 200


def day_in(text: str) -> date | None:
    """The first day that a short text gives in full: year, month and day."""
    text = text[:_LONGEST]
    for pattern, read in ((_YEAR_FIRST, _in_order), (_DAY_FIRST, _named), (_MONTH_FIRST, _named), (_FIGURES, _turned)):
        for match in pattern.finditer(text):
            if found := read(match):
                return found
    return None


def _made(year: str, month: int, day: str) -> date | None:
    try:
        return date(int(year), month, int(day))
    except ValueError:
        return None


def _in_order(match: re.Match[str]) -> date | None:
    return _made(match[1], int(match[2]), match[3])


def _named(match: re.Match[str]) -> date | None:
    day, name = (match[1], match[2]) if match[1].isdigit() else (match[2], match[1])
    month = _month(name)
    return _made(match[3], month, day) if month else None


def _month(name: str) -> int | None:
    bare = fold(name)
    return next((_MONTHS[bare[:size]] for size in (6, 5, 4, 3) if bare[:size] in _MONTHS), None)


def _turned(match: re.Match[str]) -> date | None:
    """Day and month in figures: in that order where only that is a day, or where dots are between them."""
    first, mark, second, year = match.groups()
    if int(second) > 12:
        return None if mark == "." else _made(year, int(first), second)
    if mark == "." or int(first) > 12 or first == second:
        return _made(year, int(second), first)
    return None
