"""Briefings doubled and lost in a fake Discord over real sockets, over seeded histories of crashes and faults."""

import asyncio
import logging
import sys
import time
from collections import Counter

from tests.discord_seeded import play
from tests.seeded import faults_of

SEEDS = 500


async def seeded(seeds: range) -> tuple[Counter[str], dict[int, list[str]]]:
    """What was counted, and the seeds that break the promise."""
    counts: Counter[str] = Counter()
    broken: dict[int, list[str]] = {}
    for seed in seeds:
        verdict, given, weather = await play(seed)
        counts["doubled"] += verdict.doubled
        counts["lost"] += verdict.lost
        counts["held" if given.drawn.readable else "held unread"] += verdict.held
        counts["unread"] += not given.drawn.readable
        counts["forgotten"] += given.remembers < 60
        counts["ahead"] += given.ahead > 0
        counts["spare"] += bool(given.drawn.pauses)
        counts["faults"] += weather.faults
        counts["requests"] += weather.requests
        if faults := faults_of(verdict, given.drawn):
            broken[seed] = faults
    return counts, broken


def run(seeds: range = range(SEEDS)) -> None:
    """Prints the figures. Raises AssertionError, with the seeds, where the promise is broken."""
    logging.disable(logging.CRITICAL)
    started = time.perf_counter()
    counts, broken = asyncio.run(seeded(seeds))
    logging.disable(logging.NOTSET)
    print(
        f"{len(seeds):,} seeded histories in Discord in {time.perf_counter() - started:.0f} s: "
        f"{counts['requests']:,} requests, {counts['faults']:,} faults"
    )
    print(
        f"of these {counts['forgotten']} with nonces soon forgotten, {counts['ahead']} with a clock that is ahead, "
        f"{counts['spare']} with two processes, {counts['unread']} without the right to read history"
    )
    print(
        f"{counts['doubled']} messages doubled, {counts['lost']} lost; editions held: {counts['held']} where history "
        f"can be read, {counts['held unread']} where it cannot"
    )
    if broken:
        raise AssertionError(f"seeds that break the promise: {broken}")


if __name__ == "__main__":
    run(range(*map(int, sys.argv[1:])) if sys.argv[1:] else range(SEEDS))
