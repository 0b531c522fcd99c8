"""A simulated year: a channel in every time zone, crashes, downtimes, changed zones and schedules."""

import asyncio
import logging
import sys
import time
from zoneinfo import available_timezones

from tests.year import Outcome, Year, judge_year

DAYS = 365


def zones() -> list[str]:
    """Every IANA zone with a place or an offset of its own."""
    return sorted(name for name in available_timezones() if name not in {"localtime", "Factory", "posixrules"})


def run(days: int = DAYS) -> Outcome:
    """Prints what has happened, and returns it. Raises AssertionError where something was missed or doubled."""
    started = time.perf_counter()
    year = Year(zones(), days, seed=20261123)
    logging.disable(logging.CRITICAL)
    asyncio.run(year.live())
    logging.disable(logging.NOTSET)
    found = judge_year(year)
    print(
        f"{len(year.zones)} zones, {days} days, {year.crashes} crashes, {year.changes} schedules set, "
        f"in {time.perf_counter() - started:.0f} s"
    )
    print(f"{found.due:,} editions due, {found.posted:,} posted, {found.missed} missed, {found.doubled} doubled")
    print(f"left out by the rules, the program being down: {found.left_out:,}; while it was running: {found.unjust}")
    if found.missed or found.doubled or found.strange or found.unjust:
        raise AssertionError(found)
    return found


if __name__ == "__main__":
    run(*map(int, sys.argv[1:]))
