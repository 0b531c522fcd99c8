"""What people type, as a use case: a line in, a verified document or a notice out. Shared by every chat.

Guards that a chat adapter never decides what a question means or what may be shown.
"""

from collections.abc import Callable, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import datetime
from math import ceil

from bot.domain.addresses import links_in, shown
from bot.domain.allowance import WORDS
from bot.domain.command_words import is_greeting
from bot.domain.documents import Answer, Briefing, Document, Notice
from bot.domain.errors import FetchError, NewsbotError, StoreError
from bot.domain.feedback import Lean
from bot.domain.models import EVERYTHING, Window
from bot.domain.questions import Kind
from bot.services.answer import Answered, answer
from bot.services.authoring import Author
from bot.services.discovery import Web
from bot.services.notices import notice
from bot.services.ports import Followed, QuestionOutcome, Reader

MOST_LINKS = 3  # of one question
_NOT_FROM_HERE = "no answer, or not one for whoever reads along here"

LEAVE = frozenset({"quit", "exit", "bye", ":q"})
ALL_STORIES = 50  # what "brief all" shows at most

OpenWeb = Callable[[], AbstractAsyncContextManager[Web]]


@dataclass(slots=True)
class Conversation:
    """One thread of questions; a follow-up inherits person and topic from the question before.

    `web` opens the way to pages that a question links to; without it links are not followed. `wait` gives the seconds
    until the asker may ask again, and counts: `limits.Limits.of`. Without it, as at a terminal, nobody has to wait. At
    most `words` words of one article are shown in one document. `counted` is told what became of each line. `only` are
    the ids of the articles that it is about, where it is not about everything; `linked` are those behind the links of
    the last question. `private`: pages are kept to the channel that asks; `outside`: none of the intranet is.
    `author` is a language model that helps, if any.
    """

    reader: Reader
    max_stories: int = 5
    answer_days: int = 7
    before: Answered | None = None
    web: OpenWeb | None = None
    wait: Callable[[], float] | None = None
    words: int = WORDS
    counted: Callable[[QuestionOutcome], None] = lambda _: None
    only: Sequence[int] | None = None
    linked: Sequence[int] = ()
    private: bool = False
    outside: bool = False
    author: Author | None = None


async def reply(line: str, conversation: Conversation, now: datetime) -> Document | None:
    """The document that answers one typed line; None where the line asks to leave.

    A database that fails is told of in a notice: the next line may find it again.
    """
    try:
        document = await _reply(line, conversation, now)
    except StoreError as error:
        document = notice("store_failed", error=str(error))
    if document is not None:
        conversation.counted(outcome_of(document))
    return document


_OUTCOMES = {
    "too_many": QuestionOutcome.TOO_MANY,
    "store_failed": QuestionOutcome.FAILED,
    "link_failed": QuestionOutcome.FAILED,
    "no_stories": QuestionOutcome.NOT_FOUND,
}


def outcome_of(document: Document) -> QuestionOutcome:
    """What became of a line that was answered with this document."""
    if isinstance(document, Notice):
        return _OUTCOMES.get(document.name, QuestionOutcome.NOTICE)
    if isinstance(document, Answer):
        return QuestionOutcome.ANSWERED if document.found else QuestionOutcome.NOT_FOUND
    return QuestionOutcome.BRIEFING


async def _reply(line: str, conversation: Conversation, now: datetime) -> Document | None:
    word, _, rest = line.strip().partition(" ")
    match word.lower():
        case "" | "help" | "?" | "hilfe":
            return notice("help")
        case leave if leave in LEAVE and not rest:
            return None
        case _ if seconds := conversation.wait() if conversation.wait else 0:
            return notice("too_many", seconds=str(ceil(seconds)))
        case "sources" | "status" if not rest:
            return await _sources(conversation.reader)
        case "brief" | "briefing":
            return await _briefing_of(conversation, now, rest.strip())
        case "ask" if rest:
            return await ask(rest, conversation, now)
        case _ if is_greeting(line.strip()):
            return notice("help")
        case _:
            return await ask(line.strip(), conversation, now)


async def briefing(  # noqa: PLR0913 - of whom, of when, and bounds that have defaults
    reader: Reader,
    now: datetime,
    *,
    limit: int,
    topic: str = "",
    window: Window = EVERYTHING,
    words: int = WORDS,
    leans: Sequence[Lean] = (),
    author: Author | None = None,
) -> Document:
    """The briefing of a window, or of what is known about a topic; a notice where there is nothing to tell.

    The topic "all" means every story, of 50 at most. `leans` is what whoever asks has voted for and against. An
    `author` tells the stories, where there is one.
    """
    if topic.lower() == "all":
        topic, limit = "", max(limit, ALL_STORIES)
    made = await _brief(reader, window, now, limit=limit, topic=topic, words=words, leans=leans, author=author)
    if made.stories:
        return made
    holdings = await reader.store.holdings(window)
    if not holdings.articles:
        return notice("empty")
    return notice("no_stories", topic=topic) if topic else made


async def _briefing_of(conversation: Conversation, now: datetime, topic: str) -> Document:
    limit, words = conversation.max_stories, conversation.words
    return await briefing(conversation.reader, now, limit=limit, topic=topic, words=words, author=conversation.author)


async def _brief(  # noqa: PLR0913 - as above
    reader: Reader,
    window: Window,
    now: datetime,
    *,
    limit: int,
    topic: str = "",
    words: int,
    leans: Sequence[Lean] = (),
    author: Author | None = None,
) -> Briefing:
    from bot.services.summariser import brief  # noqa: PLC0415 - a question starts without what tells stories apart

    return await brief(reader, window, now, limit=limit, topic=topic, words=words, leans=leans, author=author)


async def ask(question: str, conversation: Conversation, now: datetime) -> Document:
    """The answer to a question in a conversation, which remembers it for follow-ups.

    A link in it is loaded, and the question is about what stands there; a link alone asks what that is.
    """
    only = conversation.only
    if conversation.web is not None:
        try:
            kept = {"private": conversation.private, "outside": conversation.outside}
            question, linked = await follow_links(question, conversation.reader, conversation.web, now, **kept)
        except LinkFailed as error:
            return notice("link_failed", link=error.link, error=str(error))
        conversation.linked = linked or ()
        only = linked or only
    if only and not question.strip(" ?!.,:"):
        return await _told_of(only[0], conversation, now)
    before, days, words = conversation.before, conversation.answer_days, conversation.words
    answered = await answer(
        question,
        conversation.reader,
        now,
        before=before,
        days=days,
        only=only,
        words=words,
        author=conversation.author,
    )
    conversation.before = answered
    if answered.question.kind is Kind.BRIEF:
        if only:
            return await _told_of(only[0], conversation, now)
        return await _briefing_of(conversation, now, " ".join(answered.question.topic))
    made = answered.answer
    if not made.found and not made.not_shown and not made.searched.articles:
        return notice("empty")
    return made


async def _told_of(article_id: int, conversation: Conversation, now: datetime) -> Briefing:
    """What one article tells."""
    window = Window(article_id, article_id + 1)
    return await _brief(conversation.reader, window, now, limit=1, words=conversation.words, author=conversation.author)


class LinkFailed(NewsbotError):
    """The page at `link` could not be read, and why."""

    def __init__(self, link: str, error: str) -> None:
        super().__init__(error)
        self.link = link


async def follow_links(
    question: str, reader: Reader, open_web: OpenWeb, now: datetime, *, private: bool = False, outside: bool = False
) -> tuple[str, list[int] | None]:
    """The question without its links, and the ids of the articles there; None where it has no link.

    What is asked about in a `private` channel is kept to it; `outside`: none of the intranet is read. Raises
    LinkFailed for the first that cannot be read.
    """
    text, links = links_in(question)
    if not links:
        return question, None
    from bot.services.pages import load_link  # noqa: PLC0415 - as above: without the intake

    ids: list[int] = []
    async with open_web() as web:
        for link in links[:MOST_LINKS]:
            try:
                ids += await load_link(link, web, reader.store, lambda: now, private=private, outside=outside)
            except NewsbotError as error:
                # Why it cannot be read would tell which hosts the intranet has.
                reason = _NOT_FROM_HERE if outside and isinstance(error, FetchError) else str(error)
                raise LinkFailed(shown(link), reason) from None
    return text, list(dict.fromkeys(ids))


def _health(one: Followed) -> str:
    newest = f", newest {one.state.newest:%Y-%m-%d}" if one.state.newest else ""
    trouble = f"; {one.state.error}" if one.state.error else "; paused" if one.paused else ""
    return f"{one.name} ({one.articles} articles{newest}{trouble})"


async def _sources(reader: Reader) -> Document:
    """What is followed, with what is wrong with it; else what is loaded."""
    holdings = await reader.store.holdings(EVERYTHING)
    followed = await reader.sources.followed()
    if followed:
        return notice("followed", articles=str(holdings.articles), sources=", ".join(map(_health, followed)))
    if not holdings.articles:
        return notice("empty")
    newest = f"{holdings.newest:%Y-%m-%d %H:%M} UTC" if holdings.newest else "never"
    return notice("sources", articles=str(holdings.articles), sources=", ".join(holdings.sources), newest=newest)
