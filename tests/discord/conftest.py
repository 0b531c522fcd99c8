"""What every test of the whole bot in Discord begins with."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.fakes.discord_bot import Running
from tests.fakes.discord_stage import Stage, load, playing


@pytest.fixture
async def stage(tmp_path: Path) -> AsyncIterator[Stage]:
    """A Discord, a site with a feed, and no bot yet."""
    async with playing(tmp_path) as made:
        yield made


@pytest.fixture
async def bot(stage: Stage) -> Running:
    """The running bot, with two articles."""
    started = await stage.start()
    await load(started, stage.workspace)
    return started
