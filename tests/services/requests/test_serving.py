"""Commands: what each comes to, what limits say, what a fault is told as."""

import sqlite3
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.domain.command_words import read_command
from bot.domain.documents import Answer, Briefing, Notice
from bot.domain.models import Visibility
from bot.services.notices import TEMPLATES
from bot.services.ports import ChannelFacts, QuestionOutcome
from bot.services.requests import (
    Verdict,
    add_source,
    ask_about,
    check_source,
    home,
    import_list,
    serve,
    tell_verdict,
    welcome,
    why,
)
from tests.fakes.web import html, item, rss
from tests.requesting import FEED, MEMBER, NOW, PAPER, WHOLE, Team, asks, kept_to_channel, names, said, story_id, told

LINES = [
    "brief", "brief all", "brief bridge", "ask what did Mara Lind say?", "ask", "add", "add quay.example/feed Ships",
    "add nowhere", "sources", "remove", "remove Quay Courier", "remove x", "publish", "publish Quay Courier",
    "schedule",
    "schedule weekdays 07:30 Europe/Berlin", "schedule gibberish", "schedule off", "topics", "undo", "undo 1", "status",
    "help", "", "shedule", "lamps",
]  # fmt: skip


# --- all of them -------------------------------------------------------------------------------------


@pytest.mark.parametrize("line", LINES)
@pytest.mark.parametrize("loaded", [True, False])
async def test_every_line_gets_something_to_read(team: Team, line: str, loaded: bool):  # noqa: FBT001 - a case
    if loaded:
        await team.load()
    team.addresses.there[FEED] = rss(item("a", WHOLE))
    found = await team.type(line)
    if isinstance(found, Notice):
        assert "$" not in told(found)
        assert "newsbot" not in told(found)
    assert len(team.counted) == 1


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=80))
async def test_any_line_gets_something_to_read(team: Team, line: str):
    assert await team.type(line) is not None


def test_every_text_names_no_chat():
    for name, text in TEMPLATES.items():
        assert not {"slack", "discord"} & set(text.lower().split()), name
        if name.startswith(("chat_", "schedule_", "topics_", "status", "verdict", "undo_", "vote_")):
            assert "newsbot" not in text
            assert "/news" not in text


@pytest.mark.parametrize("line", LINES)
async def test_whoever_asks_too_much_is_told_when_to_come_back_and_nothing_is_looked_up(team: Team, line: str):
    team.wait = 4.2
    found = await team.type(line)
    assert isinstance(found, Notice)
    if line in {"help", "", "shedule", "lamps"}:
        assert found.name in {"chat_help", "chat_suggestion", "chat_unknown"}
    else:
        assert (found.name, found.values) == ("too_many", {"seconds": "5"})
        assert team.counted == [QuestionOutcome.TOO_MANY]
    assert not team.addresses.asked


async def test_forms_that_fetch_and_questions_about_a_story_count_too(team: Team):
    (bridge, *_) = await team.load()
    team.wait = 1
    desk, asking = await team.desk(), asks()
    assert (await add_source(FEED, (), asking, desk)).name == "too_many"
    assert (await import_list(b"", asking, desk)).name == "too_many"
    assert (await why(f":{story_id(bridge)}", asking, desk)).name == "too_many"
    for found in (await check_source(FEED, asking, desk), await ask_about("who?", [bridge.id], asking, desk)):
        assert isinstance(found, Notice)
        assert found.name == "too_many"
    assert not team.addresses.asked


async def test_a_database_that_fails_is_told_in_a_line(team: Team, sqlite_path: Path):
    await team.load()
    asking, desk = asks(), await team.desk()
    with sqlite3.connect(sqlite_path) as other:
        other.execute("ALTER TABLE sources RENAME TO away")
    other.close()
    for line in ("brief", "ask who?", "sources", "status", "remove Quay Courier"):
        found = await team.type(line)
        assert isinstance(found, Notice)
        assert found.name == "store_failed", line
    found_home = await home(asking, desk)
    assert isinstance(found_home, Notice)


async def test_a_typing_mistake_is_answered_with_what_was_meant(team: Team):
    assert "Did you mean /news schedule?" in told(await team.type("shedule weekdays 07:30"))
    assert "“lamps”" in told(await team.type("lamps"))


async def test_help_and_welcome_name_the_command_that_is_typed_here(team: Team):
    desk = await team.desk(command="/presse")
    assert "/presse schedule weekdays 07:30" in told(welcome(desk))
    assert "/news brief" in told(await team.type("help"))


# --- briefings and answers ---------------------------------------------------------------------------


async def test_briefings_and_answers(team: Team):
    await team.load()
    found = await team.type("brief all")
    assert isinstance(found, Briefing)
    assert len(found.stories) == 3
    assert "shorter way" in said(await team.type("ask what did Mara Lind say?"))
    assert "shorter way" in said(await team.type("what did Mara Lind say?"))
    assert [one.value for one in team.counted] == ["briefing", "answered", "answered"]


async def test_a_question_about_a_story_looks_at_nothing_else(team: Team):
    bridge, bakers, _ = await team.load()
    desk, asking = await team.desk(), asks()
    assert "shorter way" in said(await ask_about("who said what?", [bridge.id], asking, desk))
    assert "Nights" not in said(await ask_about("who said what?", [bridge.id], asking, desk))
    found = await ask_about("what did Mara Lind say?", [bakers.id], asking, desk)
    assert isinstance(found, Answer)
    assert not found.found
    assert said(await ask_about("", [bakers.id], asking, desk)) == "Bakers strike in Orlund"
    assert said(await ask_about("summarise", [bakers.id], asking, desk)) == "Bakers strike in Orlund"


async def test_articles_that_cannot_be_seen_here_are_not_asked_about(team: Team):
    (secret, *_) = await team.load(source=kept_to_channel("vault"), channel="C1")
    found = await ask_about("what did Mara Lind say?", [secret.id], asks(channel="C2"), await team.desk("C2"))
    assert isinstance(found, Answer)
    assert not found.found
    found = await ask_about("", [secret.id], asks(channel="C2"), await team.desk("C2"))
    assert "Tarn" not in repr(found)


# --- sources -----------------------------------------------------------------------------------------


async def test_a_source_is_added_listed_and_removed(team: Team):
    team.addresses.there[FEED] = rss(item("a", WHOLE, day=20), item("b", WHOLE, day=21))
    found = await team.type("add <https://quay.example/feed|quay.example> Harbour News, Ships")
    assert names(found) == ["source_added", "verdict_entries", "verdict_text"]
    assert "Quay Courier is followed from now on" in told(found)
    assert "2 entries, the newest from 2026-11-21 07:00 UTC" in told(found)
    assert "Of each article: full text" in told(found)
    listed = told(await team.type("sources"))
    assert "Quay Courier (quay.example): 2 articles; newest 2026-11-21; under Harbour News, Ships" in listed
    assert (await team.type("add quay.example/feed")).name == "source_known"  # type: ignore[union-attr] # a notice
    assert "followed no more" in told(await team.type("remove quay.example"))
    assert names(await team.type("sources")) == ["chat_empty"]


async def test_what_stands_in_the_way_of_a_source_is_told(team: Team):
    team.addresses.there[FEED] = rss(item("a"))
    found = told(await team.type("add quay.example/feed"))
    assert "teasers only" in found
    assert "does not answer" in found
    for line, reason in (("add lamps", "is no web address"), ("add gone.example/feed", "does not answer")):
        assert reason in told(await team.type(line))


async def test_an_address_with_a_secret_stays_in_its_channel_and_is_never_repeated(team: Team):
    address = "https://quay.example/feed?token=4f0e1c9a7b3d5e6f8a9b0c1d2e3f4a5b"
    team.addresses.there[address] = rss(item("a", WHOLE))
    found = await team.type(f"add {address}")
    assert "verdict_kept" in names(found)
    assert "4f0e1c9a" not in repr(found)
    assert "kept to this channel" in told(await team.type("sources"))
    assert names(await team.type("sources", channel="C2")) == ["chat_empty"]
    assert "no source is called" in told(await team.type("remove Quay Courier", channel="C2"))
    assert "4f0e1c9a" not in repr(await team.type("status"))


async def test_what_is_added_in_a_private_place_stays_there_until_it_is_published(team: Team):
    team.addresses.there[FEED] = rss(item("a", WHOLE))
    found = await team.type(f"add {FEED} Ships", channel="D1", private=True)
    assert "It is kept to this channel. To show it to everyone: /news publish Quay Courier" in told(found)
    assert names(await team.type("sources")) == ["chat_empty"]
    assert "no source is called" in told(await team.type("publish Quay Courier"))
    assert names(await team.type("publish Quay Courier", channel="D1", private=True)) == ["source_published"]
    assert "Quay Courier" in told(await team.type("sources"))
    assert names(await team.type("publish Quay Courier")) == ["source_public"]


async def test_a_form_may_add_a_source_for_everyone_from_a_private_place(team: Team):
    team.addresses.there[FEED] = rss(item("a", WHOLE))
    found = await add_source(FEED, (), asks(channel="D1", private=True), await team.desk("D1"), everywhere=True)
    assert "verdict_kept" not in names(found)
    assert "Quay Courier" in told(await team.type("sources"))


async def test_a_page_that_is_asked_about_in_a_private_place_stays_there(team: Team):
    link = "https://quay.example/story"
    team.addresses.there[link] = html("Halden")
    assert "lamps" in said(await team.type(f"ask what did Calloway say? {link}", channel="D1", private=True))
    assert names(await team.type("ask what did Calloway say?")) == ["chat_empty"]


async def test_a_list_of_feeds_is_checked_and_taken_over(team: Team):
    outlines = "".join(f'<outline text="Paper {at}" xmlUrl="https://p{at}.example/feed"/>' for at in range(60))
    opml = f'<opml version="2.0"><body><outline text="Ships">{outlines}</outline></body></opml>'.encode()
    team.addresses.there["https://lists.example/all.opml"] = opml
    desk = await team.desk()
    verdict = await check_source("lists.example/all.opml", asks(), desk)
    assert isinstance(verdict, Notice)
    assert verdict.values == {"feeds": "60 feeds"}
    assert await desk.reader.sources.followed() == []
    found = await import_list(opml, asks(), desk)
    assert found.values == {"added": "60 sources", "known": "0 sources"}
    assert (await team.type("add lists.example/all.opml")).values == {"added": "0 sources", "known": "60 sources"}  # type: ignore[union-attr] # a notice
    listed = await team.type("sources")
    assert isinstance(listed, Notice)
    assert len(listed.rows) == 51
    assert told(listed.rows[-1]) == "… and 10 more."


@pytest.mark.parametrize("data", [b"", b"no list", b" " * (1 << 20) + b"<opml/>"])
async def test_what_is_no_list_of_feeds_is_refused(team: Team, data: bytes):
    assert (await import_list(data, asks(), await team.desk())).name == "chat_refused"


async def test_a_verdict_is_told_before_anything_is_saved(team: Team):
    team.addresses.there[FEED] = rss(item("a"))
    team.addresses.there["https://quay.example/a"] = html("Orrin")
    verdict = await check_source(FEED, asks(), await team.desk())
    assert isinstance(verdict, Verdict)
    text = told(tell_verdict(verdict))
    assert "Quay Courier, a feed at https://quay.example/feed" in text
    assert "full text from its pages" in text
    assert "no web address" in told(await check_source("lamps", asks(), await team.desk()))


# --- status and home ---------------------------------------------------------------------------------


async def test_status_tells_how_all_of_it_is_doing(team: Team):
    (bridge, *_) = await team.load()
    assert "status_no_next" in names(await team.type("status"))
    await team.type("schedule daily 09:00 Europe/Berlin")
    await team.edition(bridge)
    text = told(await team.type("status"))
    assert "Followed here: 1 source, with 3 articles" in text
    assert "Next briefing here: Tue 24 Nov 09:00 (Europe/Berlin)" in text
    assert "Last briefing here, of 2026-11-23: sent 2026-11-23 07:30 UTC." in text
    assert "Model: none" in text
    assert "members of this channel" in text
    assert "open to this workspace" in text
    assert "private" in told(await team.type("status", private=True))


async def test_before_anything_is_followed_or_loaded_status_says_so(team: Team):
    text = told(await team.type("status"))
    assert text.startswith("Nothing is followed yet.")
    assert "never" not in text
    desk = await team.desk()
    await desk.reader.sources.follow(replace(PAPER, visibility=Visibility.WORKSPACE), FEED, (), NOW)
    assert told(await team.type("status")).startswith("Followed here: 1 source, with no articles yet.")
    await desk.reader.channels.keep(ChannelFacts("C3", "harbour", private=False, shared=True, checked_at=NOW))
    shared = told(await team.type("status", channel="C3"))
    assert shared.startswith("Only public sources are shown here")
    assert "Nothing is followed" not in shared


async def test_removing_a_source_tells_whether_it_is_gone_from_all_channels(team: Team):
    await team.load()
    await team.load(source=kept_to_channel("vault"))
    assert "in all channels" in told(await team.type("remove Quay Courier"))
    assert "in all channels" not in told(await team.type("remove Vault"))


async def test_a_direct_message_is_called_a_conversation(team: Team):
    await team.load(source=kept_to_channel("vault"), channel="D1")
    asking, desk = replace(asks(channel="D1", private=True), direct=True), await team.desk("D1")
    for line in ("status", "sources", "publish", "help", "topics"):
        text = told(await serve(read_command(line), asking, desk))
        assert "this channel" not in text.lower(), line
    refused = await serve(read_command("schedule daily 8"), replace(asking, person=replace(MEMBER, guest=True)), desk)
    assert "members of this conversation" in told(refused)
    assert "This channel is" in told(await team.type("status"))


async def test_status_links_to_the_last_briefing_where_the_chat_can(team: Team):
    await team.edition(*(await team.load())[:1])
    desk = await team.desk(link=lambda channel, message: f"https://chat.example/{channel}/{message}")
    assert "https://chat.example/C1/m1" in told(await serve(read_command("status"), asks(), desk))


async def test_a_shared_channel_is_told_that_it_sees_public_sources_alone(team: Team):
    desk = await team.desk()
    await desk.reader.channels.keep(ChannelFacts("C1", "harbour", private=False, shared=True, checked_at=NOW))
    assert "only public sources" in told(await team.type("status"))
    await team.load(source=replace(PAPER, visibility=Visibility.WORKSPACE), channel="C2")
    for line in ("brief", "ask what did Mara Lind say?", "sources"):
        text = told(await team.type(line))
        assert text.startswith("Only public sources are shown here, because people of other companies"), line


async def test_a_home_page_shows_sources_schedules_and_deliveries(team: Team):
    (bridge, *_) = await team.load()
    await team.load(source=kept_to_channel("vault"))
    await team.type("schedule daily 09:00 Europe/Berlin")
    await team.edition(bridge)
    desk = await team.desk("")
    await desk.reader.channels.keep(ChannelFacts("C1", "harbour", private=False, shared=False, checked_at=NOW))
    found = await home(asks(channel=""), desk)
    assert not isinstance(found, Notice)
    assert [(one.name, one.host, one.failing) for one in found.sources] == [("Quay Courier", "quay.example", False)]
    (schedule,) = found.schedules
    assert (schedule.channel, schedule.words) == ("C1", "daily 09:00 Europe/Berlin")
    assert schedule.next_at is not None
    assert (schedule.next_at, schedule.next_at.utcoffset()) == (NOW.replace(day=24, hour=8, minute=0), timedelta(0))
    assert [(one.channel, one.said, one.message_id) for one in found.deliveries] == [("C1", "sent", "m1")]
    assert (found.model, found.cost, found.source_count) == ("none", 0.0, 1)
    assert "Vault" not in repr(found)


@pytest.mark.parametrize(
    ("facts", "member_of", "seen"),
    [
        (None, (), False),
        (ChannelFacts("C1", "harbour", private=True, shared=False, checked_at=NOW), (), False),
        (ChannelFacts("C1", "harbour", private=True, shared=False, checked_at=NOW), ("C1",), True),
        (ChannelFacts("C1", "harbour", private=False, shared=False, checked_at=NOW), (), True),
    ],
)
async def test_a_home_page_tells_nothing_of_a_channel_that_its_reader_cannot_read(
    team: Team, facts: ChannelFacts | None, member_of: tuple[str, ...], *, seen: bool
):
    await team.edition(*(await team.load())[:1])
    await team.type("schedule daily 09:00")
    desk = await team.desk("")
    if facts:
        await desk.reader.channels.keep(facts)
    found = await home(asks(channel=""), desk, member_of)
    assert not isinstance(found, Notice)
    assert (bool(found.schedules), bool(found.deliveries)) == (seen, seen)


async def test_whoever_is_of_another_workspace_sees_an_empty_home_page(team: Team):
    await team.load()
    found = await home(asks(replace(MEMBER, foreign=True), ""), await team.desk(""), ["C1"])
    assert not isinstance(found, Notice)
    assert (found.sources, found.schedules, found.deliveries, found.articles) == ((), (), (), 0)
