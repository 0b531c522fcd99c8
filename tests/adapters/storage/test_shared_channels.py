"""What a channel sees, by who else can read it: own, other, none, and one that people of other workspaces read."""

import asyncio
import shutil
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.adapters.storage.database import Database, Workspace
from bot.domain.drafts import BriefingDraft, Citation, DraftLine, DraftStory, LineKind
from bot.domain.errors import InputError
from bot.domain.models import EVERYTHING, ArticleRef, Source, Span, Visibility
from bot.services.ports import Analysed, ChannelFacts, NewsQuery, Query
from bot.services.summariser import verified
from tests.adapters.storage.builders import NOW, analysed, said

WORKSPACE, CHANNEL, PUBLIC = Visibility.WORKSPACE, Visibility.CHANNEL, Visibility.PUBLIC
# Each source by its name: which workspace added it, in which channel, and who may see it.
SOURCES = {
    "public": ("red", "own", PUBLIC),
    "workspace": ("red", "own", WORKSPACE),
    "here": ("red", "own", CHANNEL),
    "elsewhere": ("red", "other", CHANNEL),
    "before": ("red", "shared", CHANNEL),  # added before anybody outside could read along
    "foreign public": ("blue", "own", PUBLIC),
    "foreign workspace": ("blue", "own", WORKSPACE),
    "foreign here": ("blue", "own", CHANNEL),
    "foreign shared": ("blue", "shared", CHANNEL),
}
SEEN = {
    "own": {"public", "workspace", "here"},
    "other": {"public", "workspace", "elsewhere"},
    None: {"public", "workspace"},
    "shared": {"public"},
}


def source_of(name: str) -> Source:
    return Source(f"https://example.org/{name}", f"Source {name}", visibility=SOURCES[name][2])


def article_of(name: str) -> Analysed:
    one = analysed(name, "Harbour", f"Harbour news of {name}.", said(f"Ann {name}"), source=source_of(name))
    return replace(one, article=replace(one.article, url=f"https://example.org/{name}/1"))


def facts(channel: str, *, shared: bool) -> ChannelFacts:
    return ChannelFacts(channel, channel, private=False, shared=shared, checked_at=NOW)


@pytest.fixture
async def ids(database: Database) -> Mapping[str, int]:
    """The article of each source; `shared` is found out to be so once all were added."""
    found = {}
    for name, (team, channel, _) in SOURCES.items():
        workspace = await database.workspace(team, channel)
        await workspace.sources.follow(source_of(name), source_of(name).key, (), NOW)
        await workspace.store.add([article_of(name)], NOW)
        (found[name],) = await workspace.store.ids([name])
    await (await database.workspace("red")).channels.keep(facts("shared", shared=True))
    return found


@pytest.mark.parametrize("channel", SEEN)
async def test_every_method_shows_what_the_channel_may_see(
    database: Database, ids: Mapping[str, int], channel: str | None
):
    workspace, seen = await database.workspace("red", channel), SEEN[channel]
    names = {id_: name for name, id_ in ids.items()}
    refs = [ArticleRef(id_, 1) for id_ in ids.values()]
    store, speech, search = workspace.store, workspace.speech, workspace.search
    urls = [f"https://example.org/{name}/1" for name in ids]
    assert {one.key for one in await store.current(list(names))} == seen
    assert {one.key for one in (await store.articles(refs)).values()} == seen
    assert {one.key for one in await store.window(EVERYTHING, 99)} == seen
    assert {one.key for one in await store.news(NewsQuery(EVERYTHING, 99))} == seen
    assert {names[id_] for id_ in await store.ids(list(ids))} == seen
    assert {names[held.article_id] for held in await store.at(urls)} == seen
    assert {names[id_] for id_ in await store.public(list(names))} == seen & {"public"}
    assert (await store.holdings(EVERYTHING)).articles == len(seen)
    assert len(await store.listed()) == len(seen)
    assert {names[one.ref.article_id] for one in await speech.quotes(refs)} == seen
    assert {names[one.ref.article_id] for one in await speech.speakers(["ann"], EVERYTHING, 99)} == seen
    assert len(await speech.names_like("anm", 99)) == len(seen)
    assert {names[hit.article_id] for hit in await search.find(Query(("harbour",)))} == seen
    assert {names[hit.article_id] for hit in await search.find(Query(("harbour",), only=tuple(names)))} == seen
    assert {one.name for one in await workspace.sources.followed()} == {f"Source {name}" for name in seen}
    assert set(await workspace.sources.holding(urls)) == {f"Source {name}" for name in seen}
    assert {one.article.key for one in (await workspace.archive.revisions(refs)).by_ref.values()} == seen


@pytest.mark.parametrize("channel", SEEN)
async def test_what_is_posted_tells_what_the_channel_may_see_whatever_the_draft_says(
    database: Database, ids: Mapping[str, int], channel: str | None
):
    """A draft may have been composed before the channel was shared."""
    stories = [_drafted(id_, name) for name, id_ in ids.items()]
    briefing = await verified(BriefingDraft(tuple(stories), EVERYTHING), await database.workspace("red", channel))
    told = {line.passages[0].text for story in briefing.stories for line in story.lines}
    assert told == {f"Harbour news of {name}." for name in SEEN[channel]}


def _drafted(id_: int, name: str) -> DraftStory:
    ref = ArticleRef(id_, 1)
    line = DraftLine(LineKind.SENTENCE, (Citation(ref, Span(0, len(f"Harbour news of {name}."))),))
    return DraftStory(f"s{id_:x}", ref, (line,), (ref,), "new")


async def test_what_is_not_public_cannot_be_added_where_others_read_along(database: Database):
    red = await database.workspace("red", "shared")
    await red.channels.keep(facts("shared", shared=True))
    shared = await database.workspace("red", "shared")
    for visibility in (WORKSPACE, CHANNEL):
        secret = Source("https://example.org/secret", "Secret", visibility=visibility)
        with pytest.raises(InputError, match="outside this workspace"):
            await shared.sources.follow(secret, secret.key, (), NOW)
        with pytest.raises(InputError, match="outside this workspace"):
            await shared.store.add([analysed("a", source=secret)], NOW)
    assert await (await database.workspace("red")).sources.followed() == []


async def test_a_channel_that_is_shared_no_longer_sees_its_own_again(database: Database, ids: Mapping[str, int]):
    assert ids
    await (await database.workspace("red")).channels.keep(facts("shared", shared=False))
    again = await database.workspace("red", "shared")
    assert {one.key for one in await again.store.window(EVERYTHING, 99)} == {"public", "workspace", "before"}


async def test_that_a_channel_is_shared_says_nothing_of_another_workspaces_channel_of_that_name(
    database: Database, ids: Mapping[str, int]
):
    assert ids
    blue = await database.workspace("blue", "shared")
    assert {one.key for one in await blue.store.window(EVERYTHING, 99)} == {
        "foreign public", "foreign workspace", "foreign shared",
    }  # fmt: skip


# --- changes, from anywhere --------------------------------------------------------------------------


async def _source_ids(database: Database) -> dict[str, int]:
    found: dict[str, int] = {}
    for team, channel, _ in SOURCES.values():
        followed = await (await database.workspace(team, channel)).sources.followed()
        found |= {one.name.removeprefix("Source "): one.source_id for one in followed}
    return found


@pytest.mark.parametrize("channel", SEEN)
async def test_an_id_from_anywhere_changes_only_what_the_channel_sees(database: Database, channel: str | None):
    for name, (team, where, _) in SOURCES.items():
        await (await database.workspace(team, where)).sources.follow(source_of(name), source_of(name).key, (), NOW)
    by_name = await _source_ids(database)
    await (await database.workspace("red")).channels.keep(facts("shared", shared=True))
    forging = (await database.workspace("red", channel)).sources
    for id_ in by_name.values():
        await forging.pause(id_, paused=True)
    await (await database.workspace("red")).channels.keep(facts("shared", shared=False))
    paused = set()
    for name, (team, where, _) in SOURCES.items():
        followed = await (await database.workspace(team, where)).sources.followed()
        paused |= {name for one in followed if one.source_id == by_name[name] and one.paused}
    assert paused == SEEN[channel]
    await (await database.workspace("red")).channels.keep(facts("shared", shared=True))
    for id_ in by_name.values():
        await forging.unfollow(id_)
    await (await database.workspace("red")).channels.keep(facts("shared", shared=False))
    assert set(await _source_ids(database)) == SOURCES.keys() - SEEN[channel]


async def test_a_source_is_made_visible_to_the_workspace_from_its_own_channel_alone(
    database: Database, ids: Mapping[str, int]
):
    assert ids
    source_id = (await _source_ids(database))["here"]
    for team, channel in (("red", "other"), ("red", None), ("red", "shared"), ("blue", "own")):
        assert not await (await database.workspace(team, channel)).sources.publish(source_id)
    own = await database.workspace("red", "own")
    assert await own.sources.publish(source_id)
    assert not await own.sources.publish(source_id)  # it is kept to no channel any more
    for channel, seen in (SEEN | {"own": SEEN["own"] - {"here"}}).items():
        expected = seen if channel == "shared" else seen | {"here"}
        workspace = await database.workspace("red", channel)
        assert {one.key for one in await workspace.store.window(EVERYTHING, 99)} == expected
    blue = await database.workspace("blue", "own")
    assert "here" not in {one.key for one in await blue.store.window(EVERYTHING, 99)}


@pytest.mark.parametrize("visibility", [WORKSPACE, PUBLIC])
async def test_what_the_whole_workspace_follows_is_not_made_visible_twice(database: Database, visibility: Visibility):
    own, everywhere = await database.workspace("red", "own"), await database.workspace("red")
    kept = await own.sources.follow(Source("k", "Kept", visibility=CHANNEL), "https://example.org/k", (), NOW)
    wide = await everywhere.sources.follow(Source("k", "Wide", visibility=visibility), "https://example.org/k", (), NOW)
    with pytest.raises(InputError, match="already"):
        await own.sources.publish(kept.source_id)
    await everywhere.sources.unfollow(wide.source_id)
    assert await own.sources.publish(kept.source_id)
    again = Source("k", "Kept", visibility=WORKSPACE)
    assert (await everywhere.sources.follow(again, "https://example.org/k", (), NOW)).source_id == kept.source_id


# --- any sequence ------------------------------------------------------------------------------------


class Place(NamedTuple):
    team: str
    channel: str | None


@dataclass
class Row:
    """A source as it should be."""

    url: int
    visibility: Visibility
    owner: str
    channel: str
    links: set[str] = field(default_factory=set)


@dataclass
class Model:
    """Who should see what: ids of sources, each of one article that holds a canary."""

    rows: dict[int, Row] = field(default_factory=dict)
    shared: set[Place] = field(default_factory=set)

    def sees(self, place: Place, row: Row) -> bool:
        if place.team not in row.links:
            return False
        if row.visibility is PUBLIC or place in self.shared:
            return row.visibility is PUBLIC
        return row.owner == place.team and (row.visibility is WORKSPACE or row.channel == place.channel)

    def seen(self, place: Place) -> set[int]:
        return {id_ for id_, row in self.rows.items() if self.sees(place, row)}


PLACES = [Place(team, channel) for team in ("red", "blue") for channel in ("one", "two", None)]
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("add"), st.sampled_from(PLACES), st.sampled_from(list(Visibility)), st.integers(0, 1)),
        st.tuples(st.just("share"), st.sampled_from(PLACES), st.booleans(), st.just(0)),
        st.tuples(st.sampled_from(["publish", "unfollow"]), st.sampled_from(PLACES), st.none(), st.integers(0, 9)),
    ),
    max_size=12,
)


@given(STEPS)
def test_over_any_sequence_of_changes_no_canary_is_seen_where_it_may_not_be(
    migrated_sqlite: Path, steps: list[tuple[str, Place, object, int]]
):
    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(_walk(shutil.copy(migrated_sqlite, folder), steps))


async def _walk(path: str, steps: list[tuple[str, Place, object, int]]) -> None:
    model = Model()
    async with await Database.open(f"sqlite:///{path}") as database:
        for what, place, given_, number in steps:
            workspace = await database.workspace(*place)
            match what, given_:
                case "add", Visibility():
                    await _add(workspace, model, place, given_, number)
                case "share", bool() if place.channel:
                    await workspace.channels.keep(facts(place.channel, shared=given_))
                    (model.shared.add if given_ else model.shared.discard)(place)
                case (("publish" | "unfollow"), _) if model.rows:
                    id_ = sorted(model.rows)[number % len(model.rows)]
                    await (_publish if what == "publish" else _unfollow)(workspace, model, place, id_)
                case _:
                    pass
            for asker in PLACES:
                await _check(await database.workspace(*asker), model.seen(asker))


async def _add(workspace: Workspace, model: Model, place: Place, visibility: Visibility, url: int) -> None:
    address = f"https://example.org/{url}"
    source = Source(address, f"Source {url}", visibility=visibility)
    nowhere = visibility is CHANNEL and place.channel is None
    if nowhere or (visibility is not PUBLIC and place in model.shared):
        with pytest.raises(InputError):
            await workspace.sources.follow(source, address, (), NOW)
        return
    id_ = (await workspace.sources.follow(source, address, (), NOW)).source_id
    owner = "" if visibility is PUBLIC else place.team
    expected = Row(url, visibility, owner, place.channel or "" if visibility is CHANNEL else "")
    row = model.rows.setdefault(id_, expected)
    assert (row.url, row.visibility, row.owner, row.channel) == (
        url, visibility, owner, expected.channel,
    )  # fmt: skip
    row.links.add(place.team)
    await workspace.store.add([analysed(str(id_), "Canary", f"Canary of {id_}.", source=source)], NOW)


async def _publish(workspace: Workspace, model: Model, place: Place, id_: int) -> None:
    row = model.rows[id_]
    may = model.sees(place, row) and row.visibility is CHANNEL
    wide = [one for one in model.rows.values() if one.url == row.url and one.visibility is not CHANNEL]
    if may and any(place.team in one.links and one.owner in {"", place.team} for one in wide):
        with pytest.raises(InputError):
            await workspace.sources.publish(id_)
        return
    assert await workspace.sources.publish(id_) is may
    if may:
        row.visibility, row.channel = WORKSPACE, ""


async def _unfollow(workspace: Workspace, model: Model, place: Place, id_: int) -> None:
    row = model.rows[id_]
    may = model.sees(place, row)
    await workspace.sources.unfollow(id_)
    if may:
        row.links.discard(place.team)


async def _check(workspace: Workspace, seen: set[int]) -> None:
    expected = {str(id_) for id_ in seen}
    found = await workspace.store.window(EVERYTHING, 99)
    assert {one.key for one in found} == expected
    assert {one.text for one in found} == {f"Canary of {id_}." for id_ in seen}
    assert {hit.article_id for hit in await workspace.search.find(Query(("canary",)))} == {one.id for one in found}
    assert {one.source_id for one in await workspace.sources.followed()} == seen
    assert set(await workspace.store.listed()) == seen
