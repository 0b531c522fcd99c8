"""What the headers of an answer promise and ask for, as durations; guards that no date in them rules the bot.

Every duration is bounded, and what cannot be read is as if it were not there.
"""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

_LONGEST_FRESH = timedelta(days=7)
_LONGEST_WAIT = timedelta(hours=24)
_NOTHING = timedelta()


def fresh_for(headers: Mapping[str, str], now: datetime) -> timedelta | None:
    """How long the answer stays good (RFC 9111, 4.2.1): max-age less Age, else Expires less Date; 7 days at most.

    None where nothing is said, or where it must not be kept.
    """
    directives = _directives(headers.get("Cache-Control", ""))
    if directives.keys() & {"no-store", "no-cache"}:
        return None
    if (age := _seconds(directives.get("max-age"))) is not None:
        return _within(age - (_seconds(headers.get("Age")) or _NOTHING), _LONGEST_FRESH)
    if "Expires" not in headers:
        return None
    expires = moment(headers["Expires"])  # "0" and other nonsense means: already stale
    return _within(expires - (moment(headers.get("Date")) or now), _LONGEST_FRESH) if expires else _NOTHING


def retry_after(headers: Mapping[str, str], now: datetime) -> timedelta | None:
    """The wait that Retry-After asks for, in seconds or until a date (RFC 9110, 10.2.3); 24 hours at most."""
    asked = headers.get("Retry-After")
    wait = _seconds(asked)
    if wait is None and (until := moment(asked)) is not None:
        wait = until - (moment(headers.get("Date")) or now)
    return None if wait is None else _within(wait, _LONGEST_WAIT)


def moment(text: str | None) -> datetime | None:
    """An HTTP date in UTC, None where it is none."""
    try:
        found = parsedate_to_datetime((text or "")[:100])
        return found.astimezone(UTC) if found.tzinfo else found.replace(tzinfo=UTC)
    except (ValueError, OverflowError):
        return None


def _directives(text: str) -> dict[str, str]:
    pairs = (part.partition("=") for part in text[:2000].split(","))
    return {name.strip().lower(): value.strip().strip('"') for name, _, value in pairs}


def _seconds(text: str | None) -> timedelta | None:
    text = (text or "").strip()
    if not (text.isascii() and text.isdecimal()):
        return None
    return timedelta(seconds=int(text[:9]) if len(text) <= 9 else 10**9)


def _within(value: timedelta, longest: timedelta) -> timedelta:
    return min(max(value, _NOTHING), longest)
