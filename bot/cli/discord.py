"""The `discord` commands: what an installation needs. Guards that no part of the token but the public id is printed."""

import click

from bot import app
from bot.domain.errors import InputError


@click.group()
def discord() -> None:
    """Set up the bot in Discord: print the link that adds it to a server."""


@discord.command()
@click.option("--id", "application", metavar="ID", help="The application's id; else it is read from DISCORD_BOT_TOKEN.")
def invite(*, application: str | None) -> None:
    """Print the link that adds the bot to a server, and what it may do there."""
    from bot.adapters.discord.invite import NEEDED, invite_link  # noqa: PLC0415 - only this command needs it

    try:
        link = invite_link(_of_token() if application is None else application.strip())
    except ValueError as error:
        raise click.BadParameter(str(error), param_hint="--id") from None
    click.echo(link)
    click.echo("\nWhoever may manage a server opens it and chooses the server. The bot then may:")
    for one in NEEDED:
        click.echo(f"  {one.name}: {one.why}")
    click.echo(
        "\nIn the Developer Portal, page Bot, leave every privileged gateway intent switched off: none is needed.\n"
        "A channel that not everyone can view shows itself to the bot once its settings allow it View Channel."
    )


def _of_token() -> str:
    """The id that the token begins with. Raises InputError where there is none."""
    from bot.adapters.discord.invite import application_of  # noqa: PLC0415 - as above

    token = app.settings().discord_bot_token
    if token is None:
        raise InputError(
            "which application? Give its id with --id (Developer Portal, General Information), or set DISCORD_BOT_TOKEN"
        )
    found = application_of(token.get_secret_value())
    if found is None:
        raise InputError("DISCORD_BOT_TOKEN does not begin with an application's id: copy it again, or use --id")
    return found
