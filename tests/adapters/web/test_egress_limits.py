"""Time and memory: whatever a server does, a fetch ends, and its neighbours do not notice."""

import asyncio
import gzip
import time
import zlib
from collections.abc import Callable

import pytest

from bench import egress as bench
from bot.adapters.web.egress.bodies import Room
from bot.adapters.web.egress.manners import Pace
from bot.domain.errors import FetchError, HttpStatus, Unreachable
from bot.domain.intake import Purpose
from tests.adapters.web.doors import Names, door, hurried
from tests.fakes import origin as web

OK = "HTTP/1.1 200 OK\r\n"
CHUNKED = {"Transfer-Encoding": "chunked"}
SHORT = hurried(deadline=0.5)
SMALL = hurried(room=Room(wire=100_000, decoded=200_000), deadline=60)


@pytest.mark.parametrize(
    ("encoding", "packed"),
    [
        (None, b"news" * 100),
        ("gzip", gzip.compress(b"news" * 100)),
        ("x-gzip", gzip.compress(b"news" * 100)),
        ("deflate", zlib.compress(b"news" * 100)),
        ("deflate", web.raw_deflate(b"news" * 100)),
        ("identity", b"news" * 100),
    ],
    ids=["none", "gzip", "x-gzip", "deflate", "raw deflate", "identity"],
)
async def test_a_body_is_read(encoding: str | None, packed: bytes):
    headers = {"Content-Encoding": encoding} if encoding else {}
    chunked = web.raw(web.head(200, {**headers, **CHUNKED}) + web.chunks([packed[:7], packed[7:]]))
    until_closed = web.raw(web.head(200, headers) + packed)
    routes = {"/": web.body(packed, headers), "/chunked": chunked, "/closed": until_closed}
    async with web.origin(routes) as server, door("127.0.0.1") as egress:
        for path in routes:
            assert (await egress.fetch(server.url(path), Purpose.FEED)).body == b"news" * 100


@pytest.mark.parametrize(
    ("route", "words"),
    [
        (web.body(web.gzip_twice(1), {"Content-Encoding": "gzip, gzip"}), "compressed more than once"),
        (web.body(b"x", [("Content-Encoding", "gzip"), ("Content-Encoding", "gzip")]), "compressed more than once"),
        (web.body(b"x", {"Content-Encoding": "br"}), "in a way that was not asked for"),
        (web.body(b"not gzip", {"Content-Encoding": "gzip"}), "not compressed as it says"),
        (web.body(web.gzip_of_zeros(20), {"Content-Encoding": "gzip"}), "larger than"),
        (web.body(bytes(100_001)), "larger than"),
        (web.endless(b"x" * 1000, web.head(200)), "larger than"),
        (web.endless(b"x" * 1000, web.head(200, CHUNKED), chunked=True), "larger than"),
        (web.raw(web.head(200, CHUNKED) + b"1\r\nx\r\n" * 50_001), "too many pieces"),
        (web.endless(b"x" * 1000, web.head(200, {"Content-Length": "99999999999"})), "larger than"),
        (web.raw(web.head(200, {"Content-Length": "100"}) + b"short"), "cut off"),
        (web.raw(web.head(200, CHUNKED) + b"5\r\nshort"), "cut off"),
        (web.raw(web.head(200, CHUNKED) + b"zz\r\nshort\r\n"), "that can be read|cut off"),
        (web.raw(b"SSH-2.0-not-http\r\n"), "no answer that can be read"),
        (web.raw(OK.encode() + b"X-Long: " + b"a" * 20_000 + b"\r\n\r\n"), "no answer that can be read"),
        (web.raw(OK.encode() + b"X-Many: a\r\n" * 5_000 + b"\r\n"), "no answer that can be read"),
        (web.endless(b"X-Many: a\r\n", OK.encode()), "no answer that can be read"),
        (web.raw(b""), "hung up"),
    ],
)
async def test_what_is_too_large_or_broken_is_told_in_a_line(route: web.Route, words: str):
    async with web.origin({"/x": route}) as server, door("127.0.0.1", limits=SMALL) as egress:
        with pytest.raises(Unreachable, match=words) as told:
            await egress.fetch(server.url("/x?secret=1"), Purpose.FEED)
    assert str(told.value).startswith(server.url("/x "))
    assert str(told.value).count("\n") == 0


async def test_an_answer_that_is_always_to_come_ends():
    route = web.endless(b"HTTP/1.1 100 Continue\r\n\r\n", b"")
    async with web.origin({"/x": route}) as server, door("127.0.0.1", limits=hurried(deadline=2)) as egress:
        with pytest.raises(Unreachable, match=r"took too long|no answer that can be read"):
            await egress.fetch(server.url("/x"), Purpose.FEED)


@pytest.mark.parametrize(("layers", "bomb"), [("gzip, gzip", web.gzip_twice), ("gzip", web.gzip_of_zeros)])
async def test_a_bomb_costs_little_memory(layers: str, bomb: Callable[[int], bytes]):
    data = bomb(256)
    async with web.origin({"/": web.body(), "/bomb": web.body(data, {"Content-Encoding": layers})}) as server:
        cost = await bench.cost("newsbot", server.url("/bomb"), server.url("/"))
    assert cost.end.startswith("refused")
    assert cost.mebibytes <= 32


async def test_a_length_that_lies_short_gives_no_more_than_it_says():
    route = web.raw(web.head(200, {"Content-Length": "4"}) + b"news and more")
    async with web.origin({"/": route}) as server, door("127.0.0.1") as egress:
        try:
            assert (await egress.fetch(server.url(), Purpose.FEED)).body == b"news"
        except Unreachable as told:
            assert "no answer that can be read" in str(told)  # noqa: PT017 - it depends on how the network cuts it


@pytest.mark.parametrize(
    "route",
    [
        web.tarpit(every=0.05),
        web.tarpit(OK.encode(), every=0.05),
        web.tarpit(web.head(200), every=0.05),
        web.tarpit(web.head(200, CHUNKED), every=0.05, byte=b"1\r\nx\r\n"),
        web.tarpit(web.head(302, {"Location": "/y", "Content-Length": "99"}), every=0.05),
        web.delayed(60, web.body()),
    ],
    ids=["status", "header", "body", "chunks", "redirect", "silence"],
)
async def test_a_slow_server_is_left_at_the_deadline(route: web.Route):
    async with (
        web.origin({"/": route, "/y": web.delayed(60, web.body())}) as server,
        door("127.0.0.1", limits=SHORT) as egress,
        asyncio.timeout(30),
    ):
        with pytest.raises(Unreachable, match="took too long"):
            await egress.fetch(server.url(), Purpose.FEED)


async def test_the_deadline_is_one_for_all_hops_and_the_robots_file():
    hops = {f"/{at}": web.delayed(0.3, web.redirect(f"/{at + 1}")) for at in range(9)}
    routes = {**hops, "/robots.txt": web.delayed(0.3, web.status(404))}
    async with web.origin(routes) as server, door("127.0.0.1", limits=hurried(deadline=0.8)) as egress:
        with pytest.raises(Unreachable, match="took too long"):
            await egress.fetch(server.url("/0"), Purpose.PAGE)
    assert len(server.requests) <= 3


async def test_a_resolver_that_never_answers_is_left_too():
    async def silent(_host: str, _port: int) -> list[str]:
        await asyncio.sleep(60)
        return []

    async with door(names=silent, limits=SHORT) as egress, asyncio.timeout(30):
        with pytest.raises(Unreachable, match="took too long"):
            await egress.fetch("http://example.org/", Purpose.FEED)


async def test_a_fetch_can_be_cancelled():
    async with web.origin({"/": web.tarpit()}) as server, door("127.0.0.1") as egress:
        task = asyncio.create_task(egress.fetch(server.url(), Purpose.FEED))
        await server.until_asked("/")
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task


@pytest.mark.parametrize(("answer", "words"), [([], "there is no host of that name"), (["nonsense"], "no host")])
async def test_a_name_without_an_address_is_told(answer: list[str], words: str):
    async with door(names=Names(everything_else=answer)) as egress:
        with pytest.raises(Unreachable, match=words):
            await egress.fetch("http://example.org/", Purpose.FEED)


async def test_a_port_on_which_nobody_listens_is_told():
    async with web.origin() as server:
        url = server.url()
    async with door("127.0.0.1") as egress:
        with pytest.raises(Unreachable, match="takes no connection"):
            await egress.fetch(url, Purpose.FEED)


@pytest.mark.parametrize("code", [204, 206, 400, 401, 403, 404, 410, 418, 500, 502, 599, 999])
async def test_an_error_is_told_with_its_number(code: int):
    async with web.origin({"/": web.status(code)}) as server, door("127.0.0.1") as egress:
        with pytest.raises(HttpStatus, match=f"answered {code}") as told:
            await egress.fetch(server.url("/?key=x"), Purpose.FEED)
    assert told.value.status == code
    assert "key" not in str(told.value)


async def test_fifty_tarpits_do_not_delay_fifty_good_sites():
    names = Names(everything_else=["127.0.0.1"])
    async with (
        web.origin({"/good": web.body(), "/bad": web.tarpit()}) as server,
        door("127.0.0.1", names=names, limits=hurried(deadline=60)) as egress,
    ):
        bad = [
            asyncio.create_task(egress.fetch(server.url("/bad", f"bad{at}.example"), Purpose.FEED)) for at in range(50)
        ]
        await server.until_asked("/bad", 50)
        begin = time.monotonic()
        good = (egress.fetch(server.url("/good", f"good{at}.example"), Purpose.FEED) for at in range(50))
        fetched = await asyncio.gather(*good)
        assert time.monotonic() - begin < 30  # half of the tarpits' time: against waiting for them
        assert [one.body for one in fetched] == [b"hello"] * 50
        assert not any(task.done() for task in bad)
        for task in bad:
            task.cancel()
        await asyncio.gather(*bad, return_exceptions=True)


async def test_many_fetches_of_one_tarpit_leave_the_others_their_places():
    limits = hurried(deadline=60, pace=Pace(per_site=2, in_all=3))
    names = Names(everything_else=["127.0.0.1"])
    async with (
        web.origin({"/good": web.body(), "/bad": web.tarpit()}) as server,
        door("127.0.0.1", names=names, limits=limits) as egress,
    ):
        bad = [asyncio.create_task(egress.fetch(server.url("/bad", "bad.example"), Purpose.FEED)) for _ in range(9)]
        await server.until_asked("/bad", 2)
        async with asyncio.timeout(30):
            assert (await egress.fetch(server.url("/good", "good.example"), Purpose.FEED)).body == b"hello"
        assert len(server.asked("/bad")) == 2
        for task in bad:
            task.cancel()
        await asyncio.gather(*bad, return_exceptions=True)


async def test_waiting_for_a_turn_is_not_counted_as_the_servers_time():
    limits = hurried(deadline=3, pace=Pace(per_site=1))
    async with web.origin({"/": web.delayed(0.5, web.body())}) as server, door("127.0.0.1", limits=limits) as egress:
        fetched = await asyncio.gather(*(egress.fetch(server.url(), Purpose.FEED) for _ in range(7)))
    assert len(fetched) == 7


async def test_one_bad_fetch_is_an_error_and_the_next_goes_on():
    async with web.origin({"/": web.body(), "/bad": web.raw(b"")}) as server, door("127.0.0.1") as egress:
        paths = ["/bad", "/"] * 5
        results = await asyncio.gather(
            *(egress.fetch(server.url(path), Purpose.FEED) for path in paths), return_exceptions=True
        )
    assert [isinstance(one, FetchError) for one in results] == [True, False] * 5
