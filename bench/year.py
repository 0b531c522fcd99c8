"""A simulated year: a channel in every time zone, crashes, downtimes, changed zones and schedules."""

import asyncio
import logging
import sys
import time
from zoneinfo import available_timezones

from bot.domain.errors import InputError
from bot.domain.schedule_words import read_schedule
from tests.year import Outcome, Year, judge_year

DAYS = 365


def zones() -> list[str]:
    """Every IANA zone that a schedule can be set in: a dozen abbreviations, such as CET, are asked back about."""
    return sorted(filter(_can_be_set, available_timezones()))


def _can_be_set(name: str) -> bool:
    try:
        return read_schedule(f"daily 07:30 {name}", "UTC").zone == name
    except InputError:
        return False


def run(days: int = DAYS) -> Outcome:
    """Prints what has happened, and returns it. Raises AssertionError where something was missed or doubled."""
    started = time.perf_counter()
    year = Year(zones(), days, seed=20261123)
    logging.disable(logging.CRITICAL)
    asyncio.run(year.live())
    logging.disable(logging.NOTSET)
    found = judge_year(year)
    print(
        f"{len(year.zones)} of {len(available_timezones())} zones, {days} days, {year.crashes} crashes, "
        f"{year.changes} schedules set, in {time.perf_counter() - started:.0f} s"
    )
    print(f"{found.due:,} editions due, {found.posted:,} posted, {found.missed} missed, {found.doubled} doubled")
    print(f"left out by the rules, the program being down: {found.left_out:,}; while it was running: {found.unjust}")
    if found.missed or found.doubled or found.strange or found.unjust:
        raise AssertionError(found)
    return found


if __name__ == "__main__":
    run(*map(int, sys.argv[1:]))
