"""Who makes editions: drafts ahead of time, and what is posted of them. Guards that what is posted was just verified.

Between the two an article may have been withdrawn, or its source removed: what is posted is cut from storage then.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Protocol

from bot.domain.allowance import WORDS
from bot.domain.documents import Document
from bot.domain.drafts import BriefingDraft, CorrectionDraft
from bot.domain.editions import Edition
from bot.domain.feedback import steering
from bot.domain.news import MEMORY
from bot.domain.subscriptions import Subscription
from bot.services import corrections
from bot.services.authoring import Authors, nobody
from bot.services.composing import Composer
from bot.services.deliver.terms import Outlet
from bot.services.ports import Archive, Composed, History, Reader, Votes
from bot.services.summariser import verified

# Editions that are composed within so long of each other share what they have in common, and the news that came
# meanwhile waits for the next: they are composed some minutes ahead of their time anyway.
_SHARED = timedelta(seconds=60)


class ChannelReader(Reader, Protocol):
    """What a channel may read, and what it was told."""

    @property
    def history(self) -> History:
        """What was delivered in its workspace."""
        ...

    @property
    def archive(self) -> Archive:
        """What it was shown, as it was and as it is now."""
        ...

    @property
    def votes(self) -> Votes:
        """What people of its workspace want more and less of."""
        ...


@dataclass(slots=True)
class Editing:
    """Implements `deliver.Editor`. `open_` gives what a channel of a workspace may read.

    At most `words` words of one article are shown in one edition. `author` gives who tells the stories of a workspace,
    where that is a language model.
    """

    open_: Callable[[str, str], Awaitable[ChannelReader]]
    clock: Callable[[], datetime]
    words: int = WORDS
    author: Authors = nobody
    _composers: dict[str, Composer] = field(default_factory=dict)

    async def compose(self, edition: Edition, subscription: Subscription, outlet: Outlet) -> Composed | None:
        """The draft; None where there is nothing new and the channel asked for silence then."""
        reader = await self.open_(subscription.workspace, subscription.channel)
        composer = self._shared(outlet)
        told = await reader.history.told(subscription.channel, composer.now - MEMORY)
        covered = await reader.history.covered(subscription.channel)
        leans = steering(await reader.votes.of_channel(subscription.channel))
        day, author = edition.key.date, self.author(subscription.workspace)
        return await composer.compose(subscription, reader, told, covered, day=day, leans=leans, author=author)

    def _shared(self, outlet: Outlet) -> Composer:
        """The composer of a bot's channels, whose chat counts messages alike."""
        now, composer = self.clock(), self._composers.get(outlet.bot)
        if composer is None or not timedelta(0) <= now - composer.now <= _SHARED:
            composer = Composer(now, lambda briefing: len(outlet.chat.render(briefing)), words=self.words)
            self._composers[outlet.bot] = composer
        return composer

    async def verified(self, edition: Edition, subscription: Subscription) -> Document | None:
        """What of the draft is still true, cut from storage; None where nothing is left to post."""
        reader = await self.open_(subscription.workspace, subscription.channel)
        draft = edition.draft
        if isinstance(draft, CorrectionDraft):
            return await corrections.verified(draft, reader.archive, words=self.words)
        if not isinstance(draft, BriefingDraft):
            return None
        briefing = await verified(draft, reader, day=edition.key.date, late=edition.late, words=self.words)
        if not briefing.stories:
            return None if draft.stories else briefing  # nobody is called to read that there is no news
        return replace(briefing, ping=subscription.ping)
