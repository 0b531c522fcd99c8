"""The tables, for SQLite and PostgreSQL alike; guards that ids order by first sight and times are aware UTC.

What is stored once: a public source and its articles, whoever follows it. What a workspace sees goes through
`workspace_sources`. The full-text index is each engine's own and stands in the migrations. A change here needs
a migration, and `REVISION` names the last one. What is delivered stands in `edition_tables`, what is remembered of
people's doings in a chat in `chat_tables`, what a model has cost in `model_tables`.
"""

from datetime import UTC, datetime

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    DateTime,
    Dialect,
    Float,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
    false,
    func,
    text,
    true,
)
from sqlalchemy.dialects import sqlite

REVISION = "0008"  # the newest migration; the program asks for Alembic only where the database says otherwise
REVISION_TABLE = "newsbot_revision"

metadata = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "ix": "ix_%(table_name)s_%(column_0_name)s",
    }
)

# SQLite gives a table its fast integer key only where the type is spelled INTEGER.
Id = BigInteger().with_variant(sqlite.INTEGER(), "sqlite")
# Prefixes are ranges of code points, which PostgreSQL's languages would order otherwise.
Token = String().with_variant(String(collation="C"), "postgresql")


class UtcTime(TypeDecorator[datetime]):
    """An aware UTC time; SQLite stores it without its zone. A naive time raises ValueError."""

    impl = DateTime(timezone=True)
    cache_ok = True

    @property
    def python_type(self) -> type[datetime]:
        """What is read from such a column."""
        return datetime

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """To the database."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a stored time needs its zone")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """From the database."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if dialect.name == "sqlite" else value.astimezone(UTC)


# `gone_at`: since when its chat has left. It gets nothing meanwhile, and is erased some days later.
workspaces = Table(
    "workspaces",
    metadata,
    Column("id", Id, primary_key=True),
    Column("key", Text, nullable=False, unique=True),
    Column("gone_at", UtcTime),
)

# `owner_id` is empty for public sources; `channel` is empty unless the source is visible to one channel alone.
# Keys may be of any length, which no index takes: `key_digest` stands for them.
sources = Table(
    "sources",
    metadata,
    Column("id", Id, primary_key=True),
    Column("key", Text, nullable=False),
    Column("key_digest", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("url", Text),
    Column("visibility", Text, nullable=False),
    Column("owner_id", Id, ForeignKey("workspaces.id")),
    Column("channel", Text, nullable=False),
)
Index("ux_sources_key", sources.c.key_digest, func.coalesce(sources.c.owner_id, 0), sources.c.channel, unique=True)

# `followed`: what was asked for by name, and is therefore listed and polled for this workspace; the sources of loaded
# files are linked only. `topics`: one a line. `label`, `site`: as this workspace was given them.
workspace_sources = Table(
    "workspace_sources",
    metadata,
    Column("workspace_id", Id, ForeignKey("workspaces.id"), primary_key=True),
    Column("source_id", Id, ForeignKey("sources.id"), primary_key=True),
    Column("followed", Boolean, nullable=False, server_default=false()),
    Column("paused", Boolean, nullable=False, server_default=false()),
    Column("topics", Text, nullable=False, server_default=""),
    Column("label", Text),
    Column("site", Text),
    Index("ix_workspace_sources_source_id", "source_id"),
)

# The state of a source that is polled: `polling.FeedState`. `status` is active or disabled. Intervals in seconds.
feeds = Table(
    "feeds",
    metadata,
    Column("source_id", Id, ForeignKey("sources.id"), primary_key=True, autoincrement=False),
    Column("url", Text, nullable=False),
    Column("status", Text, nullable=False),
    Column("next_poll", UtcTime, nullable=False),
    Column("interval", Float, nullable=False),
    Column("polled", UtcTime),
    Column("succeeded", UtcTime),
    Column("failing_since", UtcTime),
    Column("failures", Integer, nullable=False),
    Column("error", Text),
    Column("etag", Text),
    Column("last_modified", Text),
    Column("body_digest", Text),
    Column("newest", UtcTime),
    Column("weekly", Float),
    Column("moved_to", Text),
    Column("moved_times", Integer, nullable=False),
    Column("note", Text),
    Column("found_at", Text),
    Column("seen", Text),
    Index("ix_feeds_next_poll", "status", "next_poll"),
)

# `id` is `models.first_id` of the first sight or higher, and higher than every id before it. A `hidden` article is
# shown to nobody and is in no search index: its source withholds or has withdrawn it, or, until `shown_from`, keeps
# it under embargo. Of an article that is shown and was hidden before, `shown_from` is since when, for some weeks.
# `entry` stands for the feed's entry that the current version was made from, `url_digest` for the current address.
# `gone_at`: when its page was found to be no longer there. `read_at`: when an entry, or a file, with something new in
# it was taken up last.
articles = Table(
    "articles",
    metadata,
    Column("id", Id, primary_key=True, autoincrement=False),
    Column("source_id", Id, ForeignKey("sources.id"), nullable=False),
    Column("key", Text, nullable=False),
    Column("key_digest", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("hidden", Boolean, nullable=False, server_default=false()),
    Column("shown_from", UtcTime),
    Column("news", Boolean, nullable=False, server_default=true()),
    Column("entry", Text),
    Column("url_digest", Text),
    Column("gone_at", UtcTime),
    Column("read_at", UtcTime),
    UniqueConstraint("source_id", "key_digest"),
    Index("ix_articles_key_digest", "key_digest"),
    Index("ix_articles_url_digest", "url_digest"),
    Index("ix_articles_shown_from", "shown_from"),
)

# `speakers`: the names of its quotes, one per line, for the full-text index. `digest` tells forms apart. What the
# source says of its own article: `correction` (empty for one without a text), `standing` (withheld or withdrawn).
versions = Table(
    "versions",
    metadata,
    Column("article_id", Id, ForeignKey("articles.id"), primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("title", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("original", Text),
    Column("url", Text),
    Column("author", Text),
    Column("published", UtcTime),
    Column("language", Text, nullable=False),
    Column("sample", Boolean, nullable=False),
    Column("speakers", Text, nullable=False),
    Column("digest", Text, nullable=False),
    Column("seen_at", UtcTime, nullable=False),
    Column("teaser", Boolean, nullable=False, server_default=false()),
    Column("clamped", Boolean, nullable=False, server_default=false()),
    Column("correction", Text),
    Column("standing", Text),
    Column("embargoed_until", UtcTime),
    Index("ix_versions_seen_at", "seen_at", sqlite_where=text("version > 1"), postgresql_where=text("version > 1")),
)

quotes = Table(
    "quotes",
    metadata,
    Column("article_id", Id, primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("start", Integer, nullable=False),
    Column("end", Integer, nullable=False),
    Column("kind", Text, nullable=False),
    Column("confidence", Text, nullable=False),
    Column("speaker", Text),
    Column("mention_start", Integer),
    Column("mention_end", Integer),
    Column("context_start", Integer, nullable=False),
    Column("context_end", Integer, nullable=False),
    Column("role", Text),
    Column("addressee", Text),
    Column("relayed", Text),
    Column("utterance", Integer, nullable=False),
    Column("widen", Boolean, nullable=False),
    ForeignKeyConstraint(["article_id", "version"], ["versions.article_id", "versions.version"]),
)

# What current versions may be met by, as rows that expire, and which article repeats which older one: see `repeats`.
band_keys = Table(
    "band_keys",
    metadata,
    Column("key", Id, primary_key=True, autoincrement=False),
    Column("article_id", Id, ForeignKey("articles.id"), primary_key=True),
    Index("ix_band_keys_article_id", "article_id"),
)
copies = Table(
    "copies",
    metadata,
    Column("article_id", Id, ForeignKey("articles.id"), primary_key=True),
    Column("original_id", Id, ForeignKey("articles.id"), primary_key=True),
    Index("ix_copies_original_id", "original_id"),
)

# Each folded word of each speaker's name, of current versions only.
speaker_tokens = Table(
    "speaker_tokens",
    metadata,
    Column("token", Token, primary_key=True),
    Column("article_id", Id, ForeignKey("articles.id"), primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("name", Text, nullable=False),
    Column("role", Text),
    Index("ix_speaker_tokens_article_id", "article_id"),
)
