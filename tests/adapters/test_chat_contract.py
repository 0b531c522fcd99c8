"""What every chat promises: the console and the fake are held to the same behaviour."""

import io
from collections.abc import Callable

import pytest
from rich.console import Console

from bot.adapters.console import ConsoleChat
from bot.domain.documents import Document, Notice
from bot.services.ports import Chat
from tests.fakes.chat import FakeChat
from tests.samples import answer, briefing


def console_chat() -> ConsoleChat:
    return ConsoleChat(Console(file=io.StringIO()), Console(file=io.StringIO()))


@pytest.fixture(params=[console_chat, lambda: FakeChat(console_chat())], ids=["console", "fake"])
def chat(request: pytest.FixtureRequest) -> Chat:
    make: Callable[[], Chat] = request.param
    return make()


DOCUMENTS = [briefing(), answer(), Notice("bye")]


@pytest.mark.parametrize("document", DOCUMENTS, ids=["briefing", "answer", "notice"])
async def test_rendering_is_deterministic_and_never_empty(chat: Chat, document: Document):
    parts = chat.render(document)
    assert parts
    assert all(part.body.strip() for part in parts)
    assert chat.render(document) == parts


async def test_what_was_posted_is_found_by_its_key(chat: Chat):
    (part,) = chat.render(answer())
    id_ = await chat.post("one", part, "2026-11-23/morning/1")
    assert id_
    assert await chat.find("one", "2026-11-23/morning/1") == id_


async def test_what_was_not_posted_is_not_found(chat: Chat):
    (part,) = chat.render(answer())
    await chat.post("one", part, "first")
    assert await chat.find("one", "second") is None
    assert await chat.find("two", "first") is None


async def test_two_messages_have_two_ids(chat: Chat):
    (part,) = chat.render(answer())
    assert await chat.post("one", part, "first") != await chat.post("one", part, "second")


async def test_the_admin_is_told_apart_from_the_channel(chat: Chat):
    await chat.notify_admin(Notice("edition_held", {"channel": "one", "reason": "no answer"}))
    assert await chat.find("one", "") is None
