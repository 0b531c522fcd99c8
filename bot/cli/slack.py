"""The `slack` commands: what an installation needs. Guards that a manifest is printed without any token being set."""

import json
import re

import click

from bot import app


@click.group()
def slack() -> None:
    """Set up the bot in Slack: print the app's manifest."""


@slack.command()
@click.option("--command", help="The slash command; the setting NEWSBOT_SLACK_COMMAND must name the same.")
@click.option("--name", default="News Briefing", show_default=True, help="What the app is called.")
@click.option("--threads", is_flag=True, help="Read channels, too, to answer in threads without a mention.")
def manifest(*, command: str | None, name: str, threads: bool) -> None:
    """Print the manifest to paste at api.slack.com/apps, under "Create New App", "From a manifest"."""
    from bot.adapters.slack.manifest import manifest as made  # noqa: PLC0415 - only this command needs it
    from bot.setting_values import SLASH_COMMAND, SLASH_COMMAND_IS  # noqa: PLC0415

    if command is not None and not re.fullmatch(SLASH_COMMAND, command):
        raise click.BadParameter(f"it must be {SLASH_COMMAND_IS}", param_hint="--command")
    if not name.strip():
        raise click.BadParameter("it must not be empty", param_hint="--name")
    chosen = command or app.settings().newsbot_slack_command
    click.echo(json.dumps(made(chosen, name, threads=threads), indent=2))
