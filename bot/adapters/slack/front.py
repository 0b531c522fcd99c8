"""What every request in Slack goes through: who asks where, how fast, and how it is answered.

Guards that one person's flood costs the others nothing, that what is private stays with whoever asked, and that each
request ends in time, in an answer or in a line that says why there is none.
"""

import asyncio
import logging
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from math import ceil
from typing import Any

from bot.adapters.slack.account import Account
from bot.adapters.slack.chat import SlackChat
from bot.adapters.slack.people import Directory, Seen
from bot.adapters.slack.rendering import keyed, with_share
from bot.adapters.slack.seal import Seal
from bot.domain.documents import Answer, Briefing, Document
from bot.domain.errors import ChatError
from bot.domain.rights import Person
from bot.services.notices import notice
from bot.services.pacing import Pacer
from bot.services.ports import Handled, Part
from bot.services.requests import Asking, RequestDesk, Talker

log = logging.getLogger(__name__)

_AT_ONCE = 16  # requests in work
_WAITING = 400  # requests that wait for their turn: more are refused
_LONGEST = 60.0  # seconds of one request
_ANSWERS = 4  # of the five messages that a response_url takes: one is kept for what comes after
_SHARED = 1900  # characters of a command that a button can carry
_REFUSALS = 2_000  # people whose refusal is remembered
_AGAIN = 10.0  # seconds in which nobody is told twice to wait


@dataclass(slots=True)
class Front:
    """What serving people in one Slack workspace works with. `open_desk` binds everything to whoever asks, and where.

    `wait` gives the seconds until a person may ask again, and counts; `wait_press` those until they may press again,
    which costs less. `command` is the slash command.
    """

    account: Account
    chat: SlackChat
    directory: Directory
    open_desk: Callable[[Asking], Awaitable[RequestDesk]]
    handled: Callable[[], Awaitable[Handled]]
    talker: Talker
    pacer: Pacer
    seal: Seal
    wait: Callable[[str], float]
    wait_press: Callable[[str], float]
    clock: Callable[[], datetime]
    ticks: Callable[[], float]
    command: str = "/news"
    zone: str = "UTC"
    _places: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(_AT_ONCE))
    _waiting: int = 0
    _tasks: set[asyncio.Task[Any]] = field(default_factory=set)
    _refused: OrderedDict[str, float] = field(default_factory=OrderedDict)

    # --- who asks ------------------------------------------------------------------------------------

    async def asking(self, seen: Seen, *, changes: bool = False) -> Asking:
        """Who asks where; for what `changes` something, with the rights that the person has now."""
        private = True
        if seen.channel:
            private = (await self.directory.facts(seen)).private
        person = (
            await self.directory.person(seen)
            if changes
            else Person(seen.person, foreign=bool(seen.team) and seen.team != self.account.team)
        )
        return Asking(self.account.workspace, seen.channel, person, private, direct=seen.is_direct)

    async def first(self, key: str) -> bool:
        """Whether this event was not taken up before: Slack sends some again, and others in two ways."""
        return await (await self.handled()).first(key, self.clock())

    # --- beginning and end ---------------------------------------------------------------------------

    @contextmanager
    def at_work(self) -> Iterator[None]:
        """Whatever is done for somebody: the end waits for it."""
        task = asyncio.current_task()
        if task is not None:
            self._tasks.add(task)
        try:
            yield
        finally:
            self._tasks.discard(task)

    async def finish(self, patience: float) -> None:
        """Wait so many seconds for what is being done, and break off the rest."""
        if self._tasks:
            await asyncio.wait(set(self._tasks), timeout=patience)
        left = set(self._tasks)
        for task in left:
            task.cancel()
        await asyncio.gather(*left, return_exceptions=True)

    # --- one at a time -------------------------------------------------------------------------------

    async def serve(
        self,
        seen: Seen,
        work: Callable[[], Awaitable[None]],
        refuse: Callable[[Document], Awaitable[None]],
        *,
        press: bool = False,
    ) -> None:
        """Do the work for this person when it is their turn; `refuse` tells them to wait, or what went wrong."""
        seconds = (self.wait_press if press else self.wait)(seen.person)
        if seconds > 0 or self._waiting >= _WAITING:
            await self._refuse(seen.person, max(seconds, 1.0), refuse)
            return
        self._waiting += 1
        try:
            async with self._places:
                async with asyncio.timeout(_LONGEST):
                    await work()
        except ChatError as error:
            log.warning("an answer did not reach Slack: %s", error)
        except Exception as error:  # whatever it is, whoever asked is told, and the others are served
            if isinstance(error, TimeoutError):
                log.warning("a request took too long")
            else:
                log.exception("a request failed")
            await _quietly(refuse(notice("store_failed", error="the bot has a fault, which its log shows")))
        finally:
            self._waiting -= 1

    async def _refuse(self, person: str, seconds: float, refuse: Callable[[Document], Awaitable[None]]) -> None:
        """Tell somebody to wait, once: a flood of answers would be another."""
        now = self.ticks()
        if now - self._refused.get(person, float("-inf")) < _AGAIN:
            return
        self._refused[person] = now
        self._refused.move_to_end(person)
        while len(self._refused) > _REFUSALS:
            self._refused.popitem(last=False)
        await _quietly(refuse(notice("too_many", seconds=str(ceil(seconds)))))

    # --- answers -------------------------------------------------------------------------------------

    async def whisper(self, url: str, seen: Seen, document: Document, share: str = "") -> None:
        """Answer whoever asked, and nobody else; `share` is the command that a button shows to all of the channel."""
        payloads = self._payloads(self.chat.render(document))
        if share and len(share) <= _SHARED and isinstance(document, Briefing | Answer):
            payloads[0] = with_share(payloads[0], share)
        for payload in _within(payloads, self.command):
            await self.hand(url, seen, payload)

    async def hand(self, url: str, seen: Seen, payload: dict[str, Any]) -> None:
        """One message that only this person sees: by the response_url, or where that is used up, by a call."""
        said = {"response_type": "ephemeral", "replace_original": False}
        try:
            await self.chat.client.respond(url, said | payload)
        except ChatError:
            if not seen.channel:
                raise
            told = {name: value for name, value in payload.items() if name in {"text", "blocks"}}
            await self.chat.client.call("chat.postEphemeral", channel=seen.channel, user=seen.person, **told)

    async def announce(self, url: str, document: Document, lead: str) -> None:
        """Show a document to all of the channel, by the response_url of whoever pressed a button."""
        said = {"response_type": "in_channel", "replace_original": False}
        payloads = _within(self._payloads(self.chat.render(document)), self.command)
        payloads[0] = _led(payloads[0], lead)
        for payload in payloads:
            await self.chat.client.respond(url, said | payload)

    async def reply(self, seen: Seen, thread: str | None, document: Document) -> None:
        """Answer in the thread, before any digest that waits."""
        for part in self.chat.render(document):
            await self.pacer.turn(self.account.bot, self.account.workspace, seen.channel, first=True)
            await self.chat.say(seen.channel, keyed(part.body, ""), thread, spare=part.body)

    async def while_shown(self, seen: Seen, thread: str, work: Awaitable[Document]) -> Document:
        """The result of work; where that takes longer than a second, the thread shows so meanwhile."""
        task = asyncio.ensure_future(work)
        try:
            await asyncio.wait({task}, timeout=1.0)
            if not task.done():
                await _quietly(self._status(seen.channel, thread))
            return await task
        finally:
            task.cancel()

    async def _status(self, channel: str, thread: str) -> None:
        """Slack takes it away as soon as something is posted there."""
        await self.chat.client.call(
            "assistant.threads.setStatus", channel_id=channel, thread_ts=thread, status="is reading the articles…"
        )

    def _payloads(self, parts: Sequence[Part]) -> list[dict[str, Any]]:
        return [keyed(part.body, "") for part in parts]


def _within(payloads: list[dict[str, Any]], command: str) -> list[dict[str, Any]]:
    """As many messages as a response_url takes; where there are more, the last says so."""
    if len(payloads) <= _ANSWERS:
        return payloads
    rest = (
        f"{len(payloads) - _ANSWERS + 1} more messages are not shown here: ask for less, such as {command} brief TOPIC."
    )
    return [*payloads[: _ANSWERS - 1], {"text": rest}]


def _led(payload: dict[str, Any], lead: str) -> dict[str, Any]:
    """A payload with a line before it, as plain text."""
    line = {"type": "context", "elements": [{"type": "plain_text", "text": lead[:2000], "emoji": False}]}
    return payload | {"blocks": [line, *payload.get("blocks", [])]}


async def _quietly(work: Awaitable[None]) -> None:
    """What is of no consequence where it fails."""
    try:
        await work
    except ChatError as error:
        log.info("Slack: %s", error)
