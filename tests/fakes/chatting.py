"""What is remembered of people's doings in a chat, in memory: the same promises as storage, held by the same suite."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from bot.domain.rights import Policy
from bot.services.ports import ChannelFacts, Talk, Vote


@dataclass(slots=True)
class FakeVotes:
    """Implements Votes."""

    kept: list[Vote] = field(default_factory=list)

    async def cast(self, vote: Vote) -> None:
        await self.withdraw(vote.person, vote.channel, vote.ref.article_id)
        self.kept.append(vote)
        for old in (await self._newest(vote.person))[100:]:
            self.kept.remove(old)

    async def withdraw(self, person: str, channel: str, article_id: int) -> bool:
        wanted = person, channel, article_id
        left = [one for one in self.kept if (one.person, one.channel, one.ref.article_id) != wanted]
        found = len(left) < len(self.kept)
        self.kept = left
        return found

    async def of_person(self, person: str) -> Sequence[Vote]:
        return (await self._newest(person))[:100]

    async def _newest(self, person: str) -> list[Vote]:
        return _sorted([one for one in self.kept if one.person == person])

    async def of_channel(self, channel: str) -> Sequence[Vote]:
        return _sorted([one for one in self.kept if one.channel == channel])[:1_000]


def _sorted(votes: list[Vote]) -> list[Vote]:
    by_name = sorted(votes, key=lambda one: (one.channel, one.person))
    return sorted(by_name, key=lambda one: (one.at, one.ref.article_id), reverse=True)


@dataclass(slots=True)
class FakeChannels:
    """Implements Channels."""

    facts: dict[str, ChannelFacts] = field(default_factory=dict)

    async def known(self, channel: str) -> ChannelFacts | None:
        return self.facts.get(channel)

    async def keep(self, facts: ChannelFacts) -> None:
        self.facts[facts.channel] = facts


@dataclass(slots=True)
class FakePolicies:
    """Implements Policies."""

    current: Policy | None = None

    async def policy(self) -> Policy | None:
        return self.current

    async def set(self, policy: Policy) -> None:
        self.current = policy


@dataclass(slots=True)
class FakePlaces:
    """Implements Places."""

    current: frozenset[str] = frozenset()

    async def places(self) -> frozenset[str]:
        return self.current

    async def set(self, channels: frozenset[str]) -> None:
        self.current = channels


@dataclass(slots=True)
class FakeHandled:
    """Implements Handled."""

    seen: dict[str, datetime] = field(default_factory=dict)

    async def first(self, key: str, now: datetime) -> bool:
        if key in self.seen and self.seen[key] > now - timedelta(days=1):
            return False
        self.seen[key] = now
        return True


@dataclass(slots=True)
class FakeTalks:
    """Implements Talks."""

    kept: dict[tuple[str, str], Talk] = field(default_factory=dict)

    async def of(self, channel: str, thread: str) -> Talk | None:
        return self.kept.get((channel, thread))

    async def keep(self, talk: Talk, now: datetime) -> None:  # noqa: ARG002 - in memory none is old
        self.kept[talk.channel, talk.thread] = replace(talk, questions=talk.questions[-6:], only=talk.only[:50])
