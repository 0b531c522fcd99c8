"""What is known of a workspace's channels, and who may change what there; guards that each has one row of each."""

import json
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, select
from sqlalchemy.dialects import postgresql, sqlite

from bot.adapters.storage.chat_tables import channels, policies
from bot.adapters.storage.engine import Connections
from bot.adapters.storage.rows import read, shape
from bot.domain.rights import Policy, Rule
from bot.domain.text import cut, one_line, storable
from bot.services.ports import ChannelFacts

_FACTS = channels.c.channel, channels.c.name, channels.c.private, channels.c.shared, channels.c.checked_at
_FACTS_SHAPE = shape(_FACTS)
_POLICY = policies.c.rule, policies.c.allowed
_POLICY_SHAPE = shape(_POLICY)
_NAME = 200  # characters of a channel's name


@dataclass(frozen=True, slots=True)
class SqlChannels:
    """Implements `ports.Channels` for one workspace. Every method raises StoreError where the database fails."""

    connections: Connections
    workspace_id: int

    async def known(self, channel: str) -> ChannelFacts | None:
        """What was found out last."""
        mine = channels.c.workspace_id == self.workspace_id
        query = select(*_FACTS).where(mine, channels.c.channel == storable(channel))
        async with self.connections.reading() as connection:
            return next(read(await connection.execute(query), _FACTS_SHAPE, lambda row: ChannelFacts(*row)), None)

    async def keep(self, facts: ChannelFacts) -> None:
        """Store it in place of what was known."""
        engine = postgresql if self.connections.is_postgres else sqlite
        values = {
            "name": cut(one_line(storable(facts.name)), _NAME),
            "private": facts.private,
            "shared": facts.shared,
            "checked_at": facts.checked_at,
        }
        new = engine.insert(channels).values(workspace_id=self.workspace_id, channel=storable(facts.channel), **values)
        async with self.connections.writing() as connection:
            await connection.execute(new.on_conflict_do_update(index_elements=["workspace_id", "channel"], set_=values))


@dataclass(frozen=True, slots=True)
class SqlPolicies:
    """Implements `ports.Policies` for one workspace. Every method raises StoreError where the database fails."""

    connections: Connections
    workspace_id: int

    async def policy(self) -> Policy | None:
        """None where none was set."""
        query = select(*_POLICY).where(policies.c.workspace_id == self.workspace_id)
        async with self.connections.reading() as connection:
            return next(read(await connection.execute(query), _POLICY_SHAPE, _policy_of), None)

    async def set(self, policy: Policy) -> None:
        """From now on."""
        engine = postgresql if self.connections.is_postgres else sqlite
        allowed = json.dumps(sorted(map(storable, policy.allowed)))
        values = {"rule": policy.rule.value, "allowed": allowed}
        new = engine.insert(policies).values(workspace_id=self.workspace_id, **values)
        async with self.connections.writing() as connection:
            await connection.execute(new.on_conflict_do_update(index_elements=["workspace_id"], set_=values))


def _policy_of(row: Row[*tuple[Any, ...]]) -> Policy:
    rule, allowed = row
    people = json.loads(allowed)
    if not isinstance(people, list) or not all(isinstance(one, str) for one in people):
        raise TypeError(people)
    return Policy(Rule(rule), frozenset(people))
