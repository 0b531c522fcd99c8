"""What was delivered, to its own workspace alone; the fake and both engines alike."""

import dataclasses

from bot.domain.editions import PartState, State
from bot.services.ports import Change
from tests.adapters.storage.builders import NOW
from tests.adapters.storage.desks import DAY, HOUR, MINUTE, Desk, edition, part, sent, told_of


async def deliver(desk: Desk, day: int, *stories: str, high: int = 900, workspace: str = "red") -> None:
    """An edition of so many days after NOW that has arrived."""
    now = NOW + day * DAY
    await desk.plan(edition(due=now, workspace=workspace), now=now)
    (claimed,) = await desk.claim(now=now)
    change = dataclasses.replace(sent(*stories), composed=desk.composed(*stories, high=high))
    assert await desk.enter(claimed.lease, change, now)


async def test_the_newest_editions_come_first_of_one_channel_or_of_all(desk: Desk):
    history = desk.history("red")
    await desk.plan(edition("b", due=NOW), edition("a", due=NOW + HOUR), edition("b", due=NOW - HOUR, slot=2))
    assert [one.due_at for one in await history.editions()] == [NOW + HOUR, NOW, NOW - HOUR]
    assert [one.due_at for one in await history.editions(channel="b")] == [NOW, NOW - HOUR]
    assert [one.key.channel for one in await history.editions(limit=1)] == ["a"]
    assert await history.editions(channel="c") == []


async def test_an_edition_is_told_with_its_messages_and_its_draft(desk: Desk):
    await deliver(desk, 0, "s1")
    (found,) = await desk.history("red").editions()
    assert found == await desk.found(edition())
    assert [one.message_id for one in found.parts] == ["m1"]


async def test_an_edition_is_found_by_its_key_in_its_own_workspace_alone(desk: Desk):
    await deliver(desk, 0, "s1")
    key = edition().key.text
    assert await desk.history("red").edition(key) == await desk.found(edition())
    assert await desk.history("blue").edition(key) is None
    assert await desk.history("red").edition("no such key") is None


async def test_told_is_in_the_order_of_telling_since_a_moment(desk: Desk):
    history = desk.history("red")
    await deliver(desk, 0, "s1", "s2")
    await deliver(desk, 1, "s3")
    first, second, third = [one.story_id for one in await history.told("general", NOW)]
    assert (first, second, third) == ("s1", "s2", "s3")
    assert list(await history.told("general", NOW + DAY)) == list(desk.composed("s3").told)
    assert list(await history.told("general", NOW + DAY + MINUTE)) == []
    assert list(await history.told("sport", NOW)) == []


async def test_what_was_only_composed_or_skipped_was_not_told_and_covers_nothing(desk: Desk):
    history = desk.history("red")
    lease = await desk.take(edition())
    await desk.enter(lease, Change(composed=desk.composed("s1")))
    assert (list(await history.told("general", NOW)), await history.covered("general")) == ([], None)
    await desk.enter(lease, Change(State.SENDING, part=part(0, PartState.SENDING, None, "s1")))
    await desk.enter(lease, Change(State.PLANNED, part=part(0, None)))
    await desk.enter(lease, Change(State.SKIPPED, "overtaken", release=True))
    assert (list(await history.told("general", NOW)), await history.covered("general")) == ([], None)


async def test_what_may_have_arrived_was_told_as_far_as_it_was_begun(desk: Desk):
    history = desk.history("red")
    lease = await desk.take(edition())
    await desk.enter(lease, Change(composed=desk.composed("s1", "s2", high=70)))
    await desk.enter(lease, Change(State.SENDING, part=part(0, PartState.SENDING, None, "s1")))
    assert [one.story_id for one in await history.told("general", NOW)] == ["s1"]
    assert await history.covered("general") == 70
    await desk.enter(lease, Change(State.HELD, part=part(0, PartState.UNKNOWN, None, "s1"), release=True))
    assert [one.story_id for one in await history.told("general", NOW)] == ["s1"]


async def test_messages_that_name_no_stories_have_told_all_of_their_edition(desk: Desk):
    lease = await desk.take(edition())
    await desk.enter(lease, dataclasses.replace(sent(), composed=desk.composed("s1", "s2")))
    assert [one.story_id for one in await desk.history("red").told("general", NOW)] == ["s1", "s2"]


async def test_a_draft_takes_the_place_of_an_earlier_one(desk: Desk):
    lease = await desk.take(edition())
    await desk.enter(lease, Change(composed=desk.composed("s1", "s2", high=7)))
    await desk.enter(lease, dataclasses.replace(sent("s3"), composed=desk.composed("s3", high=9)))
    history = desk.history("red")
    assert [one.story_id for one in await history.told("general", NOW)] == ["s3"]
    assert await history.covered("general") == 9


async def test_covered_is_as_far_as_any_edition_of_the_channel_has_told(desk: Desk):
    for day, high in enumerate((10, 30, 20)):
        await deliver(desk, day, f"s{day}", high=high)
    await deliver(desk, 3, "s4", high=99, workspace="blue")
    history = desk.history("red")
    assert await history.covered("general") == 30
    assert await history.covered("sport") is None


async def test_what_an_edition_that_failed_half_way_has_not_told_is_news_still(desk: Desk):
    await deliver(desk, 0, "s0", high=10)
    await desk.plan(edition(due=NOW + DAY), now=NOW + DAY)
    (claimed,) = await desk.claim(now=NOW + DAY)
    first = part(0, PartState.SENT, "m", "s1")
    begun = Change(State.SENDING, composed=desk.composed("s1", "s2", high=30), part=first)
    assert await desk.enter(claimed.lease, begun, NOW + DAY)
    history = desk.history("red")
    assert await history.covered("general") == 30
    assert await desk.enter(claimed.lease, Change(State.FAILED, "refused", release=True), NOW + DAY)
    assert await history.covered("general") == 10
    assert [one.story_id for one in await history.told("general", NOW + DAY)] == ["s1"]


async def test_another_workspace_sees_nothing_of_it(desk: Desk):
    """A canary in each place that holds words of red: what blue can read of them holds none."""
    await desk.subscribe("general")
    lease = await desk.take(dataclasses.replace(edition(), thread="canary thread"))
    canary = dataclasses.replace(
        sent("canary story"),
        reason="canary reason",
        composed=desk.composed("canary story"),
        notices=(("canary key", told_of("canary_notice")),),
        stops="canary refusal",
    )
    assert await desk.enter(lease, canary)
    blue = desk.history("blue")
    seen = [
        await blue.editions(),
        await blue.editions(channel="general"),
        await blue.told("general", NOW - DAY),
        await blue.covered("general"),
        await desk.subscriptions("blue").all(),
        await desk.subscriptions("blue").of("general"),
    ]
    assert seen == [[], [], [], None, [], None]
    assert "canary" in repr(await desk.history("red").editions())
