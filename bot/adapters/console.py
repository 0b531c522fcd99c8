"""The console as a chat: briefings, answers and notices for people at a terminal.

Guards that text of articles can neither style the terminal nor command it. Styles are marked by control characters,
and every inserted value is stripped of those: no text of a stranger can hold a mark. Rendering is pure; posting prints.
"""

import asyncio
import os
import re
import sys
import threading
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import suppress
from datetime import datetime
from io import UnsupportedOperation
from typing import TextIO

from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from bot.domain.documents import (
    Answer,
    AnswerGroup,
    Briefing,
    BriefingStory,
    Document,
    Line,
    LineKind,
    Note,
    Notice,
    Searched,
    SourceLink,
)
from bot.domain.models import ArticleNote
from bot.domain.text import clean, cut, one_line
from bot.services.notices import fill
from bot.services.ports import Part

NOTES = {
    Note.OLDER: "Nothing in the usual window; this is from further back.",
    Note.NO_VERDICT: "What was said about it, not a verdict:",
    Note.NOT_ON_THAT: "Nothing about that in your sources. What was said about other things:",
    Note.NO_DATE: "The text gives no date for it. What was said:",
    Note.SAME_NAME: "Several speakers fit:",
}
ARTICLE_NOTES = {
    ArticleNote.TEASER: "teaser only",
    ArticleNote.CLAMPED: "its source dates it in the future",
    ArticleNote.CORRECTED: "corrected by its source",
    ArticleNote.GONE: "no longer available there",
}
SHOWN_SOURCES = 8
_BOLD, _DIM, _ITALIC, _PLAIN = "\x01", "\x02", "\x03", "\x04"
_STYLES = {_BOLD: "bold", _DIM: "dim", _ITALIC: "italic", _PLAIN: ""}
_MARKS = re.compile("([\x01-\x04])")


def shown(text: str) -> str:
    """Text of strangers as the terminal may show it: one line without control characters."""
    return one_line(clean(text))


def styled(line: str) -> Text:
    """A line with its marks turned into styles."""
    text = Text()
    style = ""
    for piece in _MARKS.split(line):
        if piece in _STYLES:
            style = _STYLES[piece]
        else:
            text.append(piece, style or None)
    return text


def date_of(at: datetime | None) -> str:
    """A day as people write it, or "undated"."""
    return f"{at.day} {at:%b %Y}" if at else "undated"


def moment(at: datetime | None) -> str:
    """A minute in UTC, or "never"."""
    return f"{date_of(at)}, {at:%H:%M} UTC" if at else "never"


class _References:
    """The sources that a text cites, numbered in the order of their first citation."""

    def __init__(self) -> None:
        self.links: dict[SourceLink, int] = {}

    def marks(self, line: Line) -> str:
        numbers = dict.fromkeys(self.links.setdefault(p.source, len(self.links) + 1) for p in line.passages)
        return "".join(f"{_DIM}[{number}]{_PLAIN}" for number in numbers)

    def listed(self, indent: str) -> Iterable[str]:
        return (f"{indent}{_DIM}[{number}] {reference(link)}{_PLAIN}" for link, number in self.links.items())


def reference(link: SourceLink) -> str:
    """A source as one line: publisher, date, title and address, or the file's name where it has no address."""
    parts = [shown(link.source), date_of(link.published), shown(cut(link.title, 90))]
    parts.append(shown(link.url or cut(link.article_id.rsplit("/", 1)[-1], 60)))
    parts += [ARTICLE_NOTES[note] for note in link.notes]
    parts += ["sample"] if link.sample else []
    return " · ".join(parts)


# --- lines -------------------------------------------------------------------------------------------


def line_text(line: Line) -> str:
    """A verified line: only direct quotes stand in quote marks, reported words are labelled."""
    text = " […] ".join(shown(passage.text) for passage in line.passages)
    if line.kind is LineKind.SENTENCE:
        return text
    if line.kind is LineKind.QUOTE:
        return f"“{text}”"
    return f"{_ITALIC}{'in context' if line.widened else 'reported'}:{_PLAIN} {text}"


def attribution(line: Line, *, known: str = "") -> str:
    """Who said it, as far as a heading (`known`) has not said so already."""
    if line.kind is LineKind.SENTENCE and line.confidence is None:
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
    return f" — {', '.join(parts)}" if parts else ""


# --- documents ---------------------------------------------------------------------------------------


def render_briefing(briefing: Briefing) -> str:
    """The briefing as marked lines."""
    if not briefing.stories:
        return f"{_BOLD}No news.{_PLAIN} " + _looked_at(briefing.sources, briefing.newest)
    count = f"{len(briefing.stories)} {'story' if len(briefing.stories) == 1 else 'stories'}"
    head = f"{_BOLD}News briefing{_PLAIN} · {count} · newest loaded {moment(briefing.newest)}"
    blocks = [head, *(_story(number, story) for number, story in enumerate(briefing.stories, 1))]
    if briefing.left_out:
        blocks.append(f"{_DIM}{briefing.left_out} more: brief all{_PLAIN}")
    return "\n\n".join(blocks)


def _story(number: int, story: BriefingStory) -> str:
    references = _References()
    sentences = [f"{line_text(one)} {references.marks(one)}" for one in story.lines if one.kind is LineKind.SENTENCE]
    spoken = [one for one in story.lines if one.kind is not LineKind.SENTENCE]
    rows = [f"{_BOLD}{number}. {shown(story.headline.title)}{_PLAIN}"]
    rows += [f"   {' '.join(sentences)}"] if sentences else []
    rows += [f"   {line_text(one)}{attribution(one)} {references.marks(one)}" for one in spoken]
    for source in story.sources:
        references.links.setdefault(source, len(references.links) + 1)
    if story.headline.language not in {"en", "und"}:
        rows.append(f"   {_DIM}In another language ({shown(story.headline.language)}): speakers are not named.{_PLAIN}")
    rows += references.listed("   ")
    return "\n".join([*rows, f"   {_DIM}Why here: {shown(story.reason)}{_PLAIN}"])


def render_answer(answer: Answer) -> str:
    """The answer, or an honest "not found", as marked lines."""
    if not answer.found:
        return _not_found(answer.searched)
    references = _References()
    blocks = [NOTES[answer.note]] if answer.note else []
    blocks += [_group(group, references) for group in answer.groups]
    return "\n\n".join([*blocks, "\n".join(references.listed(""))])


def _group(group: AnswerGroup, references: _References) -> str:
    rows = []
    if group.person:
        role = group.about or next((line.role for line in group.lines if line.role), None)
        rows.append(f"{_BOLD}{shown(group.person)}{_PLAIN}" + (f", {shown(role)}" if role else ""))
    indent = "  " if group.person else ""
    rows += [
        f"{indent}{line_text(line)}{attribution(line, known=group.person)} {references.marks(line)}"
        for line in group.lines
    ]
    return "\n".join(rows)


def _not_found(searched: Searched) -> str:
    rows = [f"{_BOLD}Not found in your sources.{_PLAIN}"]
    if searched.did_you_mean:
        rows.append(f"Did you mean {' or '.join(shown(name) for name in searched.did_you_mean)}?")
    count = f"{searched.articles} {'article' if searched.articles == 1 else 'articles'}"
    rows.append(f"Searched {count}. " + _looked_at(searched.sources, searched.newest))
    if not searched.nearest and not searched.did_you_mean:
        rows.append("For what can be asked, type help.")
    if searched.nearest:
        rows += ["Nearest headlines:", *(f"  · {reference(link)}" for link in searched.nearest)]
    return "\n".join(rows)


def _looked_at(sources: Sequence[str], newest: datetime | None) -> str:
    names = ", ".join(shown(name) for name in sources[:SHOWN_SOURCES])
    more = f" and {len(sources) - SHOWN_SOURCES} more" if len(sources) > SHOWN_SOURCES else ""
    return f"Sources: {names or 'none'}{more}. Newest loaded: {moment(newest)}."


# --- the terminal's other direction ---------------------------------------------------------------------


def _own_buffer(stream: TextIO) -> TextIO:
    """The same input through a buffer of its own, where it is a real file.

    Python locks the buffer of standard input when it ends, and aborts where a thread still waits in it.
    """
    try:
        number = stream.fileno()
    except UnsupportedOperation:
        return stream
    return os.fdopen(os.dup(number), encoding=stream.encoding, errors="replace")


async def typed_lines(stream: TextIO, prompt: str) -> AsyncIterator[str]:
    """Lines as they are typed, until the end of the input. Lines that were piped in are shown after the prompt.

    Read by a daemon thread: a blocked read must keep neither the event loop nor the end of the program waiting.
    """
    loop = asyncio.get_running_loop()
    queue: asyncio.Queue[str | None] = asyncio.Queue()
    own = _own_buffer(stream)

    def read() -> None:
        with suppress(RuntimeError):  # the loop has ended meanwhile
            with suppress(OSError):  # an input that cannot be read has ended
                for line in own:
                    loop.call_soon_threadsafe(queue.put_nowait, line.rstrip("\n"))
            loop.call_soon_threadsafe(queue.put_nowait, None)

    threading.Thread(target=read, daemon=True).start()
    while True:
        sys.stdout.write(prompt)
        sys.stdout.flush()
        line = await queue.get()
        if line is None:
            sys.stdout.write("\n")
            return
        if not stream.isatty():
            sys.stdout.write(shown(line) + "\n")
        if line.strip():
            yield line


# --- the chat ----------------------------------------------------------------------------------------


class ConsoleChat:
    """The `Chat` port on a terminal. What it has printed can be found again as long as it lives."""

    def __init__(self, console: Console, admin: Console) -> None:
        """`console` shows what is posted, `admin` what the person who runs the bot must know."""
        self._console = console
        self._admin = admin
        self._posted: dict[tuple[str, str], str] = {}

    def render(self, document: Document) -> Sequence[Part]:
        """One part a document: a terminal has no limit of length."""
        match document:
            case Briefing():
                return [Part(render_briefing(document))]
            case Answer():
                return [Part(render_answer(document))]
            case Notice():
                return [Part(fill(document, shown))]

    async def post(self, channel: str, part: Part, key: str, *, thread: str | None = None) -> str:
        """Print the part; its id counts what was printed."""
        for line in part.body.split("\n"):
            self._print(line)
        self._print("")
        return self._posted.setdefault((channel, key), str(len(self._posted) + 1))

    def _print(self, line: str) -> None:
        """One line; on a terminal, what does not fit goes on under its beginning."""
        if not self._console.is_terminal:
            self._console.print(styled(line), soft_wrap=True)
            return
        indent = len(line) - len(line.lstrip(" "))
        self._console.print(Padding(styled(line.lstrip(" ")), (0, 0, 0, indent)))

    async def find(self, channel: str, key: str, *, thread: str | None = None) -> str | None:
        """The id of what was printed under this key."""
        return self._posted.get((channel, key))

    async def notify_admin(self, notice: Notice) -> None:
        """Print the notice on the admin's console."""
        for part in self.render(notice):
            self._admin.print(styled(part.body), soft_wrap=True)
