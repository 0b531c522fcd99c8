"""What is shown, as frozen data: drafts, and the documents that may be posted.

Guards that what is unverified cannot be posted: a `…Draft` holds ids and spans and no text, and `Briefing`, `Answer`
and `Correction` are made by `citations.verify_*` alone.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from bot.domain.models import ArticleNote, ArticleRef, Confidence, Span, Window

# --- drafts: ids and spans only ----------------------------------------------------------------------


@dataclass(frozen=True, slots=True, order=True)
class Citation:
    """A slice of one version of one article."""

    ref: ArticleRef
    span: Span


class LineKind(StrEnum):
    """What a line shows: the article's own sentence, a direct quote, or reported speech."""

    SENTENCE = "sentence"
    QUOTE = "quote"
    REPORTED = "reported"


@dataclass(frozen=True, slots=True)
class DraftLine:
    """Slices that are shown together, joined by […]. A quote's speaker comes from storage, not from here."""

    kind: LineKind
    slices: tuple[Citation, ...]


@dataclass(frozen=True, slots=True)
class DraftStory:
    """One story of a briefing: `headline` is the article whose title is shown, `reason` why it was chosen.

    `update`: the channel was told of this story before, and the first lines are what is new.
    """

    story_id: str
    headline: ArticleRef
    lines: tuple[DraftLine, ...]
    articles: tuple[ArticleRef, ...]
    reason: str
    update: bool = False


@dataclass(frozen=True, slots=True)
class BriefingDraft:
    """Stories in order, and the window that they cover. `left_out` counts stories beyond the limit."""

    stories: tuple[DraftStory, ...]
    window: Window
    left_out: int = 0


class ChangeKind(StrEnum):
    """What has become of words that were shown."""

    ALTERED = "altered"  # the source now writes something else in their place
    DROPPED = "dropped"  # the source has taken them out
    CORRECTED = "corrected"  # the source says that the article was corrected
    WITHDRAWN = "withdrawn"  # the source has taken back the article


@dataclass(frozen=True, slots=True)
class DraftChange:
    """Words (`of_title`: the title) that were shown, what stands there now, if anything, and the article as it is."""

    kind: ChangeKind
    was: Citation
    article: ArticleRef
    now: Citation | None = None
    of_title: bool = False


@dataclass(frozen=True, slots=True)
class CorrectionDraft:
    """What has changed since the edition of a local date, the most important first; `left_out` counts further ones."""

    changes: tuple[DraftChange, ...]
    day: date
    left_out: int = 0


@dataclass(frozen=True, slots=True)
class DraftGroup:
    """Lines that belong together under a heading: one person, or none (`person` empty) for facts.

    `person` is the fullest name; `names` are all the speaker names that stand for the same person, the fullest
    among them. `about` tells two people of one name apart ("president of Microsoft"): the role of one of the quotes.
    """

    lines: tuple[DraftLine, ...]
    person: str = ""
    about: str = ""
    names: tuple[str, ...] = ()


class Note(StrEnum):
    """What a reader must know about how an answer was found; renderers hold the words."""

    OLDER = "older"  # nothing in the usual window; found further back
    NO_VERDICT = "no_verdict"  # a yes/no question about words: what was said, not a verdict
    NOT_ON_THAT = "not_on_that"  # asked whether somebody said something: only other words of theirs are known
    NO_DATE = "no_date"  # asked when, but the text gives no date
    SAME_NAME = "same_name"  # several people of that name


@dataclass(frozen=True, slots=True)
class AnswerDraft:
    """What to show for a question; no groups means that nothing was found. `ranking`: article ids, best first."""

    question: str
    groups: tuple[DraftGroup, ...]
    ranking: tuple[int, ...] = ()
    note: Note | None = None


# --- what may be posted ------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class SourceLink:
    """Where a reader finds the article: its key in the machine formats, title, source, link and date."""

    article_id: str
    title: str
    source: str
    url: str | None
    published: datetime | None
    language: str = "en"
    sample: bool = False
    notes: tuple[ArticleNote, ...] = ()


@dataclass(frozen=True, slots=True)
class Passage:
    """A slice re-cut from storage: `text == stored_text[span.start:span.end]`."""

    text: str
    span: Span
    source: SourceLink


@dataclass(frozen=True, slots=True)
class Line:
    """Verified passages shown together. Speaker fields are those of the stored quote.

    A sentence has them (`confidence` is not None) only where it quotes somebody whom it does not mention itself.
    `widened` says that whole sentences are shown because the bare words would mislead; `words` are those bare words of
    a direct quote, for programs that get the sentences beside them. `cut`: the last passage goes on in its article,
    which is longer than may be shown.
    """

    kind: LineKind
    passages: tuple[Passage, ...]
    speaker: str | None = None
    role: str | None = None
    addressee: str | None = None
    relayed: str | None = None
    confidence: Confidence | None = None
    widened: bool = False
    words: tuple[Passage, ...] = ()
    cut: bool = False


@dataclass(frozen=True, slots=True)
class NotShown:
    """How many lines are left out because no more than `words` words of one article may be shown."""

    lines: int
    words: int


@dataclass(frozen=True, slots=True)
class BriefingStory:
    """A verified story: its headline is a stored title, every line cites its article.

    `update`: its readers were told of it before, and the first lines are what is new.
    """

    story_id: str
    headline: SourceLink
    lines: tuple[Line, ...]
    sources: tuple[SourceLink, ...]
    reason: str
    update: bool = False


@dataclass(frozen=True, slots=True)
class Briefing:
    """A verified, chat-neutral briefing. `newest`: first sight of the newest article; `since`: None for everything.

    `day` is the local date of an edition, which may be `late`; a briefing that was asked for has none.
    """

    stories: tuple[BriefingStory, ...]
    sources: tuple[str, ...]
    newest: datetime | None
    left_out: int = 0
    day: date | None = None
    late: bool = False
    not_shown: NotShown | None = None
    since: datetime | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """What was shown, and what its source says now; of a withdrawn article only that it is withdrawn is shown.

    `was` and `now` are cut from the versions that they name, `of_title` from the titles. `note` is what the source says
    of its correction. The `source` of a withdrawn article has no title.
    """

    kind: ChangeKind
    source: SourceLink
    was: Passage | None = None
    now: Passage | None = None
    note: str = ""
    of_title: bool = False


@dataclass(frozen=True, slots=True)
class Correction:
    """A verified correction of the edition of a local date; `left_out` counts changes that are not shown."""

    changes: tuple[Change, ...]
    day: date
    left_out: int = 0


@dataclass(frozen=True, slots=True)
class AnswerGroup:
    """Verified lines of one person, or of no one."""

    lines: tuple[Line, ...]
    person: str = ""
    about: str = ""


@dataclass(frozen=True, slots=True)
class Searched:
    """What a "not found" owes its reader: where was looked, how far back, how fresh, and what is near."""

    sources: tuple[str, ...] = ()
    articles: int = 0
    since: datetime | None = None
    newest: datetime | None = None
    nearest: tuple[SourceLink, ...] = ()
    did_you_mean: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Answer:
    """A verified answer; without groups an honest "not found", or with `not_shown` something too long to be shown."""

    question: str
    groups: tuple[AnswerGroup, ...]
    searched: Searched
    ranking: tuple[str, ...] = ()
    note: Note | None = None
    not_shown: NotShown | None = None

    @property
    def found(self) -> bool:
        """Whether anything supports an answer."""
        return bool(self.groups)


@dataclass(frozen=True, slots=True)
class Place:
    """A workspace, by its key, or one channel of it: where what is kept to that channel may be told."""

    workspace: str
    channel: str = ""


@dataclass(frozen=True, slots=True)
class Notice:
    """A fixed template by name, and the values that fill it; renderers escape every value. `rows` follow, a line each.

    `place` is where it belongs; what has none answers whoever asked, or tells whoever runs the bot.
    """

    name: str
    values: Mapping[str, str] = field(default_factory=dict)
    place: Place | None = None
    rows: tuple["Notice", ...] = ()


Document = Briefing | Answer | Correction | Notice
