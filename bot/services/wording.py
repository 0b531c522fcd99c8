"""Fixed words around what is shown, the same in every chat; guards that a note, a doubt or a count is never left out.

What is inserted goes through the chat's own escaping (`shown`).
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime

from bot.domain.documents import Answer, Briefing, Line, NotShown, SourceLink
from bot.domain.drafts import NO_MODEL, Authorship, Missed, Note
from bot.domain.labels import target
from bot.domain.languages import name_of
from bot.domain.models import ArticleNote
from bot.domain.text import cut

ARTICLE_NOTES = {
    ArticleNote.TEASER: "teaser only",
    ArticleNote.CLAMPED: "its source dates it in the future",
    ArticleNote.CORRECTED: "corrected by its source",
    ArticleNote.GONE: "no longer available there",
}
NOTES = {
    Note.OLDER: "Nothing in the usual window; this is from further back.",
    Note.NO_VERDICT: "What was said about it, not a verdict:",
    Note.NOT_ON_THAT: "Nothing about that in your sources. What was said about other things:",
    Note.NO_DATE: "The text gives no date for it. What was said:",
    Note.SAME_NAME: "Several speakers fit:",
}
_MISSED = {
    Missed.BUDGET: "its budget is used up",
    Missed.FAILED: "it gave nothing that could be used",
    Missed.UNSUPPORTED: "the sources did not bear out what it wrote",
    Missed.SILENT: "it saw no answer in what was found",
    Missed.PRIVATE: "not all sources are public",
}
# The checker keeps less than .30 of the true claims where it lets pass 5 in 100 false ones (`python -m bench verify`).
EXPERIMENTAL = True
DISAGREE = "The sources disagree:"
SHOWN_SOURCES = 8  # of those that were looked through, by name
# What can be pressed under a story: the action, and what stands on it.
STORY_BUTTONS = (
    ("story_ask", "Ask about this"),
    ("story_more", "More like this"),
    ("story_less", "Less like this"),
    ("story_why", "Why is this here?"),
)
OWN_LANGUAGES = frozenset({"en", "und"})  # those in which it is told who speaks


def not_shown(given: NotShown) -> str:
    """How much is left out, and why: read it where it was published."""
    return f"{given.lines} more not shown: at most {given.words} words of one article"


def attribution(line: Line, shown: Callable[[str], str], *, known: str = "") -> str:
    """Who said it, as far as a heading (`known`) has not said so already; empty where there is nothing to say."""
    if not line.kind.is_speech and line.confidence is None:
        return ""
    parts = []
    if line.speaker is None:
        parts.append("speaker unclear")
    elif line.speaker != known:
        parts.append(shown(line.speaker) + (f", {shown(line.role)}" if line.role else ""))
    if line.relayed:
        parts.append(f"relaying {shown(line.relayed)}")
    if line.addressee:
        parts.append(f"to {shown(line.addressee)}")
    return ", ".join(parts)


def _authorship(by: Authorship, lines: Iterable[Line], shown: Callable[[str], str], *, titled: bool = False) -> str:
    """Whose work a document of these lines is: what a model had to do with it, or why none had.

    `titled`: headlines of its own stand above them.
    """
    if not by.model:
        return "no language model" + (f": {_MISSED[by.missed]}" if by.missed else "")
    rest = f"; the rest without it: {_MISSED[by.missed]}" if by.missed else ""
    sources = {passage.source.source for line in lines for passage in line.passages}
    checked = f"checked against {count_of(len(sources), 'source', 'sources')}"
    into = f" and translated into {shown(name_of(by.language))}" if by.language else ""
    if not by.written:
        return f"chosen{', headlines written' if titled else ''}{into} by {shown(by.model)}, {checked}{rest}"
    experimental = " · experimental" if EXPERIMENTAL else ""
    return f"written{into} by {shown(by.model)}, {checked}{rest}{experimental}"


def briefed_by(briefing: Briefing, shown: Callable[[str], str]) -> str:
    """What of a briefing is a model's work, or why none is."""
    lines = (line for story in briefing.stories for line in story.lines)
    return _authorship(briefing.by, lines, shown, titled=any(story.title for story in briefing.stories))


def made_by(answer: Answer, shown: Callable[[str], str]) -> str:
    """What of an answer is a model's work, or why none is where one was asked; else nothing."""
    lines = (line for group in answer.groups for line in group.lines)
    return "" if answer.by == NO_MODEL else _authorship(answer.by, lines, shown)


def heading(briefing: Briefing) -> str:
    """What stands above a briefing: of an edition its local date, and that it is late."""
    day = briefing.day
    made = "News briefing" + (f" · {day:%A}, {day.day} {day:%B %Y}" if day else "")
    return f"{made} · late" if day and briefing.late else made


def looked_at(sources: Sequence[str], shown: Callable[[str], str]) -> str:
    """The sources by name, and how many more there are."""
    names = ", ".join(shown(one) for one in sources[:SHOWN_SOURCES])
    more = f" and {len(sources) - SHOWN_SOURCES} more" if len(sources) > SHOWN_SOURCES else ""
    return f"Sources: {names or 'none'}{more}."


def source_text(link: SourceLink, shown: Callable[[str], str], *, beside: SourceLink | None = None) -> str:
    """A source in one line: publisher, date, host, and what must be known of it.

    The host is left out where it stands `beside` it already, at the headline of the same article.
    """
    to = target(link.url)
    where = [] if link == beside else [to.host if to else place(link, shown)]
    return " · ".join([shown(link.source), date_of(link.published), *where, *article_notes(link)])


def article_notes(link: SourceLink) -> list[str]:
    """What a reader must know of an article."""
    return [ARTICLE_NOTES[note] for note in link.notes] + (["sample"] if link.sample else [])


def place(link: SourceLink, shown: Callable[[str], str]) -> str:
    """Where an article is that cannot be linked: its file, or that its address is none."""
    if link.url is None:
        return cut(shown(link.article_id.rsplit("/", 1)[-1]), 60) or "no address"
    return "no link: its address is too long or none of the web"


def reported_as(line: Line) -> str:
    """What words are that stand in no quote marks."""
    return "in context" if line.widened else "reported"


def count_of(number: int, one: str, many: str) -> str:
    """A number and its noun."""
    return f"{number} {one if number == 1 else many}"


def day_of(day: date) -> str:
    """A local date with its day of the week: "Thu 26 Nov 2026"."""
    return f"{day:%a} {day.day} {day:%b %Y}"


def date_of(at: datetime | None) -> str:
    """A day as people write it, or "undated"."""
    return f"{at.day} {at:%b %Y}" if at else "undated"


def moment(at: datetime | None) -> str:
    """A minute in UTC, or "never"."""
    return f"{date_of(at)}, {at:%H:%M} UTC" if at else "never"
