"""How an answer reaches whoever asked: alone, in a thread, before a channel. Guards that none is lost in silence.

Where one way is shut, the next is taken, and each shows it to the same people or to fewer. A wait that Slack asks for
is waited out: what it asks to wait for, it has not taken.
"""

import asyncio
import json
import logging
from collections.abc import Awaitable, Sequence
from dataclasses import dataclass
from typing import Any

from bot.adapters.slack.account import Account
from bot.adapters.slack.chat import SlackChat
from bot.adapters.slack.elements import context
from bot.adapters.slack.escaping import literal
from bot.adapters.slack.people import Seen
from bot.adapters.slack.rendering import keyed, plain, with_share
from bot.adapters.slack.replies import Malformed
from bot.domain.documents import Answer, Briefing, Document
from bot.domain.errors import ChatBusy, ChatError, ChatRefused, ChatUnclear
from bot.services.notices import notice
from bot.services.pacing import Pacer
from bot.services.ports import Part
from bot.services.turns import patiently, quietly

log = logging.getLogger(__name__)

_ANSWERS = 4  # of the five messages that a response_url takes: one is kept for what comes after
_SHARED = 1900  # characters of a command that a button can carry
_UNTIL_SHOWN = 1.0  # seconds that an answer waits for its sign to be shown, or is worked at without one
_LEAD = 1000  # characters of a command that is repeated above what it brought
Payload = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Answering:
    """Answers people in one workspace. `command` is the slash command."""

    account: Account
    chat: SlackChat
    pacer: Pacer
    command: str = "/news"

    # --- to one person ---------------------------------------------------------------------------------

    async def whisper(self, url: str, seen: Seen, document: Document, share: str = "") -> None:
        """Answer whoever asked, and nobody else; `share` is the command that a button shows to all of the channel."""
        payloads = self._payloads(self.chat.render(document))
        is_fit = len(share) <= _SHARED and not seen.is_direct and isinstance(document, Briefing | Answer)
        if share and is_fit:
            payloads[0] = with_share(payloads[0], share)
        for payload in _within(payloads, self.command):
            await self.hand(url, seen, payload)

    async def hand(self, url: str, seen: Seen, payload: Payload) -> None:
        """One message for this person alone: by the response_url, by a call, or in a direct message."""
        try:
            await self._respond(url, payload, "ephemeral")
        except ChatError as error:
            log.info("Slack: %s; another way is tried", error)
            await self._alone(seen, payload)

    async def _alone(self, seen: Seen, payload: Payload) -> None:
        told = {name: value for name, value in payload.items() if name in {"text", "blocks"}}
        if seen.channel:
            where: Payload = {"channel": seen.channel, "user": seen.person}
            try:
                await patiently(lambda: self.chat.client.call("chat.postEphemeral", **where, **told))
            except ChatRefused as error:
                log.info("Slack: %s; a direct message is tried", error)
            else:
                return
        await patiently(lambda: self.chat.say(seen.person, told, spare=_spare(payload)))

    async def _respond(self, url: str, payload: Payload, kind: str) -> None:
        said = {"response_type": kind, "replace_original": False}
        try:
            await patiently(lambda: self.chat.client.respond(url, said | payload))
        except Malformed as error:
            if not payload.get("blocks"):
                raise
            log.warning("%s; it is posted as plain text", error)
            self.chat.plain_sent += 1
            text = plain(json.dumps(payload))
            await patiently(lambda: self.chat.client.respond(url, said | {"text": text}))

    # --- to a channel ----------------------------------------------------------------------------------

    async def announce(self, url: str, seen: Seen, document: Document, lead: str) -> None:
        """Show a document to all of the channel, by the response_url of whoever pressed a button, or as the bot.

        Where neither is possible, that person is told so.
        """
        payloads = self._payloads(self.chat.render(document))
        payloads[0] = _led(payloads[0], lead)
        for payload in _within(payloads, self.command):
            try:
                await self._respond(url, payload, "in_channel")
            except ChatRefused as error:
                log.info("Slack: %s; it is posted by the bot itself", error)
                if not await self._shown(url, seen, payload):
                    return

    async def _shown(self, url: str, seen: Seen, payload: Payload) -> bool:
        """Whether the bot itself could post it; the person was told where not."""
        try:
            await self.post(seen, payload)
        except ChatRefused as error:
            await self.whisper(url, seen, notice("chat_not_shared", error=str(error)))
            return False
        return True

    async def reply(self, seen: Seen, thread: str | None, document: Document, url: str = "") -> None:
        """Answer in the thread, before any digest that waits; the person alone where the bot may not post there."""
        parts = list(self.chat.render(document))
        for at, part in enumerate(parts):
            try:
                await self.post(seen, keyed(part.body, ""), thread, part.body)
            except (ChatRefused, ChatBusy) as error:
                left = self._payloads(parts[at:])
                left[0] = _led(left[0], f"This is shown to you alone, because nothing can be posted there: {error}.")
                for payload in left:
                    await self.hand(url, seen, payload)
                return
            except ChatUnclear:
                await self.whisper(url, seen, notice("chat_unclear"))
                raise

    async def post(self, seen: Seen, payload: Payload, thread: str | None = None, spare: str = "") -> None:
        """Post it as the bot, when its turn has come. Raises ChatError."""
        await self.pacer.turn(self.account.bot, self.account.workspace, seen.channel, first=True)
        await patiently(lambda: self.chat.say(seen.channel, payload, thread, spare=spare or _spare(payload)))

    async def while_shown(self, seen: Seen, thread: str, work: Awaitable[Document]) -> Document:
        """The result of work; where that takes longer than a second, the thread shows so meanwhile."""
        task = asyncio.ensure_future(work)
        sign: asyncio.Task[None] | None = None
        try:
            await asyncio.wait({task}, timeout=_UNTIL_SHOWN)
            if not task.done():
                sign = asyncio.create_task(quietly(self._status(seen.channel, thread)))
            made = await task
            if sign:
                await asyncio.wait({sign}, timeout=_UNTIL_SHOWN)  # else it might come after the answer, and stay
            return made
        finally:
            for one in filter(None, (task, sign)):
                one.cancel()

    async def _status(self, channel: str, thread: str) -> None:
        """Slack takes it away as soon as something is posted there."""
        await self.chat.client.call(
            "assistant.threads.setStatus", channel_id=channel, thread_ts=thread, status="is reading the articles…"
        )

    def _payloads(self, parts: Sequence[Part]) -> list[Payload]:
        return [keyed(part.body, "") for part in parts]


def _spare(payload: Payload) -> str:
    """What to make plain text of where the blocks are refused; nothing where there are none."""
    return json.dumps(payload) if payload.get("blocks") else ""


def _within(payloads: list[Payload], command: str) -> list[Payload]:
    """As many messages as a response_url takes; where there are more, the last says so."""
    if len(payloads) <= _ANSWERS:
        return payloads
    rest = (
        f"{len(payloads) - _ANSWERS + 1} more messages are not shown here: ask for less, such as {command} brief TOPIC."
    )
    return [*payloads[: _ANSWERS - 1], {"text": rest}]


def _led(payload: Payload, lead: str) -> Payload:
    """A payload with a line before it, literally."""
    return payload | {"blocks": [context(literal(lead, _LEAD) or "–"), *payload.get("blocks", [])]}
