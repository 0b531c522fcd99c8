"""Ten thousand hostile strings in each text field of each kind of document: calls, hidden links, refused messages.

For Discord and for Slack, each by a program of its own. A document has another string in each of its fields; it is
drawn until the field that is met least has had ten thousand.
"""

import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path
from string import Template

from bot.domain.documents import Document, Notice
from bot.services.notices import TEMPLATES, notice
from tests.hostile import Hostile, answer, briefing, correction, not_found

ENOUGH = 10_000
CHATS = ("discord", "slack")
Faults = Callable[[Document], Iterator[str]]
VALUES = {
    key: [name for name, text in TEMPLATES.items() if key in Template(text).get_identifiers()]
    for key in sorted({key for text in TEMPLATES.values() for key in Template(text).get_identifiers()})
}


def fixed(given: Hostile) -> Notice:
    """Fixed texts, one below the other: for each value that there is one that has it."""
    left, rows = set(VALUES), []
    while left:
        name = given.one_of(*VALUES[min(left)])
        keys = Template(TEMPLATES[name]).get_identifiers()
        left.difference_update(keys)
        rows.append(notice(name, **{key: given.text(key) for key in keys}))
    return Notice("why_gone", {}, rows=tuple(rows))


KINDS: dict[str, Callable[[Hostile], Document]] = {
    "briefing": lambda given: briefing(given, 8),
    "answer": answer,
    "not found": not_found,
    "correction": correction,
    "fixed text": fixed,
}


def run(enough: int = ENOUGH) -> int:
    """Prints the figures; how many faults there were, which is none. Raises AssertionError where there was one."""
    here = Path(__file__).parents[1]
    programs = [[sys.executable, "-m", "bench.hostile", chat, str(enough)] for chat in CHATS]
    begun = [subprocess.Popen(program, cwd=here) for program in programs]
    ended = [one.wait() for one in begun]
    if any(ended):
        raise AssertionError("something hostile got through")
    return 0


def drawn(chat: str, enough: int) -> int:
    """Prints a line for each kind of document; how many faults there were in one chat."""
    faults: Faults = import_module(f"tests.adapters.{chat}.test_hostile").faults
    found = 0
    for name, kind in KINDS.items():
        given, begun, count = Hostile(seed=3), time.perf_counter(), 0
        wrong: list[str] = []
        while min(given.made.values(), default=0) < enough:
            wrong += faults(kind(given))
            count += 1
        least, seconds = min(given.made.values()), time.perf_counter() - begun
        print(
            f"{chat:<8}{name:<12}{count:>7,} documents, {len(given.made):>3} fields, {least:,} strings in each "
            f"at least, {given.made.total():,} in all: {len(wrong)} faults, {seconds / 60:.1f} min",
            flush=True,
        )
        for one in wrong[:5]:
            print(f"    {one[:300]}")
        found += len(wrong)
    return found


if __name__ == "__main__":
    sys.exit(1 if drawn(sys.argv[1], int(sys.argv[2])) else 0)
