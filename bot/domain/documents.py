"""What may be posted, as frozen data. Guards that nothing else can be.

`Briefing`, `Answer` and `Correction` are made of drafts by `citations.verify_*` alone, a `Notice` of a fixed text.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from bot.domain.drafts import NO_MODEL, Authorship, ChangeKind, LineKind, Note
from bot.domain.models import ArticleNote, Confidence, Span


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
    which is longer than may be shown. `written` is a model's sentence, which the passages bear out: it is shown in
    their place. What it was before it was translated is the `original`.
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
    written: str = ""
    original: str = ""


@dataclass(frozen=True, slots=True)
class NotShown:
    """How many lines are left out because no more than `words` words of one article may be shown."""

    lines: int
    words: int


@dataclass(frozen=True, slots=True)
class BriefingStory:
    """A verified story: its headline is a stored title, every line cites its article.

    `update`: its readers were told of it before, and the first lines are what is new. `title` is a model's headline,
    which the lines bear out.
    """

    story_id: str
    headline: SourceLink
    lines: tuple[Line, ...]
    sources: tuple[SourceLink, ...]
    reason: str
    update: bool = False
    title: str = ""

    @property
    def heading(self) -> SourceLink:
        """The article that the story is headed by, under the headline that is shown."""
        return replace(self.headline, title=self.title) if self.title else self.headline


@dataclass(frozen=True, slots=True)
class Briefing:
    """A verified, chat-neutral briefing. `newest`: first sight of the newest article; `since`: None for everything.

    `day` is the local date of an edition, which may be `late`; a briefing that was asked for has none.
    `ping`: the id of a role in the chat that is told of it, if any. `by`: what of it is a model's work.
    """

    stories: tuple[BriefingStory, ...]
    sources: tuple[str, ...]
    newest: datetime | None
    left_out: int = 0
    day: date | None = None
    late: bool = False
    not_shown: NotShown | None = None
    since: datetime | None = None
    ping: str = ""
    by: Authorship = NO_MODEL


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
    """Verified lines of one person, or of no one. `disagree`: outlets say different things of the same."""

    lines: tuple[Line, ...]
    person: str = ""
    about: str = ""
    disagree: bool = False


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
    by: Authorship = NO_MODEL

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
