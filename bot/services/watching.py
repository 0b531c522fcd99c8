"""Sources that have fallen silent; guards that an admin hears of each silence once, and of no ordinary weekend.

A feed that still answers, but brings nothing for far longer than it used to, is often one that was moved or whose
publisher has changed the address: it fails in silence.
"""

from datetime import datetime, timedelta

from bot.domain.polling import FeedState, FeedStatus
from bot.services.notices import notice_for
from bot.services.ports import Feeds, Notices, Operations

_LEAST = timedelta(days=4)  # a long weekend is no silence
_TIMES = 5  # as long as usually lies between two articles
_WEEK = timedelta(days=7)
_ALL = 100_000


def is_silent(state: FeedState, now: datetime) -> bool:
    """Whether nothing new has come for longer than usual. Of a feed whose pace is not known yet, nothing is said."""
    if state.status is not FeedStatus.ACTIVE or state.newest is None or not state.weekly or state.error:
        return False
    return now - state.newest > max(_LEAST, _TIMES * (_WEEK / state.weekly))


async def watch(feeds: Feeds, operations: Operations, notices: Notices, now: datetime) -> int:
    """Tell the admins of those who follow a silent source, once for each silence; how many were told."""
    silent = {
        polled.state.source_id: polled.state for polled in await feeds.due(None, _ALL) if is_silent(polled.state, now)
    }
    told = 0
    for who in await operations.followers(list(silent)):
        newest = silent[who.source_id].newest
        day = f"{newest:%Y-%m-%d}"
        what = notice_for(who.place, "source_silent", source=who.name, newest=day)
        told += await notices.raise_(who.place.workspace, f"source_silent:{who.source_id}:{day}", what, now)
    return told
