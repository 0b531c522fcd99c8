"""What every chat promises: the console, with a transcript and without, and every fake are held to the same."""

import io
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import UTC, date, datetime
from pathlib import Path

import aiohttp
import pytest
from rich.console import Console

from bot.adapters.console import ConsoleChat
from bot.domain.documents import Change, Correction, Document, Notice
from bot.domain.drafts import ChangeKind
from bot.services.ports import Chat
from tests.fakes.chat import FakeChat
from tests.fakes.chat_server import chat_server
from tests.fakes.discord import INVITED, complaints, fake_discord
from tests.fakes.discord_chat import SERVER, add_server, discord_chat
from tests.fakes.http_chat import http_chat
from tests.fakes.service import Service, ServiceChat
from tests.fakes.slack import BOT_USER, Channel, fake_slack
from tests.fakes.slack_chat import slack_chat
from tests.samples import LINK, answer, briefing


def console_chat(transcript: Path | None = None) -> ConsoleChat:
    return ConsoleChat(Console(file=io.StringIO()), Console(file=io.StringIO()), transcript)


MAKERS: dict[str, Callable[[Path], Chat]] = {
    "console": lambda _: console_chat(),
    "transcript": lambda folder: console_chat(folder / "posted.jsonl"),
    "fake": lambda _: FakeChat(console_chat()),
    "service": lambda _: ServiceChat(Service(lambda: datetime(2026, 11, 23, tzinfo=UTC))),
}


@asynccontextmanager
async def over_sockets() -> AsyncIterator[Chat]:
    async with chat_server() as server, aiohttp.ClientSession() as session:
        yield http_chat(session, server.url)


@asynccontextmanager
async def in_slack() -> AsyncIterator[Chat]:
    async with fake_slack() as slack:
        for name in ("one", "two"):
            slack.add_channel(Channel(name, name, members={"U1", BOT_USER}))
        async with slack_chat(slack) as chat:
            yield chat
        assert not slack.rejected
        assert not chat.plain_sent


@asynccontextmanager
async def in_discord() -> AsyncIterator[Chat]:
    async with fake_discord() as fake:
        add_server(fake, SERVER, ("one", "two"), INVITED)
        async with discord_chat(fake) as chat:
            yield chat
        assert [one for one in complaints(fake) if not any(code in one for code in NOT_THERE)] == []
        assert not chat.plain_sent


NOT_THERE = ("404 10003", "404 10008")  # a thread that was not made yet, and a look whether an empty channel is one
SERVERS: dict[str, Callable[[], AbstractAsyncContextManager[Chat]]] = {
    "over sockets": over_sockets,
    "slack": in_slack,
    "discord": in_discord,
}


@pytest.fixture(params=[*MAKERS, *SERVERS])
async def chat(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Chat]:
    if request.param in MAKERS:
        yield MAKERS[request.param](tmp_path)
        return
    async with SERVERS[request.param]() as made:
        yield made


DOCUMENTS = [
    briefing(),
    answer(),
    Correction((Change(ChangeKind.WITHDRAWN, LINK),), date(2026, 11, 23)),
    Notice("bye"),
]


@pytest.mark.parametrize("document", DOCUMENTS, ids=["briefing", "answer", "correction", "notice"])
async def test_rendering_is_deterministic_and_never_empty(chat: Chat, document: Document):
    parts = chat.render(document)
    assert parts
    assert all(part.body.strip() for part in parts)
    assert chat.render(document) == parts


async def test_parts_tell_which_stories_are_in_them(chat: Chat):
    assert [story for part in chat.render(briefing()) for story in part.stories] == ["s1"]
    assert not any(part.stories for part in chat.render(answer()))


async def test_what_was_posted_is_found_by_its_key(chat: Chat):
    (part,) = chat.render(answer())
    id_ = await chat.post("one", part, "2026-11-23/morning/1")
    assert id_
    assert await chat.find("one", "2026-11-23/morning/1") == id_


async def test_what_was_posted_in_a_thread_is_found_there(chat: Chat):
    (part,) = chat.render(answer())
    first = await chat.post("one", part, "first")
    under = await chat.post("one", part, "second", thread=first)
    assert await chat.find("one", "second", thread=first) == under


async def test_what_was_not_posted_is_not_found(chat: Chat):
    (part,) = chat.render(answer())
    await chat.post("one", part, "first")
    assert await chat.find("one", "second") is None
    assert await chat.find("two", "first") is None


async def test_two_messages_have_two_ids(chat: Chat):
    (part,) = chat.render(answer())
    assert await chat.post("one", part, "first") != await chat.post("one", part, "second")


async def test_the_admin_is_told_apart_from_the_channel(chat: Chat):
    await chat.notify_admin(Notice("bye"))
    assert await chat.find("one", "") is None
