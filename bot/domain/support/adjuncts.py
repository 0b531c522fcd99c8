"""Which words of a sentence can go without changing what the rest says; guards that what limits a statement stays.

"The drug cured cancer in mice" is not "The drug cured cancer", whatever the limit is called: without marks around it
only a time can go, or who says so. Between marks something more is told, but for a phrase that limits there as well.
"""

from collections.abc import Iterator, Sequence

from bot.domain.support.telling import tells
from bot.domain.support.tokens import Token

MARKS = frozenset(",;()—–")
_DASHES = frozenset("—–")
_MONTHS = frozenset("january february march april may june july august september october november december".split())
_WEEKDAYS = frozenset("monday tuesday wednesday thursday friday saturday sunday".split())
_DAYS = frozenset("yesterday today tomorrow tonight".split())
_PERIODS = frozenset(
    "week month year decade century night morning afternoon evening weekend spring summer autumn winter".split()
)
_POINTING = frozenset("last this next".split())
_SMALL = frozenset("on in since until till of early late mid".split()) | _PERIODS | _POINTING
_YEARS = range(1000, 2200)
_SCALE = 1000  # of a token's value
# What a phrase that limits begins with, also behind a comma: "cured cancer, in mice".
_LIMITING = frozenset(
    "in on at under over through near between among against into for to by with as of from without within like per via "
    "during".split()
)
# What takes something back, wherever it stands: "though only in mice".
_TAKING_BACK = frozenset(
    "but except among not without under than instead from no never nobody none nothing neither nor cannot only just "
    "merely hardly least though although unless if provided".split()
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
_JOINING = frozenset("and or but nor who which whose while as whereas that".split())
_SAID = "according"


def is_absolute(sentence: Sequence[Token]) -> bool:
    """Whether a sentence tells of none, of all or of the utmost, which a time may limit ("worst since 1990")."""
    return any(
        token.low in _ABSOLUTE or "n't" in token.low or token.unit == _ORDINAL or token.low.endswith(_UTMOST)
        for token in sentence
    )


def may_go(left_out: Sequence[Token], behind: Token | None, *, timeless: bool) -> bool:
    """Whether these tokens may be left out before the token `behind`, or at the end of the sentence where it is None.

    Marks alone; a time, on Monday or last year, where the sentence can be `timeless`; what stands between marks, and
    neither begins as what limits does nor takes anything back; at the end also "according to" somebody, and a second
    thing that is told ("and lost 3 million crowns"). Within the sentence nobody else is joined to what follows ("and
    her deputy was arrested").
    """
    words = [token for token in left_out if is_word(token)]
    if not words or (timeless and _is_time(words)):
        return True
    if any(token.low in _TAKING_BACK or "n't" in token.low for token in words):
        return False
    time, rest = _split(left_out)
    if rest and rest[0].low == _SAID and behind is None:
        return True
    if timeless and behind is None and _joins_another(words):
        return True
    if not rest or rest[0].low not in MARKS or (time and not (timeless and _is_time(time))):
        return False
    closed = behind is None or behind.low in MARKS or rest[-1].low in MARKS
    joins = behind is not None and any(token.low in _JOINING for token in words[1:])
    if not closed or joins or (rest[0].low in _DASHES and len(rest) > 1 and rest[1].value):  # the rest of a range
        return False
    return not any(part and _limits(part, timeless=timeless) for part in _parts(rest))


def _limits(part: Sequence[Token], *, timeless: bool) -> bool:
    """Whether what stands between two marks may limit the rest: ", in mice", ", supposedly", ", a rumour goes"."""
    if timeless and _is_time(part):
        return False
    if part[0].low != "and" and tells(part[part[0].low.endswith("ed") :]):  # who says so, or another event
        return True
    return part[0].low in _LIMITING or part[0].low == "or" or (len(part) == 1 and part[0].low.endswith("ly"))


def is_of_a_name(left_out: Sequence[Token]) -> bool:
    """Whether this says but whose something is: "the council of Lindow"."""
    return len(left_out) > 1 and left_out[0].low == "of" and all(one.capital for one in left_out[1:])


def is_word(token: Token) -> bool:
    """Whether it is a word or a quantity, no mark."""
    return bool(token.value) or token.low[:1].isalnum()


def _joins_another(words: Sequence[Token]) -> bool:
    """Whether this tells a second thing and no more: what follows that may limit both ("and pain in mice")."""
    limits = any(
        token.low in _LIMITING or token.low in _JOINING - {"and"} or token.low.endswith("ly") for token in words
    )
    return words[0].low == "and" and not limits


def _split(left_out: Sequence[Token]) -> tuple[list[Token], list[Token]]:
    """What stands before the first mark, or before "according", and the rest."""
    at = next((at for at, one in enumerate(left_out) if one.low in MARKS or one.low == _SAID), len(left_out))
    return [one for one in left_out[:at] if is_word(one)], list(left_out[at:])


def _parts(tokens: Sequence[Token]) -> Iterator[list[Token]]:
    part: list[Token] = []
    for token in tokens:
        if token.low in MARKS:
            yield part
            part = []
        elif is_word(token):
            part.append(token)
    yield part


def _is_time(words: Sequence[Token]) -> bool:
    """Whether this says but when: "on Monday", "in May 2024", "on the evening of 5 March", "last year", "since 2011".

    It names a day, a month, a year, or a period that "last" or "this" points to: "at night" and "on Sundays" limit.
    """
    if words[0].low == "of" or _is_bare(words):
        return False
    named = False
    for at, token in enumerate(words):
        before, behind = words[at - 1] if at else None, words[at + 1] if at + 1 < len(words) else None
        if token.value:
            if not (_is_year(token) or any(one and _is_month(one) for one in (before, behind))):
                return False
            named = named or _is_year(token)
        elif _is_month(token) or token.low in _DAYS or (token.low in _WEEKDAYS and token.capital):
            named = True
        elif token.low in _PERIODS:
            named = named or (before is not None and before.low in _POINTING)
        elif token.low not in _SMALL:
            return False
    return named


def _is_month(token: Token) -> bool:
    return token.low in _MONTHS and token.capital


def _is_year(token: Token) -> bool:
    return (
        token.value.isdigit()
        and not token.unit
        and int(token.value) % _SCALE == 0
        and int(token.value) // _SCALE in _YEARS
    )


def _is_bare(words: Sequence[Token]) -> bool:
    """Whether it begins with a figure or a month as such, which may be anything: "it lost 2000", "Theresa May"."""
    dated = bool(words[0].value) and len(words) > 1 and _is_month(words[1])
    return not dated and (bool(words[0].value) or _is_month(words[0]))
