"""The bot in Slack, as people wait for it: acknowledgements under load, answers, and one person's flood.

The bot is the real program, in a process of its own; this one is Slack, the site of the feeds, and the people. Under
load means: twenty hostile feeds are fetched and parsed again and again while a digest goes out to many channels.
Beside each figure stands the same of the bot at rest, in the same run: on a shared machine ratios say more.
"""

import asyncio
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from bench.chat_load import ARTICLES
from bench.slack_load import ASKED_IN, CHANNELS, PEOPLE, Town, town
from bench.waits import paced, share, told
from tests.fakes.slack import Ephemeral
from tests.fakes.slack.link import Envelope
from tests.fakes.slack.people import HOOK_USES

RATE = 12  # requests a second while acknowledgements are measured
AT_REST = 40  # seconds
ANSWERS = 150
FLOOD, FLOOD_SECONDS, FLOODS = 1_000, 10, 3
NORMAL = 5  # questions a second of the others, each of somebody else
_LATEST = 30.0  # seconds that an answer is waited for


# --- acknowledgements --------------------------------------------------------------------------------


async def sent(here: Town, shown: Ephemeral, until: Callable[[int], bool]) -> list[Envelope]:
    """Commands, mentions and buttons in turn, each of somebody else, all of them acknowledged."""
    made: list[Envelope] = []
    value = next(
        one["value"]
        for block in shown.blocks
        for one in block.get("elements", ())
        if one.get("action_id") == "story_why"
    )

    async def one(number: int) -> None:
        user = f"UP{number % PEOPLE}"
        match number % 3:
            case 0:
                envelope = await here.slack.slash(f"ask {here.question()}", user=user)
            case 1:
                envelope = await here.slack.mention(here.question(), user=user, channel=asked_in(number))
            case _:
                envelope = await here.slack.press(shown, "story_why", user=user, value=value)
        made.append(envelope)

    await paced(one, RATE, until)
    await here.slack.until(lambda: all(envelope.id in here.slack.acks for envelope in made), within=60)
    return made


async def acknowledged(here: Town) -> None:
    """Print how long acknowledgements take while the digest goes out and hostile feeds are read, and at rest."""
    shown = await first_briefing(here)
    async with here.polled_for_ever():
        await here.slack.until(here.digests, within=180)  # until the first message of the digest is there
        polls, began, cpu = here.polls, time.monotonic(), here.cpu()
        busy = await sent(here, shown, lambda _: len(reached(here)) == CHANNELS or time.monotonic() - began > 120)
        polls, took, cpu = here.polls - polls, time.monotonic() - began, here.cpu() - cpu
    sent_out = len(here.digests())
    await here.quiet()
    calm = await sent(here, shown, lambda number: number >= AT_REST * RATE)
    under, rest = ([here.slack.acks[one.id].seconds for one in some] for some in (busy, calm))
    print(
        f"{took:.0f} s of load: {polls} hostile documents, {sent_out} messages of a digest in {len(reached(here))} "
        f"channels, {cpu / took:.0%} of a core in the bot's own process"
    )
    print(
        f"acknowledged ({len(under)} requests): {told(under)} (aim 300 at the 99th percentile); at rest {told(rest)}: "
        f"{share(under, 0.99) / share(rest, 0.99):.1f} times"
    )
    for kind in sorted({one.type for one in busy}):
        print(f"    {kind}: {told([here.slack.acks[one.id].seconds for one in busy if one.type == kind])}")


def asked_in(number: int) -> str:
    """One channel after the other: Slack takes one message a second in each."""
    return f"CM{number % ASKED_IN}"


def reached(here: Town) -> set[str]:
    """The channels that have the digest."""
    return {name for name in here.slack.channels if name.startswith("CX") and here.slack.messages(name)}


async def first_briefing(here: Town) -> Ephemeral:
    """One with buttons, seen by somebody who asked for it: it also warms the bot up."""
    seen = len(here.slack.ephemerals)
    await here.slack.slash("brief", user="UP0")
    await here.slack.until(lambda: len(here.slack.ephemerals) > seen)
    return here.slack.ephemerals[seen]


# --- answers -----------------------------------------------------------------------------------------


async def answered(here: Town) -> None:
    """Print how long it takes from a mention to the message in its thread, and from a command to its answer."""
    mentioned, typed = [], []
    for number in range(ANSWERS):
        user, channel = f"UP{number % PEOPLE}", asked_in(number)
        seen, start = len(here.slack.messages(channel)), time.perf_counter()
        await here.slack.mention(here.question(), user=user, channel=channel)
        await here.slack.until(lambda seen=seen, channel=channel: len(here.slack.messages(channel)) > seen)  # type: ignore[misc]  # defaults
        mentioned.append(time.perf_counter() - start)
        typed.append(await waited(here, f"UP{(number + PEOPLE // 2) % PEOPLE}"))
    print(f"an answer from {ARTICLES:,} articles, by mention {told(mentioned)}, by command {told(typed)} (aim 1 s)")


async def waited(here: Town, user: str) -> float:
    """Seconds until somebody who asks one question has the answer."""
    start = time.perf_counter()
    envelope = await here.slack.slash(f"ask {here.question()}", user=user)
    hook = here.slack.hooks[envelope.payload["response_url"].rpartition("/")[2]]
    await here.slack.until(lambda: hook.left < HOOK_USES, within=_LATEST)
    return time.perf_counter() - start


# --- a flood -----------------------------------------------------------------------------------------


async def others(here: Town) -> list[float]:
    """How long people wait who ask at a normal rate."""
    waits: list[float] = []

    async def one(number: int) -> None:
        waits.append(await waited(here, f"UP{number % PEOPLE}"))

    await paced(one, NORMAL, lambda number: number >= NORMAL * FLOOD_SECONDS)
    return waits


async def flood(here: Town, user: str) -> tuple[int, int, int]:
    """A thousand commands in ten seconds: how many are acknowledged in time, answered, and what else is said."""
    made: list[Envelope] = []

    async def one(_number: int) -> None:
        made.append(await here.slack.slash("ask what was said?", user=user))

    await paced(one, FLOOD / FLOOD_SECONDS, lambda number: number >= FLOOD)
    await here.slack.until(lambda: all(envelope.id in here.slack.acks for envelope in made), within=60)
    await asyncio.sleep(2)
    in_time = sum(here.slack.acks[one.id].is_in_time for one in made)
    got = [one for one in here.slack.ephemerals if one.user == user]
    refusals = sum(one.text.startswith("Too many") for one in got)
    return in_time, len(got) - refusals, refusals


async def flooded(here: Town) -> None:
    """Print what others wait with and without a flood, in turns."""
    await others(here)
    calm, wild, counted = [], [], []
    before = here.memory()
    for number in range(FLOODS):
        calm += await others(here)
        user = here.newcomer(number)
        waits, counts = await asyncio.gather(others(here), flood(here, user))
        wild += waits
        counted.append(counts)
    grown = here.memory() - before
    in_time, answers, refusals = (sum(column) / FLOODS for column in zip(*counted, strict=True))
    ratio = share(wild, 0.95) / share(calm, 0.95)
    print(
        f"{FLOOD:,} commands in {FLOOD_SECONDS} s by one person, {FLOODS} times: {in_time:.0f} acknowledged in time, "
        f"{answers:.0f} answered, {refusals:.0f} told to wait; memory {grown / FLOODS:+.1f} MiB each"
    )
    print(
        f"the others, {NORMAL} questions a second: median {share(calm, 0.5):.0f} → {share(wild, 0.5):.0f} ms, "
        f"95th percentile {share(calm, 0.95):.0f} → {share(wild, 0.95):.0f} ms: "
        f"{ratio:.2f} times (aim at most 1.20)"
    )


async def _measured() -> None:
    with tempfile.TemporaryDirectory() as folder:
        async with town(Path(folder)) as here:
            await acknowledged(here)
            await answered(here)
            await flooded(here)


def run() -> None:
    """Print all of it; about six minutes."""
    asyncio.run(_measured())


if __name__ == "__main__":
    run()
