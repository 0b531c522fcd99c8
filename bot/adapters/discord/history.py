"""What was posted in Discord, looked through for a key; guards that what was not read does not count as missing."""

import asyncio
from collections import OrderedDict
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from bot.adapters.discord.account import Account
from bot.adapters.discord.client import DiscordClient
from bot.adapters.discord.rendering import keys_in
from bot.adapters.discord.replies import ChannelGone, MayNot, MessageGone
from bot.domain.errors import CannotLook, ChatBusy, ChatUnclear

_PAGE = 100
_PAGES = 40  # a channel in which more was written meanwhile is read no further
_MOST = 1_000  # looks that are remembered
_MOST_KINDS = 100_000  # of channels
_EARLIER = timedelta(minutes=5)  # by so much our clock may have gone fast since the bot signed in
_EPOCH = 1_420_070_400_000  # milliseconds: ids count from there


@dataclass(slots=True)
class _Look:
    """How far a look has come: `before` which message is read next. What is posted later has another request."""

    oldest: int
    before: int = 0
    pages: int = 0


@dataclass(slots=True)
class Memory:
    """What the chats of one bot remember while it runs: how far looks came, and the kinds of channels."""

    looks: OrderedDict[tuple[str, str], _Look] = field(default_factory=OrderedDict)
    kinds: OrderedDict[str, int] = field(default_factory=OrderedDict)

    def knows(self, channel: str, kind: int) -> None:
        """A channel is of this kind."""
        self.kinds[channel] = kind
        _trim(self.kinds, _MOST_KINDS)

    def came(self, channel: str, key: str, look: _Look) -> None:
        """So far a look has come that was broken off."""
        self.looks[channel, key] = look
        _trim(self.looks)


def _trim(held: OrderedDict[Any, Any], most: int = _MOST) -> None:
    while len(held) > most:
        held.popitem(last=False)


@dataclass(frozen=True, slots=True)
class History:
    """Reads what the bot has posted."""

    client: DiscordClient
    account: Account
    memory: Memory

    async def found(self, channel: str, key: str, since: datetime | None) -> str | None:
        """The id of the bot's own message with that key, not older than `since`; None where there is none.

        Raises CannotLook where it may not read there, and ChatError as requests do.
        """
        look = _Look(self._oldest(since))
        before = self.memory.looks.pop((channel, key), None)
        if before and before.oldest == look.oldest:
            look = before
        try:
            while look.pages < _PAGES:
                page = await self._page(channel, look)
                if not page:
                    await self._check_readable(channel)
                if found := self._among(page, key):
                    return found
                look.before = min((int(one["id"]) for one in page), default=0)
                if len(page) < _PAGE or look.before < look.oldest:
                    return None
        except MayNot as error:
            raise CannotLook(str(error)) from error
        except ChannelGone:
            return None  # a thread that was never made; that a channel is gone is found out by posting
        except (ChatBusy, ChatUnclear, asyncio.CancelledError):
            self.memory.came(channel, key, look)  # what was read need not be read again
            raise
        raise CannotLook("too much was written there since")

    async def _page(self, channel: str, look: _Look) -> list[Any]:
        query = {"limit": _PAGE} | ({"before": str(look.before)} if look.before else {})
        page = await self.client.call("GET", f"/channels/{channel}/messages", query=query)
        if not isinstance(page, list):
            raise ChatUnclear("Discord does not show what was posted")
        look.pages += 1
        return page

    async def _check_readable(self, channel: str) -> None:
        """Raises MayNot where the bot may not read there: who may not is told, in Discord's words, "no messages".

        A single message, though, is refused to it. This one is none: no message of a channel has the channel's id, but
        the first of a forum's post.
        """
        with suppress(MessageGone):
            said = await self.client.call("GET", f"/channels/{channel}/messages/{channel}")
            if not isinstance(said, dict):
                raise ChatUnclear("Discord does not say what the bot may read there")

    def _oldest(self, since: datetime | None) -> int:
        """The id that a message of that time has at least, by Discord's clock; from the newest it is read back."""
        if since is None:
            return 0
        at = since - _EARLIER - timedelta(seconds=max(0.0, self.account.ahead))
        return max(0, int(at.timestamp() * 1000) - _EPOCH) << 22

    def _among(self, page: list[Any], key: str) -> str | None:
        """What others have copied does not count."""
        for one in page:
            if one.get("author", {}).get("id") == self.account.user and key in keys_in(one.get("components") or []):
                return str(one["id"])
        return None
