import sqlite3
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.adapters.storage.database import Database
from bot.domain.documents import Answer, Briefing, Notice
from bot.services.commands import Conversation, reply
from bot.services.ports import QuestionOutcome
from tests.fakes.reader import Shelf

NOW = datetime(2031, 4, 2, 6, 30, tzinfo=UTC)
TEXTS = {
    "Tarn bridge opens": "The Tarn bridge opened on Monday. “We are glad of the shorter way,” Mara Lind said.",
    "Bakers strike in Orlund": "Ovens stayed cold across Orlund. “Nights are too long,” Oda Moor said.",
    "Storm sinks two boats": "Wilma flooded Kestrel harbour. “Nobody was aboard,” Piet Aron said.",
    "Vell museum buys a whale": "A skeleton of twelve metres was unpacked in Vell. “Mind the ribs,” Ida Sund said.",
}


def talk(shelf: Shelf | None = None) -> Conversation:
    return Conversation(shelf or Shelf.of(TEXTS, NOW), max_stories=2)


@pytest.mark.parametrize("line", ["hello", "Hi!", "thanks", "Thank you very much.", "good morning", "help", ""])
async def test_a_greeting_gets_the_help(line: str) -> None:
    found = await reply(line, talk(), NOW)
    assert isinstance(found, Notice)
    assert found.name == "help"


async def test_a_greeting_before_a_question_does_not_hide_it() -> None:
    found = await reply("hello, what did Mara Lind say?", talk(), NOW)
    assert isinstance(found, Answer)
    assert found.found


async def test_where_nothing_is_loaded_a_question_is_told_so() -> None:
    found = await reply("what did Mara Lind say?", talk(Shelf({})), NOW)
    assert isinstance(found, Notice)
    assert found.name == "empty"


@pytest.mark.parametrize(("line", "stories"), [("brief", 2), ("brief all", 4), ("brief ALL", 4), ("brief bridge", 1)])
async def test_a_briefing_of_all_holds_every_story(line: str, stories: int) -> None:
    found = await reply(line, talk(), NOW)
    assert isinstance(found, Briefing)
    assert len(found.stories) == stories


async def test_a_conversation_remembers_person_and_what_was_shown() -> None:
    conversation = talk()
    await reply("who was glad of the shorter way?", conversation, NOW)
    await reply("what did Mara Lind say?", conversation, NOW)
    nothing_else = await reply("what else did she say?", conversation, NOW)
    assert isinstance(nothing_else, Answer)
    assert not nothing_else.found
    assert await reply("bye", conversation, NOW) is None


@pytest.mark.parametrize("line", ["brief", "sources", "what did Mara Lind say?", "brief bridge"])
async def test_a_database_that_fails_is_told_in_one_line_and_the_talk_goes_on(line: str, sqlite_path: Path) -> None:
    async with await Database.open(f"sqlite:///{sqlite_path}") as database:
        conversation = Conversation(await database.workspace("team"))
        with sqlite3.connect(sqlite_path) as other:
            other.execute("ALTER TABLE articles RENAME TO away")
            found = await reply(line, conversation, NOW)
            assert isinstance(found, Notice)
            assert found.name == "store_failed"
            assert str(sqlite_path) in found.values["error"]
            assert "\n" not in found.values["error"]
            other.execute("ALTER TABLE away RENAME TO articles")
        other.close()
        assert await reply(line, conversation, NOW) != found


async def test_what_became_of_each_line_is_counted() -> None:
    counted: list[QuestionOutcome] = []
    conversation = talk()
    conversation.counted = counted.append
    for line in ("help", "what did Mara Lind say?", "what did Nobody Known say?", "brief", "brief zeppelins", "quit"):
        await reply(line, conversation, NOW)
    assert [one.value for one in counted] == ["notice", "answered", "not_found", "briefing", "not_found"]
