"""What a phrase of time in a question means; guards that an unknown date never counts as a known one."""

import re
from datetime import UTC, datetime, timedelta

from bot.domain.words import words

_MONTHS = "january february march april may june july august september october november december".split()
_DAYS = "monday tuesday wednesday thursday friday saturday sunday".split()


def period(phrase: str, now: datetime) -> tuple[datetime, datetime] | None:
    """From and up to when a phrase ("yesterday", "last week", "in july 2025", "on monday") reaches, as UTC days.

    A day or month without more is the last one that has begun. None for a phrase that names no period.
    """
    today = datetime(now.year, now.month, now.day, tzinfo=UTC)
    day = timedelta(days=1)
    if "yesterday" in phrase or phrase == "last night":
        return today - day, today
    if "today" in phrase or re.fullmatch(r"this (?:morning|afternoon|evening)", phrase):
        return today, today + day
    if phrase.endswith("week"):
        monday = today - today.weekday() * day
        return (monday - 7 * day, monday) if phrase.startswith("last") else (monday, monday + 7 * day)
    parts = phrase.split()
    if parts and parts[-1] in _DAYS:
        back = (today.weekday() - _DAYS.index(parts[-1])) % 7
        back += 7 if parts[0] == "last" and not back else 0
        return today - back * day, today - (back - 1) * day
    return _of_calendar(parts, now)


def is_named(phrase: str, text: str) -> bool:
    """Whether a text itself names the month, the weekday or the year of a phrase."""
    said = set(words(text))
    return any(word in said for word in words(phrase) if word in _MONTHS or word in _DAYS or word.isdigit())


def _of_calendar(parts: list[str], now: datetime) -> tuple[datetime, datetime] | None:
    """This, the last or a named month or year."""
    last = parts[:1] == ["last"]
    year = next((int(word) for word in parts if word.isdigit()), None)
    named = next((_MONTHS.index(word) + 1 for word in parts if word in _MONTHS), None)
    if named:
        return _month(year or now.year - (named > now.month), named)
    if "month" in parts:
        return _month(now.year - 1, 12) if last and now.month == 1 else _month(now.year, now.month - last)
    if year or "year" in parts:
        chosen = max(1, min(9998, year or now.year - last))
        return datetime(chosen, 1, 1, tzinfo=UTC), datetime(chosen + 1, 1, 1, tzinfo=UTC)
    return None


def _month(year: int, month: int) -> tuple[datetime, datetime]:
    year = max(1, min(9998, year))
    return datetime(year, month, 1, tzinfo=UTC), datetime(year + month // 12, month % 12 + 1, 1, tzinfo=UTC)
