"""Messages lost and doubled in a fake Discord where the running bot, `newsbot run`, is killed with `kill -9`.

Its clock is the real one, as in `slack_killing`; every second bot's Discord forgets nonces after five seconds, so that
what was posted before the kill is found in the history alone.
"""

import asyncio
import sys
import tempfile
import time
from contextlib import AsyncExitStack
from pathlib import Path

from bench.slack_killing import BOTS, CHANNELS, KILLS, show
from tests.chat_killing import Ended
from tests.discord_killing import kill_and_count, ready

REMEMBERS = (5.0, 120.0)  # seconds that a nonce is remembered, of one bot and the next


async def side_by_side(folder: Path, bots: int, channels: int, kills: int) -> list[Ended]:
    """What came of each bot."""
    async with AsyncExitStack() as stack:
        ends = []
        for seed in range(bots):
            (folder / str(seed)).mkdir()
            given = await stack.enter_async_context(ready(folder / str(seed), channels))
            remembers = REMEMBERS[seed % len(REMEMBERS)]
            ends.append(kill_and_count(given, kills, within=(0.0, 5.0), seed=seed, remembers=remembers))
        return await asyncio.gather(*ends)


def run(bots: int = BOTS, channels: int = CHANNELS, kills: int = KILLS) -> None:
    """Prints the figures. Raises AssertionError where a message was lost or doubled."""
    started = time.perf_counter()
    with tempfile.TemporaryDirectory() as folder:
        found = asyncio.run(side_by_side(Path(folder), bots, channels, kills))
    show("Discord", found, time.perf_counter() - started)


if __name__ == "__main__":
    run(*map(int, sys.argv[1:]))
