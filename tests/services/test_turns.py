"""Whose turn it is: slow requests of one workspace, and those who are told to wait."""

import asyncio
from dataclasses import dataclass, field

from bot.domain.documents import Document, Notice
from bot.services.turns import AT_ONCE, Refuse, Send, Turn, Turns, Work


def free(_workspace: str, _person: str) -> float:
    return 0.0


async def refuse(document: Document) -> None:
    raise AssertionError(document)


async def test_slow_requests_of_one_workspace_keep_no_other_waiting():
    turns, go, begun = Turns(free, free, lambda: 0.0, of_workspace=3), asyncio.Event(), list[str]()

    async def slow(_turn: Turn) -> None:
        begun.append("slow")
        await go.wait()

    async def quick(_turn: Turn) -> None:
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

    async def nothing(_turn: Turn) -> None:
        raise AssertionError

    turns = Turns(lambda _workspace, _person: 7.0, free, lambda: 0.0)
    for _ in range(5):
        await turns.serve("one", "somebody", nothing, tell, shown=True)
    assert len(told) == 5
    await turns.serve("one", "somebody", nothing, tell)
    assert len(told) == 5


async def test_whoever_waits_for_something_slow_lets_others_be_served_meanwhile():
    """The person's own places stay theirs: who asks ten slow things has two of them in work."""
    turns, go, begun = Turns(free, free, lambda: 0.0, of_workspace=3), asyncio.Event(), list[str]()

    async def slow(turn: Turn) -> None:
        begun.append("slow")
        await turn.leave()
        await go.wait()

    async def quick(_turn: Turn) -> None:
        begun.append("quick")

    many = [asyncio.create_task(turns.serve("one", f"person {number}", slow, refuse)) for number in range(30)]
    many += [asyncio.create_task(turns.serve("one", "keen", slow, refuse)) for _ in range(10)]
    await asyncio.sleep(0.01)
    async with asyncio.timeout(5):
        await turns.serve("one", "somebody", quick, refuse)
    assert (begun.count("slow"), begun.count("quick")) == (32, 1)
    go.set()
    await asyncio.gather(*many)
    assert begun.count("slow") == 40
    assert not turns._rooms
    assert turns._places._value == AT_ONCE  # as many as there were


async def test_those_who_wait_for_something_slow_do_not_have_others_refused_unless_they_are_very_many():
    """However often one says that it leaves, and after its end, too: those that can wait stay as many."""
    turns, told, go, served, kept = Turns(free, free, lambda: 0.0), list[Document](), asyncio.Event(), [0], list[Turn]()

    async def tell(document: Document) -> None:
        told.append(document)

    async def slow(turn: Turn) -> None:
        kept.append(turn)
        await turn.leave()
        await turn.leave()
        await go.wait()

    async def quick(_turn: Turn) -> None:
        served[0] += 1

    for again in range(2):
        many = [asyncio.create_task(turns.serve("one", f"person {at}", slow, tell)) for at in range(1_600)]
        await asyncio.sleep(0.01)
        assert not told
        await turns.serve("two", "somebody", quick, tell)
        assert not told
        many += [asyncio.create_task(turns.serve("one", f"late {at}", slow, tell)) for at in range(400)]
        await asyncio.sleep(0.01)
        await turns.serve("two", f"refused {again}", quick, tell)
        assert [one.name for one in told if isinstance(one, Notice)] == ["too_many"]
        told.clear()
        go.set()
        await asyncio.gather(*many)
        go.clear()
        for turn in kept:
            await turn.leave()
        kept.clear()
    assert served == [2]


async def test_a_turn_says_when_it_was_asked_for_however_long_it_was_waited_for():
    now, asked, go = [100.0], list[float](), asyncio.Event()
    turns = Turns(free, free, lambda: now[0], of_workspace=1)

    async def work(turn: Turn) -> None:
        asked.append(turn.asked)
        await go.wait()

    first = asyncio.create_task(turns.serve("one", "a", work, refuse))
    second = asyncio.create_task(turns.serve("one", "b", work, refuse))
    third = asyncio.create_task(turns.serve("one", "c", work, refuse, asked=90.0))
    await asyncio.sleep(0)
    now[0] = 130.0
    go.set()
    await asyncio.gather(first, second, third)
    assert asked == [100.0, 100.0, 90.0]


# --- the end -------------------------------------------------------------------------------------------


@dataclass(slots=True)
class Told:
    """What people were told, by person; where it `hangs`, nothing arrives."""

    said: list[tuple[str, str]] = field(default_factory=list)
    hangs: bool = False

    def of(self, person: str) -> Refuse:
        async def tell(document: Document) -> None:
            assert isinstance(document, Notice)
            if self.hangs:
                await asyncio.Event().wait()
            self.said.append((person, document.name))

        return tell


def begun(turns: Turns, told: Told, person: str, work: Work) -> asyncio.Task[None]:
    async def one() -> None:
        with turns.at_work():
            await turns.serve("one", person, work, told.of(person), shown=True)

    return asyncio.create_task(one())


async def for_ever(_turn: Turn) -> None:
    await asyncio.Event().wait()


async def sent_for_ever() -> None:
    await asyncio.Event().wait()


async def nothing(_turn: Turn) -> None:
    """Done at once."""


async def test_who_still_waits_at_the_end_is_told_so():
    """Also whoever waits for their turn, and whoever comes then."""
    turns, told = Turns(free, free, lambda: 0.0, of_workspace=2), Told()
    tasks = [begun(turns, told, person, for_ever) for person in "abc"]
    quick = begun(turns, told, "quick", nothing)
    await asyncio.sleep(0.01)
    async with asyncio.timeout(20):
        await turns.finish(0.01)
        await begun(turns, told, "late", nothing)
    assert sorted(told.said) == [(one, "chat_restarting") for one in ["a", "b", "c", "late", "quick"]]
    assert all(one.done() for one in [*tasks, quick])


async def test_what_is_only_acknowledged_at_the_end_is_told_when_it_would_be_its_turn():
    turns, told, acknowledged = Turns(free, free, lambda: 0.0), Told(), asyncio.Event()

    async def slowly() -> None:
        with turns.at_work():
            await acknowledged.wait()
            await turns.serve("one", "a", nothing, told.of("a"), shown=True)

    task = asyncio.create_task(slowly())
    await asyncio.sleep(0.01)
    end = asyncio.create_task(turns.finish(0.01))
    await asyncio.sleep(0.1)
    acknowledged.set()
    async with asyncio.timeout(20):
        await end
    assert told.said == [("a", "chat_restarting")]
    assert not task.cancelled()


async def test_an_answer_that_is_broken_off_while_it_is_sent_is_not_denied():
    turns, told = Turns(free, free, lambda: 0.0), Told()

    async def work(_turn: Turn) -> Send:
        return sent_for_ever

    begun(turns, told, "a", work)
    await asyncio.sleep(0.01)
    async with asyncio.timeout(20):
        await turns.finish(0.01)
    assert told.said == [("a", "chat_unclear")]


async def test_the_end_comes_where_nobody_can_be_told():
    turns, told = Turns(free, free, lambda: 0.0), Told(hangs=True)
    tasks = [begun(turns, told, person, for_ever) for person in "abc"]
    await asyncio.sleep(0.01)
    async with asyncio.timeout(20):
        await turns.finish(0.01)
    assert all(one.done() for one in tasks)
    assert told.said == []


async def test_who_has_their_answer_at_the_end_is_told_nothing_more():
    turns, told, go = Turns(free, free, lambda: 0.0), Told(), asyncio.Event()

    async def work(_turn: Turn) -> None:
        await go.wait()

    begun(turns, told, "a", work)
    await asyncio.sleep(0.01)
    end = asyncio.create_task(turns.finish(20))
    go.set()
    async with asyncio.timeout(20):
        await end
    assert told.said == []
