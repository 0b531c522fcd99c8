"""Drafts, as frozen data: what is to be shown, as ids and spans. Guards that what is unverified has no text to post.

Only what a language model has written is there as text, beside what it cites: `citations` shows it where that bears it
out, and else the cited words.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from bot.domain.models import ArticleRef, Span, Window


@dataclass(frozen=True, slots=True, order=True)
class Citation:
    """A slice of one version of one article."""

    ref: ArticleRef
    span: Span


class LineKind(StrEnum):
    """What a line shows: the article's own sentence, a direct quote, reported speech, or a model's sentence."""

    SENTENCE = "sentence"
    QUOTE = "quote"
    REPORTED = "reported"
    WRITTEN = "written"

    @property
    def is_speech(self) -> bool:
        """Whether it is somebody's words."""
        return self in {LineKind.QUOTE, LineKind.REPORTED}


class Missed(StrEnum):
    """Why a document was made without the language model that there is."""

    BUDGET = "budget"  # nothing is left of what may be spent
    FAILED = "failed"  # it gave nothing that could be used
    UNSUPPORTED = "unsupported"  # nothing that it gave was borne out by the articles
    SILENT = "silent"  # it saw no answer in what it was given
    PRIVATE = "private"  # articles that are not public were kept from it: all, or beside its name some


@dataclass(frozen=True, slots=True)
class Authorship:
    """Whose work a document is: a model's, by its name, or that of the rules alone; `missed` says why, if it was asked.

    A model has `written` sentences, or else has but chosen and arranged. `language`: into which it has translated them.
    `prompt` is the short hash of the prompt that it was given.
    """

    model: str = ""
    written: bool = False
    missed: Missed | None = None
    language: str = ""
    prompt: str = ""


NO_MODEL = Authorship()


@dataclass(frozen=True, slots=True)
class DraftLine:
    """Slices that are shown together, joined by […]. A quote's speaker comes from storage, not from here.

    Of a written line the `text` is a model's, and the slices are what it cites; `translation` is that text in another
    language.
    """

    kind: LineKind
    slices: tuple[Citation, ...]
    text: str = ""
    translation: str = ""


@dataclass(frozen=True, slots=True)
class DraftStory:
    """One story of a briefing: `headline` is the article whose title is shown, `reason` why it was chosen.

    `update`: the channel was told of this story before, and the first lines are what is new. `title`: a headline that a
    model has written, shown in place of that title where the story's articles bear it out; `title_in` is it
    in another language.
    """

    story_id: str
    headline: ArticleRef
    lines: tuple[DraftLine, ...]
    articles: tuple[ArticleRef, ...]
    reason: str
    update: bool = False
    title: str = ""
    title_in: str = ""


@dataclass(frozen=True, slots=True)
class BriefingDraft:
    """Stories in order, and the window that they cover. `left_out` counts stories beyond the limit."""

    stories: tuple[DraftStory, ...]
    window: Window
    left_out: int = 0
    by: Authorship = NO_MODEL


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
    `disagree`: the lines are what two outlets say of one thing, each something else.
    """

    lines: tuple[DraftLine, ...]
    person: str = ""
    about: str = ""
    names: tuple[str, ...] = ()
    disagree: bool = False


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
    by: Authorship = NO_MODEL
