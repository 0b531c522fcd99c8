"""Commands that copy the database and put a copy back. Guards that neither ever leaves half a database."""

from pathlib import Path

import click

from bot import app
from bot.cli.formats import write


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--force", is_flag=True, help="Overwrite FILE.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON, for programs.")
def backup(file: Path, *, force: bool, as_json: bool) -> None:
    """Copy the database to FILE, consistent while the bot runs."""
    from bot.adapters.storage import backups  # noqa: PLC0415 - other commands need none

    given = app.settings()
    size = backups.back_up(backups.file_at(given.database_url, file), file, app.PATIENCE, force=force)
    if as_json:
        write({"file": str(file), "bytes": size})
    else:
        click.echo(f"Backed up to {file} ({size / 1e6:.1f} MB).")


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--force", is_flag=True, help="Overwrite what an earlier restore has kept.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON, for programs.")
def restore(file: Path, *, force: bool, as_json: bool) -> None:
    """Put the backup FILE in the database's place; the database that was there is kept beside it."""
    from bot.adapters.storage import backups  # noqa: PLC0415 - other commands need none

    given = app.settings()
    database = backups.file_at(given.database_url, file, restoring=True)
    app.make_default_folder(given)
    kept = backups.restore(file, database, app.PATIENCE, force=force)
    if as_json:
        write({"file": str(file), "kept": str(kept) if kept else None})
    else:
        click.echo(f"Restored from {file}." + (f" The former database is kept as {kept}" if kept else ""))
        click.echo("A briefing that was posted after the backup, in the last hours, may be posted once more.")
