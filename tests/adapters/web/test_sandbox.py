"""The sandbox on real child processes: limits, deaths, mix-ups, what a child can see."""

import asyncio
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from bot.adapters.web.feeds import MAX_ENTRIES, parse_feed
from bot.adapters.web.sandbox import frames
from bot.adapters.web.sandbox.child import Child
from bot.adapters.web.sandbox.frames import Kind
from bot.adapters.web.sandbox.limits import Limits
from bot.adapters.web.sandbox.pool import Sandbox, checked
from bot.domain.errors import ParseError
from bot.domain.seen import put_down, seen_of

ROOT = Path(__file__).parents[3]


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


async def test_a_child_has_the_lesser_right_to_the_processor():
    async with Sandbox() as sandbox:
        await sandbox.feed(feed())
        (child,) = sandbox.pids
        assert os.getpriority(os.PRIO_PROCESS, child) > os.getpriority(os.PRIO_PROCESS, 0)


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


async def test_a_child_sees_nothing_of_our_environment(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("NEWSBOT_SLACK_TOKEN", "not-a-token")
    async with Sandbox() as sandbox:
        await sandbox.feed(feed())
        process = Path(f"/proc/{sandbox.pids[0]}")
        command = await asyncio.to_thread((process / "cmdline").read_bytes)
        assert b"sandbox.worker" in command  # it is the parser, and alive: of a dead one, everything is empty
        assert await asyncio.to_thread((process / "environ").read_bytes) == b""


# An element with very many attributes: the XML library compares each with all before it.
ATTRIBUTES = b"<rss><channel><item " + b"".join(b'a%d="" ' % number for number in range(80_000)) + b"/></channel></rss>"


async def test_an_input_that_takes_too_long_costs_its_child_and_the_next_is_read():
    async with Sandbox(limits=Limits(cpu=2, clock=60)) as sandbox:
        await sandbox.feed(feed())
        first = sandbox.pids
        with pytest.raises(ParseError, match=r"^took more than 2 s of processor time to read$"):
            await sandbox.feed(ATTRIBUTES)
        assert (await sandbox.feed(feed())).title == "Harbour news"
        assert sandbox.pids != first


def cpu_of(pid: int) -> float:
    """Seconds of processor time that a process has used."""
    user, system = Path(f"/proc/{pid}/stat").read_text("ascii").rpartition(")")[2].split()[11:13]
    return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")


async def test_earlier_inputs_do_not_count_towards_the_limit():
    slow = feed("x" + "&lt;p&gt;" * 40_000)  # a few tenths of a second
    async with Sandbox(limits=Limits(cpu=3, clock=60)) as sandbox:
        await sandbox.feed(feed())
        child = sandbox.pids
        while await asyncio.to_thread(cpu_of, child[0]) < 4:  # more than one input may use
            await sandbox.feed(slow)
            assert sandbox.pids == child


@pytest.mark.parametrize(
    ("data", "limits", "told"),
    [
        pytest.param(
            f'{{"items":["🦭",{",".join(["[" * 50 + "]" * 50] * 103_000)}]}}'.encode(),
            Limits(cpu=60, clock=60),
            "needs more than 512 MiB of memory to read",
            id="10 MiB of JSON that becomes five million lists",
        ),
        pytest.param(
            feed("&amp;" * 1_500_000),
            Limits(cpu=60, clock=60, memory=110 << 20),
            "needs more than 110 MiB of memory to read",
            id="a long title",
        ),
        pytest.param(
            b'<rss><channel><item a="' + b"x" * 9_000_000 + b'"/></channel></rss>',
            Limits(cpu=60, clock=60, memory=110 << 20),
            "needs more than 110 MiB of memory to read",
            id="a long attribute",
        ),
    ],
)
async def test_an_input_that_needs_too_much_memory_is_refused_in_one_line(data: bytes, limits: Limits, told: str):
    async with Sandbox(limits=limits) as sandbox:
        assert (await sandbox.feed(feed())).title == "Harbour news"
        first = sandbox.pids
        with pytest.raises(ParseError) as caught:
            await sandbox.feed(data)
        assert str(caught.value) == told
        assert (await sandbox.feed(feed())).title == "Harbour news"
        assert sandbox.pids != first


async def test_the_clock_is_kept_by_the_parent():
    async with Sandbox(limits=Limits(cpu=60, clock=0.5)) as sandbox:
        with pytest.raises(ParseError, match=r"^took longer than 0.5 s to read$"):
            await sandbox.feed(ATTRIBUTES)
        assert sandbox.pids == []


async def test_an_input_that_is_too_large_is_not_even_sent():
    async with Sandbox() as sandbox:
        with pytest.raises(ParseError, match=r"^is larger than 10 MiB$"):
            await sandbox.feed(b" " * (10 * 2**20 + 1))
        assert sandbox.pids == []


async def test_who_is_cancelled_leaves_no_answer_for_the_next():
    async with Sandbox() as sandbox:
        await sandbox.feed(feed())
        task = asyncio.create_task(sandbox.feed(ATTRIBUTES))
        await asyncio.sleep(0.1)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        assert (await sandbox.feed(feed("Mine"))).title == "Mine"


async def test_every_caller_gets_the_answer_to_its_own_question():
    async with Sandbox(children=2) as sandbox:
        titles = [f"Feed {number}" for number in range(60)]
        parsed = await asyncio.gather(*(sandbox.feed(feed(title)) for title in titles))
        assert [one.title for one in parsed] == titles
        assert len(sandbox.pids) == 2


async def test_pages_and_lists_of_feeds_come_back_whole():
    async with Sandbox() as sandbox:
        listed = await sandbox.opml(b'<opml><body><outline text="A" xmlUrl="https://example.org/a"/></body></opml>')
        assert listed.feeds[0].url == "https://example.org/a"
        assert (await sandbox.page(b"<title>Harbour</title><p>Text", "https://example.org/")).title == "Harbour"


async def test_a_result_is_the_same_as_in_process():
    data = feed().replace(b"</item>", b"<pubDate>Mon, 05 Jan 2026 10:00:00 GMT</pubDate></item>")
    async with Sandbox() as sandbox:
        assert await sandbox.feed(data, "https://example.org/") == parse_feed(data, "https://example.org/")


async def test_a_child_is_told_of_as_many_entries_as_a_feed_may_have():
    items = "".join(
        f"<item><title>{n}</title><link>https://example.org/{n}</link><guid>{n}</guid>"
        f"<pubDate>Mon, 05 Jan 2026 10:00:00 GMT</pubDate></item>"
        for n in range(MAX_ENTRIES)
    )
    data = f"<rss><channel><title>Long</title><link>https://example.org/</link>{items}</channel></rss>".encode()
    url = "https://example.org/" + "a" * 4000
    async with Sandbox() as sandbox:
        first = await sandbox.feed(data, url, None, "")
        read = [seen_of(one.raw or "", one.id, one.url, one.published) for one in first.entries]
        again = await sandbox.feed(data, url, None, put_down(one for one in read if one))
    assert (len(again.known), again.entries) == (MAX_ENTRIES, ())


def test_a_child_imports_no_settings_no_event_loop_and_no_network_client():
    code = (
        f"import sys; sys.path.insert(0, {str(ROOT)!r})\n"
        "import bot.adapters.web.sandbox.worker, bot.adapters.web.feeds as feeds, bot.adapters.web.opml\n"
        "feeds.parse_feed(b'<rss xml:base=\"\"><channel><title>x</title></channel></rss>')\n"
        "print(*sys.modules)"
    )
    done = subprocess.run(  # noqa: S603 - our own program
        [sys.executable, "-I", "-c", code], capture_output=True, text=True, check=True, timeout=60, env={}
    )
    found = set(done.stdout.split())
    assert not found & {"asyncio", "aiohttp", "pydantic", "sqlalchemy", "multiprocessing"}
    own = {name for name in found if name.startswith("bot.")}
    assert all(name.startswith(("bot.adapters", "bot.domain")) for name in own)
    assert {name for name in own if name.startswith("bot.adapters.")} - {"bot.adapters.web"} <= {
        name for name in own if name.startswith("bot.adapters.web.")
    }


@pytest.mark.parametrize(
    "reply", [b"", b"garbage", frames.reply(7, Kind.RESULT, b"{}"), frames.reply(1, Kind.RESULT, b'{"title": 3}')]
)
async def test_a_child_in_a_strangers_hands_is_not_believed(reply: bytes, tmp_path: Path):
    script = tmp_path / "child.py"
    ready = frames.reply(0, Kind.READY, b"")
    script.write_text(f"import sys\nsys.stdout.buffer.write({ready + reply!r})\n")
    process = await asyncio.create_subprocess_exec(
        sys.executable, str(script), stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE
    )
    child = Child(process, Limits())
    await child.ready()
    with pytest.raises(ParseError):
        await ask(child)
    await child.end()


async def ask(child: Child) -> None:
    kind, payload = await child.ask("feed", feed(), {})
    child.must_go_on(kind, payload)
    await checked(payload, "feed")
