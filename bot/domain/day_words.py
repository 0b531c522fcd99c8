"""Days of the week as people type them, English and German, and as they are said; guards that both agree."""

from bot.domain.subscriptions import EVERY_DAY

SHORT = "mon tue wed thu fri sat sun".split()
_WEEKDAYS, _WEEKENDS = frozenset(range(5)), frozenset({5, 6})
_NAMES = """mon monday mondays mo montag montags
tue tu tues tuesday tuesdays di dienstag dienstags
wed weds we wednesday wednesdays mi mittwoch mittwochs
thu th thur thurs thursday thursdays do donnerstag donnerstags
fri fr friday fridays freitag freitags
sat sa saturday saturdays samstag samstags sonnabend sonnabends
sun su sunday sundays so sonntag sonntags""".splitlines()
_GROUPS = {
    EVERY_DAY: "daily everyday day days tag tage täglich taeglich",
    # "werktags" is Monday to Saturday to a lawyer, and Monday to Friday to most who type it: what is said back tells.
    _WEEKDAYS: "weekday weekdays workday workdays werktag werktags werktage werktagen wochentags wochentage",
    _WEEKENDS: "weekend weekends wochenende wochenenden wochenends",
}
DAY_SETS = {word: frozenset({day}) for day, names in enumerate(_NAMES) for word in names.split()} | {
    word: days for days, names in _GROUPS.items() for word in names.split()
}
# Words that mean these days where "day" or "days" follows.
DAYS_AHEAD = dict.fromkeys(("business", "working", "work", "week"), _WEEKDAYS)
RANGE = frozenset("- – — to through thru till until bis".split())
_SAID = {EVERY_DAY: "daily", _WEEKDAYS: "weekdays", _WEEKENDS: "weekends"}


def days_of(word: str) -> frozenset[int] | None:
    """The days that a word in small letters names: "mon", "mon-fri", "mo/mi/fr"; None where it names none."""
    if word in DAY_SETS:
        return DAY_SETS[word]
    for mark in "–—":
        word = word.replace(mark, "-")
    first, dash, last = word.partition("-")
    if dash and "-" not in last:
        return days_up_to(first.rstrip("."), last.rstrip("."))
    parts = [part.rstrip(".") for part in word.replace("+", "/").replace("-", "/").split("/")]
    if len(parts) > 1 and all(part in DAY_SETS for part in parts):
        return frozenset[int]().union(*(DAY_SETS[part] for part in parts))
    return None


def days_up_to(first: str, last: str) -> frozenset[int] | None:
    """The days from one to another, over the end of the week where need be; None where the words are no single days."""
    begin, end = DAY_SETS.get(first, EVERY_DAY), DAY_SETS.get(last, EVERY_DAY)
    if len(begin) != 1 or len(end) != 1:
        return None
    start = min(begin)
    return frozenset((start + step) % 7 for step in range((min(end) - start) % 7 + 1))


def say_days(days: frozenset[int]) -> str:
    """The days in words that are read as the same: "weekdays", "mon,thu", "mon-wed,sat"."""
    if days in _SAID:
        return _SAID[days]
    runs: list[list[int]] = []
    for day in sorted(days):
        if runs and runs[-1][-1] == day - 1:
            runs[-1].append(day)
        else:
            runs.append([day])
    return ",".join(
        f"{SHORT[run[0]]}-{SHORT[run[-1]]}" if len(run) > 2 else ",".join(SHORT[day] for day in run) for run in runs
    )
