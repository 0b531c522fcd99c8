"""What was posted, against what its sources say now. Guards that a withdrawn article passes this one read alone."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.domain.editions import Edition
from bot.domain.models import ArticleRef
from bot.domain.revisions import Revisions
from bot.services.ports.delivery import NewEdition


class Archive(Protocol):
    """Articles as they were when one channel of a workspace was shown them, and as they are now.

    The only read that an article passes that is withdrawn, withheld or under embargo.
    """

    async def revisions(self, refs: Iterable[ArticleRef]) -> Revisions:
        """These versions and the newest of their articles, of sources that the channel may see."""
        ...


@dataclass(frozen=True, slots=True)
class Outdated:
    """A channel that was shown words of articles which have another version now.

    `editions` are its digests that showed them, the newest first; `corrections` all its corrections that are planned
    or were posted, the oldest first, so that none is told twice.
    """

    workspace: str
    channel: str
    editions: tuple[Edition, ...]
    corrections: tuple[Edition, ...] = ()


class Posted(Protocol):
    """What was posted, over all workspaces: only correcting uses it."""

    async def outdated(
        self, since: datetime, changed_since: datetime, after: tuple[str, str], limit: int
    ) -> Sequence[Outdated]:
        """Channels with digests that were due at or after `since` and of which at least one message was posted.

        Only digests that show words (`Told.shown`) of an article of which a newer version was first seen at or after
        `changed_since`. In the order of workspace and channel, those behind `after`, at most `limit`. `corrections`
        are those due at or after `since` that were neither skipped nor failed.
        """
        ...

    async def correct(self, corrections: Sequence[NewEdition], now: datetime) -> int:
        """Enter corrections, each once by its key: how many were new. When a channel's next digest is due, stays."""
        ...
