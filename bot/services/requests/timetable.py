"""Schedules on request. Guards that every change is said back as the times that follow from it."""

from bot.domain.documents import Notice
from bot.domain.schedule_words import say_next, say_quiet_hours, say_schedule
from bot.domain.subscriptions import Choice, Subscription
from bot.services.notices import notice
from bot.services.requests.desk import Asking, RequestDesk, attempt, number_of
from bot.services.requests.wishes import read_wish
from bot.services.schedules import Upcoming, Wish, change, preview, upcoming


async def schedule(rest: str, asking: Asking, desk: RequestDesk) -> Notice:
    """Set the channel's schedule as a line asks for; without words, show it."""
    if not rest.strip():
        found = await upcoming(desk.schedules(asking.workspace), desk.clock(), asking.channel)
        return _told(found[0], "schedule_is", desk) if found else notice("schedule_none", command=desk.command)
    return await _set(read_wish(rest), asking, desk)


async def set_schedule(wish: Wish, asking: Asking, desk: RequestDesk) -> Notice:
    """Set the channel's schedule as a form asks for."""
    return await attempt(lambda: _set(wish, asking, desk), asking, desk, changes=True)


async def next_times(words: str, asking: Asking, desk: RequestDesk) -> Notice:
    """The times that would follow from these words; nothing is saved, and no question is counted."""

    async def work() -> Notice:
        found = await preview(read_wish(words), asking.channel, desk.schedules(asking.workspace), desk.clock())
        return _told(found, "schedule_would", desk)

    return await attempt(work, asking, desk, changes=True, counts=False)


async def _set(wish: Wish, asking: Asking, desk: RequestDesk) -> Notice:
    found = await change(wish, asking.channel, desk.schedules(asking.workspace), desk.clock())
    return _told(found, "schedule_set", desk)


def _told(one: Upcoming, name: str, desk: RequestDesk) -> Notice:
    subscription = one.subscription
    about = notice("schedule_about", about=say_about(subscription))
    if subscription.stopped:
        return notice("schedule_stopped", about, reason=subscription.stopped)
    if subscription.schedule.is_off:
        return notice("schedule_off", command=desk.command)
    return notice(name, about, schedule=say_schedule(subscription.schedule), next=say_next(one.times))


def say_about(one: Subscription) -> str:
    """How much a channel is told, and of what."""
    parts = [f"at most {number_of(one.stories, 'story')}", f"{one.length.value} length", say_choice(one.choice)]
    parts.append("a line where there is no news" if one.when_quiet == "line" else "silence where there is no news")
    parts += [f"quiet hours {say_quiet_hours(one.quiet_hours)}"] if one.quiet_hours else []
    parts += ["and a role is told of it"] if one.ping else []
    return "; ".join(parts)


def say_choice(choice: Choice) -> str:
    """Of what a channel is told."""
    language = (choice.language,) if choice.language else ()
    named = [("topics", choice.topics), ("only with", choice.include), ("without", choice.exclude), ("in", language)]
    parts = [f"{len(choice.sources)} of the sources"] if choice.sources else []
    parts += [f"{word} {', '.join(values)}" for word, values in named if values]
    return ", ".join(parts) or "all that is followed here"
