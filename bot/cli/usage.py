"""What a language model has cost: by day, workspace and model. Guards that what is told is what the limits count."""

import asyncio
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import NamedTuple

import click

from bot import app
from bot.app.authors import ceilings
from bot.cli import formats, tenants, terminal, usage_rows
from bot.services.ports.model import Standing, Used
from bot.settings import Settings


class _Found(NamedTuple):
    """Lines of usage, and what the limits count at this moment: all workspaces together, and each, by its key."""

    lines: Sequence[Used]
    standing: Standing
    of_each: Mapping[str, Standing]


@click.command()
@click.option(
    "--days", type=click.IntRange(1, 36500), default=7, show_default=True, help="Of so many days, with today."
)
@click.option("--workspace", "key", default="", metavar="KEY", help="Only this workspace's.")
@click.option("--json", "as_json", is_flag=True, help="Print JSONL, for programs.")
def usage(days: int, key: str, *, as_json: bool) -> None:
    """Show what the language model was asked and what it cost, and what is left of today's limits."""
    given = app.settings()
    found = asyncio.run(_found(days, key, given))
    rows = [usage_rows.of_used(one) for one in found.lines]
    limits = [
        *usage_rows.of_limits(found.standing, ceilings(given)),
        *(usage_rows.of_workspace(one, standing, ceilings(given)) for one, standing in found.of_each.items()),
    ]
    if as_json:
        for row in (*rows, *limits):
            formats.write(row)
    else:
        terminal.usage(rows, limits)


async def _found(days: int, key: str, given: Settings) -> _Found:
    async with app.database(given) as opened:
        workspace = await tenants.known(key, opened) if key else None
        now, spending = app.clock(), opened.spending
        lines = await spending.used((now - timedelta(days=days - 1)).date(), workspace)
        own = await tenants.meant(key, opened) if key or ceilings(given).workspace else ()
        return _Found(lines, await spending.standing(key, now), {one: await spending.standing(one, now) for one in own})
