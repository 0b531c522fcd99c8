"""Verification: drafts of ids and spans become what may be posted. Nothing unverified leaves this module.

`Briefing` and `Answer` are constructed here and nowhere else (a test reads the source for it). The rules:

1. Text is never taken from a draft. Every slice is cut from the stored article version by its offsets.
2. A sentence line is whole sentences of its article; part of one is dropped. Only a dateline may be left out.
   Where it holds quoted words without their speaker, storage tells who spoke.
3. A quote line's slices are stored direct quotes of one speaker; who spoke comes from storage. Where the bare
   words would mislead (`Quote.widen`), the sentence around them is shown as reported instead.
4. A speaker that is only inferred is not named.
5. A group speaks for one person: a line of anybody else, or of somebody unclear, is dropped. Names that a draft
   takes for one person must be able to be one; that the person speaks at all comes from the stored quotes.
6. What cites an article that is not there, or that the asking channel may not see, is dropped.
7. No more than a set number of words of one article is shown (`allowance`): the lines come best first, and what no
   longer fits is left out and counted.

To change a rule, change it here, and its test in tests/domain/test_citations.py first.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from bot.domain.allowance import WORDS, Allowance
from bot.domain.documents import (
    Answer,
    AnswerDraft,
    AnswerGroup,
    Briefing,
    BriefingDraft,
    BriefingStory,
    DraftGroup,
    DraftStory,
    Line,
    Searched,
)
from bot.domain.people import group_people
from bot.domain.proof import Evidence, cited, line, link

__all__ = ["Evidence", "cited", "link", "verify_answer", "verify_briefing", "within"]

# --- a briefing --------------------------------------------------------------------------------------


def verify_briefing(
    draft: BriefingDraft,
    evidence: Evidence,
    *,
    sources: Sequence[str],
    newest: datetime | None,
    words: int = WORDS,
) -> Briefing:
    """The briefing that the evidence supports; a story of which nothing remains is left out."""
    allowance = Allowance(words)
    stories = [story for one in draft.stories if (story := _story(one, evidence, allowance))]
    return Briefing(tuple(stories), tuple(sources), newest, draft.left_out, not_shown=allowance.not_shown)


def _story(draft: DraftStory, evidence: Evidence, allowance: Allowance) -> BriefingStory | None:
    article = evidence.articles.get(draft.headline)
    if article is None:
        return None
    lines = allowance.fitting(made for one in draft.lines if (made := line(one, evidence)))
    if not lines:
        return None
    sources = tuple(link(evidence.articles[ref]) for ref in draft.articles if ref in evidence.articles)
    return BriefingStory(draft.story_id, link(article), lines, sources, draft.reason, draft.update)


# --- an answer ---------------------------------------------------------------------------------------


def verify_answer(
    draft: AnswerDraft,
    evidence: Evidence,
    searched: Searched,
    keys: Mapping[int, str],
    *,
    words: int | None = WORDS,
) -> Answer:
    """The answer that the evidence supports; with nothing left, a "not found" that tells where was looked.

    `keys` gives the key of each ranked article id; ids that are not in it are left out of the ranking. Without
    `words` there is no limit: that is for programs, which are told what `within` would leave.
    """
    groups = tuple(group for one in draft.groups if (group := _group(one, evidence)))
    ranking = tuple(keys[id_] for id_ in draft.ranking if id_ in keys)
    whole = Answer(draft.question, groups, searched, ranking, draft.note)
    return whole if words is None else within(whole, words)


def within(answer: Answer, words: int) -> Answer:
    """The answer with no more than `words` words of one article; what is left out is counted."""
    allowance = Allowance(words)
    fitting = [replace(group, lines=allowance.fitting(group.lines)) for group in answer.groups]
    return replace(answer, groups=tuple(group for group in fitting if group.lines), not_shown=allowance.not_shown)


def _group(draft: DraftGroup, evidence: Evidence) -> AnswerGroup | None:
    lines: tuple[Line, ...] = tuple(made for one in draft.lines if (made := line(one, evidence)))
    if not draft.person:
        return AnswerGroup(lines) if lines else None
    names = {name for name in draft.names if _is_one_person(draft.person, name)} | {draft.person}
    lines = tuple(one for one in lines if one.speaker in names)
    if not lines or draft.person not in {quote.speaker for quote in evidence.quotes.values()}:
        return None
    about = draft.about if any(draft.about == one.role for one in lines) else ""
    return AnswerGroup(lines, draft.person, about)


def _is_one_person(one: str, other: str) -> bool:
    return len(group_people([(one, None), (other, None)])) == 1
