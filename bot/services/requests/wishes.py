"""A schedule with its options as people type them in one line; guards that nothing typed is passed over or guessed.

    weekdays 07:30 Europe/Berlin topics Science, Ships without football stories 3 short quiet 22:00-07:00

Days and times come first, and each option begins with its word. What is quoted is no option's word.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from bot.domain.errors import InputError
from bot.domain.subscriptions import Length
from bot.domain.text import clean, one_line
from bot.domain.zones import repeated
from bot.services.schedules import Wish

LONGEST = 2_000  # characters
MOST_STORIES = 20
_OPTIONS = "topics topic sources source only with without stories quiet language short normal long everything".split()
_FLAGS = {"short": Length.SHORT, "normal": Length.NORMAL, "long": Length.LONG}
_TOKEN = re.compile(r"[\"“„][^\"“”„]{0,200}[\"”“]|[^\s,;]+|[,;]")


def read_wish(text: str) -> Wish:
    """The wish that somebody typed. Raises InputError, in one line with a suggestion, for what is not understood."""
    if len(text) > LONGEST:
        raise InputError(f"a schedule has {LONGEST} characters at most")
    tokens = _TOKEN.findall(one_line(clean(text.replace("\n", " ; "))))
    starts = [at for at, token in enumerate(tokens) if token.casefold() in _OPTIONS]
    first = starts[0] if starts else len(tokens)
    wish = Wish(_joined(tokens[:first]).strip(" ,;"))
    for start, end in pairwise([*starts, len(tokens)]):
        wish = _with(wish, tokens[start].casefold(), tokens[start + 1 : end])
    return wish


def _with(wish: Wish, option: str, given: Sequence[str]) -> Wish:
    """The wish with one option more."""
    said = _joined(given).strip(" ,;")
    if option in _FLAGS or option == "everything":
        if said:
            raise InputError(f"{repeated(said)} is not understood: put words that are no options in quotes")
        return replace(wish, everything=True) if option == "everything" else replace(wish, length=_FLAGS[option])
    if not said:
        raise InputError(f'{option} what? Words that stand for an option go in quotes, such as: only "long waves"')
    if option == "stories":
        return replace(wish, stories=_count(said))
    if option == "quiet":
        return replace(wish, quiet_hours=said.removeprefix("hours").strip())
    if option == "language":
        return replace(wish, language=said)
    return _with_list(wish, option, _listed(given))


def _with_list(wish: Wish, option: str, values: tuple[str, ...]) -> Wish:
    match option:
        case "topics" | "topic":
            return replace(wish, topics=wish.topics + values)
        case "sources" | "source":
            return replace(wish, sources=wish.sources + values)
        case "without":
            return replace(wish, exclude=wish.exclude + values)
    return replace(wish, include=wish.include + values)


def _count(said: str) -> int:
    if not (said.isascii() and said.isdecimal() and len(said) < 4 and 1 <= int(said) <= MOST_STORIES):
        raise InputError(f"stories {repeated(said)}: give a number from 1 to {MOST_STORIES}")
    return int(said)


def _listed(tokens: Sequence[str]) -> tuple[str, ...]:
    """What is separated by commas, without quote marks."""
    parts, current = [], list[str]()
    for token in [*tokens, ","]:
        if token in {",", ";"}:
            parts.append(" ".join(current))
            current = []
        else:
            current.append(token.strip('"“”„'))
    return tuple(part for part in parts if part)


def _joined(tokens: Sequence[str]) -> str:
    return " ".join(tokens).replace(" ,", ",").replace(" ;", ";")
