"""Composing editions ahead of their time, as drafts; guards that channels which want the same cost as much as one.

what came (windows) ─► what is news (domain.news) ─► of what it asks for (domain.phrases) ─► stories (summariser.tell)
"""

import asyncio
import hashlib
from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import NamedTuple

from bot.domain.allowance import WORDS
from bot.domain.briefs import AMOUNTS
from bot.domain.citations import cited
from bot.domain.documents import Briefing
from bot.domain.drafts import BriefingDraft, DraftStory
from bot.domain.feedback import Lean
from bot.domain.models import Article, ArticleRef, Window
from bot.domain.news import News, begins
from bot.domain.phrases import Filter
from bot.domain.selection import Taste
from bot.domain.subscriptions import Choice, Length, Subscription, WhenQuiet
from bot.services.authoring import Author
from bot.services.ports import Composed, NewsQuery, Reader, Told
from bot.services.summariser import MAX_ARTICLES, retold, taste_of, tell, verified
from bot.services.windows import Material, gather

MOST_STORIES = 50
_HELD = 4  # windows with all their texts, the last that were asked for; fewer where they hold many articles


class _Seen(NamedTuple):
    """What decides what is news, as far as no words are asked for; `told` stands for all that was told."""

    visible: frozenset[int]
    sources: frozenset[int] | None
    language: str
    low: int
    told: bytes


class _Wanted(NamedTuple):
    """All that decides what an edition is."""

    seen: _Seen
    include: tuple[str, ...]
    exclude: tuple[str, ...]
    stories: int
    length: Length
    day: date | None
    leans: tuple[tuple[ArticleRef, float], ...]  # those that the channel may see
    authored: bool


@dataclass(frozen=True, slots=True)
class _Made:
    """An edition as the rules tell it, and what an author may choose from, by the ids of its stories."""

    composed: Composed
    wide: Mapping[str, DraftStory]


@dataclass(slots=True)
class Composer:
    """Composes the editions of one round at the time `now`; what is the same for several channels is made once.

    `messages` counts those of a briefing: `len(chat.render(briefing))`. `composed` counts what was not made already.
    `most`: articles of a window that are grouped. At most `words` words of one article are shown.
    Made anew for each round, for what is stored meanwhile is not looked at again.
    """

    now: datetime
    messages: Callable[[Briefing], int]
    most: int = MAX_ARTICLES
    words: int = WORDS
    composed: int = 0
    _made: dict[_Wanted, "_Made"] = field(default_factory=dict)
    _retold: dict[_Wanted, Composed] = field(default_factory=dict)
    _retelling: dict[_Wanted, asyncio.Lock] = field(default_factory=dict)
    _held: OrderedDict[tuple[_Seen, tuple[str, ...]], Material] = field(default_factory=OrderedDict)
    _busy: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def compose(  # noqa: PLR0913 - for whom, after what, of which day, and who tells it
        self,
        subscription: Subscription,
        reader: Reader,
        told: Sequence[Told],
        covered: int | None,
        *,
        day: date | None = None,
        leans: Sequence[Lean] = (),
        author: Author | None = None,
    ) -> Composed | None:
        """The draft of a channel's next edition; None where nothing is new and it wants silence then.

        `reader` is bound to the channel. `told` is what it was told in the last `news.MEMORY`, the oldest first,
        `covered` up to which id the last edition that was sent there reaches, `day` the edition's local date. `leans`
        is what the channel has voted for and against. An `author` tells the stories: of channels that want the same,
        that of the first.
        """
        choice, length = subscription.choice, subscription.length
        visible = await reader.store.listed()
        low = begins(covered, self.now)
        seen = _Seen(frozenset(visible), sources_of(choice, visible), choice.language, low, _digest(told))
        stories = max(0, min(subscription.stories, MOST_STORIES))
        taste = await taste_of(leans, reader.store)
        leaning = tuple((article.ref, weight) for article, weight in taste)
        wanted = _Wanted(seen, choice.include, choice.exclude, stories, length, day, leaning, author is not None)
        async with self._busy:  # side by side they would be no faster, and would all hold their texts
            if wanted not in self._made:
                self._made[wanted] = await self._compose(wanted, Filter.of(choice), reader, told, taste)
        made = self._made[wanted]
        if not made.composed.draft.stories:
            return None if subscription.when_quiet is WhenQuiet.SILENCE else made.composed
        if author is None:
            return made.composed
        return await self._told(wanted, made, reader, author)

    async def _told(self, wanted: _Wanted, made: "_Made", reader: Reader, author: Author) -> Composed:
        """As an author tells it: once for all that want the same, but for what is one workspace's own."""
        async with self._retelling.setdefault(wanted, asyncio.Lock()):
            if wanted in self._retold:
                return self._retold[wanted]
            composed = await self._retell(wanted, made, reader, author)
            if composed.draft.by.missed is None:  # an empty budget is one workspace's own, and so is its deadline
                self._retold[wanted] = composed
        return composed

    async def _compose(
        self, wanted: _Wanted, words: Filter, reader: Reader, told: Sequence[Told], taste: Taste
    ) -> _Made:
        self.composed += 1
        material = await self._material(wanted, words, reader, told)
        news: Sequence[News] = material.news
        if words:
            news = await asyncio.to_thread(_worded, news, material.articles, words)
        amount = replace(AMOUNTS[wanted.length], words=self.words)
        stories, wide = await tell(
            reader.speech,
            news,
            material.articles,
            self.now,
            limit=wanted.stories,
            amount=amount,
            taste=taste,
            widely=wanted.authored,
        )
        window = Window(wanted.seen.low, material.high)
        draft = BriefingDraft(stories, window, left_out=len(news) - len(stories))
        briefing = await verified(draft, reader, day=wanted.day, words=self.words)
        if len(briefing.stories) < len(stories):
            shown = {story.story_id for story in briefing.stories}
            stories = tuple(story for story in stories if story.story_id in shown)
            draft = BriefingDraft(stories, window, left_out=len(news) - len(stories))
            briefing = await verified(draft, reader, day=wanted.day, words=self.words)
        return _Made(Composed(draft, self.messages(briefing), told_by(stories)), wide)

    async def _retell(self, wanted: _Wanted, made: _Made, reader: Reader, author: Author) -> Composed:
        """The same edition in an author's words: apart from composing, for it takes seconds."""
        amount = replace(AMOUNTS[wanted.length], words=self.words)
        draft = await retold(made.composed.draft, made.wide, amount, reader, author)
        briefing = await verified(draft, reader, day=wanted.day, words=self.words)
        return Composed(draft, self.messages(briefing), told_by(draft.stories))

    async def _material(self, wanted: _Wanted, words: Filter, reader: Reader, told: Sequence[Told]) -> Material:
        seen, exactly = wanted.seen, (wanted.seen, wanted.include)
        plainly = self._held.get((seen, ()))
        if plainly and (plainly.whole or not wanted.include):
            return plainly
        if exactly not in self._held:
            query = NewsQuery(Window(seen.low), self.most, seen.sources, seen.language)
            material = await gather(reader, query, told, words)
            exactly = (seen, ()) if material.whole else exactly
            self._held[exactly] = material
            self._let_go()
        return self._held[exactly]

    def _let_go(self) -> None:
        """Hold no more texts than those of one window at its largest, but for the last."""
        while len(self._held) > 1:
            if len(self._held) <= _HELD and sum(len(one.articles) for one in self._held.values()) <= self.most:
                return
            self._held.popitem(last=False)


def sources_of(choice: Choice, listed: Mapping[int, Sequence[str]]) -> frozenset[int] | None:
    """Ids of the sources that a choice names, by themselves or by a topic, among those that can be seen.

    None where it names neither: all of them.
    """
    if not choice.sources and not choice.topics:
        return None
    topics = {topic.casefold() for topic in choice.topics}
    under = {id_ for id_, given in listed.items() if any(topic.casefold() in topics for topic in given)}
    return frozenset(under | (set(choice.sources) & listed.keys()))


def told_by(stories: Iterable[DraftStory]) -> tuple[Told, ...]:
    """What an edition with these stories tells: what it shows words of, and what it only links."""
    found = []
    for story in stories:
        shown = cited(story.lines) | {story.headline}
        found += [Told(story.story_id, ref, ref in shown) for ref in sorted({*story.articles, *shown})]
    return tuple(found)


def _worded(news: Sequence[News], articles: Mapping[ArticleRef, Article], words: Filter) -> list[News]:
    return [one for one in news if words.wants(articles[ref] for ref in (*one.story.articles, *one.before))]


def _digest(told: Iterable[Told]) -> bytes:
    """Stands for all that was told: the same only for the same."""
    lines = (f"{one.story_id} {one.ref.article_id} {one.ref.version} {one.shown}" for one in told)
    return hashlib.sha256("\n".join(lines).encode("utf-8", "surrogatepass")).digest()
