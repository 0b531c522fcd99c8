"""No method shows one asker what only another may see."""

from itertools import product

import pytest
from sqlalchemy import update

from bot.adapters.storage.database import Database, Workspace
from bot.adapters.storage.schema import sources
from bot.domain.errors import InputError
from bot.domain.models import EVERYTHING, ArticleRef, Source, Visibility
from bot.services.ports import Outcome, Query
from tests.adapters.storage.builders import NOW, analysed, said

ASKERS = list(product(("red", "blue"), ("one", "two", None)))


def owned(team: str, channel: str | None, visibility: Visibility) -> Source:
    return Source(f"{team}/{channel}/{visibility}", f"Source {team} {channel} {visibility}", visibility=visibility)


def key_of(team: str, channel: str | None, visibility: Visibility) -> str:
    return f"{team}-{channel}-{visibility}"


def visibilities(channel: str | None) -> list[Visibility]:
    """Those of the sources that can be added there."""
    return [one for one in Visibility if channel or one is not Visibility.CHANNEL]


def may_see(asker: tuple[str, str | None], owner: tuple[str, str | None], visibility: Visibility) -> bool:
    """A public source is seen by the workspaces that follow it: here, by the one that added it."""
    return asker == owner if visibility is Visibility.CHANNEL else asker[0] == owner[0]


@pytest.fixture
async def workspaces(database: Database) -> dict[tuple[str, str | None], Workspace]:
    """Every asker has added one article of each visibility it can; all tell the same, and quote their owner."""
    made = {asker: await database.workspace(*asker) for asker in ASKERS}
    for (team, channel), workspace in made.items():
        batch = [
            analysed(
                key_of(team, channel, visibility),
                "Harbour",
                "Harbour news.",
                said(f"Ann {team}{channel or 'none'}{visibility}"),
                source=owned(team, channel, visibility),
            )
            for visibility in visibilities(channel)
        ]
        assert set(await workspace.store.add(batch, NOW)) == {Outcome.NEW}
    return made


async def test_every_method_shows_exactly_what_the_asker_may_see(
    workspaces: dict[tuple[str, str | None], Workspace],
):
    everything = [(owner, visibility) for owner in ASKERS for visibility in visibilities(owner[1])]
    ids = {}
    for owner, visibility in everything:
        key = key_of(*owner, visibility)
        (ids[key],) = await workspaces[owner].store.ids([key])
    for asker, workspace in workspaces.items():
        seen = {key_of(*owner, visibility) for owner, visibility in everything if may_see(asker, owner, visibility)}
        refs = [ArticleRef(id_, 1) for id_ in ids.values()]
        names = {id_: key for key, id_ in ids.items()}
        store, speech = workspace.store, workspace.speech
        speakers = await speech.speakers(["ann"], EVERYTHING, 99)
        hits = await workspace.search.find(Query(("harbour",)))
        chosen = await workspace.search.find(Query(("harbour",), only=tuple(ids.values())))
        assert {one.key for one in await store.current(list(ids.values()))} == seen
        assert {one.key for one in (await store.articles(refs)).values()} == seen
        assert {one.key for one in await store.window(EVERYTHING, 99)} == seen
        assert {names[id_] for id_ in await store.ids(list(ids))} == seen
        assert {names[one.ref.article_id] for one in await speech.quotes(refs)} == seen
        assert {names[one.ref.article_id] for one in speakers} == seen
        assert len(await speech.names_like("anm", 99)) == len(seen)
        assert {names[hit.article_id] for hit in hits} == seen
        assert {names[hit.article_id] for hit in chosen} == seen
        holdings = await store.holdings(EVERYTHING)
        assert (len(holdings.sources), holdings.articles) == (len(seen), len(seen))


async def test_a_limit_is_not_used_up_by_what_others_see(workspaces: dict[tuple[str, str | None], Workspace]):
    for workspace in workspaces.values():
        assert len(await workspace.store.window(EVERYTHING, 4)) == 4
        assert len(await workspace.search.find(Query(("harbour",), limit=4))) == 4
        assert len(await workspace.speech.speakers(["ann"], EVERYTHING, 4)) == 4


async def test_a_public_article_is_stored_once_and_seen_by_those_who_follow_its_source(database: Database):
    red, blue = await database.workspace("red"), await database.workspace("blue")
    public = analysed("a", "Harbour", "News.", said("Ann Lee"), source=Source("feed", "Feed"))
    assert list(await red.store.add([public], NOW)) == [Outcome.NEW]
    assert await blue.store.window(EVERYTHING, 5) == []
    assert await blue.store.known([public.article]) == [False]
    assert list(await blue.store.add([public], NOW)) == [Outcome.KNOWN]
    assert await blue.store.window(EVERYTHING, 5) == await red.store.window(EVERYTHING, 5)
    assert await blue.store.known([public.article]) == [True]


@pytest.mark.parametrize("visibility", [Visibility.WORKSPACE, Visibility.CHANNEL])
async def test_two_owners_of_one_address_have_their_own_articles(database: Database, visibility: Visibility):
    red, blue = await database.workspace("red", "one"), await database.workspace("blue", "one")
    source = Source("https://example.org/private", "Private", visibility=visibility)
    await red.store.add([analysed("a", "", "Secret of red.", source=source)], NOW)
    assert await blue.store.known([analysed("a", "", "Secret of red.", source=source).article]) == [False]
    assert list(await blue.store.add([analysed("a", "", "Secret of blue.", source=source)], NOW)) == [Outcome.NEW]
    assert [one.text for one in await red.store.window(EVERYTHING, 5)] == ["Secret of red."]
    assert [one.text for one in await blue.store.window(EVERYTHING, 5)] == ["Secret of blue."]


async def test_what_is_kept_to_a_channel_cannot_be_added_from_outside_one(database: Database):
    nowhere = await database.workspace("red")
    secret = analysed("a", "Harbour", "Harbour news.", source=Source("feed", "Feed", visibility=Visibility.CHANNEL))
    with pytest.raises(InputError, match="channel"):
        await nowhere.store.add([analysed("b"), secret], NOW)
    with pytest.raises(InputError, match="channel"):
        await nowhere.store.known([secret.article])
    assert await nowhere.store.window(EVERYTHING, 5) == []


async def test_a_channels_source_that_names_no_channel_is_shown_to_nobody(database: Database):
    """However such a row came to be there."""
    channel = await database.workspace("red", "one")
    secret = analysed("a", "Harbour", "Harbour news.", source=Source("feed", "Feed", visibility=Visibility.CHANNEL))
    await channel.store.add([secret], NOW)
    async with database.connections.writing() as connection:
        await connection.execute(update(sources).values(channel=""))
    for workspace in (channel, await database.workspace("red")):
        assert await workspace.store.window(EVERYTHING, 5) == []
        assert await workspace.search.find(Query(("harbour",))) == []
