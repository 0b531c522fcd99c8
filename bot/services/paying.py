"""One call of a model, paid for: reserved before, entered after. Guards that no call is made that was not reserved.

What is unknown counts against the budget: of a call that was cancelled, took too long or broke off, the server may
have charged all. What a server says beyond what was reserved is logged and not entered: one that is mistaken would end
the day of every workspace. Entering goes on where whoever asked is cancelled, so that a budget is not lost to
impatience.
"""

import asyncio
import json
import logging
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeVar

from pydantic import BaseModel

from bot.domain.errors import ModelError, ModelFault, StoreError
from bot.services import budget
from bot.services.ports import ModelFigures
from bot.services.ports.model import Ceilings, Completion, LanguageModel, Prices, Prompt, Reply, Spending, Tokens
from bot.services.prompting import tokens_of

log = logging.getLogger(__name__)
Result = TypeVar("Result")

NOTHING = Tokens(0, 0)
_AT_MOST = 1 << 32  # tokens that a server may say it has used: more is no number that a log should show
# Seconds that somebody waits for storage to have entered what was used, at most and at least; it goes on without him.
_WAIT, _MOMENT = 1.0, 0.05
# Faults that a server tells before it does any work, if it does not say otherwise.
_FREE = frozenset({ModelFault.BUSY, ModelFault.QUOTA, ModelFault.REJECTED})


class Unbroken:
    """Work that goes on though whoever began it is cancelled. `finish` waits for all of it, and for what is `open`."""

    def __init__(self) -> None:
        self._tasks: set[asyncio.Future[Any]] = set()

    def start(self, work: Coroutine[Any, Any, Result]) -> asyncio.Task[Result]:
        """It runs from now on."""
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    async def soon(self, work: Coroutine[Any, Any, None], left: float) -> None:
        """Start it, and wait for it: a second, or less where so many seconds are left."""
        task = self.start(work)
        await asyncio.wait({task}, timeout=min(_WAIT, max(_MOMENT, left)))
        if task.done() and not task.cancelled():
            task.result()

    @contextmanager
    def open(self) -> Iterator[None]:
        """Within, something may still have to be started."""
        mark: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._tasks.add(mark)
        try:
            yield
        finally:
            self._tasks.discard(mark)
            mark.set_result(None)

    async def finish(self, seconds: float) -> None:
        """Wait for all that was started, so many seconds at most."""
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                while self._tasks:
                    await asyncio.wait(set(self._tasks))


@dataclass(frozen=True, slots=True)
class _Reserved:
    """A reservation, a bound on what its call can use, and how many tokens its prompt has at least."""

    id: int
    tokens: Tokens
    money: int
    least: int


@dataclass(frozen=True, slots=True)
class Account:
    """How the calls of a model are paid for. `clock` gives the time in UTC."""

    model: LanguageModel
    spending: Spending
    ceilings: Ceilings
    prices: Prices
    clock: Callable[[], datetime]
    figures: ModelFigures
    unbroken: Unbroken = field(default_factory=Unbroken)

    async def call(
        self, prompt: Prompt, shape: type[Reply], workspace: str, seconds: float, *, asked: bool = False
    ) -> Completion[Reply]:
        """One call within so many seconds; of what somebody has `asked` for, within the part of the budget for that.

        Raises ModelError; BUDGET where nothing could be reserved, nor was asked.
        """
        ceilings = budget.for_asked(self.ceilings) if asked else self.ceilings
        with self.unbroken.open():
            return await self._call(prompt, shape, workspace, seconds, ceilings)

    async def _call(
        self, prompt: Prompt, shape: type[Reply], workspace: str, seconds: float, ceilings: Ceilings
    ) -> Completion[Reply]:
        until = asyncio.get_running_loop().time() + seconds
        reserved = await self._reserve(prompt, workspace, seconds, ceilings)
        left = until - asyncio.get_running_loop().time()
        try:
            async with asyncio.timeout(left):
                completion = await self.model.complete(prompt, shape, left)
        except TimeoutError:
            await self._settle(reserved, None, ModelFault.SLOW, until)
            raise ModelError(ModelFault.SLOW, "the model did not answer in time") from None
        except ModelError as error:
            await self._settle(reserved, _tokens_of(error, reserved.least), error.kind, until)
            raise
        except (Exception, asyncio.CancelledError):  # or a fault of the program: it may have been charged
            await self._settle(reserved, None, ModelFault.SLOW, until)
            raise
        reply = budget.tokens_at_least(_shortest(completion.reply))
        await self._settle(reserved, _no_less(completion.tokens, reserved.least, reply), None, until)
        return completion

    # --- before ---

    async def _reserve(self, prompt: Prompt, workspace: str, seconds: float, ceilings: Ceilings) -> _Reserved:
        amounts = budget.to_reserve(prompt, self.model.name, self.prices)
        work = self.spending.reserve(workspace, self.model.name, amounts, ceilings, self.clock())
        task = self.unbroken.start(work)
        try:
            async with asyncio.timeout(seconds):
                id_ = await asyncio.shield(task)
        except StoreError as error:
            raise ModelError(ModelFault.BUDGET, f"the budget is not known: {error}", (0, 0)) from error
        except TimeoutError:
            self.unbroken.start(self._give_back(task))
            raise ModelError(ModelFault.SLOW, "the budget was not known in time", (0, 0)) from None
        except asyncio.CancelledError:
            self.unbroken.start(self._give_back(task))
            raise
        if id_ is None:
            self.figures.model_called(ModelFault.BUDGET, NOTHING, 0)
            raise ModelError(ModelFault.BUDGET, "the model's budget is used up", (0, 0))
        least = budget.tokens_at_least(prompt.system + prompt.user)
        return _Reserved(id_, Tokens(tokens_of(prompt), prompt.most, estimated=True), amounts.money, least)

    async def _give_back(self, task: asyncio.Task[int | None]) -> None:
        """What was reserved for somebody who has left meanwhile."""
        with suppress(StoreError):  # then it counts as used in an hour
            id_ = await task
            if id_ is not None:
                await self.spending.settle(id_, NOTHING, 0, self.clock(), failed=True)

    # --- after ---

    async def _settle(self, reserved: _Reserved, tokens: Tokens | None, fault: ModelFault | None, until: float) -> None:
        used, money = reserved.tokens, reserved.money
        if tokens is not None and not _is_beyond(tokens, reserved.tokens):
            used = tokens
            money = budget.money_of(used, self.model.name, self.prices)  # no more than reserved: `budget.to_reserve`
        self.figures.model_called(fault, used, money)
        left = until - asyncio.get_running_loop().time()
        await self.unbroken.soon(self._enter(reserved.id, used, money, failed=fault is not None), left)

    async def _enter(self, id_: int, used: Tokens, money: int, *, failed: bool) -> None:
        try:
            await self.spending.settle(id_, used, money, self.clock(), failed=failed)
        except StoreError as error:
            log.warning("What a call of the model has used is not entered, and all that was reserved counts: %s", error)


def _tokens_of(error: ModelError, least: int) -> Tokens | None:
    """What a call that failed has used; None: nobody knows. What was charged at all was charged for the prompt."""
    if error.tokens is not None:
        return _no_less(Tokens(*error.tokens), least, 0) if any(error.tokens) else NOTHING
    return NOTHING if error.kind in _FREE else None


def _shortest(reply: BaseModel) -> str:
    """The shortest JSON that says so: no reply from which it was read is shorter."""
    return json.dumps(reply.model_dump(by_alias=True), ensure_ascii=False, separators=(",", ":"), default=str)


def _no_less(said: Tokens, prompt: int, reply: int) -> Tokens:
    """What a server says it has used, but no less than it can have been."""
    return Tokens(max(said.prompt, prompt), max(said.reply, reply), said.estimated)


def _is_beyond(said: Tokens, reserved: Tokens) -> bool:
    """Whether a server says that it has used more than it was given, which is logged."""
    if said.prompt + said.reply <= reserved.prompt + reserved.reply:
        return False
    log.warning(
        "The model says it has used more than it was given: %d and %d tokens. What was reserved for it is entered.",
        min(said.prompt, _AT_MOST),
        min(said.reply, _AT_MOST),
    )
    return True
