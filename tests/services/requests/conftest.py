from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.requesting import Team, opened_team


@pytest.fixture
async def team(sqlite_path: Path) -> AsyncIterator[Team]:
    async with opened_team(sqlite_path) as team:
        yield team
