"""Briefings doubled and lost in a fake Discord over real sockets, over seeded histories of crashes and its faults."""

import logging
import sys
import time

from tests.chat_seeded import tally
from tests.discord_seeded import TRUSTED, InDiscord, play
from tests.fakes.loop import run_hurrying

SEEDS = 300


def kinds(given: InDiscord) -> dict[str, bool]:
    """What is counted of a history."""
    return {
        "short": given.nonce_memory < TRUSTED / 2,
        "unthreaded": not given.has_threads,
        "ahead": given.ahead > 0,
        "banned": given.banned,
    }


def run(seeds: range = range(SEEDS)) -> None:
    """Prints the figures. Raises AssertionError, with the seeds, where the promise is broken."""
    logging.disable(logging.CRITICAL)
    started = time.perf_counter()
    counts, broken = run_hurrying(tally(seeds, play, kinds))
    logging.disable(logging.NOTSET)
    print(
        f"{len(seeds):,} seeded histories in Discord in {time.perf_counter() - started:.0f} s: "
        f"{counts['requests']:,} requests, {counts['faults']:,} faults"
    )
    print(
        f"of these {counts['short']} with nonces forgotten before it is looked, {counts['unread']} without the right "
        f"to read history, {counts['unthreaded']} without threads, {counts['ahead']} with a clock that is ahead, "
        f"{counts['spare']} with two processes, {counts['banned']} with bans"
    )
    print(
        f"{counts['doubled']} messages doubled, {counts['lost']} lost; editions held: {counts['held']} where history "
        f"can be read, {counts['held unread']} where it cannot"
    )
    if broken:
        raise AssertionError(f"seeds that break the promise: {broken}")


if __name__ == "__main__":
    first, count = map(int, sys.argv[1:]) if sys.argv[1:] else (0, SEEDS)
    run(range(first, first + count))
