"""Real processes that deliver from a real file to a chat over real sockets, ended by real signals."""

import signal
from pathlib import Path

from tests.killing import end_and_count


async def test_a_process_killed_twice_loses_and_doubles_nothing(tmp_path: Path):
    found = await end_and_count(tmp_path, 30, signal.SIGKILL, 2, within=(0.0, 0.2))
    assert found.signals == 2
    assert (found.lost, found.doubled, found.disordered, found.unsent) == (0, 0, 0, 0)
    assert found.intact


async def test_a_process_told_to_stop_ends_well_and_in_time_and_the_next_one_goes_on(tmp_path: Path):
    found = await end_and_count(tmp_path, 60, signal.SIGTERM, 3, within=(0.0, 0.2), seed=2)
    assert found.signals
    assert not any(found.statuses)
    assert found.slowest < 10
    assert (found.lost, found.doubled, found.disordered, found.unsent) == (0, 0, 0, 0)
    assert found.intact
