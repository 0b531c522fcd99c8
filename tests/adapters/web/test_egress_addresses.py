"""The network around the bot: by whatever way a hostile address comes, nothing connects to it."""

from ipaddress import ip_address

import pytest

from bot.adapters.web.egress import opened
from bot.adapters.web.egress.policy import Policy
from bot.domain.errors import AddressRefused, FetchError
from bot.domain.intake import Purpose
from tests.adapters.web.doors import AGENT, HURRIED, Clock, Names, door
from tests.fakes import origin as web
from tests.fakes.connects import counted
from tests.fakes.hostile_addresses import HOSTILE, LOOPBACK


def literal(address: str) -> str:
    return f"[{address}]" if ip_address(address).version == 6 else address


def test_the_tables_are_as_long_as_they_should_be():
    assert len(set(HOSTILE)) >= 50
    assert len(set(LOOPBACK)) >= 25


@pytest.mark.parametrize("purpose", Purpose)
@pytest.mark.parametrize("address", HOSTILE)
async def test_as_a_literal(address: str, purpose: Purpose):
    async with door() as egress:
        with counted() as connects, pytest.raises(AddressRefused):
            await egress.fetch(f"http://{literal(address)}/", purpose)
    assert connects == []


@pytest.mark.parametrize("address", HOSTILE)
async def test_as_what_a_name_resolves_to_alone_or_among_others(address: str):
    for answer in ([address], ["93.184.216.34", address], [address, "2606:4700:4700::1111"]):
        names = Names({"inside.example": [answer]})
        async with door(names=names) as egress:
            with counted() as connects, pytest.raises(AddressRefused):
                await egress.fetch("https://inside.example/", Purpose.FEED)
        assert connects == []


@pytest.mark.parametrize("address", HOSTILE)
async def test_as_the_target_of_a_redirect(address: str):
    names = Names({"inside.example": [[address]]})
    for there in (f"http://{literal(address)}/", "http://inside.example/"):
        async with (
            web.origin({"/": web.redirect(there)}) as server,
            door(f"127.0.0.1:{server.port}", names=names) as egress,
        ):
            with counted() as connects, pytest.raises(AddressRefused):
                await egress.fetch(server.url(), Purpose.FEED)
        assert connects == [("127.0.0.1", server.port)]


@pytest.mark.parametrize("address", [one for one in HOSTILE if one != "127.0.0.1"])
async def test_as_the_second_answer_for_a_name_whose_first_was_good(address: str):
    async with web.origin({"/": web.body(), "/again": web.redirect("/")}) as server:
        for path in ("/", "/again"):
            names = Names({"turns.example": [["127.0.0.1"], [address]]})
            async with door(f"127.0.0.1:{server.port}", names=names) as egress:
                with counted() as connects:
                    if path == "/":  # the check and the connection are one lookup; the next fetch is checked anew
                        await egress.fetch(server.url(path, "turns.example"), Purpose.FEED)
                    with pytest.raises(AddressRefused):
                        await egress.fetch(server.url(path, "turns.example"), Purpose.FEED)
            assert connects == [("127.0.0.1", server.port)]
            assert names.asked == ["turns.example"] * 2


@pytest.mark.parametrize("host", LOOPBACK)
async def test_loopback_in_any_spelling(host: str):
    names = Names(everything_else=["127.0.0.1"])  # as a system's resolver has it for all of these
    async with door(names=names) as egress:
        with counted() as connects, pytest.raises(AddressRefused):
            await egress.fetch(f"http://{host}/", Purpose.FEED)
    assert connects == []


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST.", "ⓛⓞⓒⓐⓛⓗⓞⓢⓣ"])
async def test_loopback_by_the_resolver_of_this_system(host: str):
    async with web.origin() as server, opened(Policy(AGENT, ports=(server.port,), limits=HURRIED), Clock()) as egress:
        with counted() as connects, pytest.raises(AddressRefused):
            await egress.fetch(server.url(host=host), Purpose.FEED)
    assert connects == []


async def test_other_ports_than_those_of_the_web_are_refused():
    names = Names({"public.example": [["93.184.216.34"]]})
    async with door(names=names) as egress:
        for port in (1, 22, 25, 6379, 8080, 65535):
            with counted() as connects, pytest.raises(AddressRefused):
                await egress.fetch(f"http://public.example:{port}/", Purpose.FEED)
            assert connects == []
    assert names.asked == []  # not even the name is looked up


async def test_a_robots_file_that_redirects_inside_is_not_followed():
    inside = Names({"inside.example": [["10.0.0.1"]]})
    async with (
        web.origin({"/robots.txt": web.redirect("http://inside.example/"), "/": web.body()}) as server,
        door(f"127.0.0.1:{server.port}", names=inside) as egress,
    ):
        with counted() as connects, pytest.raises(FetchError):
            await egress.fetch(server.url(), Purpose.PAGE)
    assert connects == [("127.0.0.1", server.port)]


async def test_the_name_stays_in_the_host_header_and_the_address_is_the_one_checked():
    names = Names({"feeds.example": [["127.0.0.1"]]})
    async with web.origin({"/": web.body(b"news")}) as server, door("feeds.example", names=names) as egress:
        with counted() as connects:
            fetched = await egress.fetch(server.url(host="FEEDS.example."), Purpose.FEED)
    assert fetched.body == b"news"
    assert fetched.url == f"http://feeds.example:{server.port}/"
    assert [one.headers["host"] for one in server.requests] == [f"feeds.example:{server.port}"]
    assert (connects, names.asked) == ([("127.0.0.1", server.port)], ["feeds.example"])


async def test_the_next_address_is_tried_where_one_takes_no_connection():
    names = Names({"feeds.example": [["::1", "127.0.0.1"]]})
    async with web.origin({"/": web.body(b"news")}) as server, door("feeds.example", names=names) as egress:
        fetched = await egress.fetch(server.url(host="feeds.example"), Purpose.FEED)
    assert fetched.body == b"news"


async def test_two_names_on_one_server_never_share_a_connection():
    names = Names(everything_else=["127.0.0.1"])
    keep = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: keep-alive\r\n\r\nok"
    async with web.origin({"/": web.raw(keep)}) as server, door("127.0.0.0/8", names=names) as egress:
        for host in ("one.example", "two.example", "one.example"):
            await egress.fetch(server.url(host=host), Purpose.FEED)
    assert server.connections == 3


async def test_a_page_on_a_refused_host_is_refused_by_its_own_name():
    async with door() as egress:
        with pytest.raises(AddressRefused, match=r"^http://10\.0\.0\.1/page does not lead to a public address"):
            await egress.fetch("http://10.0.0.1/page", Purpose.PAGE)
