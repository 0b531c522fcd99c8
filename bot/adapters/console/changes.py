"""Corrections as marked text; guards that nothing of a withdrawn article is shown, and that a note is known for one."""

from bot.adapters.console.lines import reference, source_line
from bot.adapters.console.marks import BOLD, DIM, ITALIC, PLAIN, shown
from bot.domain.documents import Change, Correction
from bot.domain.drafts import ChangeKind
from bot.domain.text import cut
from bot.services.wording import day_of

_NOTE = 300  # characters of what a source says of its correction


def render_correction(correction: Correction) -> str:
    """The correction as marked lines: what was shown, what its source says now, where to read it."""
    rows = [f"{BOLD}Correction to the briefing of {day_of(correction.day)}:{PLAIN}"]
    for change in correction.changes:
        rows += [f"  {BOLD}{shown(change.source.source)}{PLAIN} — {_told(change)}", f"    {DIM}{_link(change)}{PLAIN}"]
    if correction.left_out:
        rows.append(f"{DIM}{correction.left_out} more not shown{PLAIN}")
    return "\n".join(rows)


def _told(change: Change) -> str:
    was = f"“{shown(change.was.text)}”" if change.was else ""
    now = f"“{shown(change.now.text)}”" if change.now else ""
    of = "headline " if change.of_title else ""
    match change.kind:
        case ChangeKind.ALTERED:
            return f"{of}was: {was}; now: {now}"
        case ChangeKind.DROPPED:
            return f"no longer says: {was}"
        case ChangeKind.CORRECTED if change.note:
            return f"corrected; {ITALIC}its source notes:{PLAIN} {shown(cut(change.note, _NOTE))}"
        case ChangeKind.CORRECTED:
            return "corrected by its source"
        case ChangeKind.WITHDRAWN:
            return "withdrawn by its source"


def _link(change: Change) -> str:
    """Of a withdrawn article without its title."""
    return source_line(change.source) if change.kind is ChangeKind.WITHDRAWN else reference(change.source)
