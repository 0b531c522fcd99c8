"""The `Chat` port on Slack; guards that a message carries its key, is sent once, and is looked for before it is again.

Slack has no way to send a message at most once. The key stands in the message's metadata and in the first block's id,
where other apps can read it: it says nothing.
"""

import asyncio
import json
import logging
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from bot.adapters.slack.account import Account
from bot.adapters.slack.client import SlackClient
from bot.adapters.slack.rendering import keyed, plain, render
from bot.adapters.slack.replies import Malformed, MayNot, PlaceLost, ThreadGone
from bot.domain.documents import Document, Notice
from bot.domain.errors import CannotLook, ChatBusy, ChatUnclear, Reach
from bot.services.ports import Part
from bot.services.telling import tell_each

log = logging.getLogger(__name__)

EVENT = "newsbot_message"
_PAGE = 15  # messages that apps of the strictest kind may read at a time, once a minute
_PAGES = 40  # a channel in which more was written meanwhile is read no further
_REMEMBERED = 1000  # looks that go on where they were broken off
_EARLIER = timedelta(minutes=5)  # by so much our clock may have gone fast since the bot signed in


@dataclass(slots=True)
class SlackChat:
    """The `Chat` port of one workspace. `admins` are ids of people or channels that notices for the admin go to.

    `plain_sent` counts messages of which Slack refused the blocks.
    """

    client: SlackClient
    account: Account
    admins: tuple[str, ...] = ()
    command: str = "/news"
    plain_sent: int = 0
    _looks: OrderedDict[tuple[str, str], "_Look"] = field(default_factory=OrderedDict)

    def render(self, document: Document) -> Sequence[Part]:
        """The messages, the first for the channel and the others for its thread."""
        return render(document, command=self.command)

    async def post(self, channel: str, part: Part, key: str, *, thread: str | None = None) -> str:
        """Post it; where Slack refuses its blocks, once more as plain text."""
        return await self.say(channel, keyed(part.body, key), thread, key=key, spare=part.body)

    async def say(
        self, channel: str, payload: dict[str, Any], thread: str | None = None, *, key: str = "", spare: str = ""
    ) -> str:
        """Post a payload as it is, or plainly where Slack refuses it: the id of the message."""
        said = payload | {"channel": channel, "thread_ts": thread, "unfurl_links": False, "unfurl_media": False}
        if key:
            said["metadata"] = {"event_type": EVENT, "event_payload": {"key": key}}
        try:
            made = await self.client.call("chat.postMessage", Reach.CHANNEL, **said)
        except Malformed as error:
            if not spare:
                raise
            log.warning("%s; it is posted as plain text", error)
            self.plain_sent += 1
            said = {name: value for name, value in said.items() if name != "blocks"} | {"text": plain(spare)}
            made = await self.client.call("chat.postMessage", Reach.CHANNEL, **said)
        except ThreadGone:
            log.warning("a message belongs under one that somebody has deleted: it is posted by itself")
            made = await self.client.call("chat.postMessage", Reach.CHANNEL, **said | {"thread_ts": None})
        id_ = made.get("ts")
        if not isinstance(id_, str) or not id_:
            raise ChatUnclear("Slack does not say which message it is")
        return id_

    async def find(
        self, channel: str, key: str, *, thread: str | None = None, since: datetime | None = None
    ) -> str | None:
        """Look for a message of the bot's with the key, page by page. Raises CannotLook where it may not read."""
        look, before = self._begun(since), self._looks.pop((channel, key), None)
        if before and before.oldest == look.oldest:  # of the same request: what was posted since has another
            look = before
        given = {"channel": channel, "limit": _PAGE, "include_all_metadata": True, "oldest": look.oldest}
        method = "conversations.replies" if thread else "conversations.history"
        if thread:
            given["ts"] = thread
        try:
            while look.pages < _PAGES:
                page = await self.client.call(method, Reach.CHANNEL, **given, cursor=look.cursor or None)
                look.pages += 1
                if found := self._among(page.get("messages"), key):
                    return found
                look.cursor = str((page.get("response_metadata") or {}).get("next_cursor") or "")
                if not look.cursor:
                    return None
        except ThreadGone:
            return await self.find(channel, key, since=since)  # what belonged under it was posted by itself
        except MayNot as error:
            raise CannotLook(str(error)) from error
        except PlaceLost:
            raise
        except (ChatBusy, ChatUnclear, asyncio.CancelledError):
            self._remember(channel, key, look)  # what was read need not be read again
            raise
        raise CannotLook("too much was written there since")

    def _begun(self, since: datetime | None) -> "_Look":
        """By Slack's clock: where ours is ahead, what was posted since has an earlier time there."""
        if since is None:
            return _Look(None)
        earlier = _EARLIER + timedelta(seconds=max(0.0, self.account.ahead))
        return _Look(f"{(since - earlier).timestamp():.6f}")

    def _remember(self, channel: str, key: str, look: "_Look") -> None:
        self._looks[channel, key] = look
        while len(self._looks) > _REMEMBERED:
            self._looks.popitem(last=False)

    def _among(self, messages: object, key: str) -> str | None:
        """The id of the bot's own message with that key: what others have copied does not count."""
        for one in messages if isinstance(messages, list) else []:
            if one.get("bot_id") == self.account.bot and key in _keys_of(one):
                return str(one["ts"])
        return None

    async def notify_admin(self, notice: Notice) -> None:
        """Tell those who are named as admins; where nobody is, the log."""
        (part, *_) = self.render(notice)
        if not self.admins:
            log.warning("%s", json.loads(part.body)["text"])

        async def tell(one: str) -> None:
            await self.say(one, json.loads(part.body), spare=part.body)

        await tell_each(self.admins, tell)


@dataclass(slots=True)
class _Look:
    """How far a look has come. A message that is posted later has nothing to do with it."""

    oldest: str | None
    cursor: str = ""
    pages: int = 0


def _keys_of(message: dict[str, Any]) -> set[str]:
    metadata = message.get("metadata") or {}
    blocks = message.get("blocks") or [{}]
    payload = metadata.get("event_payload") if metadata.get("event_type") == EVENT else {}
    return {str((payload or {}).get("key")), str(blocks[0].get("block_id", "")).removeprefix("edition:")}
