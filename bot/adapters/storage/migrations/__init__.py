"""The database's history, one Alembic revision after another; guards that no stored row is lost on the way."""
