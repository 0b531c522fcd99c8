"""Whichever engine keeps the articles, a question finds nearly the same ones."""

import statistics
from collections.abc import Sequence
from pathlib import Path

import pytest

from bench.ask_at_size import Words
from bot.adapters.storage.database import Database
from bot.domain.models import EVERYTHING
from bot.services.ports import Query
from tests.adapters.storage.builders import NOW


async def rankings(url: str, queries: Sequence[Query]) -> list[list[str]]:
    """The keys of what each query finds among 600 articles, best first."""
    model = Words()
    async with await Database.open(url) as database:
        workspace = await database.workspace("team")
        await workspace.store.add([model.article(number) for number in range(600)], NOW)
        keys = {one.id: one.key for one in await workspace.store.window(EVERYTHING, 600)}
        return [[keys[hit.article_id] for hit in await workspace.search.find(query)] for query in queries]


def shared(one: Sequence[str], other: Sequence[str], count: int) -> float:
    """Which part of the first `count` of the longer ranking is among those of both."""
    return len({*one[:count]} & {*other[:count]}) / min(count, max(len(one), len(other)))


@pytest.mark.postgres
async def test_both_engines_find_and_rank_alike(sqlite_path: Path, postgres_url: str):
    model = Words()
    asked = [model.ask().terms for _ in range(40)]
    queries = [Query(terms) for terms in asked] + [Query(terms[:2], every=True) for terms in asked]
    pairs = zip(await rankings(f"sqlite:///{sqlite_path}", queries), await rankings(postgres_url, queries), strict=True)
    found = [(one, other) for one, other in pairs if one or other]
    assert len(found) > 30
    for count, share in ((50, 0.85), (10, 0.8)):
        assert statistics.mean(shared(one, other, count) for one, other in found) >= share
