"""Who people are and what channels are, as Slack says now; guards that what it does not say counts as the lesser right.

Rights are asked for at each change and remembered for none. A channel is remembered for some minutes: whether another
company reads it is also told by events, as soon as that changes.
"""

import logging
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from bot.adapters.slack.account import Account
from bot.adapters.slack.client import SlackClient
from bot.adapters.slack.replies import MayNot
from bot.domain.errors import ChatError, ChatRefused, Reach
from bot.domain.rights import Person
from bot.services.ports import ChannelFacts, Channels
from bot.services.turns import Turn

log = logging.getLogger(__name__)

_FRESH = timedelta(minutes=10)
_PAGE, _PAGES = 999, 20  # members of a channel that are looked through


@dataclass(frozen=True, slots=True)
class Seen:
    """What a request itself says of where it comes from.

    `team` is the asking person's. `inside`: Slack lets only members do that there. `shared` is None where it does not
    say whether another company reads the channel. `turn`: since when an answer is waited for, where one is.
    """

    channel: str
    person: str
    team: str = ""
    inside: bool = False
    private: bool | None = None
    shared: bool | None = None
    name: str = ""
    turn: Turn | None = field(default=None, compare=False)

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
        nobody = Person(seen.person, foreign=seen.team != self.account.team)
        if (seen.team and nobody.foreign) or not seen.person:
            return nobody
        try:
            user = (await self.client.call("users.info", user=seen.person)).get("user") or {}
            member = seen.inside or await self._is_member(seen)
        except ChatError as error:
            log.warning("who somebody is could not be asked: %s", error)
            return nobody
        return _person(user, self.account, member=member) if user.get("id") == seen.person else nobody

    async def zone(self, person: str) -> str:
        """The person's time zone; empty where Slack does not say."""
        try:
            return str(((await self.client.call("users.info", user=person)).get("user") or {}).get("tz") or "")
        except ChatError as error:
            log.info("a time zone could not be asked: %s", error)
            return ""

    async def channels_of(self, person: str) -> list[str]:
        """Channels that the person is in, as far as the bot can see them; not all of more than a thousand."""
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

    async def facts(self, seen: Seen, *, anew: bool = False) -> ChannelFacts:
        """What the channel is; storage is told before anything is read for it. `anew`: something of it has changed."""
        channels, now = await self.channels(), self.clock()
        if seen.team and seen.team != self.account.team:  # somebody of another workspace reads it: it is shared
            seen = replace(seen, shared=True)
        known = await channels.known(seen.channel)
        if known and not anew and not _is_news(seen, known) and timedelta(0) <= now - known.checked_at < _FRESH:
            return known
        asked = await self._asked(seen, known, now)
        facts = replace(asked, shared=asked.shared or bool(seen.shared), private=asked.private or bool(seen.private))
        await channels.keep(facts)
        return facts

    async def fault(self, channel: str) -> str:
        """Why nothing can be posted in a channel, in one line; empty where it can be, or that cannot be told."""
        try:
            info = (await self.client.call("conversations.info", channel=channel)).get("channel") or {}
        except MayNot:
            return ""
        except ChatRefused as error:
            return str(error) if error.reach is Reach.CHANNEL else ""
        except ChatError:
            return ""
        return fault_of(info, self.account)

    async def _asked(self, seen: Seen, known: ChannelFacts | None, now: datetime) -> ChannelFacts:
        """As Slack says; where it cannot be asked, as the request says, and shared unless that says otherwise."""
        try:
            info = (await self.client.call("conversations.info", channel=seen.channel)).get("channel") or {}
        except ChatError as error:
            log.info("what a channel is could not be asked: %s", error)
            trusted = None if isinstance(error, MayNot) else known  # what may never be asked is never found out later
            return _unasked(seen, known, trusted, self.account.team, now)
        if info.get("id") != seen.channel:
            return _unasked(seen, known, known, self.account.team, now)
        name = str(info.get("name") or seen.name)
        if info.get("is_im"):
            is_own = seen.team == self.account.team if seen.team else bool(known and not known.shared)
            return ChannelFacts(seen.channel, name, private=True, shared=not is_own or _is_shared(info), checked_at=now)
        is_private = bool(info.get("is_mpim")) or info.get("is_private") is not False
        is_shared = _is_shared(info) or info.get("is_ext_shared") is not False
        return ChannelFacts(seen.channel, name, is_private, is_shared, now)


def fault_of(info: Mapping[str, Any], account: Account) -> str:
    """Why nothing can be posted in a channel that conversations.info tells of, and what to do; empty where it can."""
    if info.get("is_archived"):
        return "it is archived: unarchive it, or set another channel's schedule"
    is_open = info.get("is_private") is False and "chat:write.public" in account.scopes
    if info.get("is_im") or info.get("is_member") or is_open:
        return ""
    return "the bot is not in it: type /invite and its name there"


def _is_news(seen: Seen, known: ChannelFacts) -> bool:
    return (seen.shared is not None and known.shared != seen.shared) or (bool(seen.private) and not known.private)


def _is_shared(info: Mapping[str, Any]) -> bool:
    """Whether people of another company, or of another workspace of the same one, read it or are invited to."""
    return any(info.get(name) for name in ("is_ext_shared", "is_pending_ext_shared", "is_org_shared"))


def _unasked(
    seen: Seen, known: ChannelFacts | None, trusted: ChannelFacts | None, team: str, now: datetime
) -> ChannelFacts:
    """What is said of it by the request, or was known; of two that differ, what shows less."""
    own_direct = seen.is_direct and seen.team == team
    shared = seen.shared if seen.shared is not None else (known.shared if known else not own_direct)
    private = seen.private if seen.private is not None else (known.private if known else True)
    return ChannelFacts(
        seen.channel,
        seen.name or (known.name if known else ""),
        seen.is_direct or private or bool(trusted and trusted.private),
        shared or bool(trusted and trusted.shared),
        now,
    )


def _person(user: Mapping[str, Any], account: Account, *, member: bool) -> Person:
    """As users.info has it: of whom it does not say that they are no guest, they are one."""
    return Person(
        id=str(user.get("id") or ""),
        admin=bool(user.get("is_admin") or user.get("is_owner")),
        member=member,
        guest=user.get("is_restricted") is not False or user.get("is_ultra_restricted") is not False,
        bot=bool(user.get("is_bot") or user.get("deleted")),
        foreign=user.get("team_id") != account.team or bool(user.get("is_stranger")),
    )
