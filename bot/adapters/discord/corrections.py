"""Corrections as messages; guards that nothing of a withdrawn article is shown, and that a note is known for one."""

from bot.adapters.discord.elements import Row, bold, quoted, row, small
from bot.adapters.discord.escaping import literal, markdown, short
from bot.adapters.discord.fitting import Group
from bot.adapters.discord.lines import name, pieces, reference, reference_without_title
from bot.adapters.discord.messages import Message, messages
from bot.domain.documents import Change, Correction
from bot.domain.drafts import ChangeKind
from bot.domain.opening import GAP
from bot.services.wording import day_of

_NOTE = 300  # characters of what a source says of its correction


def correction_messages(correction: Correction) -> list[Message]:
    """What was shown, what its source says now, where to read it."""
    groups = [Group((), f"Correction to the briefing of {day_of(correction.day)}:"), *map(_change, correction.changes)]
    if correction.left_out:
        groups.append(Group((small(f"{correction.left_out} more not shown"),)))
    return messages(groups)


def _change(change: Change) -> Group:
    source = markdown(name(change.source.source))
    withdrawn = change.kind is ChangeKind.WITHDRAWN
    link = reference_without_title(change.source) if withdrawn else reference(change.source)
    return Group((*_told(change, bold(source)), small(link)), again=f"{source} (continued)")


def _told(change: Change, source: str) -> list[Row]:
    was = _quoted(change.was.text) if change.was else []
    now = _quoted(change.now.text) if change.now else []
    of = "headline " if change.of_title else ""
    match change.kind:
        case ChangeKind.ALTERED:
            return [row(f"{source} — {of}was:"), *was, row("now:"), *now]
        case ChangeKind.DROPPED:
            return [row(f"{source} — no longer says:"), *was]
        case ChangeKind.CORRECTED if change.note:
            return [row(f"{source} — corrected; *its source notes:* {markdown(short(change.note, _NOTE))}")]
        case ChangeKind.CORRECTED:
            return [row(f"{source} — corrected by its source")]
        case ChangeKind.WITHDRAWN:
            return [row(f"{source} — withdrawn by its source")]


def _quoted(text: str) -> list[Row]:
    return [quoted(f"“{markdown(piece)}”") for piece in pieces(literal(text), mark=GAP)]
