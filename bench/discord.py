"""The bot in Discord, as people wait for it: deferrals under load, answers, heartbeats, and one person's flood.

The bot is the real program, in a process of its own; this one is Discord, the site of the feeds, and the people. Under
load means: twenty hostile feeds are fetched and parsed again and again while a digest goes out to many channels.
Beside each figure stands the same of the bot at rest, in the same run: on a shared machine ratios say more.
"""

import asyncio
import tempfile
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from bench.chat_load import ARTICLES
from bench.discord_load import CHANNELS, HEARTBEAT, PEOPLE, Town, town
from bench.waits import paced, share, told
from tests.fakes.discord import Interaction, Message, User
from tests.fakes.discord_stage import button, words

RATE = 12  # requests a second while deferrals are measured
AT_REST = 40  # seconds
ANSWERS = 150
BEATS = 30  # heartbeats that are watched while nothing but hostile feeds is read
FLOOD, FLOOD_SECONDS, FLOODS = 1_000, 10, 2
NORMAL = 5  # questions a second of the others, each of somebody else
_AFTER = 15.0  # seconds after a flood that its answers are waited for
_LATEST = 30.0  # seconds that an answer is waited for
_TURNED_AWAY = "Too many questions"
KINDS = ("command", "button", "button that opens a form")


# --- deferrals ---------------------------------------------------------------------------------------


async def sent(here: Town, shown: Message, until: Callable[[int], bool]) -> list[Interaction]:
    """Commands and buttons of two kinds in turn, each of somebody else, all of them acknowledged."""
    made: list[Interaction] = []

    async def one(number: int) -> None:
        user = here.person(number)
        match number % len(KINDS):
            case 0:
                made.append(await here.ask(number, user))
            case 1:
                made.append(here.discord.forge(shown, button(shown, "story_why"), user))
            case _:
                made.append(here.discord.forge(shown, button(shown, "story_ask"), user))

    await paced(one, RATE, until)
    await here.discord.until(lambda: all(one.callback for one in made), within=60)
    return made


async def deferred(here: Town) -> None:
    """Print how long it takes to a callback while the digest goes out and hostile feeds are read, and at rest."""
    shown = await (await here.discord.slash(here.room(0), here.person(0), "news brief")).said(_LATEST)
    async with here.polled_for_ever():
        await here.discord.until(here.reached, within=180)  # until the first message of the digest is there
        polls, began, cpu = here.polls, time.monotonic(), here.cpu()
        busy = await sent(here, shown, lambda _: len(here.reached()) == CHANNELS or time.monotonic() - began > 120)
        polls, took, cpu = here.polls - polls, time.monotonic() - began, here.cpu() - cpu
    reached = len(here.reached())
    await here.quiet()
    calm = await sent(here, shown, lambda number: number >= AT_REST * RATE)
    under, rest = ([one.callback_after for one in some] for some in (busy, calm))
    print(
        f"{took:.0f} s of load: {polls} hostile documents, a digest in {reached} channels, "
        f"{cpu / took:.0%} of a core in the bot's own process"
    )
    print(
        f"deferred ({len(under)} interactions): {told(under)} (aim 300 at the 99th percentile); at rest {told(rest)}: "
        f"{share(under, 0.99) / share(rest, 0.99):.1f} times"
    )
    for at, kind in enumerate(KINDS):
        print(f"    {kind}: {told(under[at :: len(KINDS)])}")


# --- answers -----------------------------------------------------------------------------------------


async def answered(here: Town) -> None:
    """Print how long it takes from a mention to the reply to it, and from a command to its answer."""
    mentioned, typed = [], []
    for number in range(ANSWERS):
        room, start = here.room(number), time.perf_counter()
        seen = len(here.discord.messages(room))
        await here.discord.say(room, here.person(number), here.question(), mentions=(here.discord.bot,))
        await here.discord.until(lambda seen=seen, room=room: len(here.discord.messages(room)) > seen, within=_LATEST)  # type: ignore[misc]  # defaults
        mentioned.append(time.perf_counter() - start)
        _checked(here.discord.messages(room)[seen])
        typed.append(await waited(here, number + PEOPLE // 2))
    print(f"an answer from {ARTICLES:,} articles, by mention {told(mentioned)}, by command {told(typed)} (aim 1 s)")


async def waited(here: Town, number: int) -> float:
    """Seconds until somebody who asks one question has the answer."""
    start = time.perf_counter()
    made = await here.ask(number, here.person(number))
    said = await made.said(_LATEST)
    took = time.perf_counter() - start
    _checked(said)
    return took


def _checked(said: Message) -> None:
    """Raises AssertionError for what is no answer: it would be quicker than one."""
    if _TURNED_AWAY in words(said):
        raise AssertionError(words(said))


# --- heartbeats --------------------------------------------------------------------------------------


async def beaten(here: Town) -> None:
    """Print how late heartbeats come while hostile feeds are read, and at rest."""
    await here.quiet()
    rest = await _beats(here)
    async with here.polled_for_ever():
        await asyncio.sleep(3)
        polls = here.polls
        under = await _beats(here)
        polls = here.polls - polls
    print(
        f"{len(under)} heartbeats, one each {HEARTBEAT:.0f} s, while {polls} hostile documents are read: the latest "
        f"{max(under) * 1000:.0f} ms late, at rest {max(rest) * 1000:.0f} ms"
    )


async def _beats(here: Town) -> list[float]:
    """Seconds by which each of the next heartbeats comes late."""
    seen = len(here.discord.lateness)
    await here.discord.until(lambda: len(here.discord.lateness) >= seen + BEATS, within=BEATS * HEARTBEAT * 3)
    return here.discord.lateness[seen:]


def kept(here: Town) -> None:
    """Print how the connection fared in the whole run, and what Discord has refused."""
    late, connections = here.discord.lateness, len(here.discord.connections)
    missed = sum(one > HEARTBEAT for one in late)
    print(
        f"in the whole run {len(late)} heartbeats, {missed} an interval late, the latest {max(late) * 1000:.0f} ms; "
        f"connections: {connections}; calls refused as too many: "
        f"{sum(status == 429 for _, _, status in here.discord.invalid)}; otherwise: {len(here.discord.refused)}"
    )


# --- a flood -----------------------------------------------------------------------------------------


async def others(here: Town) -> list[float]:
    """How long people wait who ask at a normal rate."""
    waits: list[float] = []

    async def one(number: int) -> None:
        waits.append(await waited(here, number))

    await paced(one, NORMAL, lambda number: number >= NORMAL * FLOOD_SECONDS)
    return waits


async def flood(here: Town, user: User) -> tuple[int, int, int, int]:
    """A thousand commands in ten seconds: how many are acknowledged, answered, told to wait, and left without a word.

    Discord takes no acknowledgement after three seconds: who has none was not answered in time.
    """
    made: list[Interaction] = []

    async def one(number: int) -> None:
        made.append(await here.ask(number, user))

    await paced(one, FLOOD / FLOOD_SECONDS, lambda number: number >= FLOOD)
    with suppress(TimeoutError):
        await here.discord.until(lambda: all(one.messages for one in made), within=_AFTER)
    in_time = sum(one.callback is not None for one in made)
    refusals = sum(_TURNED_AWAY in words(*one.messages) for one in made)
    silent = sum(not one.messages for one in made)
    return in_time, len(made) - refusals - silent, refusals, silent


async def flooded(here: Town) -> None:
    """Print what others wait with and without a flood, in turns."""
    await others(here)
    calm, wild, counted = [], [], []
    before = here.memory()
    for number in range(FLOODS):
        calm += await others(here)
        waits, counts = await asyncio.gather(others(here), flood(here, here.newcomer(PEOPLE + number)))
        wild += waits
        counted.append(counts)
    grown = here.memory() - before
    in_time, answers, refusals, silent = (sum(column) / FLOODS for column in zip(*counted, strict=True))
    ratio = share(wild, 0.95) / share(calm, 0.95)
    print(
        f"{FLOOD:,} commands in {FLOOD_SECONDS} s by one person, {FLOODS} times: {in_time:.0f} acknowledged in time, "
        f"{answers:.0f} answered, {refusals:.0f} told to wait, "
        f"{silent:.0f} told nothing; memory {grown / FLOODS:+.1f} MiB each"
    )
    print(
        f"the others, {NORMAL} questions a second: median {share(calm, 0.5):.0f} → {share(wild, 0.5):.0f} ms, "
        f"95th percentile {share(calm, 0.95):.0f} → {share(wild, 0.95):.0f} ms: "
        f"{ratio:.2f} times (aim at most 1.20)"
    )


async def _measured() -> None:
    with tempfile.TemporaryDirectory() as folder:
        async with town(Path(folder)) as here:
            await deferred(here)
            await answered(here)
            await beaten(here)
            await flooded(here)
            kept(here)


def run() -> None:
    """Print all of it; about seven minutes."""
    asyncio.run(_measured())


if __name__ == "__main__":
    run()
