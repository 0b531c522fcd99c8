"""What was delivered when, and a person's word on what is held. Guards that nothing is sent again but by that word."""

import asyncio

import click

from bot import app
from bot.cli import edition_rows, formats, tenants, terminal
from bot.domain.drafts import BriefingDraft
from bot.domain.editions import Edition, Kind, State
from bot.domain.errors import InputError


@click.group(invoke_without_command=True)
@click.option("--workspace", "key", default="", metavar="KEY", help="Only this workspace's.")
@click.option("--channel", help="Only this channel's.")
@click.option("--limit", type=click.IntRange(1, 100_000), default=50, show_default=True, help="At most this many.")
@click.option("--json", "as_json", is_flag=True, help="Print JSONL, for programs.")
@click.pass_context
def deliveries(context: click.Context, key: str, channel: str | None, limit: int, *, as_json: bool) -> None:
    """List the briefings that were due: sent with their message ids, or why not."""
    if context.invoked_subcommand is None:
        found = asyncio.run(_listed(key, channel, limit))
        if as_json:
            for one in found:
                formats.write(edition_rows.of_edition(one))
        else:
            terminal.editions([edition_rows.line_of(one) for one in found])


async def _listed(key: str, channel: str | None, limit: int) -> list[Edition]:
    found: list[Edition] = []
    async with app.database(app.settings()) as opened:
        for one in await tenants.meant(key, opened):
            workspace = await opened.workspace(one)
            found += await workspace.history.editions(channel=channel, limit=limit)
    return sorted(found, key=lambda one: one.due_at, reverse=True)[:limit]


@deliveries.command()
@click.argument("key")
def why(key: str) -> None:
    """Tell of each story of a briefing why it is there, by whom it is told, and what it was grouped with."""
    asyncio.run(_explained(key))


async def _explained(key: str) -> None:
    from bot.services.reasons import why as reason_of  # noqa: PLC0415 - the list needs none of it

    async with app.database(app.settings()) as opened:
        edition = await opened.ledger.find(key)
        if edition and edition.kind is Kind.CORRECTION:
            day = edition.key.date.isoformat()
            raise InputError(f"that is a correction to the briefing of {day}: what its source has changed since")
        if edition and edition.draft is None:
            raise InputError(f"that briefing has no stories: it was {edition.state.value} {edition.reason}".rstrip())
        if edition is None or not isinstance(edition.draft, BriefingDraft):
            raise InputError(f"there is no briefing with the key {key[:40]!r}: newsbot deliveries shows them")
        reader = await opened.workspace(edition.key.workspace, edition.key.channel)
        for story in edition.draft.stories:
            await terminal.show(await reason_of(story, reader))


@deliveries.command()
@click.argument("key")
def sent(key: str) -> None:
    """Say of a briefing that is held: it was posted."""
    asyncio.run(_resolve(key, State.SENT, "found by a person"))
    click.echo("Taken as sent.")


@deliveries.command()
@click.argument("key")
def resend(key: str) -> None:
    """Say of a briefing that is held: it was not posted, so send what is missing of it."""
    # What a person has asked for is known by its reason, and posted however late it is.
    asyncio.run(_resolve(key, State.PLANNED, "asked for by a person"))
    click.echo("The bot that runs sends what is missing of it.")


async def _resolve(key: str, state: State, reason: str) -> None:
    async with app.database(app.settings()) as opened:
        if not await opened.ledger.resolve(key, state, reason, app.clock()):
            raise InputError(f"no briefing with the key {key[:40]!r} is held: newsbot deliveries shows them")
