"""Briefings and answers on request. Guards that a person's own likes order their own briefing, and nobody else's."""

from collections.abc import Sequence

from bot.domain.documents import Document
from bot.domain.feedback import personal
from bot.services.commands import ask, briefing, outcome_of
from bot.services.notices import notice
from bot.services.requests.desk import Asking, RequestDesk, attempt, in_chat

MOST_ARTICLES = 50  # that a question may be about


async def brief(topic: str, asking: Asking, desk: RequestDesk) -> Document:
    """The briefing, or what is known about a topic; "all": every story. The person's own votes order it."""
    leans = personal(await desk.reader.votes.of_person(asking.person.id))
    made = await briefing(
        desk.reader,
        desk.clock(),
        limit=desk.stories,
        topic=topic,
        words=desk.words,
        leans=leans,
        author=desk.author,
    )
    return await in_chat(made, asking, desk)


async def answer(question: str, asking: Asking, desk: RequestDesk) -> Document:
    """The answer to a question by itself, with the page that it links to."""
    if not question:
        return notice("chat_ask_what", command=desk.command)
    return await in_chat(await ask(question, desk.conversation(asking), desk.clock()), asking, desk)


async def ask_about(question: str, article_ids: Sequence[int], asking: Asking, desk: RequestDesk) -> Document:
    """The answer from these articles alone, as far as they can be seen here; without words, what they say."""

    async def work() -> Document:
        conversation = desk.conversation(asking)
        conversation.only = tuple(article_ids[:MOST_ARTICLES])
        return await in_chat(await ask(question, conversation, desk.clock()), asking, desk)

    document = await attempt(work, asking, desk)
    desk.counted(outcome_of(document))
    return document
