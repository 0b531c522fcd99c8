"""Threads: person and topic stay, over a restart too, and nothing passes from one thread to another."""

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest

from bot.domain.documents import Answer, Document, Notice
from bot.domain.rights import Person
from bot.services.ports import ChannelFacts, QuestionOutcome, Talk
from bot.services.requests import Asking, Talker, serve
from bot.services.turns import Turn
from tests.fakes.web import html
from tests.requesting import MEMBER, Team, asks, kept_to_channel, names, opened_team, said, told

FIRST = "what did Mara Lind say about the way?"
THEN = "what did she say?"


async def say(  # noqa: PLR0913 - where, who, and about what
    team: Team, talker: Talker, text: str, thread: str = "t1", channel: str = "C1", *, private: bool = False,
    only: tuple[int, ...] = (),
) -> Document:  # fmt: skip
    return await talker.reply(text, thread, asks(MEMBER, channel, private=private), await team.desk(channel), only)


def found(document: Document) -> bool:
    assert isinstance(document, Answer), document
    return document.found


async def test_a_follow_up_keeps_the_person(team: Team):
    await team.load()
    talker = Talker(serve)
    assert "shorter way" in said(await say(team, talker, FIRST))
    assert "shorter way" in said(await say(team, talker, THEN))
    assert [one.value for one in team.counted] == ["answered", "answered"]


@pytest.mark.parametrize(("thread", "channel"), [("t2", "C1"), ("t1", "C2")])
async def test_nothing_passes_to_another_thread_or_channel(team: Team, thread: str, channel: str):
    await team.load()
    talker = Talker(serve)
    await say(team, talker, FIRST)
    assert not found(await say(team, talker, THEN, thread, channel))


async def test_nothing_passes_to_another_workspace(team: Team):
    await team.load()
    talker = Talker(serve)
    await say(team, talker, FIRST)
    desk = await team.desk(workspace="rivals")
    reply = await talker.reply(THEN, "t1", Asking("rivals", "C1", MEMBER, private=False), desk)
    assert isinstance(reply, Notice)
    assert reply.name == "chat_empty"
    assert not await talker.knows("t9", Asking("rivals", "C1", MEMBER, private=False), desk)


async def test_person_and_topic_outlive_a_restart_and_nothing_is_counted_or_fetched_again(sqlite_path: Path):
    link = "https://quay.example/story"
    async with opened_team(sqlite_path) as team:
        await team.load()
        team.addresses.there[link] = html("Halden")
        talker = Talker(serve)
        assert await talker.knows("t1", asks(), await team.desk()) is False
        await say(team, talker, FIRST)
        await say(team, talker, f"what did Calloway say? {link}", "t2")
        assert await talker.knows("t1", asks(), await team.desk()) is True
    async with opened_team(sqlite_path) as team:
        talker = Talker(serve)
        assert await talker.knows("t1", asks(), await team.desk()) is True
        assert "shorter way" in said(await say(team, talker, THEN))
        assert team.counted == [QuestionOutcome.ANSWERED]
        assert "lamps" in said(await say(team, talker, "who said what?", "t2"))
        assert not team.addresses.asked
        assert not found(await say(team, talker, THEN, "t3"))


async def test_links_are_not_kept(team: Team):
    link = "https://quay.example/story?token=4f0e1c9a7b3d5e6f8a9b0c1d2e3f4a5b"
    team.addresses.there[link] = html("Halden")
    await say(team, Talker(serve), f"what did Calloway say? {link}")
    talk = await (await team.desk()).reader.talks.of("C1", "t1")
    assert talk
    assert talk.questions == ("what did Calloway say?",)
    assert len(talk.only) == 1


async def test_a_thread_about_a_story_stays_with_it(team: Team):
    bridge, bakers, _ = await team.load()
    talker = Talker(serve)
    assert not found(await say(team, talker, "what did Mara Lind say?", only=(bakers.id,)))
    assert "Nights" in said(await say(team, talker, "who said what?", only=(bakers.id,)))
    for later in (talker, Talker(serve)):
        text = said(await say(team, later, "who said anything?"))
        assert "Nights" in text
        assert "shorter way" not in text
    assert "shorter way" in said(await say(team, Talker(serve), "who said what?", only=(bridge.id,)))


async def test_what_is_not_told_by_a_thread_s_story_is_answered_from_everything(team: Team):
    _, bakers, _ = await team.load()
    talker = Talker(serve)
    await say(team, talker, "who said what?", only=(bakers.id,))
    assert "shorter way" in said(await say(team, talker, "what did Mara Lind say?"))
    for later in (talker, Talker(serve)):
        assert "shorter way" in said(await say(team, later, "what did she say about the way?"))
    text = said(await say(team, talker, "who said anything?"))  # what the story does tell is answered from it
    assert "Nights" in text
    assert "shorter way" not in text
    assert not found(await say(team, talker, "what did Nobody Knows say?"))


async def test_what_a_thread_is_about_shows_nothing_that_its_channel_may_not_see(team: Team):
    (secret,) = await team.load("Tarn bridge opens", source=kept_to_channel("vault"))
    talker = Talker(serve)
    assert not found(await say(team, talker, FIRST, channel="C2", only=(secret.id,)))
    assert "Tarn" not in repr(await say(team, talker, "summarise", channel="C2"))


async def test_only_the_last_questions_are_kept(team: Team):
    await team.load()
    talker = Talker(serve)
    for at in range(9):
        await say(team, talker, f"what did Mara Lind say about {at}?")
    talk = await (await team.desk()).reader.talks.of("C1", "t1")
    assert talk
    assert len(talk.questions) == 6
    assert talk.questions[-1].endswith("8?")


async def test_live_threads_are_bounded_and_what_is_let_go_comes_back_from_storage(team: Team):
    await team.load()
    talker = Talker(serve, most=3)
    await say(team, talker, FIRST, "t0")
    for at in range(1, 6):
        await say(team, talker, "who said what?", f"t{at}")
    assert len(talker._live) == 3
    assert "shorter way" in said(await say(team, talker, THEN, "t0"))


async def test_two_who_ask_at_once_in_a_thread_are_both_answered(team: Team):
    await team.load()
    talker = Talker(serve)
    await asyncio.gather(say(team, talker, FIRST), say(team, talker, "what did Oda Moor say?"))
    talk = await (await team.desk()).reader.talks.of("C1", "t1")
    assert talk
    assert len(talk.questions) == 2


@pytest.mark.parametrize("text", ["hello", "Thanks!", "good morning", "help", ""])
async def test_a_greeting_gets_the_help_and_is_no_question(team: Team, text: str):
    team.wait = 9
    talker = Talker(serve)
    assert names(await say(team, talker, text)) == ["chat_help"]
    assert not await talker.knows("t1", asks(), await team.desk())


async def test_commands_are_served_and_limits_hold(team: Team):
    await team.load()
    talker = Talker(serve)
    assert names(await say(team, talker, "sources"))[0] == "chat_sources"
    assert said(await say(team, talker, "brief bridge")) == "Tarn bridge opens"
    assert names(await say(team, talker, "schedule daily 9"))[0] == "schedule_set"
    found_ = await talker.reply("schedule daily 10", "t1", asks(Person("G")), await team.desk())
    assert names(found_) == ["chat_no_right"]
    team.wait = 3
    assert told(await say(team, talker, FIRST)) == "Too many questions: again in 3 seconds."


async def test_what_is_one_person_s_is_not_shown_where_others_read(team: Team):
    talker = Talker(serve)
    assert names(await say(team, talker, "topics")) == ["chat_alone"]
    assert names(await say(team, talker, "undo 1")) == ["chat_alone"]
    assert names(await say(team, talker, "topics", channel="G1", private=True)) == ["chat_alone"]
    direct = Asking("team", "D1", MEMBER, private=True, direct=True)
    assert names(await talker.reply("topics", "t1", direct, await team.desk("D1")))[0] == "topics_channel"


async def test_where_there_is_no_thread_nothing_is_remembered_for_whoever_asks_next(team: Team):
    """What is shown to one person alone hangs in no thread: the next question may be another person's."""
    bridge, *_ = await team.load()
    talker = Talker(serve)
    assert "shorter way" in said(await say(team, talker, FIRST, "", only=(bridge.id,)))
    assert not found(await say(team, talker, THEN, ""))
    assert "Nights" in said(await say(team, talker, "what did Oda Moor say?", ""))
    assert not await talker.knows("", asks(), await team.desk())


# --- asked again, to show it to others ---------------------------------------------------------------


async def again(team: Team, talker: Talker, thread: str = "t1", channel: str = "C1") -> Document | None:
    return await talker.again(thread, asks(MEMBER, channel), await team.desk(channel))


async def test_the_last_question_of_a_thread_is_answered_again_with_what_was_asked_before_it(team: Team):
    await team.load()
    talker = Talker(serve)
    await say(team, talker, FIRST)
    answered = await say(team, talker, THEN)
    for one in (talker, Talker(serve)):  # after a restart, too
        assert await again(team, one) == answered
    assert await again(team, talker, "t2") is None
    assert await again(team, talker, channel="C2") is None


async def test_asking_again_is_not_remembered_and_not_counted_as_answered(team: Team):
    await team.load()
    talker = Talker(serve)
    await say(team, talker, "what did Oda Moor say?")
    await say(team, talker, FIRST)
    before = await (await team.desk()).reader.talks.of("C1", "t1")
    team.counted.clear()
    for one in (talker, Talker(serve)):
        for _ in range(3):
            await again(team, one)
        assert "shorter way" in said(await say(team, one, THEN))
        assert await (await team.desk()).reader.talks.of("C1", "t1") != before
        await (await team.desk()).reader.talks.keep(before or Talk("", "", ()), team.now)
    assert len(team.counted) == 2


async def test_a_thread_about_a_story_is_answered_again_from_that_story(team: Team):
    _, bakers, _ = await team.load()
    talker = Talker(serve)
    for question in ("who said what?", "what did Mara Lind say?", ""):
        answered = await say(team, talker, question, f"of {question}", only=(bakers.id,))
        for one in (talker, Talker(serve)):
            assert await again(team, one, f"of {question}") == answered
    await say(team, talker, "what did Mara Lind say?", "of who said what?")  # is answered from everything
    assert "shorter way" in said(await again(team, talker, "of who said what?") or Notice(""))


async def test_no_page_is_loaded_again(team: Team):
    link = "https://quay.example/story"
    team.addresses.there[link] = html("Halden")
    talker = Talker(serve)
    answered = await say(team, talker, f"what did Calloway say? {link}")
    team.addresses.asked.clear()
    for one in (talker, Talker(serve)):
        assert await again(team, one) == answered
    assert not team.addresses.asked


async def test_what_may_no_longer_be_seen_here_is_not_shown_again(team: Team):
    own = kept_to_channel("quibblezorf")
    (bridge,) = await team.load("Tarn bridge opens", source=own)
    talker = Talker(serve)
    await say(team, talker, FIRST)
    await say(team, talker, "who said what?", "t2", only=(bridge.id,))
    reader = await team.database.workspace("team", "C1")
    await reader.channels.keep(ChannelFacts("C1", "general", private=False, shared=True, checked_at=team.now))
    for one in (talker, Talker(serve)):
        assert names(await again(team, one)) == ["chat_public_only"]
        shown = await again(team, one, "t2")
        assert isinstance(shown, Answer)
        assert (shown.groups, shown.searched.sources, shown.searched.nearest) == ((), (), ())


async def test_asking_again_has_its_limits_and_says_why_not(team: Team):
    await team.load()
    talker = Talker(serve)
    await say(team, talker, FIRST)
    team.wait = 3
    assert names(await again(team, talker)) == ["too_many"]


async def test_who_waits_for_another_in_the_same_thread_keeps_nobody_else_waiting(team: Team):
    """The other may be waiting for a language model."""
    await team.load()
    talker, left = Talker(serve), asyncio.Event()
    live = talker._of(asks(), "t1")

    async def leave() -> None:
        left.set()

    await live.lock.acquire()
    asking = replace(asks(), turn=Turn(0.0, leave))
    task = asyncio.create_task(talker.reply(FIRST, "t1", asking, await team.desk()))
    async with asyncio.timeout(20):
        await left.wait()
        live.lock.release()
        assert "shorter way" in said(await task)
