"""What the operator does with the database as a whole; guards that nothing is erased in one long transaction.

Crosses workspaces: only the composition root and the operator's commands use it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Tenant:
    """A workspace: what it follows or has loaded, how much of it is stored, when it was last sent an edition.

    `gone_at`: since when its chat has left.
    """

    key: str
    sources: int
    articles: int
    last_edition: datetime | None
    gone_at: datetime | None = None


class Upkeep(Protocol):
    """Erasing, a little at a time."""

    async def prune(self, before: datetime, limit: int) -> int:
        """Erase articles first seen and editions settled before then, at most `limit` of each; how many of both.

        0 where nothing is left to erase. What an edition tells is kept while the edition is.
        """
        ...

    async def tenants(self) -> Sequence[Tenant]:
        """All workspaces, by key."""
        ...

    async def gone(self, workspace: str, now: datetime) -> None:
        """Its chat has left: it gets nothing meanwhile, and its schedules are kept. The first time counts."""
        ...

    async def back(self, workspace: str) -> None:
        """Its chat is there again: everything goes on."""
        ...

    async def left(self, before: datetime) -> Sequence[str]:
        """Keys of the workspaces whose chats have left at or before then, and have not come back."""
        ...

    async def unlink(self, key: str, *, left_before: datetime | None = None) -> bool:
        """A workspace follows nothing and gets nothing any more; False where there is none of that key.

        With `left_before` only where its chat left at or before then, and has not come back meanwhile.
        """
        ...

    async def erase(self, key: str, limit: int) -> int:
        """Erase articles and editions of an unlinked workspace, at most `limit` of each; how many of both.

        0 where nothing is left of it, itself included.
        """
        ...

    async def rewrite(self) -> bool:
        """Leave nothing in the database's files of what was deleted; False where others use them."""
        ...
