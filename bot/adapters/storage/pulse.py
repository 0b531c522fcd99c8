"""What an operator watches of all editions, in numbers; guards that a look stays cheap, however many there are."""

from collections import Counter
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.adapters.storage.edition_rows import is_there
from bot.adapters.storage.edition_tables import editions
from bot.domain.editions import State
from bot.services.ports import Pulse

_DAY = timedelta(days=1)
_NEWEST = 50_000  # editions that are looked at: more than a day of ten thousand channels brings


async def read_pulse(connection: AsyncConnection, now: datetime) -> Pulse:
    """The numbers at this moment."""
    newest = (
        select(editions.c.state, editions.c.reason, editions.c.late, editions.c.due_at, editions.c.settled_at)
        .order_by(editions.c.id.desc())
        .limit(_NEWEST)
        .subquery()
    )
    state, is_new = newest.c.state, newest.c.settled_at > now - _DAY
    reason = func.coalesce(newest.c.reason, "")
    counted = select(state, reason, newest.c.late, func.count()).where(is_new).group_by(state, reason, newest.c.late)
    settled: Counter[tuple[str, str]] = Counter()
    late = 0
    for state_, reason_, was_late, number in await connection.execute(counted):
        # Only reasons for skipping are of a fixed number: all others are words about one channel.
        settled[state_, reason_ if state_ == State.SKIPPED else ""] += number
        late += number if was_late and state_ == State.SENT else 0
    waiting = select(func.count(), func.min(editions.c.due_at))
    waiting = waiting.where(editions.c.settled_at.is_(None), editions.c.due_at <= now, is_there())
    due, oldest = (await connection.execute(waiting)).one()
    held = await connection.scalar(select(func.count()).select_from(newest).where(state == State.HELD))
    last = select(newest.c.due_at, newest.c.settled_at).where(state == State.SENT).order_by(newest.c.settled_at.desc())
    row = (await connection.execute(last.limit(1))).first()
    return Pulse(
        dict(settled),
        late,
        due,
        now - oldest if oldest else timedelta(),
        row.settled_at - row.due_at if row else None,
        held or 0,
    )
