"""Asking a language model: once for the same, within a budget, a deadline and a number of calls at once.

Guards that a model costs prose and nothing else: every fault is a ModelError before the deadline. What is asked in the
same words is asked once, by the first who needs it and at the cost of his workspace; for the others it is free. What
was made of text that is not public is shared within its workspace alone.
"""

import asyncio
import hashlib
import json
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import NamedTuple

from pydantic import BaseModel, ValidationError

from bot.domain.errors import ModelError, ModelFault, StoreError
from bot.services.breaking import Breaker
from bot.services.paying import Account, Unbroken
from bot.services.ports import ModelFigures
from bot.services.ports.model import Ceilings, LanguageModel, Prices, Prompt, Replies, Reply, Spending, Tokens
from bot.services.prompting import tokens_of
from bot.services.queueing import Places
from bot.services.sharing import Shared

log = logging.getLogger(__name__)

AT_ONCE = 8  # calls, of one workspace half as many; a server that serves one at a time is asked so by its settings
LEAST = 3.0  # seconds below which a model is not asked: it would be paid for, and not waited for
_FAIR = 10.0  # seconds, half of what an answer may take; a model that was given less is not called slow
# What is tried once more, and after how many seconds.
AGAIN: Mapping[ModelFault, float] = {
    ModelFault.DOWN: 0.5,
    ModelFault.BUSY: 2.0,
    ModelFault.NOT_JSON: 0.0,
    ModelFault.WRONG_SHAPE: 0.0,
    ModelFault.EMPTY: 0.0,
    ModelFault.CUT_OFF: 0.0,
}
_Id = tuple[str, str]  # scope and key of a reply


class Unwatched:
    """Implements `ports.ModelFigures` where nobody watches."""

    def model_called(self, fault: ModelFault | None, tokens: Tokens, money: int) -> None:
        """Nothing."""

    def model_hit(self) -> None:
        """Nothing."""


class _For(NamedTuple):
    """Whom a call is for: a workspace, until when, and whether somebody waits."""

    workspace: str
    until: float
    asked: bool


@dataclass(slots=True)
class _State:
    """What goes on at this moment."""

    account: Account
    breaker: Breaker
    places: Places
    shared: Shared[tuple[BaseModel, bool]]


@dataclass(frozen=True, slots=True)
class Modeller:
    """One model for all workspaces of the program: make it once. `finish` when no more is asked.

    `ticks`: a clock in seconds that never goes back, by which deadlines are given. `keep`: how long a reply is kept.
    `most_tokens`: of a prompt, by `prompting.tokens_of`, which is a bound.
    """

    model: LanguageModel
    spending: Spending
    replies: Replies
    ceilings: Ceilings
    prices: Prices
    clock: Callable[[], datetime]
    ticks: Callable[[], float]
    keep: timedelta
    most_tokens: int
    at_once: int = AT_ONCE
    figures: ModelFigures = field(default_factory=Unwatched)
    _state: _State = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        account = Account(self.model, self.spending, self.ceilings, self.prices, self.clock, self.figures)
        state = _State(account, Breaker(self.ticks), Places(self.at_once), Shared(_is_own))
        object.__setattr__(self, "_state", state)

    @property
    def name(self) -> str:
        """The model's name, as readers are told it."""
        return self.model.name

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
        """The reply, kept or new; `until`, in ticks, is the deadline of all that it is needed for.

        `private`: the prompt holds what is not public, so that the reply is no other workspace's. `asked`: somebody
        has asked for what it is needed for, and waits.
        Raises ModelError: TOO_LARGE for a prompt beyond `most_tokens`, BUDGET where it is used up, SLOW at the
        deadline, the last fault at once while the model is left alone, and whatever the model itself raises.
        """
        if tokens_of(prompt) > self.most_tokens:
            raise ModelError(ModelFault.TOO_LARGE, "the prompt is longer than is allowed: nothing was asked", (0, 0))
        if private and not workspace:
            raise ValueError("what is private belongs to a workspace")  # an empty scope is everybody's
        id_ = (workspace if private else "", key_of(self.model.name, shape, prompt))

        async def work() -> tuple[BaseModel, bool]:
            return await self._lead(prompt, shape, id_, _For(workspace, until, asked))

        try:
            (reply, was_kept), is_anothers = await self._state.shared((*id_, shape), work, lambda: self._left(until))
        except TimeoutError:
            raise _late() from None
        if was_kept or is_anothers:
            self.figures.model_hit()
            await self._unbroken.soon(self._count(workspace), self._left(until))
        if not isinstance(reply, shape):
            raise TypeError(type(reply))
        return reply.model_copy(deep=True)  # others get theirs of it when it is their turn

    async def finish(self, seconds: float = 5.0) -> None:
        """Wait until what was used is entered, so many seconds at most."""
        await self._unbroken.finish(seconds)

    @property
    def _unbroken(self) -> Unbroken:
        return self._state.account.unbroken

    def _left(self, until: float) -> float:
        return until - self.ticks()

    # --- whoever asks first ---

    async def _lead(self, prompt: Prompt, shape: type[Reply], id_: _Id, for_: _For) -> tuple[BaseModel, bool]:
        places, until = self._state.places, for_.until
        async with asyncio.timeout(max(0.0, self._left(until))):
            kept = await self._kept(id_, shape)
        if kept is not None:
            return kept, True
        async with asyncio.timeout(max(0.0, self._left(until) - LEAST)):
            await places.take(for_.workspace, asked=for_.asked)
        try:
            reply = await self._tried(prompt, shape, for_)
        finally:
            places.give_back(for_.workspace, asked=for_.asked)
        await self._unbroken.soon(self._keep(id_, reply), self._left(until))
        return reply, False

    async def _tried(self, prompt: Prompt, shape: type[Reply], for_: _For) -> Reply:
        """Asked once, and once more where that may help, there is time for it and it can be paid."""
        until = for_.until
        if self._left(until) < LEAST:
            raise _late()
        self._state.breaker.check()
        began = self.ticks()
        try:
            return await self._call(prompt, shape, for_)
        except ModelError as error:
            pause, took = AGAIN.get(error.kind), self.ticks() - began
            if pause is None or self._left(until) - pause < max(LEAST, took) or self._state.breaker.is_open:
                raise
            await asyncio.sleep(pause)
            if self._state.breaker.is_open:  # others have failed meanwhile
                raise
            try:
                return await self._call(prompt, shape, for_)
            except ModelError as again:
                if again.kind is ModelFault.BUDGET:
                    raise error from None
                raise

    async def _call(self, prompt: Prompt, shape: type[Reply], for_: _For) -> Reply:
        breaker, seconds = self._state.breaker, self._left(for_.until)
        try:
            completion = await self._state.account.call(prompt, shape, for_.workspace, seconds, asked=for_.asked)
        except ModelError as error:
            if error.kind is ModelFault.BUDGET or (error.kind is ModelFault.SLOW and seconds < _FAIR):
                breaker.leave()
            else:
                breaker.note(error.kind)
            raise
        except (Exception, asyncio.CancelledError):
            breaker.leave()
            raise
        breaker.note(None)
        return completion.reply

    # --- what is kept ---

    async def _kept(self, id_: _Id, shape: type[Reply]) -> Reply | None:
        try:
            text = await self.replies.find(*id_, self.clock())
            return None if text is None else shape.model_validate_json(text)
        except ValidationError:
            return None  # of a shape that has changed since, or damaged
        except StoreError as error:
            log.warning("Kept replies cannot be read: %s", error)
            return None

    async def _keep(self, id_: _Id, reply: BaseModel) -> None:
        now = self.clock()
        try:
            await self.replies.keep(*id_, reply.model_dump_json(by_alias=True, round_trip=True), now, now + self.keep)
        except (StoreError, ValueError) as error:  # a text that is none, such as half a surrogate pair
            log.warning("A reply is not kept: %s", type(error).__name__)

    async def _count(self, workspace: str) -> None:
        try:
            await self.spending.hit(workspace, self.model.name, self.clock())
        except StoreError as error:
            log.warning("A kept reply is not counted: %s", error)


def key_of(model: str, shape: type[BaseModel], prompt: Prompt) -> str:
    """A digest of all that decides a reply: the model, the reply's shape, the template, both texts, the length."""
    given = [model, shape.__name__, prompt.name, prompt.hash, prompt.system, prompt.user, prompt.most]
    return hashlib.sha256(json.dumps(given).encode()).hexdigest()


def _is_own(error: Exception, left: float) -> bool:
    """Whether a fault is that of one who asked: others may have more money, or more time."""
    if isinstance(error, ModelError) and error.kind is ModelFault.BUDGET:
        return True
    is_late = isinstance(error, TimeoutError) or (isinstance(error, ModelError) and error.kind is ModelFault.SLOW)
    return is_late and left >= _FAIR


def _late() -> ModelError:
    return ModelError(ModelFault.SLOW, "too little time is left to ask the model", (0, 0))
