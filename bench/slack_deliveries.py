"""Briefings doubled and lost in a fake Slack over real sockets, over seeded histories of crashes and Slack's faults."""

import asyncio
import logging
import sys
import time

from tests.chat_seeded import tally
from tests.slack_seeded import InSlack, play

SEEDS = 500


def kinds(given: InSlack) -> dict[str, bool]:
    """What is counted of a history."""
    return {"strict": given.is_strict, "ahead": given.ahead > 0}


def run(seeds: range = range(SEEDS)) -> None:
    """Prints the figures. Raises AssertionError, with the seeds, where the promise is broken."""
    logging.disable(logging.CRITICAL)
    started = time.perf_counter()
    counts, broken = asyncio.run(tally(seeds, play, kinds))
    logging.disable(logging.NOTSET)
    print(
        f"{len(seeds):,} seeded histories in Slack in {time.perf_counter() - started:.0f} s: "
        f"{counts['requests']:,} requests, {counts['faults']:,} faults"
    )
    print(
        f"of these {counts['strict']} with one page of history a minute, {counts['ahead']} with a clock that is ahead, "
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
