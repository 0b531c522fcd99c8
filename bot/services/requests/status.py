"""How all of it is doing, for a channel and for a home page. Guards that a place with no channel shows nothing that is
kept to one, and that nobody learns of a channel that they could not read.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from bot.domain.addresses import host
from bot.domain.documents import Notice
from bot.domain.editions import Edition, Kind, State
from bot.domain.models import EVERYTHING, Visibility
from bot.domain.rights import Policy
from bot.domain.schedule_words import say_next, say_schedule
from bot.domain.subscriptions import Subscription
from bot.services.notices import notice
from bot.services.ports import Followed, Holdings
from bot.services.requests.desk import (
    Asking,
    RequestDesk,
    attempt,
    may,
    nothing_here,
    number_of,
    policy_of,
    say_policy,
)
from bot.services.requests.feeds import health, is_failing
from bot.services.schedules import times_of, upcoming

MOST = 50  # sources, schedules and deliveries of a home page
_NAMED = 5  # sources that fail
_LOOKED_AT = 20  # editions, for the last briefing among corrections


# --- a channel ---------------------------------------------------------------------------------------


async def status(asking: Asking, desk: RequestDesk) -> Notice:
    """Sources, next and last briefing, who may change things, and who reads along here."""
    followed = await desk.reader.sources.followed()
    holdings = await desk.reader.store.holdings(EVERYTHING)
    failing = [one.name for one in followed if is_failing(one)]
    rows = [_failing(failing)] if followed else []
    rows += [await _next(asking, desk), *await _last(asking, desk), notice("status_model")]
    rows += [
        notice("status_policy", rule=say_policy(await policy_of(desk), asking.place, desk.place_words)),
        await _place(asking, desk),
    ]
    return replace(await _head(len(followed), holdings, asking, desk), rows=tuple(rows))


async def _head(followed: int, holdings: Holdings, asking: Asking, desk: RequestDesk) -> Notice:
    if not followed and not holdings.articles:
        empty = await nothing_here(asking, desk)
        return empty if empty.name == "chat_public_only" else notice("status_nothing")
    sources = number_of(followed, "source")
    if holdings.newest is None:
        return notice("status_empty", sources=sources)
    newest = f"{holdings.newest:%Y-%m-%d %H:%M} UTC"
    return notice("status", sources=sources, articles=number_of(holdings.articles, "article"), newest=newest)


def _failing(names: Sequence[str]) -> Notice:
    if not names:
        return notice("status_well")
    more = [f"{len(names) - _NAMED} more"] if len(names) > _NAMED else []
    return notice("status_failing", names=", ".join([*names[:_NAMED], *more]))


async def _next(asking: Asking, desk: RequestDesk) -> Notice:
    found = await upcoming(desk.schedules(asking.workspace), desk.clock(), asking.channel)
    if found and found[0].subscription.stopped:
        return notice("schedule_stopped", reason=found[0].subscription.stopped)
    if found and found[0].times:
        return notice("status_next", next=say_next(found[0].times[:1]))
    return notice("status_no_next", command=desk.command)


async def _last(asking: Asking, desk: RequestDesk) -> list[Notice]:
    now = desk.clock()
    editions = await desk.reader.history.editions(channel=asking.channel, limit=_LOOKED_AT)
    last = next((one for one in editions if one.kind is Kind.DIGEST and one.due_at <= now), None)
    if last is None:
        return []
    at = f"{last.settled_at or last.due_at:%Y-%m-%d %H:%M} UTC"
    said = {"date": last.key.date.isoformat(), "state": say_state(last), "at": at}
    link = desk.link(asking.channel, last.parts[0].message_id) if last.parts and last.parts[0].message_id else None
    return [notice("status_last_link", **said, link=link) if link else notice("status_last", **said)]


def say_state(edition: Edition) -> str:
    """What has become of an edition, in words."""
    state = edition.state.value
    if edition.state is State.SENT:
        return "sent late" if edition.late else state
    return f"{state} ({edition.reason.replace('_', ' ')})" if edition.reason else state


async def _place(asking: Asking, desk: RequestDesk) -> Notice:
    facts = await desk.reader.channels.known(asking.channel)
    place = "private" if asking.private else f"open to {desk.place_words.here}"
    if facts and facts.shared:
        place += ", and shared with others: only public sources are shown here"
    return notice("status_place", place=place)


# --- a home page -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class SourceHealth:
    """A source as a home page shows it; `said` is its health in words."""

    name: str
    host: str
    articles: int
    newest: datetime | None
    failing: bool
    paused: bool
    said: str


@dataclass(frozen=True, slots=True)
class ScheduleRow:
    """When a channel is told, in words, and when next, in UTC; `stopped` is why nothing can be posted there."""

    channel: str
    words: str
    next_at: datetime | None
    stopped: str = ""


@dataclass(frozen=True, slots=True)
class DeliveryRow:
    """A briefing that was due: of which local day, what has become of it, and its first message, if there is one."""

    channel: str
    day: date
    state: State
    said: str
    at: datetime
    message_id: str | None


@dataclass(frozen=True, slots=True)
class Home:
    """What a home page shows. `more_sources` and `more_schedules` count what is beyond 50; `cost` is of the model."""

    sources: tuple[SourceHealth, ...]
    schedules: tuple[ScheduleRow, ...]
    deliveries: tuple[DeliveryRow, ...]
    policy: Policy
    policy_words: str
    may_change: bool
    source_count: int = 0
    failing: int = 0
    articles: int = 0
    newest: datetime | None = None
    more_sources: int = 0
    more_schedules: int = 0
    model: str = "none"
    cost: float = 0.0


async def home(asking: Asking, desk: RequestDesk, member_of: Collection[str] = ()) -> Home | Notice:
    """What this person may see of the workspace in a place that is no channel. No question is counted.

    Channels are told of where everybody of the workspace can read them, or the person is known to be a member
    (`member_of`). Somebody of another workspace is told of nothing but the rule.
    """
    return await attempt(lambda: _home(asking, desk, frozenset(member_of)), asking, desk, counts=False)


async def _home(asking: Asking, desk: RequestDesk, member_of: frozenset[str]) -> Home:
    policy = await policy_of(desk)
    words, allowed = say_policy(policy, "the channel that it concerns", desk.place_words), await may(asking, desk)
    if asking.person.foreign or asking.person.bot:
        return Home((), (), (), policy, words, allowed)
    followed = [one for one in await desk.reader.sources.followed() if one.source.visibility is not Visibility.CHANNEL]
    holdings = await desk.reader.store.holdings(EVERYTHING)
    open_to = _Open(desk, member_of)
    mine = [one for one in await desk.reader.subscriptions.all() if await open_to.has(one.channel)]
    return Home(
        sources=tuple(map(_source, followed[:MOST])),
        schedules=tuple([await _schedule(one, asking, desk) for one in mine[:MOST]]),
        deliveries=await _deliveries(desk, open_to),
        policy=policy,
        policy_words=words,
        may_change=allowed,
        source_count=len(followed),
        failing=sum(map(is_failing, followed)),
        articles=holdings.articles,
        newest=holdings.newest,
        more_sources=max(0, len(followed) - MOST),
        more_schedules=max(0, len(mine) - MOST),
    )


class _Open:
    """Which channels a person may know of, each looked up once."""

    def __init__(self, desk: RequestDesk, member_of: frozenset[str]) -> None:
        self._desk = desk
        self._known = dict.fromkeys(member_of, True)

    async def has(self, channel: str) -> bool:
        if channel not in self._known:
            facts = await self._desk.reader.channels.known(channel)
            self._known[channel] = facts is not None and not facts.private
        return self._known[channel]


def _source(one: Followed) -> SourceHealth:
    newest, failing = one.state.newest, is_failing(one)
    return SourceHealth(one.name, host(one.state.url), one.articles, newest, failing, one.paused, health(one))


async def _schedule(one: Subscription, asking: Asking, desk: RequestDesk) -> ScheduleRow:
    found = await times_of(one, desk.schedules(asking.workspace), desk.clock())
    next_at = found.times[0].astimezone(desk.clock().tzinfo) if found.times else None
    return ScheduleRow(one.channel, say_schedule(one.schedule), next_at, one.stopped)


async def _deliveries(desk: RequestDesk, open_to: _Open) -> tuple[DeliveryRow, ...]:
    now = desk.clock()
    found = [
        one
        for one in await desk.reader.history.editions(limit=4 * MOST)
        if one.kind is Kind.DIGEST and one.due_at <= now and await open_to.has(one.key.channel)
    ]
    return tuple(
        DeliveryRow(
            one.key.channel,
            one.key.date,
            one.state,
            say_state(one),
            one.settled_at or one.due_at,
            one.parts[0].message_id if one.parts else None,
        )
        for one in found[:MOST]
    )
