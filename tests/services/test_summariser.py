"""Briefings from a real store: what was loaded in, what is shown out."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.adapters.storage.database import Database, Workspace
from bot.domain.documents import Briefing
from bot.domain.drafts import LineKind
from bot.domain.models import EVERYTHING, NewArticle, Source, Window, first_id
from bot.domain.updates import Kind
from bot.services.ingest import analyse
from bot.services.summariser import brief, draft_briefing, list_stories

NOW = datetime(2026, 11, 23, 7, 30, tzinfo=UTC)
MILL = (
    "LINDOW (Quay Press) - The council of Lindow voted on Tuesday to close its paper mill, which lost three million "
    "crowns last year. Four hundred people work at the mill.\n\n"
    "“We cannot pay for a mill that makes nothing but losses,” council leader Mara Oduya said.\n\n"
    "The council of Lindow wants to sell the mill's machines to a paper maker in Tarn.\n\nRead more about mills."
)
MILL_TOO = (
    "Four hundred people in Lindow will lose their work: the paper mill closes after a vote of the council on "
    "Tuesday.\n\nMara Oduya, who leads the council, called the loss of three million crowns too much for Lindow."
)
COMET = (
    "A comet that nobody had expected can be seen above the Halden hills until Friday.\n\n"
    "Marguerite Osei found it with a borrowed telescope and named the comet after her dog."
)
KOMET = (
    "Ein Komet ist bis Freitag über den Hügeln von Halden zu sehen. „Ich habe nicht damit gerechnet“, sagte die Frau."
)


@pytest.fixture
async def console(sqlite_path: Path) -> AsyncIterator[Workspace]:
    async with await Database.open(f"sqlite:///{sqlite_path}") as database:
        yield await database.workspace("console")


def article(
    key: str, text: str, title: str, *, hours: float | None = 3, source: str = "", language: str = "en"
) -> NewArticle:
    published = None if hours is None else NOW - timedelta(hours=hours)
    name = source or f"Paper {key}"
    return NewArticle(key, title, text, Source(name, name), published=published, language=language)


MILLS = (
    article("mill", MILL, "Lindow closes its mill"),
    article("mill too", MILL_TOO, "End of paper in Lindow", hours=2),
)
SKY = article("comet", COMET, "Comet above the hills", hours=1)


async def load(console: Workspace, *articles: NewArticle, at: datetime = NOW) -> None:
    await console.store.add([analyse(one) for one in articles], at)


def sentences(briefing: Briefing) -> list[str]:
    lines = [one for story in briefing.stories for one in story.lines if one.kind is LineKind.SENTENCE]
    return [passage.text for one in lines for passage in one.passages]


async def test_the_event_that_two_papers_tell_comes_first_with_both_as_sources(console: Workspace):
    await load(console, SKY, *MILLS)
    briefing = await brief(console, EVERYTHING, NOW)
    mill, comet = briefing.stories
    assert mill.headline.title == "End of paper in Lindow"
    assert {link.title for link in mill.sources} == {one.title for one in MILLS}
    assert mill.reason == "2 sources; newest 2 h old"
    assert comet.headline.title == "Comet above the hills"
    assert briefing.left_out == 0


async def test_sentences_are_without_dateline_and_furniture(console: Workspace):
    await load(console, MILLS[0])
    shown = sentences(await brief(console, EVERYTHING, NOW))
    assert shown[0].startswith("The council of Lindow voted")
    assert not any("Read more" in sentence for sentence in shown)


async def test_a_quote_is_shown_with_its_speaker(console: Workspace):
    await load(console, MILLS[0])
    (story,) = (await brief(console, EVERYTHING, NOW)).stories
    (quote,) = [one for one in story.lines if one.kind is LineKind.QUOTE]
    assert quote.speaker == "Mara Oduya"
    assert quote.passages[0].text == "We cannot pay for a mill that makes nothing but losses,"


async def test_another_language_has_headline_and_sentences_but_no_speakers(console: Workspace):
    await load(console, article("komet", KOMET, "Komet über Halden", language="de"))
    (story,) = (await brief(console, EVERYTHING, NOW)).stories
    assert story.headline.language == "de"
    assert {one.kind for one in story.lines} == {LineKind.SENTENCE}


async def test_a_window_without_articles_gives_an_empty_briefing(console: Workspace):
    await load(console, SKY, at=NOW - timedelta(days=2))
    briefing = await brief(console, Window.between(NOW - timedelta(days=1), NOW), NOW)
    assert briefing.stories == ()


async def test_stories_beyond_the_limit_are_counted(console: Workspace):
    await load(console, SKY, *MILLS)
    draft = await draft_briefing(console.store, console.speech, EVERYTHING, NOW, limit=1)
    assert len(draft.stories) == 1
    assert draft.left_out == 1


async def test_a_headline_without_a_text_gives_its_place_to_a_story(console: Workspace):
    await load(console, article("flash", "", "Flash", hours=0), SKY)
    briefing = await brief(console, EVERYTHING, NOW, limit=1)
    assert [story.headline.title for story in briefing.stories] == ["Comet above the hills"]


async def test_a_topic_narrows_the_briefing(console: Workspace):
    await load(console, SKY, *MILLS)
    on_comets = await brief(console, EVERYTHING, NOW, topic="the comet")
    assert [story.headline.title for story in on_comets.stories] == ["Comet above the hills"]
    assert (await brief(console, EVERYTHING, NOW, topic="volcano")).stories == ()


async def test_an_edited_article_is_told_in_its_newest_version(console: Workspace):
    await load(console, SKY)
    await load(console, article("comet", COMET.replace("Friday", "Sunday"), "Comet above the hills", hours=1))
    shown = sentences(await brief(console, EVERYTHING, NOW))
    assert any("Sunday" in sentence for sentence in shown)
    assert not any("Friday" in sentence for sentence in shown)


async def test_stories_list_the_article_that_heads_them_first(console: Workspace):
    await load(console, *MILLS, at=NOW - timedelta(hours=2))
    await load(console, SKY, at=NOW)
    found = await list_stories(console.store, NOW)
    assert [[article.key for article in one.articles] for one in found] == [["comet"], ["mill too", "mill"]]
    assert len({one.id for one in found}) == 2


async def test_stories_tell_what_each_article_after_the_first_adds(console: Workspace):
    rises = (
        "The loss of the Lindow paper mill was five million crowns, Mara Oduya now says. The council of Lindow knew."
    )
    await load(console, *MILLS, article("copy", MILL, "Lindow closes its mill", hours=1, source="Quay Echo"))
    await load(console, article("rises", rises, "Mill in Lindow lost more", hours=0))
    (story,) = await list_stories(console.store, NOW)
    by_ref = {one.ref: one for one in story.articles}
    assert [(by_ref[one.ref].key, one.kind) for one in story.updates] == [
        ("mill too", Kind.NOTHING_NEW),
        ("copy", Kind.COPY),
        ("rises", Kind.UPDATE),
    ]
    assert story.updates[-1].new[0].cut(rises).startswith("The loss of the Lindow paper mill was five million")


async def test_stories_are_those_of_seven_days_unless_all_are_asked_for(console: Workspace):
    await load(console, *MILLS, at=NOW - timedelta(days=9))
    assert await list_stories(console.store, NOW) == []
    (story,) = await list_stories(console.store, NOW, everything=True)
    assert len(story.articles) == 2
    assert story.articles[0].id >= first_id(NOW - timedelta(days=9))
