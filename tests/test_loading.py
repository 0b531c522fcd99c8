"""Loading as a whole: files through analysis into a real database, and back."""

import io
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.adapters.files import FileSource
from bot.adapters.storage.database import Database, Workspace
from bot.domain.models import EVERYTHING, Article, ArticleRef
from bot.services.ingest import LoadReport, load
from bot.services.ports import LoadFailure

NOW = datetime(2031, 4, 2, 6, 30, tzinfo=UTC)
SEEDS = Path(__file__).parent.parent / "seeds"
TOLLS = "Tolls rise\n\n“We had no choice,” said Mara Lind, the harbour master.\n"


@dataclass(slots=True)
class Desk:
    """A workspace and its database; `load` is what the command does, a minute later each time."""

    database: Database
    workspace: Workspace
    now: datetime = NOW

    async def load(self, *paths: Path, workspace: Workspace | None = None) -> LoadReport:
        self.now += timedelta(minutes=1)
        source = FileSource(tuple(map(str, paths)), io.BytesIO())
        return await load(source, (workspace or self.workspace).store, self.now)

    async def articles(self) -> list[Article]:
        return list(await self.workspace.store.window(EVERYTHING, 1000))

    async def said(self, ref: ArticleRef) -> list[tuple[str | None, str]]:
        text = (await self.workspace.store.articles([ref]))[ref].text
        return [(q.quote.speaker, q.quote.span.cut(text)) for q in await self.workspace.speech.quotes([ref])]


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Desk]:
    async with await Database.open(f"sqlite:///{tmp_path}/news.db") as database:
        yield Desk(database, await database.workspace("desk"))


async def test_the_samples_are_loaded_once_however_often_they_are_given(desk: Desk):
    assert await desk.load(SEEDS) == LoadReport(loaded=10, known=0, failed=())
    before = await desk.articles()
    assert await desk.load(SEEDS) == LoadReport(loaded=0, known=10, failed=())
    assert await desk.load(SEEDS, SEEDS / "lake-mile.md") == LoadReport(loaded=0, known=11, failed=())
    assert await desk.articles() == before
    assert all(article.sample and article.version == 1 for article in before)


async def test_an_edited_file_is_a_new_version_and_quotes_stay_with_theirs(desk: Desk, tmp_path: Path):
    path = tmp_path / "tolls.txt"
    path.write_bytes(TOLLS.encode())
    assert (await desk.load(path)).loaded == 1
    path.write_bytes(TOLLS.replace("no choice", "several choices").encode())
    assert (await desk.load(path)).loaded == 1
    (article,) = await desk.articles()
    assert article.version == 2
    assert await desk.said(ArticleRef(article.id, 1)) == [("Mara Lind", "We had no choice,")]
    assert await desk.said(ArticleRef(article.id, 2)) == [("Mara Lind", "We had several choices,")]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252"])
async def test_words_are_found_whatever_the_encoding(desk: Desk, tmp_path: Path, encoding: str):
    (tmp_path / "tolls.txt").write_bytes(TOLLS.encode(encoding))
    await desk.load(tmp_path / "tolls.txt")
    (article,) = await desk.articles()
    assert (article.published, article.url) == (None, None)
    assert await desk.said(article.ref) == [("Mara Lind", "We had no choice,")]


async def test_strange_lines_are_stored_and_a_bad_one_stops_nothing(desk: Desk, tmp_path: Path):
    path = tmp_path / "strange.jsonl"
    path.write_bytes(
        b'{"id": "\\ud800", "title": "\\u0000", "text": "a\\ud800b\\u0000c", "source": "\\udfff"}\n'
        b'{"id": "2", "text": 7}\n'
        b'{"id": "3", "text": "\\u202e\\u001b[2J \xf0\x9f\x98\x80", "published": "9999-12-31T23:59:59-12:00"}\n'
    )
    report = await desk.load(path)
    assert (report.loaded, [f.error.split(":")[0] for f in report.failed]) == (2, ["line 2"])
    assert {article.text for article in await desk.articles()} == {"a\ufffdb\ufffdc", "\u202e\x1b[2J 😀"}
    assert await desk.load(path) == LoadReport(0, 2, report.failed)


async def test_what_one_workspace_loads_another_does_not_see(desk: Desk, tmp_path: Path):
    (tmp_path / "tolls.txt").write_bytes(TOLLS.encode())
    other = await desk.database.workspace("other")
    await desk.load(tmp_path / "tolls.txt", workspace=other)
    await desk.load(SEEDS, workspace=other)
    assert await desk.articles() == []
    assert (await desk.load(SEEDS)).loaded == 10
    assert len(await desk.articles()) == 10


async def test_a_folder_of_faults_is_told_and_stores_nothing(desk: Desk, tmp_path: Path):
    (tmp_path / "a.txt").write_bytes(b"")
    (tmp_path / "b.md").write_bytes(b"---\ntitle: [\n---\nx")
    report = await desk.load(tmp_path / "none", tmp_path / "a.txt", tmp_path / "b.md")
    assert [failure.error for failure in report.failed] == [
        "no such file or folder",
        "empty",
        "front matter is not valid YAML",
    ]
    assert all(isinstance(failure, LoadFailure) for failure in report.failed)
    assert await desk.articles() == []
