"""What is reserved and used, over the fake and both engines: nothing beyond a ceiling, nothing lost, nothing twice."""

import asyncio
import shutil
import tempfile
from collections.abc import AsyncIterator, Sequence
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.adapters.storage.database import Database
from bot.services.budget import UNLIMITED, ceilings_of
from bot.services.ports.model import Amounts, Ceilings, Replies, Spending, Standing, Tokens, Used
from tests.adapters.storage.builders import NOW
from tests.fakes.modelling import FakeReplies, FakeSpending

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
SOME = Amounts(100, 1_000)
NONE = Ceilings()
WORKSPACES = ("red", "blue")


@pytest.fixture
async def ports(desk_url: str | None) -> AsyncIterator[tuple[Spending, Replies]]:
    """Of two workspaces, red and blue."""
    if desk_url is None:
        yield FakeSpending(set(WORKSPACES)), FakeReplies(set(WORKSPACES))
        return
    async with await Database.open(desk_url) as database:
        for key in WORKSPACES:
            await database.operations.workspace_id(key)
        yield database.spending, database.replies


@pytest.fixture
def spending(ports: tuple[Spending, Replies]) -> Spending:
    return ports[0]


@pytest.fixture
def replies(ports: tuple[Spending, Replies]) -> Replies:
    return ports[1]


def used(workspace: str = "red", /, day: int = 0, **counts: int) -> Used:
    names = ("calls", "failed", "prompt_tokens", "reply_tokens", "money", "hits")
    return Used(workspace, (NOW + day * DAY).date(), "m", **(dict.fromkeys(names, 0) | counts))


async def reserve(
    spending: Spending, workspace: str = "red", *, ceilings: Ceilings = NONE, hours: int = 0, minutes: int = 0
) -> int | None:
    at = NOW + timedelta(hours=hours, minutes=minutes)
    return await spending.reserve(workspace, "m", SOME, ceilings, at)


async def taken(spending: Spending, workspace: str = "red", *, hours: int = 0, minutes: int = 0) -> int:
    id_ = await reserve(spending, workspace, hours=hours, minutes=minutes)
    assert id_ is not None
    return id_


# --- reserving and settling --------------------------------------------------------------------------


async def test_what_a_call_has_really_used_takes_the_place_of_what_was_reserved(spending: Spending):
    id_ = await taken(spending)
    assert await spending.standing("red", NOW) == Standing(SOME, SOME, SOME)
    assert await spending.used(NOW.date()) == []
    await spending.settle(id_, Tokens(20, 5), 300, NOW)
    assert await spending.used(NOW.date()) == [used(calls=1, prompt_tokens=20, reply_tokens=5, money=300)]
    assert (await spending.standing("red", NOW)).ever == Amounts(25, 300)


async def test_a_call_is_settled_once(spending: Spending):
    id_, other = await taken(spending), await taken(spending)
    for _ in range(3):
        await spending.settle(id_, Tokens(20, 5), 300, NOW, failed=True)
    await spending.settle(999, Tokens(20, 5), 300, NOW)
    assert await spending.used(NOW.date()) == [used(calls=1, failed=1, prompt_tokens=20, reply_tokens=5, money=300)]
    await spending.settle(other, Tokens(0, 0), 0, NOW)
    assert [(one.calls, one.failed, one.money) for one in await spending.used(NOW.date())] == [(2, 1, 300)]


async def test_an_id_is_not_given_again_so_that_who_is_late_settles_no_other_call(spending: Spending):
    late = await taken(spending)
    await spending.settle(late, Tokens(1, 1), 1, NOW)
    other = await taken(spending)
    assert other != late
    await spending.settle(late, Tokens(9_999, 0), 0, NOW)
    assert (await spending.standing("red", NOW)).everyone == Amounts(102, 1_001)


async def test_more_than_was_reserved_is_entered_as_it_is(spending: Spending):
    await spending.settle(await taken(spending), Tokens(900, 900), 70_000, NOW)
    assert (await spending.standing("red", NOW)).ever == Amounts(1_800, 70_000)


async def test_a_workspace_that_is_not_there_reserves_nothing(spending: Spending):
    assert await reserve(spending, "green") is None
    await spending.hit("green", "m", NOW)
    assert await spending.used(NOW.date()) == []
    assert (await spending.standing("green", NOW)) == Standing()


async def test_hits_are_counted_and_cost_nothing(spending: Spending):
    await asyncio.gather(*(spending.hit(key, "m", NOW) for key in (*WORKSPACES, "red", "green")))
    assert await spending.used(NOW.date()) == [used("blue", hits=1), used(hits=2)]
    assert (await spending.standing("red", NOW)) == Standing()


async def test_usage_is_told_by_day_workspace_and_model_the_newest_first(spending: Spending):
    for workspace, hours in (("red", 0), ("blue", 24), ("red", 24), ("red", 48)):
        await spending.settle(await taken(spending, workspace, hours=hours), Tokens(1, 2), 3, NOW + hours * HOUR)
    one = {"calls": 1, "prompt_tokens": 1, "reply_tokens": 2, "money": 3}
    assert await spending.used((NOW + DAY).date()) == [
        used(day=2, **one),
        used("blue", day=1, **one),
        used(day=1, **one),
    ]
    assert await spending.used(NOW.date(), "blue") == [used("blue", day=1, **one)]
    assert await spending.used(NOW.date(), "green") == []


# --- ceilings ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("ceilings", "fitting"),
    [
        (ceilings_of(workspace_tokens_a_day=250), {"red": 2, "blue": 2}),
        (ceilings_of(tokens_a_day=350), {"red": 3, "blue": 0}),
        (ceilings_of(money_a_day=0.0035), {"red": 3, "blue": 0}),
        (ceilings_of(workspace_money_a_day=0.001, tokens_a_day=10_000), {"red": 1, "blue": 1}),
        (ceilings_of(tokens_ever=400), {"red": 4, "blue": 0}),
        (ceilings_of(money_ever=0.0), {"red": 0, "blue": 0}),
        (ceilings_of(tokens_a_day=0), {"red": 0, "blue": 0}),
    ],
)
async def test_no_more_is_reserved_than_each_ceiling_lets_through(
    spending: Spending, ceilings: Ceilings, fitting: dict[str, int]
):
    found = {key: [await reserve(spending, key, ceilings=ceilings) for _ in range(6)] for key in WORKSPACES}
    assert {key: sum(one is not None for one in ids) for key, ids in found.items()} == fitting


async def test_on_the_next_day_there_is_a_budget_again_but_for_good_is_for_good(spending: Spending):
    daily, ever = ceilings_of(tokens_a_day=100), ceilings_of(tokens_ever=150)
    await spending.settle(await taken(spending), Tokens(60, 40), 1_000, NOW)
    assert await reserve(spending, ceilings=daily) is None
    assert await reserve(spending, ceilings=daily, hours=16) is None  # 23:30 UTC
    assert await reserve(spending, ceilings=daily, hours=17) is not None  # 00:30
    assert await reserve(spending, ceilings=ever, hours=24 * 400) is None


async def test_a_call_counts_on_the_day_on_which_it_was_reserved(spending: Spending):
    midnight = NOW.replace(hour=23, minute=59)
    id_ = await spending.reserve("red", "m", SOME, NONE, midnight)
    assert id_
    await spending.settle(id_, Tokens(1, 2), 3, midnight + 2 * timedelta(minutes=1))
    assert [one.day for one in await spending.used(NOW.date())] == [NOW.date()]


async def test_what_is_given_back_can_be_reserved_again(spending: Spending):
    ceilings = ceilings_of(tokens_a_day=100)
    for _ in range(3):
        id_ = await reserve(spending, ceilings=ceilings)
        assert id_
        await spending.settle(id_, Tokens(0, 0), 0, NOW, failed=True)


async def test_what_was_never_settled_counts_as_used_after_an_hour(spending: Spending):
    id_ = await taken(spending)
    await taken(spending, "blue", minutes=1)
    assert (await spending.standing("red", NOW + HOUR)).everyone == Amounts(200, 2_000)
    assert await reserve(spending, ceilings=ceilings_of(tokens_a_day=299), hours=1) is None
    assert await spending.used(NOW.date()) == [used(calls=1, failed=1, prompt_tokens=100, money=1_000)]
    await spending.settle(id_, Tokens(0, 0), 0, NOW + HOUR)
    assert (await spending.standing("red", NOW + HOUR)).everyone == Amounts(200, 2_000)


# --- kept replies ------------------------------------------------------------------------------------


async def test_a_reply_is_kept_until_it_is_too_old(replies: Replies):
    await replies.keep("", "k", '{"text":"old"}', NOW, NOW + DAY)
    await replies.keep("", "k", '{"text":"ü \\u0000 new"}', NOW, NOW + HOUR)
    assert await replies.find("", "k", NOW) == '{"text":"ü \\u0000 new"}'
    assert await replies.find("", "other", NOW) is None
    assert await replies.find("", "k", NOW + HOUR) is None
    assert (await replies.prune(NOW), await replies.prune(NOW + HOUR), await replies.prune(NOW + HOUR)) == (0, 1, 0)


async def test_what_one_workspace_was_told_is_found_by_no_other(replies: Replies):
    await replies.keep("red", "k", "canary", NOW, NOW + DAY)
    for scope in ("", "blue", "RED", "red "):
        assert await replies.find(scope, "k", NOW) is None
    assert await replies.find("red", "k", NOW) == "canary"


async def test_for_a_workspace_that_is_gone_nothing_is_kept(replies: Replies):
    await replies.keep("green", "k", "canary", NOW, NOW + DAY)
    assert await replies.find("green", "k", NOW) is None


# --- any order of things -----------------------------------------------------------------------------

_CEILINGS = st.builds(
    ceilings_of,
    tokens_a_day=st.none() | st.integers(0, 400),
    workspace_tokens_a_day=st.none() | st.integers(0, 300),
    tokens_ever=st.none() | st.integers(0, 900),
    money_a_day=st.none() | st.sampled_from([0.0, 0.000_2, 0.000_4]),
    money_ever=st.none() | st.sampled_from([0.000_5, 0.001]),
)
_STEP = st.tuples(
    st.sampled_from(["reserve", "reserve", "reserve", "settle", "again", "wait"]),
    st.sampled_from(WORKSPACES),
    st.integers(0, 120),
    st.sampled_from([1, 20, 61, 60 * 14]),
)


@given(_CEILINGS, st.lists(_STEP, max_size=25))
def test_whatever_is_reserved_settled_and_forgotten_no_ceiling_is_passed_and_all_adds_up(
    migrated_sqlite: Path, ceilings: Ceilings, steps: Sequence[tuple[str, str, int, int]]
):
    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(_walk(f"sqlite:///{shutil.copy(migrated_sqlite, folder)}", ceilings, steps))


async def _walk(url: str, ceilings: Ceilings, steps: Sequence[tuple[str, str, int, int]]) -> None:
    """The database does what the fake does, which is short enough to be read."""
    async with await Database.open(url) as database:
        for key in WORKSPACES:
            await database.operations.workspace_id(key)
        stored, fake, now = database.spending, FakeSpending(set(WORKSPACES)), NOW
        open_: list[tuple[int | None, int | None, int]] = []
        done: list[tuple[int | None, int | None, int]] = []
        for what, key, number, minutes in steps:
            if what == "wait":
                now += timedelta(minutes=minutes)
            elif what == "reserve":
                given_ = [await one.reserve(key, "m", Amounts(number, number), ceilings, now) for one in (stored, fake)]
                assert (given_[0] is None) == (given_[1] is None)
                if given_[0] is not None:
                    open_.append((given_[0], given_[1], number))
            elif open_ and (what == "settle" or done):
                pair = open_.pop(number % len(open_)) if what == "settle" else done[number % len(done)]
                part = Tokens(pair[2] // 2, pair[2] // 4)  # less than was reserved
                for one, id_ in ((stored, pair[0]), (fake, pair[1])):
                    await one.settle(id_ or 0, part, pair[2] // 2, now, failed=number % 2 == 0)
                done.append(pair)
            for workspace in WORKSPACES:
                standing = await stored.standing(workspace, now)
                assert standing == await fake.standing(workspace, now)
                _check(standing, ceilings)
        assert await stored.used(NOW.date()) == await fake.used(NOW.date())


def _check(standing: Standing, ceilings: Ceilings) -> None:
    for counted, ceiling in (
        (standing.workspace, ceilings.workspace),
        (standing.everyone, ceilings.everyone),
        (standing.ever, ceilings.ever),
    ):
        limit = ceiling or Amounts(UNLIMITED, UNLIMITED)
        assert counted.tokens <= limit.tokens
        assert counted.money <= limit.money
