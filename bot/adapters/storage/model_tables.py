"""The tables of what a language model was asked: what it has cost, what is reserved, and replies that are kept.

Guards that the sum of all that was spent outlives the workspaces that spent it. Days are those of UTC; money is in
millionths of the currency that the prices are set in.
"""

from sqlalchemy import BigInteger, Column, Date, ForeignKey, Index, Integer, Table, Text

from bot.adapters.storage.schema import Id, UtcTime, metadata

# Of all workspaces together, erased ones too. It names nobody.
model_spent = Table(
    "model_spent",
    metadata,
    Column("day", Date, primary_key=True),
    Column("tokens", BigInteger, nullable=False),
    Column("money", BigInteger, nullable=False),
)

model_usage = Table(
    "model_usage",
    metadata,
    Column("workspace_id", Id, ForeignKey("workspaces.id"), primary_key=True, autoincrement=False),
    Column("day", Date, primary_key=True),
    Column("model", Text, primary_key=True),
    Column("calls", Integer, nullable=False),
    Column("failed", Integer, nullable=False),
    Column("prompt_tokens", BigInteger, nullable=False),
    Column("reply_tokens", BigInteger, nullable=False),
    Column("money", BigInteger, nullable=False),
    Column("hits", Integer, nullable=False),
    Index("ix_model_usage_day", "day"),
)

# An id is never given again: who settles late must not settle another's call.
model_reservations = Table(
    "model_reservations",
    metadata,
    Column("id", Id, primary_key=True),
    Column("workspace_id", Id, ForeignKey("workspaces.id"), nullable=False),
    Column("day", Date, nullable=False),
    Column("model", Text, nullable=False),
    Column("tokens", BigInteger, nullable=False),
    Column("money", BigInteger, nullable=False),
    Column("at", UtcTime, nullable=False),
    Index("ix_model_reservations_at", "at"),
    sqlite_autoincrement=True,
)

# `scope`: empty for what was made of public text alone, else the key of the workspace that asked. `size` in bytes.
model_replies = Table(
    "model_replies",
    metadata,
    Column("scope", Text, primary_key=True),
    Column("key", Text, primary_key=True),
    Column("size", Integer, nullable=False),
    Column("kept_at", UtcTime, nullable=False),
    Column("kept_until", UtcTime, nullable=False),
    Column("reply", Text, nullable=False),
    Index("ix_model_replies_kept_at", "kept_at", "size"),
    Index("ix_model_replies_kept_until", "kept_until"),
)
