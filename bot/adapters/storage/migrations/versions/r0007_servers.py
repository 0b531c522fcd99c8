"""Where questions are answered, whom a briefing tells, in which workspace somebody was last, what a bot notes."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import sqlite

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sqlite.INTEGER(), "sqlite")


def upgrade() -> None:
    """New tables, and a column that is added in place: nothing that is stored is rewritten."""
    op.add_column("subscriptions", sa.Column("ping", sa.Text, nullable=False, server_default=""))
    op.create_table(
        "question_channels",
        sa.Column("workspace_id", _ID, nullable=False),
        sa.Column("channel", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("workspace_id", "channel", name="pk_question_channels"),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspaces.id"], name="fk_question_channels_workspace_id"),
    )
    op.create_table(
        "homes",
        sa.Column("bot", sa.Text, nullable=False),
        sa.Column("person", sa.Text, nullable=False),
        sa.Column("workspace_id", _ID, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("bot", "person", name="pk_homes"),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspaces.id"], name="fk_homes_workspace_id"),
    )
    op.create_index("ix_homes_workspace_id", "homes", ["workspace_id"])
    op.create_index("ix_homes_at", "homes", ["at"])
    op.create_table(
        "bot_memory",
        sa.Column("bot", sa.Text, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("value", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("bot", "name", name="pk_bot_memory"),
    )
