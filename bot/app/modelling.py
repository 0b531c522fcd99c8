"""The composition of asking a language model. Guards that what was used is entered before the database is closed."""

import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.adapters.storage.database import Database
from bot.app import clock as system_clock
from bot.services.modelling import AT_ONCE, Modeller, Unwatched
from bot.services.paying import Account
from bot.services.ports import ModelFigures
from bot.services.ports.model import Ceilings, LanguageModel, Prices

KEEP = timedelta(days=7)  # a reply: nobody is told of a story for longer
MOST_TOKENS = 48_000  # of a prompt: a bound in bytes, so that it is about a quarter of that in words of English


@dataclass(frozen=True, slots=True)
class Limits:
    """What a model may cost, and how much it is asked at once."""

    ceilings: Ceilings = field(default_factory=Ceilings)
    prices: Prices = field(default_factory=dict)
    keep: timedelta = KEEP
    most_tokens: int = MOST_TOKENS
    at_once: int = AT_ONCE


def paid(opened: Database, model: LanguageModel, ceilings: Ceilings, prices: Prices) -> Account:
    """Single calls of a model, paid for like all others."""
    return Account(model, opened.spending, ceilings, prices, system_clock, Unwatched())


@asynccontextmanager
async def modelling(
    opened: Database,
    model: LanguageModel,
    limits: Limits,
    figures: ModelFigures | None = None,
    clock: Callable[[], datetime] = system_clock,
    ticks: Callable[[], float] = time.monotonic,
) -> AsyncIterator[Modeller]:
    """One for the whole program, inside of its database. Deadlines are given in `ticks`."""
    asking = Modeller(
        model,
        opened.spending,
        opened.replies,
        limits.ceilings,
        limits.prices,
        clock,
        ticks,
        limits.keep,
        limits.most_tokens,
        limits.at_once,
        figures or Unwatched(),
    )
    try:
        yield asking
    finally:
        await asking.finish()
