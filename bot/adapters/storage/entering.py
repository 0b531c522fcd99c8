"""Entries of the ledger as rows, a hundred in some statements; guards that an entry without its lease changes nothing.

Whoever enters holds the one transaction that writes, so that a lease that holds when it is read holds to the end.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache

from sqlalchemy import bindparam, case, delete, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.adapters.storage.edition_tables import editions, parts, subscriptions, told
from bot.adapters.storage.engine import batches
from bot.adapters.storage.notices import raise_notices
from bot.adapters.storage.rows import Values
from bot.domain.draft_json import write_draft
from bot.domain.editions import SETTLED, PartState
from bot.domain.text import cut, one_line, storable
from bot.services.ports import Change, Entry

_REASON = 300  # characters
_text_of = lru_cache(maxsize=256)(write_draft)  # as for reading: the same for thousands of channels
_CHANGED = update(editions).where(editions.c.id == bindparam("of_edition"))
_PART_GONE = delete(parts).where(
    parts.c.edition_id == bindparam("of_edition"), parts.c.position == bindparam("at_place")
)


@dataclass(frozen=True, slots=True)
class _Held:
    """An edition's lease as it is stored, and whose edition it is."""

    workspace_id: int
    channel: str
    owner: str | None
    attempt: int
    until: datetime | None


def reason_of(text: str) -> str:
    """A reason as it is kept: one line, not too long."""
    return cut(one_line(storable(text)), _REASON)


async def enter(connection: AsyncConnection, entries: Sequence[Entry]) -> list[bool]:
    """Store each entry whose lease holds at its time, in their order: whether it did."""
    held: dict[int, _Held] = {}
    for batch in batches(list({entry.lease.edition_id for entry in entries})):
        held |= await _leases_of(connection, batch)
    verdicts: list[bool] = []
    for run in _runs(entries):
        judged = [_holds(held.get(entry.lease.edition_id), entry) for entry in run]
        valid = [entry for entry, holds in zip(run, judged, strict=True) if holds]
        verdicts += judged
        await _store(connection, valid, held)
        held |= {entry.lease.edition_id: _after(held[entry.lease.edition_id], entry.change) for entry in valid}
    return verdicts


def _runs(entries: Sequence[Entry]) -> Iterator[list[Entry]]:
    """In their order, each edition at most once in a run: what comes first decides on what comes after."""
    run: dict[int, Entry] = {}
    for entry in entries:
        if entry.lease.edition_id in run:
            yield list(run.values())
            run = {}
        run[entry.lease.edition_id] = entry
    yield list(run.values())


def _holds(held: _Held | None, entry: Entry) -> bool:
    if held is None or held.until is None or (held.owner, held.attempt) != (entry.lease.owner, entry.lease.attempt):
        return False
    return held.until > entry.at


def _after(held: _Held, change: Change) -> _Held:
    if change.release:
        return replace(held, owner=None, until=None)
    return replace(held, until=change.renew or held.until)


async def _leases_of(connection: AsyncConnection, ids: Sequence[int]) -> dict[int, _Held]:
    query = select(
        editions.c.id,
        editions.c.workspace_id,
        editions.c.channel,
        editions.c.owner,
        editions.c.attempt,
        editions.c.lease_until,
    ).where(editions.c.id.in_(ids))
    return {id_: _Held(*held) for id_, *held in await connection.execute(query)}


async def _store(connection: AsyncConnection, entries: Sequence[Entry], held: dict[int, _Held]) -> None:
    """Entries of editions that differ, each with its lease."""
    await _set_columns(connection, entries)
    await _tell(connection, [entry for entry in entries if entry.change.composed is not None])
    await _keep_parts(connection, [entry for entry in entries if entry.change.part is not None])
    for entry in entries:
        if entry.change.stops or entry.change.notices:
            await _beyond(connection, held[entry.lease.edition_id], entry)


# --- the edition -------------------------------------------------------------------------------------


async def _set_columns(connection: AsyncConnection, entries: Sequence[Entry]) -> None:
    """One statement for all that set the same columns."""
    alike: dict[tuple[str, ...], list[Values]] = {}
    for entry in entries:
        if values := _values(entry.change, entry.at):
            alike.setdefault(tuple(sorted(values)), []).append({"of_edition": entry.lease.edition_id, **values})
    for rows in alike.values():
        await connection.execute(_CHANGED, rows)


def _values(change: Change, now: datetime) -> Values:
    """The columns that a change sets."""
    values: Values = {}
    if change.state is not None:
        settled = now if change.state in SETTLED else None
        values |= {"state": change.state.value, "settled_at": settled, "retry_at": None}
    if change.composed is not None:
        draft = change.composed.draft
        values |= {"composed": True, "expected": change.composed.expected}
        values |= {"draft": _text_of(draft), "high": draft.window.high}
    if change.release:
        values |= {"owner": None, "lease_until": None}
    elif change.renew is not None:
        values["lease_until"] = change.renew
    given = {
        "reason": reason_of(change.reason) or None,
        "late": change.late or None,
        "tries": change.tries,
        "retry_at": change.retry_at,
    }
    return values | {name: value for name, value in given.items() if value is not None}


# --- parts, and what was told ------------------------------------------------------------------------


async def _tell(connection: AsyncConnection, entries: Sequence[Entry]) -> None:
    """What an edition tells, in place of what an earlier draft would have."""
    if not entries:
        return
    await connection.execute(
        delete(told).where(told.c.edition_id == bindparam("of_edition")),
        [{"of_edition": entry.lease.edition_id} for entry in entries],
    )
    rows = [
        {
            "edition_id": entry.lease.edition_id,
            "place": place,
            "story_id": one.story_id,
            "article_id": one.ref.article_id,
            "version": one.ref.version,
            "shown": one.shown,
        }
        for entry in entries
        for place, one in enumerate(entry.change.composed.told if entry.change.composed else ())
    ]
    if rows:
        await connection.execute(insert(told), rows)


async def _keep_parts(connection: AsyncConnection, entries: Sequence[Entry]) -> None:
    rows = [row for entry in entries for row in _part_rows(entry)]
    gone = [{"of_edition": row["edition_id"], "at_place": row["position"]} for row in rows if row["state"] is None]
    if gone:
        await connection.execute(_PART_GONE, gone)
    kept = [row for row in rows if row["state"] is not None]
    if not kept:
        return
    engine = postgresql if connection.dialect.name == "postgresql" else sqlite
    new = engine.insert(parts)
    begun = new.excluded.state == PartState.SENDING.value
    changed = {name: new.excluded[name] for name in ("state", "message_id", "digest", "stories")}
    changed["started_at"] = case((begun, new.excluded.started_at), else_=parts.c.started_at)
    await connection.execute(new.on_conflict_do_update(index_elements=["edition_id", "position"], set_=changed), kept)


def _part_rows(entry: Entry) -> Iterator[Values]:
    """A part's time is when its request went out: a later word on it leaves that as it was."""
    part = entry.change.part
    if part is not None:
        yield {
            "edition_id": entry.lease.edition_id,
            "position": part.position,
            "state": part.state and part.state.value,
            "started_at": entry.at,
            "message_id": part.message_id,
            "digest": part.digest,
            "stories": "\n".join(part.stories),
        }


# --- beyond the edition ------------------------------------------------------------------------------


async def _beyond(connection: AsyncConnection, of: _Held, entry: Entry) -> None:
    """What a change means for more than its edition."""
    change = entry.change
    if change.stops:
        stopped = update(subscriptions).where(subscriptions.c.workspace_id == of.workspace_id)
        if not change.everywhere:
            stopped = stopped.where(subscriptions.c.channel == of.channel)
        await connection.execute(stopped.values(stopped=reason_of(change.stops)))
    await raise_notices(connection, of.workspace_id, change.notices, entry.at)
