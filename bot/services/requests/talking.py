"""Questions in a thread, which remembers person and topic. Guards that nothing passes from one thread to another.

    (workspace, channel, thread) ─► live in memory ─► else asked again from what was kept ─► else a new one

What is kept are the questions as typed, without their links, and the articles that the thread is about. After a
restart they are asked again in silence: no page is loaded, nothing is counted.
"""

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field

from bot.domain.addresses import links_in
from bot.domain.command_words import Command, CommandName, is_greeting, read_spoken
from bot.domain.documents import Answer, Document, Notice
from bot.domain.text import cut
from bot.services.answer import Answered, answer
from bot.services.commands import Conversation, ask, outcome_of
from bot.services.notices import notice
from bot.services.ports import Talk
from bot.services.requests.asking import MOST_ARTICLES
from bot.services.requests.desk import Asking, RequestDesk, attempt, in_chat

MOST = 2_000  # live threads
REMEMBERED = 6  # questions of a thread
LONGEST = 2_000  # characters of a question
Serve = Callable[[Command, Asking, RequestDesk], Awaitable[Document]]
_OF_ONE_PERSON = frozenset({CommandName.TOPICS, CommandName.UNDO})


@dataclass(slots=True)
class _Live:
    """A thread: what was answered last, the last questions, the only articles that count, if any."""

    before: Answered | None = None
    questions: tuple[str, ...] = ()
    only: tuple[int, ...] = ()
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    begun: bool = False


class Talker:
    """The threads of all workspaces in which people talk. `serve` fulfils a command that is typed in one."""

    def __init__(self, serve: Serve, most: int = MOST) -> None:
        self._serve = serve
        self._most = most
        self._live: OrderedDict[tuple[str, str, str], _Live] = OrderedDict()

    async def knows(self, thread: str, asking: Asking, desk: RequestDesk) -> bool:
        """Whether something was asked in this thread before, so that what is said there may be meant for the bot.

        Raises StoreError.
        """
        live = self._live.get((asking.workspace, asking.channel, thread))
        if live is not None and live.begun:
            return True
        return await desk.reader.talks.of(asking.channel, thread) is not None

    async def reply(
        self,
        text: str,
        thread: str,
        asking: Asking,
        desk: RequestDesk,
        only: Sequence[int] = (),
        *,
        asks: bool = False,
    ) -> Document:
        """The document that answers what was said in a thread; with `only`, the thread is about these articles.

        It may be a command, unless it `asks`, as what is typed where a question belongs does.

        Without a thread, as where one person alone is shown the answer, nothing is remembered. A greeting gets the
        help. A command is served as if it had been typed as one, but for what is one person's.
        """
        command = Command(CommandName.ASK, text.strip()) if only or asks else read_spoken(text)
        if command.name is CommandName.HELP or is_greeting(text.strip()):
            return await self._serve(Command(CommandName.HELP), asking, desk)
        if command.name in _OF_ONE_PERSON and not asking.direct:
            return notice("chat_alone", command=desk.command)
        if command.name is not CommandName.ASK:
            return await self._serve(command, asking, desk)
        document = await attempt(lambda: self._answer(command.rest, thread, asking, desk, only), asking, desk)
        desk.counted(outcome_of(document))
        return document

    async def again(self, thread: str, asking: Asking, desk: RequestDesk) -> Document | None:
        """What the last question of this thread is answered here and now, as `asking` says who reads along.

        What was asked before it is asked again in silence; nothing is remembered, and no page is loaded. None where
        nothing is known of the thread. A notice that says why not is meant for whoever wanted it alone.
        """

        async def work() -> Document | None:
            talk = await self._talk(thread, asking, desk)
            if talk is None or not (talk.questions and (talk.questions[-1] or talk.only)):
                return None
            live = _Live(only=talk.only)
            for question in filter(None, talk.questions[:-1]):
                live.before = await self._again(question, live, desk, live.only)
            begins = bool(talk.only) and len(talk.questions) == 1
            document, _ = await self._asked(talk.questions[-1], live, asking, desk, begins=begins)
            return await in_chat(document, asking, desk)

        return await attempt(work, asking, desk)

    async def _talk(self, thread: str, asking: Asking, desk: RequestDesk) -> Talk | None:
        """What is known of a thread, with the question that is being answered."""
        live = self._live.get((asking.workspace, asking.channel, thread))
        if live is not None:
            async with live.lock:
                if live.begun:
                    return Talk(asking.channel, thread, live.questions, live.only)
        return await desk.reader.talks.of(asking.channel, thread)

    async def _answer(self, text: str, thread: str, asking: Asking, desk: RequestDesk, only: Sequence[int]) -> Document:
        live = self._of(asking, thread) if thread else _Live(begun=True)
        if live.lock.locked() and asking.turn:  # others may be served while the question before this one is answered
            await asking.turn.leave()
        async with live.lock:
            if not live.begun:
                await self._recall(live, thread, asking, desk)
            live.only = tuple(only[:MOST_ARTICLES]) or live.only
            document, conversation = await self._asked(text, live, asking, desk, begins=bool(only))
            if not live.questions and conversation.linked:
                live.only = tuple(conversation.linked[:MOST_ARTICLES])  # a thread that begins with a link is about it
            live.before, live.begun = conversation.before, True
            asked = cut(links_in(text)[0], LONGEST)
            live.questions = (*live.questions, asked)[-REMEMBERED:]
            if thread:
                await desk.reader.talks.keep(Talk(asking.channel, thread, live.questions, live.only), desk.clock())
        return await in_chat(document, asking, desk)

    async def _asked(
        self, text: str, live: _Live, asking: Asking, desk: RequestDesk, *, begins: bool
    ) -> tuple[Document, Conversation]:
        """The answer from the thread's articles; a later line that they say nothing of is asked of everything."""
        conversation = desk.conversation(asking)
        conversation.before, conversation.only = live.before, live.only or None
        document = await ask(text, conversation, desk.clock())
        if begins or not live.only or conversation.linked or not _is_nothing(document):
            return document, conversation
        wider = desk.conversation(asking)
        wider.before = live.before
        return await ask(text, wider, desk.clock()), wider

    def _of(self, asking: Asking, thread: str) -> _Live:
        key = (asking.workspace, asking.channel, thread)
        live = self._live.setdefault(key, _Live())
        self._live.move_to_end(key)
        while len(self._live) > self._most:
            self._live.popitem(last=False)
        return live

    async def _recall(self, live: _Live, thread: str, asking: Asking, desk: RequestDesk) -> None:
        """Ask again what was asked before the program started, for the person and the topic."""
        talk = await desk.reader.talks.of(asking.channel, thread)
        if talk is None:
            return
        live.questions, live.only = talk.questions, talk.only
        for question in filter(None, talk.questions):
            live.before = await self._again(question, live, desk, live.only)

    async def _again(self, question: str, live: _Live, desk: RequestDesk, only: tuple[int, ...]) -> Answered:
        days, words = desk.answer_days, desk.words
        found = await answer(
            question, desk.reader, desk.clock(), before=live.before, days=days, only=only or None, words=words
        )
        return await self._again(question, live, desk, ()) if only and _is_nothing(found.answer) else found


def _is_nothing(document: Document) -> bool:
    """Whether a question was looked up and nothing found; what was found and may not be shown is something."""
    if isinstance(document, Notice):
        return document.name == "empty"
    return isinstance(document, Answer) and not document.found and not document.not_shown
