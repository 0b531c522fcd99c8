"""What is offered while somebody types: sources, topics, people, time zones. Guards that nothing hidden is offered.

Everything comes from the reader of the channel that asks. Nothing here is a question: it is not counted, a fault offers
nothing, and what a chat could not take as a choice is left out.
"""

from collections.abc import Awaitable, Callable, Iterable
from datetime import timedelta

from bot.domain.addresses import host
from bot.domain.errors import NewsbotError
from bot.domain.models import EVERYTHING, Window, first_id
from bot.domain.text import clean, one_line
from bot.domain.words import words
from bot.domain.zones import zones_like
from bot.services.requests.desk import Asking, RequestDesk

MOST = 25  # choices, and the characters of each: what Discord takes, as its reference for developers says
LONGEST = 100
_TYPED = 100  # characters that are looked at
_LATE = timedelta(days=90)  # people who were quoted since then come first
_CANDIDATES = 400  # names that hold one of the words, among which those with all of them are looked for


async def complete_sources(typed: str, desk: RequestDesk) -> list[str]:
    """Names of sources that are followed here, those that begin so first; a host finds its source, too."""

    async def work() -> list[str]:
        followed = await desk.reader.sources.followed()
        return _fitting(typed, ((one.name, f"{one.name} {host(one.state.url)}") for one in followed))

    return await _offered(work)


async def complete_topics(typed: str, asking: Asking, desk: RequestDesk) -> list[str]:
    """Topics that this channel has asked for, and those under which sources that it sees are listed."""

    async def work() -> list[str]:
        own = await desk.reader.subscriptions.of(asking.channel) if asking.channel else None
        listed = await desk.reader.store.listed()
        topics = [*(own.choice.topics if own else ()), *sorted({one for given in listed.values() for one in given})]
        return _fitting(typed, ((one, one) for one in topics))

    return await _offered(work)


async def complete_people(typed: str, desk: RequestDesk) -> list[str]:
    """Names of people who are quoted in what can be seen here, those most quoted in the last three months first."""

    async def work() -> list[str]:
        asked = words(typed[:_TYPED])
        if not asked and typed.strip():
            return []  # marks alone
        longest = max(asked, key=len, default="")
        limit = _CANDIDATES if len(asked) > 1 else MOST
        late = Window(first_id(desk.clock() - _LATE))
        for window in (late, EVERYTHING):
            names = await desk.reader.speech.names(longest, window, limit)
            found = [one for one in names if _holds(one, asked)]
            if found:
                return _choices(found)
        return []

    return await _offered(work)


def complete_zones(typed: str) -> list[str]:
    """Names of time zones that somebody may mean who has typed so far."""
    return _choices(zones_like(typed, MOST))


async def _offered(work: Callable[[], Awaitable[list[str]]]) -> list[str]:
    """Nothing where it cannot be looked up: whoever asks then is told why."""
    try:
        return await work()
    except NewsbotError:
        return []


def _holds(name: str, asked: Iterable[str]) -> bool:
    """Whether each word that was typed begins a word of the name."""
    held = words(name)
    return all(any(word.startswith(one) for word in held) for one in asked)


def _fitting(typed: str, known: Iterable[tuple[str, str]]) -> list[str]:
    """Of what is known, with the text in which it is found, what holds what was typed; what begins so first."""
    wanted = _folded(typed[:_TYPED])
    found = [(not _folded(text).startswith(wanted), name) for name, text in known if wanted in _folded(text)]
    return _choices(name for _, name in sorted(found, key=lambda one: one[0]))


def _folded(text: str) -> str:
    return one_line(text).casefold()


def _choices(found: Iterable[str]) -> list[str]:
    """Each once, as many as a chat takes, without what is too long for one: cut it would name something else."""
    shown = dict.fromkeys(one_line(clean(one)) for one in found)
    return [one for one in shown if one and len(one.encode("utf-16-le", "replace")) <= 2 * LONGEST][:MOST]
