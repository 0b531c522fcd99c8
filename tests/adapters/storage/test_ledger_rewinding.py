"""A ledger whose clock was ahead, and workspaces that would fill every hand; the fake and both engines alike."""

from bot.domain.editions import PartState, State
from bot.services.ports import Change, PartEntry
from tests.adapters.storage.builders import NOW
from tests.adapters.storage.desks import DAY, HOUR, MINUTE, Desk, edition, part, sent

AHEAD = NOW + 365 * DAY


async def rewind(desk: Desk) -> None:
    await desk.ledger.rewind(NOW, NOW + MINUTE, NOW + DAY)


async def test_a_lease_from_when_the_clock_was_ahead_holds_no_more_and_one_of_now_does(desk: Desk):
    await desk.plan(edition("ahead"), edition("now"))
    (ahead,) = await desk.claim("dead", now=AHEAD, limit=1)
    (now,) = await desk.claim("alive", limit=1)
    assert list(await desk.claim("another")) == []
    await rewind(desk)
    (rescued,) = await desk.claim("another")
    assert rescued.edition.id == ahead.edition.id
    assert not await desk.enter(ahead.lease, Change(tries=1))
    assert await desk.enter(now.lease, Change(tries=1))


async def test_what_was_put_off_for_longer_than_anything_is_can_be_claimed_and_what_was_put_off_till_soon_cannot(
    desk: Desk,
):
    await desk.plan(edition("far"), edition("soon"))
    far, soon = await desk.claim()
    await desk.enter(far.lease, Change(retry_at=AHEAD, release=True))
    await desk.enter(soon.lease, Change(retry_at=NOW + HOUR, release=True))
    await rewind(desk)
    assert [one.edition.key.channel for one in await desk.claim()] == ["far"]


async def test_a_digest_planned_while_the_clock_was_ahead_and_not_begun_is_planned_no_more(desk: Desk):
    planned, begun, settled, due = (edition(name) for name in ("planned", "begun", "settled", "due"))
    correction = edition("planned", of="1")
    await desk.plan(planned, begun, settled, correction, now=AHEAD)
    await desk.plan(due)
    leases = {one.edition.key.channel: one.lease for one in await desk.claim()}
    await desk.enter(leases["planned"], Change(composed=desk.composed("s1"), release=True))
    await desk.enter(leases["begun"], Change(State.SENDING, part=part(0, PartState.SENDING), release=True))
    await desk.enter(leases["settled"], sent("s1"))
    await rewind(desk)
    assert await desk.ledger.find(planned.key.text) is None
    for one in (begun, settled, correction, due):
        assert await desk.ledger.find(one.key.text)
    assert await desk.plan(planned) == 1


async def test_a_leader_from_when_the_clock_was_ahead_leads_no_more(desk: Desk):
    assert await desk.ledger.lead("dead", AHEAD, AHEAD + MINUTE)
    assert await desk.ledger.lead("next", NOW, NOW + MINUTE)
    assert not await desk.ledger.lead("dead", NOW, NOW + MINUTE)


async def test_a_clock_that_is_a_little_behind_takes_the_lead_from_nobody(desk: Desk):
    assert await desk.ledger.lead("leads", NOW + MINUTE / 2, NOW + MINUTE / 2 + MINUTE)
    assert not await desk.ledger.lead("behind", NOW, NOW + MINUTE)


async def test_of_a_workspace_no_more_are_claimed_than_it_may_have_in_work_at_once(desk: Desk):
    await desk.plan(*(edition(f"c{number}", due=NOW - HOUR) for number in range(5)), edition("b", workspace="blue"))
    first = await desk.ledger.claim("me", NOW, NOW + MINUTE, 10, per_workspace=2)
    assert [(one.edition.key.workspace, one.edition.key.channel) for one in first] == [
        ("red", "c0"),
        ("red", "c1"),
        ("blue", "b"),
    ]
    assert list(await desk.ledger.claim("another", NOW, NOW + MINUTE, 10, per_workspace=2)) == []
    await desk.enter(first[0].lease, Change(State.SKIPPED, "x", release=True))
    (next_one,) = await desk.ledger.claim("another", NOW, NOW + MINUTE, 10, per_workspace=2)
    assert next_one.edition.key.channel == "c2"


async def test_a_message_whose_request_goes_out_anew_counts_from_then_on(desk: Desk):
    lease = await desk.take(edition())
    await desk.enter(lease, Change(State.SENDING, part=PartEntry(0, PartState.SENDING, digest="d")))
    await desk.enter(lease, Change(State.UNKNOWN, part=PartEntry(0, PartState.SENDING, digest="d")), NOW + MINUTE / 2)
    assert (await desk.found(edition())).parts[0].started_at == NOW + MINUTE / 2
