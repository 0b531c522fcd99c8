"""Times as feeds write them; guards that garbage is no time at all, rather than a wrong one.

RFC 822 and 2822 with the mistakes that are common in them, ISO 8601 and its W3C profile, asctime. A time without a
zone is taken as UTC. Nothing depends on today.
"""

import re
from datetime import UTC, datetime, timedelta

_LONGEST = 80
_FIRST_YEAR, _LAST_YEAR = 1980, 2200
_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "jan janv ene gen", "feb fév fev févr febr", "mar mär mars maa mrz", "apr avr abr", "may mai mag mei maj",
            "jun juin giu", "jul juil lug", "aug aoû août ago", "sep set sept", "oct okt ott out", "nov",
            "dec dez déc dic",
        ),
        1,
    )
    for name in names.split()
}  # fmt: skip
_HOURS = {
    "ut": 0, "utc": 0, "gmt": 0, "z": 0, "wet": 0, "west": 1, "bst": 1, "cet": 1, "met": 1, "mez": 1, "cest": 2,
    "mest": 2, "mesz": 2, "eet": 2, "eest": 3, "msk": 3, "ist": 5.5, "hkt": 8, "sgt": 8, "awst": 8, "jst": 9,
    "kst": 9, "acst": 9.5, "aest": 10, "acdt": 10.5, "aedt": 11, "nzst": 12, "nzdt": 13, "nst": -3.5, "ndt": -2.5,
    "brt": -3, "ast": -4, "adt": -3, "est": -5, "edt": -4, "et": -5, "cst": -6, "cdt": -5, "ct": -6, "mst": -7,
    "mdt": -6, "mt": -7, "pst": -8, "pdt": -7, "pt": -8, "akst": -9, "akdt": -8, "hst": -10,
}  # fmt: skip
_ZONE = r"\s*(?P<zone>[zZ]|(?:[A-Za-z]{2,5}\s?)?[-+−]\s?\d{1,2}:?\d{0,2}|[A-Za-z]{1,5})?(?:\s*\([^)]{0,30}\))?"
_CLOCK = r"(?P<hour>\d{1,2}):(?P<minute>\d{1,2})(?::(?P<second>\d{1,2})(?:[.,]\d{1,9})?)?\s*(?P<half>[ap]\.?m\.?)?"
_DAY_NAME = r"(?:[^\W\d]{2,10}(?:\.,?|,|(?=\s))\s*)?"
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th|\.)?"
_MONTH = r"(?P<name>[^\W\d]{3,9})\.?"
_THEN = rf"(?:,?\s+(?:at\s+)?{_CLOCK}{_ZONE})?"
_PACKED = r"(?P<hour>\d\d):?(?P<minute>\d\d):?(?P<second>\d\d)?(?:[.,]\d{1,9})?"
_FORMS = tuple(
    re.compile(form, re.IGNORECASE)
    for form in (
        rf"(?P<year>\d{{4}})[-/](?P<month>\d{{1,2}})[-/](?P<day>\d{{1,2}})(?:(?:\s*T\s*|\s+|,\s*){_CLOCK}{_ZONE})?",
        rf"(?P<year>\d{{4}})(?P<month>\d\d)(?P<day>\d\d)(?:T?{_PACKED}{_ZONE})?",
        r"(?P<year>\d{4})(?:-(?P<month>\d\d))?",
        rf"{_DAY_NAME}{_DAY}[\s-]+{_MONTH},?[\s-]+(?P<year>\d{{2,4}}){_THEN}",
        rf"{_DAY_NAME}{_MONTH}\s+{_DAY},?\s+(?P<year>\d{{4}}){_THEN}",
        rf"{_DAY_NAME}{_MONTH}\s+{_DAY}\s+{_CLOCK}{_ZONE}\s+(?P<year>\d{{4}})",
    )
)

_NUMBERS = {name.capitalize(): number for name, number in _MONTHS.items() if name.isascii() and len(name) == 3}
_CLOCK_24 = r"([01]\d|2[0-3]):([0-5]\d):([0-5]\d)"
_HOURS_AHEAD = r"(?:([+-])(0\d|1[0-4]):?([0-5]\d))"
# The two forms that nearly all feeds write, read without a look at the others.
_USUAL = (
    re.compile(rf"(?P<y>19[89]\d|20\d\d)-(?P<m>\d\d)-(?P<d>\d\d)T{_CLOCK_24}(?:Z|{_HOURS_AHEAD})", re.ASCII),
    re.compile(
        r"(?:(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), )?(?P<d>\d\d?) (?P<m>[A-Z][a-z][a-z]) (?P<y>19[89]\d|20\d\d) "
        rf"{_CLOCK_24} (?:GMT|UTC|Z|{_HOURS_AHEAD})",
        re.ASCII,
    ),
)


def parse_date(text: str | None) -> datetime | None:
    """The time that a text gives, in UTC; None where it gives none, or none between 1980 and 2200."""
    line = " ".join(text[: 2 * _LONGEST].split()) if text else ""
    if not line or len(line) > _LONGEST:
        return None
    for form in _USUAL:
        if usual := form.fullmatch(line):
            return _usual_time(usual)
    for form in _FORMS:
        if found := form.fullmatch(line):
            return _time(found.groupdict())
    return None


def _usual_time(found: re.Match[str]) -> datetime | None:
    month, (hour, minute, second, sign, ahead, minutes) = found["m"], found.groups()[-6:]
    number = int(month) if month.isdigit() else _NUMBERS.get(month, 0)
    try:
        time = datetime(int(found["y"]), number, int(found["d"]), int(hour), int(minute), int(second), tzinfo=UTC)
    except ValueError:
        return None
    if sign is None:
        return time
    offset = timedelta(hours=int(ahead), minutes=int(minutes))
    return time - offset if sign == "+" else time + offset


def _time(part: dict[str, str | None]) -> datetime | None:
    month = _month(part.get("name")) if part.get("name") else int(part.get("month") or 1)
    year = _year(part["year"] or "")
    hour = _hour(int(part.get("hour") or 0), part.get("half"))
    offset = _offset(part.get("zone"))
    if offset is None or not _FIRST_YEAR <= year <= _LAST_YEAR:
        return None
    try:
        start = datetime(year, month or 0, int(part.get("day") or 1), tzinfo=UTC)
        clock = timedelta(
            hours=hour, minutes=int(part.get("minute") or 0), seconds=min(59, int(part.get("second") or 0))
        )
    except ValueError:
        return None
    if clock > timedelta(days=1) or int(part.get("minute") or 0) > 59:
        return None
    return start + clock - offset


def _month(name: str | None) -> int | None:
    name = (name or "").lower()
    return next((_MONTHS[name[:size]] for size in (4, 3) if name[:size] in _MONTHS), None)


def _year(digits: str) -> int:
    """Two figures are a year of this century up to 68, as in POSIX."""
    year = int(digits)
    if len(digits) == 2:
        return year + (2000 if year < 69 else 1900)
    return year + 1900 if len(digits) == 3 else year  # "103": years since 1900 that somebody printed


def _hour(hour: int, half: str | None) -> int:
    if half and hour <= 12:
        return hour % 12 + (12 if half[0] in "pP" else 0)
    return hour


def _offset(zone: str | None) -> timedelta | None:
    """How far a zone is ahead of UTC; None where nobody knows the zone."""
    zone = (zone or "z").replace("−", "-").replace(" ", "").lower()
    letters = zone.rstrip("+-:0123456789")
    number = zone[len(letters) :]
    if not number:
        hours = _HOURS.get(letters)
        # A single letter is a military zone, which RFC 2822 says to read as unknown, thus UTC.
        return timedelta(hours=hours) if hours is not None else timedelta() if len(letters) == 1 else None
    digits = number[1:].replace(":", "")
    hours = int(digits[:2]) if len(digits) != 3 else int(digits[:1])
    minutes = int(digits[len(digits) - 2 :]) if len(digits) > 2 else 0
    if hours > 15 or minutes > 59:
        return None
    ahead = timedelta(hours=hours, minutes=minutes)
    return ahead if number[0] == "+" else -ahead
