"""Setting and showing when a channel gets its briefing, and of what; guards that no change gives a date a second one.

What has become due under the old schedule is planned before the new one takes its place: whoever sets 08:00 at 07:31
still gets what was due at 07:30, and nothing at 08:00 on that day.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

from bot.domain.errors import InputError
from bot.domain.phrases import MOST_CHARACTERS, MOST_PHRASES
from bot.domain.schedule import next_due, next_times
from bot.domain.schedule_words import read_quiet_hours, read_schedule
from bot.domain.subscriptions import Choice, Length, Schedule, Subscription, WhenQuiet
from bot.domain.text import one_line, storable
from bot.domain.zones import repeated
from bot.services.deliver import plan
from bot.services.deliver.terms import Terms
from bot.services.ports import Agenda, Coming, Sources, Subscriptions
from bot.services.sources import find

SHOWN = 3  # times to come that a change is echoed with
ANY = "any"
_LONGEST_NAME = 100  # characters of a channel
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[a-z0-9]{2,8}){0,3}")
_ROLE = re.compile(r"[0-9]{1,20}")
_NO_LEAD = timedelta(0)
_EXAMPLE = "weekdays 07:30 Europe/Berlin"


@dataclass(frozen=True, slots=True)
class ScheduleDesk:
    """What managing schedules works with, for one workspace. `zone` is meant where nobody names one."""

    workspace: str
    subscriptions: Subscriptions
    agenda: Agenda
    sources: Sources
    terms: Terms = field(default_factory=Terms)
    zone: str = "UTC"


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody asks for, as typed; what is empty stays as it is. `sources` are names.

    `everything` takes back the sources, topics, words and language that were chosen before. `ping` is the id of a role
    in the chat, empty for nobody any more; None leaves it as it is.
    """

    words: str = ""
    sources: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    language: str = ""
    stories: int | None = None
    length: Length | None = None
    when_quiet: WhenQuiet | None = None
    quiet_hours: str = ""
    ping: str | None = None
    everything: bool = False

    @property
    def is_empty(self) -> bool:
        """Whether nothing is asked for."""
        return self == Wish()


@dataclass(frozen=True, slots=True)
class Upcoming:
    """A subscription, and the next local times at which its channel gets a briefing."""

    subscription: Subscription
    times: tuple[datetime, ...]


async def change(wish: Wish, channel: str, desk: ScheduleDesk, now: datetime) -> Upcoming:
    """Fulfil a wish from now on; a channel that was stopped is tried again.

    Raises InputError, in one line that says what to type instead.
    """
    wanted, before, planned = await _considered(wish, channel, desk, now)
    if before:
        due = plan(before, now, replace(desk.terms, lead=_NO_LEAD))
        await desk.agenda.plan([due], now)
        planned |= {(edition.key.date, edition.key.slot) for edition in due.editions}
    times = next_times(wanted.schedule, wanted.since, planned, now, SHOWN)
    await desk.subscriptions.keep(wanted, next_due(wanted.schedule, wanted.since, planned, now))
    return Upcoming(wanted, tuple(times))


async def preview(wish: Wish, channel: str, desk: ScheduleDesk, now: datetime) -> Upcoming:
    """What would come of a wish; nothing is changed. Raises InputError as `change` does."""
    wanted, _, planned = await _considered(wish, channel, desk, now)
    return Upcoming(wanted, tuple(next_times(wanted.schedule, wanted.since, planned, now, SHOWN)))


_Planned = frozenset[tuple[date, int]]


async def _considered(
    wish: Wish, channel: str, desk: ScheduleDesk, now: datetime
) -> tuple[Subscription, Coming | None, _Planned]:
    """What is wished for, what there was before, and the local dates and slots that are planned already."""
    if not channel.strip() or not channel.isprintable() or len(channel) > _LONGEST_NAME:
        raise InputError(f"{repeated(channel)} is no name of a channel")
    before = await desk.agenda.of(desk.workspace, channel, now)
    wanted = await _wanted(wish, channel, before.subscription if before else None, desk, now)
    return wanted, before, before.planned if before else frozenset()


async def times_of(one: Subscription, desk: ScheduleDesk, now: datetime) -> Upcoming:
    """A subscription with its times to come."""
    coming = await desk.agenda.of(desk.workspace, one.channel, now)
    planned = coming.planned if coming else frozenset()
    times = [] if one.stopped else next_times(one.schedule, one.since, planned, now, SHOWN)
    return Upcoming(one, tuple(times))


async def upcoming(desk: ScheduleDesk, now: datetime, channel: str | None = None) -> Sequence[Upcoming]:
    """What the channels of the workspace have asked for, or one of them, with the times to come."""
    wanted = [one for one in await desk.subscriptions.all() if channel is None or one.channel == channel]
    return [await times_of(one, desk, now) for one in wanted]


async def _wanted(
    wish: Wish, channel: str, before: Subscription | None, desk: ScheduleDesk, now: datetime
) -> Subscription:
    """A new schedule counts from now on; where it is the same, from when it did."""
    if before is None and not wish.words:
        raise InputError(f"say when, too, for example: {_EXAMPLE}")
    one = before or Subscription(desk.workspace, channel, Schedule((), desk.zone), now)
    schedule = read_schedule(wish.words, one.schedule.zone) if wish.words else one.schedule
    is_same = before is not None and schedule == one.schedule and not one.stopped
    return replace(
        one,
        schedule=schedule,
        since=one.since if is_same else now,
        stopped="",
        choice=await _choice(wish, one.choice, desk.sources),
        stories=wish.stories or one.stories,
        length=wish.length or one.length,
        when_quiet=wish.when_quiet or one.when_quiet,
        quiet_hours=read_quiet_hours(wish.quiet_hours) if wish.quiet_hours else one.quiet_hours,
        ping=one.ping if wish.ping is None else _role(wish.ping),
    )


async def _choice(wish: Wish, before: Choice, sources: Sources) -> Choice:
    if wish.everything:
        before = Choice()
    return Choice(
        sources=tuple([(await find(name, sources)).source_id for name in wish.sources]) or before.sources,
        topics=await _topics(wish.topics, sources) or before.topics,
        include=_phrases(wish.include) or before.include,
        exclude=_phrases(wish.exclude) or before.exclude,
        language=_language(wish.language, before.language),
    )


async def _topics(given: tuple[str, ...], sources: Sources) -> tuple[str, ...]:
    """As the sources are listed. A topic that nothing is listed under would bring nothing, ever."""
    known = {topic.casefold(): topic for one in await sources.followed() for topic in one.topics} if given else {}
    for topic in given:
        if one_line(topic).casefold() not in known:
            raise InputError(f"no source is listed under {repeated(topic)}: newsbot sources list shows the topics")
    return tuple(known[one_line(topic).casefold()] for topic in given)


def _role(given: str) -> str:
    """An id as chats give them, or nobody: nothing else ever comes into what calls people."""
    said = given.strip()
    if said and not _ROLE.fullmatch(said):
        raise InputError(f"{repeated(given)} is no id of a role, which is up to 20 figures")
    return said


def _phrases(given: tuple[str, ...]) -> tuple[str, ...]:
    """Those that say something. More or longer ones than are looked for would be passed over in silence."""
    phrases = tuple(filter(None, map(one_line, map(storable, given))))
    if len(phrases) > MOST_PHRASES:
        raise InputError(f"at most {MOST_PHRASES} words or phrases can be asked for, and as many left out")
    for phrase in phrases:
        if len(phrase) > MOST_CHARACTERS:
            raise InputError(f"{repeated(phrase)} is too long: a phrase has {MOST_CHARACTERS} characters at most")
    return phrases


def _language(given: str, before: str) -> str:
    said = given.strip().casefold()
    if said == ANY:
        return ""
    if said and not _LANGUAGE.fullmatch(said):
        raise InputError(f"{repeated(given)} is no code of a language, such as en or pt-br; any is for all of them")
    return said or before
