"""Answers as a language model puts them together: from sentences that the rules have found, or that its words find.

Guards that a question is answered by what the rules can bear out: the model chooses among stored sentences or writes
about them, and reads a question only where the rules found nothing for it. "Not found" comes before weak support.
"""

import logging
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial

from bot.domain.arranging import Claim, Share, chosen, disagreements, filled, numbered, written
from bot.domain.drafts import Authorship, DraftGroup, DraftLine, Missed
from bot.domain.errors import ModelError, ModelFault
from bot.domain.questions import Question
from bot.domain.readings import read_as
from bot.services import prompting
from bot.services.authoring import SAME_LANGUAGE, Author, Material
from bot.services.ports import Reader
from bot.services.replies import AnswerSelect, AnswerWrite, QuestionRead
from bot.services.sentences import Found
from bot.services.turns import Turn

log = logging.getLogger(__name__)

_SHARE = Share(4, 0)  # lines of an answer
_REPLY, _READING = 1_200, 300  # tokens of a reply
_MOST_READINGS = 4


@dataclass(frozen=True, slots=True)
class Helper:
    """An author at work on one question, until a time of its ticks."""

    author: Author
    reader: Reader
    until: float

    @classmethod
    def of(cls, author: Author, reader: Reader) -> "Helper":
        """For as long as an answer may take from when it was asked; of whoever does not say when, from now on."""
        waited_for = author if author.turn else author.answering(Turn(author.ticks()))
        return cls(waited_for, reader, waited_for.until)

    async def synthesised(self, question: str, found: Found, *, sure: bool) -> Found:
        """What was found, as the author answers with it; as it was, with the reason, where nothing comes of that.

        Where the rules are `sure` of it, their best line stands in the author's choice.
        """
        if not found.wide:
            return found
        material = await Material.cited_by(found.wide, self.reader)
        private = not material.public.issuperset(ref.article_id for ref in material.articles)
        if private and not self.author.style.private:
            return without(found, Missed.PRIVATE)
        try:
            best = [line for group in found.draft.groups for line in group.lines][: 1 if sure else 0]
            groups = await self._groups(question, found, best, material)
        except ModelError as error:
            log.info("a question is answered by the rules: %s: %s", error.kind.value, error)
            return without(found, _missed(error))
        if not groups:
            return found
        texts = (line.translation for group in groups for line in group.lines)
        by = self.author.by(self.author.style.fact, texts)
        return replace(found, draft=replace(found.draft, groups=groups, by=by))

    async def readings(self, question: Question) -> list[Question] | Missed:
        """The question as the author reads it, and in other words, at most four; or why it does not.

        A person or a number that is not in the question cannot come in by that.
        """
        prompt = self.author.templates[prompting.QUESTION].fill(_READING, question=prompting.quoted(question.text))
        await self.author.leave()
        try:
            read = await self.author.ask(prompt, QuestionRead, private=True, until=self.until)
        except ModelError as error:
            log.info("a question is read by the rules alone: %s: %s", error.kind.value, error)
            return _missed(error)
        asked = (read.kind, read.person, read.topic, read.when)
        made = [read_as(question, *asked), *(read_as(question, "fact", "", one, "") for one in read.rephrasings)]
        return [one for one in dict.fromkeys(made) if one is not None][:_MOST_READINGS]

    async def _groups(
        self, question: str, found: Found, best: Sequence[DraftLine], material: Material
    ) -> tuple[DraftGroup, ...]:
        by_id, author = numbered(found.wide), self.author
        await author.leave()
        template = author.templates[author.style.fact]
        asked = {
            "question": prompting.quoted(question),
            "passages": material.passages(by_id),
            "count": str(_SHARE.sentences),
        }
        # A question may hold what is nobody else's business: its answer is kept for its own workspace alone.
        ask = partial(author.ask, private=True, until=self.until)
        if not author.style.writes:
            picked = await ask(template.fill(_REPLY, **asked), AnswerSelect)
            lines = chosen(picked.lines, by_id, _SHARE) if picked.found else ()
            return (DraftGroup(filled(lines, best, _SHARE)),) if lines else ()
        reply = await ask(template.fill(_REPLY, **asked, language=SAME_LANGUAGE), AnswerWrite)
        if not reply.found:
            return ()
        claims = [Claim(one.text, tuple(one.passages)) for one in reply.claims][: _SHARE.sentences]
        apart, used = disagreements(claims, [(one.first, one.second) for one in reply.disagreements], by_id)
        lines = written([one for at, one in enumerate(claims) if at not in used], (), by_id, _SHARE)
        groups = (*((DraftGroup(lines),) if lines else ()), *apart)
        every = [line for group in groups for line in group.lines]
        told, _ = await author.in_readers_language(every, "", material.articles, private=True, until=self.until)
        by_line = dict(zip(every, told, strict=True))
        return tuple(replace(group, lines=tuple(by_line[one] for one in group.lines)) for group in groups)


def _missed(error: ModelError) -> Missed:
    return Missed.BUDGET if error.kind is ModelFault.BUDGET else Missed.FAILED


def without(found: Found, missed: Missed) -> Found:
    """What was found, and why no author had to do with it."""
    return replace(found, draft=replace(found.draft, by=Authorship(missed=missed)))
