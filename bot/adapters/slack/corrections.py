"""Corrections as messages; guards that nothing of a withdrawn article is shown, and that a note is known for one."""

from bot.adapters.slack.elements import Row, Run, context, rich_text, row
from bot.adapters.slack.escaping import literal
from bot.adapters.slack.fitting import Group, packed, pieces
from bot.adapters.slack.lines import name, reference, reference_without_title
from bot.adapters.slack.messages import Message, summary
from bot.domain.documents import Change, Correction
from bot.domain.drafts import ChangeKind
from bot.domain.opening import GAP
from bot.domain.text import cut
from bot.services.wording import day_of

_NOTE = 300  # characters of what a source says of its correction


def correction_messages(correction: Correction) -> list[Message]:
    """What was shown, what its source says now, where to read it."""
    title = f"Correction to the briefing of {day_of(correction.day)}:"
    groups = [Group(tuple(rich_text([row(Run(title, bold=True))]))), *map(_change, correction.changes)]
    if correction.left_out:
        groups.append(Group((context(f"{correction.left_out} more not shown"),)))
    names = ", ".join(dict.fromkeys(name(change.source.source) for change in correction.changes))
    made = [[block for one in held for block in one.blocks] for held in packed(groups)]
    return [Message(blocks, summary(f"{title} {names}")) for blocks in made]


def _change(change: Change) -> Group:
    source = Run(name(change.source.source), bold=True)
    withdrawn = change.kind is ChangeKind.WITHDRAWN
    link = reference_without_title(change.source) if withdrawn else reference(change.source)
    return Group(
        tuple(rich_text([*_told(change, source), row(*link)])),
        again=tuple(rich_text([row(source, " (continued)")])),
    )


def _told(change: Change, source: Run) -> list[Row]:
    was = _quoted(change.was.text) if change.was else []
    now = _quoted(change.now.text) if change.now else []
    of = "headline " if change.of_title else ""
    match change.kind:
        case ChangeKind.ALTERED:
            return [row(source, f" — {of}was:"), *was, row("now:"), *now]
        case ChangeKind.DROPPED:
            return [row(source, " — no longer says:"), *was]
        case ChangeKind.CORRECTED if change.note:
            label = Run("its source notes: ", italic=True)
            return [row(source, " — corrected; ", label, cut(literal(change.note), _NOTE))]
        case ChangeKind.CORRECTED:
            return [row(source, " — corrected by its source")]
        case ChangeKind.WITHDRAWN:
            return [row(source, " — withdrawn by its source")]


def _quoted(text: str) -> list[Row]:
    return [row(f"“{piece}”", quoted=True) for piece in pieces(literal(text), mark=GAP)]
