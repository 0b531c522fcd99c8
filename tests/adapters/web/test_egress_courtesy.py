"""Publishers: robots.txt, a wait that was asked for, and a pace that hurts nobody; and their readers' secrets."""

import asyncio
import logging
import subprocess
import sys
import time
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

import pytest

from bot.adapters.web.egress import Egress
from bot.adapters.web.egress.manners import Pace
from bot.domain.errors import HttpStatus, RobotsRefused, Unreachable
from bot.domain.intake import Purpose
from tests.adapters.web.doors import Clock, Names, door, hurried
from tests.fakes import origin as web

NO = b"User-agent: *\nDisallow: /private\n"


async def test_a_page_that_robots_txt_forbids_is_not_read_and_a_feed_is():
    routes = {"/robots.txt": web.body(NO), "/private": web.body(), "/public": web.body()}
    async with web.origin(routes) as server, door("127.0.0.1") as egress:
        with pytest.raises(RobotsRefused, match=r"robots\.txt asks programs to leave it alone"):
            await egress.fetch(server.url("/private?token=1"), Purpose.PAGE)
        await egress.fetch(server.url("/public"), Purpose.PAGE)
        assert not server.asked("/private")
        assert len(server.asked("/robots.txt")) == 1
        await egress.fetch(server.url("/private"), Purpose.FEED)
    assert [one.path for one in server.requests] == ["/robots.txt", "/public", "/private"]


@pytest.mark.parametrize("code", [301, 302])
async def test_robots_txt_is_asked_at_each_hop(code: int):
    names = Names(everything_else=["127.0.0.1"])
    async with web.origin({"/robots.txt": web.body(NO), "/private": web.body()}) as other:
        target = other.url("/private", "other.example")
        async with web.origin({"/": web.redirect(target, code)}) as server, door("127.0.0.1", names=names) as egress:
            with pytest.raises(RobotsRefused):
                await egress.fetch(server.url(), Purpose.PAGE)
        assert [one.path for one in other.requests] == ["/robots.txt"]


@pytest.mark.parametrize(("answer", "read"), [(404, True), (403, True), (410, True), (500, False), (503, False)])
async def test_without_a_robots_txt_all_may_be_read_unless_the_server_is_broken(*, answer: int, read: bool):
    async with web.origin({"/robots.txt": web.status(answer), "/": web.body()}) as server, door("127.0.0.1") as egress:
        if read:
            await egress.fetch(server.url(), Purpose.PAGE)
        else:
            with pytest.raises(
                RobotsRefused, match=r"its site\'s robots\.txt could not be asked\. http:.*/robots\.txt "
            ):
                await egress.fetch(server.url(), Purpose.PAGE)
    assert len(server.asked("/")) == int(read)


@pytest.mark.parametrize("route", [web.raw(b""), web.tarpit(), web.redirect("/robots.txt")])
async def test_a_robots_txt_that_cannot_be_reached_refuses_for_an_hour(route: web.Route):
    clock = Clock()
    async with (
        web.origin({"/robots.txt": route, "/": web.body()}) as server,
        door("127.0.0.1", clock=clock, limits=hurried(deadline=0.5)) as egress,
    ):
        with pytest.raises(RobotsRefused, match=r"its site\'s robots\.txt could not be asked\. http:.*/robots\.txt "):
            await egress.fetch(server.url(), Purpose.PAGE)
        asked = len(server.requests)
        with pytest.raises(RobotsRefused, match=r"its site\'s robots\.txt could not be asked\. http:.*/robots\.txt "):
            await egress.fetch(server.url(), Purpose.PAGE)
        assert len(server.requests) == asked
        server.routes["/robots.txt"] = web.status(404)
        assert await read_when_asked_again(egress, server.url(), clock) == 200


async def read_when_asked_again(egress: Egress, url: str, clock: Clock) -> int:
    """The status of a page that may be read in an hour; on a busy machine half a second may not be enough for it."""
    for _ in range(20):
        clock.forward(minutes=61)
        with suppress(RobotsRefused, Unreachable):
            return (await egress.fetch(url, Purpose.PAGE)).status
    raise AssertionError("it is refused for more than an hour")


async def test_robots_txt_is_kept_for_a_day():
    clock = Clock()
    async with (
        web.origin({"/robots.txt": web.body(b""), "/": web.body()}) as server,
        door("127.0.0.1", clock=clock) as egress,
    ):
        for hours in (0, 23, 2):
            clock.forward(hours=hours)
            await egress.fetch(server.url(), Purpose.PAGE)
    assert len(server.asked("/robots.txt")) == 2


async def test_many_pages_ask_for_robots_txt_once():
    async with (
        web.origin({"/robots.txt": web.delayed(0.1, web.body(b"")), "/": web.body()}) as server,
        door("127.0.0.1") as egress,
    ):
        await asyncio.gather(*(egress.fetch(server.url(), Purpose.PAGE) for _ in range(9)))
    assert len(server.asked("/robots.txt")) == 1


async def test_a_robots_txt_may_be_elsewhere_and_of_any_size():
    long = b"User-agent: *\nDisallow: /private\n" + b"# and so on\n" * 500_000
    routes = {"/robots.txt": web.redirect("/r"), "/r": web.body(long), "/": web.body(), "/private": web.body()}
    async with web.origin(routes) as server, door("127.0.0.1") as egress:
        await egress.fetch(server.url(), Purpose.PAGE)
        with pytest.raises(RobotsRefused):
            await egress.fetch(server.url("/private"), Purpose.PAGE)


async def test_a_crawl_delay_is_the_space_between_pages():
    robots_txt = b"User-agent: newsbot\nCrawl-delay: 0.2\n"
    async with (
        web.origin({"/robots.txt": web.body(robots_txt), "/": web.body()}) as server,
        door("127.0.0.1") as egress,
    ):
        begin = time.monotonic()
        await asyncio.gather(*(egress.fetch(server.url(), Purpose.PAGE) for _ in range(3)))
    assert [one.at - begin > at * 0.19 for at, one in enumerate(server.asked("/"))] == [True] * 3


@pytest.mark.parametrize("code", [429, 503])
async def test_a_site_that_asks_to_wait_is_left_alone_until_then(code: int):
    clock = Clock()
    routes = {"/": web.in_turn(web.status(code, {"Retry-After": "600"}), web.body()), "/other": web.body()}
    async with web.origin(routes) as server, door("127.0.0.1", clock=clock) as egress:
        with pytest.raises(HttpStatus) as told:
            await egress.fetch(server.url(), Purpose.FEED)
        assert (told.value.status, told.value.retry_after) == (code, timedelta(minutes=10))
        for purpose in Purpose:
            with pytest.raises(HttpStatus, match="asked to wait until 25 November, 12:10 UTC") as told:
                await egress.fetch(server.url("/other"), purpose)
            assert told.value.status == code
        assert len(server.requests) == 1
        clock.forward(minutes=10)
        assert (await egress.fetch(server.url(), Purpose.FEED)).status == 200


async def test_a_wait_is_a_day_at_most_and_only_where_it_was_asked_for():
    clock = Clock()
    async with web.origin({"/": web.status(429, {"Retry-After": "Fri, 01 Jan 2100 00:00:00 GMT"})}) as server:
        server.routes |= {"/500": web.status(500, {"Retry-After": "60"}), "/429": web.status(429)}
        async with door("127.0.0.1", clock=clock) as egress:
            for path in ("/500", "/429", "/429"):
                with pytest.raises(HttpStatus) as told:
                    await egress.fetch(server.url(path), Purpose.FEED)
                assert told.value.retry_after is None
            with pytest.raises(HttpStatus) as told:
                await egress.fetch(server.url(), Purpose.FEED)
            assert told.value.retry_after == timedelta(hours=24)


async def test_a_wait_that_robots_txt_asks_for_is_one_for_the_page_too():
    routes = {"/robots.txt": web.status(503, {"Retry-After": "60"}), "/": web.body()}
    async with web.origin(routes) as server, door("127.0.0.1") as egress:
        for _ in range(2):
            with pytest.raises(HttpStatus):
                await egress.fetch(server.url(), Purpose.PAGE)
    assert len(server.requests) == 1


async def test_no_more_than_so_many_requests_are_under_way_at_one_site():
    under_way, most = 0, 0

    async def slow(request: web.Request, writer: web.Writer) -> None:
        nonlocal under_way, most
        under_way += 1
        most = max(most, under_way)
        await asyncio.sleep(0.02)
        under_way -= 1
        await web.body()(request, writer)

    async with web.origin({"/": slow}) as server, door("127.0.0.1", limits=hurried(pace=Pace(per_site=2))) as egress:
        await asyncio.gather(*(egress.fetch(server.url(), Purpose.FEED) for _ in range(12)))
    assert most == 2


# --- secrets in addresses ------------------------------------------------------------------------------

CANARY = "canary-no-real-token"


async def test_no_secret_of_an_address_is_logged_or_told(caplog: pytest.LogCaptureFixture):
    caplog.set_level(logging.DEBUG)
    routes = {
        "/": web.body(),
        "/moved": web.redirect(f"/?key={CANARY}", 301),
        "/cut": web.raw(web.head(200, {"Content-Length": "9"})),
        "/silent": web.tarpit(),
        "/broken": web.raw(b"nonsense\r\n\r\n"),
        "/circle": web.redirect(f"/circle?{CANARY}"),
        "/away": web.redirect(f"http://{CANARY}:x@10.0.0.1/?{CANARY}"),
        "/robots.txt": web.body(b"User-agent: *\nDisallow: /no"),
    }
    told = []
    async with web.origin(routes) as server, door("127.0.0.1", limits=hurried(deadline=1)) as egress:
        for path in [*routes, "/no", "/404"]:
            for purpose in Purpose:
                url = server.url(f"{path}?token={CANARY}#{CANARY}", f"{CANARY}:{CANARY}@127.0.0.1")
                try:
                    fetched = await egress.fetch(url, purpose)
                except (HttpStatus, Unreachable, RobotsRefused, Exception) as error:  # noqa: BLE001 - each is looked at
                    told += [str(error), repr(error), repr(error.__cause__)]
                else:
                    assert CANARY not in fetched.url.partition("?")[0]
        for bad in (f"ftp://{CANARY}@x.example/", f"http://x.example:{CANARY}/", f"http://x.example/ {CANARY}"):
            with pytest.raises(Exception) as refused:  # noqa: PT011 - its words are looked at
                await egress.fetch(bad, Purpose.FEED)
            told.append(str(refused.value))
        told.append(repr(egress))
    assert len(told) > 10
    assert caplog.records
    assert CANARY not in "\n".join([*told, caplog.text])


PROXIED = """
import asyncio, sys
from datetime import UTC, datetime
from bot.adapters.web.egress import opened
from bot.adapters.web.egress.policy import Limits, Policy
from bot.domain.intake import Purpose

async def main():
    policy = Policy("newsbot/0.1", intranet=("127.0.0.1",), limits=Limits(page_spacing=0, feed_spacing=0))
    async with opened(policy, lambda: datetime.now(UTC)) as egress:
        print((await egress.fetch(sys.argv[1], Purpose.FEED)).body.decode())

asyncio.run(main())
"""


async def test_proxies_and_passwords_of_the_environment_are_not_used(tmp_path: Path):
    (tmp_path / ".netrc").write_text("machine 127.0.0.1 login ann password not-secret")
    (tmp_path / ".netrc").chmod(0o600)
    async with web.origin({"/": web.body(b"straight")}) as server, web.origin({}) as proxy:
        names = ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy", "all_proxy")
        env = {**dict.fromkeys(names, proxy.url()), "HOME": str(tmp_path), "NETRC": str(tmp_path / ".netrc")}
        command = [sys.executable, "-c", PROXIED, server.url()]
        done = await asyncio.to_thread(
            subprocess.run, command, env=env, capture_output=True, text=True, timeout=60, check=False
        )
    assert (done.stdout.strip(), done.stderr) == ("straight", "")
    assert proxy.connections == 0
    assert "authorization" not in server.requests[0].headers
