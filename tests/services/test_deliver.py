"""What channels and admins get on good and bad mornings."""

from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta

import pytest

from bot.domain.editions import EditionKey, Skipped, State
from bot.domain.subscriptions import QuietHours, Schedule, Slot
from bot.services.deliver.terms import RESEND, Terms
from tests.fakes.service import Fault
from tests.histories import DUE, START, Fuse, World, each_day, judge, run

SHORT = Terms(window=timedelta(hours=1), longest=timedelta(hours=2))
TWICE = Schedule((Slot(time(7, 30)), Slot(time(7, 50))), "UTC")


def first(*faults: Fault, channel: str = "one", part: str = "") -> Callable[[str, str, int], Fault]:
    """These faults for the first requests of a channel's messages, then none."""

    def fault(where: str, key: str, count: int) -> Fault:
        mine = where == channel and key.endswith(part)
        return faults[count - 1] if mine and count <= len(faults) else Fault.NONE

    return fault


def always(fault: Fault, *channels: str) -> Callable[[str, str, int], Fault]:
    return lambda where, _, __: fault if where in channels else Fault.NONE


def key_of(world: World, channel: str = "one") -> str:
    return world.fake.editions_of(channel)[0].key.text


async def days(world: World, count: int) -> None:
    """Go through the mornings of so many days, and leave the rest of each out."""
    for _ in range(count):
        await run(world, hours=0.4)
        world.elapsed = (world.elapsed // 86_400 + 1) * 86_400


# --- an ordinary morning -------------------------------------------------------------------------------


async def test_on_an_ordinary_morning_each_channel_gets_its_briefing_on_time_and_nobody_else_hears_of_it():
    world = World()
    await world.subscribe("one", "two")
    await world.subscribe("one", workspace="others")
    await run(world)
    assert judge(world, each_day(["one", "two"]) | {("others", "one"): [(START.date(), 1)]}).is_clean
    assert world.told() == []
    for message in world.service.accepted:
        assert DUE <= message.at < DUE + timedelta(minutes=1)


async def test_the_second_message_is_in_the_thread_of_the_first_and_the_ledger_knows_both():
    world = World()
    await world.subscribe("one")
    await run(world)
    head, follower = world.service.messages("one")
    assert (head.thread, follower.thread) == (None, head.id)
    (edition,) = world.fake.editions_of("one")
    assert [part.message_id for part in edition.parts] == [head.id, follower.id]
    assert (edition.state, edition.expected, edition.late) == (State.SENT, 2, False)


async def test_it_is_composed_before_it_is_due():
    world = World()
    await world.subscribe("one")
    process = world.process()
    while world.now < DUE - timedelta(minutes=1):
        await process.turn()
        world.elapsed += 20
    assert world.editor.composed == 1
    assert world.fake.editions_of("one")[0].draft is not None
    assert world.shown() == []


async def test_a_second_slot_is_an_edition_of_its_own():
    world = World()
    await world.subscribe("one", schedule=TWICE)
    await run(world)
    assert judge(world, {("team", "one"): [(START.date(), 1), (START.date(), 2)]}).is_clean


# --- refusals ------------------------------------------------------------------------------------------


async def test_a_channel_that_is_gone_stops_alone_and_its_admin_is_told_once():
    world = World()
    await world.subscribe("gone", "one", "two")
    world.service.fault = always(Fault.GONE, "gone")
    await days(world, 3)
    assert judge(world, each_day(["one", "two"], 3)).is_clean
    assert world.told() == ["channel_stopped"]
    assert sum(channel == "gone" for _, _, channel in world.service.asked) == 1


async def test_a_workspace_that_has_removed_the_bot_is_left_alone_after_a_few_requests_and_told_once():
    world = World()
    channels = [f"c{number}" for number in range(40)]
    await world.subscribe(*channels)
    await world.subscribe("one", workspace="others")
    world.service.fault = always(Fault.REMOVED, *channels)
    await days(world, 2)
    assert sum(workspace == "team" for _, workspace, _ in world.service.asked) <= 8
    assert world.told() == ["workspace_stopped"]
    assert len(world.shown()) == 4
    reasons = Counter(reason for channel in channels for reason in world.states(channel))
    assert reasons.keys() == {Fault.REMOVED.value, Skipped.STOPPED.value}


async def test_while_the_bots_token_is_refused_editions_wait_and_few_requests_are_made():
    world = World()
    channels = [f"c{number}" for number in range(40)]
    await world.subscribe(*channels)
    mended = START + timedelta(hours=1)
    world.service.fault = lambda *_: Fault.NONE if world.true >= mended else Fault.REVOKED
    await run(world, hours=1)
    assert len(world.service.asked) <= 8 + 6
    assert world.told() == ["bot_refused"]
    assert {state for channel in channels for state in world.states(channel)} == {"planned"}
    await run(world, hours=0.5)
    assert judge(world, each_day(channels)).is_clean
    assert set(world.told()) == {"bot_refused", "edition_late"}


async def test_a_chat_that_is_busy_is_left_alone_for_as_long_as_it_asks_and_others_go_on():
    world = World()
    await world.subscribe("one", "two")
    world.service.fault = first(Fault.BUSY, Fault.BUSY, part="0")
    await run(world)
    assert judge(world, each_day(["one", "two"])).is_clean
    asked = [at for at, _, channel in world.service.asked if channel == "one"]
    assert asked[1] - asked[0] >= timedelta(seconds=30)
    assert asked[2] - asked[1] >= timedelta(seconds=30)
    assert world.service.messages("two")[0].at < DUE + timedelta(seconds=20)


async def test_where_only_the_rest_of_a_briefing_is_refused_for_long_it_is_given_up_and_the_next_one_comes():
    world = World(terms=SHORT)
    await world.subscribe("one")
    since = START + timedelta(hours=20)
    world.service.fault = lambda _, key, __: Fault.BUSY if key.endswith("1") and world.true < since else Fault.NONE
    await run(world, hours=3)
    assert world.told() == ["edition_failed"]
    world.elapsed = 86_400
    await run(world)
    assert len(world.shown()) == 1 + 2


async def test_a_chat_that_is_busy_until_the_briefing_is_worth_no_more_gets_none():
    world = World(terms=SHORT)
    await world.subscribe("one")
    world.service.fault = always(Fault.BUSY, "one")
    await run(world, hours=2)
    assert world.states() == [Skipped.OVERTAKEN.value]
    assert world.shown() == []


async def test_a_channel_that_answers_nothing_but_errors_all_day_gets_none_and_the_next_one():
    world = World(parts=1, terms=SHORT)
    await world.subscribe("one")
    world.service.fault = lambda *_: Fault.NONE if world.true > DUE + timedelta(hours=20) else Fault.ERROR_BEFORE
    await run(world, hours=2)
    assert world.states() == [Skipped.OVERTAKEN.value]
    world.elapsed = 86_400
    await run(world)
    assert len(world.shown()) == 1


async def test_a_workspace_whose_chat_is_not_there_waits_for_it():
    world = World(chats=lambda _: False)
    await world.subscribe("one")
    await run(world)
    assert world.states() == ["planned"]
    world.chats = lambda _: True
    await run(world)
    assert judge(world, each_day(["one"])).is_clean


# --- unclear outcomes ----------------------------------------------------------------------------------


@pytest.mark.parametrize("fault", [Fault.DROPPED_AFTER, Fault.TIMEOUT_AFTER, Fault.ERROR_AFTER, Fault.LATE])
async def test_what_has_arrived_without_an_answer_is_found_and_not_posted_again(fault: Fault):
    world = World()
    await world.subscribe("one")
    world.service.fault = first(fault)
    await run(world)
    assert judge(world, each_day(["one"])).is_clean
    assert set(world.service.requests.values()) == {1}


@pytest.mark.parametrize("fault", [Fault.DROPPED_BEFORE, Fault.TIMEOUT_BEFORE, Fault.ERROR_BEFORE])
async def test_what_has_not_arrived_is_posted_again_once_but_not_before_it_must_have(fault: Fault):
    world = World()
    await world.subscribe("one")
    world.service.fault = first(fault, part="0")
    await run(world)
    assert judge(world, each_day(["one"])).is_clean
    before, again, _ = [at for at, _, _ in world.service.asked]
    assert again - before >= world.terms.in_flight


async def test_where_nobody_can_look_it_is_held_and_reported_once_and_the_next_one_comes():
    world = World()
    await world.subscribe("one", "two")
    world.service.fault = lambda *given: (
        first(Fault.TIMEOUT_AFTER)(*given) if world.true.day == START.day else Fault.NONE
    )
    world.service.can_look = False
    await days(world, 2)
    assert world.told() == ["edition_held"]
    assert judge(world, each_day(["one", "two"], 2)).held == 1
    assert judge(world, each_day(["one", "two"], 2)).lost == 0
    assert len(world.shown()) == 1 + 2


async def test_where_nobody_can_look_and_the_operator_wants_it_so_it_is_posted_again():
    world = World(terms=Terms(on_unknown=RESEND))
    await world.subscribe("one")
    world.service.fault = first(Fault.TIMEOUT_BEFORE)
    world.service.can_look = False
    await run(world)
    assert judge(world, each_day(["one"])).is_clean


async def test_looks_that_fail_are_repeated_and_after_some_a_person_is_asked():
    for fails, state in ((8, "sent"), (1000, "a server error")):
        world = World()
        await world.subscribe("one")
        world.service.fault = first(Fault.TIMEOUT_AFTER)
        world.service.looks_fail = fails
        await run(world)
        assert world.states() == [state]
        assert world.told() == (["edition_held"] if fails == 1000 else [])
        assert len(world.shown()) == (1 if fails == 1000 else 2)


async def test_a_token_that_is_refused_while_looking_holds_nothing_for_it_can_be_mended():
    world = World()
    await world.subscribe("one")
    world.service.fault = first(Fault.TIMEOUT_AFTER)
    world.service.looks_refused = 2
    await run(world)
    assert world.told() == ["bot_refused", "edition_late"] or world.told() == ["bot_refused"]
    assert judge(world, each_day(["one"])).is_clean


@pytest.mark.parametrize("hours", [0, 8])
async def test_a_person_has_a_held_edition_posted_again_however_late_it_is(hours: int):
    world = World()
    await world.subscribe("one")
    world.service.fault = first(Fault.TIMEOUT_BEFORE, part="0")
    world.service.can_look = False
    await run(world)
    world.elapsed += hours * 3600
    assert await world.fake.resolve(key_of(world), State.PLANNED, "asked for", world.now)
    await run(world)
    assert judge(world, each_day(["one"])).is_clean


async def test_a_person_says_that_a_held_edition_has_arrived():
    world = World(parts=1)
    await world.subscribe("one")
    world.service.fault = first(Fault.TIMEOUT_AFTER)
    world.service.can_look = False
    await run(world)
    assert await world.fake.resolve(key_of(world), State.SENT, "seen", world.now)
    await run(world)
    assert judge(world, each_day(["one"])).is_clean
    assert not await world.fake.resolve(key_of(world), State.PLANNED, "again", world.now)


# --- late, missed, superseded, silent ------------------------------------------------------------------


async def test_after_a_short_stop_the_briefing_is_posted_marked_late_and_the_admin_told_once():
    world = World()
    await world.subscribe("one")
    world.elapsed = 3600
    await run(world)
    assert judge(world, each_day(["one"])).is_clean
    assert all("late" in body for body in world.shown())
    assert world.fake.editions_of("one")[0].late
    assert world.told() == ["edition_late"]


async def test_a_briefing_that_the_chat_has_kept_waiting_says_that_it_is_late_in_each_message():
    world = World()
    await world.subscribe("one")
    since = DUE + timedelta(minutes=20)
    world.service.fault = lambda *_: Fault.NONE if world.true >= since else Fault.ERROR_BEFORE
    await run(world, hours=1)
    assert judge(world, each_day(["one"])).is_clean
    assert all("late" in body for body in world.shown())
    assert world.told() == ["edition_late"]


async def test_a_briefing_begun_on_time_goes_on_as_it_was_begun():
    world = World()
    await world.subscribe("one")
    since = DUE + timedelta(minutes=20)
    world.service.fault = lambda _, key, __: Fault.BUSY if key.endswith("1") and world.true < since else Fault.NONE
    await run(world, hours=1)
    assert judge(world, each_day(["one"])).is_clean
    assert not any("late" in body for body in world.shown())


async def test_after_a_week_there_is_one_briefing_and_a_record_of_those_that_were_missed():
    world = World()
    await world.subscribe("one")
    world.elapsed = 7 * 86_400 + 3600
    await run(world)
    assert Counter(world.states()) == {Skipped.MISSED.value: 7, "sent": 1}
    assert len(world.shown()) == world.parts


async def test_of_two_slots_that_were_missed_shortly_before_one_comes():
    world = World()
    await world.subscribe("one", schedule=TWICE)
    world.elapsed = 3600
    await run(world)
    assert world.states() == [Skipped.SUPERSEDED.value, "sent"]


async def test_where_nothing_is_new_a_channel_that_wants_silence_gets_it():
    world = World()
    await world.subscribe("one", "two")
    world.editor.nothing_new.add("one")
    await run(world)
    assert world.states() == [Skipped.NOTHING_NEW.value]
    assert (len(world.shown("one")), len(world.shown("two"))) == (0, 2)


async def test_a_late_briefing_waits_for_the_end_of_the_quiet_hours_and_one_on_time_does_not():
    quiet = QuietHours(time(7), time(9))
    late, punctual = World(), World()
    for world in (late, punctual):
        await world.subscribe("one", quiet=quiet)
    late.elapsed = 3600
    await run(late, hours=2)
    await run(punctual)
    assert [message.at >= DUE.replace(hour=9, minute=0) for message in late.service.messages("one")] == [True, True]
    assert punctual.service.messages("one")[0].at < DUE + timedelta(minutes=1)


# --- what changes while it is posted -------------------------------------------------------------------


async def test_a_story_withdrawn_between_two_messages_is_not_told_and_the_rest_is():
    world = World(parts=4)
    await world.subscribe("one")
    world.service.fault = first(Fault.BUSY, part="1")
    process = world.process()
    while len(world.shown()) < 1:
        await process.turn()
        world.elapsed += 20
    world.editor.withdrawn |= {"2026-11-23/1", "2026-11-23/3"}  # one that was told, and one that was not
    await run(world)
    assert [body.split("/")[-1] for body in world.shown()] == ["1", "2", "4"]
    assert world.states() == ["sent"]


async def test_where_all_of_the_rest_is_withdrawn_nothing_more_comes():
    world = World()
    await world.subscribe("one")
    world.service.fault = first(Fault.BUSY, part="1")
    process = world.process()
    while len(world.shown()) < 1:
        await process.turn()
        world.elapsed += 20
    world.editor.withdrawn |= {"2026-11-23/1", "2026-11-23/2"}
    await run(world)
    assert len(world.shown()) == 1
    assert world.states() == ["sent"]


async def test_a_long_edition_goes_on_at_the_first_message_without_an_id():
    world = World(parts=7)
    await world.subscribe("one")
    posts: list[str] = []

    def fault(_: str, key: str, __: int) -> Fault:
        posts.append(key[-1])
        return Fault.NONE

    world.service.fault = fault
    fuse = Fuse()

    def ends(name: str) -> None:
        fuse.blown |= name == "record" and len(posts) == 4

    fuse.fault = ends
    await run(world, [fuse])
    assert judge(world, each_day(["one"])).is_clean
    assert posts == list("0123456")


async def test_a_schedule_set_anew_while_its_edition_is_under_way_brings_no_second_one():
    world = World()
    await world.subscribe("one")
    await run(world, hours=0.2)
    later = Schedule((Slot(time(7, 40)),), "UTC")
    await world.subscribe("one", schedule=later)
    world.fake.subscriptions["team", "one"] = (world.fake.subscriptions["team", "one"][0], world.now)
    await run(world)
    assert judge(world, each_day(["one"])).is_clean


async def test_a_channel_that_has_just_been_set_off_gets_nothing_more_though_it_was_planned_and_composed():
    world = World()
    await world.subscribe("one")
    await run(world, hours=0.08)
    (edition,) = world.fake.editions_of("one")
    assert (edition.state, edition.draft is not None) == (State.PLANNED, True)
    assert world.now < DUE
    await world.subscribe("one", schedule=Schedule((), "UTC"))
    await run(world)
    (edition,) = world.fake.editions_of("one")
    assert (edition.state, edition.reason) == (State.SKIPPED, Skipped.STOPPED)
    assert world.service.messages("one") == []


# --- what is broken stays alone ------------------------------------------------------------------------


async def test_an_edition_that_breaks_the_program_is_given_up_after_some_tries_and_others_go_on():
    world = World()
    await world.subscribe("poison", "one")

    async def breaks() -> None:
        raise ZeroDivisionError

    world.editor.broken["poison"] = breaks
    process = await run(world)
    assert judge(world, each_day(["one"])).is_clean
    assert world.told() == ["edition_failed"]
    assert process.deliverer.tally.broken == world.terms.tries


async def test_an_edition_that_ends_the_process_each_time_is_given_up_and_others_go_on():
    world = World()
    await world.subscribe("one", "poison", "two")
    process = world.process()

    async def ends() -> None:
        process.fuse.blown = True
        await process.fuse("crash", lambda: world.sleep(0))

    world.editor.broken["poison"] = ends
    ended = 0
    while world.elapsed < 3600:
        if not await process.turn():
            process, ended = world.process(), ended + 1
        world.elapsed += 20
    assert judge(world, each_day(["one", "two"])).is_clean
    assert "edition_failed" in world.told()
    assert ended <= 15


async def test_an_edition_that_was_under_way_when_the_process_was_ended_often_is_posted_all_the_same():
    world = World()
    await world.subscribe("one")
    await run(world, [Fuse(at, after=True) for at in (45, 10, 10, 10, 10, 10)], hours=1)
    assert judge(world, each_day(["one"])).is_clean


async def test_a_schedule_whose_zone_is_unknown_here_keeps_nobody_else_waiting():
    world = World()
    await world.subscribe("one", schedule=Schedule((Slot(time(7, 30)),), "Mars/Olympus"))
    await world.subscribe("two")
    await run(world)
    assert judge(world, each_day(["two"])).is_clean
    assert world.states("one") == []


async def test_what_was_held_stays_held_where_what_it_is_about_breaks_the_program():
    """Whether its message has arrived is not known, so that it is not said to have failed."""
    world = World()
    await world.subscribe("one")
    world.service.fault = first(Fault.TIMEOUT_AFTER)
    process = world.process()
    while not world.service.accepted:
        await process.turn()
        world.elapsed += 20

    def breaks(*_: object) -> Fault:
        raise ZeroDivisionError

    world.service.looks_break = True
    world.service.fault = breaks
    await run(world)
    assert world.told() == ["edition_held"]
    assert [edition.state for edition in world.fake.editions_of("one")] == [State.HELD]


def test_an_editions_key_is_the_same_in_every_release():
    """It is in the messages that were posted: another would not find them."""
    key = EditionKey("team", "one", datetime(2026, 11, 23, tzinfo=UTC).date(), 1)
    assert key.text == "e05f6758f19d24f2d5b4aba5"
