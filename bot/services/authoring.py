"""Stories as a language model tells them: asked, and made drafts of. Guards that a model costs prose, never an edition.

A story that it does not tell, for whatever reason, stays as the rules have told it. All channels are given the same
material and ask for as much, so that a story is told once for all of them; each shows as much of it as it wants.
"""

import asyncio
import logging
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC
from functools import partial

from bot.domain.arranging import Claim, Share, chosen, filled, numbered, retold, written
from bot.domain.briefs import Amount
from bot.domain.citations import Evidence, cited, settled_title
from bot.domain.drafts import NO_MODEL, Authorship, DraftLine, DraftStory, LineKind, Missed
from bot.domain.errors import ModelError, ModelFault
from bot.domain.languages import is_other
from bot.domain.models import Article, ArticleRef, StoredQuote
from bot.domain.written import settled
from bot.services import prompting
from bot.services.ports import Reader
from bot.services.ports.model import Asker, Prompt, Reply
from bot.services.prompting import Numbered, Templates
from bot.services.replies import StorySelect, StoryWrite
from bot.services.translating import translated
from bot.services.turns import Turn

log = logging.getLogger(__name__)

WIDE = Amount(sentences=12, quotes=6, words=600, again=True)  # of a story, that a model is given to choose from
_MOST = Share(5, 3)  # that it is asked for: what the longest briefing shows of a story
_REPLY = 1_200  # tokens: five claims with their ids, in any script
MOST_TOLD = 20  # stories of one edition: the longest that is posted on schedule
SAME_LANGUAGE = "the language of the passages"


@dataclass(frozen=True, slots=True)
class Style:
    """How a model is used: it chooses, or else it has `writes`; what is not public is given to it where `private`.

    An edition may take `edition` seconds of it; an answer waits for it until `answer` seconds after it was asked. What
    it writes is translated into the `language`, a code; none: it stays in that of the articles. `asked_for` stories are
    told of a briefing that somebody asks for: as many as there usually are. "brief all" is not paid for in whole.
    """

    writes: bool = False
    private: bool = False
    edition: float = 45.0
    answer: float = 20.0
    asked_for: int = 5
    language: str = ""

    @property
    def story(self) -> str:
        """The name of the prompt for a story."""
        return prompting.STORY_WRITE if self.writes else prompting.STORY_SELECT

    @property
    def fact(self) -> str:
        """The name of the prompt for an answer."""
        return prompting.ANSWER_WRITE if self.writes else prompting.ANSWER_SELECT


@dataclass(frozen=True, slots=True)
class Author:
    """A model that tells stories for one workspace, which pays for it. `ticks` gives seconds that never go back.

    `turn` is that of the person who waits for what is told; None: nobody does, as with an edition.
    """

    asker: Asker
    templates: Templates
    style: Style
    ticks: Callable[[], float]
    workspace: str
    turn: Turn | None = None

    def answering(self, turn: Turn) -> "Author":
        """The same, for somebody who waits for the answer since then."""
        return replace(self, turn=turn)

    @property
    def until(self) -> float:
        """When it has to be done, in ticks: whoever waits has waited since they asked, in whichever line."""
        if self.turn is None:
            return self.ticks() + self.style.edition
        return self.turn.asked + self.style.answer

    @property
    def most_told(self) -> int:
        """Stories of one briefing that are told; those behind them stay as the rules have told them."""
        return MOST_TOLD if self.turn is None else min(self.style.asked_for, MOST_TOLD)

    async def leave(self) -> None:
        """Before a model is waited for: whoever needs none is served meanwhile."""
        if self.turn is not None:
            await self.turn.leave()

    async def ask(self, prompt: Prompt, shape: type[Reply], *, private: bool, until: float) -> Reply:
        """What its model replies to this workspace, until then; `private` what is not public. Raises ModelError."""
        asked = self.turn is not None
        return await self.asker.ask(prompt, shape, workspace=self.workspace, private=private, until=until, asked=asked)

    async def retell(
        self, stories: Sequence[DraftStory], wide: Mapping[str, DraftStory], amount: Amount, reader: Reader
    ) -> tuple[tuple[DraftStory, ...], Authorship]:
        """The stories as the model tells them, and whose work they are now.

        `wide` has of each story, by its id, all that may be said of it. Raises nothing that a model has done.
        """
        if not stories:
            return (), NO_MODEL
        material = await Material.of([*stories, *wide.values()], reader)
        until = self.until
        await self.leave()
        share = Share(amount.sentences, amount.quotes)
        most = self.most_told
        asked = [self._one(one, wide.get(one.story_id), material, share, until) for one in stories[:most]]
        told = await asyncio.gather(*asked)
        missed = [one for one in told if isinstance(one, Missed)]
        why = missed_by(missed) if missed else None
        if len(missed) == len(told):
            return tuple(stories), Authorship(missed=why)
        made = (story if isinstance(one, Missed) else one for one, story in zip(told, stories, strict=False))
        kept = (*made, *stories[most:])
        texts = [text for one in kept for text in (one.title_in, *(line.translation for line in one.lines))]
        return kept, replace(self.by(self.style.story, texts), missed=why)

    def by(self, name: str, translations: Iterable[str] = ()) -> Authorship:
        """Whose work it is that was made with the prompt of this name, with these translations, if any."""
        language = self.style.language if any(translations) else ""
        return Authorship(self.asker.name, self.style.writes, None, language, self.templates[name].hash)

    async def in_readers_language(
        self,
        lines: Sequence[DraftLine],
        material: "Material",
        *,
        titled: DraftStory | None = None,
        private: bool,
        until: float,
    ) -> tuple[tuple[DraftLine, ...], str]:
        """The lines with translations, and that of a story's title, where articles are in another language than is set.

        What the articles at hand do not bear out is not translated: it is judged as it will be when it is shown.
        """
        into, articles = self.style.language, material.articles
        if not into or not any(is_other(articles[ref].language, into) for ref in cited(lines) if ref in articles):
            return tuple(lines), ""
        evidence = Evidence.of(articles, material.quotes)
        title = settled_title(titled, evidence) if titled else ""
        sure = [one.text for one in lines if one.kind is LineKind.WRITTEN and settled(one, evidence) is one]
        ask = partial(self.ask, private=private, until=until)
        found = await translated((title, *sure), into, self.templates[prompting.TRANSLATE], ask)
        return tuple(replace(one, translation=found.get(one.text, "")) for one in lines), found.get(title, "")

    async def _one(
        self, story: DraftStory, wide: DraftStory | None, material: "Material", share: Share, until: float
    ) -> DraftStory | Missed:
        if wide is None:
            return Missed.FAILED
        refs = cited(wide.lines)
        private = not material.public.issuperset(ref.article_id for ref in refs)
        if private and not self.style.private:
            return Missed.PRIVATE
        try:
            lines, title = await self._asked(wide, material, share, private=private, until=until)
        except ModelError as error:
            log.info("story %s stays as the rules tell it: %s: %s", story.story_id, error.kind.value, error)
            return Missed.BUDGET if error.kind is ModelFault.BUDGET else Missed.FAILED
        if not self.style.writes and lines:
            lines = filled(lines, story.lines, share)
        made = retold(story, lines, title)
        if made is None:
            return Missed.FAILED
        lines, title_in = await self.in_readers_language(
            made.lines, material, titled=made, private=private, until=until
        )
        return replace(made, lines=lines, title_in=title_in)

    async def _asked(
        self, wide: DraftStory, material: "Material", share: Share, *, private: bool, until: float
    ) -> tuple[tuple[DraftLine, ...], str]:
        """The lines that the model tells the story with, and its headline."""
        by_id = numbered(wide.lines)
        prompt = self.templates[self.style.story].fill(
            _REPLY, passages=material.passages(by_id), count=str(_MOST.sentences), language=SAME_LANGUAGE
        )
        ask = partial(self.ask, private=private, until=until)
        if not self.style.writes:
            picked = await ask(prompt, StorySelect)
            return chosen(picked.lines, by_id, share), picked.headline
        reply = await ask(prompt, StoryWrite)
        claims = [Claim(one.text, tuple(one.passages)) for one in reply.claims]
        return written(claims, reply.quotes, by_id, share), reply.headline


Authors = Callable[[str], Author | None]  # of a workspace


def nobody(workspace: str) -> Author | None:  # noqa: ARG001 - whichever it is
    """No author for any workspace: where there is no model."""
    return None


def missed_by(reasons: Iterable[Missed]) -> Missed:
    """Why no model's work is shown: what an operator can change is told first."""
    found = set(reasons)
    return next((one for one in (Missed.BUDGET, Missed.FAILED, Missed.PRIVATE) if one in found), Missed.FAILED)


@dataclass(frozen=True, slots=True)
class Material:
    """What lines cite, as a model is given it: articles, who said what in them, and which of them are public, by id."""

    articles: Mapping[ArticleRef, Article]
    quotes: Sequence[StoredQuote]
    public: frozenset[int]

    @classmethod
    async def of(cls, stories: Iterable[DraftStory], reader: Reader) -> "Material":
        """For these stories, as far as the reader may see what they cite and are headed by."""
        told = list(stories)
        return await cls._of(
            {*cited(line for one in told for line in one.lines), *(one.headline for one in told)}, reader
        )

    @classmethod
    async def cited_by(cls, lines: Iterable[DraftLine], reader: Reader) -> "Material":
        """For these lines."""
        return await cls._of(cited(lines), reader)

    @classmethod
    async def _of(cls, found: Iterable[ArticleRef], reader: Reader) -> "Material":
        refs = sorted(found)
        articles = await reader.store.articles(refs)
        public = await reader.store.public([ref.article_id for ref in refs])
        return cls(articles, await reader.speech.quotes(sorted(articles)), public)

    def is_private(self, line: DraftLine) -> bool:
        """Whether what a line cites is there and is not public."""
        return any(ref in self.articles and ref.article_id not in self.public for ref in cited([line]))

    def passages(self, by_id: Mapping[str, DraftLine]) -> str:
        """The lines as numbered passages; what the reader may not see is not there."""
        seen = [self._numbered(id_, line) for id_, line in by_id.items() if cited([line]) <= self.articles.keys()]
        return prompting.passages(seen)

    def _numbered(self, id_: str, line: DraftLine) -> Numbered:
        ref = line.slices[0].ref
        article = self.articles[ref]
        text = " […] ".join(one.span.cut(self.articles[one.ref].text) for one in line.slices)
        published = article.published.astimezone(UTC).date().isoformat() if article.published else ""
        return Numbered(id_, text, article.source, self._speaker(line), published)

    def _speaker(self, line: DraftLine) -> str:
        """Who says it, as storage has it; a sentence is its article's."""
        if not line.kind.is_speech:
            return ""
        first = line.slices[0]
        found = (one.quote for one in self.quotes if one.ref == first.ref and one.quote.span == first.span)
        return next((quote.speaker for quote in found if quote.speaker), "")
