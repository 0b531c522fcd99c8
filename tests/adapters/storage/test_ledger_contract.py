"""The ledger: who may work on what, and what is recorded by whom; the fake and both engines alike."""

import dataclasses
from datetime import timedelta

import pytest

from bot.domain.editions import PartState, SentPart, State
from bot.services.ports import Change, Entry
from tests.adapters.storage.builders import NOW
from tests.adapters.storage.desks import (
    DAY,
    HOUR,
    MINUTE,
    Desk,
    edition,
    part,
    sent,
    subscription,
    told_of,
)

SECOND = MINUTE / 60

# --- claiming ----------------------------------------------------------------------------------------


async def test_the_longest_due_are_claimed_first_with_their_subscriptions(desk: Desk):
    await desk.subscribe("old")
    await desk.plan(edition("new", due=NOW - MINUTE), edition("old", due=NOW - HOUR), edition("newer"))
    first, second = await desk.claim(limit=2)
    assert (first.edition.key.channel, first.subscription, first.rescued) == ("old", subscription("old"), False)
    assert (second.edition.key.channel, second.subscription) == ("new", None)
    assert (first.lease.owner, first.lease.attempt, first.lease.until) == ("me", 1, NOW + MINUTE)
    assert [one.edition.key.channel for one in await desk.claim()] == ["newer"]


async def test_a_subscription_is_that_of_the_editions_own_workspace(desk: Desk):
    await desk.subscribe("general", workspace="blue")
    await desk.plan(edition())
    (claimed,) = await desk.claim()
    assert claimed.subscription is None


async def test_digests_of_a_channel_come_one_at_a_time_and_in_order(desk: Desk):
    await desk.plan(edition(slot=2), edition(due=NOW - MINUTE), edition(workspace="blue"))
    first, other = await desk.claim()
    assert (first.edition.key.slot, other.edition.key.workspace) == (1, "blue")
    assert list(await desk.claim("another")) == []
    await desk.enter(first.lease, Change(retry_at=NOW + HOUR, release=True))
    assert list(await desk.claim(now=NOW + MINUTE)) != []  # blue's lease has run out
    assert [one.edition.key.slot for one in await desk.claim(now=NOW + HOUR) if one.edition.key.workspace == "red"] == [
        1
    ]


async def test_a_later_digest_follows_when_the_earlier_one_is_settled(desk: Desk):
    await desk.plan(edition(slot=2), edition(due=NOW - MINUTE))
    (first,) = await desk.claim()
    await desk.enter(first.lease, sent())
    assert [one.edition.key.slot for one in await desk.claim()] == [2]


async def test_a_correction_goes_beside_a_digest_that_waits_but_not_while_one_is_worked_on(desk: Desk):
    await desk.plan(edition(due=NOW - HOUR), edition(of="x"))
    (digest,) = await desk.claim()
    assert digest.edition.key.of == ""
    assert list(await desk.claim()) == []
    await desk.enter(digest.lease, Change(retry_at=NOW + HOUR, release=True))
    (correction,) = await desk.claim()
    assert correction.edition.key.of == "x"


async def test_what_is_composed_is_claimed_again_only_when_it_is_due(desk: Desk):
    early = edition(due=NOW + 5 * MINUTE)
    lease = await desk.take(early)
    await desk.enter(lease, Change(composed=desk.composed("s1"), release=True))
    assert list(await desk.claim(now=NOW + 4 * MINUTE)) == []
    (claimed,) = await desk.claim(now=NOW + 5 * MINUTE)
    assert (claimed.edition.draft, claimed.edition.expected) == (desk.composed("s1").draft, 1)


async def test_nothing_is_claimed_before_it_is_to_be_tried_again(desk: Desk):
    lease = await desk.take(edition())
    await desk.enter(lease, Change(retry_at=NOW + MINUTE, release=True))
    assert list(await desk.claim(now=NOW + 59 * SECOND)) == []
    assert len(await desk.claim(now=NOW + MINUTE)) == 1


async def test_a_stopped_channels_editions_are_claimed_for_being_skipped(desk: Desk):
    stopped = dataclasses.replace(subscription("general"), stopped="gone")
    await desk.subscriptions("red").keep(stopped, None)
    await desk.plan(edition())
    (claimed,) = await desk.claim()
    assert claimed.subscription == stopped


async def test_of_two_that_claim_each_gets_its_own(desk: Desk):
    await desk.plan(*(edition(f"channel {number}") for number in range(5)))
    first, second = await desk.claim("one", limit=3), await desk.claim("two", limit=3)
    assert (len(first), len(second)) == (3, 2)
    assert not {one.edition.id for one in first} & {one.edition.id for one in second}


# --- leases ------------------------------------------------------------------------------------------


async def test_a_lease_that_has_run_out_is_rescued_and_what_its_former_owner_enters_is_refused(desk: Desk):
    old = await desk.take(edition())
    assert list(await desk.claim("another", NOW + MINUTE - SECOND)) == []
    (rescued,) = await desk.claim("another", NOW + MINUTE)
    assert (rescued.rescued, rescued.lease.attempt) == (True, 2)
    assert not await desk.enter(old, sent(), NOW + MINUTE)
    assert await desk.enter(rescued.lease, sent(), NOW + MINUTE)
    assert len((await desk.found(edition())).parts) == 1


async def test_an_earlier_attempt_of_the_same_owner_is_refused_too(desk: Desk):
    old = await desk.take(edition())
    (again,) = await desk.claim("me", NOW + MINUTE)
    assert again.rescued
    assert not await desk.enter(old, Change(State.FAILED, "too late"), NOW + MINUTE)
    assert not await desk.enter(dataclasses.replace(again.lease, owner="you"), Change(tries=1), NOW + MINUTE)
    assert (await desk.found(edition())).state is State.PLANNED
    assert await desk.enter(again.lease, Change(tries=1), NOW + MINUTE)


@pytest.mark.parametrize("late", [MINUTE, HOUR])
async def test_an_entry_after_the_end_of_its_lease_is_refused_even_where_nobody_else_has_come(
    desk: Desk, late: timedelta
):
    lease = await desk.take(edition())
    assert not await desk.enter(lease, sent(), NOW + late)
    assert (await desk.found(edition())).parts == ()
    assert await desk.enter(lease, Change(tries=1), NOW + MINUTE - SECOND)


async def test_a_renewed_lease_holds_for_longer(desk: Desk):
    lease = await desk.take(edition())
    assert await desk.enter(lease, Change(renew=NOW + HOUR))
    assert list(await desk.claim("another", NOW + MINUTE)) == []
    assert await desk.enter(lease, Change(tries=1), NOW + HOUR - SECOND)
    assert not await desk.enter(lease, Change(tries=2), NOW + HOUR)


async def test_what_is_given_back_is_claimed_at_once_and_by_nobody_rescued(desk: Desk):
    lease = await desk.take(edition())
    assert await desk.enter(lease, Change(release=True, renew=NOW + HOUR))
    assert not await desk.enter(lease, Change(tries=1))
    (claimed,) = await desk.claim("another")
    assert not claimed.rescued


async def test_a_lease_of_nothing_is_refused(desk: Desk):
    lease = await desk.take(edition())
    assert not await desk.enter(dataclasses.replace(lease, edition_id=lease.edition_id + 999), sent())
    assert list(await desk.ledger.record([])) == []


async def test_a_process_that_stops_gives_back_its_own_leases_alone(desk: Desk):
    await desk.plan(edition("a"), edition("b"))
    (mine,) = await desk.claim("me", limit=1)
    (other,) = await desk.claim("other")
    await desk.ledger.release("me")
    assert not await desk.enter(mine.lease, Change(tries=1))
    assert await desk.enter(other.lease, Change(tries=1))
    (again,) = await desk.claim("third")
    assert (again.edition.id, again.rescued) == (mine.edition.id, False)


async def test_one_process_leads_at_a_time(desk: Desk):
    assert await desk.ledger.lead("one", NOW, NOW + MINUTE)
    assert not await desk.ledger.lead("two", NOW + MINUTE - SECOND, NOW + HOUR)
    assert await desk.ledger.lead("one", NOW + SECOND, NOW + 2 * MINUTE)
    assert not await desk.ledger.lead("two", NOW + MINUTE, NOW + HOUR)
    assert await desk.ledger.lead("two", NOW + 2 * MINUTE, NOW + HOUR)
    assert not await desk.ledger.lead("one", NOW + 2 * MINUTE, NOW + HOUR)
    await desk.ledger.release("one")
    assert not await desk.ledger.lead("one", NOW + 2 * MINUTE, NOW + HOUR)
    await desk.ledger.release("two")
    assert await desk.ledger.lead("one", NOW + 2 * MINUTE, NOW + HOUR)


# --- what is recorded --------------------------------------------------------------------------------


async def test_a_change_sets_what_it_names_and_leaves_the_rest(desk: Desk):
    lease = await desk.take(edition())
    await desk.enter(lease, Change(composed=desk.composed("s1", "s2"), late=True))
    await desk.enter(lease, Change(State.SENDING, tries=3, retry_at=NOW + HOUR))
    await desk.enter(lease, Change(reason="why"))
    found = await desk.found(edition())
    assert (found.state, found.reason, found.late, found.tries) == (State.SENDING, "why", True, 3)
    assert (found.retry_at, found.settled_at, found.expected) == (NOW + HOUR, None, 2)
    assert found.draft == desk.composed("s1", "s2").draft


async def test_another_state_ends_the_wait_and_a_settled_one_is_claimed_no_more(desk: Desk):
    lease = await desk.take(edition())
    await desk.enter(lease, Change(State.UNKNOWN, retry_at=NOW + HOUR))
    await desk.enter(lease, Change(State.HELD, "cannot look", release=True), NOW + SECOND)
    found = await desk.found(edition())
    assert (found.state, found.retry_at, found.settled_at) == (State.HELD, None, NOW + SECOND)
    assert list(await desk.claim(now=NOW + DAY)) == []
    assert await desk.ledger.find("nothing of that key") is None


async def test_a_settled_edition_can_be_opened_again_by_whoever_holds_it(desk: Desk):
    lease = await desk.take(edition())
    await desk.enter(lease, Change(State.FAILED, "refused"))
    await desk.enter(lease, Change(State.PLANNED, release=True))
    assert (await desk.found(edition())).settled_at is None
    assert len(await desk.claim()) == 1


async def test_a_message_is_on_record_from_the_moment_when_its_request_goes_out(desk: Desk):
    lease = await desk.take(edition())
    await desk.enter(lease, Change(State.SENDING, part=part(1, PartState.SENDING, None, "s2", "s3")))
    await desk.enter(lease, Change(part=part(0, PartState.SENDING, None, "s1")), NOW + SECOND)
    await desk.enter(lease, Change(part=part(1, PartState.UNKNOWN, None, "s2", "s3")), NOW + 2 * SECOND)
    await desk.enter(lease, Change(part=part(0, PartState.SENT, "m0", "s1")), NOW + 3 * SECOND)
    assert (await desk.found(edition())).parts == (
        SentPart(0, PartState.SENT, NOW + SECOND, "m0", "digest 0", ("s1",)),
        SentPart(1, PartState.UNKNOWN, NOW, None, "digest 1", ("s2", "s3")),
    )
    await desk.enter(lease, Change(part=part(1, PartState.SENDING, None, "s2")), NOW + 4 * SECOND)
    await desk.enter(lease, Change(part=part(0, None)), NOW + 4 * SECOND)
    assert (await desk.found(edition())).parts == (
        SentPart(1, PartState.SENDING, NOW + 4 * SECOND, None, "digest 1", ("s2",)),
    )
    (claimed,) = await desk.claim(now=NOW + MINUTE)
    assert claimed.edition.parts == (await desk.found(edition())).parts


async def test_of_several_entries_at_once_each_is_judged_after_those_before_it(desk: Desk):
    await desk.plan(edition("a"), edition("b"))
    a, b = (one.lease for one in await desk.claim())
    entries = [
        Entry(a, NOW, Change(State.SENDING, part=part(0, PartState.SENDING))),
        Entry(b, NOW + HOUR, Change(State.FAILED)),
        Entry(a, NOW + SECOND, Change(part=part(0, PartState.SENT, "m0"))),
        Entry(a, NOW + SECOND, Change(State.SENT, release=True)),
        Entry(a, NOW + SECOND, Change(State.FAILED)),
        Entry(b, NOW, Change(renew=NOW + DAY)),
        Entry(b, NOW + HOUR, Change(tries=7)),
    ]
    assert list(await desk.ledger.record(entries)) == [True, False, True, True, False, True, True]
    first, second = await desk.found(edition("a")), await desk.found(edition("b"))
    assert (first.state, first.settled_at) == (State.SENT, NOW + SECOND)
    assert first.parts == (SentPart(0, PartState.SENT, NOW, "m0", "digest 0", ()),)
    assert (second.state, second.tries) == (State.PLANNED, 7)


async def test_many_entries_of_one_call_are_all_stored(desk: Desk):
    names = [f"channel {number}" for number in range(120)]
    await desk.plan(*map(edition, names))
    claimed = await desk.claim(limit=120)
    changes = [
        Change(State.SENDING, part=part(0, PartState.SENDING, None, str(number)), tries=number if number % 3 else None)
        for number in range(120)
    ]
    entries = [Entry(one.lease, NOW, change) for one, change in zip(claimed, changes, strict=True)]
    assert all(await desk.ledger.record(entries))
    for number, one in enumerate(claimed):
        found = await desk.ledger.find(one.edition.key.text)
        assert found
        assert (found.parts[0].stories, found.tries) == ((str(number),), number if number % 3 else 0)


async def test_a_refusal_stops_the_channel_or_everywhere_its_whole_workspace(desk: Desk):
    await desk.subscribe("general", "sport")
    await desk.subscribe("general", workspace="blue")
    lease = await desk.take(edition())
    stops = Change(State.FAILED, "not_in_channel", stops="not_in_channel", notices=(("key", told_of("stopped")),))
    await desk.enter(lease, stops)
    red, blue = desk.subscriptions("red"), desk.subscriptions("blue")
    assert [one.stopped for one in await red.all()] == ["not_in_channel", ""]
    assert [one.notice for one in await desk.notices.pending(9)] == [told_of("stopped")]
    await desk.enter(lease, Change(stops="account_inactive", everywhere=True))
    assert [one.stopped for one in await red.all()] == ["account_inactive", "account_inactive"]
    assert [one.stopped for one in await blue.all()] == [""]


async def test_a_refused_entry_changes_nothing_beyond_its_edition_either(desk: Desk):
    await desk.subscribe("general")
    lease = await desk.take(edition())
    stops = Change(State.FAILED, "gone", composed=desk.composed("s1"), stops="gone", notices=(("k", told_of("x")),))
    assert not await desk.enter(lease, stops, NOW + HOUR)
    assert await desk.subscriptions("red").of("general") == subscription("general")
    assert list(await desk.notices.pending(9)) == []
    assert (await desk.found(edition())).draft is None


# --- a person's word ---------------------------------------------------------------------------------


async def held(desk: Desk) -> None:
    lease = await desk.take(edition())
    await desk.enter(lease, Change(part=part(0, PartState.SENT, "m0", "s1"), tries=4))
    await desk.enter(lease, Change(part=part(1, PartState.UNKNOWN, None, "s2")))
    await desk.enter(lease, Change(State.HELD, "cannot look", release=True))


async def test_a_held_edition_that_a_person_calls_sent_is_sent(desk: Desk):
    await held(desk)
    assert await desk.ledger.resolve(edition().key.text, State.SENT, "seen it", NOW + HOUR)
    found = await desk.found(edition())
    assert (found.state, found.reason, found.settled_at) == (State.SENT, "seen it", NOW + HOUR)
    assert [one.state for one in found.parts] == [PartState.SENT, PartState.SENT]
    assert list(await desk.claim(now=NOW + DAY)) == []


async def test_a_held_edition_that_a_person_sends_again_lacks_only_what_was_not_sent(desk: Desk):
    await held(desk)
    assert await desk.ledger.resolve(edition().key.text, State.PLANNED, "send it", NOW + HOUR)
    (claimed,) = await desk.claim(now=NOW + HOUR)
    assert (claimed.edition.tries, claimed.edition.retry_at, claimed.rescued) == (0, None, False)
    assert [one.message_id for one in claimed.edition.parts] == ["m0"]


async def test_only_what_is_held_is_resolved_and_only_once(desk: Desk):
    await held(desk)
    await desk.plan(edition("other"))
    key = edition().key.text
    assert not await desk.ledger.resolve(edition("other").key.text, State.SENT, "", NOW)
    assert not await desk.ledger.resolve("nothing of that key", State.SENT, "", NOW)
    assert await desk.ledger.resolve(key, State.SENT, "seen it", NOW)
    assert not await desk.ledger.resolve(key, State.PLANNED, "send it", NOW)


# --- a workspace whose chat has left -----------------------------------------------------------------


async def test_editions_of_a_workspace_whose_chat_has_left_wait_until_it_is_back(desk: Desk):
    await desk.plan(edition(), edition(workspace="blue"))
    await desk.leave("red")
    assert [one.edition.key.workspace for one in await desk.claim()] == ["blue"]
    assert not await desk.claim()
    await desk.come_back("red")
    assert [one.edition.key.workspace for one in await desk.claim()] == ["red"]


async def test_what_was_being_posted_when_the_chat_left_is_still_recorded(desk: Desk):
    lease = await desk.take(edition())
    await desk.leave("red")
    assert await desk.enter(lease, sent("s1"))
