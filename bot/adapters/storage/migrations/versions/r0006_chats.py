"""Chats: votes, channels, who may change what, events taken up, threads; and when a workspace's chat has left."""

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import sqlite

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sqlite.INTEGER(), "sqlite")
_TIME = sa.DateTime(timezone=True)


def upgrade() -> None:
    """New tables, and a column that is added in place: nothing that is stored is rewritten."""
    op.add_column("workspaces", sa.Column("gone_at", _TIME))
    _create(
        "votes",
        [_text("person"), _text("channel"), sa.Column("article_id", _ID, nullable=False)],
        [
            sa.Column("version", sa.Integer, nullable=False),
            sa.Column("value", sa.Integer, nullable=False),
            sa.Column("steers", sa.Boolean, nullable=False),
            sa.Column("at", _TIME, nullable=False),
        ],
    )
    op.create_index("ix_votes_workspace_id", "votes", ["workspace_id", "channel", "at"])
    op.create_index("ix_votes_at", "votes", ["at"])
    _create(
        "channels",
        [_text("channel")],
        [
            _text("name"),
            sa.Column("private", sa.Boolean, nullable=False),
            sa.Column("shared", sa.Boolean, nullable=False),
            sa.Column("checked_at", _TIME, nullable=False),
        ],
    )
    _create("policies", [], [_text("rule"), _text("allowed")])
    _create("handled_events", [_text("key_digest")], [sa.Column("at", _TIME, nullable=False)])
    op.create_index("ix_handled_events_at", "handled_events", ["at"])
    told = [_text("questions"), _text("only"), sa.Column("at", _TIME, nullable=False)]
    _create("talks", [_text("channel"), _text("thread")], told)
    op.create_index("ix_talks_at", "talks", ["at"])


def _text(name: str) -> sa.Column[Any]:
    return sa.Column(name, sa.Text, nullable=False)


def _create(name: str, key: list[sa.Column[Any]], rest: list[sa.Column[Any]]) -> None:
    """A table whose rows belong to a workspace, and are told apart by `key` within it."""
    op.create_table(
        name,
        sa.Column("workspace_id", _ID, nullable=False),
        *key,
        *rest,
        sa.PrimaryKeyConstraint("workspace_id", *(one.name for one in key), name=f"pk_{name}"),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspaces.id"], name=f"fk_{name}_workspace_id"),
    )
