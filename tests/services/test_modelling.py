"""Asking a model: the same once, within budget and deadline, and a fault of any kind is a ModelError in time."""

import asyncio
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel

from bot.domain.errors import ModelError, ModelFault, StoreError
from bot.services.breaking import PAUSES, ROW, Breaker
from bot.services.budget import ceilings_of
from bot.services.modelling import AGAIN, LEAST, Modeller, key_of
from bot.services.ports.model import Amounts, Ceilings, Prices, Prompt, Tokens, Used
from bot.services.prompting import tokens_of
from tests.adapters.storage.builders import NOW
from tests.fakes.loop import run_jumping
from tests.fakes.modelling import FakeFigures, FakeModel, FakeReplies, FakeSpending, Said, prompt

F = ModelFault
WEEK = timedelta(days=7)
PRICES = {"tester": (1.0, 4.0)}
CANARY = "quibblezorfcanary"


@dataclass(slots=True)
class Stage:
    """A modeller with everything that it works with in memory. Its ticks are the loop's time."""

    model: FakeModel = field(default_factory=FakeModel)
    spending: FakeSpending = field(default_factory=FakeSpending)
    replies: FakeReplies = field(default_factory=FakeReplies)
    figures: FakeFigures = field(default_factory=FakeFigures)
    ceilings: Ceilings = field(default_factory=Ceilings)
    most_tokens: int = 10_000
    at_once: int = 8
    prices: Prices = field(default_factory=lambda: PRICES)
    modeller: Modeller = field(init=False)
    now: datetime = NOW

    def __post_init__(self) -> None:
        self.modeller = self.another()

    def another(self) -> Modeller:
        """As another process has it: with the same storage."""
        return Modeller(
            self.model, self.spending, self.replies, self.ceilings, self.prices,
            lambda: self.now, ticks, WEEK, self.most_tokens, self.at_once, self.figures,
        )  # fmt: skip

    async def ask(
        self,
        user: str = "news",
        workspace: str = "red",
        *,
        private: bool = False,
        seconds: float = 45.0,
        most: int = 50,
        asked: bool = False,
    ) -> str:
        given_, until = prompt(user, most=most), ticks() + seconds
        reply = await self.modeller.ask(given_, Said, workspace=workspace, private=private, until=until, asked=asked)
        return reply.text

    async def fails(self, user: str = "news", workspace: str = "red", *, seconds: float = 45.0) -> ModelFault:
        with pytest.raises(ModelError) as caught:
            await self.ask(user, workspace, seconds=seconds)
        return caught.value.kind

    def used(self, workspace: str = "red") -> Used:
        (found,) = [one for one in self.spending.lines.values() if one.workspace == workspace]
        return found

    def paid(self) -> dict[str, int]:
        return {one.workspace: one.calls for one in self.spending.lines.values() if one.calls}


def ticks() -> float:
    return asyncio.get_running_loop().time()


def fault(kind: ModelFault, tokens: tuple[int, int] | None = (7, 3)) -> ModelError:
    return ModelError(kind, "it failed", tokens)


Test = Callable[[Stage], Coroutine[Any, Any, None]]


def on(stage: Stage, test: Test) -> None:
    """The test, and afterwards: nothing is left reserved, nor going on."""

    async def whole() -> None:
        await test(stage)
        await stage.modeller.finish()
        assert stage.spending.reserved == {}

    run_jumping(whole())


# --- once for the same -------------------------------------------------------------------------------


def test_a_reply_costs_its_tokens_and_is_free_the_second_time():
    async def test(stage: Stage) -> None:
        assert await stage.ask() == "NEWS"
        assert await stage.ask(workspace="blue") == "NEWS"
        assert len(stage.model.asked) == 1
        assert (stage.used().calls, stage.used().money, stage.used().hits) == (1, 10 * 1 + 5 * 4, 0)
        assert (stage.used("blue").calls, stage.used("blue").money, stage.used("blue").hits) == (0, 0, 1)
        assert stage.figures.calls == [(None, 10, 5, 30)]
        assert stage.figures.hits == 1
        stage.now += WEEK
        await stage.ask(workspace="blue")
        assert len(stage.model.asked) == 2

    on(Stage(), test)


def test_a_thousand_who_ask_for_the_same_twenty_at_once_cost_twenty_calls():
    async def test(stage: Stage) -> None:
        stage.model.takes = 2.0
        asked = [(f"story {at % 20}", f"team {at // 20}") for at in range(1_000)]
        said = await asyncio.gather(*(stage.ask(*one) for one in asked))
        assert said == [user.upper() for user, _ in asked]
        assert len(stage.model.asked) == 20
        assert stage.model.most_running == 4  # all for one workspace, which may hold half of the places
        assert stage.paid() == {"team 0": 20}
        assert sum(one.hits for one in stage.spending.lines.values()) == stage.figures.hits == 980

    on(Stage(), test)


def test_what_is_private_is_shared_within_its_workspace_alone():
    async def test(stage: Stage) -> None:
        stage.model.takes = 1.0
        teams = ["red", "red", "blue", "blue"]
        await asyncio.gather(*(stage.ask(CANARY, team, private=True) for team in teams))
        assert stage.paid() == {"red": 1, "blue": 1}
        assert {scope for scope, _ in stage.replies.kept} == {"red", "blue"}
        await stage.ask(CANARY, "green", private=True)
        await stage.ask(CANARY, "green")
        assert stage.paid() == {"red": 1, "blue": 1, "green": 2}
        with pytest.raises(ValueError, match="workspace"):
            await stage.ask(CANARY, "", private=True)

    on(Stage(), test)


def test_whatever_decides_a_reply_decides_its_key():
    class Other(BaseModel):
        text: str

    one = Prompt("n", "h", "s", "u", 9)
    different = [Prompt(*given_) for given_ in (
        ("m", "h", "s", "u", 9), ("n", "i", "s", "u", 9), ("n", "h", "t", "u", 9), ("n", "h", "s", "v", 9),
        ("n", "h", "s", "u", 8), ("n", "h", "su", "", 9), ("nh", "", "s", "u", 9), ("n", "h", "s", "\ud800", 9),
    )]  # fmt: skip
    keys = [key_of("m", Said, one), key_of("n", Said, one), key_of("m", Other, one)]
    keys += [key_of("m", Said, each) for each in different]
    assert len(set(keys)) == len(keys)
    assert key_of("m", Said, one) == keys[0]


@pytest.mark.parametrize("stored", ["", "{}", '{"text": 5}', "<html>", '{"text":"\\ud800"}', "[" * 5_000])
def test_a_kept_reply_that_does_not_fit_is_asked_for_again(stored: str):
    async def test(stage: Stage) -> None:
        stage.replies.kept["", key_of("tester", Said, prompt("news"))] = (stored, NOW + WEEK)
        assert await stage.ask() == "NEWS"
        assert len(stage.model.asked) == 1
        assert await stage.ask() == "NEWS"
        assert len(stage.model.asked) == 1

    on(Stage(), test)


def test_who_gets_anothers_reply_gets_his_own_of_it():
    async def test(stage: Stage) -> None:
        stage.model.takes = 1.0
        given_, until = prompt(), ticks() + 9

        async def spoil() -> None:
            reply = await stage.modeller.ask(given_, Said, workspace="red", private=False, until=until)
            assert reply.text == "WHAT IS NEW?"
            reply.text = "changed"

        await asyncio.gather(*(spoil() for _ in range(3)))

    on(Stage(), test)


# --- whoever works for the others ---------------------------------------------------------------------


def test_where_the_first_is_cancelled_the_next_takes_over_and_what_he_began_is_paid_for():
    async def test(stage: Stage) -> None:
        stage.model.takes = 5.0
        first = asyncio.create_task(stage.ask(workspace="red"))
        await asyncio.sleep(1)
        others = [asyncio.create_task(stage.ask(workspace=key)) for key in ("blue", "green")]
        await asyncio.sleep(1)
        first.cancel()
        assert await asyncio.gather(*others) == ["NEWS", "NEWS"]
        with pytest.raises(asyncio.CancelledError):
            await first
        assert stage.paid() == {"red": 1, "blue": 1}
        whole = tokens_of(prompt("news")) + 50
        red = stage.used("red")
        assert (red.failed, red.prompt_tokens + red.reply_tokens, red.money) == (1, whole, whole * 4)

    on(Stage(), test)


def test_where_the_firsts_deadline_ends_it_the_next_takes_over():
    async def test(stage: Stage) -> None:
        stage.model.takes = 10.0
        first = asyncio.create_task(stage.fails(seconds=6))
        await asyncio.sleep(1)
        assert await stage.ask(workspace="blue", seconds=40) == "NEWS"
        assert await first is F.SLOW
        assert stage.paid() == {"red": 1, "blue": 1}

    on(Stage(), test)


def test_nobody_waits_longer_than_his_own_deadline():
    async def test(stage: Stage) -> None:
        stage.model.takes = 30.0
        first = asyncio.create_task(stage.ask())
        await asyncio.sleep(0.1)
        began = ticks()
        assert await stage.fails(workspace="blue", seconds=3) is F.SLOW
        assert ticks() - began == pytest.approx(3)
        assert await first == "NEWS"

    on(Stage(), test)


def test_whose_turn_has_not_come_by_his_deadline_pays_nothing():
    async def test(stage: Stage) -> None:
        stage.model.takes = 30.0
        first = asyncio.create_task(stage.ask("one"))
        await asyncio.sleep(0.1)
        began = ticks()
        assert await stage.fails("two", "blue", seconds=4) is F.SLOW
        assert ticks() - began == pytest.approx(4 - LEAST)
        await first
        assert stage.paid() == {"red": 1}

    on(Stage(at_once=1), test)


def test_a_failure_is_shared_with_those_who_wait():
    async def test(stage: Stage) -> None:
        stage.model.takes = 1.0
        stage.model.faults = [fault(F.REFUSED)]
        assert await asyncio.gather(*(stage.fails(workspace=f"team {at}") for at in range(100))) == [F.REFUSED] * 100
        assert len(stage.model.asked) == 1
        assert await stage.ask() == "NEWS"  # and forgotten afterwards

    on(Stage(), test)


def test_where_the_first_has_no_money_left_one_who_has_takes_over():
    async def test(stage: Stage) -> None:
        await stage.spending.settle(
            await stage.spending.reserve("red", "tester", Amounts(900, 0), Ceilings(), NOW) or 0, Tokens(900, 0), 0, NOW
        )
        stage.model.takes = 1.0
        red, blue = asyncio.create_task(stage.fails()), asyncio.create_task(stage.ask(workspace="blue"))
        assert await red is F.BUDGET
        assert await blue == "NEWS"

    on(Stage(ceilings=ceilings_of(workspace_tokens_a_day=1_900)), test)


def test_a_fault_of_the_program_is_everybodys_and_what_was_begun_is_paid_for():
    async def test(stage: Stage) -> None:
        stage.model.takes = 1.0
        stage.model.faults = [ZeroDivisionError("a bug")]
        found = await asyncio.gather(*(stage.ask() for _ in range(5)), return_exceptions=True)
        assert [type(one) for one in found] == [ZeroDivisionError] * 5
        assert len(stage.model.asked) == 1
        assert (stage.used().calls, stage.used().failed) == (1, 1)

    on(Stage(), test)


# --- one workspace and the others --------------------------------------------------------------------


def test_one_workspace_that_asks_much_leaves_half_of_the_places_to_the_others():
    async def test(stage: Stage) -> None:
        stage.model.takes = 15.0
        many = [asyncio.create_task(stage.ask(f"{at}", seconds=500)) for at in range(40)]
        await asyncio.sleep(1)
        assert stage.model.running == 4
        began = ticks()
        await asyncio.gather(*(stage.ask(f"of {at}", f"team {at}") for at in range(4)))
        assert ticks() - began == pytest.approx(15)
        assert stage.model.most_running == 8
        await asyncio.gather(*many)

    on(Stage(), test)


@pytest.mark.parametrize("at_once", [1, 8])
@pytest.mark.parametrize("asked", [True, False])
def test_of_answers_and_editions_a_flood_of_one_holds_up_the_other_for_one_call(at_once: int, *, asked: bool):
    """More of them come, of ever other workspaces, than the model can reply to."""

    async def test(stage: Stage) -> None:
        stage.model.takes = 4.0
        flood: list[asyncio.Task[ModelFault | None]] = []

        async def one(number: int) -> ModelFault | None:
            try:
                await stage.ask(f"flood {number}", f"team {number}", seconds=20, asked=asked)
            except ModelError as error:
                return error.kind
            return None

        async def come() -> None:
            for number in range(40 * at_once):
                flood.append(asyncio.create_task(one(number)))
                await asyncio.sleep(1 / at_once)

        coming = asyncio.create_task(come())
        await asyncio.sleep(15)
        began, count = ticks(), max(1, at_once // 2)
        await asyncio.gather(*(stage.ask(f"calm {at}", "red", seconds=20, asked=not asked) for at in range(count)))
        assert ticks() - began <= 2 * stage.model.takes + 0.1
        await coming
        assert {await each for each in flood} == {None, F.SLOW}

    on(Stage(at_once=at_once), test)


# --- the budget --------------------------------------------------------------------------------------


@pytest.mark.parametrize("says", [Tokens(1, 0), Tokens(0, 0), Tokens(0, 1)])
@pytest.mark.parametrize("fails", [False, True])
def test_a_server_that_says_it_has_used_next_to_nothing_does_not_make_a_budget_endless(says: Tokens, *, fails: bool):
    """Each call has a prompt of 8,000 characters: a thousand tokens at the very least."""

    async def test(stage: Stage) -> None:
        stage.model.tokens = says
        for at in range(200):
            used = (says.prompt, says.reply) if says.prompt + says.reply else (1, 0)
            stage.model.faults = [fault(F.REFUSED, used) if fails else None]
            try:
                await stage.ask(f"{at:03}" + "word " * 1_600)
            except ModelError as error:
                if error.kind is F.BUDGET:
                    break
        assert 10 <= len(stage.model.asked) <= 100
        assert 1_000 <= stage.used().prompt_tokens / stage.used().calls < 2_000

    on(Stage(ceilings=ceilings_of(tokens_a_day=100_000)), test)


def test_an_honest_server_is_believed():
    async def test(stage: Stage) -> None:
        stage.model.tokens = Tokens(420, 330)
        await stage.ask("word " * 400)
        assert (stage.used().prompt_tokens, stage.used().reply_tokens) == (420, 330)

    on(Stage(), test)


def test_beyond_the_budget_nothing_is_asked_and_what_is_kept_still_serves():
    async def test(stage: Stage) -> None:
        assert await stage.ask() == "NEWS"
        assert await stage.fails("other", "blue") is F.BUDGET
        assert len(stage.model.asked) == 1
        assert stage.figures.calls[-1] == (F.BUDGET, 0, 0, 0)
        assert await stage.ask(workspace="blue") == "NEWS"

    on(Stage(ceilings=ceilings_of(tokens_a_day=tokens_of(prompt("news")) + 50 + 14)), test)


def test_a_prompt_beyond_the_cap_is_not_sent():
    async def test(stage: Stage) -> None:
        assert await stage.fails("ü" * 1_100) is F.TOO_LARGE
        assert await stage.ask("ü" * 400) == "Ü" * 400
        assert stage.spending.given == 1

    on(Stage(most_tokens=2_100), test)


def test_text_that_is_none_is_asked_about_and_not_kept():
    async def test(stage: Stage) -> None:
        assert await stage.ask("half a pair: \ud800") == "HALF A PAIR: \ud800"
        assert stage.replies.kept == {}

    on(Stage(), test)


WHOLE = tokens_of(prompt("news")) + 50


@pytest.mark.parametrize(
    ("kind", "tokens", "used"),
    [
        (F.REFUSED, (7, 3), 10),
        (F.REFUSED, None, WHOLE),
        (F.SLOW, None, WHOLE),
        (F.SLOW, (7, 3), 10),
        (F.REJECTED, None, 0),
        (F.QUOTA, None, 0),
        (F.REJECTED, (7, 0), 7),
        (F.TOO_LARGE, (-5, 7), 10),  # 17 characters are three tokens at least
        (F.TOO_LARGE, (-5, 1 << 80), WHOLE),
        (F.TOO_LARGE, (1 << 20_000, 0), WHOLE),
        (F.NOT_A_MODEL, None, WHOLE),
    ],
)
def test_a_failed_call_costs_what_is_known_of_it_and_else_all_that_it_may_have(
    kind: ModelFault, tokens: tuple[int, int] | None, used: int
):
    async def test(stage: Stage) -> None:
        stage.model.faults = [fault(kind, tokens)]
        assert await stage.fails() is kind
        line = stage.used()
        assert (line.calls, line.failed, line.prompt_tokens + line.reply_tokens) == (1, 1, used)
        assert [one[0] for one in stage.figures.calls] == [kind]

    on(Stage(), test)


@pytest.mark.parametrize("says", [Tokens(5_000, 6_000), Tokens(0, 1 << 33), Tokens(WHOLE, 1), Tokens(1, WHOLE)])
def test_of_a_call_that_says_it_used_more_than_was_reserved_that_is_entered_and_it_is_told(
    says: Tokens, caplog: pytest.LogCaptureFixture
):
    """Else one mistaken reply would end the day of everybody."""

    async def test(stage: Stage) -> None:
        stage.model.tokens = says
        await stage.ask("news")
        used = stage.used()
        assert used.prompt_tokens + used.reply_tokens == WHOLE
        assert used.money == 2 * WHOLE
        assert stage.figures.calls == [(None, used.prompt_tokens, used.reply_tokens, used.money)]
        assert "more than it was given" in caplog.text

    on(Stage(prices={"tester": (1.0, 2.0)}), test)


@given(st.integers(-9, 2_000), st.integers(-9, 2_000))
def test_whatever_a_server_says_no_more_is_entered_than_was_reserved(of_prompt: int, of_reply: int):
    async def test(stage: Stage) -> None:
        stage.model.tokens = Tokens(of_prompt, of_reply)
        await stage.ask("news")
        used = stage.used()
        assert used.prompt_tokens + used.reply_tokens <= WHOLE
        assert used.money <= 2 * WHOLE

    on(Stage(prices={"tester": (1.0, 2.0)}), test)


@given(st.integers(0, 300), st.lists(st.tuples(st.sampled_from(["red", "blue"]), st.integers(1, 60)), max_size=20))
def test_however_many_ask_at_once_no_ceiling_is_passed(more: int, asked: Sequence[tuple[str, int]]):
    ceiling = tokens_of(prompt("0000")) + more

    async def test(stage: Stage) -> None:
        stage.model.takes, stage.model.tokens = 1.0, Tokens(1, 1)
        found = await asyncio.gather(
            *(stage.ask(f"{at:04}", key, most=most) for at, (key, most) in enumerate(asked)), return_exceptions=True
        )
        assert all(isinstance(one, str) or (isinstance(one, ModelError) and one.kind is F.BUDGET) for one in found)
        assert (await stage.spending.standing("red", NOW)).everyone.tokens <= ceiling
        assert sum(isinstance(one, str) for one in found) == len(stage.model.asked)

    on(Stage(ceilings=ceilings_of(tokens_a_day=ceiling)), test)


# --- storage that fails --------------------------------------------------------------------------------


class Away:
    """Storage that is not there: implements what of both ports is called."""

    async def fail(self, *_: object, **__: object) -> Any:  # noqa: ANN401 - it returns nothing, whoever asks
        raise StoreError("the database is away")

    reserve = settle = hit = find = keep = fail


class AwayAfterwards(FakeSpending):
    """It reserves, and is gone when the call is over."""

    async def settle(self, *_: object, **__: object) -> None:
        raise StoreError("the database is away")

    async def hit(self, *_: object) -> None:
        raise StoreError("the database is away")


def test_without_storage_no_call_is_made():
    async def test(stage: Stage) -> None:
        away: Any = Away()
        stage.spending = stage.replies = away
        stage.modeller = stage.another()
        assert await stage.fails() is F.BUDGET
        assert stage.model.asked == []
        stage.spending = FakeSpending()

    on(Stage(), test)


def test_where_storage_leaves_during_the_call_its_reply_is_given_and_the_reserve_stays(
    caplog: pytest.LogCaptureFixture,
):
    async def run() -> None:
        stage = Stage(spending=AwayAfterwards())
        assert await stage.ask() == "NEWS"
        assert await stage.ask() == "NEWS"
        await stage.modeller.finish()
        assert len(stage.spending.reserved) == 1
        assert "not entered" in caplog.text

    run_jumping(run())


@dataclass(slots=True)
class SlowSpending(FakeSpending):
    """Storage that another process keeps busy."""

    takes: float = 3.0

    async def reserve(self, *given_: Any, **more: Any) -> int | None:  # noqa: ANN401 - passed on
        await asyncio.sleep(self.takes)
        return await FakeSpending.reserve(self, *given_, **more)

    async def settle(self, *given_: Any, **more: Any) -> None:  # noqa: ANN401 - passed on
        await asyncio.sleep(self.takes)
        await FakeSpending.settle(self, *given_, **more)


def test_who_leaves_while_his_budget_is_looked_up_has_nothing_reserved_afterwards():
    async def test(stage: Stage) -> None:
        task = asyncio.create_task(stage.ask())
        await asyncio.sleep(1)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        assert await stage.fails("other", seconds=LEAST + 1) is F.SLOW
        assert stage.model.asked == []
        await asyncio.sleep(15)
        assert (stage.used().prompt_tokens, stage.used().reply_tokens, stage.spending.given) == (0, 0, 2)

    on(Stage(spending=SlowSpending(takes=LEAST + 2)), test)


def test_who_is_cancelled_twice_leaves_no_call_open():
    async def test(stage: Stage) -> None:
        stage.model.takes = 9.0
        task = asyncio.create_task(stage.ask())
        await asyncio.sleep(5)
        task.cancel()
        await asyncio.sleep(0.5)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        await stage.modeller.finish()
        assert (stage.used().calls, stage.used().prompt_tokens + stage.used().reply_tokens) == (1, WHOLE)

    on(Stage(spending=SlowSpending()), test)


def test_busy_storage_keeps_no_reply_from_whoever_waits():
    async def test(stage: Stage) -> None:
        began = ticks()
        assert await stage.ask(seconds=6) == "NEWS"
        assert ticks() - began <= 6

    on(Stage(spending=SlowSpending()), test)


# --- once more ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", F)
def test_what_may_go_away_is_tried_once_more_and_paid_for_twice(kind: ModelFault):
    async def test(stage: Stage) -> None:
        stage.model.faults = [fault(kind)]
        if kind not in AGAIN:
            assert await stage.fails() is kind
            assert len(stage.model.asked) == 1
            return
        assert await stage.ask() == "NEWS"
        assert (stage.used().calls, stage.used().failed, stage.used().prompt_tokens) == (2, 1, 17)

    on(Stage(), test)


@pytest.mark.parametrize("kind", AGAIN)
def test_it_is_tried_twice_at_most(kind: ModelFault):
    async def test(stage: Stage) -> None:
        stage.model.faults = [fault(kind), fault(F.REFUSED)]
        assert await stage.fails() is F.REFUSED
        stage.model.faults = [fault(kind)] * 9
        assert await stage.fails("other") is kind
        assert len(stage.model.asked) == 4

    on(Stage(), test)


def test_it_is_not_tried_again_where_too_little_time_is_left():
    async def test(stage: Stage) -> None:
        stage.model.takes = 5.0
        stage.model.faults = [fault(F.NOT_JSON)] * 9
        assert await stage.fails(seconds=9.9) is F.NOT_JSON  # the second would take as long
        assert len(stage.model.asked) == 1
        assert await stage.fails("other", seconds=10.1) is F.NOT_JSON
        assert len(stage.model.asked) == 3

    on(Stage(), test)


def test_it_is_not_tried_again_beyond_the_budget_and_the_first_fault_is_told():
    async def test(stage: Stage) -> None:
        stage.model.faults = [fault(F.NOT_JSON)]
        assert await stage.fails() is F.NOT_JSON
        assert len(stage.model.asked) == 1

    on(Stage(ceilings=ceilings_of(tokens_a_day=WHOLE + 9)), test)


def test_the_model_is_given_what_is_left_of_the_deadline_and_too_little_is_not_begun():
    async def test(stage: Stage) -> None:
        stage.model.takes = 4.0
        stage.model.faults = [fault(F.EMPTY)]
        await stage.ask(seconds=20)
        assert stage.model.given == pytest.approx([20, 16])
        assert await stage.fails("other", seconds=LEAST / 2) is F.SLOW
        assert await stage.fails("past", seconds=-5) is F.SLOW
        assert len(stage.model.asked) == 2

    on(Stage(), test)


class Deaf(FakeModel):
    """A model whose adapter forgets its deadline."""

    async def complete(self, prompt: Prompt, *_: Any) -> Any:  # noqa: ANN401 - it never returns
        self.asked.append(prompt)
        await asyncio.sleep(9_999)


def test_a_call_that_forgets_its_deadline_is_ended_and_paid_for_in_whole():
    async def test(stage: Stage) -> None:
        began = ticks()
        assert await stage.fails(seconds=20) is F.SLOW
        assert ticks() - began == pytest.approx(20)
        assert stage.used().prompt_tokens + stage.used().reply_tokens == WHOLE

    on(Stage(model=Deaf()), test)


# --- a model that answers no more ----------------------------------------------------------------------


def test_a_dead_server_costs_a_few_their_deadline_and_a_thousand_nothing():
    async def test(stage: Stage) -> None:
        stage.model.takes = 9_999.0
        began = ticks()
        asked = (stage.fails(f"story {at}", seconds=20) for at in range(1_000))
        assert set(await asyncio.gather(*asked)) == {F.SLOW}
        assert ticks() - began == pytest.approx(20)
        assert len(stage.model.asked) == 4
        for at in range(1_000):
            assert await stage.fails(f"again {at}") is F.SLOW
        assert ticks() - began == pytest.approx(20)
        assert len(stage.model.asked) == 4

    on(Stage(), test)


def test_of_many_who_want_the_same_of_a_dead_server_each_is_told_by_his_own_deadline():
    async def test(stage: Stage) -> None:
        stage.model.takes = 9_999.0

        async def one(at: int) -> float:
            assert await stage.fails(workspace=f"team {at}", seconds=20 + at / 10) is F.SLOW
            return ticks() - at / 10

        assert max(await asyncio.gather(*(one(at) for at in range(500)))) == pytest.approx(20)
        assert len(stage.model.asked) <= ROW + 1

    on(Stage(), test)


@pytest.mark.parametrize(("kind", "pause"), PAUSES.items())
def test_it_is_left_alone_for_a_while_and_tried_by_one(kind: ModelFault, pause: float):
    async def test(stage: Stage) -> None:
        stage.model.faults = [fault(kind, (0, 0))] * 4
        while len(stage.model.asked) < ROW:
            await stage.fails(f"{ticks()} {len(stage.model.asked)}")
        began = ticks()
        assert await stage.fails("meanwhile") is kind
        assert ticks() == began
        await asyncio.sleep(pause + 1)
        stage.model.takes, stage.model.faults = 1.0, []
        one, others = asyncio.create_task(stage.ask("tries")), [stage.fails(f"{at}") for at in range(9)]
        await asyncio.sleep(0.1)
        assert await asyncio.gather(*others) == [kind] * 9
        assert await one == "TRIES"
        assert await stage.ask("and all others") == "AND ALL OTHERS"

    on(Stage(), test)


def test_whoever_tries_it_and_leaves_lets_the_next_try():
    async def test(stage: Stage) -> None:
        stage.model.faults = [fault(F.QUOTA)] * ROW
        for at in range(ROW):
            await stage.fails(f"{at}")
        await asyncio.sleep(601)
        stage.model.takes = 5.0
        task = asyncio.create_task(stage.ask("tries"))
        await asyncio.sleep(1)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        assert await stage.ask("next") == "NEXT"

    on(Stage(), test)


@given(st.lists(st.sampled_from([None, *F]), max_size=30))
def test_it_is_left_alone_after_failures_in_a_row_alone(calls: Sequence[ModelFault | None]):
    now = 0.0
    breaker = Breaker(lambda: now)
    row = 0
    for fault_ in calls:
        breaker.check()
        breaker.note(fault_)
        if fault_ is not F.BUSY:  # which says nothing: the next may try at once
            row = row + 1 if fault_ in PAUSES else 0
        assert breaker.is_open == (row >= ROW and fault_ in PAUSES)
        if breaker.is_open:
            with pytest.raises(ModelError):
                breaker.check()
            now += PAUSES[fault_ or F.DOWN]


def test_what_the_model_says_badly_shows_that_it_is_there():
    async def test(stage: Stage) -> None:
        stage.model.faults = [fault(F.REFUSED)] * 50
        for at in range(50):
            assert await stage.fails(f"{at}") is F.REFUSED
        assert len(stage.model.asked) == 50

    on(Stage(), test)
