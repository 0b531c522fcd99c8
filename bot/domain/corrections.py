"""What has become of words that were shown: kept, altered, dropped, corrected or withdrawn; pure decisions.

    an edition's draft + what was told of changes before + versions ─► what is to be told now, or nothing

Guards that a reader is told of every change of meaning once, and of no change of form (`rewording` tells them apart):

- What stands in the place of altered words is the most similar new sentence, with half of the words or more; of a
  quote, the most similar new quote. Without one they were dropped, but for a text of which less than half is left: it
  was written anew, or could not be read whole, and tells nothing of single sentences. Nor does a full text in place of
  a teaser, or the other way round.
- A quote that is now given to somebody else of another name is altered, and shown with its sentence.
- What the source says itself counts: a correction with or without a text, a withdrawal. A page that is gone is neither.
"""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from bot.domain.drafts import BriefingDraft, ChangeKind, Citation, CorrectionDraft, DraftChange, LineKind
from bot.domain.models import Article, ArticleRef, Confidence, Quote, Span
from bot.domain.people import matches
from bot.domain.revisions import KINDS, Pair, Revision, Revisions, pair
from bot.domain.rewording import Wording, content, folded, is_headline_altered, likeness, tells_facts
from bot.domain.text import sentences

MOST = 50  # changes of one correction; `citations` shows a handful of them
_ALIKE = 0.5
_OF_WORDS = {ChangeKind.ALTERED, ChangeKind.DROPPED}


@dataclass(frozen=True, slots=True)
class _Shown:
    """Words that readers were told last, and what kind of line they stood in; None for a headline."""

    citation: Citation
    kind: LineKind | None = None


@dataclass(frozen=True, slots=True)
class _Found:
    """A change and its weight: the heavier is told first."""

    change: DraftChange
    weight: int


def refs_of(draft: BriefingDraft, earlier: Sequence[CorrectionDraft] = ()) -> set[ArticleRef]:
    """The versions that a briefing and the corrections in its channel have shown words of."""
    told = {one.citation.ref for one in _shown(draft)}
    return told | {ref for done in earlier for change in done.changes for ref in (change.article, change.was.ref)}


def correction_of(
    draft: BriefingDraft, day: date, revisions: Revisions, earlier: Sequence[CorrectionDraft] = ()
) -> CorrectionDraft | None:
    """What is to be told of a briefing now, the most important first; None where all that was told still stands.

    `earlier` are the corrections in its channel so far, in order: what they told stands in place of what they told it
    of, and no change is told twice.
    """
    lines: dict[int, list[_Shown]] = {}
    for one in _told_last(draft, earlier):
        lines.setdefault(one.citation.ref.article_id, []).append(one)
    told = [change for done in earlier for change in done.changes]
    found: list[_Found] = []
    for article_id, shown in lines.items():
        newest = revisions.newest.get(article_id)
        if newest is not None and not newest.hidden:
            found += _of_article(shown, newest, revisions, told)
    found.sort(key=lambda one: -one.weight)
    changes = _apart(one.change for one in found)
    return CorrectionDraft(changes[:MOST], day, len(changes[MOST:])) if changes else None


def _apart(changes: Iterable[DraftChange]) -> tuple[DraftChange, ...]:
    """The changes without those of words of which another tells already: a quote within a sentence."""
    kept: list[DraftChange] = []
    for one in changes:
        same = (other for other in kept if other.was.ref == one.was.ref and other.of_title == one.of_title)
        if one.kind not in _OF_WORDS or not any(
            other.kind in _OF_WORDS and other.was.span.overlaps(one.was.span) for other in same
        ):
            kept.append(one)
    return tuple(kept)


def digest(correction: CorrectionDraft) -> str:
    """Stands for the versions of articles that a correction is about: the same changes are told once."""
    refs = sorted({change.article for change in correction.changes})
    named = ",".join(f"{ref.article_id}:{ref.version}" for ref in refs)
    return hashlib.sha256(named.encode("ascii")).hexdigest()[:16]


# --- what was shown ----------------------------------------------------------------------------------


def _shown(draft: BriefingDraft) -> Iterator[_Shown]:
    for story in draft.stories:
        yield _Shown(Citation(story.headline, Span(0, 0)))
        for line in story.lines:
            yield from (_Shown(citation, line.kind) for citation in line.slices)


def _told_last(draft: BriefingDraft, earlier: Sequence[CorrectionDraft]) -> list[_Shown]:
    """What readers take for true: what was shown, or else what they were told stands in its place."""
    told = dict.fromkeys(_shown(draft))
    for change in (one for done in earlier for one in done.changes):
        if change.kind not in _OF_WORDS:
            continue
        for one in [one for one in told if _is_what_changed(one, change)]:
            del told[one]
            if change.of_title:
                told[_Shown(Citation(change.article, Span(0, 0)))] = None
            elif change.now is not None:
                told[_Shown(change.now, one.kind)] = None
    return list(told)


def _is_what_changed(one: _Shown, change: DraftChange) -> bool:
    if one.citation.ref != change.was.ref or (one.kind is None) != change.of_title:
        return False
    return change.of_title or change.was.span.holds(one.citation.span)


# --- one article -------------------------------------------------------------------------------------


def _of_article(
    shown: Sequence[_Shown], newest: Revision, revisions: Revisions, told: Sequence[DraftChange]
) -> Iterator[_Found]:
    first, ref = shown[0].citation, newest.article.ref
    before = [one for one in told if one.article.article_id == ref.article_id]
    if newest.markers.withdrawn:
        if not any(one.kind is ChangeKind.WITHDRAWN for one in before):
            yield _Found(DraftChange(ChangeKind.WITHDRAWN, first, ref), 10)
        return
    pairs = {ref: pair(old, newest) for ref, old in revisions.by_ref.items() if ref.article_id == newest.article.id}
    altered = [found for one in shown if (found := _of_words(one, pairs.get(one.citation.ref)))]
    note = newest.markers.correction
    known = {_note_of(one.citation.ref, revisions) for one in shown}
    known |= {_note_of(one.article, revisions) for one in before if one.kind is ChangeKind.CORRECTED}
    if note is not None and note not in known and (note or not altered):
        yield _Found(DraftChange(ChangeKind.CORRECTED, first, ref), 6)
    yield from altered


def _note_of(ref: ArticleRef, revisions: Revisions) -> str | None:
    revision = revisions.by_ref.get(ref)
    return revision.markers.correction if revision else None


def _of_words(shown: _Shown, pair: Pair | None) -> _Found | None:
    if pair is None or pair.old.article.ref == pair.newest.article.ref:
        return None
    if shown.kind is None:
        return _of_headline(pair.old.article, pair.newest.article)
    if not shown.citation.span.cut(pair.old.article.text) or not pair.is_of_one_kind:
        return None
    return _of_line(shown.citation, shown.kind, pair)


def _of_headline(old: Article, new: Article) -> _Found | None:
    if not is_headline_altered(old.title, new.title, old.text, new.text):
        return None
    was, now = (Citation(one.ref, Span(0, len(one.title))) for one in (old, new))
    return _Found(DraftChange(ChangeKind.ALTERED, was, new.ref, now, of_title=True), 7)


def _of_line(was: Citation, kind: LineKind, pair: Pair) -> _Found | None:
    newest, before = pair.newest.article, pair.old.article.text
    text, ref = was.span.cut(before), newest.ref
    wording = Wording.of(newest.text)
    spoken = kind in KINDS
    if wording.holds(text):
        other = _given_to_another(was, kind, pair) if spoken else None
        if other is not None:
            return _Found(DraftChange(ChangeKind.ALTERED, other[0], ref, Citation(ref, other[1])), 9)
        turned = wording.turned(text, _around(was.span, before))
        change = turned and DraftChange(ChangeKind.ALTERED, was, ref, Citation(ref, turned))
        return _Found(change, 8) if change else None
    now = _in_place(text, kind, pair)
    if now is not None:
        weight = 8 if spoken else 7 if tells_facts(text, now.cut(newest.text)) else 4
        return _Found(DraftChange(ChangeKind.ALTERED, was, ref, Citation(ref, now)), weight)
    if not pair.is_kept():
        return None
    return _Found(DraftChange(ChangeKind.DROPPED, was, ref), 8 if spoken else 5)


def _around(span: Span, text: str) -> str:
    """The sentences that hold a span."""
    held = [one for one in sentences(text) if one.overlaps(span)]
    return text[held[0].start : held[-1].end] if held else span.cut(text)


def _in_place(text: str, kind: LineKind, pair: Pair) -> Span | None:
    """What is most like the words among what the newest version says anew; None where nothing is like them."""
    told = content(text)
    for new in (pair.new(kind) if kind in KINDS else [], pair.new(None)):
        scored = [(likeness(told, other), -span.start, span) for span, other in new]
        best = max(scored, default=None)
        if best is not None and best[0] >= _ALIKE:
            return best[2]
    return None


# --- who said it -------------------------------------------------------------------------------------


def _given_to_another(was: Citation, kind: LineKind, pair: Pair) -> tuple[Citation, Span] | None:
    """The sentences around a quote, then and now, where it was one person's and is another's.

    A speaker that is unknown or only inferred is nobody else.
    """
    before = next((one for one in pair.old.quotes if one.kind is KINDS[kind] and one.span.overlaps(was.span)), None)
    wanted = folded(was.span.cut(pair.old.article.text))
    after = [one for one, said in pair.said() if one.kind is KINDS[kind] and wanted in said]
    named = _name(before) if before else None
    if before is None or named is None or not after:
        return None
    others = [_name(one) for one in after]
    if any(other is None or matches(named, other) for other in others):
        return None
    return Citation(was.ref, before.context), after[0].context


def _name(quote: Quote) -> str | None:
    """Who spoke, where that is known by name: "a spokesman" may be anybody."""
    named = quote.speaker is not None and any(word[0].isupper() for word in quote.speaker.split())
    return quote.speaker if named and quote.confidence is not Confidence.INFERRED else None
