"""A workspace whose people ask and press buttons: the real storage, a web in memory, time and limits as a test says."""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from bot.adapters.storage.database import Database
from bot.domain.command_words import read_command
from bot.domain.documents import Answer, Briefing, Document, Notice
from bot.domain.drafts import BriefingDraft, DraftStory
from bot.domain.editions import EditionKey, PartState, State
from bot.domain.models import EVERYTHING, Article, NewArticle, Source, Visibility
from bot.domain.rights import Person
from bot.services.discovery import Web
from bot.services.ingest import analyse
from bot.services.notices import fill
from bot.services.polling import Intake
from bot.services.ports import Change, Composed, Entry, NewEdition, PartEntry, Planned, QuestionOutcome, Told
from bot.services.requests import Asking, RequestDesk, serve
from tests.fakes.web import Addresses, web

NOW = datetime(2026, 11, 23, 7, 30, tzinfo=UTC)
FEED = "https://quay.example/feed"
WHOLE = "The lights went out in the harbour again. " * 60
TEXTS = {
    "Tarn bridge opens": "The Tarn bridge opened on Monday. “We are glad of the shorter way,” mayor Mara Lind said.",
    "Bakers strike in Orlund": "Ovens stayed cold across Orlund. “Nights are too long,” baker Oda Moor said.",
    "Storm sinks two boats": "Wilma flooded Kestrel harbour. “Nobody was aboard,” harbour master Piet Aron said.",
}
PAPER = Source(FEED, "Quay Courier", "feed")
MEMBER = Person("U1", member=True, guest=False)


@dataclass(slots=True)
class Team:
    """`wait` is what the limits say, `counted` what became of each request."""

    database: Database
    addresses: Addresses = field(default_factory=Addresses)
    now: datetime = NOW
    wait: float = 0
    counted: list[QuestionOutcome] = field(default_factory=list)

    async def desk(self, channel: str = "C1", workspace: str = "team", **changes: Any) -> RequestDesk:  # noqa: ANN401 - fields of the desk
        """The desk of one request, as an adapter makes it anew each time."""
        reader = await self.database.workspace(workspace, channel)

        @asynccontextmanager
        async def opened() -> AsyncIterator[Web]:
            yield web(self.addresses)

        desk = RequestDesk(
            reader=reader,
            agenda=self.database.agenda,
            web=opened,
            intake=lambda way: Intake(self.database.feeds, way, lambda: self.now, lambda: 0.5),
            clock=lambda: self.now,
            wait=lambda: self.wait,
            command="/news",
            counted=self.counted.append,
        )
        return replace(desk, **changes)

    async def type(self, line: str, person: Person = MEMBER, channel: str = "C1", *, private: bool = False) -> Document:
        """What somebody gets who types this after the command's name."""
        asking = Asking("team", channel, person, private)
        return await serve(read_command(line), asking, await self.desk(channel))

    async def load(self, *titles: str, source: Source = PAPER, channel: str = "C1") -> list[Article]:
        """Articles of these titles, of all where none is named, as the channel's own source brought them."""
        workspace = await self.database.workspace("team", channel)
        await workspace.sources.follow(source, source.key, (), self.now)
        wanted = {title: TEXTS[title] for title in titles or TEXTS}
        new = [NewArticle(f"{source.key}#{title}", title, text, source) for title, text in wanted.items()]
        await workspace.store.add([analyse(one) for one in new], self.now - timedelta(hours=1))
        found = await workspace.store.window(EVERYTHING, 99)
        return [one for title in wanted for one in found if one.title == title]

    async def edition(self, *articles: Article, channel: str = "C1", workspace: str = "team") -> str:
        """An edition that told a story of each of these articles in this channel: the key of its first message."""
        key = EditionKey(workspace, channel, self.now.date(), 1)
        await self.database.operations.workspace_id(workspace)
        new = NewEdition(key, self.now)
        await self.database.agenda.plan([Planned(workspace, channel, (new,), None)], self.now)
        claimed = await self.database.ledger.claim("me", self.now, self.now + timedelta(minutes=1), 99)
        lease = next(one.lease for one in claimed if one.edition.key == key)
        stories = tuple(DraftStory(story_id(one), one.ref, (), (one.ref,), "new") for one in articles)
        told = tuple(Told(one.story_id, one.headline, shown=True) for one in stories)
        part = PartEntry(0, PartState.SENT, "m1", "digest", tuple(one.story_id for one in stories))
        composed = Composed(BriefingDraft(stories, EVERYTHING), 1, told)
        change = Change(State.SENT, composed=composed, part=part, release=True)
        assert await self.database.ledger.record([Entry(lease, self.now, change)]) == [True]
        return f"{key.text}0"


@asynccontextmanager
async def opened_team(path: Path) -> AsyncIterator[Team]:
    """A team over a SQLite file."""
    async with await Database.open(f"sqlite:///{path}") as database:
        await database.operations.workspace_id("team")
        yield Team(database)


def asks(person: Person = MEMBER, channel: str = "C1", *, private: bool = False) -> Asking:
    return Asking("team", channel, person, private)


def story_id(article: Article) -> str:
    return f"s{article.id:x}"


def kept_to_channel(name: str) -> Source:
    key = f"https://{name}.example/feed"
    return Source(key, name.title(), "feed", visibility=Visibility.CHANNEL)


def told(document: object) -> str:
    """A notice as plain text."""
    assert isinstance(document, Notice), document
    return fill(document, str)


def names(document: object) -> list[str]:
    """The names of a notice and its rows."""
    assert isinstance(document, Notice), document
    return list(_names(document))


def _names(given: Notice) -> Iterator[str]:
    yield given.name
    for row in given.rows:
        yield from _names(row)


def said(document: Document) -> str:
    """Everything that a document shows of articles."""
    if isinstance(document, Briefing):
        return " ".join(story.headline.title for story in document.stories)
    assert isinstance(document, Answer), document
    return " ".join(passage.text for group in document.groups for line in group.lines for passage in line.passages)
