"""The command line: `newsbot COMMAND`. Guards that a foreseeable fault is one clear line, never a traceback.

Every command imports what it needs when it runs, so that `newsbot --help` starts in about 0.1 s.
"""

import importlib
import io
import os
import sys

import click

from bot.domain.errors import NewsbotError
from bot.domain.text import clean, one_line

# Each command, the module that holds it, and its line in the help (the module is not imported for that).
COMMANDS = {
    "load": ("loading", "Load articles from files and folders."),
    "sources": ("sources", "Add, list, check, pause and remove sources: feeds and sites."),
    "poll": ("intake", "Load what is new from the sources that are followed."),
    "import": ("intake", "Follow every feed of an OPML file; its folders become topics."),
    "export": ("intake", "Write the sources that are followed as an OPML file."),
    "brief": ("news", "Print the briefing, or what is known about a topic."),
    "ask": ("news", "Answer a question with exact quotes and citations."),
    "stories": ("news", "List the stories: articles about one event."),
    "quotes": ("texts", "Who said what in articles that are given."),
    "summarize": ("texts", "Key sentences of articles that are given."),
    "verify": ("verifying", "Whether a text bears out a claim, and by which sentences."),
    "feed": ("web", "The entries of feeds that are given."),
    "extract": ("web", "The article in HTML pages that are given."),
    "schedule": ("scheduling", "Set or show when a channel gets its briefing, and of what."),
    "subscriptions": ("scheduling", "List what channels get, and when next."),
    "deliveries": ("deliveries", "List the briefings that were due: sent when, or why not."),
    "preview": ("preview", "Write what a chat would show of your articles, as a page of HTML."),
    "run": ("running", "Run the bot: a console chat while no chat token is set."),
    "slack": ("slack", "Set up the bot in Slack: print the app's manifest."),
    "discord": ("discord", "Set up the bot in Discord: print the link that adds it to a server."),
    "policy": ("policy", "Show or set who may change sources and schedules from a chat."),
    "backup": ("backups", "Copy the database to a file, while the bot runs."),
    "restore": ("backups", "Put a backup in the database's place."),
    "prune": ("upkeep", "Erase what is older than it is to be kept."),
    "workspaces": ("upkeep", "List workspaces, or remove one with all its data."),
    "usage": ("usage", "What the language model was asked, and what it cost."),
    "doctor": ("checking", "Check the settings, the database and the chats."),
}


class LazyGroup(click.Group):
    """A group that imports a command's module when the command is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """All commands, in the order of use."""
        del ctx
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command, imported now."""
        del ctx
        if cmd_name not in COMMANDS:
            return None
        module = importlib.import_module(f"bot.cli.{COMMANDS[cmd_name][0]}")
        command = getattr(module, cmd_name, None) or getattr(module, f"{cmd_name}_")  # "import" is a word of Python
        if not isinstance(command, click.Command):
            raise TypeError(f"{cmd_name} is no command")
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The list of commands, without importing any."""
        del ctx
        with formatter.section("Commands"):
            formatter.write_dl([(name, about) for name, (_, about) in COMMANDS.items()])


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="news-briefing-bot", prog_name="newsbot")
def newsbot() -> None:
    """News briefings and exactly quoted answers from the articles that you load."""
    from bot import logs  # noqa: PLC0415 - the help logs nothing

    logs.stand_by()


def main_status(error: BaseException | None) -> int:
    """The exit status of a fault that a user can be told about; anything else is raised again."""
    if error is None or isinstance(error, NewsbotError):
        return 0 if error is None else 1
    raise error


def _open_streams() -> None:
    """Streams that the shell has closed lead nowhere; a character that the terminal lacks is written out."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, mode, encoding="utf-8"))  # noqa: SIM115, PTH123 - open to the end
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def run() -> None:
    """Run the command line; exit 0 on success, 2 on a usage error, 1 on any other fault."""
    from bot import logs  # noqa: PLC0415 - as `newsbot` does

    _open_streams()
    logs.guard()
    try:
        newsbot(prog_name="newsbot")
    except NewsbotError as error:
        click.echo(f"newsbot: {one_line(clean(str(error)))}", err=True)
        sys.exit(main_status(error))
    except BrokenPipeError:
        # The reader of our output has gone (`newsbot … | head`): nothing is left to say, and to nobody.
        sys.stderr.close()
        sys.exit(1)
