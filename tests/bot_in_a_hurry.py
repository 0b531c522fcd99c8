"""The whole running bot on a clock that is set and goes faster: started as a process of its own, to be killed.

    python tests/bot_in_a_hurry.py DATABASE_URL START SPEED

START is an ISO time, SPEED how many of its seconds pass in one. What is posted is in a transcript beside the database.
"""

import asyncio
import sys
import time
from datetime import datetime, timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

from rich.console import Console

from bot import app
from bot.adapters.console import ConsoleChat
from bot.app import delivering, intake
from bot.app.running import Bot, running, stopped_by_signals
from bot.services.deliver.terms import Outlet
from bot.settings import Settings


async def main(url: str, start: datetime, speed: float) -> None:
    began = time.monotonic()
    given = Settings(database_url=url)
    with stopped_by_signals() as stop:
        async with app.database(given) as opened:
            web = intake.SharedWeb(given)
            chat = ConsoleChat(Console(), Console(stderr=True), delivering.transcript(given))
            outlets = delivering.outlets({app.CONSOLE: Outlet(chat, app.CONSOLE)})

            def clock() -> datetime:
                return start + timedelta(seconds=speed * (time.monotonic() - began))

            async with running(Bot(opened, web.opened, given, outlets, clock, timedelta(seconds=1))):
                await stop.wait()
            await web.aclose()


asyncio.run(main(sys.argv[1], datetime.fromisoformat(sys.argv[2]), float(sys.argv[3])))
