"""The first schema: workspaces, sources with their visibility, articles in versions, quotes, full-text index."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import sqlite

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sqlite.INTEGER(), "sqlite")
_TOKEN = sa.String().with_variant(sa.String(collation="C"), "postgresql")
_TIME = sa.DateTime(timezone=True)

# An external-content index: SQLite keeps the words only, and reads texts where they are stored.
_SQLITE_SEARCH = (
    """
    CREATE VIEW search_content AS
    SELECT a.id AS id, v.title AS title, v.speakers AS speakers, substr(v.text, 1, 200000) AS text
    FROM articles a JOIN versions v ON v.article_id = a.id AND v.version = a.version
    """,
    """
    CREATE VIRTUAL TABLE search_index USING fts5(
        title, speakers, text, content = 'search_content', content_rowid = 'id',
        tokenize = 'porter unicode61 remove_diacritics 2'
    )
    """,
)

# A configuration of our own, because PostgreSQL's "english" forgets stop words, and a name may be one.
_POSTGRES_SEARCH = (
    "CREATE TEXT SEARCH DICTIONARY newsbot_stem (TEMPLATE = snowball, LANGUAGE = english)",
    "CREATE TEXT SEARCH CONFIGURATION newsbot (COPY = simple)",
    "ALTER TEXT SEARCH CONFIGURATION newsbot ALTER MAPPING FOR asciiword, word, numword WITH newsbot_stem",
    """
    CREATE TABLE search_index (
        article_id BIGINT PRIMARY KEY REFERENCES articles (id),
        source_id BIGINT NOT NULL,
        headline TSVECTOR NOT NULL,
        document TSVECTOR NOT NULL
    )
    """,
    # Whole articles stay outside their rows, uncompressed: most are matched by the index alone, a few are ranked.
    "ALTER TABLE search_index ALTER COLUMN document SET STORAGE EXTERNAL",
    # A short list of pending entries (kilobytes): every search reads through it, and without one storing is slow.
    "CREATE INDEX ix_search_index_document ON search_index USING gin (document) WITH (gin_pending_list_limit = 256)",
)


def upgrade() -> None:
    """Build everything."""
    _create_sources()
    _create_articles()
    _create_speech()
    for statement in _SQLITE_SEARCH if op.get_bind().dialect.name == "sqlite" else _POSTGRES_SEARCH:
        op.execute(statement)


def _create_sources() -> None:
    op.create_table(
        "workspaces",
        sa.Column("id", _ID, nullable=False),
        sa.Column("key", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_workspaces"),
        sa.UniqueConstraint("key", name="uq_workspaces_key"),
    )
    table = op.create_table(
        "sources",
        sa.Column("id", _ID, nullable=False),
        sa.Column("key", sa.Text, nullable=False),
        sa.Column("key_digest", sa.Text, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("url", sa.Text),
        sa.Column("visibility", sa.Text, nullable=False),
        sa.Column("owner_id", _ID),
        sa.Column("channel", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_sources"),
        sa.ForeignKeyConstraint(["owner_id"], ["workspaces.id"], name="fk_sources_owner_id"),
    )
    unique = [table.c.key_digest, sa.func.coalesce(table.c.owner_id, 0), table.c.channel]
    op.create_index("ux_sources_key", "sources", unique, unique=True)
    op.create_table(
        "workspace_sources",
        sa.Column("workspace_id", _ID, nullable=False),
        sa.Column("source_id", _ID, nullable=False),
        sa.PrimaryKeyConstraint("workspace_id", "source_id", name="pk_workspace_sources"),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspaces.id"], name="fk_workspace_sources_workspace_id"),
        sa.ForeignKeyConstraint(["source_id"], ["sources.id"], name="fk_workspace_sources_source_id"),
    )


def _create_articles() -> None:
    op.create_table(
        "articles",
        sa.Column("id", _ID, nullable=False, autoincrement=False),
        sa.Column("source_id", _ID, nullable=False),
        sa.Column("key", sa.Text, nullable=False),
        sa.Column("key_digest", sa.Text, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_articles"),
        sa.UniqueConstraint("source_id", "key_digest", name="uq_articles_source_id"),
        sa.ForeignKeyConstraint(["source_id"], ["sources.id"], name="fk_articles_source_id"),
    )
    op.create_index("ix_articles_key_digest", "articles", ["key_digest"])
    op.create_table(
        "versions",
        sa.Column("article_id", _ID, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("original", sa.Text),
        sa.Column("url", sa.Text),
        sa.Column("author", sa.Text),
        sa.Column("published", _TIME),
        sa.Column("language", sa.Text, nullable=False),
        sa.Column("sample", sa.Boolean, nullable=False),
        sa.Column("speakers", sa.Text, nullable=False),
        sa.Column("digest", sa.Text, nullable=False),
        sa.Column("seen_at", _TIME, nullable=False),
        sa.PrimaryKeyConstraint("article_id", "version", name="pk_versions"),
        sa.ForeignKeyConstraint(["article_id"], ["articles.id"], name="fk_versions_article_id"),
    )


def _create_speech() -> None:
    op.create_table(
        "quotes",
        sa.Column("article_id", _ID, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("start", sa.Integer, nullable=False),
        sa.Column("end", sa.Integer, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("confidence", sa.Text, nullable=False),
        sa.Column("speaker", sa.Text),
        sa.Column("mention_start", sa.Integer),
        sa.Column("mention_end", sa.Integer),
        sa.Column("context_start", sa.Integer, nullable=False),
        sa.Column("context_end", sa.Integer, nullable=False),
        sa.Column("role", sa.Text),
        sa.Column("addressee", sa.Text),
        sa.Column("relayed", sa.Text),
        sa.Column("utterance", sa.Integer, nullable=False),
        sa.Column("widen", sa.Boolean, nullable=False),
        sa.PrimaryKeyConstraint("article_id", "version", "position", name="pk_quotes"),
        sa.ForeignKeyConstraint(
            ["article_id", "version"], ["versions.article_id", "versions.version"], name="fk_quotes_article_id"
        ),
    )
    op.create_table(
        "speaker_tokens",
        sa.Column("token", _TOKEN, nullable=False),
        sa.Column("article_id", _ID, nullable=False),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("role", sa.Text),
        sa.PrimaryKeyConstraint("token", "article_id", "position", name="pk_speaker_tokens"),
        sa.ForeignKeyConstraint(["article_id"], ["articles.id"], name="fk_speaker_tokens_article_id"),
    )
    op.create_index("ix_speaker_tokens_article_id", "speaker_tokens", ["article_id"])
