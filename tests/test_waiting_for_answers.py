"""Many who ask at once, and a model that is slow: an answer is there within 25 seconds of asking, in whichever line.

Only the clock jumps to the next timer; turns, asking and answering are the real ones.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta

import pytest

from bot.domain.documents import Answer, Document
from bot.domain.drafts import Missed
from bot.services.answer import answer
from bot.services.authoring import Author, Style
from bot.services.modelling import Modeller
from bot.services.ports.model import Ceilings, Prompt
from bot.services.turns import Turn, Turns
from tests.fakes.asking import TEMPLATES, ScriptedModel
from tests.fakes.loop import run_jumping
from tests.fakes.modelling import FakeReplies, FakeSpending, loop_ticks
from tests.samples import NOW
from tests.services.test_authoring import id_of
from tests.services.test_synthesis import SHELF, WHY

REPLY = 15.0  # seconds of one reply
LONGEST = 25.0  # seconds until an answer must be there
ASKERS = 50
SAID = "What did Ada Lorne say?"  # somebody's words, which no model is asked for


def chooses(prompt: Prompt) -> dict[str, object]:
    return {"found": True, "lines": [id_of(prompt, "12 bolts")], "disagreements": []}


async def refuse(document: Document) -> None:
    raise AssertionError(document)


@dataclass(slots=True)
class Crowd:
    """People who ask in one chat; `took` says how long each has waited."""

    model: ScriptedModel
    modeller: Modeller
    turns: Turns
    made: list[Answer] = field(default_factory=list)
    took: list[float] = field(default_factory=list)

    async def ask(self, workspace: str, person: str, question: str = WHY) -> Answer:
        ticks, given = self.turns.ticks, list[Answer]()
        began = ticks()

        async def work(turn: Turn) -> None:
            author = Author(self.modeller, TEMPLATES, Style(private=True), ticks, workspace).answering(turn)
            given.append((await answer(question, SHELF, NOW, author=author)).answer)

        await self.turns.serve(workspace, person, work, refuse)
        self.took.append(ticks() - began)
        self.made += given
        return given[0]


def free(_workspace: str, _person: str) -> float:
    return 0.0


@asynccontextmanager
async def a_crowd() -> AsyncIterator[Crowd]:
    ticks, model = loop_ticks(), ScriptedModel(chooses, takes=REPLY)
    modeller = Modeller(
        model, FakeSpending(), FakeReplies(), Ceilings(), {}, lambda: NOW, ticks, timedelta(days=7), 100_000
    )
    yield Crowd(model, modeller, Turns(free, free, ticks))
    await modeller.finish()


def within(test: Callable[[Crowd], Awaitable[None]]) -> None:
    async def main() -> None:
        async with a_crowd() as crowd:
            await test(crowd)

    run_jumping(main())


@pytest.mark.parametrize("workspaces", [1, 5, ASKERS])
def test_fifty_who_ask_at_once_are_answered_in_time_and_those_without_a_model_are_told_so(workspaces: int):
    async def test(crowd: Crowd) -> None:
        asked = [(f"team {at % workspaces}", f"person {at}", WHY + at * "?") for at in range(ASKERS)]
        await asyncio.gather(*(crowd.ask(*one) for one in asked))
        assert len(crowd.made) == ASKERS
        assert max(crowd.took) <= LONGEST
        assert all(made.found for made in crowd.made)
        helped = [made for made in crowd.made if made.by.model]
        assert 1 <= len(helped) < ASKERS
        assert {made.by.missed for made in crowd.made if not made.by.model} == {Missed.FAILED}

    within(test)


def test_who_needs_no_model_is_held_up_by_nobody_who_waits_for_one():
    async def test(crowd: Crowd) -> None:
        asked = [crowd.ask("team", f"person {at}", WHY + at * "?") for at in range(ASKERS)]
        tasks = [asyncio.create_task(one) for one in asked]
        await asyncio.sleep(1)
        began = crowd.turns.ticks()
        made = await crowd.ask("team", "somebody", SAID)
        assert made.found
        assert crowd.turns.ticks() - began < 1
        await asyncio.gather(*tasks)

    within(test)


def test_whose_turn_comes_too_late_for_a_model_is_answered_by_the_rules_and_nothing_is_asked():
    async def test(crowd: Crowd) -> None:
        author = Author(crowd.modeller, TEMPLATES, Style(private=True), crowd.turns.ticks, "team")
        await asyncio.sleep(60)
        made = (await answer(WHY, SHELF, NOW, author=author.answering(Turn(60 - 17.5)))).answer
        assert made.found
        assert made.by.missed is Missed.FAILED
        assert not crowd.model.asked

    within(test)
