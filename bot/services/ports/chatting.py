"""What is remembered of people's doings in a chat. Guards that each of it belongs to one workspace.

All of these are bound to one workspace, but for `Homes` and `Memory`, which are bound to one bot.
Channels and people are named by their ids in the chat.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.domain.feedback import Vote
from bot.domain.rights import Policy


class Votes(Protocol):
    """More and less like this, of one workspace."""

    async def cast(self, vote: Vote) -> None:
        """Keep it in place of what this person said of that article in that channel before.

        Of a person the newest hundred are kept.
        """
        ...

    async def withdraw(self, person: str, channel: str, article_id: int) -> bool:
        """Forget it; whether there was one."""
        ...

    async def of_person(self, person: str) -> Sequence[Vote]:
        """The person's, in all channels, the newest first; 100 at most."""
        ...

    async def of_channel(self, channel: str) -> Sequence[Vote]:
        """Everybody's in this channel, the newest first; 1,000 at most."""
        ...


@dataclass(frozen=True, slots=True)
class ChannelFacts:
    """What the chat says of a channel. `shared`: people of other workspaces read it, or that could not be found out.

    `private`: not everybody of the workspace can read it, such as a private channel or a direct message.
    """

    channel: str
    name: str
    private: bool
    shared: bool
    checked_at: datetime


class Channels(Protocol):
    """What is known of one workspace's channels. Where one is `shared`, storage shows it public sources alone."""

    async def known(self, channel: str) -> ChannelFacts | None:
        """What was found out last."""
        ...

    async def keep(self, facts: ChannelFacts) -> None:
        """Store it in place of what was known."""
        ...


class Policies(Protocol):
    """Who may change what in one workspace."""

    async def policy(self) -> Policy | None:
        """None where none was set."""
        ...

    async def set(self, policy: Policy) -> None:
        """From now on."""
        ...


class Handled(Protocol):
    """Which events of a chat were taken up already: chats deliver some more than once."""

    async def first(self, key: str, now: datetime) -> bool:
        """Whether this is the first time in a day, which is then remembered, whatever crashes afterwards."""
        ...


@dataclass(frozen=True, slots=True)
class Talk:
    """What a thread was about: the questions asked in it so far, the last ones, and the only articles that counted."""

    channel: str
    thread: str
    questions: tuple[str, ...]
    only: tuple[int, ...] = ()


class Talks(Protocol):
    """The threads of one workspace in which people have asked something."""

    async def of(self, channel: str, thread: str) -> Talk | None:
        """What it was about; None for a thread in which nothing was asked, or long ago."""
        ...

    async def keep(self, talk: Talk, now: datetime) -> None:
        """Store it in place of what was known: the last six questions. It is forgotten after a month."""
        ...


class Places(Protocol):
    """In which channels of one workspace questions are answered."""

    async def places(self) -> frozenset[str]:
        """Those channels; none where questions are answered everywhere."""
        ...

    async def set(self, channels: frozenset[str]) -> None:
        """From now on, in place of those before."""
        ...


class Homes(Protocol):
    """In which workspace somebody used one bot last: in a direct message, which is of no workspace, they mean that."""

    async def of(self, person: str) -> str | None:
        """The key of the workspace; None where there is none, or where its chat has left."""
        ...

    async def keep(self, person: str, workspace: str, now: datetime) -> None:
        """Remember it in place of the one before; a workspace that storage does not know is passed over."""
        ...


class Memory(Protocol):
    """What one bot notes of itself: nothing of a workspace or of people, since it is never erased."""

    async def get(self, name: str) -> str | None:
        """What was noted last under this name."""
        ...

    async def set(self, name: str, value: str) -> None:
        """Note it in place of what was noted before."""
        ...
