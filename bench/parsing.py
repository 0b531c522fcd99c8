"""Parsing in the sandbox: overhead a feed, and the longest stall of the event loop under hostile input (bar 100 ms)."""

import asyncio
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from bot.adapters.web.feeds import parse_feed
from bot.adapters.web.sandbox.pool import Sandbox
from bot.domain.errors import ParseError

GOOD, HOSTILE = 200, 20
PATIENCE = 20.0  # seconds that feedparser, in a process of its own, is given for one hostile feed


def good(number: int) -> bytes:
    """A feed of 30 entries with teasers."""
    items = "".join(
        f"<item><title>Report {number}.{entry}</title><link>https://example.org/{number}/{entry}</link>"
        f"<guid>https://example.org/{number}/{entry}</guid><pubDate>Mon, 05 Jan 2026 10:{entry:02}:00 GMT</pubDate>"
        f"<description>&lt;p&gt;{'The ferry sails again. ' * 10}&lt;/p&gt;</description></item>"
        for entry in range(30)
    )
    head = f"<title>Feed {number}</title><link>https://example.org/{number}</link>"
    return f'<rss version="2.0"><channel>{head}{items}</channel></rss>'.encode()


def hostile() -> list[bytes]:
    """Twenty feeds that cost a parser more than they should; some grow with the square of their length."""

    def item(inner: str, root: str = "rss") -> bytes:
        return (
            f"<{root}><channel><item><title>x</title><description>{inner}</description></item></channel></rss>".encode()
        )

    many = "".join(f'a{number}="" ' for number in range(100_000))
    shapes = (
        item("&lt;!--" * 90_000),
        item("&lt;p&gt;" * 250_000),
        item("<a>" * 100_000),
        item("x").replace(b"<item>", f"<item {many}>".encode()),
        item("&lt;!--" * 90_000).decode().encode("utf-16"),
        b'<!DOCTYPE rss [<!ENTITY a "' + b"a" * 1000 + b'">]><rss>' + b"&a;" * 100_000 + b"</rss>",
        item('&lt;a href="' * 100_000),
        item("x" * 100 + "<![CDATA[" * 100_000),
        item("&" * 2_000_000),
        item("a" + "\u0301" * 2_000_000),
    )
    return [*shapes, *(shape.replace(b"rss>", b"rss >", 1) for shape in shapes)]


@asynccontextmanager
async def stalls() -> AsyncIterator[list[float]]:
    """The delays, in seconds, of a task that wants to run every 5 ms."""
    late: list[float] = []

    async def probe() -> None:
        while True:
            start = time.perf_counter()
            await asyncio.sleep(0.005)
            late.append(time.perf_counter() - start - 0.005)

    task = asyncio.create_task(probe())
    try:
        yield late
    finally:
        task.cancel()


async def overhead() -> None:
    """Print what a parse costs in process and in the sandbox."""
    feeds = [good(number) for number in range(GOOD)]
    start = time.perf_counter()
    for data in feeds:
        parse_feed(data)
    inside = (time.perf_counter() - start) / GOOD
    async with Sandbox() as sandbox:
        await sandbox.feed(feeds[0])
        times = []
        for data in feeds:
            start = time.perf_counter()
            await sandbox.feed(data)
            times.append(time.perf_counter() - start)
    print(f"in process {inside * 1000:.2f} ms a feed, sandbox {statistics.mean(times) * 1000:.2f} ms: ", end="")
    print(f"overhead {(statistics.mean(times) - inside) * 1000:.2f} ms")


async def flood() -> None:
    """Print how the loop and the good feeds fare while hostile ones are read."""
    bad, read, refused = hostile(), 0, 0
    mixed = [good(number) for number in range(GOOD)]
    for place, data in enumerate(bad):
        mixed.insert(place * (GOOD // HOSTILE), data)
    before = resource.getrusage(resource.RUSAGE_CHILDREN)

    async def one(sandbox: Sandbox, data: bytes) -> None:
        nonlocal read, refused
        try:
            parsed = await sandbox.feed(data)
            read += len(parsed.entries) == 30
        except ParseError:
            refused += 1

    start = time.perf_counter()
    async with stalls() as late, Sandbox(children=2) as sandbox:
        await asyncio.gather(*(one(sandbox, data) for data in mixed))
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    seconds = time.perf_counter() - start
    print(f"sandbox: {read} of {GOOD} good feeds read; of {HOSTILE} hostile ones {refused} refused, the rest read")
    print(f"         longest stall {max(late) * 1000:.0f} ms (bar 100); {seconds:.1f} s, {cpu:.1f} s CPU")


def in_process() -> None:
    """Print how long feedparser would hold the loop up, each kind of hostile feed once."""
    code = "import io, sys, feedparser; feedparser.parse(io.BytesIO(sys.stdin.buffer.read()))"
    worst, lost = 0.0, 0
    for data in hostile()[: HOSTILE // 2]:
        start = time.perf_counter()
        try:
            subprocess.run([sys.executable, "-c", code], input=data, capture_output=True, check=False, timeout=PATIENCE)
        except subprocess.TimeoutExpired:
            lost += 1
        worst = max(worst, time.perf_counter() - start)
    print(f"feedparser in process: longest stall {worst:.1f} s; ", end="")
    print(f"{lost} of {HOSTILE // 2} not done after {PATIENCE:.0f} s")


def run() -> None:
    """Print all of it; about a minute."""
    asyncio.run(overhead())
    asyncio.run(flood())
    in_process()
