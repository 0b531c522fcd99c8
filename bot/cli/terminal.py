"""What people see at the terminal: documents, tables, progress. Guards that colours stop where no terminal is."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from rich.console import Console
from rich.text import Text

from bot.adapters.console import ConsoleChat, shown
from bot.cli.formats import Row
from bot.domain import text as texts
from bot.domain.documents import Document
from bot.services.ports import LoadFailure

PLAIN_WIDTH = 110  # the width of tables where the output is no terminal
SHOWN_FAILURES = 20
NEW_WIDTH = 90  # characters of what is new in a story


def out() -> Console:
    """Standard output: rich works out by itself whether colours are wanted."""
    console = Console()
    if not console.is_terminal:
        console.width = PLAIN_WIDTH
    return console


def chat() -> ConsoleChat:
    """The console chat on this terminal."""
    return ConsoleChat(out(), Console(stderr=True))


async def show(document: Document) -> None:
    """Print one document."""
    console = chat()
    for part in console.render(document):
        await console.post("terminal", part, key="")


@contextmanager
def progress(label: str, *, active: bool) -> Iterator[Callable[[int], None]]:
    """A counter on standard error while work goes on; call what it yields with the number done so far."""
    from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn  # noqa: PLC0415 - only long work

    columns = (SpinnerColumn(), TextColumn("{task.description} {task.completed:.0f}"), TimeElapsedColumn())
    console = Console(stderr=True)
    with Progress(*columns, console=console, transient=True, disable=not (active and console.is_terminal)) as bar:
        task = bar.add_task(label, total=None)
        yield lambda done: bar.update(task, completed=done)


def load_report(loaded: int, known: int, failed: Sequence[LoadFailure]) -> None:
    """Tell what was loaded, and what was not and why."""
    console = out()
    console.print(f"Loaded {loaded}, known already {known}, failed {len(failed)}.", highlight=False)
    for one in failed[:SHOWN_FAILURES]:
        console.print(Text.assemble("  ", (shown(one.source), "red"), f": {shown(one.error)}"), soft_wrap=True)
    if len(failed) > SHOWN_FAILURES:
        console.print(f"  … and {len(failed) - SHOWN_FAILURES} more; --json lists all")


def stories(rows: Sequence[Row]) -> None:
    """A table of stories, each with the latest that its updates add."""
    from rich.table import Table  # noqa: PLC0415 - answers need no tables

    table = Table("Story", "Articles", box=None, pad_edge=False)
    for row in rows:
        table.add_row(Text(shown(row["title"])), str(len(row["article_ids"])))
        new = next((one["new"][0]["text"] for one in reversed(row["updates"]) if one["new"]), None)
        if new:
            table.add_row(Text(f"  new: {shown(texts.cut(texts.one_line(new), NEW_WIDTH))}", "dim"), "")
    out().print(table if rows else "No stories. Load articles with: newsbot load PATH")


def quotes(row: Row) -> None:
    """The quotes of one article as a table."""
    from rich.table import Table  # noqa: PLC0415 - answers need no tables

    table = Table(
        "Speaker", "Words", "Kind", "Known by", title=Text(shown(str(row["id"]))), title_justify="left", box=None
    )
    for one in row["quotes"]:
        words = f"“{shown(one['text'])}”" if one["kind"] == "direct" else shown(one["text"])
        known = one["speaker"] if one["confidence"] != "inferred" else None
        table.add_row(Text(shown(known or "unclear")), Text(words), one["kind"], one["confidence"])
    out().print(table, highlight=False)


def sentences(row: Row) -> None:
    """The key sentences of one article."""
    console = out()
    console.print(Text(shown(str(row["id"])), "bold"), soft_wrap=True)
    for one in row["sentences"]:
        console.print(Text(f"  {shown(one['text'])}"), soft_wrap=True)
