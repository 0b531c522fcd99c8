"""What every test of the whole bot in Discord begins with."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

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


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def town(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Stage]:
    """The same for all tests of a file: each has channels and people of its own."""
    async with playing(tmp_path_factory.mktemp("discord")) as made:
        yield made


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def resident(town: Stage) -> Running:
    """The bot that runs there, with two articles."""
    started = await town.start()
    await load(started, town.workspace)
    return started
