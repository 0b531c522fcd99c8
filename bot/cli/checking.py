"""`newsbot doctor`: whether all that the bot needs is there. Guards that each fault is a line that says its cure."""

import asyncio
from collections.abc import Mapping, Sequence

import click

from bot import app
from bot.app import discord as in_discord
from bot.app import model as of_model
from bot.app import slack as in_slack
from bot.app.authors import budget_check, ceilings
from bot.cli import formats, source_rows
from bot.domain.models import EVERYTHING
from bot.domain.redaction import redacted
from bot.services.ports import Followed
from bot.settings import Settings


def _told(followed: Sequence[Followed], failing: Sequence[Followed]) -> str:
    """What is followed and what is wrong with it, in one line."""
    if not followed:
        return "none: follow one with newsbot sources add URL"
    if not failing:
        return f"ok: {len(followed)} followed"
    first = f"{source_rows.shown(failing[0].name)}: {source_rows.shown(failing[0].state.error or '')}"
    return f"{len(failing)} of {len(followed)} fail, as newsbot sources shows; {first}"


async def _found(given: Settings) -> Mapping[str, str]:
    seeds = "ok" if given.seeds.is_dir() else "missing"
    found = {"settings": f"ok: {redacted(given.database_url)}"}
    async with app.database(given) as opened:
        reader = await opened.workspace(app.CONSOLE)
        holdings = await reader.store.holdings(EVERYTHING)
        followed = await reader.sources.followed()
        failing = [one for one in followed if one.state.error]
        found["database"] = f"ok: {holdings.articles} articles from {len(holdings.sources)} sources"
        found["sources"] = _told(followed, failing)
        found["seeds"] = f"{seeds}: {given.seeds}"
        if given.uses_model:
            found |= await of_model.checks(opened, given, ceilings(given))
            found["model budget"] = budget_check(given)
        if given.slack_tokens is not None:
            found |= await in_slack.checks(opened, given)
        if given.discord_bot_token is not None:
            found |= await in_discord.checks(opened, given)
        elif given.slack_tokens is None:
            found["chat"] = "none: the bot runs as a chat on the terminal"
        return found


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print JSON, for programs.")
def doctor(*, as_json: bool) -> None:
    """Check the settings, the database, the model and the chats, and say in one line each what to do."""
    checks = asyncio.run(_found(app.settings()))
    if as_json:
        formats.write(checks)
        return
    for name, verdict in checks.items():
        click.echo(f"{name:<16} {verdict}")
