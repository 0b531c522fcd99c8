"""Real processes that deliver from a real file to a chat over real sockets, ended by real signals."""

import signal
from pathlib import Path

from tests.killing import end_and_count


async def test_processes_that_are_killed_or_told_to_stop_lose_and_double_nothing(tmp_path: Path):
    kinds = [signal.SIGKILL, signal.SIGTERM, signal.SIGKILL]
    found = await end_and_count(tmp_path, 40, kinds, 3, within=(0.0, 0.2), seed=3)
    assert found.signals >= 2
    assert found.statuses == [0]
    assert found.slowest < 10
    assert (found.lost, found.doubled, found.disordered, found.unsent) == (0, 0, 0, 0)
    assert found.intact
