"""Polling 2,000 feeds on loopback beside feedparser and httpx in one process.

Each feed was read before; half have not changed since, half bring one new entry. Every request has a connection of
its own. Beside ours, which also finds who said what, stores and indexes what is new and keeps the state of each feed,
two comparators that only read: one that asks whether a feed has changed, as ours does, and one that does not. "Read
alone" is ours without storing: entries that are written as they were at the poll before are not read again.
"""

import asyncio
import json
import os
import random
import re
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import IO, Any, cast

FEEDS = 2_000
_ITEMS = 20
_AT_A_TIME = 64
_RUNS, CHILDREN = 3, 2  # children as the program has
NOW = datetime(2026, 11, 23, 7, 30, tzinfo=UTC)
_SYLLABLES = "ba ce di fo gu ha je ki lo mu na pe ri so tu va we xi yo zu".split()
_WORDS = [one + other + last for one in _SYLLABLES for other in _SYLLABLES for last in ("r", "n", "st", "")]
_COMMON = (
    "the of and to in a is that for it as was with be by on not he his but at are this have from or had an".split()
)

# --- the server: a process of its own ---------------------------------------------------------------


def _entry(feed: int, number: int) -> str:
    draw = random.Random(feed * 1_000 + number)  # noqa: S311 - the same each time

    def sentence() -> str:
        words = (draw.choice(_COMMON if at % 2 else _WORDS) for at in range(60))
        return " ".join(words).capitalize() + "."

    day = datetime(2026, 11, 1, tzinfo=UTC) + timedelta(hours=feed % 24 + number)
    return (
        f"<item><title>Story {number} of feed {feed}</title><link>https://feed{feed}.example/{number}</link>"
        f"<guid>{feed}-{number}</guid><pubDate>{day:%a, %d %b %Y %H:%M:%S} GMT</pubDate>"
        f"<description>&lt;p&gt;{sentence()}&lt;/p&gt; {sentence()} {sentence()} {sentence()}</description></item>"
    )


def document(feed: int, entries: int) -> bytes:
    """A feed of twenty entries that end with entry `entries`."""
    items = "".join(_entry(feed, number) for number in range(entries, max(0, entries - _ITEMS), -1))
    return (
        f'<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel><title>Feed {feed}</title>'
        f"<link>https://feed{feed}.example/</link>{items}</channel></rss>"
    ).encode()


class _Server(asyncio.Protocol):
    """Answers GET /ROUND/FEED: in each later round every second feed has one more entry and another ETag."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)
        self._head = b""

    def data_received(self, data: bytes) -> None:
        self._head += data
        if b"\r\n\r\n" not in self._head:
            return
        feed = int(self._head.split(b" ", 2)[1].rsplit(b"/", 1)[-1])
        seen = int(ROUND.read_text())
        entries = _ITEMS + (seen if feed % 2 else 0)
        etag = f'"{feed}-{entries}"'
        if f"if-none-match: {etag}".encode() in self._head.lower():
            self._transport.write(f"HTTP/1.1 304 X\r\nETag: {etag}\r\nConnection: close\r\n\r\n".encode())
        else:
            body = document(feed, entries)
            head = f"HTTP/1.1 200 OK\r\nETag: {etag}\r\nContent-Type: text/xml\r\nContent-Length: {len(body)}\r\n"
            self._transport.write(f"{head}Connection: close\r\n\r\n".encode() + body)
        self._transport.close()


ROUND = Path(os.environ.get("BENCH_ROUND", "round"))


async def serve() -> None:
    """Serve until the standard input ends; prints the port."""
    server = await asyncio.get_running_loop().create_server(_Server, "127.0.0.1", 0, backlog=1_000)
    print(server.sockets[0].getsockname()[1], flush=True)
    await asyncio.to_thread(sys.stdin.read)
    server.close()


# --- ours ------------------------------------------------------------------------------------------------


def _spent(start: float, cpu: float, children: float = 0) -> dict[str, float]:
    """Seconds, CPU with that of children that have ended, and memory in MiB: ours and that of the `children`."""
    own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {"seconds": time.perf_counter() - start, "cpu": _cpu() - cpu, "memory": own + children}


def _memory(pids: Sequence[int]) -> float:
    """The most memory that each has held (not ru_maxrss, which a child inherits), added up, in MiB; 0 if not told."""
    pages = [page for page in (Path(f"/proc/{pid}/status") for pid in pids) if page.exists()]
    marks = [re.search(r"VmHWM:\s+(\d+) kB", page.read_text("ascii")) for page in pages]
    return sum(int(mark[1]) for mark in marks if mark) / 1024


def _cpu() -> float:
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)


async def ours(port: int, folder: Path) -> dict[str, float]:
    """A second poll of all feeds by the program's own parts."""
    from bot.adapters.storage.database import Database  # noqa: PLC0415 - each side imports its own, for its memory
    from bot.adapters.web.egress import opened  # noqa: PLC0415
    from bot.adapters.web.egress.manners import Pace  # noqa: PLC0415
    from bot.adapters.web.egress.policy import Limits, Policy  # noqa: PLC0415
    from bot.adapters.web.sandbox.pool import Sandbox  # noqa: PLC0415
    from bot.domain.models import Source, Visibility  # noqa: PLC0415
    from bot.services.discovery import Web  # noqa: PLC0415
    from bot.services.polling import Intake, poll_all  # noqa: PLC0415

    pace = Pace(per_site=_AT_A_TIME, in_all=_AT_A_TIME)
    policy = Policy("newsbot/bench", intranet=("127.0.0.1",), limits=Limits(page_spacing=0, feed_spacing=0, pace=pace))
    async with (
        await Database.open(f"sqlite:///{folder}/bench.db") as database,
        opened(policy, lambda: NOW) as door,
        Sandbox(CHILDREN) as parser,
    ):
        workspace = await database.workspace("bench")
        if not await workspace.sources.followed():
            for feed in range(FEEDS):
                url = f"http://127.0.0.1:{port}/{feed}"
                source = Source(url, f"Feed {feed}", "feed", None, Visibility.WORKSPACE)
                await workspace.sources.follow(source, url, (), NOW)
        way = Web(door, parser)
        intake = Intake(database.feeds, way, lambda: NOW, lambda: 0.5, full_text=False, at_a_host=_AT_A_TIME)
        due = await database.feeds.due(None, FEEDS)
        start, cpu = time.perf_counter(), _cpu()
        report = await poll_all(due, intake)
        children = _memory(parser.pids)
    return {**_spent(start, cpu, children), "loaded": report.loaded, "failed": len(report.failed)}


async def reading(port: int, kept: Mapping[str, Sequence[str]]) -> dict[str, Any]:
    """The same without storing anything: the door, and the sandbox, which is told what it has read before."""
    from bot.adapters.web.egress import opened  # noqa: PLC0415 - as above
    from bot.adapters.web.egress.manners import Pace  # noqa: PLC0415
    from bot.adapters.web.egress.policy import Limits, Policy  # noqa: PLC0415
    from bot.adapters.web.sandbox.pool import Sandbox  # noqa: PLC0415
    from bot.domain.intake import Purpose, Validators  # noqa: PLC0415
    from bot.domain.seen import looked_up, put_down, seen_of  # noqa: PLC0415

    limits = Limits(page_spacing=0, feed_spacing=0, pace=Pace(per_site=_AT_A_TIME, in_all=_AT_A_TIME))
    policy = Policy("newsbot/bench", intranet=("127.0.0.1",), limits=limits)
    new: dict[str, tuple[str, str]] = {}
    async with opened(policy, lambda: NOW) as door, Sandbox(CHILDREN) as parser:
        start, cpu = time.perf_counter(), _cpu()
        places = asyncio.Semaphore(_AT_A_TIME)

        async def one(feed: int) -> int:
            url = f"http://127.0.0.1:{port}/{feed}"
            etag, before = kept.get(url, (None, ""))
            async with places:
                fetched = await door.fetch(url, Purpose.FEED, Validators(etag))
                if fetched.unchanged:
                    return 0
                found = await parser.feed(fetched.body, url, fetched.content_type, before)
            read = [seen_of(one.raw or "", one.id, one.url, one.published) for one in found.entries]
            seen = [looked_up(before)[raw] for raw in found.known] + [one for one in read if one]
            new[url] = (fetched.validators.etag or "", put_down(seen))
            return len(seen)

        read = sum(await asyncio.gather(*(one(feed) for feed in range(FEEDS))))
        children = _memory(parser.pids)
    return {**_spent(start, cpu, children), "loaded": read, "kept": new}


# --- the comparators -------------------------------------------------------------------------------------


async def theirs(port: int, etags: Mapping[str, str], *, conditional: bool) -> dict[str, Any]:
    """The same with httpx and feedparser in this process; nothing is stored."""
    import feedparser  # noqa: PLC0415 - as above
    import httpx  # noqa: PLC0415 - as above

    limits = httpx.Limits(max_connections=_AT_A_TIME, max_keepalive_connections=0)
    new: dict[str, str] = {}
    read = 0
    start, cpu = time.perf_counter(), _cpu()
    async with httpx.AsyncClient(limits=limits, timeout=60, trust_env=False) as client:
        places = asyncio.Semaphore(_AT_A_TIME)

        async def one(feed: int) -> int:
            url = f"http://127.0.0.1:{port}/{feed}"
            asked = {"If-None-Match": etags[url]} if conditional and url in etags else {}
            async with places:
                answer = await client.get(url, headers=asked)
            if answer.status_code == 304:
                return 0
            new[url] = answer.headers["etag"]
            return len(feedparser.parse(answer.content).entries)

        read = sum(await asyncio.gather(*(one(feed) for feed in range(FEEDS))))
    return {**_spent(start, cpu), "loaded": read, "kept": new}


# --- side by side ----------------------------------------------------------------------------------------


SIDES = {
    "ours": "newsbot: read, analyse, store",
    "reading": "newsbot: read alone",
    "conditional": "httpx + feedparser, with ETags",
    "naive": "httpx + feedparser",
}


def _call(name: str, folder: Path, *args: str) -> dict[str, Any]:
    """The figures that a process of its own prints."""
    done = subprocess.run(
        [sys.executable, "-m", "bench.polling", name, str(folder), *args],
        capture_output=True,
        text=True,
        check=True,
        timeout=600,
    )
    figures: dict[str, Any] = json.loads(done.stdout)
    return figures


def _runs(name: str, folder: Path, port: str, beginning: int) -> Iterator[dict[str, Any]]:
    """Three later rounds, each with news of its own."""
    for number in range(_RUNS):
        (folder / "round").write_text(str(beginning + number), "ascii")
        yield _call(name, folder, port)


def run() -> dict[str, dict[str, float]]:
    """Prints a table and returns it: by side, the median run's seconds, feeds a second, CPU a feed and memory."""
    figures: dict[str, dict[str, float]] = {}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "round").write_text("0", "ascii")
        server = subprocess.Popen(
            [sys.executable, "-m", "bench.polling", "serve"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env=os.environ | {"BENCH_ROUND": str(folder / "round")},
        )
        port = cast("IO[str]", server.stdout).readline().strip()
        try:
            print(f"{'2,000 feeds, half unchanged':<34}{'feeds/s':>9}{'CPU ms/feed':>13}{'memory MiB':>12}{'new':>8}")
            for side, shown in SIDES.items():
                (folder / "round").write_text("0", "ascii")
                _call(side, folder, port)
                runs = sorted(_runs(side, folder, port, 1), key=lambda one: float(one["seconds"]))
                middle = runs[_RUNS // 2]
                figures[side] = middle
                print(
                    f"{shown:<34}{FEEDS / middle['seconds']:>9.0f}{middle['cpu'] / FEEDS * 1000:>13.2f}"
                    f"{middle['memory']:>12.0f}{middle['loaded']:>8}",
                    flush=True,
                )
        finally:
            server.communicate("")
        for side in ("conditional", "naive"):
            ratios = [figures[side]["seconds"] / figures[one]["seconds"] for one in ("ours", "reading")]
            print(f"against {SIDES[side]}: polling {ratios[0]:.1f} times as fast, reading alone {ratios[1]:.1f} times")
    return figures


def _side(name: str, folder: Path, port: int) -> dict[str, Any]:
    """One run of one side; what only reads keeps what it was told in a file, as ours does in its database."""
    if name == "ours":
        return asyncio.run(ours(port, folder))
    file = folder / f"{name}.json"
    kept = json.loads(file.read_text("utf-8")) if file.exists() else {}
    work = reading(port, kept) if name == "reading" else theirs(port, kept, conditional=name == "conditional")
    figures = asyncio.run(work)
    file.write_text(json.dumps(kept | figures.pop("kept")), "utf-8")
    return figures


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["serve"]:
            asyncio.run(serve())
        case [name, folder, port]:
            print(json.dumps(_side(name, Path(folder), int(port))))
        case _:
            run()
