"""Schedules and quiet hours in the words people type; guards that nothing typed is passed over or guessed.

    "weekdays 07:30; sat 9am Berlin" ─► words ─► pieces: days, times, parts of the day, names ─► Schedule

What is said reads back as the same schedule.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time
from difflib import get_close_matches
from itertools import groupby
from typing import Literal

from bot.domain.clock_words import in_half, read_time
from bot.domain.day_words import DAY_SETS, DAYS_AHEAD, RANGE, SHORT, days_of, days_up_to, say_days
from bot.domain.errors import InputError
from bot.domain.subscriptions import EVERY_DAY, MOST_SLOTS, QuietHours, Schedule, Slot
from bot.domain.zones import read_zone, repeated

EXAMPLE = "weekdays 07:30 Europe/Berlin"
LONGEST = 600  # characters: six other times on each day of the week, and a zone
# Other ways to say when, which a schedule does not have.
_OTHER = frozenset(
    "hourly monthly yearly annually quarterly fortnightly biweekly now cron minute minutes hour hours".split()
)
_NO = frozenset("off none stop no never aus kein keine nie stopp".split())
_EXCEPT = frozenset("except but not without ausser außer nicht ohne".split())
_HALVES = (
    dict.fromkeys("morning mornings morgen morgens früh vormittag vormittags".split(), "am")
    | dict.fromkeys("afternoon afternoons evening evenings nachmittag nachmittags abend abends".split(), "pm")
    | dict.fromkeys("night nights nacht nachts".split(), "night")
)
_FILLERS = frozenset(
    """a ab all always am an and at bitte each every for from im immer in jede jeden jeder jedes on please the then time
timezone tz um und uhrzeit von zeit zeitzone zone + - – —""".split()
)
_MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()


@dataclass(frozen=True, slots=True)
class _Piece:
    """What one or more of the words are. A `break` ends a group of days and times, a `stop` the name of a zone."""

    kind: Literal["days", "except", "time", "half", "name", "stop", "break"]
    said: str
    days: frozenset[int] = frozenset()
    at: time = time()
    half: str = ""


# --- reading -----------------------------------------------------------------------------------------


def read_schedule(words: str, zone: str = "UTC") -> Schedule:
    """The schedule that somebody typed; `zone` is the one that counts where none is named.

    Raises InputError, one line with a suggestion, for everything that is not wholly understood.
    """
    if len(words) > LONGEST:
        raise InputError(f"a schedule has {LONGEST} characters at most, such as {EXAMPLE}")
    split = _split(words)
    if len(split) == 1 and split[0] in _NO:
        return Schedule((), zone)
    if other := next((word for word in split if word in _OTHER), None):
        raise InputError(f"{repeated(other)}: a schedule is days of the week and times of the day, such as {EXAMPLE}")
    pieces = _with_halves(list(_pieces(split)))
    place = _zone(pieces, zone)
    at: dict[time, frozenset[int]] = {}
    for _, group in groupby(pieces, key=lambda piece: piece.kind == "break"):
        for days, times in _paired([piece for piece in group if piece.kind in {"days", "except", "time"}]):
            for one in times:
                at[one] = at.get(one, frozenset()) | days
    if not at:
        raise InputError(f"say at what time, such as {EXAMPLE}")
    if any(sum(weekday in days for days in at.values()) > MOST_SLOTS for weekday in range(7)):
        raise InputError(f"a day has {MOST_SLOTS} briefings at most: leave some of the times out")
    return Schedule(tuple(Slot(one, at[one]) for one in sorted(at)), place)


def _split(words: str) -> list[str]:
    """The words in small letters; `;` between groups and `,` between words are words, too."""
    plain = unicodedata.normalize("NFKC", words).lower()
    plain = re.sub(r"[\n\r;|]", " ; ", plain)
    plain = re.sub(r"(?<=\d)/(?=\d)|[,&()\"“”„]", " , ", plain)
    # A sign and a number after UTC are one name: apart, the number would be a time.
    plain = re.sub(r"\b(utc|gmt) ?([+-]) ?(?=\d)", r"\1\2", plain)
    bare = (word if word in {"a.m.", "p.m."} else word.rstrip(":!?.") for word in plain.split())
    return [word for word in bare if word]


def _pieces(words: Sequence[str]) -> Iterator[_Piece]:
    position, left_out = 0, False
    while position < len(words):
        piece, used = _piece(words, position)
        left_out = piece.kind == "except" or (left_out and piece.kind in {"days", "stop"})
        if piece.kind == "days":
            yield replace(piece, kind="except") if left_out else piece
        elif piece.kind != "except":
            yield piece
        position += used


def _piece(words: Sequence[str], position: int) -> tuple[_Piece, int]:
    """What begins at a word, and how many words it takes."""
    word, following = words[position], words[position + 1 : position + 3]
    days = days_of(word)
    if days is not None:
        last = days_up_to(word, following[1]) if len(following) == 2 and following[0] in RANGE else None
        return (_Piece("days", word, days), 1) if last is None else (_Piece("days", word, last), 3)
    if word in DAYS_AHEAD and following[:1] in (["day"], ["days"]):
        return _Piece("days", word, DAYS_AHEAD[word]), 2
    read = read_time(words, position)
    if read is not None:
        _no_span(words, position, position + read.words)
        return _Piece("time", word, at=read.at, half=read.half), read.words
    if word in _HALVES:
        return _Piece("half", word, half=_HALVES[word]), 1
    if word in _EXCEPT:
        return _Piece("except", word), 1
    if word in {";", ","} or word in _FILLERS:
        return _Piece("break" if word == ";" else "stop", word), 1
    return _Piece("name", word), 1


def _no_span(words: Sequence[str], position: int, end: int) -> None:
    """Raises InputError for "07:30 to 18:00"."""
    if words[end : end + 1] and words[end] in RANGE and words[end + 1 : end + 2] and words[end + 1][0] in "0123456789":
        said = repeated(" ".join(words[position : end + 2]))
        raise InputError(f"{said} is a span: name each time, such as daily 07:30, 18:00")


def _with_halves(pieces: list[_Piece]) -> list[_Piece]:
    """The pieces with each part of the day made part of a time: the one before it, if that has none, or the next."""
    made: list[_Piece] = []
    waiting: _Piece | None = None
    for piece in pieces:
        before = next((at for at in range(len(made) - 1, -1, -1) if made[at].kind != "stop"), None)
        if piece.kind == "time" and waiting and not piece.half:
            made.append(replace(piece, at=in_half(piece.at, waiting.half), half=waiting.half))
            waiting = None
        elif piece.kind == "half" and before is not None and made[before].kind == "time" and not made[before].half:
            made[before] = replace(made[before], at=in_half(made[before].at, piece.half), half=piece.half)
        elif piece.kind == "half":
            waiting = piece
        else:
            made.append(piece)
    if waiting and not any(piece.kind == "time" for piece in made):
        raise InputError(f"{repeated(waiting.said)} is no time of day: write it as daily 07:30")
    return made


def _paired(pieces: Sequence[_Piece]) -> list[tuple[frozenset[int], list[time]]]:
    """Days and the times on them, of one group: times belong to the days before them, or else to those after."""
    out = frozenset[int]().union(*(piece.days for piece in pieces if piece.kind == "except"))
    runs = [(kind, list(run)) for kind, run in groupby(pieces, key=lambda piece: piece.kind)]
    kept = [(kind, list(run)) for kind, run in groupby((p for p in pieces if p.kind != "except"), key=lambda p: p.kind)]
    named = [frozenset[int]().union(*(piece.days for piece in run)) for kind, run in kept if kind == "days"]
    times = [[piece.at for piece in run] for kind, run in kept if kind == "time"]
    if not times and not pieces:
        return []
    if not times:
        raise InputError(f"say at what time on {repeated(pieces[0].said)}, such as {EXAMPLE}")
    if out and (len(named) > 1 or sum(kind == "time" for kind, _ in runs) > 1):
        raise _unclear(pieces)
    if len(named) <= 1:
        days = (named[0] if named else EVERY_DAY) - out
        if not days:
            raise InputError(f"no day is left: write the days that count, such as {EXAMPLE}")
        return [(days, [at for run in times for at in run])]
    if len(named) != len(times):
        raise _unclear(pieces)
    return list(zip(named, times, strict=True))


def _unclear(pieces: Sequence[_Piece]) -> InputError:
    said = repeated(" ".join(piece.said for piece in pieces))
    return InputError(f"which days have which times in {said}? Write them apart, such as mon 07:30; sat 09:00")


def _zone(pieces: Iterable[_Piece], zone: str) -> str:
    """The zone that the names among the pieces mean; the one given, where there are none."""
    phrases = (list(run) for kind, run in groupby(pieces, key=lambda piece: piece.kind) if kind == "name")
    said = [" ".join(piece.said for piece in run) for run in phrases]
    places = list(dict.fromkeys(_one_zone(phrase, zone) for phrase in said))
    if len(places) > 1:
        raise InputError(f"a schedule has one time zone: {places[0]} or {places[1]}?")
    return places[0] if places else zone


def _one_zone(phrase: str, zone: str) -> str:
    if phrase == zone.lower():
        return zone  # whatever its name: it counts already
    try:
        return read_zone(phrase)
    except InputError:
        near = [day for word in phrase[:60].split() for day in get_close_matches(word, _LONG_DAYS, n=1, cutoff=0.8)]
        if near:
            raise InputError(f"there is no day {repeated(phrase)}: did you mean {near[0]}?") from None
        raise


_LONG_DAYS = [word for word in DAY_SETS if len(word) > 4]


# --- saying ------------------------------------------------------------------------------------------


def say_schedule(schedule: Schedule) -> str:
    """The schedule in words that `read_schedule` reads as the same, with its zone."""
    if schedule.is_off:
        return "off"
    times: dict[frozenset[int], list[str]] = {}
    for slot in schedule.slots:
        times.setdefault(slot.days, []).append(f"{slot.at:%H:%M}")
    groups = [f"{say_days(days)} {', '.join(said)}" for days, said in times.items()]
    return f"{'; '.join(groups)} {schedule.zone}"


def say_next(times: Sequence[datetime]) -> str:
    """Aware local times as fixed words: "Thu 26 Nov 07:30, Fri 27 Nov 07:30 (Europe/Berlin)". None at all: "never"."""
    if not times:
        return "never"
    said = (f"{SHORT[at.weekday()].title()} {at.day} {_MONTHS[at.month - 1]} {at:%H:%M}" for at in times)
    return f"{', '.join(said)} ({times[0].tzinfo})"


# --- quiet hours -------------------------------------------------------------------------------------


def read_quiet_hours(said: str) -> QuietHours | None:
    """Quiet hours from what was typed ("22:00-07:00", "10pm to 7am"); None for "off".

    Raises InputError, one line with a suggestion, for anything else.
    """
    marks = re.sub(r"\s*[-–—]\s*|\s*,\s*", " - ", said[:100].casefold())
    words = [word for word in marks.split() if word not in {"from", "between", "von", "zwischen", "quiet", "hours"}]
    if len(words) == 1 and words[0] in _NO:
        return None
    times: list[time] = []
    position = 0
    while position < len(words):
        read = read_time(words, position)
        if read is None and words[position] not in {*RANGE, "and", "und"}:
            break
        times += [read.at] if read else []
        position += read.words if read else 1
    if position < len(words) or len(times) != 2:
        raise InputError(f"{repeated(said)} are no quiet hours: write them as 22:00-07:00, or off")
    if times[0] == times[1]:
        raise InputError(f"{repeated(said)} would be always or never: write quiet hours as 22:00-07:00, or off")
    return QuietHours(times[0], times[1])


def say_quiet_hours(quiet: QuietHours | None) -> str:
    """Quiet hours in the words that read back as the same."""
    return f"{quiet.start:%H:%M}-{quiet.end:%H:%M}" if quiet else "off"
