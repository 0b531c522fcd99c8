"""Language models: what was spent on them, by whom, what is reserved, replies that are kept."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import sqlite

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sqlite.INTEGER(), "sqlite")
_TIME = sa.DateTime(timezone=True)


def upgrade() -> None:
    """New tables: nothing that is stored is touched."""
    op.create_table(
        "model_spent",
        sa.Column("day", sa.Date, nullable=False),
        sa.Column("tokens", sa.BigInteger, nullable=False),
        sa.Column("money", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("day", name="pk_model_spent"),
    )
    _create_usage()
    _create_reservations()
    _create_replies()


def _create_usage() -> None:
    op.create_table(
        "model_usage",
        sa.Column("workspace_id", _ID, nullable=False),
        sa.Column("day", sa.Date, nullable=False),
        sa.Column("model", sa.Text, nullable=False),
        sa.Column("calls", sa.Integer, nullable=False),
        sa.Column("failed", sa.Integer, nullable=False),
        sa.Column("prompt_tokens", sa.BigInteger, nullable=False),
        sa.Column("reply_tokens", sa.BigInteger, nullable=False),
        sa.Column("money", sa.BigInteger, nullable=False),
        sa.Column("hits", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("workspace_id", "day", "model", name="pk_model_usage"),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspaces.id"], name="fk_model_usage_workspace_id"),
    )
    op.create_index("ix_model_usage_day", "model_usage", ["day"])


def _create_reservations() -> None:
    op.create_table(
        "model_reservations",
        sa.Column("id", _ID, primary_key=True),
        sa.Column("workspace_id", _ID, nullable=False),
        sa.Column("day", sa.Date, nullable=False),
        sa.Column("model", sa.Text, nullable=False),
        sa.Column("tokens", sa.BigInteger, nullable=False),
        sa.Column("money", sa.BigInteger, nullable=False),
        sa.Column("at", _TIME, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_model_reservations"),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspaces.id"], name="fk_model_reservations_workspace_id"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_model_reservations_at", "model_reservations", ["at"])


def _create_replies() -> None:
    op.create_table(
        "model_replies",
        sa.Column("scope", sa.Text, nullable=False),
        sa.Column("key", sa.Text, nullable=False),
        sa.Column("size", sa.Integer, nullable=False),
        sa.Column("kept_at", _TIME, nullable=False),
        sa.Column("kept_until", _TIME, nullable=False),
        sa.Column("reply", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("scope", "key", name="pk_model_replies"),
    )
    op.create_index("ix_model_replies_kept_at", "model_replies", ["kept_at", "size"])
    op.create_index("ix_model_replies_kept_until", "model_replies", ["kept_until"])
