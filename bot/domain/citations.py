"""Verification: drafts of ids and spans become what may be posted. Nothing unverified leaves this module.

`Briefing`, `Answer` and `Correction` are constructed here and nowhere else (a test reads the source for it). The rules:

1. Text is never taken from a draft, but for rule 9. Every slice is cut from the stored article version by its offsets.
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
8. What its source has altered or taken out since it was drafted is dropped, and titles are those of now.
9. A sentence that a model has written is shown where the passages that it cites bear it out (`written`): it is one of
   their sentences with phrases left out that limit nothing, every number, date, amount and name of it stands there, it
   denies and attributes as they do, and its score of support is high enough. Else the first of those passages is shown.
   So is its headline, where what is shown under it bears it out.
10. Of an article that is withdrawn, only that is told: no word of it, whatever a draft says. A correction shows whole
   sentences, stored quotes or whole titles, then and now.

To change a rule, change it here, and its test in tests/domain/test_citations.py or test_written.py first.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from functools import partial

from bot.domain.allowance import WORDS, Allowance
from bot.domain.documents import (
    Answer,
    AnswerGroup,
    Briefing,
    BriefingStory,
    Change,
    Correction,
    Line,
    Passage,
    Searched,
)
from bot.domain.drafts import (
    AnswerDraft,
    Authorship,
    BriefingDraft,
    ChangeKind,
    Citation,
    CorrectionDraft,
    DraftChange,
    DraftGroup,
    DraftLine,
    DraftStory,
    LineKind,
    Missed,
)
from bot.domain.models import Article, QuoteKind, Span, seen_at
from bot.domain.people import group_people
from bot.domain.proof import Evidence, cited, is_there, line, link
from bot.domain.support.contradiction import contradict
from bot.domain.translations import is_translation, language_in
from bot.domain.written import headline, settled, surely, written_line

__all__ = [
    "Evidence",
    "cited",
    "link",
    "settled_draft",
    "settled_title",
    "verify_answer",
    "verify_briefing",
    "verify_correction",
    "within",
]

_CHANGES = 5  # that one correction shows

# --- a briefing --------------------------------------------------------------------------------------


def verify_briefing(  # noqa: PLR0913 - the last five are what a briefing says of itself
    draft: BriefingDraft,
    evidence: Evidence,
    *,
    sources: Sequence[str],
    newest: datetime | None,
    day: date | None = None,
    late: bool = False,
    words: int = WORDS,
) -> Briefing:
    """The briefing that the evidence supports; a story of which nothing remains is left out.

    `day` is the local date of an edition, which may be `late`. At most `words` words of one article are shown.
    """
    allowance = Allowance(words)
    stories = [story for one in draft.stories if (story := _story(one, evidence, allowance, draft.by.language))]
    left_out, since = draft.left_out, seen_at(draft.window.low) if draft.window.low else None
    titles = [one.title for one in stories if one.title]
    translated = [one for one in draft.stories if one.title_in and f"{one.title_in} ({one.title})" in titles]
    by = _by(
        draft.by, [one for story in stories for one in story.lines], titled=bool(titles), translated=bool(translated)
    )
    return Briefing(tuple(stories), tuple(sources), newest, left_out, day, late, allowance.not_shown, since, by=by)


def settled_draft(draft: BriefingDraft, evidence: Evidence) -> BriefingDraft:
    """The draft with each line of a model's as it is shown: what is kept of an edition is what its readers are told."""
    stories = [
        replace(story, lines=tuple(dict.fromkeys(one for line_ in story.lines if (one := _settled(line_, evidence)))))
        for story in draft.stories
    ]
    return replace(draft, stories=tuple(stories))


def _settled(draft: DraftLine, evidence: Evidence) -> DraftLine | None:
    return settled(draft, evidence) if draft.kind is LineKind.WRITTEN else draft


def settled_title(draft: DraftStory, evidence: Evidence) -> str:
    """A model's headline where it will be shown above these lines, as far as that can be told now; else none."""
    story = _story(draft, evidence, Allowance(WORDS), "") if draft.title else None
    return story.title if story else ""


def _story(draft: DraftStory, evidence: Evidence, allowance: Allowance, into: str) -> BriefingStory | None:
    article = evidence.latest(draft.headline)
    if article is None:
        return None
    lines = allowance.fitting(_lines(draft.lines, evidence, into))
    if not lines:
        return None
    known = [one for ref in draft.articles if (one := evidence.latest(ref))]
    title = headline(draft.title, lines, [article.title]) if draft.title else ""
    if title and draft.title_in and is_translation(title, draft.title_in, language_in(article), into):
        title = f"{draft.title_in} ({title})"
    sources = tuple(map(link, known))
    return BriefingStory(draft.story_id, link(article), lines, sources, draft.reason, draft.update, title)


def _lines(drafts: Iterable[DraftLine], evidence: Evidence, into: str) -> list[Line]:
    """The lines as the evidence supports them; what stands in the place of a model's sentences is there once."""
    made = (
        written_line(one, evidence, into) if one.kind is LineKind.WRITTEN else line(one, evidence) for one in drafts
    )
    return list(dict.fromkeys(one for one in made if one))


def _by(by: Authorship, lines: Sequence[Line], *, titled: bool = False, translated: bool = False) -> Authorship:
    """Whose work it is once it was verified: of a model that has written something that is shown.

    `titled`: headlines of its own are, `translated`: in another language.
    """
    if by.written and not titled and not any(one.kind is LineKind.WRITTEN for one in lines):
        return Authorship(missed=Missed.UNSUPPORTED)
    return by if translated or any(one.original for one in lines) else replace(by, language="")


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
    groups = tuple(group for one in draft.groups if (group := _group(one, evidence, draft.by.language)))
    ranking = tuple(keys[id_] for id_ in draft.ranking if id_ in keys)
    by = _by(draft.by, [one for group in groups for one in group.lines])
    whole = Answer(draft.question, groups, searched, ranking, draft.note, by=by)
    return whole if words is None else within(whole, words)


def within(answer: Answer, words: int) -> Answer:
    """The answer with no more than `words` words of one article; what is left out is counted."""
    allowance = Allowance(words)
    fitting = [replace(group, lines=allowance.fitting(group.lines)) for group in answer.groups]
    return replace(answer, groups=tuple(group for group in fitting if group.lines), not_shown=allowance.not_shown)


def _group(draft: DraftGroup, evidence: Evidence, into: str) -> AnswerGroup | None:
    lines = tuple(_lines(draft.lines, evidence, into))
    if not draft.person:
        return AnswerGroup(lines, disagree=draft.disagree and _is_of_several(lines)) if lines else None
    names = {name for name in draft.names if _is_one_person(draft.person, name)} | {draft.person}
    lines = tuple(one for one in lines if one.speaker in names)
    if not lines or draft.person not in {quote.speaker for quote in evidence.quotes.values()}:
        return None
    about = draft.about if any(draft.about == one.role for one in lines) else ""
    return AnswerGroup(lines, draft.person, about)


def _is_of_several(lines: Sequence[Line]) -> bool:
    """Whether no two of the lines are of one outlet, and each says of the same thing what no other says."""
    told = [one.original or one.written or one.passages[0].text for one in lines]
    if not all(surely(partial(contradict, one, other)) for at, one in enumerate(told) for other in told[:at]):
        return False
    outlets = [{passage.source.source for passage in one.passages} for one in lines]
    return len(lines) > 1 and all(not one & other for at, one in enumerate(outlets) for other in outlets[:at])


def _is_one_person(one: str, other: str) -> bool:
    return len(group_people([(one, None), (other, None)])) == 1


# --- a correction ------------------------------------------------------------------------------------


def verify_correction(draft: CorrectionDraft, evidence: Evidence, *, words: int = WORDS) -> Correction | None:
    """The correction that the evidence supports, its first changes; None where nothing is left to tell.

    `evidence` holds the versions that the draft names and the newest of each article, with what their sources say. What
    a draft tells of an article that was withdrawn since is dropped: a draft of its own tells that.
    """
    allowance = Allowance(words)
    found: dict[Change, None] = {}
    for one in draft.changes:
        change = _change(one, evidence)
        if change and change not in found and allowance.take_whole([p for p in (change.was, change.now) if p]):
            found[change] = None
    shown = tuple(found)[:_CHANGES]
    left_out = draft.left_out + allowance.left_out + len(found) - len(shown)
    return Correction(shown, draft.day, left_out) if shown else None


def _change(draft: DraftChange, evidence: Evidence) -> Change | None:
    newest = evidence.last_version(draft.article.article_id)
    if newest is None or draft.article not in evidence.articles or draft.was.ref.article_id != newest.id:
        return None
    if evidence.is_withdrawn(newest) or draft.kind is ChangeKind.WITHDRAWN:
        told = evidence.is_withdrawn(newest) and draft.kind is ChangeKind.WITHDRAWN
        return Change(draft.kind, replace(link(newest), title="", notes=())) if told else None
    source = link(evidence.articles[draft.article])
    match draft.kind:
        case ChangeKind.CORRECTED:
            marked = evidence.markers.get(draft.article)
            note = marked.correction if marked else None
            return None if note is None else Change(draft.kind, source, note=note)
        case ChangeKind.ALTERED | ChangeKind.DROPPED:
            was = _then_or_now(draft.was, evidence, of_title=draft.of_title)
            now = _then_or_now(draft.now, evidence, of_title=draft.of_title) if draft.now else None
            altered = draft.kind is ChangeKind.ALTERED
            if was is None or altered != (now is not None) or (draft.now and draft.now.ref != draft.article):
                return None
            return Change(draft.kind, source, was, now, of_title=draft.of_title)


def _then_or_now(citation: Citation, evidence: Evidence, *, of_title: bool) -> Passage | None:
    article = evidence.articles.get(citation.ref)
    if article is None:
        return None
    if of_title:
        return Passage(article.title, citation.span, link(article)) if _is_title(citation.span, article) else None
    is_quote = any(evidence.quote_of(citation, kind) for kind in QuoteKind)
    if not is_there(citation, evidence) or not (is_quote or evidence.is_whole_sentences(citation)):
        return None
    return Passage(citation.span.cut(article.text), citation.span, link(article))


def _is_title(span: Span, article: Article) -> bool:
    return span == Span(0, len(article.title)) and bool(article.title.strip())
