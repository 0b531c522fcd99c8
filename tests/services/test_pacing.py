"""Turns to post, and who is held up by whom, in the order in which it truly happens."""

import asyncio
from datetime import time, timedelta

import pytest

from bot.domain.editions import State
from bot.domain.subscriptions import Schedule, Slot
from bot.services.deliver.terms import Terms
from bot.services.pacing import Pacer, Rates
from tests.fakes.loop import run_jumping
from tests.fakes.service import Fault
from tests.histories import DUE, START, Process, World, each_day, judge


async def turns(pacer: Pacer, where: list[tuple[str, str]], *, first: bool = False) -> list[float]:
    """When each gets its turn."""
    loop = asyncio.get_running_loop()

    async def one(workspace: str, channel: str) -> float:
        await pacer.turn("bot", workspace, channel, first=first)
        return loop.time()

    return await asyncio.gather(*(one(*place) for place in where))


def pacer_of(loop: asyncio.AbstractEventLoop) -> Pacer:
    return Pacer(Rates(channel=1, workspace=10, bot=20), loop.time)


def test_turns_are_handed_out_at_the_rates_of_channel_workspace_and_bot():
    async def main() -> None:
        loop = asyncio.get_running_loop()
        same = await turns(pacer_of(loop), [("team", "one")] * 3)
        assert [round(at - same[0], 3) for at in same] == [0, 1, 2]
        start = loop.time()
        workspace = await turns(pacer_of(loop), [("team", str(number)) for number in range(11)])
        assert max(workspace) - start == pytest.approx(1)
        start = loop.time()
        bot = await turns(pacer_of(loop), [(str(number), "one") for number in range(21)])
        assert max(bot) - start == pytest.approx(1)

    run_jumping(main())


def test_a_pause_is_not_made_up_for_by_a_burst():
    async def main() -> None:
        loop = asyncio.get_running_loop()
        pacer = pacer_of(loop)
        await turns(pacer, [("a", "one")])
        await asyncio.sleep(60)
        start = loop.time()
        at = sorted(await turns(pacer, [(str(number), "one") for number in range(40)]))
        for number, one in enumerate(at):
            assert sum(one <= other < one + 1 for other in at[number:]) <= 20 + 1
        assert at[-1] - start >= 39 / 20 - 0.06

    run_jumping(main())


def test_a_person_who_waits_for_an_answer_goes_before_every_digest():
    async def main() -> None:
        pacer = pacer_of(asyncio.get_running_loop())
        digests = asyncio.create_task(turns(pacer, [(str(number), "one") for number in range(40)]))
        await asyncio.sleep(0.01)
        (answered,) = await turns(pacer, [("asks", "one")], first=True)
        assert answered < 0.2
        assert max(await digests) > 1.9

    run_jumping(main())


@pytest.mark.parametrize(
    ("reach", "held"),
    [({"bot": "bot"}, 3), ({"workspace": "team"}, 2), ({"workspace": "team", "channel": "one"}, 1)],
)
def test_who_is_asked_to_wait_waits_and_nobody_else(reach: dict[str, str], held: int):
    async def main() -> None:
        pacer = pacer_of(asyncio.get_running_loop())
        pacer.wait(30, **reach)
        at = await turns(pacer, [("team", "one"), ("team", "two"), ("others", "one")])
        assert [one >= 30 for one in at] == [place < held for place in range(3)]
        assert pacer.pause("bot", "others", "three") < 1

    run_jumping(main())


def test_who_gives_up_takes_nobodys_turn():
    async def main() -> None:
        pacer = pacer_of(asyncio.get_running_loop())
        impatient = [asyncio.create_task(pacer.turn("bot", str(number), "one")) for number in range(100)]
        await asyncio.sleep(0.01)
        for task in impatient:
            task.cancel()
        (at,) = await turns(pacer, [("team", "one")])
        assert at < 0.2
        await asyncio.gather(*impatient, return_exceptions=True)

    run_jumping(main())


# --- deliveries at their true times ----------------------------------------------------------------------


async def going(world: World, process: Process, seconds: float) -> None:
    """The program as it runs: a round every five seconds, and more is begun whenever something has ended."""
    keeps_on = asyncio.create_task(process.deliverer.keep_on())
    until = world.seconds + seconds
    while world.seconds < until:
        await process.deliverer.round()
        await asyncio.sleep(5)
    keeps_on.cancel()
    await process.deliverer.stop(60)


def ticking(rates: Rates, terms: Terms | None = None, parts: int = 1) -> World:
    return World(parts=parts, rates=rates, terms=terms or Terms(), ticks=asyncio.get_running_loop().time)


def test_channels_and_workspaces_that_never_answer_delay_nobody():
    """One workspace has more of them than there are hands."""

    async def main() -> None:
        world = ticking(Rates(channel=1, workspace=20, bot=48))
        stuck = [f"stuck{number}" for number in range(210)]
        good = [f"good{number}" for number in range(120)]
        await world.subscribe(*stuck, workspace="stuck")
        for number, channel in enumerate(good):
            await world.subscribe(channel, workspace=f"w{number % 30}")
        await world.subscribe("stuck0", "good0", workspace="mixed")
        world.service.latency = lambda channel: 3600 if channel.startswith("stuck") else 0.2
        await going(world, world.process(), 400)
        at = [one.at for one in world.service.accepted]
        assert len(at) == 121
        assert max(at) < DUE + timedelta(seconds=15)

    run_jumping(main())


def test_ten_seconds_are_enough_to_stop_whatever_hangs():
    async def main() -> None:
        world = ticking(Rates())
        await world.subscribe(*(f"c{number}" for number in range(50)))
        world.service.latency = lambda _: 3600
        process = world.process()
        while not world.service.asked:
            await process.deliverer.round()
            await asyncio.sleep(1)
        before = world.seconds
        await process.deliverer.stop(6)
        assert world.seconds - before <= 6
        assert all(record.owner is None for record in world.fake.unsettled.values())
        world.service.latency = lambda _: 0.0
        await going(world, world.process(), 300)
        assert judge(world, each_day([f"c{number}" for number in range(50)])).is_clean

    run_jumping(main())


def test_a_draft_that_takes_longer_than_a_lease_is_made_once():
    async def main() -> None:
        world = ticking(Rates())
        await world.subscribe("slow")
        world.editor.broken["slow"] = lambda: asyncio.sleep(150)
        await going(world, world.process(), 900)
        assert judge(world, {("team", "slow"): [(START.date(), 1)]}) == judge(world, {})
        assert world.editor.composed == 1

    run_jumping(main())


def test_editions_that_wait_because_of_one_that_ends_the_program_do_not_fill_every_hand():
    async def main() -> None:
        world = ticking(Rates(), Terms(concurrent=30))
        names = [f"c{number}" for number in range(12)]
        await world.subscribe(*names)
        world.editor.broken["c0"] = lambda: asyncio.sleep(500)
        for _ in range(Terms().crashes + 1):  # each dies with all of them in work
            await asyncio.sleep(70)
            dead = world.process()
            await dead.deliverer.round()
            for task in dead.deliverer._tasks:
                task.cancel()
        for number in range(40):
            await world.subscribe("one", workspace=f"w{number}")
        process = world.process()
        going_on = asyncio.create_task(going(world, process, 900))
        await asyncio.sleep(250)
        await world.subscribe("late", schedule=Schedule((Slot(time(7, 34)),), "UTC"), workspace="w0")
        await going_on
        assert len(world.shown("one")) == 40
        assert world.service.messages("late")[0].at < DUE + timedelta(minutes=5)
        assert judge(world, each_day(names)).is_clean

    run_jumping(main())


def test_a_draft_that_is_never_done_is_given_up():
    async def main() -> None:
        world = ticking(Rates(), Terms(composing=timedelta(minutes=2)))
        await world.subscribe("never", "one")
        world.editor.broken["never"] = lambda: asyncio.sleep(1e6)
        await going(world, world.process(), 1800)
        assert world.fake.editions_of("never")[0].state is State.FAILED
        assert len(world.shown()) == 1

    run_jumping(main())


def test_a_workspace_that_refuses_the_bot_gets_few_requests_though_many_were_under_way():
    async def main() -> None:
        world = ticking(Rates())
        channels = [f"c{number}" for number in range(100)]
        await world.subscribe(*channels)
        world.service.latency = lambda _: 1.0
        world.service.fault = lambda *_: Fault.REMOVED
        await going(world, world.process(), 600)
        assert len(world.service.asked) <= 8
        assert world.told() == ["workspace_stopped"]

    run_jumping(main())


def test_a_refused_token_is_tried_by_few_requests_though_many_editions_wait():
    async def main() -> None:
        world = ticking(Rates())
        for number in range(100):
            await world.subscribe("one", workspace=f"w{number}")
        world.service.latency = lambda _: 0.1
        world.service.fault = lambda *_: Fault.REVOKED
        await going(world, world.process(), 360 + 1500)
        assert len(world.service.asked) <= 8 + 2

    run_jumping(main())


def test_a_bot_that_was_asked_to_wait_for_minutes_does_and_loses_nothing():
    async def main() -> None:
        world = ticking(Rates())
        channels = [f"c{number}" for number in range(60)]
        await world.subscribe(*channels)
        process = world.process()
        process.deliverer._office.pacer.wait(600, bot="bot")
        await going(world, process, 1200)
        assert judge(world, each_day(channels)).is_clean
        assert min(at for at, _, _ in world.service.asked) >= START + timedelta(seconds=600)

    run_jumping(main())
