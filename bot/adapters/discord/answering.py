"""How an answer reaches whoever asked: alone, as a reply, before a channel. Guards that none is lost in silence.

Where one way is shut, the next is taken, and each shows it to the same people or to fewer.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from bot.adapters.discord.account import Account
from bot.adapters.discord.chat import DiscordChat
from bot.adapters.discord.people import Seen
from bot.adapters.discord.rendering import keyed, plain, render, with_lead, with_row
from bot.adapters.discord.replies import Malformed, TooLate
from bot.domain.documents import Document
from bot.domain.errors import ChatError, ChatRefused, ChatUnclear, Reach
from bot.services.notices import notice
from bot.services.pacing import Pacer
from bot.services.turns import patiently, quietly

log = logging.getLogger(__name__)

EPHEMERAL = 1 << 6
_UNTIL_SHOWN = 1.0  # seconds that an answer may take before a sign says that it is being made
_SIGN = 8.0  # seconds between two signs: Discord shows each for ten
_WAIT = "3"  # seconds that somebody is told to wait who was told so already
_ALONE = "This is shown to you alone, because nothing can be posted there: {}."
Payload = dict[str, Any]
Buttons = Sequence[tuple[str, str]]  # custom ids, and what stands on them


@dataclass(frozen=True, slots=True)
class Reply:
    """Where the answer to an interaction goes: its id and token, which is good for a quarter of an hour."""

    id: str
    token: str

    def __repr__(self) -> str:
        return f"Reply({self.id})"


@dataclass(frozen=True, slots=True)
class Answering:
    """Answers people. `chat` gives the chat of a server, by its id."""

    account: Account
    chat: Callable[[str], DiscordChat]
    pacer: Pacer

    # --- acknowledging -------------------------------------------------------------------------------

    async def acknowledge(self, reply: Reply, *, press: bool = False, is_open: bool = False) -> bool:
        """Tell Discord at once that an answer will come; False where nobody waits for it.

        It is for this person alone, or for all where it `is_open`. Of a `press` nothing is shown meanwhile.
        """
        return await self._callback(
            reply, type=6 if press else 5, data=None if press or is_open else {"flags": EPHEMERAL}
        )

    async def turn_away(self, reply: Reply) -> None:
        """Tell somebody who was just told to wait the same at once: nothing else is done for them."""
        payload = _turned_away(self.chat("").command)
        await self._callback(reply, type=4, data={**payload, "flags": payload.get("flags", 0) | EPHEMERAL})

    async def open_form(self, reply: Reply, form: Payload) -> bool:
        """Show a form; False where that came too late."""
        return await self._callback(reply, type=9, data=form)

    async def complete(self, reply: Reply, choices: Sequence[str]) -> None:
        """Offer these while somebody types."""
        offered = [{"name": one[:100], "value": one[:100]} for one in choices[:25] if one]
        await self._callback(reply, type=8, data={"choices": offered})

    async def _callback(self, reply: Reply, **said: Any) -> bool:  # noqa: ANN401 - JSON
        path = f"/interactions/{reply.id}/{reply.token}/callback"
        try:
            await self.chat("").client.call("POST", path, Reach.BOT, **said)
        except TooLate as error:
            log.info("Discord: %s", error)
            return False
        except ChatError as error:
            log.warning("Discord: something could not be acknowledged: %s", error)
            return False
        return True

    # --- to one person -------------------------------------------------------------------------------

    async def whisper(
        self,
        reply: Reply,
        seen: Seen,
        document: Document,
        buttons: Buttons = (),
        *,
        lead: str = "",
        is_open: bool = False,
    ) -> None:
        """Answer what was acknowledged: whoever asked, and nobody else unless it `is_open`. `lead` stands above."""
        payloads = self._payloads(seen, document, buttons)
        payloads[0] = with_lead(payloads[0], lead) if lead else payloads[0]
        for at, payload in enumerate(payloads):
            try:
                await self._hand(reply, payload, first=at == 0, flags=0 if is_open else EPHEMERAL)
            except ChatRefused as error:
                log.info("Discord: %s; a direct message is tried", error)
                await self._alone(seen, payloads[at:], reply.id)
                return
            except ChatUnclear:
                if at == 0:  # it is the same message however often it is sent
                    await self._hand(reply, payload, first=True, flags=0)
                    continue
                await quietly(self.add(reply, seen, notice("chat_unclear")))  # what is shown already stays
                return

    async def add(self, reply: Reply, seen: Seen, document: Document) -> None:
        """Tell whoever pressed something, and nobody else, beside what they see already."""
        for payload in self._payloads(seen, document, ()):
            await self._hand(reply, payload, first=False, flags=EPHEMERAL)

    async def _hand(self, reply: Reply, payload: Payload, *, first: bool, flags: int) -> None:
        """The first in place of "is thinking", the others behind it."""
        base, client = f"/webhooks/{self.account.app}/{reply.token}", self.chat("").client
        method, path = ("PATCH", f"{base}/messages/@original") if first else ("POST", base)
        said = {name: value for name, value in payload.items() if name != "flags"}
        flags = payload.get("flags", 0) | (0 if first else flags)
        said |= {"flags": flags} if flags else {}
        try:
            await patiently(lambda: client.call(method, path, Reach.BOT, **said))
        except Malformed as error:
            log.warning("%s; it is posted as plain text", error)
            again = said | plain(payload) | {"embeds": []}
            again["flags"] |= flags  # who sees it stays as it was
            await patiently(lambda: client.call(method, path, Reach.BOT, **again))

    async def _alone(self, seen: Seen, payloads: Sequence[Payload], asked: str) -> None:
        """In a direct message, without buttons, which would be about another channel; `asked`: what it answers."""
        chat = self.chat(seen.server)
        channel = await chat.direct(seen.person)
        for at, payload in enumerate(payloads):
            bare = payload | {"components": []}
            await patiently(lambda bare=bare, at=at: chat.say(channel, bare, f"{asked}:alone:{at}"))  # type: ignore[misc]  # bound at once

    # --- to a channel --------------------------------------------------------------------------------

    async def announce(self, reply: Reply, seen: Seen, document: Document, lead: str, buttons: Buttons = ()) -> None:
        """Show a document to all of the channel. Raises ChatError where it could not be."""
        payloads = self._payloads(seen, document, buttons)
        payloads[0] = with_lead(payloads[0], lead)
        base, client = f"/webhooks/{self.account.app}/{reply.token}", self.chat("").client
        for payload in payloads:
            try:
                await patiently(lambda payload=payload: client.call("POST", base, Reach.BOT, **payload))  # type: ignore[misc]  # as above
            except Malformed:
                await patiently(lambda payload=payload: client.call("POST", base, Reach.BOT, **plain(payload)))  # type: ignore[misc]  # as above

    async def answer(self, seen: Seen, message: str, document: Document, buttons: Buttons = ()) -> None:
        """Answer a message, before any digest that waits; the person alone where the bot may not post there.

        Each part is there once, however often it is sent within some minutes.
        """
        payloads, chat = self._payloads(seen, document, buttons), self.chat(seen.server)
        for at, payload in enumerate(payloads):
            try:
                await self.pacer.turn(self.account.bot, seen.workspace, seen.place, first=True)
                key = f"{message}:{at}:{document.__class__.__name__}"
                await patiently(lambda payload=payload, key=key: chat.say(seen.place, payload, key, answers=message))  # type: ignore[misc]  # as above
            except ChatRefused as error:
                if seen.direct or error.reach is Reach.BOT:
                    raise
                left = payloads[at:]
                await self._alone(seen, [with_lead(left[0], _ALONE.format(error)), *left[1:]], message)
                return

    async def while_shown(self, seen: Seen, work: Awaitable[Document]) -> Document:
        """The result of work; where that takes longer than a second, the channel shows so meanwhile."""
        task = asyncio.ensure_future(work)
        try:
            await asyncio.wait({task}, timeout=_UNTIL_SHOWN)
            while not task.done():
                sign = asyncio.create_task(quietly(self._sign(seen)))
                await asyncio.wait({task}, timeout=_SIGN)
                sign.cancel()
                await asyncio.gather(sign, return_exceptions=True)
            return await task
        finally:
            task.cancel()

    async def _sign(self, seen: Seen) -> None:
        await self.chat(seen.server).client.call("POST", f"/channels/{seen.place}/typing")

    def _payloads(self, seen: Seen, document: Document, buttons: Buttons) -> list[Payload]:
        made = [keyed(part.body, "") for part in self.chat(seen.server).render(document)]
        return list(with_row(made, buttons)) if buttons else made


@lru_cache(maxsize=1)
def _turned_away(command: str) -> Payload:
    """The same each time: a flood must cost little."""
    return keyed(render(notice("too_many", seconds=_WAIT), command=command)[0].body, "")
