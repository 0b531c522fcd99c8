"""When an article's entry was read last, what is left out of a feed, and which list in the web named it."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Columns are added in place: nothing that is stored is rewritten."""
    op.add_column("articles", sa.Column("read_at", sa.DateTime(timezone=True)))
    op.add_column("feeds", sa.Column("note", sa.Text))
    op.add_column("feeds", sa.Column("found_at", sa.Text))
