"""What a feed's entries looked like when they were read. Guards nothing that exists: they are read once more."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """To this revision."""
    op.add_column("feeds", sa.Column("seen", sa.Text))
