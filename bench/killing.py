"""Messages lost and doubled where the delivering process is killed, over and over, with `kill -9`."""

import asyncio
import signal
import sys
import tempfile
from pathlib import Path

from tests.killing import Ended, end_and_count

CHANNELS, KILLS = 3000, 8


def show(found: Ended, channels: int) -> None:
    """Prints it. Raises AssertionError where a message was lost or doubled."""
    print(
        f"{channels:,} channels, {found.messages:,} messages, {found.signals} ends, {found.under_way} editions under "
        f"way then: {found.lost} lost, {found.doubled} doubled, {found.disordered} out of order, {found.unsent} not "
        f"sent; the file is {'sound' if found.intact else 'damaged'}"
    )
    if found.lost or found.doubled or found.disordered or found.unsent or not found.intact:
        raise AssertionError(found)


def run(channels: int = CHANNELS, kills: int = KILLS) -> Ended:
    """Prints the figures, and returns them."""
    with tempfile.TemporaryDirectory() as folder:
        ends = asyncio.run(end_and_count(Path(folder), channels, [signal.SIGKILL], kills, within=(0.3, 3)))
    show(ends, channels)
    return ends


if __name__ == "__main__":
    run(*map(int, sys.argv[1:]))
