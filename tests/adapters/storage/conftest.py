"""The desk over the fake and over both engines."""

from collections.abc import AsyncIterator

import pytest

from bot.adapters.storage.database import Database
from tests.adapters.storage.desks import Desk, fake_desk, stored_desk


@pytest.fixture(params=["fake", "sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def desk_url(request: pytest.FixtureRequest) -> str | None:
    """None is the fake."""
    if request.param == "fake":
        return None
    if request.param == "sqlite":
        return f"sqlite:///{request.getfixturevalue('sqlite_path')}"
    url: str = request.getfixturevalue("postgres_url")
    return url


@pytest.fixture
async def desk(desk_url: str | None) -> AsyncIterator[Desk]:
    """Every test that takes it runs on the fake and on both engines."""
    if desk_url is None:
        yield fake_desk()
        return
    async with await Database.open(desk_url) as database:
        yield await stored_desk(database)
