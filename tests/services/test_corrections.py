"""Corrections of posted editions: found, entered once, and verified again when they are posted."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace
from typing import cast

from bot.domain.documents import Correction
from bot.domain.drafts import BriefingDraft, ChangeKind, Citation, CorrectionDraft, DraftLine, DraftStory, LineKind
from bot.domain.editions import Edition, EditionKey, Kind, PartState, SentPart, State
from bot.domain.intake import UNMARKED, Markers
from bot.domain.models import Article, ArticleRef, Span, Window
from bot.domain.revisions import Revision, Revisions
from bot.domain.subscriptions import Schedule, Subscription
from bot.services.corrections import Watch, correct, verified
from bot.services.editing import ChannelReader, Editing
from bot.services.ports import Archive, NewEdition, Outdated

NOW = datetime(2026, 11, 26, 12, tzinfo=UTC)
DAY = date(2026, 11, 26)
SENTENCE = "Twelve lamps went out in Quayside."
REST = "Nobody was hurt. The harbour stays dark until the spring comes."


def revision(text: str, version: int, id_: int = 1, markers: Markers = UNMARKED) -> Revision:
    return Revision(Article(id_, version, f"k{id_}", f"Lamps {id_}", text, "Quay Courier"), markers)


OLD = revision(f"{SENTENCE} {REST}", 1)
NEW = revision(f"Ten lamps went out in Quayside. {REST}", 2)


def digest(*ids: int, day: date = DAY, channel: str = "news", sent: Sequence[str] | None = None) -> Edition:
    stories = [
        DraftStory(
            f"s{id_}",
            ArticleRef(id_, 1),
            (DraftLine(LineKind.SENTENCE, (Citation(ArticleRef(id_, 1), Span(0, len(SENTENCE))),)),),
            (ArticleRef(id_, 1),),
            "why",
        )
        for id_ in ids
    ]
    told = tuple(sent if sent is not None else [f"s{id_}" for id_ in ids])
    parts = (SentPart(0, PartState.SENT, NOW, "m1"), SentPart(1, PartState.SENT, NOW, "m2", stories=told))
    draft = BriefingDraft(tuple(stories), Window())
    key = EditionKey("red", channel, day, 1)
    return Edition(1, key, Kind.DIGEST, NOW, State.SENT, draft=draft, parts=parts)


@dataclass(slots=True)
class Shelf:
    """Versions in memory, as the archive of every channel and as what was posted; implements `Archive` and `Posted`."""

    versions: list[Revision]
    digests: list[Edition]
    entered: dict[EditionKey, NewEdition] = field(default_factory=dict)

    async def revisions(self, refs: Iterable[ArticleRef]) -> Revisions:
        wanted = set(refs)
        ids = {ref.article_id for ref in wanted}
        newest: dict[int, Revision] = {}
        for one in sorted(self.versions, key=lambda one: one.article.version):
            if one.article.id in ids:
                newest[one.article.id] = one
        by_ref = {one.article.ref: one for one in self.versions if one.article.ref in wanted}
        return Revisions(by_ref | {one.article.ref: one for one in newest.values()}, newest)

    async def outdated(
        self,
        since: datetime,
        changed_since: datetime,  # noqa: ARG002 - the shelf looks at everything
        after: tuple[str, str],
        limit: int,
    ) -> Sequence[Outdated]:
        places = sorted({(one.key.workspace, one.key.channel) for one in self.digests if one.due_at >= since})
        return [
            Outdated(
                *place,
                tuple(one for one in reversed(self.digests) if (one.key.workspace, one.key.channel) == place),
                tuple(
                    Edition(9, key, Kind.CORRECTION, NOW, draft=new.draft)
                    for key, new in self.entered.items()
                    if (key.workspace, key.channel) == place
                ),
            )
            for place in places
            if place > after
        ][:limit]

    async def correct(self, corrections: Sequence[NewEdition], now: datetime) -> int:  # noqa: ARG002 - keeps no times
        new = {one.key: one for one in corrections if one.key not in self.entered}
        self.entered |= new
        return len(new)

    async def archive(self, workspace: str, channel: str) -> Archive:  # noqa: ARG002 - all see everything
        return self

    async def round(self) -> int:
        return await correct(Watch(self, self.archive), NOW - timedelta(minutes=5), NOW)


async def test_a_changed_article_is_corrected_in_the_thread_of_its_edition_once():
    shelf = Shelf([OLD, NEW], [digest(1)])
    assert await shelf.round() == 1
    (new,) = shelf.entered.values()
    assert (new.kind, new.thread, new.due_at) == (Kind.CORRECTION, "m1", NOW)
    assert (new.key.date, new.key.slot, bool(new.key.of)) == (DAY, 1, True)
    assert new.draft
    correction = await verified(new.draft, shelf)
    assert correction
    (change,) = correction.changes
    assert change.was
    assert change.now
    assert (change.was.text, change.now.text) == (SENTENCE, "Ten lamps went out in Quayside.")
    assert correction.day == DAY
    assert await shelf.round() == 0


async def test_another_change_later_is_told_once_more():
    shelf = Shelf([OLD, NEW], [digest(1)])
    await shelf.round()
    shelf.versions.append(revision(f"Nine lamps went out in Quayside. {REST}", 3))
    assert await shelf.round() == 1
    assert await shelf.round() == 0
    assert len({new.key.text for new in shelf.entered.values()}) == 2


async def test_every_channel_that_saw_it_is_told_and_each_once():
    shelf = Shelf([OLD, NEW], [digest(1, channel=f"c{at:03}") for at in range(250)])
    assert await shelf.round() == 250
    assert {new.key.channel for new in shelf.entered.values()} == {f"c{at:03}" for at in range(250)}


async def test_what_two_editions_showed_is_told_under_the_newer_one():
    shelf = Shelf([OLD, NEW], [digest(1, day=date(2026, 11, 25)), digest(1)])
    assert await shelf.round() == 1
    assert [key.date for key in shelf.entered] == [DAY]


async def test_what_was_not_posted_and_what_is_as_it_was_needs_no_correction():
    assert await Shelf([OLD, NEW], [digest(1, sent=())]).round() == 0
    assert await Shelf([OLD, revision(OLD.article.text, 2)], [digest(1)]).round() == 0
    assert await Shelf([], [digest(1)]).round() == 0
    long_ago = replace(digest(1), due_at=NOW - timedelta(days=15))
    assert await Shelf([OLD, NEW], [long_ago]).round() == 0


async def test_an_article_that_is_withdrawn_while_its_correction_waits_is_told_as_withdrawn_alone():
    shelf = Shelf([OLD, NEW], [digest(1)])
    await shelf.round()
    (first,) = shelf.entered.values()
    shelf.versions.append(revision(NEW.article.text, 3, markers=Markers(withdrawn=True)))
    assert first.draft
    assert await verified(first.draft, shelf) is None
    assert await shelf.round() == 1
    withdrawal = list(shelf.entered.values())[-1].draft
    assert isinstance(withdrawal, CorrectionDraft)
    told = await verified(withdrawal, shelf)
    assert told
    assert [(one.kind, one.was, one.now) for one in told.changes] == [(ChangeKind.WITHDRAWN, None, None)]
    assert await shelf.round() == 0


async def test_nothing_is_told_of_an_article_that_is_hidden_by_the_time_of_posting():
    shelf = Shelf([OLD, NEW], [digest(1)])
    await shelf.round()
    (new,) = shelf.entered.values()
    shelf.versions.append(Revision(revision("Not yet.", 3).article, Markers(withheld=True), hidden=True))
    assert new.draft
    assert await verified(new.draft, shelf) is None


async def test_the_editor_posts_what_of_a_correction_is_still_true():
    shelf = Shelf([OLD, NEW], [digest(1)])
    await shelf.round()
    (new,) = shelf.entered.values()
    edition = Edition(2, new.key, Kind.CORRECTION, NOW, draft=new.draft, thread=new.thread)

    async def open_(workspace: str, channel: str) -> ChannelReader:
        assert (workspace, channel) == ("red", "news")
        return cast(ChannelReader, SimpleNamespace(archive=shelf))

    editing = Editing(open_, lambda: NOW, words=120)
    told = await editing.verified(edition, Subscription("red", "news", Schedule(), NOW))
    assert isinstance(told, Correction)
    assert [one.kind for one in told.changes] == [ChangeKind.ALTERED]
    brief = Editing(open_, lambda: NOW, words=5)
    assert await brief.verified(edition, Subscription("red", "news", Schedule(), NOW)) is None


async def test_several_changed_stories_of_an_edition_are_one_correction():
    others = [revision(f"{SENTENCE} {REST}", 1, 2), revision(f"Ten lamps went out in Quayside. {REST}", 2, 2)]
    shelf = Shelf([OLD, NEW, *others], [digest(1, 2)])
    assert await shelf.round() == 1
    (new,) = shelf.entered.values()
    assert new.draft
    assert {change.article.article_id for change in new.draft.changes} == {1, 2}
