"""The delivering process ended by SIGTERM at random moments: how long that takes, and what it leaves."""

import asyncio
import signal
import sys
import tempfile
from pathlib import Path

from bench.killing import show
from tests.killing import end_and_count

TIMES, AT_ONCE, CHANNELS = 200, 20, 600
MOST = 10.0  # seconds


def run(times: int = TIMES) -> float:
    """Prints the figures; returns the slowest end in seconds. Raises AssertionError where one was too slow."""
    slowest, done = 0.0, 0
    while done < times:
        with tempfile.TemporaryDirectory() as folder:
            many = min(AT_ONCE, times - done)
            found = asyncio.run(
                end_and_count(Path(folder), CHANNELS, [signal.SIGTERM], many, within=(0.0, 2.0), seed=done)
            )
        show(found, CHANNELS)
        if any(found.statuses):
            raise AssertionError(f"exit statuses {found.statuses}")
        slowest, done = max(slowest, found.slowest), done + found.signals
    print(f"SIGTERM at {done} random moments: exit 0 each time, after {slowest:.2f} s at most")
    if slowest > MOST:
        raise AssertionError(f"{slowest:.1f} s")
    return slowest


if __name__ == "__main__":
    run(*map(int, sys.argv[1:]))
