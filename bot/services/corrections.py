"""Corrections of what was posted, as use cases: found round by round, entered once, verified when they are posted.

    posted digests ─► their articles then and now ─► a correction each, in the thread of its digest

Guards that what was posted stays our responsibility. The decision is `domain.corrections`; sending, quiet hours and
threads are the deliverer's.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.domain.allowance import WORDS
from bot.domain.citations import Evidence, verify_correction
from bot.domain.corrections import correction_of, digest, refs_of
from bot.domain.documents import Correction
from bot.domain.drafts import BriefingDraft, CorrectionDraft
from bot.domain.editions import Edition, EditionKey, Kind, PartState, SentPart
from bot.domain.models import ArticleRef, StoredQuote
from bot.domain.revisions import Revisions
from bot.services.ports import Archive, NewEdition, Outdated, Posted

DAYS = timedelta(days=14)  # for which a posted edition is watched
_CHANNELS = 100  # looked at in one go

Archives = Callable[[str, str], Awaitable[Archive]]
"""The archive of a channel: workspace and channel in."""


@dataclass(frozen=True, slots=True)
class Watch:
    """What correcting works with."""

    posted: Posted
    archives: Archives
    days: timedelta = DAYS


async def correct(watch: Watch, changed_since: datetime, now: datetime) -> int:
    """Enter the corrections of what has changed since then: how many were new.

    Pass the time of the last call less a minute, and at the start and once a day `now - watch.days`: an embargo that
    ends changes an article without a new version. Raises StoreError; what was entered until then stays.
    """
    entered, after = 0, ("", "")
    while found := await watch.posted.outdated(now - watch.days, changed_since, after, _CHANNELS):
        after = found[-1].workspace, found[-1].channel
        for one in found:
            archive = await watch.archives(one.workspace, one.channel)
            revisions = await archive.revisions(_refs(one))
            made = await asyncio.to_thread(corrections_for, one, revisions, now)
            entered += await watch.posted.correct(made, now) if made else 0
    return entered


async def verified(draft: CorrectionDraft, archive: Archive, *, words: int = WORDS) -> Correction | None:
    """What of a correction is still true, cut from storage when it is posted; None where nothing is left to tell."""
    refs = {ref for one in draft.changes for ref in (one.was.ref, one.article)}
    revisions = await archive.revisions(refs | {one.now.ref for one in draft.changes if one.now})
    return verify_correction(draft, evidence_of(revisions), words=words)


def evidence_of(revisions: Revisions) -> Evidence:
    """What a correction is verified against; an article that is hidden for now is none."""
    hidden = {id_ for id_, one in revisions.newest.items() if one.hidden}
    held = [*revisions.by_ref.values(), *revisions.newest.values()]
    seen = {one.article.ref: one for one in held if one.article.id not in hidden}
    quotes = [StoredQuote(ref, quote) for ref, one in seen.items() for quote in one.quotes]
    articles = {ref: one.article for ref, one in seen.items()}
    return Evidence.of(articles, quotes, markers={ref: one.markers for ref, one in seen.items()})


# --- the decision ------------------------------------------------------------------------------------


def corrections_for(outdated: Outdated, revisions: Revisions, now: datetime) -> list[NewEdition]:
    """The corrections of a channel, one a digest at most; what two digests showed is told under the newest."""
    told = _drafts(outdated.corrections)
    made: list[NewEdition] = []
    for edition in outdated.editions:
        draft = _posted(edition)
        correction = draft and correction_of(draft, edition.key.date, revisions, told)
        if correction:
            told.append(correction)
            made.append(_new(edition, correction, now))
    return made


def _refs(outdated: Outdated) -> set[ArticleRef]:
    told = _drafts(outdated.corrections)
    drafts = (_posted(edition) for edition in outdated.editions)
    return {ref for draft in drafts if draft for ref in refs_of(draft, told)}


def _drafts(corrections: Iterable[Edition]) -> list[CorrectionDraft]:
    return [one.draft for one in corrections if isinstance(one.draft, CorrectionDraft)]


def _posted(edition: Edition) -> BriefingDraft | None:
    """What of an edition has reached its channel: the stories of the messages that were sent."""
    if not isinstance(edition.draft, BriefingDraft):
        return None
    sent = {story for part in edition.parts if part.state is PartState.SENT for story in part.stories}
    stories = tuple(story for story in edition.draft.stories if story.story_id in sent)
    return replace(edition.draft, stories=stories) if stories else None


def _new(edition: Edition, correction: CorrectionDraft, now: datetime) -> NewEdition:
    key = edition.key
    return NewEdition(
        EditionKey(key.workspace, key.channel, key.date, key.slot, digest(correction)),
        now,
        Kind.CORRECTION,
        draft=correction,
        thread=_thread(edition.parts),
    )


def _thread(parts: Sequence[SentPart]) -> str | None:
    """The first message of the edition: the others stand under it, where there are threads."""
    return next((part.message_id for part in parts if part.message_id), None)
