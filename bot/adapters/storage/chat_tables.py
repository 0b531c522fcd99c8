"""The tables of chats: votes, channels, who may change what, where is answered, events, threads; what a bot notes.

Guards that every row but those of `bot_memory` belongs to one workspace. Channels, people and threads are named by
their ids in the chat.
"""

from sqlalchemy import Boolean, Column, ForeignKey, Index, Integer, Table, Text

from bot.adapters.storage.schema import Id, UtcTime, metadata

# A person's last word on an article in a channel: `value` is 1 for more like it, -1 for less.
votes = Table(
    "votes",
    metadata,
    Column("workspace_id", Id, ForeignKey("workspaces.id"), primary_key=True, autoincrement=False),
    Column("person", Text, primary_key=True),
    Column("channel", Text, primary_key=True),
    Column("article_id", Id, primary_key=True, autoincrement=False),
    Column("version", Integer, nullable=False),
    Column("value", Integer, nullable=False),
    Column("steers", Boolean, nullable=False),
    Column("at", UtcTime, nullable=False),
    Index("ix_votes_workspace_id", "workspace_id", "channel", "at"),
    Index("ix_votes_at", "at"),
)

channels = Table(
    "channels",
    metadata,
    Column("workspace_id", Id, ForeignKey("workspaces.id"), primary_key=True, autoincrement=False),
    Column("channel", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("private", Boolean, nullable=False),
    Column("shared", Boolean, nullable=False),
    Column("checked_at", UtcTime, nullable=False),
)

# `allowed`: ids of people, as JSON.
policies = Table(
    "policies",
    metadata,
    Column("workspace_id", Id, ForeignKey("workspaces.id"), primary_key=True, autoincrement=False),
    Column("rule", Text, nullable=False),
    Column("allowed", Text, nullable=False),
)

# Keys may be of any length, which no index takes: a digest stands for them. Kept for a day.
handled_events = Table(
    "handled_events",
    metadata,
    Column("workspace_id", Id, ForeignKey("workspaces.id"), primary_key=True, autoincrement=False),
    Column("key_digest", Text, primary_key=True),
    Column("at", UtcTime, nullable=False),
    Index("ix_handled_events_at", "at"),
)

# What a thread was about: `questions` and `only`, ids of articles, as JSON. Kept for a month after the last question.
talks = Table(
    "talks",
    metadata,
    Column("workspace_id", Id, ForeignKey("workspaces.id"), primary_key=True, autoincrement=False),
    Column("channel", Text, primary_key=True),
    Column("thread", Text, primary_key=True),
    Column("questions", Text, nullable=False),
    Column("only", Text, nullable=False),
    Column("at", UtcTime, nullable=False),
    Index("ix_talks_at", "at"),
)

# In which channels of a workspace questions are answered; where none is listed, in all.
question_channels = Table(
    "question_channels",
    metadata,
    Column("workspace_id", Id, ForeignKey("workspaces.id"), primary_key=True, autoincrement=False),
    Column("channel", Text, primary_key=True),
)

# In which workspace somebody used a bot last: direct messages are of that one.
homes = Table(
    "homes",
    metadata,
    Column("bot", Text, primary_key=True),
    Column("person", Text, primary_key=True),
    Column("workspace_id", Id, ForeignKey("workspaces.id"), nullable=False),
    Column("at", UtcTime, nullable=False),
    Index("ix_homes_workspace_id", "workspace_id"),
    Index("ix_homes_at", "at"),
)

# What a bot notes of itself, such as which commands it has told its chat of. Of no workspace, and of nobody.
bot_memory = Table(
    "bot_memory",
    metadata,
    Column("bot", Text, primary_key=True),
    Column("name", Text, primary_key=True),
    Column("value", Text, nullable=False),
)

OF_A_WORKSPACE = (votes, channels, policies, handled_events, talks, question_channels, homes)
