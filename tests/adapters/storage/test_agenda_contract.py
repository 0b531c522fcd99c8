"""What is due: entered once, whoever plans it and how often; the fake and both engines alike."""

import dataclasses
from datetime import time

from bot.domain.editions import Skipped, State
from bot.domain.subscriptions import Choice, Length, QuietHours, Schedule, Slot, WhenQuiet
from bot.services.ports import Change, Coming, Planned
from tests.adapters.storage.builders import NOW
from tests.adapters.storage.desks import (
    DAY,
    HOUR,
    MINUTE,
    MORNING,
    Desk,
    edition,
    sent,
    subscription,
)

# --- subscriptions -----------------------------------------------------------------------------------


async def test_a_subscription_is_read_as_it_was_kept(desk: Desk):
    schedule = Schedule((Slot(time(7, 30), frozenset({0, 4})), Slot(time(18))), "America/St_Johns")
    wanted = dataclasses.replace(
        subscription("général"),
        schedule=schedule,
        choice=Choice((3, 1), ("sport",), ("harbour \x00 'quay'",), ("\ud800",), "de"),
        stories=9,
        length=Length.LONG,
        when_quiet=WhenQuiet.SILENCE,
        quiet_hours=QuietHours(time(22), time(6, 30)),
        stopped="not_in_channel",
        ping="80351110224678912",
    )
    await desk.subscriptions("red").keep(wanted, NOW)
    assert await desk.subscriptions("red").of("général") == wanted


async def test_a_channel_has_one_subscription_the_last_one_kept(desk: Desk):
    mine = desk.subscriptions("red")
    await desk.subscribe("b", "a")
    again = dataclasses.replace(subscription("b"), stories=2)
    await mine.keep(again, None)
    assert await mine.all() == [subscription("a"), again]
    await mine.remove("b")
    assert await mine.all() == [subscription("a")]
    assert await mine.of("b") is None


async def test_another_workspace_sees_and_changes_no_subscription(desk: Desk):
    await desk.subscribe("general")
    other = desk.subscriptions("blue")
    assert await other.all() == []
    assert await other.of("general") is None
    await other.remove("general")
    await other.keep(subscription("general", "blue"), None)
    assert await desk.subscriptions("red").all() == [subscription("general")]


# --- what is coming ----------------------------------------------------------------------------------


async def test_coming_are_those_with_a_slot_by_then_the_earliest_first_and_no_more_than_asked_for(desk: Desk):
    await desk.subscribe("later", next_at=NOW + MINUTE)
    await desk.subscribe("never", next_at=None)
    await desk.subscribe("now")
    await desk.subscribe("soon", workspace="blue", next_at=NOW + MINUTE / 2)
    coming = await desk.agenda.coming(NOW + MINUTE / 2, 9)
    assert [(one.subscription.workspace, one.subscription.channel) for one in coming] == [
        ("red", "now"),
        ("blue", "soon"),
    ]
    assert [one.subscription.channel for one in await desk.agenda.coming(NOW + HOUR, 2)] == ["now", "soon"]


async def test_nothing_comes_for_a_stopped_channel_until_its_schedule_is_set_again(desk: Desk):
    stopped = dataclasses.replace(subscription("general"), stopped="gone")
    await desk.subscriptions("red").keep(stopped, NOW)
    assert list(await desk.agenda.coming(NOW, 9)) == []
    assert list(await desk.agenda.everything(NOW)) == []
    await desk.subscribe("general")
    assert len(await desk.agenda.coming(NOW, 9)) == 1


async def test_everything_is_all_that_is_not_off_due_or_not(desk: Desk):
    await desk.subscribe("a", next_at=None)
    await desk.subscribe("b", workspace="blue", next_at=NOW + DAY)
    await desk.subscriptions("red").keep(dataclasses.replace(subscription("off"), schedule=Schedule()), None)
    assert [one.subscription for one in await desk.agenda.everything(NOW)] == [
        subscription("a"),
        subscription("b", "blue"),
    ]


async def test_dates_and_slots_that_were_planned_are_told_each_to_its_own_channel(desk: Desk):
    await desk.subscribe("general", "sport")
    await desk.subscribe("general", workspace="blue")
    old = edition(due=NOW - 41 * DAY)
    await desk.plan(
        edition(), edition(due=NOW - DAY, slot=2), old, edition(of="x", slot=7), edition(workspace="blue", slot=3)
    )
    for found in (await desk.agenda.everything(NOW),):
        planned = {(one.subscription.workspace, one.subscription.channel): one.planned for one in found}
        assert planned == {
            ("red", "general"): {(NOW.date(), 1), ((NOW - DAY).date(), 2)},
            ("red", "sport"): frozenset(),
            ("blue", "general"): {(NOW.date(), 3)},
        }


async def test_what_was_planned_is_told_with_what_is_coming_too(desk: Desk):
    await desk.subscribe("general")
    await desk.plan(edition(), next_at=NOW)
    (coming,) = await desk.agenda.coming(NOW, 9)
    assert coming.planned == {(NOW.date(), 1)}


async def test_one_channel_is_told_with_what_was_planned_for_it_stopped_or_off(desk: Desk):
    off = dataclasses.replace(subscription("general"), schedule=Schedule(), stopped="gone")
    await desk.subscriptions("red").keep(off, None)
    await desk.plan(edition(), edition("sport"), edition(workspace="blue", slot=2))
    assert await desk.agenda.of("red", "general", NOW) == Coming(off, frozenset({(NOW.date(), 1)}))
    assert await desk.agenda.of("red", "sport", NOW) is None
    assert await desk.agenda.of("blue", "general", NOW) is None


# --- planning ----------------------------------------------------------------------------------------


async def test_an_edition_is_entered_once_whoever_plans_it_and_how_often(desk: Desk):
    await desk.subscribe("general")
    assert await desk.plan(edition(), edition()) == 1
    assert await desk.plan(edition(), edition(slot=2)) == 1
    moved = edition(due=NOW + HOUR)
    assert await desk.plan(moved, now=NOW + HOUR) == 0
    assert (await desk.found(moved)).due_at == NOW


async def test_planning_sets_when_the_next_one_is_due(desk: Desk):
    await desk.subscribe("general", "sport")
    await desk.plan(edition(), next_at=NOW + DAY)
    assert [one.subscription.channel for one in await desk.agenda.coming(NOW, 9)] == ["sport"]
    assert len(await desk.agenda.coming(NOW + DAY, 9)) == 2


async def test_a_schedule_that_is_set_anew_while_its_former_one_is_planned_keeps_its_own_next_time(desk: Desk):
    await desk.subscribe("general")
    (coming,) = await desk.agenda.coming(NOW, 9)
    anew = dataclasses.replace(subscription("general"), schedule=MORNING, since=NOW)
    await desk.subscriptions("red").keep(anew, NOW + HOUR)
    planned = Planned("red", "general", (edition(),), NOW + DAY, coming.subscription.since)
    assert await desk.agenda.plan([planned], NOW) == 1
    assert [one.subscription for one in await desk.agenda.coming(NOW + HOUR, 9)] == [anew]
    await desk.agenda.plan([dataclasses.replace(planned, since=NOW)], NOW)
    assert list(await desk.agenda.coming(NOW + HOUR, 9)) == []


async def test_planning_for_a_channel_without_a_subscription_or_for_nobody_is_no_fault(desk: Desk):
    assert await desk.agenda.plan([], NOW) == 0
    assert await desk.plan(edition(), next_at=NOW) == 1
    assert list(await desk.agenda.coming(NOW, 9)) == []


async def test_what_is_skipped_is_settled_at_once(desk: Desk):
    missed = dataclasses.replace(edition(), skipped=Skipped.MISSED, late=True)
    await desk.plan(missed)
    found = await desk.found(missed)
    assert (found.state, found.reason, found.settled_at, found.late) == (State.SKIPPED, "missed", NOW, True)
    assert list(await desk.claim()) == []


# --- the clock was ahead -----------------------------------------------------------------------------


async def test_what_was_given_up_while_the_clock_was_ahead_makes_way(desk: Desk):
    await desk.subscribe("general")
    missed = dataclasses.replace(edition(), skipped=Skipped.MISSED)
    await desk.plan(missed, now=NOW + DAY)
    (before,) = await desk.agenda.everything(NOW + DAY)
    (after,) = await desk.agenda.everything(NOW)
    assert before.planned == {(NOW.date(), 1)}
    assert after.planned == frozenset()
    assert await desk.plan(edition(), now=NOW) == 1
    assert (await desk.found(edition())).state is State.PLANNED
    assert len(await desk.claim()) == 1


async def test_what_was_composed_before_it_was_given_up_makes_way_too(desk: Desk):
    await desk.subscribe("general")
    ahead = NOW + DAY
    lease = await desk.take(edition(), now=ahead)
    skipped = Change(State.SKIPPED, "nothing_new", composed=desk.composed("s1"), release=True)
    assert await desk.enter(lease, skipped, ahead)
    assert await desk.plan(edition(), now=NOW) == 1
    assert (await desk.found(edition())).draft is None


async def test_what_was_sent_while_the_clock_was_ahead_stays_and_what_was_given_up_in_time_too(desk: Desk):
    await desk.subscribe("general")
    await desk.enter(await desk.take(edition(), now=NOW + DAY), sent("s1"), NOW + DAY)
    in_time = dataclasses.replace(edition(slot=2), skipped=Skipped.SUPERSEDED)
    await desk.plan(in_time)
    assert await desk.plan(edition(), edition(slot=2), now=NOW) == 0
    (coming,) = await desk.agenda.everything(NOW)
    assert coming.planned == {(NOW.date(), 1), (NOW.date(), 2)}


async def test_a_skipped_edition_that_has_reached_its_channel_never_makes_way(desk: Desk):
    await desk.subscribe("general")
    reached = dataclasses.replace(sent("s1"), state=State.SKIPPED)
    await desk.enter(await desk.take(edition(), now=NOW + DAY), reached, NOW + DAY)
    assert await desk.plan(edition(), now=NOW) == 0
    (coming,) = await desk.agenda.everything(NOW)
    assert coming.planned == {(NOW.date(), 1)}


# --- a workspace whose chat has left -----------------------------------------------------------------


async def test_of_a_workspace_whose_chat_has_left_nothing_is_planned_until_it_is_back(desk: Desk):
    for workspace in ("red", "blue"):
        await desk.subscribe("general", workspace=workspace)
    await desk.leave("red")
    for found in (await desk.agenda.coming(NOW, 9), await desk.agenda.everything(NOW)):
        assert [one.subscription.workspace for one in found] == ["blue"]
    assert await desk.subscriptions("red").of("general") == subscription("general")
    await desk.come_back("red")
    assert {one.subscription.workspace for one in await desk.agenda.coming(NOW, 9)} == {"red", "blue"}
