"""What every store does, on SQLite and on a real PostgreSQL alike."""

import asyncio
from datetime import UTC, datetime, timedelta, timezone

import pytest

from bot.adapters.storage.database import Database, Workspace
from bot.domain.models import (
    EVERYTHING,
    ArticleRef,
    Confidence,
    NewArticle,
    Quote,
    QuoteKind,
    Source,
    Span,
    Visibility,
    Window,
    first_id,
)
from bot.services.ports import Analysed, Holdings, Outcome, Query
from tests.adapters.storage.builders import NOW, PAPER, analysed, article, kept, said


@pytest.fixture
async def workspace(database: Database) -> Workspace:
    return await database.workspace("team", "general")


async def found(workspace: Workspace, *terms: str, every: bool = False, window: Window = EVERYTHING) -> list[str]:
    hits = await workspace.search.find(Query(terms, every=every, window=window))
    return [one.key for one in await workspace.store.current([hit.article_id for hit in hits])]


# --- storing -----------------------------------------------------------------------------------------


async def test_what_is_stored_is_read_as_it_was(workspace: Workspace):
    zone = timezone(timedelta(hours=5, minutes=30))
    given = NewArticle(
        key="k/1",
        title="Ferry “late” again 🛥",
        text="Line one.\n\n\tLine two\u200d, naïve.",
        source=PAPER,
        url="https://example.org/1",
        author="Iva Ott",
        published=datetime(2026, 3, 1, 4, 15, 1, 250_000, tzinfo=zone),
        sample=True,
    )
    await workspace.store.add([Analysed(given, "en", ())], NOW)
    (stored,) = await workspace.store.window(EVERYTHING, 5)
    assert (stored.key, stored.title, stored.text) == (given.key, given.title, given.text)
    assert (stored.url, stored.author, stored.sample) == (given.url, given.author, True)
    assert (stored.source, stored.language, stored.version) == ("Quay Courier", "en", 1)
    assert stored.published == datetime(2026, 2, 28, 22, 45, 1, 250_000, tzinfo=UTC)
    assert stored.published.utcoffset() == timedelta(0)
    assert stored.first_seen == NOW


async def test_an_unknown_date_stays_unknown(workspace: Workspace):
    await workspace.store.add([analysed("a")], NOW)
    assert [one.published for one in await workspace.store.window(EVERYTHING, 5)] == [None]


async def everything(workspace: Workspace) -> tuple[object, ...]:
    """All that can be seen."""
    stored = await workspace.store.window(EVERYTHING, 99)
    quotes = await workspace.speech.quotes([one.ref for one in stored])
    return stored, quotes, await workspace.store.holdings(EVERYTHING)


async def test_loading_the_same_again_changes_nothing(workspace: Workspace):
    batch = [analysed("a", "One", "Text.", said("Ann Lee")), analysed("b")]
    assert await workspace.store.known([one.article for one in batch]) == [False, False]
    assert list(await workspace.store.add(batch, NOW)) == [Outcome.NEW, Outcome.NEW]
    before = await everything(workspace)
    assert await workspace.store.known([one.article for one in batch]) == [True, True]
    assert list(await workspace.store.add(batch, NOW + timedelta(days=1))) == [Outcome.KNOWN, Outcome.KNOWN]
    assert await everything(workspace) == before


@pytest.mark.parametrize(
    "change",
    [
        {"title": "Other"},
        {"text": "Other."},
        {"url": "https://example.org/other"},
        {"author": "Other"},
        {"published": NOW},
    ],
    ids=lambda change: next(iter(change)),
)
async def test_an_edited_article_is_a_new_version_of_the_same_one(workspace: Workspace, change: dict[str, object]):
    first = analysed("a", "One", "She said no.", said("Ann Lee", 9, 11))
    fields = {"key": "a", "title": "One", "text": "She said no.", "source": PAPER} | change
    second = Analysed(NewArticle(**fields), "en", (said("Ann Leigh", 0, 3),))  # type: ignore[arg-type]
    await workspace.store.add([first], NOW)
    assert await workspace.store.known([second.article]) == [False]
    assert list(await workspace.store.add([second], NOW + timedelta(hours=1))) == [Outcome.EDITED]
    (id_,) = await workspace.store.ids(["a"])
    refs = [ArticleRef(id_, 1), ArticleRef(id_, 2)]
    versions = await workspace.store.articles(refs)
    assert [versions[ref].text for ref in refs] == ["She said no.", second.article.text]
    assert [one.quote.speaker for one in await workspace.speech.quotes(refs)] == ["Ann Lee", "Ann Leigh"]
    assert [one.version for one in await workspace.store.current([id_])] == [2]
    assert versions[refs[1]].first_seen == NOW


async def test_an_edit_that_is_taken_back_is_a_third_version(workspace: Workspace):
    for text in ("Yes.", "No.", "Yes."):
        await workspace.store.add([analysed("a", "One", text)], NOW)
    (stored,) = await workspace.store.window(EVERYTHING, 5)
    assert (stored.version, stored.text) == (3, "Yes.")


async def test_one_batch_may_hold_an_article_several_times(workspace: Workspace):
    batch = [analysed("a", "", "Red."), analysed("a", "", "Red."), analysed("a", "", "Blue.")]
    assert list(await workspace.store.add(batch, NOW)) == [Outcome.NEW, Outcome.KNOWN, Outcome.EDITED]
    assert await found(workspace, "blue") == ["a"]
    assert await found(workspace, "red") == []


async def test_articles_of_one_text_keep_their_own_ids(workspace: Workspace):
    other = Source("other", "Other Paper")
    batch = [analysed("a", "T", "Same."), analysed("b", "T", "Same."), analysed("a", "T", "Same.", source=other)]
    assert set(await workspace.store.add(batch, NOW)) == {Outcome.NEW}
    assert len(set(await workspace.store.ids(["a", "b"]))) == 3


async def test_a_batch_is_stored_whole_or_not_at_all(workspace: Workspace):
    naive = Analysed(NewArticle("b", "B", "B.", PAPER, published=datetime(2026, 1, 1)), "en", ())  # noqa: DTZ001
    with pytest.raises(Exception, match="zone"):
        await workspace.store.add([analysed("a"), naive], NOW)
    assert await workspace.store.holdings(EVERYTHING) == Holdings((), 0, None, None)
    assert await found(workspace, "text") == []


async def test_keys_of_any_length_are_told_apart(workspace: Workspace):
    keys = ["x" * 9000 + "1", "x" * 9000 + "2"]
    source = Source("s" * 9000, "Long")
    await workspace.store.add([analysed(key, "T", "T.", source=source) for key in keys], NOW)
    assert [one.key for one in await workspace.store.current(await workspace.store.ids(keys))] == keys


async def test_characters_that_no_database_stores_are_replaced_in_their_place(workspace: Workspace):
    given = analysed("a", "No\x00tice", "one\x00two \ud800 three", said("A\x00nn", 4, 7))
    await workspace.store.add([given], NOW)
    (stored,) = await workspace.store.window(EVERYTHING, 5)
    assert stored.text == "one\ufffdtwo \ufffd three"
    assert await workspace.store.known([given.article]) == [True]


async def test_a_text_of_a_mebibyte_is_stored_and_found(workspace: Workspace):
    text = "Lighthouse keepers. " + " ".join(f"w{number:x}" for number in range(160_000))
    await workspace.store.add([analysed("a", "Long", text)], NOW)
    assert await found(workspace, "lighthouse") == ["a"]
    assert (await workspace.store.window(EVERYTHING, 1))[0].text == text


# --- ids, windows, batches ---------------------------------------------------------------------------


async def test_ids_order_articles_by_first_sight_even_when_the_clock_goes_back(workspace: Workspace):
    await workspace.store.add([analysed("a"), analysed("b")], NOW)
    await workspace.store.add([analysed("c")], NOW - timedelta(days=2))
    await workspace.store.add([analysed("d")], NOW + timedelta(days=2))
    ids = await workspace.store.ids(["a", "b", "c", "d"])
    assert list(ids) == sorted(set(ids))
    assert ids[0] == first_id(NOW)
    assert ids[3] == first_id(NOW + timedelta(days=2))


async def test_writers_at_the_same_time_give_out_increasing_ids(store_url: str):
    async with await Database.open(store_url) as one, await Database.open(store_url) as two:
        stores = [(await database.workspace("team")).store for database in (one, two)]
        await asyncio.gather(
            *(stores[number % 2].add([analysed(f"{number}-{part}") for part in range(3)], NOW) for number in range(12))
        )
        stored = await stores[0].window(EVERYTHING, 100)
    assert len({article.id for article in stored}) == 36


async def test_a_window_holds_what_was_first_seen_in_it_newest_first(workspace: Workspace):
    for day, key in enumerate("abcd"):
        await workspace.store.add([analysed(key)], NOW + timedelta(days=day))
    window = Window.between(NOW + timedelta(days=1), NOW + timedelta(days=3))
    assert [one.key for one in await workspace.store.window(window, 10)] == ["c", "b"]
    assert [one.key for one in await workspace.store.window(EVERYTHING, 3)] == ["d", "c", "b"]
    assert await found(workspace, "text", window=window) == ["c", "b"]


async def test_articles_come_in_the_order_asked_for_and_unknown_ones_are_left_out(workspace: Workspace):
    await workspace.store.add([analysed("a"), analysed("b"), analysed("c")], NOW)
    a, b, c = await workspace.store.ids(["a", "b", "c"])
    assert [one.key for one in await workspace.store.current([c, 7, a, c])] == ["c", "a", "c"]
    assert await workspace.store.ids(["c", "none", "a"]) == [c, a]
    assert list(await workspace.store.articles([ArticleRef(b, 1), ArticleRef(b, 2)])) == [ArticleRef(b, 1)]


async def test_more_articles_than_one_statement_takes(workspace: Workspace):
    count = 1200
    await workspace.store.add([analysed(str(number), quotes) for number, quotes in enumerate(["T"] * count)], NOW)
    keys = [str(number) for number in range(count)]
    ids = await workspace.store.ids(keys)
    assert [one.key for one in await workspace.store.current(ids)] == keys
    assert all(await workspace.store.known([article(key, "T") for key in keys]))
    assert len(await workspace.store.articles([ArticleRef(id_, 1) for id_ in ids])) == count
    only = await workspace.search.find(Query(("text",), only=tuple(ids), limit=2000))
    assert len(only) == count


async def test_nothing_asked_is_nothing_found(workspace: Workspace):
    assert list(await workspace.store.add([], NOW)) == []
    assert list(await workspace.store.known([])) == []
    assert list(await workspace.store.current([])) == []
    assert list(await workspace.store.ids([])) == []
    assert dict(await workspace.store.articles([])) == {}
    assert list(await workspace.speech.quotes([])) == []
    assert list(await workspace.speech.speakers([], EVERYTHING, 5)) == []
    assert list(await workspace.speech.names_like("", 5)) == []
    assert list(await workspace.search.find(Query(()))) == []
    holdings = await workspace.store.holdings(EVERYTHING)
    assert (holdings.sources, holdings.articles, holdings.oldest, holdings.newest) == ((), 0, None, None)


async def test_holdings_say_what_was_searched(workspace: Workspace):
    other = Source("other", "Bay News")
    await workspace.store.add([analysed("a"), analysed("b", source=other)], NOW)
    await workspace.store.add([analysed("c")], NOW + timedelta(days=3))
    holdings = await workspace.store.holdings(EVERYTHING)
    assert holdings.sources == ("Bay News", "Quay Courier")
    assert (holdings.articles, holdings.oldest, holdings.newest) == (3, NOW, NOW + timedelta(days=3))
    assert (await workspace.store.holdings(Window.between(NOW, NOW + timedelta(days=1)))).articles == 2


# --- speech ------------------------------------------------------------------------------------------


async def test_quotes_are_read_as_they_were_in_the_order_of_the_refs(workspace: Workspace):
    full = Quote(
        span=Span(3, 9),
        kind=QuoteKind.REPORTED,
        confidence=Confidence.CONTINUED,
        speaker="Zoë O’Hara",
        mention=Span(10, 14),
        context=Span(0, 30),
        role="harbour master",
        addressee="Quay Courier",
        relayed="the crew",
        utterance=4,
        widen=True,
    )
    bare = said(None)
    await workspace.store.add([analysed("a", "", "", full, bare), analysed("b", "", "", bare)], NOW)
    a, b = (ArticleRef(id_, 1) for id_ in await workspace.store.ids(["a", "b"]))
    stored = await workspace.speech.quotes([b, a])
    assert [(one.ref, one.quote) for one in stored] == [(b, bare), (a, full), (a, bare)]


async def test_speakers_are_found_by_any_part_of_their_name(workspace: Workspace):
    quotes = (said("Zoë O’Hara-Lindt", role="harbour master"), said("Ben Ode"), said("Zoë O’Hara-Lindt"))
    await workspace.store.add([analysed("a", "", "", *quotes)], NOW)
    for token in ("zoe", "lindt", "hara", "o'hara-lindt"):
        (speaker,) = await workspace.speech.speakers([token], EVERYTHING, 5)
        assert (speaker.name, speaker.role) == ("Zoë O’Hara-Lindt", "harbour master")
    both = await workspace.speech.speakers(["zoe", "lindt", "ode"], EVERYTHING, 5)
    assert [speaker.name for speaker in both] == ["Zoë O’Hara-Lindt", "Ben Ode"]
    assert await workspace.speech.speakers(["har"], EVERYTHING, 5) == []


async def test_speakers_are_those_of_current_versions_newest_first(workspace: Workspace):
    await workspace.store.add([analysed("a", "", "Old.", said("Ann Lee"))], NOW)
    await workspace.store.add([analysed("b", "", "", said("Bo Lee")), analysed("c", "", "", said("Cy Lee"))], NOW)
    await workspace.store.add([analysed("a", "", "New.", said("Ada Lee"))], NOW + timedelta(days=1))
    named = [speaker.name for speaker in await workspace.speech.speakers(["lee"], EVERYTHING, 5)]
    assert named == ["Cy Lee", "Bo Lee", "Ada Lee"]
    assert len(await workspace.speech.speakers(["lee"], EVERYTHING, 2)) == 2
    late = Window.between(NOW + timedelta(hours=1), NOW + timedelta(days=2))
    assert await workspace.speech.speakers(["lee"], late, 5) == []


async def test_names_that_begin_alike_are_offered_the_nearest_in_length_first(workspace: Workspace):
    await workspace.store.add([analysed("a", "", "", said("Ann Smithson"), said("Bo Smith"), said("Cy Sand"))], NOW)
    assert list(await workspace.speech.names_like("smyth", 5)) == ["Bo Smith", "Ann Smithson"]
    assert list(await workspace.speech.names_like("smyth", 1)) == ["Bo Smith"]
    assert list(await workspace.speech.names_like("xy", 5)) == []


async def test_names_that_begin_so_are_offered_the_most_quoted_first_then_the_newest(workspace: Workspace):
    await workspace.store.add([analysed("a", "", "", said("Ann Smithson"), said("Bo Smith"), said("Bo Smith"))], NOW)
    await workspace.store.add([analysed("b", "", "", said("Ann Smithson"), said("Cy Sand"))], NOW + timedelta(days=1))
    names = workspace.speech.names
    assert list(await names("sm", EVERYTHING, 5)) == ["Ann Smithson", "Bo Smith"]
    assert list(await names("s", EVERYTHING, 5)) == ["Ann Smithson", "Cy Sand", "Bo Smith"]
    assert list(await names("", EVERYTHING, 2)) == ["Ann Smithson", "Cy Sand"]
    late = Window.between(NOW + timedelta(hours=1), NOW + timedelta(days=2))
    assert list(await names("smith", late, 5)) == ["Ann Smithson"]
    for nobody in ("mith", "xy", "%", "_", "s%", "\0", "'"):
        assert list(await names(nobody, EVERYTHING, 5)) == []


async def test_no_name_is_offered_that_stands_in_another_channels_articles_alone(database: Database):
    own = kept("own", Visibility.CHANNEL)
    for workspace, channel, name in [("red", "c1", "Ann Lee"), ("red", "c2", "Amy Lee"), ("blue", "c1", "Ada Lee")]:
        there = await database.workspace(workspace, channel)
        await there.store.add([analysed(channel, "", f"Of {workspace}.", said(name), source=own)], NOW)
    here = await database.workspace("red", "c1")
    for beginning in ("", "a", "lee", "am"):
        assert set(await here.speech.names(beginning, EVERYTHING, 9)) <= {"Ann Lee"}
    assert list(await here.speech.names("lee", EVERYTHING, 9)) == ["Ann Lee"]


# --- search ------------------------------------------------------------------------------------------


async def test_a_title_weighs_more_than_a_speaker_and_that_more_than_the_text(workspace: Workspace):
    filler = "Boats came and went all day while the tide turned slowly in the bay."
    await workspace.store.add(
        [
            analysed("text", "Nothing new", f"{filler} Calloway."),
            analysed("speaker", "Nothing else", f"{filler} Nobody.", said("Calloway")),
            analysed("title", "Calloway again", f"{filler} Nothing."),
            *(analysed(f"other {number}", "Other news", filler) for number in range(20)),
        ],
        NOW,
    )
    assert await found(workspace, "calloway") == ["title", "speaker", "text"]


async def test_all_words_or_any_word(workspace: Workspace):
    batch = [analysed("a", "", "Ferry strike."), analysed("b", "", "Ferry fares."), analysed("c", "", "Bread.")]
    await workspace.store.add(batch, NOW)
    assert await found(workspace, "ferry", "strike", every=True) == ["a"]
    assert await found(workspace, "ferry", "strike") == ["a", "b"]


async def test_endings_case_and_accents_do_not_matter(workspace: Workspace):
    await workspace.store.add([analysed("a", "", "The NAÏVE ministers banned fishing in the U.S. for good.")], NOW)
    for term in ("naive", "Naïve", "nai\u0308ve", "minister", "bans", "Minister’s", "fished", "U.S."):
        assert await found(workspace, term, "zzz") == ["a"], term
    assert await found(workspace, "US") == []


async def test_equal_matches_come_newest_first(workspace: Workspace):
    for key in "abc":
        await workspace.store.add([analysed(key, "Same", "Same harbour.")], NOW)
    assert await found(workspace, "harbour") == ["c", "b", "a"]


async def test_a_search_may_be_kept_to_some_articles_and_a_number_of_hits(workspace: Workspace):
    await workspace.store.add([analysed(key) for key in "abcd"], NOW)
    ids = await workspace.store.ids(["a", "c"])
    hits = await workspace.search.find(Query(("text",), only=(*ids, 5)))
    assert {hit.article_id for hit in hits} == set(ids)
    assert await workspace.search.find(Query(("text",), only=())) == []
    assert len(await workspace.search.find(Query(("text",), limit=3))) == 3


async def test_an_edited_article_is_found_by_its_new_words_only(workspace: Workspace):
    await workspace.store.add([analysed("a", "Ferry late", "Fog.", said("Ann Lee")), analysed("b", "Fog", "Fog.")], NOW)
    await workspace.store.add([analysed("a", "Ferry early", "Sun.", said("Bo Ode"))], NOW)
    assert [await found(workspace, word) for word in ("late", "lee", "early", "ode", "sun")] == [[], [], *[["a"]] * 3]
    assert await found(workspace, "fog") == ["b"]


async def test_stop_words_are_left_out_unless_there_is_nothing_else(workspace: Workspace):
    await workspace.store.add([analysed("a", "", "The ferry."), analysed("b", "", "The WHO.")], NOW)
    assert await found(workspace, "the", "ferry") == ["a"]
    assert await found(workspace, "who") == ["b"]
