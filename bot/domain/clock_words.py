"""Times of day as people type them, English and German; guards that an impossible one is told with what is wrong.

"07:30"  "7.30"  "0730"  "7h30"  "8am"  "8:15 p.m."  "18 uhr"  "18 uhr 30"  "9"  "noon"  "midnight"
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import time

from bot.domain.errors import InputError
from bot.domain.zones import repeated

_NAMED = dict.fromkeys("noon midday mittag mittags".split(), time(12)) | dict.fromkeys(
    "midnight mitternacht mitternachts".split(), time(0)
)
_HALVES = {"am": "am", "a.m": "am", "a.m.": "am", "pm": "pm", "p.m": "pm", "p.m.": "pm"} | {
    "noon": "noon",
    "midnight": "midnight",
}
_CLOCKS = frozenset("uhr h hrs o'clock oclock o’clock".split())
_NO_CLOCKS = frozenset(
    "day days hour hours minute minutes second seconds week weeks month months time times "
    "mal stunde stunden minuten tage wochen".split()
)
_GERMAN_DAYS = tuple("mont dienst mittw donner freit sams sonn woch werk".split())
_TIME = re.compile(
    r"(?P<hour>\d{1,4})(?:(?P<mark>[:.h])(?P<minute>\d{0,2})(?P<second>[:.]\d+)?)?"
    r"(?P<half>am|pm|a\.m\.?|p\.m\.?|noon|midnight)?(?P<clock>uhr|h)?",
    re.ASCII,
)


@dataclass(frozen=True, slots=True)
class Read:
    """A time that was read, and from how many words. `half` is am or pm, where it was said."""

    at: time
    words: int
    half: str = ""


def read_time(words: Sequence[str], start: int = 0) -> Read | None:
    """The time of day that begins at a word, all in small letters; None where the word begins none.

    Raises InputError for a time that no clock shows, one to the second, and a span of times.
    """
    word = words[start]
    if word in _NAMED:
        return Read(_NAMED[word], 1, "said")
    if not ("0" <= word[0] <= "9"):
        return None
    match = _TIME.fullmatch(word)
    if match is None and re.search(r"[-–—][0-9]", word):
        raise InputError(f"{repeated(word)} is a span: name each time, such as daily 07:30, 18:00")
    if match is None:
        raise InputError(f"{repeated(word)} is no time of day: write it as 07:30")
    half, minute, used = _rest(match, [*words[start + 1 : start + 4], "", "", ""])
    said = " ".join(words[start : start + used])
    return Read(_time(said, match, minute, _HALVES.get(half, "")), used, half)


def _rest(match: re.Match[str], after: Sequence[str]) -> tuple[str, str, int]:
    """What the words after a time's first word add: am or pm, the minutes, how many words the time has."""
    half, minute = match["half"] or "", match["minute"] or ""
    if half:
        return half, minute, 1
    if match["clock"] or after[0] in _CLOCKS:
        used = 1 if match["clock"] else 2
        if after[used - 1] == "pm" or (after[used - 1] == "am" and after[0].startswith("o")):
            return after[used - 1], minute, used + 1
        # "18 uhr 30", but not "7 uhr 18 uhr".
        if not minute and re.fullmatch(r"[0-5][0-9]", after[used - 1]) and after[used] not in {*_CLOCKS, *_HALVES}:
            return "", after[used - 1], used + 1
        return "", minute, used
    # Not the German "18:00 am Montag": there "am" belongs to the day.
    if after[0] in _HALVES and not (after[0] == "am" and after[1].startswith(_GERMAN_DAYS)):
        return after[0], minute, 2
    if after[0] in _NO_CLOCKS and match["mark"] is None and len(match["hour"]) < 3:
        said = repeated(f"{match[0]} {after[0]}")
        raise InputError(f"{said} is no time of day: write times such as daily 07:30, 18:00")
    return "", minute, 1


def in_half(at: time, half: str) -> time:
    """A time that was said without am or pm, in a part of the day: "evening at 6" is 18:00."""
    if half == "pm" and at.hour < 12:
        return at.replace(hour=at.hour + 12)
    if half == "night":
        return at.replace(hour=(at.hour + 12) % 24) if 6 <= at.hour <= 12 else at
    return at


def _time(said: str, match: re.Match[str], minute: str, half: str) -> time:
    """The time of the parts that were found in it."""
    label, hours = repeated(said), match["hour"]
    if match["second"]:
        raise InputError(f"{label} is more exact than a briefing can be: write it as 07:30")
    if len(hours) > 2 and match["mark"] is None:
        hours, minute = hours[:-2], hours[-2:]
    hour, minutes = int(hours), int(minute or 0)
    if match["mark"] and match["mark"] != "h" and len(minute) < 2:
        raise InputError(f"{label} is no time of day: minutes have two digits, such as {min(hour, 23)}:0{minute or 0}")
    if minutes > 59:
        raise InputError(f"{label} is no time of day: minutes go from 00 to 59, such as {min(hour, 23)}:45")
    if half and not 1 <= hour <= 12:
        raise InputError(f"{label} is no time of day: before am and pm hours go from 1 to 12, such as 1pm")
    if half:
        return time(hour % 12 + (12 if half in {"pm", "noon"} else 0), minutes)
    if (hour, minutes) == (24, 0):
        raise InputError(f"{label} is 00:00 of the next day: write 00:00 or midnight")
    if hour > 23:
        raise InputError(f"{label} is no time of day: hours go from 0 to 23, such as 07:30 or 6pm")
    return time(hour, minutes)
