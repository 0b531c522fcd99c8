"""Whatever is done to them in whatever order, the fake and SQLite answer alike.

The fake is what deliveries are tried on, thousands of histories at a time: they count as far as it is true to storage.
"""

import asyncio
import shutil
import tempfile
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import astuple, replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule, run_state_machine_as_test

from bot.adapters.storage.database import Database
from bot.domain.editions import EditionKey, Kind, PartState, Skipped, State
from bot.services.ports import Change, Claimed, Entry, Lease, NewEdition, PartEntry, Planned
from tests.adapters.storage.builders import NOW
from tests.adapters.storage.desks import DAY, MINUTE, Desk, fake_desk, stored_desk, subscription, told_of, without_id

OWNERS = st.sampled_from(["one", "two"])
WORKSPACES = st.sampled_from(["red", "red", "red", "blue"])
CHANNELS = st.sampled_from(["a", "a", "a", "b"])  # few, so that editions meet
STEPS = st.sampled_from([0, 1, 3, 10, 60, 24 * 60, -10, -24 * 60]).map(lambda minutes: minutes * MINUTE)
LATER = st.sampled_from([MINUTE / 2, 5 * MINUTE, DAY])
KEYS = st.builds(
    EditionKey,
    WORKSPACES,
    CHANNELS,
    st.sampled_from([(NOW + day * DAY).date() for day in (-1, 0, 1)]),
    st.sampled_from([1, 2]),
    st.sampled_from(["", "", "x"]),
)
PARTS = st.builds(
    PartEntry,
    st.sampled_from([0, 1]),
    st.sampled_from([None, *PartState]),
    st.sampled_from([None, "m1", "m2"]),
    st.sampled_from(["", "d1"]),
    st.sampled_from([(), ("s1",), ("s1", "s2")]),
)
CHANGES = st.builds(
    Change,
    state=st.sampled_from([None, None, *State]),
    reason=st.sampled_from(["", "why"]),
    late=st.booleans(),
    part=st.none() | PARTS,
    tries=st.none() | st.integers(0, 3),
    release=st.booleans(),
    stops=st.sampled_from(["", "", "", "gone"]),
    everywhere=st.booleans(),
    notices=st.sampled_from([(), (("k1", told_of("one")),), (("k1", told_of("two")), ("k2", told_of("two")))]),
)


class Two(RuleBasedStateMachine):
    """Each step is done to both. Ids are each one's own: what is compared goes by keys."""

    migrated: Path

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.loop = asyncio.new_event_loop()
        url = f"sqlite:///{shutil.copy(self.migrated, self.folder.name)}"
        self.database = self.loop.run_until_complete(Database.open(url))
        stored = self.loop.run_until_complete(stored_desk(self.database))
        self.desks: tuple[Desk, Desk] = (replace(fake_desk(), refs=stored.refs), stored)
        self.now = NOW
        self.leases: list[tuple[Lease, Lease]] = []

    def teardown(self) -> None:
        try:
            self.look()
        finally:
            self.loop.run_until_complete(self.database.close())
            self.loop.close()
            self.folder.cleanup()

    def both(
        self, ask: Callable[[Desk], Awaitable[object]], seen: Callable[[object], object] = lambda one: one
    ) -> None:
        """The same question to both, for the same answer."""
        fake, stored = (seen(self.loop.run_until_complete(ask(desk))) for desk in self.desks)
        assert fake == stored

    # --- what is due ---------------------------------------------------------------------------------

    @rule(workspace=WORKSPACES, channel=CHANNELS, since=LATER, ahead=st.none() | STEPS)
    def keep(self, workspace: str, channel: str, since: timedelta, ahead: timedelta | None) -> None:
        one = replace(subscription(channel, workspace), since=NOW - since)
        next_at = None if ahead is None else self.now + ahead
        self.both(lambda desk: desk.subscriptions(workspace).keep(one, next_at))

    @rule(workspace=WORKSPACES, channel=CHANNELS)
    def remove(self, workspace: str, channel: str) -> None:
        self.both(lambda desk: desk.subscriptions(workspace).remove(channel))

    @rule(
        keys=st.lists(KEYS, max_size=3),
        ahead=STEPS,
        next_at=st.none() | STEPS,
        since=st.none() | LATER,
        skipped=st.sampled_from([None, None, *Skipped]),
    )
    def plan(
        self,
        keys: list[EditionKey],
        ahead: timedelta,
        next_at: timedelta | None,
        since: timedelta | None,
        skipped: Skipped | None,
    ) -> None:
        planned = [
            Planned(
                key.workspace,
                key.channel,
                (NewEdition(key, self.now + ahead, Kind.CORRECTION if key.of else Kind.DIGEST, skipped=skipped),),
                None if next_at is None else self.now + next_at,
                None if since is None else NOW - since,
            )
            for key in keys
        ]
        self.both(lambda desk: desk.agenda.plan(planned, self.now))

    @rule(step=STEPS)
    def wait(self, step: timedelta) -> None:
        self.now += step

    # --- the ledger ----------------------------------------------------------------------------------

    @rule(owner=OWNERS, lease=LATER, limit=st.integers(1, 4))
    def claim(self, owner: str, lease: timedelta, limit: int) -> None:
        fake, stored = (
            self.loop.run_until_complete(desk.ledger.claim(owner, self.now, self.now + lease, limit))
            for desk in self.desks
        )
        assert list(map(comparable, fake)) == list(map(comparable, stored))
        self.leases += [(one.lease, other.lease) for one, other in zip(fake, stored, strict=True)]

    @rule(
        data=st.data(),
        changes=st.lists(CHANGES, min_size=1, max_size=4),
        high=st.none() | st.integers(1, 99),
        later=st.none() | LATER,
        renew=st.booleans(),
    )
    def record(
        self,
        data: st.DataObject,
        changes: list[Change],
        high: int | None,
        later: timedelta | None,
        renew: bool,  # noqa: FBT001 - hypothesis passes it by name
    ) -> None:
        if not self.leases:
            return
        chosen = [data.draw(st.sampled_from(self.leases[-6:])) for _ in changes]
        until = None if later is None else self.now + later
        changes = [replace(one, renew=until) if renew else replace(one, retry_at=until) for one in changes]
        stories = ("s1", "s2") if (high or 0) % 2 else ("s2",)

        def entries(desk: Desk, which: int) -> Sequence[Entry]:
            composed = None if high is None else desk.composed(*stories, high=high)
            first, *rest = changes
            every = [replace(first, composed=composed), *rest]
            return [Entry(pair[which], self.now, change) for pair, change in zip(chosen, every, strict=True)]

        fake, stored = (
            list(self.loop.run_until_complete(desk.ledger.record(entries(desk, which))))
            for which, desk in enumerate(self.desks)
        )
        assert fake == stored

    @rule(owner=OWNERS, lease=LATER)
    def lead(self, owner: str, lease: timedelta) -> None:
        self.both(lambda desk: desk.ledger.lead(owner, self.now, self.now + lease))

    @rule(owner=OWNERS)
    def release(self, owner: str) -> None:
        self.both(lambda desk: desk.ledger.release(owner))

    @rule(key=KEYS, state=st.sampled_from([State.SENT, State.PLANNED]))
    def resolve(self, key: EditionKey, state: State) -> None:
        self.both(lambda desk: desk.ledger.resolve(key.text, state, "a person", self.now))

    # --- notices -------------------------------------------------------------------------------------

    @rule(workspace=WORKSPACES, key=st.sampled_from(["k1", "k3"]))
    def raise_(self, workspace: str, key: str) -> None:
        self.both(lambda desk: desk.notices.raise_(workspace, key, told_of("raised"), self.now))

    @rule()
    def tell(self) -> None:
        async def oldest(desk: Desk) -> object:
            for one in await desk.notices.pending(1):
                await desk.notices.told(one.id, self.now)
                return one.workspace, one.notice
            return None

        self.both(oldest)

    # --- what is seen --------------------------------------------------------------------------------

    @rule()
    def look(self) -> None:
        self.both(lambda desk: seen_by(desk, self.now))


async def seen_by(desk: Desk, now: datetime) -> object:
    coming = list(await desk.agenda.coming(now, 9))
    seen: list[object] = [
        sorted(map(repr, coming)),
        [await desk.subscriptions(name).all() for name in ("red", "blue")],
        [(one.workspace, one.notice) for one in await desk.notices.pending(9)],
    ]
    for history in map(desk.history, ("red", "blue")):
        seen += [
            list(map(without_id, await history.editions())),
            [(list(await history.told(name, NOW - DAY)), await history.covered(name)) for name in ("a", "b")],
        ]
    return seen


def comparable(claimed: Claimed) -> object:
    lease = astuple(replace(claimed.lease, edition_id=0))
    return without_id(claimed.edition), lease, claimed.subscription, claimed.rescued


@pytest.mark.timeout(300)
def test_the_fake_and_sqlite_agree_on_every_history(migrated_sqlite: Path):
    Two.migrated = migrated_sqlite
    asked = settings().max_examples
    examples = 15 if asked <= 30 else asked  # each of forty steps, and a step is a transaction
    few = settings(max_examples=examples, stateful_step_count=40, suppress_health_check=list(HealthCheck))
    run_state_machine_as_test(Two, settings=few)
