"""Articles as they were shown and as they are now, from either database: what corrections are made from."""

from dataclasses import replace
from datetime import timedelta

from bot.adapters.storage.database import Database
from bot.domain.intake import Markers
from bot.domain.models import ArticleRef, Visibility
from bot.services.ports import Analysed
from tests.adapters.storage.builders import NOW, analysed, kept, said


def marked(given: Analysed, markers: Markers) -> Analysed:
    return replace(given, article=replace(given.article, markers=markers))


async def test_versions_that_were_shown_and_the_newest_come_with_quotes_and_markers(database: Database):
    workspace = await database.workspace("red")
    await workspace.store.add([analysed("a", "Old", "Lamps are out.", said("Ann"))], NOW)
    await workspace.store.add([analysed("a", "Middle", "Lamps are on.")], NOW)
    newest = marked(analysed("a", "New", "Lamps are gone.", said("Bo")), Markers(correction="The lamps were wrong."))
    await workspace.store.add([newest], NOW + timedelta(hours=1))
    (id_,) = await workspace.store.ids(["a"])
    found = await workspace.archive.revisions([ArticleRef(id_, 1)])
    assert {ref.version: one.article.title for ref, one in found.by_ref.items()} == {1: "Old", 3: "New"}
    assert found.newest[id_] == found.by_ref[ArticleRef(id_, 3)]
    assert found.newest[id_].markers == Markers(correction="The lamps were wrong.")
    assert [quote.speaker for quote in found.by_ref[ArticleRef(id_, 1)].quotes] == ["Ann"]
    assert [quote.speaker for quote in found.newest[id_].quotes] == ["Bo"]
    assert await workspace.archive.revisions([]) == type(found)({}, {})


async def test_a_withdrawn_article_passes_this_read_alone_and_is_known_for_withdrawn(database: Database):
    workspace = await database.workspace("red")
    await workspace.store.add([analysed("a", "Old"), analysed("b", "Other")], NOW)
    withdrawn = marked(analysed("a", "Old"), Markers(withdrawn=True))
    embargoed = marked(analysed("b", "Other", "Not yet."), Markers(embargoed_until=NOW + timedelta(days=2)))
    ids = await workspace.store.ids(["a", "b"])
    await workspace.store.add([withdrawn, embargoed], NOW)
    refs = [ArticleRef(id_, version) for id_ in ids for version in (1, 2)]
    assert await workspace.store.articles(refs) == {}
    found = await workspace.archive.revisions(refs)
    assert set(found.by_ref) == set(refs)
    assert [(found.newest[id_].markers.withdrawn, found.newest[id_].hidden) for id_ in ids] == [
        (True, False),
        (False, True),
    ]
    assert not found.by_ref[refs[0]].markers.withdrawn
    assert not any(found.by_ref[ref].hidden for ref in (refs[0], refs[2]))


async def test_nothing_of_a_source_that_the_channel_may_not_see(database: Database):
    red, other = await database.workspace("red", "one"), await database.workspace("red", "two")
    blue = await database.workspace("blue")
    await red.store.add([analysed("a", source=kept("own", Visibility.CHANNEL))], NOW)
    refs = [ArticleRef(id_, 1) for id_ in await red.store.ids(["a"])]
    assert len((await red.archive.revisions(refs)).by_ref) == 1
    for workspace in (other, blue):
        found = await workspace.archive.revisions(refs)
        assert not found.by_ref
        assert not found.newest
