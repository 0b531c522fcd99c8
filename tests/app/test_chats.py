"""What serving people is composed of: the language model is bound to when each of them asked."""

from datetime import timedelta
from pathlib import Path
from typing import Any, cast

import pytest

from bot.adapters.storage.database import Database
from bot.app.chats import desks
from bot.app.delivering import Times
from bot.app.running import Bot
from bot.domain.rights import Person
from bot.services.authoring import Style
from bot.services.requests import Asking
from bot.services.turns import Turn
from bot.settings import Settings
from tests.adapters.storage.builders import NOW
from tests.fakes.asking import author

UNUSED = cast("Any", None)


@pytest.mark.parametrize(("turn", "until"), [(Turn(100.0), 120.0), (None, 150.0)])
async def test_an_answer_is_due_so_long_after_it_was_asked(sqlite_path: Path, turn: Turn | None, until: float):
    made, _ = author(lambda _: {})
    async with await Database.open(f"sqlite:///{sqlite_path}") as opened:
        times = Times(lambda: NOW, lambda: 130.0)
        bot = Bot(opened, UNUSED, Settings(_env_file=None), UNUSED, times, timedelta(1), author=lambda _: made)
        desk = await desks(bot, lambda _, desk: desk)(Asking("team", "C1", Person("U1"), private=False, turn=turn))
        assert desk.author
        assert desk.author.until == until
        assert Style().answer == 20.0
