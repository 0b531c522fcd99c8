"""Whose turn it is: slow requests of one workspace, and those who are told to wait."""

import asyncio

from bot.domain.documents import Document
from bot.services.turns import Turns


def free(_workspace: str, _person: str) -> float:
    return 0.0


async def refuse(document: Document) -> None:
    raise AssertionError(document)


async def test_slow_requests_of_one_workspace_keep_no_other_waiting():
    turns, go, begun = Turns(free, free, lambda: 0.0, of_workspace=3), asyncio.Event(), list[str]()

    async def slow() -> None:
        begun.append("slow")
        await go.wait()

    async def quick() -> None:
        begun.append("quick")

    tasks = [asyncio.create_task(turns.serve("one", f"person {number}", slow, refuse)) for number in range(30)]
    await asyncio.sleep(0)
    async with asyncio.timeout(5):
        await turns.serve("two", "somebody", quick, refuse)
    assert (begun.count("slow"), begun.count("quick")) == (3, 1)
    go.set()
    await asyncio.gather(*tasks)
    assert begun.count("slow") == 30
    assert not turns._rooms  # nobody sees that, but for the memory that it takes


async def test_where_an_answer_is_shown_to_come_each_refusal_is_told():
    told = []

    async def tell(document: Document) -> None:
        told.append(document)

    async def nothing() -> None:
        raise AssertionError

    turns = Turns(lambda _workspace, _person: 7.0, free, lambda: 0.0)
    for _ in range(5):
        await turns.serve("one", "somebody", nothing, tell, shown=True)
    assert len(told) == 5
    await turns.serve("one", "somebody", nothing, tell)
    assert len(told) == 5
