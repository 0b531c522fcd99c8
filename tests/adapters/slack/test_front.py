"""The front in Slack: one person's flood, the others meanwhile, and the end; by itself, and in the running bot."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, cast

import pytest

from bot.adapters.slack import asked
from bot.adapters.slack.account import Account
from bot.adapters.slack.front import Front
from bot.adapters.slack.people import Seen
from bot.domain.documents import Document, Notice
from bot.services.limits import Limits
from bot.services.ports import Handled
from bot.services.turns import Send, Turn, Turns
from tests.fakes.slack.shapes import event_callback
from tests.fakes.slack_bot import Running
from tests.fakes.slack_stage import Stage, load, playing, words

UNUSED = cast("Any", None)
COMMANDS, ALLOWED = 200, 3


@dataclass(slots=True)
class Desk:
    """A front by itself: a clock that is set, what was refused, and how often storage was asked."""

    ticks: float = 0.0
    refused: list[str] = field(default_factory=list)
    stored: int = 0
    front: Front = field(init=False)

    def __post_init__(self) -> None:
        limits = Limits(ALLOWED, 10_000, lambda: self.ticks)
        self.front = Front(
            account=Account("T1", "UBOT", "BBOT", "https://example.slack.com/"),
            chat=UNUSED,
            directory=UNUSED,
            open_desk=UNUSED,
            handled=self.handled,
            talker=UNUSED,
            answers=UNUSED,
            seal=UNUSED,
            turns=Turns(limits.wait, lambda _workspace, _person: 0.0, lambda: self.ticks),
            clock=lambda: datetime.now(UTC),
        )

    async def handled(self) -> Handled:
        self.stored += 1
        raise AssertionError("storage is not asked")

    async def refuse(self, document: Document) -> None:
        assert isinstance(document, Notice)
        self.refused.append(document.name)

    def serve(self, person: str, work: Callable[[Seen], Awaitable[Any]], **how: bool) -> Awaitable[None]:
        return self.front.serve(Seen("C1", person), work, self.refuse, **how)


@dataclass(slots=True)
class Work:
    """Work that goes on until it is let go. `most` were at it at a time."""

    go: asyncio.Event = field(default_factory=asyncio.Event)
    begun: int = 0
    done: int = 0
    most: int = 0

    async def __call__(self, _seen: Seen) -> None:
        self.begun += 1
        self.most = max(self.most, self.begun - self.done)
        await self.go.wait()
        self.done += 1


async def nothing(_seen: Seen) -> None:
    """Work that is done at once."""


async def settled() -> None:
    """Until all that can go on has."""
    for _ in range(50):
        await asyncio.sleep(0)


async def ended(tasks: Sequence[asyncio.Task[None]]) -> None:
    async with asyncio.timeout(20):
        await asyncio.gather(*tasks)


def begun(desk: Desk, person: str, work: Callable[[Seen], Awaitable[Any]], count: int = 1) -> list[asyncio.Task[None]]:
    async def one() -> None:
        await desk.serve(person, work)

    return [asyncio.create_task(one()) for _ in range(count)]


# --- who asks too often --------------------------------------------------------------------------------


async def test_a_flood_is_told_to_wait_once_and_leaves_nothing_behind():
    desk, work = Desk(), Work()
    tasks = begun(desk, "U1", work, COMMANDS)
    await settled()
    assert sum(not task.done() for task in tasks) == ALLOWED
    assert desk.refused == ["too_many"]
    work.go.set()
    await ended(tasks)
    assert work.done == ALLOWED
    assert not desk.front.turns._lines  # nobody sees that, but for the memory that it takes


async def test_who_asks_a_little_later_is_told_again_and_who_waits_is_served():
    desk, work = Desk(), Work()
    work.go.set()
    for _ in range(ALLOWED + 2):
        await desk.serve("U1", nothing)
    assert desk.front.turns.makes_wait("U1")
    assert desk.refused == ["too_many"]
    desk.ticks += 5
    assert not desk.front.turns.makes_wait("U1")
    await desk.serve("U1", work)
    assert desk.refused == ["too_many", "too_many"]
    desk.ticks += 15.1  # a third of a minute after the first: the time that a question takes to be allowed again
    await desk.serve("U1", work)
    assert work.done == 1
    assert desk.refused == ["too_many", "too_many"]


async def test_who_may_not_ask_may_still_press_and_others_may_ask():
    desk, pressed = Desk(), Work()
    pressed.go.set()
    for _ in range(ALLOWED + 1):
        await desk.serve("U1", nothing)
    assert desk.front.turns.makes_wait("U1")
    await desk.serve("U1", pressed, press=True)
    await desk.serve("U2", pressed)
    assert pressed.done == 2
    assert desk.refused == ["too_many"]


@pytest.mark.parametrize("kind", ["app_mention", "message"])
async def test_what_a_flood_says_is_not_even_looked_up(kind: str):
    desk = Desk()
    for _ in range(ALLOWED + 1):
        await desk.serve("U1", nothing)
    event = {"type": kind, "user": "U1", "channel": "C1", "ts": "1700000000.000100", "text": "what was said?"}
    body = event_callback(event | {"thread_ts": "1700000000.000001"}, "Ev1", 1_700_000_000.0, is_shared=False)
    await (asked.mention if kind == "app_mention" else asked.message)(desk.front, body)
    assert desk.stored == 0
    assert desk.refused == ["too_many"]


@pytest.mark.parametrize(("text", "is_dropped"), [("ask what?", True), ("brief", True), ("help", False), ("", False)])
async def test_a_command_of_a_flood_comes_no_further_and_help_is_still_given(text: str, *, is_dropped: bool):
    desk = Desk()
    body = {"user_id": "U1", "channel_id": "C1", "team_id": "T1", "command": "/news", "text": text}
    assert not asked.is_of_a_flood(desk.front, body)
    for _ in range(ALLOWED + 1):
        await desk.serve("U1", nothing)
    assert asked.is_of_a_flood(desk.front, body) is is_dropped
    assert not asked.is_of_a_flood(desk.front, body | {"user_id": "U2"})
    desk.ticks += 5
    assert not asked.is_of_a_flood(desk.front, body)


# --- the others meanwhile ------------------------------------------------------------------------------


async def test_nobody_takes_more_than_two_places():
    desk, work, quick = Desk(), Work(), Work()
    quick.go.set()
    tasks = begun(desk, "U1", work, ALLOWED)
    await settled()
    assert work.most == 2
    await ended(begun(desk, "U2", quick))
    assert quick.done == 1
    work.go.set()
    await ended(tasks)
    assert (work.done, work.most) == (ALLOWED, 2)


async def test_who_waits_for_slack_to_take_an_answer_keeps_nobody_waiting():
    """A channel takes one message a second, and may ask for a longer wait: that is no work."""
    desk, sending, quick = Desk(), Work(), Work()
    quick.go.set()

    async def post() -> None:
        await sending(Seen("C1", ""))

    async def work(_seen: Seen) -> Send:
        return post

    tasks = [task for number in range(50) for task in begun(desk, f"U{number}", work)]
    await settled()
    assert sending.begun == 50
    await ended(begun(desk, "UX", quick))
    assert quick.done == 1
    sending.go.set()
    await ended(tasks)
    assert sending.done == 50


async def test_who_asks_is_known_with_the_time_at_which_they_asked():
    desk, work, seen = Desk(ticks=7.0), Work(), list[Turn | None]()

    async def look(here: Seen) -> None:
        seen.append(here.turn)

    tasks = begun(desk, "U1", work, 2)
    await settled()
    tasks += begun(desk, "U1", look)
    await settled()
    desk.ticks = 30.0
    work.go.set()
    await ended(tasks)
    (turn,) = seen
    assert turn is not None
    assert turn.asked == 7.0


# --- the end -------------------------------------------------------------------------------------------


def at_work(desk: Desk, work: Work) -> asyncio.Task[None]:
    async def one() -> None:
        with desk.front.turns.at_work():
            await work(Seen("C1", "U1"))

    return asyncio.create_task(one())


async def test_the_end_waits_for_what_is_under_way():
    desk, work = Desk(), Work()
    task = at_work(desk, work)
    await settled()
    end = asyncio.create_task(desk.front.turns.finish(20))
    await settled()
    assert not end.done()
    work.go.set()
    await ended([end])
    assert work.done == 1
    assert not task.cancelled()


async def test_the_end_breaks_off_what_takes_too_long():
    desk, work = Desk(), Work()
    task = at_work(desk, work)
    await settled()
    await ended([asyncio.create_task(desk.front.turns.finish(0.01))])
    assert task.cancelled()
    assert work.done == 0


async def test_where_nothing_is_under_way_the_end_comes_at_once():
    await ended([asyncio.create_task(Desk().front.turns.finish(20))])


# --- the whole bot -------------------------------------------------------------------------------------


@pytest.fixture
async def stage(tmp_path: Path) -> AsyncIterator[Stage]:
    async with playing(tmp_path) as made:
        yield made


@pytest.fixture
async def bot(stage: Stage) -> Running:
    started = await stage.start(newsbot_questions_per_minute=ALLOWED)
    await load(started)
    return started


async def test_a_flood_of_commands_in_the_running_bot(stage: Stage, bot: Running):
    """All are acknowledged, as many answered as may be, one refusal; somebody else is answered in the middle of it."""
    del bot
    before, began, ask = len(asyncio.all_tasks()), stage.hands.ticks(), "ask what did Jon Berg say?"

    def answers(user: str) -> int:
        return sum("Jon Berg" in words(one) for one in stage.slack.ephemerals if one.user == user)

    sent = [await stage.slack.slash(ask, user="U1") for _ in range(COMMANDS // 2)]
    sent.append(await stage.slack.slash(ask, user="U2"))
    sent += [await stage.slack.slash(ask, user="U1") for _ in range(COMMANDS // 2)]
    assert all([(await stage.slack.acked(one)).is_in_time for one in sent])
    await stage.slack.until(lambda: answers("U2") and answers("U1") >= ALLOWED)
    told = [one for one in stage.slack.ephemerals if one.user == "U1"]
    assert answers("U2") == 1
    assert answers("U1") <= ALLOWED + ALLOWED * (stage.hands.ticks() - began) / 60
    refusals = [one for one in told if "Jon Berg" not in words(one)]
    assert 1 <= len(refusals) <= 1 + (stage.hands.ticks() - began) / 3  # however many were refused
    async with asyncio.timeout(20):
        while len(asyncio.all_tasks()) > before + 10:  # noqa: ASYNC110 - nobody tells of it
            await asyncio.sleep(0.05)


async def test_who_opens_the_home_page_all_the_time_sees_it_a_minutes_worth_of_times(stage: Stage, bot: Running):
    del bot
    for envelope in [await stage.slack.home_opened("U1") for _ in range(COMMANDS)]:
        await stage.slack.acked(envelope)
    await stage.slack.home_opened("U2")
    await stage.slack.until(lambda: {"U1", "U2"} <= stage.slack.homes.keys())
    published = [one for one in stage.slack.calls if one.method == "views.publish" and one.args["user_id"] == "U1"]
    assert 1 <= len(published) <= 80  # sixty, and what a slow test earns meanwhile
