"""Editions and what became of them, as frozen data; guards that one is named by channel, local date and slot alone.

    planned ─► sending ─► sent
       │          ├─► unknown ─► sent | planned (looked for, and not there) | held
       │          ├─► planned (refused for now)
       │          └─► failed (refused for good)
       └─► skipped

`sending` is stored before the request goes out. What was sending when the program stopped is unknown.
"""

import hashlib
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from bot.domain.drafts import BriefingDraft, CorrectionDraft


class State(StrEnum):
    """How far an edition is."""

    PLANNED = "planned"
    SENDING = "sending"
    UNKNOWN = "unknown"  # a request went out, and whether it arrived is to be found out
    SENT = "sent"
    FAILED = "failed"  # the chat has refused it for good
    HELD = "held"  # whether it arrived cannot be found out: a person decides
    SKIPPED = "skipped"  # never begun, and why


SETTLED = frozenset({State.SENT, State.FAILED, State.HELD, State.SKIPPED})


class PartState(StrEnum):
    """How far one message of an edition is; one that was not begun has no record."""

    SENDING = "sending"
    UNKNOWN = "unknown"
    SENT = "sent"


class Skipped(StrEnum):
    """Why an edition was never begun."""

    MISSED = "missed"  # the bot was down for longer than a late edition is worth
    SUPERSEDED = "superseded"  # the bot was down, and a later slot takes its place
    NOTHING_NEW = "nothing_new"  # and the channel asked for silence then
    STOPPED = "stopped"  # nothing can be posted there, or nothing is wanted any more
    OVERTAKEN = "overtaken"  # it could not be sent before it was worth no more


class Kind(StrEnum):
    """What an edition is."""

    DIGEST = "digest"
    CORRECTION = "correction"  # of a posted edition: in its thread, where the chat has threads


@dataclass(frozen=True, slots=True)
class EditionKey:
    """What makes an edition the one it is. `slot` counts a local date's slots from 1.

    A correction has the date and slot of the edition that it corrects, and `of` tells corrections apart.
    """

    workspace: str
    channel: str
    date: date
    slot: int
    of: str = ""

    @property
    def text(self) -> str:
        """The key as the chat carries it: 24 characters, the same each time, and nothing to be read from it.

        96 bits of a hash: of a billion editions, two are alike with a probability of 10⁻¹¹.
        """
        named = "\x1f".join((self.workspace, self.channel, self.date.isoformat(), str(self.slot), self.of))
        return hashlib.sha256(named.encode("utf-8", "surrogatepass")).hexdigest()[:24]


@dataclass(frozen=True, slots=True)
class SentPart:
    """One message of an edition. `position` counts from 0; `digest` stands for what was posted, `stories` for whom."""

    position: int
    state: PartState
    started_at: datetime
    message_id: str | None = None
    digest: str = ""
    stories: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Edition:
    """One briefing due, and how far it is.

    `due_at` is when it is to be posted; `late` where the bot was down then. `retry_at`: not before. `thread` is the
    message under which all of it belongs. `draft` is there once it was composed, `expected` its number of messages.
    `tries` counts what went wrong with it so far without being settled.
    """

    id: int
    key: EditionKey
    kind: Kind
    due_at: datetime
    state: State = State.PLANNED
    late: bool = False
    reason: str = ""
    retry_at: datetime | None = None
    tries: int = 0
    draft: BriefingDraft | CorrectionDraft | None = None
    expected: int = 0
    thread: str | None = None
    parts: tuple[SentPart, ...] = ()
    settled_at: datetime | None = None
