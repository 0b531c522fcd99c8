"""The tables of delivering: subscriptions, the ledger of editions, what was told, notices; guards that a key is unique.

Times are aware UTC but for `day`, the local date that is part of an edition's name. Settled editions are history;
those that are not are few, and have an index of their own.
"""

from sqlalchemy import (
    Boolean,
    Column,
    Date,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from bot.adapters.storage.schema import Id, UtcTime, metadata

# `schedule`, `choice`, `quiet_hours`: JSON, see `subscription_rows`. `next_at`: when its next edition is due.
# `ping`: the id of a role that is told of each, if any.
subscriptions = Table(
    "subscriptions",
    metadata,
    Column("id", Id, primary_key=True),
    Column("workspace_id", Id, ForeignKey("workspaces.id"), nullable=False),
    Column("channel", Text, nullable=False),
    Column("schedule", Text, nullable=False),
    Column("since", UtcTime, nullable=False),
    Column("next_at", UtcTime),
    Column("choice", Text, nullable=False),
    Column("stories", Integer, nullable=False),
    Column("length", Text, nullable=False),
    Column("when_quiet", Text, nullable=False),
    Column("quiet_hours", Text, nullable=False),
    Column("stopped", Text, nullable=False),
    Column("ping", Text, nullable=False, server_default=""),
    UniqueConstraint("workspace_id", "channel"),
    Index("ix_subscriptions_next_at", "next_at"),
)

# `owner`, `lease_until`, `attempt`: who may work on it, until when, and how often somebody began to. `high`: the upper
# bound of the window that its draft covers. `composed`: there is a draft; it is last, being long, since what stands
# behind it is slow to read.
_UNSETTLED = text("settled_at IS NULL")
_UNTOLD = text("told_at IS NULL")
# What tells whether an edition can be worked on, so that thousands that cannot are passed over without being read.
_OPEN = ("due_at", "id", "composed", "retry_at", "lease_until")
editions = Table(
    "editions",
    metadata,
    Column("id", Id, primary_key=True),
    Column("workspace_id", Id, ForeignKey("workspaces.id"), nullable=False),
    Column("channel", Text, nullable=False),
    Column("key", Text, nullable=False, unique=True),
    Column("kind", Text, nullable=False),
    Column("day", Date, nullable=False),
    Column("slot", Integer, nullable=False),
    Column("of", Text, nullable=False),
    Column("due_at", UtcTime, nullable=False),
    Column("state", Text, nullable=False),
    Column("late", Boolean, nullable=False),
    Column("reason", Text, nullable=False),
    Column("retry_at", UtcTime),
    Column("tries", Integer, nullable=False),
    Column("attempt", Integer, nullable=False),
    Column("owner", Text),
    Column("lease_until", UtcTime),
    Column("composed", Boolean, nullable=False),
    Column("high", Id),
    Column("expected", Integer, nullable=False),
    Column("thread", Text),
    Column("planned_at", UtcTime, nullable=False),
    Column("settled_at", UtcTime),
    Column("draft", Text),
    Index("ix_editions_workspace_id", "workspace_id", "channel", "due_at"),
    Index("ix_editions_due_at", *_OPEN, sqlite_where=_UNSETTLED, postgresql_where=_UNSETTLED),
    Index("ix_editions_channel", "channel", "workspace_id", sqlite_where=_UNSETTLED, postgresql_where=_UNSETTLED),
)

# One message of an edition each, from the moment when its request goes out. `stories`: ids, one a line.
parts = Table(
    "parts",
    metadata,
    Column("edition_id", Id, ForeignKey("editions.id"), primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("state", Text, nullable=False),
    Column("started_at", UtcTime, nullable=False),
    Column("message_id", Text),
    Column("digest", Text, nullable=False),
    Column("stories", Text, nullable=False),
)

# What an edition tells, in its order: articles of stories, `shown` where words of them are.
told = Table(
    "told",
    metadata,
    Column("edition_id", Id, ForeignKey("editions.id"), primary_key=True),
    Column("place", Integer, primary_key=True),
    Column("story_id", Text, nullable=False),
    Column("article_id", Id, nullable=False),
    Column("version", Integer, nullable=False),
    Column("shown", Boolean, nullable=False),
    ForeignKeyConstraint(["article_id", "version"], ["versions.article_id", "versions.version"]),
    Index("ix_told_article_id", "article_id"),
)

notices = Table(
    "notices",
    metadata,
    Column("id", Id, primary_key=True),
    Column("workspace_id", Id, ForeignKey("workspaces.id"), nullable=False),
    Column("key", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("values", Text, nullable=False),
    Column("raised_at", UtcTime, nullable=False),
    Column("told_at", UtcTime),
    UniqueConstraint("workspace_id", "key"),
    Index("ix_notices_id", "id", sqlite_where=_UNTOLD, postgresql_where=_UNTOLD),
)

# What one process at a time does, such as delivering.
leases = Table(
    "leases",
    metadata,
    Column("name", Text, primary_key=True),
    Column("owner", Text, nullable=False),
    Column("until", UtcTime, nullable=False),
)
