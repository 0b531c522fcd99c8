"""Messages lost and doubled in a fake Slack where the running bot, `newsbot run`, is killed with `kill -9`.

Its clock is the real one, and who comes next waits a minute for the lease of who was killed: several bots are killed
side by side, each with a Slack of its own.
"""

import asyncio
import sys
import tempfile
import time
from collections.abc import Sequence
from contextlib import AsyncExitStack
from pathlib import Path

from tests.chat_killing import Ended
from tests.slack_killing import kill_and_count, ready

BOTS, CHANNELS, KILLS = 4, 100, 2  # channels of each bot, and kills


async def side_by_side(folder: Path, bots: int, channels: int, kills: int) -> list[Ended]:
    """What came of each bot."""
    async with AsyncExitStack() as stack:
        given = []
        for number in range(bots):
            (folder / str(number)).mkdir()
            given.append(await stack.enter_async_context(ready(folder / str(number), channels)))
        ends = (kill_and_count(one, kills, within=(0.0, 5.0), seed=seed) for seed, one in enumerate(given))
        return await asyncio.gather(*ends)


def show(chat: str, found: Sequence[Ended], seconds: float) -> None:
    """Prints the figures of all bots together. Raises AssertionError where a message was lost or doubled."""

    def total(name: str) -> int:
        return sum(int(getattr(one, name)) for one in found)

    print(
        f"{len(found)} bots, {total('channels')} channels, {total('messages')} messages, {total('faults')} faults of "
        f"{chat}, {total('kills')} kills with {total('under_way')} editions under way, in {seconds:.0f} s"
    )
    print(
        f"{total('lost')} lost, {total('doubled')} doubled, {total('outside')} where none belongs, {total('untold')} "
        f"stories untold, {total('unsent')} editions not sent"
    )
    if not all(one.is_clean for one in found):
        raise AssertionError(found)


def run(bots: int = BOTS, channels: int = CHANNELS, kills: int = KILLS) -> None:
    """Prints the figures. Raises AssertionError where a message was lost or doubled."""
    started = time.perf_counter()
    with tempfile.TemporaryDirectory() as folder:
        found = asyncio.run(side_by_side(Path(folder), bots, channels, kills))
    show("Slack", found, time.perf_counter() - started)


if __name__ == "__main__":
    run(*map(int, sys.argv[1:]))
