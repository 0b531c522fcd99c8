"""Commands about what channels get and when. Guards that what was set is said back as the times that follow from it."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

import click

from bot import app
from bot.app import delivering
from bot.cli import edition_rows, formats, tenants, terminal
from bot.domain.subscriptions import Length, WhenQuiet
from bot.services import schedules
from bot.services.schedules import ScheduleDesk, Upcoming, Wish

CHANNEL = "terminal"
Result = TypeVar("Result")


def _with_desk(work: Callable[[ScheduleDesk], Awaitable[Result]], key: str) -> Result:
    async def run() -> Result:
        given = app.settings()
        async with app.database(given) as opened:
            return await work(await delivering.schedule_desk(opened, given, await tenants.known(key, opened)))

    return asyncio.run(run())


@click.command()
@click.argument("words", nargs=-1)
@click.option("--workspace", "key", default=app.CONSOLE, metavar="KEY", help="The workspace; the terminal's own.")
@click.option("--channel", default=CHANNEL, show_default=True, help="The channel that is meant.")
@click.option("--source", "sources", multiple=True, help="Only this source, by name; may be repeated.")
@click.option("--topic", "topics", multiple=True, help="Only sources listed under this topic; may be repeated.")
@click.option("--include", multiple=True, help="Only stories with this word or phrase; may be repeated.")
@click.option("--exclude", multiple=True, help="No story with this word or phrase; may be repeated.")
@click.option("--language", default="", help="Only articles in this language, such as en, or any.")
@click.option("--stories", type=click.IntRange(1, 20), help="At most this many stories.")
@click.option("--length", type=click.Choice(Length, case_sensitive=False), help="How much of each story.")
@click.option(
    "--when-quiet", type=click.Choice(WhenQuiet, case_sensitive=False), help="What to post where there is no news."
)
@click.option("--quiet-hours", default="", help="Without late briefings and corrections: 22:00-07:00, or off.")
@click.option("--everything", is_flag=True, help="Forget the sources, topics, words and language chosen before.")
@click.option("--forget", is_flag=True, help="Forget the channel's schedule, and everything chosen for it.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON, for programs.")
def schedule(words: tuple[str, ...], key: str, channel: str, *, forget: bool, as_json: bool, **options: Any) -> None:  # noqa: ANN401 - of click
    """Set when a channel gets its briefing, and of what; without anything, show it.

    WORDS are such as: weekdays 07:30 Europe/Berlin · mon,thu 8am · daily 7:30 and 18:00 · off
    """
    wish = Wish(" ".join(words), **options)

    async def work(desk: ScheduleDesk) -> Upcoming | None:
        if forget:
            await desk.subscriptions.remove(channel)
        elif not wish.is_empty:
            return await schedules.change(wish, channel, desk, app.clock())
        return next(iter(await schedules.upcoming(desk, app.clock(), channel)), None)

    found = _with_desk(work, key)
    if as_json:
        formats.write(edition_rows.of_subscription(found) if found else {})
    elif found:
        terminal.out().print(edition_rows.told(found), markup=False, highlight=False, soft_wrap=True)
    else:
        terminal.out().print("Nothing is scheduled. For example: newsbot schedule weekdays 07:30 Europe/Berlin")


@click.command()
@click.option("--workspace", "key", default="", metavar="KEY", help="Only this workspace's.")
@click.option("--json", "as_json", is_flag=True, help="Print JSONL, for programs.")
def subscriptions(key: str, *, as_json: bool) -> None:
    """List what channels get, and when next."""
    found = asyncio.run(_subscribed(key))
    if as_json:
        for one in found:
            formats.write(edition_rows.of_subscription(one))
    elif found:
        terminal.out().print("\n\n".join(map(edition_rows.told, found)), markup=False, highlight=False, soft_wrap=True)
    else:
        terminal.out().print("No channel has a schedule. Set one with: newsbot schedule weekdays 07:30 Europe/Berlin")


async def _subscribed(key: str) -> list[Upcoming]:
    found: list[Upcoming] = []
    given = app.settings()
    async with app.database(given) as opened:
        for one in await tenants.meant(key, opened):
            found += await schedules.upcoming(await delivering.schedule_desk(opened, given, one), app.clock())
    return found
