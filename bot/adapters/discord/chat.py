"""The `Chat` port on Discord; guards that a message is sent once, and looked for under its key before it is again.

    nonce of the key: a request that is sent again at once meets the same message ─► a minute later: looked for in the
    history ─► where that cannot be read: nobody knows, and it is held

A thread is made from an edition's first message and has its id; where none may be made, what belongs in it is posted
under the message, as an answer to it.
"""

import hashlib
import logging
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from bot.adapters.discord.account import Account
from bot.adapters.discord.client import DiscordClient
from bot.adapters.discord.history import History, Memory
from bot.adapters.discord.publishing import Publishing
from bot.adapters.discord.rendering import keyed, plain, render
from bot.adapters.discord.replies import Already, Malformed, MayNot, MessageGone
from bot.domain.documents import Document, Notice
from bot.domain.errors import ChatError, ChatRefused, ChatUnclear, Reach
from bot.services.ports import Part
from bot.services.telling import tell_each

log = logging.getLogger(__name__)

NONCE = 25  # characters of a nonce at most
_ANNOUNCEMENTS = 5  # the kind of channel whose messages others can follow
_THREAD = 11
_NO_THREADS = frozenset({1, 3, 10, 11, 12})  # direct messages, and threads themselves
_NAME = 100  # characters of a thread's name


@dataclass(slots=True)
class DiscordChat:
    """The `Chat` port of one server, by its id. `admins` are ids of people or channels that notices for the admin go
    to; where there are none, the owner of the server is told what concerns it.

    `plain_sent` counts messages of which Discord refused the embeds.
    """

    client: DiscordClient
    account: Account
    server: str = ""
    admins: tuple[str, ...] = ()
    command: str = "/news"
    memory: Memory = field(default_factory=Memory)
    publishing: Publishing | None = None  # without one, what Discord does not publish at once is left
    plain_sent: int = 0

    def render(self, document: Document) -> Sequence[Part]:
        """The messages, the first for the channel and the others for its thread."""
        return render(document, command=self.command)

    # --- posting -------------------------------------------------------------------------------------

    async def post(self, channel: str, part: Part, key: str, *, thread: str | None = None) -> str:
        """Post it; where Discord refuses its embeds, once more as plain text."""
        payload = keyed(part.body, key)
        if thread is not None:
            return await self._under(channel, thread, payload, key)
        made = await self.say(channel, payload, key)
        await self._published(channel, made)
        return made

    async def say(self, channel: str, payload: dict[str, Any], key: str = "", *, answers: str | None = None) -> str:
        """Post a payload, or plainly where Discord refuses it: the id of the message. `answers`: a message's id.

        With a key it is there once, however often it is sent within some minutes.
        """
        said = dict(payload)
        if key:
            said |= {"nonce": nonce_of(key), "enforce_nonce": True}
        if answers:
            said["message_reference"] = {"message_id": answers, "fail_if_not_exists": False}
            said["allowed_mentions"] = said.get("allowed_mentions", {"parse": []}) | {"replied_user": False}
        try:
            made = await self._sent(channel, said)
        except Malformed as error:
            log.warning("%s; it is posted as plain text", error)
            self.plain_sent += 1
            made = await self._sent(channel, said | plain(payload) | {"embeds": []})
        return made

    async def _sent(self, channel: str, said: dict[str, Any]) -> str:
        try:
            made = await self.client.call("POST", f"/channels/{channel}/messages", **said)
        except MayNot:
            if "message_reference" not in said:
                raise
            alone = {name: value for name, value in said.items() if name != "message_reference"}
            made = await self.client.call("POST", f"/channels/{channel}/messages", **alone)
        id_ = made.get("id") if isinstance(made, dict) else None
        if not isinstance(id_, str) or not id_:
            raise ChatUnclear("Discord does not say which message it is")
        return id_

    async def _under(self, channel: str, thread: str, payload: dict[str, Any], key: str) -> str:
        """In the thread of the message, which is made where it is not there yet; else as an answer to the message."""
        if thread not in self.memory.kinds:
            if not await self._thread_made(channel, thread):
                return await self.say(channel, payload, key, answers=thread)
            self.memory.knows(thread, _THREAD)
            self.client.refusals.forget(f"/channels/{thread}")  # that it was not there yet
        try:
            return await self.say(thread, payload, key)
        except Malformed:
            raise
        except ChatRefused as error:
            if error.reach is Reach.BOT:
                raise
            log.info("Discord: nothing can be posted in the thread: %s", error)
            return await self.say(channel, payload, key, answers=thread)

    async def _thread_made(self, channel: str, message: str) -> bool:
        if await self._kind(channel) in _NO_THREADS:
            return False
        try:
            said = await self.client.call("GET", f"/channels/{channel}/messages/{message}")
            name = _title_of(said)
        except MayNot:
            name = ""
        except MessageGone:
            return False
        try:
            path = f"/channels/{channel}/messages/{message}/threads"
            made = await self.client.call("POST", path, name=name or "Details")
        except Already:
            return True
        except ChatRefused as error:
            if error.reach is Reach.BOT:
                raise
            log.info("Discord: no thread can be made: %s", error)
            return False
        if not isinstance(made, dict):
            raise ChatUnclear("Discord does not say whether the thread was made")
        return True

    async def _kind(self, channel: str) -> int:
        """The kind of a channel; 0, which is a text channel, where that cannot be found out."""
        known = self.memory.kinds.get(channel)
        if known is not None:
            return known
        try:
            said = await self.client.call("GET", f"/channels/{channel}")
        except ChatError:
            return 0
        kind = said.get("type") if isinstance(said, dict) else 0
        kind = kind if isinstance(kind, int) else 0
        self.memory.knows(channel, kind)
        return kind

    async def _published(self, channel: str, message: str) -> None:
        """In an announcement channel, what was posted is passed on to those who follow it. It is there, in any case."""
        if await self._kind(channel) != _ANNOUNCEMENTS:
            return
        await (self.publishing or Publishing(self.client, time.monotonic)).publish(channel, message)

    # --- looking -------------------------------------------------------------------------------------

    async def find(
        self, channel: str, key: str, *, thread: str | None = None, since: datetime | None = None
    ) -> str | None:
        """Look for a message of the bot's with the key, page by page. Raises CannotLook where it may not read."""
        look = History(self.client, self.account, self.memory)
        if thread is not None and (found := await look.found(thread, key, since)):
            return found
        found = await look.found(channel, key, since)
        if found and thread is None:
            await self._published(channel, found)
        return found

    # --- admins --------------------------------------------------------------------------------------

    async def notify_admin(self, notice: Notice) -> None:
        """Tell those who are named as admins; where nobody is, the owner of the server, and the log."""
        (part, *_) = self.render(notice)
        payload = keyed(part.body, "")
        if not self.admins:
            log.warning("%s", plain(payload)["content"])

        async def tell(one: str) -> None:
            await self.say(await self._conversation(one), payload, f"{one}:{part.body}")

        await tell_each(self.admins or ((await self._owner(),) if self.server else ()), tell)

    async def _owner(self) -> str:
        said = await self.client.call("GET", f"/guilds/{self.server}", Reach.WORKSPACE)
        return str(said.get("owner_id")) if isinstance(said, dict) else ""

    async def _conversation(self, id_: str) -> str:
        """The channel of that id, or the direct messages with the person of that id."""
        try:
            await self.client.call("GET", f"/channels/{id_}")
        except ChatRefused as error:
            if error.reach is Reach.BOT:
                raise
            return await self.direct(id_)
        return id_

    async def direct(self, person: str) -> str:
        """The channel of direct messages with a person. Raises ChatError."""
        said = await self.client.call("POST", "/users/@me/channels", recipient_id=person)
        if not isinstance(said, dict) or not str(said.get("id", "")).isdecimal():
            raise ChatUnclear("Discord does not open a conversation")
        return str(said["id"])


def nonce_of(key: str) -> str:
    """What stands for a key, in as many characters as Discord takes; the same each time."""
    return hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()[:NONCE]


def _title_of(message: Any) -> str:  # noqa: ANN401 - what Discord says
    """What a thread is called: as the heading of the message that it is made from."""
    embeds = message.get("embeds") if isinstance(message, dict) else None
    title = str(embeds[0].get("title") or "") if embeds else ""
    return title[:_NAME]
