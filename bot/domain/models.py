"""The words of the project as frozen data: sources, articles, quotes, stories.

Guards that offsets are Python character offsets into `Article.text`, end exclusive, and times aware UTC.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from bot.domain.intake import UNMARKED, Markers

EPOCH = datetime(2020, 1, 1, tzinfo=UTC)
ID_SEQUENCE_BITS = 20


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """Characters `start` up to, not including, `end`."""

    start: int
    end: int

    def cut(self, text: str) -> str:
        """The characters themselves."""
        return text[self.start : self.end]

    def overlaps(self, other: "Span") -> bool:
        """Whether at least one character is in both."""
        return self.start < other.end and other.start < self.end

    def holds(self, other: "Span") -> bool:
        """Whether `other` lies wholly inside."""
        return self.start <= other.start and other.end <= self.end


# --- articles ----------------------------------------------------------------------------------------


class Visibility(StrEnum):
    """Who may see a source's articles: everyone, one workspace, or one channel of it."""

    PUBLIC = "public"
    WORKSPACE = "workspace"
    CHANNEL = "channel"


LINKED = "link"  # the kind of a source of pages that questions have linked to


@dataclass(frozen=True, slots=True)
class Source:
    """A publisher or a set of files. `key` is its address or, for files, its name."""

    key: str
    name: str
    kind: str = "file"
    url: str | None = None
    visibility: Visibility = Visibility.PUBLIC


@dataclass(frozen=True, slots=True)
class NewArticle:
    """One published text as it was read, before it is stored.

    `key` identifies it within its source over time (a given id, its link, a file's path). `text` is cleaned;
    `original` is what the file held where cleaning changed it. A `teaser` is all that could be had of a longer text.
    `clamped`: its source dates it in the future, and `published` is when it was fetched.
    """

    key: str
    title: str
    text: str
    source: Source
    url: str | None = None
    author: str | None = None
    published: datetime | None = None
    language: str | None = None
    original: str | None = None
    sample: bool = False
    teaser: bool = False
    clamped: bool = False
    markers: Markers = UNMARKED


class ArticleNote(StrEnum):
    """What a reader must know about an article; renderers hold the words."""

    TEASER = "teaser"  # only the beginning could be had
    CLAMPED = "clamped"  # dated in the future by its source: shown with the day on which it was fetched
    CORRECTED = "corrected"  # its source has corrected it
    GONE = "gone"  # its page is no longer there; nobody has taken back what it said


@dataclass(frozen=True, slots=True)
class Article:
    """A stored article at one version; versions count from 1. `id` orders articles by first sight.

    `news` is false for what was there already when its source was added, but for the newest.
    """

    id: int
    version: int
    key: str
    title: str
    text: str
    source: str
    url: str | None = None
    author: str | None = None
    published: datetime | None = None
    language: str = "en"
    sample: bool = False
    notes: tuple[ArticleNote, ...] = ()
    news: bool = True

    @property
    def first_seen(self) -> datetime:
        """When the article was first stored, to the millisecond: its id says so."""
        return seen_at(self.id)

    @property
    def ref(self) -> "ArticleRef":
        """This version of it."""
        return ArticleRef(self.id, self.version)


@dataclass(frozen=True, slots=True, order=True)
class ArticleRef:
    """One version of one stored article."""

    article_id: int
    version: int


def first_id(at: datetime) -> int:
    """The lowest article id that can be given out at `at`: milliseconds since EPOCH, then a sequence."""
    return int((at - EPOCH) / timedelta(milliseconds=1)) << ID_SEQUENCE_BITS


def seen_at(article_id: int) -> datetime:
    """When an article of this id was first stored, to the millisecond."""
    return EPOCH + timedelta(milliseconds=article_id >> ID_SEQUENCE_BITS)


@dataclass(frozen=True, slots=True)
class Window:
    """A since-until as a range of article ids, `low` inclusive, `high` exclusive."""

    low: int = 0
    high: int = 1 << 62

    @classmethod
    def between(cls, since: datetime, until: datetime) -> "Window":
        """Articles first seen from `since` up to `until`."""
        return cls(first_id(since), first_id(until))


EVERYTHING = Window()


# --- who said what -----------------------------------------------------------------------------------


class QuoteKind(StrEnum):
    """Exact words, or words put in the article's own terms."""

    DIRECT = "direct"
    REPORTED = "reported"


class Confidence(StrEnum):
    """How the speaker is known: a cue in the sentence, continued speech, or position alone (unclear)."""

    EXPLICIT = "explicit"
    CONTINUED = "continued"
    INFERRED = "inferred"


@dataclass(frozen=True, slots=True)
class Quote:
    """Words and who said them, as found in one text.

    `span` excludes quote marks. `speaker` is the fullest name the text gives, or a description ("a spokesman")
    where it gives none; `mention` is where the speaker is named at this quote. `addressee` was told and is a
    venue, never a speaker. `relayed` tells whose words a nested quote repeats ("lawmakers' reply"). Quotes of
    one `utterance` number are parts of one statement that the text interrupts. `context` is the whole sentence
    or sentences around it; where `widen` is true the bare words would mislead (a negation or a denial stands
    beside them) and the context is shown instead.
    """

    span: Span
    kind: QuoteKind
    confidence: Confidence
    speaker: str | None
    mention: Span | None
    context: Span
    role: str | None = None
    addressee: str | None = None
    relayed: str | None = None
    utterance: int = 0
    widen: bool = False


@dataclass(frozen=True, slots=True)
class StoredQuote:
    """A quote with the article version that it is bound to."""

    ref: ArticleRef
    quote: Quote


# --- stories -----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Story:
    """The articles about one event, in the order of first sight.

    `id` comes from the oldest article and stays while the story grows. `copies` pairs each near-duplicate with
    the article that it repeats; both are among `articles`.
    """

    id: str
    articles: tuple[ArticleRef, ...]
    copies: tuple[tuple[ArticleRef, ArticleRef], ...] = ()

    @property
    def originals(self) -> tuple[ArticleRef, ...]:
        """The articles that repeat no other."""
        repeating = {copy for copy, _ in self.copies}
        return tuple(ref for ref in self.articles if ref not in repeating)
