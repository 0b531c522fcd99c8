"""Editions: what channels have asked for, what is due and what became of it, what was told, notices for admins."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import sqlite

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sqlite.INTEGER(), "sqlite")
_TIME = sa.DateTime(timezone=True)


def upgrade() -> None:
    """New tables, and an index of edited versions: nothing that is stored is touched."""
    edited = sa.text("version > 1")
    op.create_index("ix_versions_seen_at", "versions", ["seen_at"], sqlite_where=edited, postgresql_where=edited)
    _create_subscriptions()
    _create_editions()
    _create_parts()
    _create_told()
    _create_notices()
    op.create_table(
        "leases",
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("owner", sa.Text, nullable=False),
        sa.Column("until", _TIME, nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_leases"),
    )


def _create_notices() -> None:
    op.create_table(
        "notices",
        sa.Column("id", _ID, nullable=False),
        sa.Column("workspace_id", _ID, nullable=False),
        sa.Column("key", sa.Text, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("values", sa.Text, nullable=False),
        sa.Column("raised_at", _TIME, nullable=False),
        sa.Column("told_at", _TIME),
        sa.PrimaryKeyConstraint("id", name="pk_notices"),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspaces.id"], name="fk_notices_workspace_id"),
        sa.UniqueConstraint("workspace_id", "key", name="uq_notices_workspace_id"),
    )
    untold = sa.text("told_at IS NULL")
    op.create_index("ix_notices_id", "notices", ["id"], sqlite_where=untold, postgresql_where=untold)


def _create_subscriptions() -> None:
    op.create_table(
        "subscriptions",
        sa.Column("id", _ID, nullable=False),
        sa.Column("workspace_id", _ID, nullable=False),
        sa.Column("channel", sa.Text, nullable=False),
        sa.Column("schedule", sa.Text, nullable=False),
        sa.Column("since", _TIME, nullable=False),
        sa.Column("next_at", _TIME),
        sa.Column("choice", sa.Text, nullable=False),
        sa.Column("stories", sa.Integer, nullable=False),
        sa.Column("length", sa.Text, nullable=False),
        sa.Column("when_quiet", sa.Text, nullable=False),
        sa.Column("quiet_hours", sa.Text, nullable=False),
        sa.Column("stopped", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_subscriptions"),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspaces.id"], name="fk_subscriptions_workspace_id"),
        sa.UniqueConstraint("workspace_id", "channel", name="uq_subscriptions_workspace_id"),
    )
    op.create_index("ix_subscriptions_next_at", "subscriptions", ["next_at"])


def _create_editions() -> None:
    op.create_table(
        "editions",
        sa.Column("id", _ID, nullable=False),
        sa.Column("workspace_id", _ID, nullable=False),
        sa.Column("channel", sa.Text, nullable=False),
        sa.Column("key", sa.Text, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("day", sa.Date, nullable=False),
        sa.Column("slot", sa.Integer, nullable=False),
        sa.Column("of", sa.Text, nullable=False),
        sa.Column("due_at", _TIME, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("late", sa.Boolean, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("retry_at", _TIME),
        sa.Column("tries", sa.Integer, nullable=False),
        sa.Column("attempt", sa.Integer, nullable=False),
        sa.Column("owner", sa.Text),
        sa.Column("lease_until", _TIME),
        sa.Column("composed", sa.Boolean, nullable=False),
        sa.Column("high", _ID),
        sa.Column("expected", sa.Integer, nullable=False),
        sa.Column("thread", sa.Text),
        sa.Column("planned_at", _TIME, nullable=False),
        sa.Column("settled_at", _TIME),
        sa.Column("draft", sa.Text),
        sa.PrimaryKeyConstraint("id", name="pk_editions"),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspaces.id"], name="fk_editions_workspace_id"),
        sa.UniqueConstraint("key", name="uq_editions_key"),
    )
    op.create_index("ix_editions_workspace_id", "editions", ["workspace_id", "channel", "due_at"])
    unsettled = sa.text("settled_at IS NULL")
    for name, columns in (
        ("ix_editions_due_at", ["due_at", "id", "composed", "retry_at", "lease_until"]),
        ("ix_editions_channel", ["channel", "workspace_id"]),
    ):
        op.create_index(name, "editions", columns, sqlite_where=unsettled, postgresql_where=unsettled)


def _create_parts() -> None:
    op.create_table(
        "parts",
        sa.Column("edition_id", _ID, nullable=False),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("started_at", _TIME, nullable=False),
        sa.Column("message_id", sa.Text),
        sa.Column("digest", sa.Text, nullable=False),
        sa.Column("stories", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("edition_id", "position", name="pk_parts"),
        sa.ForeignKeyConstraint(["edition_id"], ["editions.id"], name="fk_parts_edition_id"),
    )


def _create_told() -> None:
    op.create_table(
        "told",
        sa.Column("edition_id", _ID, nullable=False),
        sa.Column("place", sa.Integer, nullable=False),
        sa.Column("story_id", sa.Text, nullable=False),
        sa.Column("article_id", _ID, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("shown", sa.Boolean, nullable=False),
        sa.PrimaryKeyConstraint("edition_id", "place", name="pk_told"),
        sa.ForeignKeyConstraint(["edition_id"], ["editions.id"], name="fk_told_edition_id"),
        sa.ForeignKeyConstraint(
            ["article_id", "version"], ["versions.article_id", "versions.version"], name="fk_told_article_id"
        ),
    )
    op.create_index("ix_told_article_id", "told", ["article_id"])
