"""What asking a language model takes, in memory: a model that does as it is told, a budget, kept replies, figures."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta

from pydantic import BaseModel

from bot.domain.errors import ModelError, ModelFault
from bot.services.budget import fits, total
from bot.services.ports.model import (
    Amounts,
    Ceilings,
    Completion,
    Prompt,
    Reply,
    Standing,
    Tokens,
    Used,
)

_LAPSE = timedelta(hours=1)


class Said(BaseModel):
    """The shape of a reply in tests."""

    text: str


@dataclass(slots=True)
class FakeModel:
    """Implements `ports.LanguageModel`: after `takes` seconds it says the prompt's words again, in capitals.

    `faults` are raised first, one a call, None for a good one; `asked` are the prompts, `given` the seconds of each;
    `begun` is set with the first.
    """

    name: str = "tester"
    tokens: Tokens = field(default_factory=lambda: Tokens(10, 5))
    takes: float = 0.0
    faults: list[ModelError | Exception | None] = field(default_factory=list)
    asked: list[Prompt] = field(default_factory=list)
    given: list[float] = field(default_factory=list)
    begun: asyncio.Event = field(default_factory=asyncio.Event)
    running: int = 0
    most_running: int = 0

    async def complete(self, prompt: Prompt, shape: type[Reply], seconds: float) -> Completion[Reply]:
        self.asked.append(prompt)
        self.given.append(seconds)
        self.begun.set()
        self.running += 1
        self.most_running = max(self.running, self.most_running)
        try:
            async with asyncio.timeout(seconds):
                await asyncio.sleep(self.takes)
        except TimeoutError:
            raise ModelError(ModelFault.SLOW, "the model took too long") from None
        finally:
            self.running -= 1
        fault = self.faults.pop(0) if self.faults else None
        if fault is not None:
            raise fault
        return Completion(shape.model_validate({"text": prompt.user.upper()}), self.tokens)


@dataclass(frozen=True, slots=True)
class _Reserved:
    workspace: str
    day: date
    model: str
    amounts: Amounts
    at: datetime


def _day(now: datetime) -> date:
    return now.astimezone(UTC).date()


@dataclass(slots=True)
class FakeSpending:
    """Implements `ports.Spending` for these workspaces; with None, for all that there could be."""

    workspaces: set[str] | None = None
    lines: dict[tuple[date, str, str], Used] = field(default_factory=dict)
    reserved: dict[int, _Reserved] = field(default_factory=dict)
    given: int = 0

    async def reserve(
        self, workspace: str, model: str, amounts: Amounts, ceilings: Ceilings, now: datetime
    ) -> int | None:
        self._lapse(now)
        if not self._knows(workspace) or not fits(amounts, await self.standing(workspace, now), ceilings):
            return None
        self.given += 1
        self.reserved[self.given] = _Reserved(workspace, _day(now), model, amounts, now)
        return self.given

    async def settle(
        self, reservation: int, tokens: Tokens, money: int, now: datetime, *, failed: bool = False
    ) -> None:
        self._lapse(now)
        self._settle(reservation, tokens, money, failed=failed)

    def _settle(self, reservation: int, tokens: Tokens, money: int, *, failed: bool) -> None:
        one = self.reserved.pop(reservation, None)
        if one is not None:
            line = self._line(one.day, one.workspace, one.model)
            self.lines[one.day, one.workspace, one.model] = replace(
                line,
                calls=line.calls + 1,
                failed=line.failed + failed,
                prompt_tokens=line.prompt_tokens + tokens.prompt,
                reply_tokens=line.reply_tokens + tokens.reply,
                money=line.money + money,
            )

    def _lapse(self, now: datetime) -> None:
        for id_, one in list(self.reserved.items()):
            if one.at <= now - _LAPSE:
                self._settle(id_, Tokens(one.amounts.tokens, 0), one.amounts.money, failed=True)

    async def hit(self, workspace: str, model: str, now: datetime) -> None:
        if self._knows(workspace):
            line = self._line(_day(now), workspace, model)
            self.lines[line.day, workspace, model] = replace(line, hits=line.hits + 1)

    async def used(self, since: date, workspace: str | None = None) -> Sequence[Used]:
        found = [one for one in self.lines.values() if one.day >= since and workspace in {None, one.workspace}]
        return sorted(found, key=lambda one: (-one.day.toordinal(), one.workspace, one.model))

    async def standing(self, workspace: str, now: datetime) -> Standing:
        day = _day(now)
        open_ = [
            Used(one.workspace, one.day, "", 0, 0, one.amounts.tokens, 0, one.amounts.money, 0)
            for one in self.reserved.values()
        ]
        every = [*self.lines.values(), *open_]
        mine = [one for one in every if one.workspace == workspace]
        return Standing(total(mine, day), total(every, day), total(every))

    def _knows(self, workspace: str) -> bool:
        return self.workspaces is None or workspace in self.workspaces

    def _line(self, day: date, workspace: str, model: str) -> Used:
        return self.lines.get((day, workspace, model), Used(workspace, day, model, 0, 0, 0, 0, 0, 0))


@dataclass(slots=True)
class FakeReplies:
    """Implements `ports.Replies` for these workspaces; with None, for all that there could be."""

    workspaces: set[str] | None = None
    kept: dict[tuple[str, str], tuple[str, datetime]] = field(default_factory=dict)

    async def find(self, scope: str, key: str, now: datetime) -> str | None:
        reply, until = self.kept.get((scope, key), ("", now))
        return reply if until > now else None

    async def keep(self, scope: str, key: str, reply: str, now: datetime, until: datetime) -> None:
        del now
        if self.workspaces is None or scope in {"", *self.workspaces}:
            self.kept[scope, key] = (reply, until)

    async def prune(self, now: datetime) -> int:
        old = [id_ for id_, (_, until) in self.kept.items() if until <= now]
        for id_ in old:
            del self.kept[id_]
        return len(old)


@dataclass(slots=True)
class FakeFigures:
    """Implements `ports.ModelFigures`."""

    calls: list[tuple[ModelFault | None, int, int, int]] = field(default_factory=list)
    hits: int = 0

    def model_called(self, fault: ModelFault | None, tokens: Tokens, money: int) -> None:
        self.calls.append((fault, tokens.prompt, tokens.reply, money))

    def model_hit(self) -> None:
        self.hits += 1


def prompt(user: str = "what is new?", *, most: int = 50, name: str = "tried") -> Prompt:
    return Prompt(name, "hash", "Say it again.", user, most)


def loop_ticks() -> Callable[[], float]:
    """The clock of the loop that runs, so that deadlines and waits go by the same one."""
    return lambda: asyncio.get_running_loop().time()
