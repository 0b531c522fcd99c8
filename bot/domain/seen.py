"""Which entries of a feed were read before, by what they look like in its source; guards that skipping them is safe.

A feed holds its last twenty entries, of which one is new at most polls. What is written as it was when it was read and
stored needs no reading: the parser is told digests of those, and gives back the digests alone. Beside each stand what
the decisions about the others still need: its id, its address and its date.

An entry is put down here only where its article holds what it says and is known by its own id. All others (one whose
page is still to come, one of several with one id, one that is known by its address) are read at each poll.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import blake2b

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_LINE = re.compile(r"^([0-9a-f]{24}) ([0-9a-f]{16}) ([0-9a-f]{16}|-) (-?[0-9]{1,18}|-)$", re.MULTILINE)
_RAW = re.compile(r"[0-9a-f]{24}")


@dataclass(frozen=True, slots=True)
class Seen:
    """An entry that was read: digests of how it is written, of its id and of its address; its date in UTC."""

    raw: str
    id: str
    url: str | None
    date: datetime | None


def raw_digest(written: str, context: bytes) -> str:
    """Stands for an entry as it is written in a feed whose `context` (at most 64 bytes) says how to read it."""
    return blake2b(written.encode("utf-8", "surrogatepass"), digest_size=12, key=context).hexdigest()


def short(text: str) -> str:
    """Stands for an id or an address: the same in every process."""
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()


def seen_of(raw: str, id_: str, url: str | None, date: datetime | None) -> Seen | None:
    """What to remember of an entry; None where `raw`, which comes from the parser, is no digest."""
    return Seen(raw, short(id_), short(url) if url else None, date) if _RAW.fullmatch(raw) else None


def put_down(entries: Iterable[Seen]) -> str:
    """One line for each: digests, and the date in microseconds since 1970."""
    return "\n".join(f"{one.raw} {one.id} {one.url or '-'} {_since_1970(one.date)}" for one in entries)


def looked_up(text: str | None) -> Mapping[str, Seen]:
    """The same again, by how it is written; lines that cannot be read are left out: they are read as new ones are."""
    found = _LINE.findall(text or "")
    return {raw: Seen(raw, id_, None if url == "-" else url, _date(date)) for raw, id_, url, date in found}


def _since_1970(date: datetime | None) -> str:
    return "-" if date is None else str((date - _EPOCH) // _MICROSECOND)


def _date(text: str) -> datetime | None:
    try:
        return None if text == "-" else _EPOCH + int(text) * _MICROSECOND
    except OverflowError:
        return None
