"""What people type, as a use case: a line in, a verified document or a notice out. Shared by every chat.

Guards that a chat adapter never decides what a question means or what may be shown.
"""

import re
from dataclasses import dataclass
from datetime import datetime

from bot.domain.documents import Document
from bot.domain.models import EVERYTHING, Window
from bot.domain.questions import Kind
from bot.services.answer import Answered, answer
from bot.services.notices import notice
from bot.services.ports import Reader
from bot.services.summariser import brief

LEAVE = frozenset({"quit", "exit", "bye", ":q"})
ALL_STORIES = 50  # what "brief all" shows at most
_GREETING = re.compile(
    r"(?:hi|hello|hey|hallo|greetings|good (?:morning|afternoon|evening|day)|(?:many )?thanks|thank you|thx|cheers)"
    r"(?: (?:there|all|everyone|again|bot|newsbot|a lot|very much|so much))*\W*",
    re.IGNORECASE,
)


@dataclass(slots=True)
class Conversation:
    """One thread of questions; a follow-up inherits person and topic from the question before."""

    reader: Reader
    max_stories: int = 5
    answer_days: int = 7
    before: Answered | None = None


async def reply(line: str, conversation: Conversation, now: datetime) -> Document | None:
    """The document that answers one typed line; None where the line asks to leave."""
    word, _, rest = line.strip().partition(" ")
    match word.lower():
        case "" | "help" | "?" | "hilfe":
            return notice("help")
        case leave if leave in LEAVE and not rest:
            return None
        case "sources" | "status" if not rest:
            return await _sources(conversation.reader)
        case "brief" | "briefing":
            return await briefing(conversation.reader, now, limit=conversation.max_stories, topic=rest.strip())
        case "ask" if rest:
            return await ask(rest, conversation, now)
        case _ if _GREETING.fullmatch(line.strip()):
            return notice("help")
        case _:
            return await ask(line.strip(), conversation, now)


async def briefing(
    reader: Reader, now: datetime, *, limit: int, topic: str = "", window: Window = EVERYTHING
) -> Document:
    """The briefing of a window, or of what is known about a topic; a notice where there is nothing to tell.

    The topic "all" means every story, of 50 at most.
    """
    if topic.lower() == "all":
        topic, limit = "", max(limit, ALL_STORIES)
    made = await brief(reader, window, now, limit=limit, topic=topic)
    if made.stories:
        return made
    holdings = await reader.store.holdings(window)
    if not holdings.articles:
        return notice("empty")
    return notice("no_stories", topic=topic) if topic else made


async def ask(question: str, conversation: Conversation, now: datetime) -> Document:
    """The answer to a question in a conversation, which remembers it for follow-ups."""
    answered = await answer(
        question, conversation.reader, now, before=conversation.before, days=conversation.answer_days
    )
    conversation.before = answered
    if answered.question.kind is Kind.BRIEF:
        return await briefing(
            conversation.reader, now, limit=conversation.max_stories, topic=" ".join(answered.question.topic)
        )
    if not answered.answer.found and not answered.answer.searched.articles:
        return notice("empty")
    return answered.answer


async def _sources(reader: Reader) -> Document:
    holdings = await reader.store.holdings(EVERYTHING)
    if not holdings.articles:
        return notice("empty")
    newest = f"{holdings.newest:%Y-%m-%d %H:%M} UTC" if holdings.newest else "never"
    return notice("sources", articles=str(holdings.articles), sources=", ".join(holdings.sources), newest=newest)
