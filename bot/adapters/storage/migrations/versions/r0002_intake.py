"""News intake: the state of polled feeds, what a workspace follows, and what sources say of their own articles."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import sqlite

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sqlite.INTEGER(), "sqlite")
_TIME = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Columns are added in place: nothing that is stored is rewritten."""
    _add(
        "workspace_sources",
        sa.Column("followed", sa.Boolean, nullable=False, server_default=sa.false()),
        sa.Column("paused", sa.Boolean, nullable=False, server_default=sa.false()),
        sa.Column("topics", sa.Text, nullable=False, server_default=""),
        sa.Column("label", sa.Text),
        sa.Column("site", sa.Text),
    )
    op.create_index("ix_workspace_sources_source_id", "workspace_sources", ["source_id"])
    _add(
        "articles",
        sa.Column("hidden", sa.Boolean, nullable=False, server_default=sa.false()),
        sa.Column("shown_from", _TIME),
        sa.Column("news", sa.Boolean, nullable=False, server_default=sa.true()),
        sa.Column("entry", sa.Text),
        sa.Column("url_digest", sa.Text),
        sa.Column("gone_at", _TIME),
    )
    op.create_index("ix_articles_url_digest", "articles", ["url_digest"])
    op.create_index("ix_articles_shown_from", "articles", ["shown_from"])
    _add(
        "versions",
        sa.Column("teaser", sa.Boolean, nullable=False, server_default=sa.false()),
        sa.Column("clamped", sa.Boolean, nullable=False, server_default=sa.false()),
        sa.Column("correction", sa.Text),
        sa.Column("standing", sa.Text),
        sa.Column("embargoed_until", _TIME),
    )
    _create_feeds()
    _create_copies()


def _add(table: str, *columns: sa.Column[object]) -> None:
    for column in columns:
        op.add_column(table, column)


def _create_copies() -> None:
    op.create_table(
        "band_keys",
        sa.Column("key", _ID, nullable=False, autoincrement=False),
        sa.Column("article_id", _ID, nullable=False),
        sa.PrimaryKeyConstraint("key", "article_id", name="pk_band_keys"),
        sa.ForeignKeyConstraint(["article_id"], ["articles.id"], name="fk_band_keys_article_id"),
    )
    op.create_index("ix_band_keys_article_id", "band_keys", ["article_id"])
    op.create_table(
        "copies",
        sa.Column("article_id", _ID, nullable=False),
        sa.Column("original_id", _ID, nullable=False),
        sa.PrimaryKeyConstraint("article_id", "original_id", name="pk_copies"),
        sa.ForeignKeyConstraint(["article_id"], ["articles.id"], name="fk_copies_article_id"),
        sa.ForeignKeyConstraint(["original_id"], ["articles.id"], name="fk_copies_original_id"),
    )
    op.create_index("ix_copies_original_id", "copies", ["original_id"])


def _create_feeds() -> None:
    op.create_table(
        "feeds",
        sa.Column("source_id", _ID, nullable=False, autoincrement=False),
        sa.Column("url", sa.Text, nullable=False),
        sa.Column("status", sa.Text, nullable=False),
        sa.Column("next_poll", _TIME, nullable=False),
        sa.Column("interval", sa.Float, nullable=False),
        sa.Column("polled", _TIME),
        sa.Column("succeeded", _TIME),
        sa.Column("failing_since", _TIME),
        sa.Column("failures", sa.Integer, nullable=False),
        sa.Column("error", sa.Text),
        sa.Column("etag", sa.Text),
        sa.Column("last_modified", sa.Text),
        sa.Column("body_digest", sa.Text),
        sa.Column("newest", _TIME),
        sa.Column("weekly", sa.Float),
        sa.Column("moved_to", sa.Text),
        sa.Column("moved_times", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("source_id", name="pk_feeds"),
        sa.ForeignKeyConstraint(["source_id"], ["sources.id"], name="fk_feeds_source_id"),
    )
    op.create_index("ix_feeds_next_poll", "feeds", ["status", "next_poll"])
