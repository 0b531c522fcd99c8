"""What is posted of an edition: whom it tells, which is decided when it is posted."""

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from bot.adapters.storage.database import Database, Workspace
from bot.domain.documents import Briefing
from bot.domain.editions import Edition, EditionKey, Kind
from bot.domain.subscriptions import Schedule, Subscription
from bot.services.deliver.terms import Outlet
from bot.services.editing import Editing
from bot.services.ingest import analyse
from tests.adapters.storage.builders import NOW, PAPER, article
from tests.fakes.service import Service, ServiceChat

TEXT = "The Tarn bridge opened on Monday. “We are glad of the shorter way,” mayor Mara Lind said."
SUBSCRIPTION = Subscription("team", "general", Schedule(), NOW, ping="80351110224678912")
DUE = Edition(1, EditionKey("team", "general", NOW.date(), 1), Kind.DIGEST, NOW)
OUTLET = Outlet(ServiceChat(Service(lambda: NOW)), "bot")


@pytest.fixture
async def database(sqlite_path: Path) -> AsyncIterator[Database]:
    async with await Database.open(f"sqlite:///{sqlite_path}") as database:
        yield database


async def posted(database: Database, subscription: Subscription) -> Briefing:
    """The briefing of an edition that is composed while the channel asks for a role that is told, and posted later."""

    async def open_(workspace: str, channel: str) -> Workspace:
        return await database.workspace(workspace, channel)

    editing = Editing(open_, lambda: NOW)
    composed = await editing.compose(DUE, SUBSCRIPTION, OUTLET)
    assert composed
    briefing = await editing.verified(replace(DUE, draft=composed.draft), subscription)
    assert isinstance(briefing, Briefing)
    return briefing


async def test_the_role_that_is_told_is_the_one_of_the_time_of_posting(database: Database):
    reader = await database.workspace("team", "general")
    await reader.store.add([analyse(article("bridge", "Tarn bridge opens", TEXT, PAPER))], NOW)
    assert (await posted(database, SUBSCRIPTION)).ping == "80351110224678912"
    assert (await posted(database, replace(SUBSCRIPTION, ping="7"))).ping == "7"
    assert (await posted(database, replace(SUBSCRIPTION, ping=""))).ping == ""


async def test_nobody_is_called_to_read_that_there_is_no_news(database: Database):
    briefing = await posted(database, SUBSCRIPTION)
    assert (briefing.stories, briefing.ping) == ((), "")
