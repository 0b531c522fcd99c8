"""The sandbox on real child processes: limits, deaths, mix-ups, what a child can see."""

import asyncio
import os
import signal
from pathlib import Path

import pytest

from bot.adapters.web.limits import Limits
from bot.adapters.web.sandbox import Sandbox
from bot.domain.errors import ParseError


def feed(title: str = "Harbour news") -> bytes:
    return (
        f'<rss version="2.0"><channel><title>{title}</title><link>https://example.org/</link><item><title>Ferry</title>'
        f"<link>https://example.org/ferry</link></item></channel></rss>"
    ).encode()


async def test_a_feed_is_read_in_a_child_that_is_used_again():
    async with Sandbox() as sandbox:
        first = await sandbox.feed(feed())
        child = sandbox.pids
        second = await sandbox.feed(feed("Other"))
        assert (first.title, second.title) == ("Harbour news", "Other")
        assert sandbox.pids == child
        assert child != [os.getpid()]
    with pytest.raises(ProcessLookupError):
        os.kill(child[0], 0)


async def test_what_is_no_feed_is_one_line_and_costs_no_child():
    async with Sandbox() as sandbox:
        await sandbox.feed(feed())
        child = sandbox.pids
        with pytest.raises(ParseError, match=r"^is a web page, not a feed$"):
            await sandbox.feed(b"<!doctype html><html><body>404</body></html>")
        assert sandbox.pids == child


async def test_a_child_is_replaced_after_so_many_inputs():
    async with Sandbox(limits=Limits(inputs=2)) as sandbox:
        await sandbox.feed(feed())
        first = sandbox.pids
        await sandbox.feed(feed())
        assert sandbox.pids == []
        await sandbox.feed(feed())
        assert sandbox.pids != first


async def test_a_child_that_is_killed_from_outside_is_replaced():
    async with Sandbox() as sandbox:
        await sandbox.feed(feed())
        os.kill(sandbox.pids[0], signal.SIGKILL)
        assert (await settled(sandbox)).title == "Harbour news"
        assert (await sandbox.feed(feed("Next"))).title == "Next"


async def settled(sandbox: Sandbox):
    """A feed read at once after a kill: either the death was noticed, or it is a ParseError and the next one works."""
    try:
        return await sandbox.feed(feed())
    except ParseError:
        return await sandbox.feed(feed())


async def test_a_child_sees_nothing_of_our_environment():
    async with Sandbox() as sandbox:
        await sandbox.feed(feed())
        environment = await asyncio.to_thread(Path(f"/proc/{sandbox.pids[0]}/environ").read_bytes)
        assert environment == b""
