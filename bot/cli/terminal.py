"""What people see at the terminal: documents, tables, progress. Guards that colours stop where no terminal is."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from rich.console import Console
from rich.text import Text

from bot.adapters.console import ConsoleChat, shown
from bot.cli.formats import Row
from bot.domain import text as texts
from bot.domain.documents import Document
from bot.domain.intake import ParsedFeed, Wall
from bot.domain.support.verdict import Support
from bot.services.polling import PollReport
from bot.services.ports import LoadFailure

PLAIN_WIDTH = 110  # the width of tables where the output is no terminal
SHOWN_FAILURES = 20
WALLS = {wall.name.lower(): wall.value for wall in Wall}
NEW_WIDTH = 90  # characters of what is new in a story


def out() -> Console:
    """Standard output: rich works out by itself whether colours are wanted."""
    console = Console()
    if not console.is_terminal:
        console.width = PLAIN_WIDTH
    return console


def chat(transcript: Path | None = None) -> ConsoleChat:
    """The console chat on this terminal; with a `transcript`, what it was posted can be found again later."""
    return ConsoleChat(out(), Console(stderr=True), transcript)


async def show(document: Document) -> None:
    """Print one document."""
    console = chat()
    for part in console.render(document):
        await console.post("terminal", part, key="")


@contextmanager
def progress(label: str, *, active: bool, total: int | None = None) -> Iterator[Callable[[int], None]]:
    """A counter on standard error while work goes on; call what it yields with the number done so far.

    With a `total` there is a bar, too.
    """
    from rich.progress import (  # noqa: PLC0415 - only long work
        BarColumn,
        Progress,
        SpinnerColumn,
        TextColumn,
        TimeElapsedColumn,
    )

    counted = "{task.description} {task.completed:.0f}" + ("" if total is None else " of {task.total:.0f}")
    columns = (SpinnerColumn(), TextColumn(counted), *((BarColumn(),) if total else ()), TimeElapsedColumn())
    console = Console(stderr=True)
    with Progress(*columns, console=console, transient=True, disable=not (active and console.is_terminal)) as bar:
        task = bar.add_task(label, total=total)
        yield lambda done: bar.update(task, completed=done)


def load_report(loaded: int, known: int, failed: Sequence[LoadFailure]) -> None:
    """Tell what was loaded, and what was not and why."""
    out().print(f"Loaded {loaded}, known already {known}, failed {len(failed)}.", highlight=False)
    _failures(failed)


def _failures(failed: Sequence[LoadFailure]) -> None:
    console = out()
    for one in failed[:SHOWN_FAILURES]:
        console.print(Text.assemble("  ", (shown(one.source), "red"), f": {shown(one.error)}"), soft_wrap=True)
    if len(failed) > SHOWN_FAILURES:
        console.print(f"  … and {len(failed) - SHOWN_FAILURES} more; --json lists all")


def sources(rows: Sequence[Row]) -> None:
    """A table of sources with their health, and what is wrong with those that fail."""
    from rich.table import Table  # noqa: PLC0415 - answers need no tables

    if not rows:
        out().print("No sources yet. Follow one with: newsbot sources add URL")
        return
    table = Table("Source", "Feed", "Status", "Articles", "Newest", "Polled every", "Topics", box=None, pad_edge=False)
    for row in rows:
        every = f"{row['interval_minutes']} min" if row["next_poll"] else "–"
        newest = (row["newest"] or "–")[:16].replace("T", " ")
        cells = (row["name"], row["feed"], row["status"], str(row["articles"]), newest, every, ", ".join(row["topics"]))
        table.add_row(*(Text(shown(cell)) for cell in cells))
    console = out()
    console.print(table, highlight=False)
    for row in rows:
        for told in filter(None, (row["last_error"], row["note"])):
            console.print(Text(f"{shown(row['name'])}: {shown(told)}"), soft_wrap=True)


def editions(rows: Sequence[tuple[str, ...]]) -> None:
    """A table of editions: channel, date and slot, state, when, messages or reason, key."""
    from rich.table import Table  # noqa: PLC0415 - answers need no tables

    if not rows:
        out().print("Nothing was due yet. newsbot subscriptions shows what is scheduled.")
        return
    table = Table("Channel", "Briefing", "State", "When", "What", "Key", box=None, pad_edge=False)
    for row in rows:
        table.add_row(*(Text(shown(cell)) for cell in row))
    out().print(table, highlight=False)


def workspaces(rows: Sequence[Row]) -> None:
    """A table of workspaces."""
    from rich.table import Table  # noqa: PLC0415 - answers need no tables

    table = Table("Workspace", "Sources", "Articles", "Last edition", "Gone since", box=None, pad_edge=False)
    for row in rows:
        last, gone = ((row[name] or "–")[:16].replace("T", " ") for name in ("last_edition", "gone"))
        table.add_row(Text(shown(row["key"])), str(row["sources"]), str(row["articles"]), last, gone)
    out().print(table if rows else "No workspaces yet.", highlight=False)


def usage(rows: Sequence[Row], limits: Sequence[Row]) -> None:
    """A table of what a model was asked, and under it what is left of the limits."""
    from rich.table import Table  # noqa: PLC0415 - answers need no tables

    table = Table("Day", "Workspace", "Model", box=None, pad_edge=False)
    for name in ("Calls", "Failed", "Tokens", "Money", "Kept"):
        table.add_column(name, justify="right")
    for row in rows:
        tokens = row["prompt_tokens"] + row["reply_tokens"]
        told = (row["calls"], row["failed"], f"{tokens:,}", f"{row['money']:.4f}", row["hits"])
        cells = (row["day"], shown(row["workspace"]), shown(row["model"]), *map(str, told))
        table.add_row(*map(Text, cells))
    console = out()
    console.print(table if rows else "The language model was not asked.", highlight=False)
    for row in limits:
        rest = [_rest(row, what) for what in ("tokens", "money") if row[f"{what}_limit"] is not None]
        name = f"{shown(row['workspace'])} today" if row["workspace"] else row["limit"]
        line = f"{name}: {row['tokens']:,} tokens, {row['money']:.4f} of money; {'; '.join(rest) or 'no limit'}"
        console.print(Text(line), soft_wrap=True)


def _rest(row: Row, what: str) -> str:
    """What is left of one limit, and of that for questions, unless that is all."""
    limit, rest, asked = (row[f"{what}_{one}"] for one in ("limit", "left", "for_questions"))
    part = f", {asked:,} of them for questions" if asked != rest else ""
    return f"of {limit:,} {what} {rest:,} left{part}"


def poll_report(report: PollReport, *, due: bool) -> None:
    """Tell what a poll brought, and what could not be read and why. `due`: whether only that was asked for."""
    if not report.results and due:
        out().print("Nothing is due.")
        return
    if not report.results:
        out().print("Nothing to poll. Follow a source with: newsbot sources add URL")
        return
    failed = len(report.failed)
    line = f"Polled {len(report.results)} sources: {report.loaded} new or edited articles, {failed} sources failed."
    out().print(line, highlight=False)
    _failures([one for one in report.failed if one not in report.stopped])
    for one in report.stopped:
        out().print(Text(f"  {shown(one.source)} is polled no more: {shown(one.error)}"), soft_wrap=True)


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


def page(row: Row) -> None:
    """What one HTML page holds: its head, what stands in the article's place, its text."""
    console = out()
    console.print(Text(shown(row["title"] or row["file"]), "bold"), soft_wrap=True)
    facts = [row[name] for name in ("site", "author", "published", "language", "url") if row[name]]
    if facts:
        console.print(Text(shown(" · ".join(facts)), "dim"), soft_wrap=True)
    if row["wall"]:
        console.print(Text(f"Not an article: {shown(WALLS[row['wall']])} stands in its place.", "red"), soft_wrap=True)
    for paragraph in (row["text"] or "").split("\n\n"):
        console.print(Text(shown(paragraph)), soft_wrap=True)
    console.print()


def sentences(row: Row) -> None:
    """The key sentences of one article."""
    console = out()
    console.print(Text(shown(str(row["id"])), "bold"), soft_wrap=True)
    for one in row["sentences"]:
        console.print(Text(f"  {shown(one['text'])}"), soft_wrap=True)


def support(key: str, text: str, found: Support) -> None:
    """The verdict on a claim, its score, and the sentences that bear it out best."""
    console = out()
    verdict = "supported" if found.supported else "not supported"
    console.print(Text(f"{shown(key)}: {verdict} (score {found.score:.2f})", "bold"), soft_wrap=True)
    for one in found.evidence:
        console.print(Text(f"  {shown(one.cut(text))}"), soft_wrap=True)


def feed(parsed: ParsedFeed) -> None:
    """The entries of a feed: day, title, address."""
    console = out()
    console.print(Text(shown(parsed.title or parsed.url or "(no title)"), "bold"), soft_wrap=True)
    for problem in parsed.problems:
        console.print(Text(f"  ({shown(problem)})", "yellow"), soft_wrap=True)
    for one in parsed.entries:
        day = one.published.strftime("%Y-%m-%d") if one.published else "no date   "
        console.print(Text(f"  {day}  {shown(one.title or one.summary[:80] or one.id)}"), soft_wrap=True)
        if one.url:
            console.print(Text(f"              {shown(one.url)}", "dim"), soft_wrap=True)
