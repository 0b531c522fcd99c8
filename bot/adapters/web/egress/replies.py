"""What a server's status and headers mean to whoever asked; guards that what is kept of them can be stored and sent."""

from collections.abc import Mapping
from datetime import datetime
from http import HTTPStatus

from bot.adapters.web.egress.freshness import fresh_for, retry_after
from bot.adapters.web.egress.urls import Place
from bot.domain.errors import HttpStatus
from bot.domain.intake import Fetched, Validators

_LONGEST = 4_000  # characters of a header's value
_KNOWN = {status.value: status.phrase for status in HTTPStatus}


def conditions(validators: Validators) -> dict[str, str]:
    """The headers that ask for what has changed."""
    given = {"If-None-Match": _usable(validators.etag), "If-Modified-Since": _usable(validators.last_modified)}
    return {name: value for name, value in given.items() if value}


def fetched(
    place: Place, headers: Mapping[str, str], body: bytes, now: datetime, conditions: Mapping[str, str] | None = None
) -> Fetched:
    """The answer to keep. `conditions` where it is a 304: those it was asked with stay good if it names none."""
    old = conditions or {}
    etag = headers.get("ETag", old.get("If-None-Match"))
    date = headers.get("Last-Modified", old.get("If-Modified-Since"))
    return Fetched(
        place.url,
        304 if conditions else 200,
        body,
        _usable(headers.get("Content-Type")),
        Validators(_usable(etag), _usable(date)),
        fresh_for(headers, now),
    )


def fault(place: Place, status: int, headers: Mapping[str, str], now: datetime) -> HttpStatus:
    """The error that an answer is. Only 429 and 503 can ask for a wait."""
    wait = retry_after(headers, now) if status in {429, 503} else None
    words = f" ({_KNOWN[status]})" if status in _KNOWN else ""
    return HttpStatus(status, f"{place.shown} answered {status}{words}.", wait)


def _usable(value: str | None) -> str | None:
    """A header's value without control characters and bytes that are no text; None where it has some."""
    return value if value and value.isprintable() and len(value) < _LONGEST else None
