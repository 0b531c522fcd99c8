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
