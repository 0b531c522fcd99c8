"""A language model, as the services see it. Guards that what it replies has a known shape, and every fault a kind.

What a reply says is nobody's word until `domain/citations` has verified it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Generic, Protocol, TypeVar

from pydantic import BaseModel

Reply = TypeVar("Reply", bound=BaseModel)


@dataclass(frozen=True, slots=True)
class Prompt:
    """One call: the instructions, the data, and how many tokens the reply may have.

    `name` and `hash` are those of the template that it was made from; `user` holds strangers' text, as data.
    """

    name: str
    hash: str
    system: str
    user: str
    most: int


@dataclass(frozen=True, slots=True)
class Tokens:
    """What a call has used; `estimated` where the server does not say."""

    prompt: int
    reply: int
    estimated: bool = False


@dataclass(frozen=True, slots=True)
class Completion(Generic[Reply]):
    """A reply of the shape that was asked for, and what it cost."""

    reply: Reply
    tokens: Tokens


class LanguageModel(Protocol):
    """One model of one server."""

    @property
    def name(self) -> str:
        """The model's name, as readers are told it."""
        ...

    async def complete(self, prompt: Prompt, shape: type[Reply], seconds: float) -> Completion[Reply]:
        """The reply, within so many seconds; one call that may be paid for, and no second one.

        Raises ModelError, for every fault.
        """
        ...


class Asker(Protocol):
    """Asking a model within a budget, for one workspace."""

    @property
    def name(self) -> str:
        """The model's name, as readers are told it."""
        ...

    async def ask(
        self,
        prompt: Prompt,
        shape: type[Reply],
        *,
        workspace: str,
        private: bool,
        until: float,
        asked: bool = False,
    ) -> Reply:
        """The reply to a prompt, which is `private` where it holds what is not public; `until` in seconds of the ticks.

        `asked`: somebody has asked for what it is needed for, and waits; else it is for an edition.
        Raises ModelError, for every fault.
        """
        ...


# --- what it costs -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Amounts:
    """Tokens, and money in millionths of the currency that the prices are set in."""

    tokens: int = 0
    money: int = 0


@dataclass(frozen=True, slots=True)
class Ceilings:
    """What may be used of a day (UTC) by one workspace and by all together, and by all for good; None: no limit."""

    workspace: Amounts | None = None
    everyone: Amounts | None = None
    ever: Amounts | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """What is used and reserved: of a day by one workspace and by all together, and by all for good."""

    workspace: Amounts = Amounts()
    everyone: Amounts = Amounts()
    ever: Amounts = Amounts()


@dataclass(frozen=True, slots=True)
class Used:
    """What a workspace has used on one day with one model: calls, tokens, money, and what storage gave instead."""

    workspace: str
    day: date
    model: str
    calls: int
    failed: int
    prompt_tokens: int
    reply_tokens: int
    money: int
    hits: int


class Spending(Protocol):
    """What has been used of the budget, and what is reserved; of all workspaces and processes together."""

    async def reserve(
        self, workspace: str, model: str, amounts: Amounts, ceilings: Ceilings, now: datetime
    ) -> int | None:
        """The id of a reservation, which no other ever has; None where it would lead over a ceiling.

        None, too, where there is no such workspace (any more). What is reserved and not settled within an hour counts
        as used.
        """
        ...

    async def settle(
        self, reservation: int, tokens: Tokens, money: int, now: datetime, *, failed: bool = False
    ) -> None:
        """What the call has really used, in place of what was reserved. A second time it changes nothing."""
        ...

    async def hit(self, workspace: str, model: str, now: datetime) -> None:
        """A reply came from storage, and cost nothing."""
        ...

    async def used(self, since: date, workspace: str | None = None) -> Sequence[Used]:
        """By day, workspace and model, the newest day first; of one workspace or of all."""
        ...

    async def standing(self, workspace: str, now: datetime) -> Standing:
        """What the ceilings are held against, at this moment. Workspaces that were erased count among all."""
        ...


class Replies(Protocol):
    """Replies that are kept: what was asked once in the same words is not asked again.

    `scope` is empty for what holds public text alone, else the key of the workspace that asked; `key` is a digest of
    all that decides a reply. What is read here is as untrusted as what a model says.
    """

    async def find(self, scope: str, key: str, now: datetime) -> str | None:
        """The reply as JSON, unless it is too old."""
        ...

    async def keep(self, scope: str, key: str, reply: str, now: datetime, until: datetime) -> None:
        """Keep it until then, unless its workspace is gone or it is too long. Of too many, the oldest go."""
        ...

    async def prune(self, now: datetime) -> int:
        """Erase what is too old; how many."""
        ...


Prices = Mapping[str, tuple[float, float]]  # of a model: of a million tokens of prompts, and of replies
