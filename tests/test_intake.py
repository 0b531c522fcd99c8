"""The intake as its user sees it: the real program against a server on loopback that serves news, well and badly."""

import asyncio
import contextlib
import json
import os
import resource
import signal
import sqlite3
import sys
from asyncio.subprocess import PIPE, Process
from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from bot.adapters.storage.database import Database
from bot.domain.models import EVERYTHING, Source, Visibility
from tests.fakes.origin import Origin, body, origin, redirect, status, unchanged_after
from tests.fakes.web import html, item, rss
from tests.services.test_polling import NOW

ROOT = Path(__file__).parent.parent
WHOLE = "The lights went out in the harbour again. " * 60
SOURCES = 200


@dataclass(frozen=True, slots=True)
class Done:
    code: int
    out: str
    err: str

    @property
    def rows(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.out.splitlines()]


@dataclass(frozen=True, slots=True)
class Program:
    """`newsbot` with a database of its own, permitted to read from the server."""

    folder: Path
    server: Origin

    @property
    def url(self) -> str:
        return f"sqlite:///{self.folder}/news.db"

    def env(self) -> dict[str, str]:
        # Where files may not grow, Python would leave half a compiled module behind, for all that come after.
        alone = {"PYTHONDONTWRITEBYTECODE": "1"}
        given = {"DATABASE_URL": self.url, "NEWSBOT_INTRANET": f"127.0.0.1:{self.server.port}"}
        return {"PATH": os.environ.get("PATH", ""), "HOME": str(self.folder), **alone, **given}

    async def __call__(self, *args: str, stdin: str = "", file_size: int | None = None) -> Done:
        def limit() -> None:
            if file_size is not None:
                resource.setrlimit(resource.RLIMIT_FSIZE, (file_size, file_size))

        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "bot",
            *args,
            cwd=ROOT,
            env=self.env(),
            preexec_fn=limit,
            stdin=PIPE,
            stdout=PIPE,
            stderr=PIPE,
        )
        out, err = await asyncio.wait_for(process.communicate(stdin.encode()), 100)
        return Done(process.returncode or 0, out.decode(), err.decode())


@pytest.fixture
async def server() -> AsyncIterator[Origin]:
    async with origin() as running:
        yield running


@pytest.fixture
def newsbot(tmp_path: Path, server: Origin) -> Program:
    return Program(tmp_path, server)


def serve_site(server: Origin) -> None:
    """A site with a feed of two teasers, their pages, a paywall, and an address that has moved."""
    feed = rss(item("lamps"), item("wall")).replace(b"https://quay.example", server.url("").encode())
    link = '<link rel="alternate" type="application/rss+xml" href="/feed">'
    paywall = '<script type="application/ld+json">{"@type":"NewsArticle","isAccessibleForFree":false}</script>'
    server.routes |= {
        "/": body(f"<html><head><title>Quay Courier</title>{link}</head><body>Hello</body></html>".encode()),
        "/feed": unchanged_after('"1"', feed),
        "/lamps": body(html("Orrin"), {"Content-Type": "text/html; charset=utf-8"}),
        "/wall": body(html("Tarn", "Subscribe to continue reading.", paywall), {"Content-Type": "text/html"}),
        "/moved": redirect("/lamps", 301),
        "/inside": redirect("http://169.254.169.254/latest/meta-data/"),
        "/robots.txt": status(404),
    }


# --- from an address to an answer --------------------------------------------------------------------


async def test_a_site_becomes_a_source_news_a_briefing_and_an_answer(newsbot: Program, server: Origin):
    serve_site(server)
    added = await newsbot("sources", "add", server.url("/"), "--topic", "Harbour", "--json")
    (row,) = added.rows
    assert (row["feed"], row["title"], row["loaded"]) == (server.url("/feed"), "Quay Courier", 2)
    first, second = [(await newsbot("poll", "--json")).rows[0] for _ in range(2)]
    assert [first["loaded"], second["loaded"], second["failed"]] == [0, 0, []]
    (listed,) = (await newsbot("sources", "list", "--json")).rows
    assert (listed["status"], listed["articles"], listed["topics"]) == ("ok", 2, ["Harbour"])
    briefing = (await newsbot("brief")).out
    assert "Title of lamps" in briefing
    assert "Subscribe to continue" not in briefing
    answer = (await newsbot("ask", "what did Calloway say?")).out
    assert "“We ran out of lamps, […] And nobody sells them any more.”" in answer
    assert "Ines Calloway, harbour master" in answer


async def test_a_link_in_a_question_is_read_through_the_same_door(newsbot: Program, server: Origin):
    serve_site(server)
    answered = await newsbot("ask", "what did Calloway say?", server.url("/moved"))
    assert "“We ran out of lamps" in answered.out
    refused = await newsbot("ask", "what does it say?", server.url("/inside"))
    assert "could not be read" in refused.out
    assert "169.254.169.254" in refused.out
    (row,) = (await newsbot("ask", "what did Calloway say?", server.url("/lamps"), "--json")).rows
    assert row["status"] == "answered"
    assert len(server.asked("/lamps")) == 1


async def test_what_stands_before_an_article_is_never_taken_for_it(newsbot: Program, server: Origin):
    serve_site(server)
    done = await newsbot("load", server.url("/wall"), server.url("/lamps"), "--json")
    ((failed,), loaded) = done.rows[0]["failed"], done.rows[0]["loaded"]
    assert "a paywall stands where the article should be" in failed["error"]
    assert (loaded, done.code) == (1, 0)


async def test_an_unknown_site_is_one_clear_line(newsbot: Program, server: Origin):
    for address, words in ((server.url("/nothing"), "404"), ("http://10.0.0.1/feed", "public"), ("nonsense", "no web")):
        done = await newsbot("sources", "add", address)
        assert done.code == 1
        assert words in done.err
        assert "Traceback" not in done.err
        assert done.out == ""


async def test_lists_of_feeds_go_out_and_in_again_equal(newsbot: Program, server: Origin, tmp_path: Path):
    given = (
        '<opml version="2.0"><head><title>Mine</title></head><body>'
        '<outline text="Business"><outline text="Ships &amp; Sea">'
        '<outline type="rss" text="Quay Courier" xmlUrl="https://quay.example/feed" htmlUrl="https://quay.example/"/>'
        '</outline></outline><outline type="rss" text="Bare" xmlUrl="https://bare.example/rss?id=7"/></body></opml>'
    )
    imported = (await newsbot("import", "-", "--json", stdin=given)).rows[0]
    assert (imported["added"], imported["failed"]) == (["Quay Courier", "Bare"], [])
    exported = (await newsbot("export")).out
    other = Program(tmp_path / "other", server)
    other.folder.mkdir()
    await other("import", "-", stdin=exported)
    assert (await other("export")).out == exported
    listed = (await other("sources", "list", "--json")).rows
    assert {row["name"]: row["topics"] for row in listed} == {"Bare": [], "Quay Courier": ["Business / Ships & Sea"]}
    assert server.requests == []


async def test_a_secret_in_an_address_is_shown_nowhere(newsbot: Program, server: Origin):
    secret = "s3cr3tt0ken1234567890abcd"  # noqa: S105 - made up
    server.routes["/feed"] = body(rss(item("a", WHOLE)))
    done = [
        await newsbot("sources", "add", server.url(f"/feed?token={secret}")),
        await newsbot("sources", "list", "--json"),
        await newsbot("sources", "check"),
        await newsbot("poll"),
        await newsbot("sources"),
    ]
    assert done[1].rows[0]["visibility"] == "workspace"
    assert all(secret not in one.out + one.err for one in done)


# --- faults ------------------------------------------------------------------------------------------

POLL = """
import asyncio, sys
from bot import app
from bot.adapters.storage.database import Database
from bot.adapters.web.egress import opened
from bot.adapters.web.egress.policy import Limits, Policy
from bot.adapters.web.sandbox.pool import Sandbox
from bot.services.discovery import Web
from bot.services.polling import Intake, poll_all

async def main(url, port):
    policy = Policy("newsbot/test", intranet=(f"127.0.0.1:{port}",), limits=Limits(page_spacing=0, feed_spacing=0))
    async with await Database.open(url) as database, opened(policy, app.clock) as door, Sandbox() as parser:
        intake = Intake(database.feeds, Web(door, parser), app.clock, lambda: 0.5)
        report = await poll_all(await database.feeds.due(None, 999), intake)
        print(report.loaded, report.known, len(report.failed))

asyncio.run(main(*sys.argv[1:]))
"""


async def start_poll(newsbot: Program) -> Process:
    arguments = (sys.executable, "-c", POLL, newsbot.url, str(newsbot.server.port))
    return await asyncio.create_subprocess_exec(*arguments, cwd=ROOT, env=newsbot.env(), stdout=PIPE)


async def follow_many(newsbot: Program, server: Origin, count: int = SOURCES) -> None:
    async with await Database.open(newsbot.url) as database:
        workspace = await database.workspace("console")
        for number in range(count):
            url = server.url(f"/feed{number}")
            server.routes[f"/feed{number}"] = body(rss(*(item(f"{number}-{at}", WHOLE) for at in range(3))))
            source = Source(url, f"Source {number}", "feed", None, Visibility.WORKSPACE)
            await workspace.sources.follow(source, url, (), NOW)


async def keys(newsbot: Program) -> Counter[str]:
    async with await Database.open(newsbot.url) as database:
        workspace = await database.workspace("console")
        return Counter(one.key for one in await workspace.store.window(EVERYTHING, 9_999))


def integrity(newsbot: Program) -> list[tuple[str]]:
    with contextlib.closing(sqlite3.connect(newsbot.folder / "news.db")) as connection:
        connection.execute("INSERT INTO search_index(search_index) VALUES('integrity-check')")
        return connection.execute("PRAGMA integrity_check").fetchall()


@pytest.mark.parametrize("stored", [1, SOURCES // 2])
async def test_a_poll_of_two_hundred_sources_that_is_killed_loses_and_doubles_nothing(
    newsbot: Program, server: Origin, stored: int
):
    await follow_many(newsbot, server)
    process = await start_poll(newsbot)
    while sum((await keys(newsbot)).values()) < stored * 3:
        assert process.returncode is None
        await asyncio.sleep(0.01)
    process.send_signal(signal.SIGKILL)
    await process.communicate()
    assert process.returncode == -signal.SIGKILL
    assert integrity(newsbot) == [("ok",)]
    before = await keys(newsbot)
    again = await start_poll(newsbot)
    out, _ = await again.communicate()
    loaded, _, failed = map(int, out.split())
    after = await keys(newsbot)
    assert failed == 0
    assert loaded == SOURCES * 3 - sum(before.values())
    assert set(after.values()) == {1}
    assert set(after) == {f"{number}-{at}" for number in range(SOURCES) for at in range(3)}
    assert integrity(newsbot) == [("ok",)]


async def test_a_full_disk_is_one_clear_line_and_the_next_poll_recovers(newsbot: Program, server: Origin):
    await follow_many(newsbot, server, 3)
    full = await newsbot("poll", file_size=65_536)  # less than three feeds take in the write-ahead log
    assert full.code == 1
    (line,) = full.err.strip().splitlines()
    assert line.startswith("newsbot: ")
    assert "news.db" in line
    assert integrity(newsbot) == [("ok",)]
    assert (await newsbot("poll", "--json")).rows[0]["failed"] == []
    assert set((await keys(newsbot)).values()) == {1}
    assert len(await keys(newsbot)) == 9


async def test_a_database_that_another_program_keeps_is_one_clear_line(newsbot: Program, server: Origin):
    await follow_many(newsbot, server, 1)
    with contextlib.closing(sqlite3.connect(newsbot.folder / "news.db", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        locked = await newsbot("poll")
        other.execute("ROLLBACK")
    assert locked.code == 1
    assert "is busy" in locked.err
    assert len(locked.err.strip().splitlines()) == 1
    assert (await newsbot("poll", "--json")).rows[0]["loaded"] == 3


async def test_a_running_bot_polls_by_itself_before_its_first_briefing(newsbot: Program, server: Origin):
    serve_site(server)
    async with await Database.open(newsbot.url) as database:
        workspace = await database.workspace("console")
        url = server.url("/feed")
        source = Source(url, "Quay Courier", "feed", None, Visibility.WORKSPACE)
        await workspace.sources.follow(source, url, (), NOW)
    done = await newsbot("run", stdin="sources\nwhat did Calloway say?\n")
    assert done.code == 0
    assert "Title of lamps" in done.out
    assert "You follow: Quay Courier (2 articles" in done.out
    assert "“We ran out of lamps" in done.out
