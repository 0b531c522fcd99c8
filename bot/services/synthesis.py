"""Answers as a language model puts them together: from sentences that the rules have found, or that its words find.

Guards that a question is answered by what the rules can bear out: the model chooses among stored sentences or writes
about them, and reads a question only where the rules found nothing for it. "Not found" comes before weak support.
"""

import logging
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

from bot.domain.arranging import (
    Claim,
    Share,
    chosen,
    disagreements,
    filled,
    named,
    numbered,
    written,
    written_line_of,
)
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

        Where the rules are `sure` of it, their best line stands in the author's choice, and so does each line of theirs
        that is kept from the author: what is private costs nobody an answer, and costs the rest no author.
        """
        if not found.wide:
            return found
        material = await Material.cited_by(found.wide, self.reader)
        given = [line for line in found.wide if self.author.style.private or not material.is_private(line)]
        private = len(given) < len(found.wide)
        if not given:
            return without(found, Missed.PRIVATE)
        told = [line for group in found.draft.groups for line in group.lines] if sure else []
        try:
            groups = await self._groups(question, given, told, material)
        except ModelError as error:
            log.info("a question is answered by the rules: %s: %s", error.kind.value, error)
            return without(found, _missed(error))
        if not groups:
            return without(found, Missed.PRIVATE if private else Missed.SILENT)
        texts = (line.translation for group in groups for line in group.lines)
        by = replace(self.author.by(self.author.style.fact, texts), missed=Missed.PRIVATE if private else None)
        return replace(found, draft=replace(found.draft, groups=groups, by=by))

    async def readings(self, question: Question) -> list[Question] | Missed:
        """The question as the author reads it, and in other words, at most four; or why it does not.

        A person or a number that is not in the question cannot come in by that.
        """
        prompt = self.author.templates[prompting.QUESTION].fill(_READING, question=prompting.question_of(question.text))
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
        self, question: str, given: Sequence[DraftLine], told: Sequence[DraftLine], material: Material
    ) -> tuple[DraftGroup, ...]:
        """What the author makes of the lines that it is given, with what it must not leave out of those `told`."""
        by_id, author = numbered(given), self.author
        held = [*told[:1], *(line for line in told if line not in given)]
        await author.leave()
        template = author.templates[author.style.fact]
        asked = {
            "question": prompting.question_of(question),
            "passages": material.passages(by_id),
            "count": str(_SHARE.sentences),
        }
        # A question may hold what is nobody else's business: its answer is kept for its own workspace alone.
        ask = partial(author.ask, private=True, until=self.until)
        if not author.style.writes:
            picked = await ask(template.fill(_REPLY, **asked), AnswerSelect)
            return _chosen_groups(picked, held, by_id) if picked.found else ()
        reply = await ask(template.fill(_REPLY, **asked, language=SAME_LANGUAGE), AnswerWrite)
        if not reply.found:
            return ()
        claims = [Claim(one.text, tuple(one.passages)) for one in reply.claims][: _SHARE.sentences]
        made = [written_line_of(one, by_id) for one in claims]
        apart, used = disagreements(made, [(one.first, one.second) for one in reply.disagreements])
        lines = written([one for at, one in enumerate(claims) if at not in used], (), by_id, _SHARE)
        shown = {one for line in (*lines, *(line for group in apart for line in group.lines)) for one in line.slices}
        lines = _with(lines, [one for one in held if not shown.issuperset(one.slices)]) if shown else ()
        groups = (*((DraftGroup(lines),) if lines else ()), *apart)
        every = [line for group in groups for line in group.lines]
        turned, _ = await author.in_readers_language(every, material, private=True, until=self.until)
        by_line = dict(zip(every, turned, strict=True))
        return tuple(replace(group, lines=tuple(by_line[one] for one in group.lines)) for group in groups)


def _chosen_groups(
    picked: AnswerSelect, held: Sequence[DraftLine], by_id: Mapping[str, DraftLine]
) -> tuple[DraftGroup, ...]:
    """What the author has chosen, with what must not be left out; beside it, one pair of which outlets disagree."""
    apart, used = disagreements(
        named(picked.lines, by_id), [(one.first, one.second) for one in picked.disagreements][:1]
    )
    paired = [line for group in apart for line in group.lines]
    left = [one for at, one in enumerate(picked.lines) if at not in used]
    others = [one for one in chosen(left, by_id, _SHARE) if one not in paired]
    if not others and not paired:
        return ()
    together = _with(others, [one for one in held if one not in paired], _SHARE.sentences - len(paired))
    return (*((DraftGroup(together),) if together else ()), *apart)


def _with(lines: Sequence[DraftLine], held: Iterable[DraftLine], most: int = _SHARE.sentences) -> tuple[DraftLine, ...]:
    """The author's lines and behind them those that must stand in its answer, for which its last ones make room."""
    others = [one for one in dict.fromkeys(held) if one not in lines]
    return filled(lines[: max(1, most - len(others))], others, replace(_SHARE, sentences=most))


def _missed(error: ModelError) -> Missed:
    return Missed.BUDGET if error.kind is ModelFault.BUDGET else Missed.FAILED


def without(found: Found, missed: Missed) -> Found:
    """What was found, and why no author had to do with it."""
    return replace(found, draft=replace(found.draft, by=Authorship(missed=missed)))
