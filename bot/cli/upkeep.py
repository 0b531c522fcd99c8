"""Commands that erase: old articles, and workspaces with all their data. Guards that nothing goes unasked."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

import click

from bot import app
from bot.cli import source_rows, terminal
from bot.cli.formats import Row, write
from bot.domain.errors import InputError
from bot.services import retention
from bot.services.ports import Tenant, Upkeep
from bot.settings import Settings

Result = TypeVar("Result")
as_json = click.option("--json", "as_json", is_flag=True, help="Print JSON, for programs.")
_IN_USE = (
    "Others use the database, so that deleted text is still in its file. Stop the bot, then: newsbot prune --rewrite"
)


def _with_upkeep(work: Callable[[Upkeep, Settings], Awaitable[Result]]) -> Result:
    async def opened() -> Result:
        given = app.settings()
        async with app.database(given) as database:
            return await work(database.operations, given)

    return asyncio.run(opened())


@click.command()
@click.option("--days", type=click.IntRange(30, 36500), help="Keep so many days instead of NEWSBOT_KEEP_DAYS.")
@click.option("--rewrite", is_flag=True, help="Write the file anew, so that no deleted text is left in it.")
@as_json
def prune(*, days: int | None, rewrite: bool, as_json: bool) -> None:
    """Erase what is older than NEWSBOT_KEEP_DAYS, and workspaces that left longer than NEWSBOT_GRACE_DAYS ago."""

    async def work(upkeep: Upkeep, given: Settings) -> tuple[int, bool | None]:
        with terminal.progress("Erasing", active=not as_json) as tell:
            await retention.remove_left(upkeep, app.clock(), given.newsbot_grace_days)
            gone = await retention.prune(upkeep, app.clock(), days or given.newsbot_keep_days, tell)
        return gone, await upkeep.rewrite() if rewrite else None

    gone, clean = _with_upkeep(work)
    if as_json:
        write({"erased": gone, "rewritten": clean})
        return
    click.echo(f"Erased {gone} old articles and editions.")
    if clean is False:
        click.echo(_IN_USE)


@click.group(invoke_without_command=True)
@click.pass_context
def workspaces(context: click.Context) -> None:
    """List workspaces, or remove one with all its data. Without a command: list."""
    if context.invoked_subcommand is None:
        context.invoke(list_)


@workspaces.command("list")
@as_json
def list_(*, as_json: bool = False) -> None:
    """List the workspaces: what they follow, when they were last sent an edition, since when their chats have left."""
    rows = [_row(one) for one in _with_upkeep(lambda upkeep, _: upkeep.tenants())]
    if not as_json:
        terminal.workspaces(rows)
        return
    for row in rows:
        write(row)


def _row(one: Tenant) -> Row:
    last, gone = source_rows.moment(one.last_edition), source_rows.moment(one.gone_at)
    return {"key": one.key, "sources": one.sources, "articles": one.articles, "last_edition": last, "gone": gone}


@workspaces.command()
@click.argument("key")
@click.option("--yes", is_flag=True, help="Do it: nothing brings it back but a backup.")
@as_json
def remove(key: str, *, yes: bool, as_json: bool) -> None:
    """Erase the workspace KEY: its links, its own sources with their articles, subscriptions, editions, notices."""
    if not yes:
        raise InputError(f"this erases the workspace {key} with all its data for good. To do it, add --yes")

    async def work(upkeep: Upkeep, _: Settings) -> bool:
        with terminal.progress("Erasing", active=not as_json) as tell:
            return await retention.remove_workspace(upkeep, key, tell)

    clean = _with_upkeep(work)
    if as_json:
        write({"key": key, "rewritten": clean})
        return
    click.echo(f"The workspace {source_rows.shown(key)} is removed.")
    if not clean:
        click.echo(_IN_USE)
