"""Who people are and what channels are, as Slack says now; guards that what it does not say counts as the lesser right.

Rights are asked for at each change and remembered for none. A channel is remembered for some minutes: whether another
company reads it is also told by events, as soon as that changes.
"""

import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from bot.adapters.slack.account import Account
from bot.adapters.slack.client import SlackClient
from bot.domain.errors import ChatError
from bot.domain.rights import Person
from bot.services.ports import ChannelFacts, Channels

log = logging.getLogger(__name__)

_FRESH = timedelta(minutes=10)
_PAGE, _PAGES = 1000, 20  # members of a channel that are looked through


@dataclass(frozen=True, slots=True)
class Seen:
    """What a request itself says of where it comes from.

    `team` is the asking person's. `inside`: Slack lets only members do that there. `shared` is None where it does not
    say whether another company reads the channel.
    """

    channel: str
    person: str
    team: str = ""
    inside: bool = False
    private: bool | None = None
    shared: bool | None = None
    name: str = ""

    @property
    def is_direct(self) -> bool:
        """Whether it is a direct message."""
        return self.channel.startswith("D")


@dataclass(frozen=True, slots=True)
class Directory:
    """People and channels of one workspace. `channels` gives what storage knows of them."""

    client: SlackClient
    account: Account
    channels: Callable[[], Awaitable[Channels]]
    clock: Callable[[], datetime]

    async def person(self, seen: Seen) -> Person:
        """Who that is, for a change: asked anew each time. What cannot be asked is the lesser right."""
        is_foreign = bool(seen.team) and seen.team != self.account.team
        nobody = Person(seen.person, foreign=is_foreign)
        if is_foreign or not seen.person:
            return nobody
        try:
            user = (await self.client.call("users.info", user=seen.person)).get("user") or {}
            member = seen.inside or await self._is_member(seen)
        except ChatError as error:
            log.warning("who somebody is could not be asked: %s", error)
            return nobody
        return _person(user, self.account, member=member)

    async def zone(self, person: str) -> str:
        """The person's time zone; empty where Slack does not say."""
        try:
            return str(((await self.client.call("users.info", user=person)).get("user") or {}).get("tz") or "")
        except ChatError as error:
            log.info("a time zone could not be asked: %s", error)
            return ""

    async def channels_of(self, person: str) -> list[str]:
        """Channels that the person is in, as far as the bot can see them; at most 1,000."""
        try:
            said = await self.client.call(
                "users.conversations", user=person, types="public_channel,private_channel", limit=_PAGE
            )
        except ChatError as error:
            log.info("somebody's channels could not be asked: %s", error)
            return []
        return [str(one.get("id")) for one in said.get("channels") or ()]

    async def _is_member(self, seen: Seen) -> bool:
        if not seen.channel or seen.is_direct:  # a direct message is nobody's business but of who wrote from there
            return False
        cursor: str | None = None
        for _ in range(_PAGES):
            try:
                page = await self.client.call(
                    "conversations.members", channel=seen.channel, limit=_PAGE, cursor=cursor or None
                )
            except ChatError as error:
                log.warning("who is in a channel could not be asked: %s", error)
                return False
            if seen.person in (page.get("members") or ()):
                return True
            cursor = (page.get("response_metadata") or {}).get("next_cursor")
            if not cursor:
                return False
        return False

    async def facts(self, seen: Seen) -> ChannelFacts:
        """What the channel is; storage is told before anything is read for it."""
        channels, now = await self.channels(), self.clock()
        known = await channels.known(seen.channel)
        is_news = seen.shared is not None and known is not None and known.shared != seen.shared
        if known and not is_news and timedelta(0) <= now - known.checked_at < _FRESH:
            return known
        facts = await self._asked(seen, known, now)
        if seen.shared is not None:
            facts = replace(facts, shared=seen.shared or facts.shared)
        await channels.keep(facts)
        return facts

    async def _asked(self, seen: Seen, known: ChannelFacts | None, now: datetime) -> ChannelFacts:
        """As Slack says; where it may not be asked, as the request says, and shared unless that says otherwise."""
        try:
            info = (await self.client.call("conversations.info", channel=seen.channel)).get("channel") or {}
        except ChatError as error:
            log.info("what a channel is could not be asked: %s", error)
            return _unasked(seen, known, self.account.team, now)
        is_direct = bool(info.get("is_im") or info.get("is_mpim"))
        is_shared = any(info.get(name) for name in ("is_ext_shared", "is_pending_ext_shared"))
        if info.get("is_im") and seen.team:
            is_shared = is_shared or seen.team != self.account.team
        is_private = is_direct or bool(info.get("is_private"))
        return ChannelFacts(seen.channel, str(info.get("name") or seen.name), is_private, is_shared, now)


def _unasked(seen: Seen, known: ChannelFacts | None, team: str, now: datetime) -> ChannelFacts:
    own_direct = seen.is_direct and seen.team == team
    shared = seen.shared if seen.shared is not None else (known.shared if known else not own_direct)
    private = seen.private if seen.private is not None else (known.private if known else True)
    return ChannelFacts(seen.channel, seen.name, seen.is_direct or private, shared, now)


def _person(user: dict[str, Any], account: Account, *, member: bool) -> Person:
    team = str(user.get("team_id") or account.team)
    return Person(
        id=str(user.get("id") or ""),
        admin=bool(user.get("is_admin") or user.get("is_owner")),
        member=member,
        guest=bool(user.get("is_restricted") or user.get("is_ultra_restricted")),
        bot=bool(user.get("is_bot") or user.get("deleted")),
        foreign=team != account.team or bool(user.get("is_stranger")),
    )
