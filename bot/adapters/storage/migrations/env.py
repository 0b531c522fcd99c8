"""What Alembic runs; guards that a migration happens in the transaction that the program has opened.

There is no other way in: `newsbot` migrates at start, on the connection that it passes here.
"""

from alembic import context

from bot.adapters.storage.schema import REVISION_TABLE, metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    version_table=REVISION_TABLE,
    transactional_ddl=True,
)
context.run_migrations()
