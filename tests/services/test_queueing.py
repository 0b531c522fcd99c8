"""Whose call is next: at most so many, of one workspace at most half, each kind in its turn, and nothing is lost."""

import asyncio
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.services.queueing import Places
from tests.fakes.loop import run_jumping

CALLS = st.lists(
    st.tuples(
        st.sampled_from("abc"),  # the workspace
        st.integers(0, 9),  # when it comes
        st.integers(1, 9),  # how long the call takes
        st.integers(1, 30),  # how long whoever asks has patience
        st.booleans(),  # whether it is for an answer
    ),
    max_size=30,
)


@given(st.integers(1, 9), CALLS)
def test_no_place_is_given_twice_or_lost_whoever_leaves_when(
    at_once: int, calls: list[tuple[str, int, int, int, bool]]
):
    running, most = Counter[str](), max(1, at_once // 2)

    async def one(places: Places, workspace: str, begins: int, takes: int, patience: int, asked: bool) -> None:  # noqa: FBT001 - a call
        await asyncio.sleep(begins)
        try:
            async with asyncio.timeout(patience):
                await places.take(workspace, asked=asked)
        except TimeoutError:
            return
        running[workspace] += 1
        assert running[workspace] <= most
        assert running.total() <= at_once
        await asyncio.sleep(takes)
        running[workspace] -= 1
        places.give_back(workspace, asked=asked)

    async def main() -> None:
        places = Places(at_once)
        await asyncio.gather(*(one(places, *call) for call in calls))
        async with asyncio.timeout(1):  # all of them are free again
            for at in range(at_once):
                await places.take(f"team {at}", asked=True)

    run_jumping(main())


async def test_answers_and_editions_take_turns_and_of_each_who_came_first_is_first():
    places, order = Places(1), list[str]()

    async def one(name: str) -> None:
        asked = name.startswith("answer")
        await places.take(name, asked=asked)
        order.append(name)
        places.give_back(name, asked=asked)

    await places.take("begun", asked=True)
    tasks = [asyncio.create_task(one(f"answer {at}")) for at in range(4)]
    tasks += [asyncio.create_task(one(f"edition {at}")) for at in range(2)]
    await asyncio.sleep(0)
    places.give_back("begun", asked=True)
    await asyncio.gather(*tasks)
    assert order == ["edition 0", "answer 0", "edition 1", "answer 1", "answer 2", "answer 3"]


WAITERS = st.lists(st.tuples(st.sampled_from("abcd"), st.booleans(), st.booleans()), max_size=30)


@given(st.integers(1, 6), WAITERS)
def test_who_is_next_is_the_first_of_the_kind_that_holds_fewer_places(
    at_once: int, waiters: list[tuple[str, bool, bool]]
):
    """Of those whose workspace holds less than half; `leaves` is whether one has gone when the places come."""

    async def main() -> None:
        places, order, holding = Places(at_once), list[int](), list[tuple[str, bool]]()

        async def one(number: int, workspace: str, asked: bool) -> None:  # noqa: FBT001 - a call
            await places.take(workspace, asked=asked)
            order.append(number)
            holding.append((workspace, asked))

        for at in range(at_once):
            await places.take(f"held {at}", asked=True)
        tasks = [asyncio.create_task(one(at, *waiter[:2])) for at, waiter in enumerate(waiters)]
        await asyncio.sleep(0)
        for task, (_, _, leaves) in zip(tasks, waiters, strict=True):
            if leaves:
                task.cancel()  # some have not noticed when the first place comes
        for at in range(at_once):
            places.give_back(f"held {at}", asked=True)
            await asyncio.sleep(0)
            await asyncio.sleep(0)
        while holding:
            workspace, asked = holding.pop(0)
            places.give_back(workspace, asked=asked)
            await asyncio.sleep(0)
            await asyncio.sleep(0)
        await asyncio.gather(*tasks, return_exceptions=True)
        assert order == scanned(at_once, waiters)
        assert not places._lines  # nobody sees that, but for the memory that it takes

    run_jumping(main())


def scanned(at_once: int, waiters: list[tuple[str, bool, bool]]) -> list[int]:
    """The rule as it is told, by a look at all who wait, each time."""
    waiting = [(at, workspace, asked) for at, (workspace, asked, leaves) in enumerate(waiters) if not leaves]
    held = [(f"held {at}", True) for at in range(at_once)]
    order, last = list[int](), True
    while held:
        held.pop(0)
        while len(held) < at_once:
            kinds = Counter(asked for _, asked in held)
            able = [one for one in waiting if sum(one[1] == name for name, _ in held) < max(1, at_once // 2)]
            if not able:
                break
            found = min(able, key=lambda one: (kinds[one[2]], one[2] is last, one[0]))
            waiting.remove(found)
            order.append(found[0])
            held.append(found[1:])
            last = found[2]
    return order


@pytest.mark.parametrize("workspaces", [1, 10_000])
async def test_however_many_wait_the_next_is_found_soon(workspaces: int):
    """By a look at all who wait, it took minutes."""
    places, served = Places(8), Counter[bool]()

    async def one(workspace: str, *, asked: bool) -> None:
        await places.take(workspace, asked=asked)
        await asyncio.sleep(0)
        served[asked] += 1
        places.give_back(workspace, asked=asked)

    async with asyncio.timeout(30):
        await asyncio.gather(*(one(f"team {at % workspaces}", asked=at % 3 == 0) for at in range(15_000)))
    assert served == {True: 5_000, False: 10_000}


@pytest.mark.parametrize("gives_back_first", [True, False])
async def test_whoever_leaves_at_the_moment_a_place_comes_gives_it_to_the_next(*, gives_back_first: bool):
    places = Places(1)
    await places.take("a", asked=True)
    leaving, staying = (asyncio.create_task(places.take(name, asked=True)) for name in "bc")
    await asyncio.sleep(0)
    if gives_back_first:
        places.give_back("a", asked=True)
    leaving.cancel()
    if not gives_back_first:
        places.give_back("a", asked=True)
    async with asyncio.timeout(20):
        await staying
    assert leaving.cancelled() or leaving.cancelling()
