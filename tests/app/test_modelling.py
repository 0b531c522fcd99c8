"""Asking a model as the program is composed: what was used is in the database when it is closed."""

import asyncio
import time
from pathlib import Path

import pytest

from bot.adapters.storage.database import Database
from bot.app.modelling import Limits, modelling
from bot.domain.errors import ModelError, ModelFault
from bot.services.budget import ceilings_of, prices_of
from tests.adapters.storage.builders import NOW
from tests.fakes.modelling import FakeFigures, FakeModel, Said, prompt


async def test_a_call_that_is_cancelled_as_the_program_ends_is_in_the_database(sqlite_path: Path):
    async with await Database.open(f"sqlite:///{sqlite_path}") as database:
        await database.operations.workspace_id("red")
        model = FakeModel(takes=30.0)
        async with modelling(database, model, Limits(), clock=lambda: NOW) as asking:
            until = time.monotonic() + 30
            task = asyncio.create_task(asking.ask(prompt(), Said, workspace="red", private=True, until=until))
            await model.begun.wait()
            task.cancel()
        (used,) = await database.spending.used(NOW.date())
        assert (used.calls, used.failed) == (1, 1)
        assert task.cancelled()


async def test_limits_prices_and_figures_count(sqlite_path: Path):
    async with await Database.open(f"sqlite:///{sqlite_path}") as database:
        await database.operations.workspace_id("red")
        limits = Limits(ceilings_of(money_ever=0.001_16), prices_of("tester=0.1/1"))
        figures = FakeFigures()
        async with modelling(database, FakeModel(), limits, figures, clock=lambda: NOW) as asking:
            until = time.monotonic() + 30
            said = await asking.ask(prompt(), Said, workspace="red", private=False, until=until)
            assert said.text == "WHAT IS NEW?"
            with pytest.raises(ModelError) as caught:
                await asking.ask(prompt("much" * 50), Said, workspace="red", private=False, until=until)
            assert caught.value.kind is ModelFault.BUDGET
        assert figures.calls == [(None, 10, 5, 6), (ModelFault.BUDGET, 0, 0, 0)]
