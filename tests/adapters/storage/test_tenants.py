"""What a workspace is given of deliveries is asked for by workspace in every statement; what crosses them is named."""

import re
from collections.abc import AsyncIterator

import pytest
from sqlalchemy import Connection, event

from bot.adapters.storage.database import Database
from bot.adapters.storage.edition_tables import editions
from bot.domain.editions import State
from bot.domain.models import ArticleRef
from bot.domain.rights import Policy
from bot.services.ports import (
    Agenda,
    Change,
    ChannelFacts,
    Channels,
    Handled,
    History,
    Homes,
    Ledger,
    Notices,
    Places,
    Policies,
    Posted,
    Subscriptions,
    Talk,
    Talks,
    Vote,
    Votes,
)
from bot.services.ports.model import Amounts, Ceilings, Replies, Spending
from tests.adapters.storage.builders import NOW
from tests.adapters.storage.desks import MINUTE, Desk, edition, part, sent, stored_desk, subscription

# Tables whose rows belong to a workspace; `parts` and `told` belong to an edition.
TENANTS = {name for name, table in editions.metadata.tables.items() if "workspace_id" in table.columns}
# What asks over all workspaces; only delivering and the composition root are given it.
CROSSING = {
    Agenda: {"coming", "of", "plan", "everything"},
    Ledger: {"lead", "rewind", "claim", "record", "release", "find", "resolve"},
    Notices: {"raise_", "pending", "told"},
    Posted: {"outdated", "correct"},
    Homes: {"of", "keep"},  # of one bot: it is asked where somebody is, which crosses workspaces
    Spending: {"reserve", "settle", "hit", "used", "standing"},  # the day's ceiling is one for all
    Replies: {"find", "keep", "prune"},  # bound by a scope, which the statements name: see below
}
BOUND = {
    Subscriptions: {"all", "of", "keep", "remove"},
    History: {"edition", "editions", "told", "covered"},
    Votes: {"cast", "withdraw", "of_person", "of_channel"},
    Channels: {"known", "keep"},
    Policies: {"policy", "set"},
    Places: {"places", "set"},
    Handled: {"first"},
    Talks: {"of", "keep"},
}


@pytest.fixture
async def statements(database: Database) -> AsyncIterator[list[str]]:
    """What the database was asked, from when on the list was emptied last."""
    asked: list[str] = []

    def note(_connection: Connection, _cursor: object, statement: str, *_rest: object) -> None:
        asked.append(" ".join(statement.split()))

    event.listen(database.connections.engine.sync_engine, "before_cursor_execute", note)
    yield asked
    event.remove(database.connections.engine.sync_engine, "before_cursor_execute", note)


@pytest.fixture
async def filled(database: Database) -> Desk:
    desk = await stored_desk(database)
    for workspace in ("red", "blue"):
        await desk.subscribe("general", workspace=workspace)
        lease = await desk.take(edition(workspace=workspace))
        await desk.enter(lease, Change(composed=desk.composed("s1"), part=part(0, None)))
        await desk.enter(lease, sent("s1"))
    return desk


def test_the_tables_of_deliveries_that_belong_to_a_workspace_are_known():
    assert {"subscriptions", "editions", "notices"} <= TENANTS
    assert {"model_usage", "model_reservations"} <= TENANTS
    assert {"votes", "channels", "policies", "handled_events", "talks", "question_channels", "homes"} <= TENANTS


@pytest.mark.parametrize("port", [*CROSSING, *BOUND], ids=lambda port: port.__name__)
def test_every_method_either_crosses_workspaces_by_name_or_is_bound_to_one(port: type[object]):
    named = {name for name in vars(port) if not name.startswith("_")}
    assert named == (CROSSING | BOUND)[port]


async def test_every_statement_of_what_is_bound_to_a_workspace_names_it(
    database: Database, filled: Desk, statements: list[str]
):
    space = await database.workspace("red", "general")
    votes, channels, policies, handled, talks = (
        space.votes,
        space.channels,
        space.policies,
        space.handled,
        space.talks,
    )
    vote = Vote("ann", "general", ArticleRef(1, 1), 1, steers=False, at=NOW)
    red, history = filled.subscriptions("red"), filled.history("red")
    mine = subscription("sport")
    used = 0
    for asked in (
        red.all(),
        red.of("general"),
        red.keep(mine, NOW),
        red.keep(mine, None),
        red.remove("sport"),
        history.edition(edition().key.text),
        history.editions(),
        history.editions(channel="general"),
        history.told("general", NOW),
        history.covered("general"),
        votes.cast(vote),
        votes.withdraw("ann", "general", 1),
        votes.of_person("ann"),
        votes.of_channel("general"),
        channels.keep(ChannelFacts("general", "General", private=False, shared=True, checked_at=NOW)),
        channels.known("general"),
        policies.set(Policy()),
        policies.policy(),
        space.places.set(frozenset({"general", "sport"})),
        space.places.set(frozenset()),
        space.places.places(),
        handled.first("key", NOW),
        talks.keep(Talk("general", "1.1", ("Who?",)), NOW),
        talks.of("general", "1.1"),
        database.workspace("red", "general"),
    ):
        statements.clear()
        await asked
        of_tenants = [one for one in statements if any(f"{name}." in one or f" {name} " in one for name in TENANTS)]
        assert of_tenants
        for one in of_tenants:
            assert "workspace_id = " in one or re.match(r"INSERT INTO \w+ \(workspace_id,", one), one
        used += 1
    assert used > sum(map(len, BOUND.values()))


async def test_a_kept_reply_is_read_and_written_by_its_scope_alone(database: Database, statements: list[str]):
    await database.workspace("red")
    for asked in (
        database.replies.keep("red", "key", "{}", NOW, NOW + MINUTE),
        database.replies.find("red", "key", NOW),
    ):
        statements.clear()
        await asked
        (one,) = [one for one in statements if "reply" in one]
        assert "model_replies.scope = " in one or one.startswith("INSERT INTO model_replies (scope,"), one


async def test_usage_of_one_workspace_is_asked_for_by_its_name(database: Database, statements: list[str]):
    for key in ("red", "blue"):
        await database.workspace(key)
        await database.spending.hit(key, "m", NOW)
    statements.clear()
    assert [one.workspace for one in await database.spending.used(NOW.date(), "red")] == ["red"]
    assert all('workspaces."key" = ' in one or "workspaces.key = " in one for one in statements if "model_usage" in one)
    statements.clear()
    assert await database.spending.reserve("red", "m", Amounts(1, 1), Ceilings(), NOW)
    mine = [one for one in statements if "FROM model_usage" in one]
    assert mine
    assert all("model_usage.workspace_id = " in one for one in mine)


async def test_a_refusal_everywhere_stops_and_a_word_of_a_person_settles_nothing_elsewhere(filled: Desk):
    await filled.plan(edition(slot=2), edition(slot=2, workspace="blue"))
    mine, other = sorted(await filled.claim(), key=lambda one: one.edition.key.workspace != "red")
    await filled.enter(mine.lease, Change(State.HELD, "why", stops="gone", everywhere=True))
    await filled.ledger.resolve(mine.edition.key.text, State.SENT, "seen", NOW)
    found = await filled.ledger.find(other.edition.key.text)
    assert found
    assert found.state is State.PLANNED
    assert [one.stopped for one in await filled.subscriptions("blue").all()] == [""]
