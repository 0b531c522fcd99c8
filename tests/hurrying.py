"""A bot whose clock is set and goes faster, all but its chat: what it runs with in a process that is to be killed."""

import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from bot import app
from bot.app import delivering, intake
from bot.app.running import Bot
from bot.services.deliver.terms import Outlet
from bot.settings import Settings


@dataclass(frozen=True, slots=True)
class Hurried:
    """`ticks` are the seconds of its clock; its chat is to enter itself among `outlets`."""

    bot: Bot
    outlets: dict[str, Outlet]
    ticks: Callable[[], float]


@asynccontextmanager
async def hurried(began: float, speed: float) -> AsyncIterator[Hurried]:
    """`speed` is how many of its seconds pass in one since `began`, in seconds since 1970."""

    def ticks() -> float:
        return speed * (time.time() - began)

    def clock() -> datetime:
        return datetime.fromtimestamp(began + ticks(), UTC)

    given, times = Settings(), delivering.Times(clock, ticks)
    async with app.database(given) as opened:
        web = intake.SharedWeb(given)
        outlets: dict[str, Outlet] = {}
        try:
            tick = timedelta(seconds=0.2)
            yield Hurried(Bot(opened, web.opened, given, delivering.outlets(outlets), times, tick), outlets, ticks)
        finally:
            await web.aclose()
