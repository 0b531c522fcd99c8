"""The connection itself: certificates are for names, the peer is the address checked, the proxy is the operator's."""

import asyncio
import shutil
import ssl
import subprocess
from base64 import b64encode
from ipaddress import ip_address
from pathlib import Path

import pytest

from bot.adapters.web.egress.urls import place_of
from bot.adapters.web.egress.wire import Wire
from bot.domain.errors import AddressRefused, InputError, IntranetRefused, Unreachable
from bot.domain.intake import Purpose
from bot.services import ports
from tests.adapters.web.doors import Names, door
from tests.fakes import origin as web
from tests.fakes.connects import counted
from tests.fakes.proxy import proxy

OUTSIDE = Names({"secure.example": [["93.184.216.34"]], "inside.example": [["10.0.0.1"]]})


@pytest.fixture(scope="session")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate for secure.example, signed by itself, with its key in the same file."""
    openssl = shutil.which("openssl")
    if openssl is None:
        pytest.skip("there is no openssl to make a certificate with")
    folder = tmp_path_factory.mktemp("tls")
    names = ["-subj", "/CN=secure.example", "-addext", "subjectAltName=DNS:secure.example"]
    kind = ["-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2"]
    files = ["-keyout", str(folder / "key.pem"), "-out", str(folder / "certificate.pem")]
    subprocess.run([openssl, "req", *kind, *names, *files], check=True, capture_output=True, timeout=60)  # noqa: S603 - as found
    both = folder / "both.pem"
    both.write_text((folder / "certificate.pem").read_text() + (folder / "key.pem").read_text())
    return both


@pytest.fixture
def serving(certificate: Path) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    return context


@pytest.fixture
def trusting(certificate: Path) -> ssl.SSLContext:
    return ssl.create_default_context(cafile=certificate)


async def test_the_certificate_is_checked_for_the_name(serving: ssl.SSLContext, trusting: ssl.SSLContext):
    names = Names(everything_else=["127.0.0.1"])
    asked_for = []
    serving.sni_callback = lambda _socket, name, _context: asked_for.append(name)
    async with (
        web.origin({"/": web.body(b"news")}, tls=serving) as server,
        door("127.0.0.1", names=names, tls=trusting) as egress,
    ):
        fetched = await egress.fetch(server.url(host="secure.example"), Purpose.FEED)
        assert fetched.body == b"news"
        for host in ("other.example", "127.0.0.1"):
            with pytest.raises(Unreachable, match="certificate that is not valid for it"):
                await egress.fetch(server.url(host=host), Purpose.FEED)
    assert asked_for == ["secure.example", "other.example", None]
    assert [one.headers["host"] for one in server.requests] == [f"secure.example:{server.port}"]


async def test_a_certificate_that_nobody_vouches_for_is_refused(serving: ssl.SSLContext):
    names = Names(everything_else=["127.0.0.1"])
    async with web.origin({"/": web.body()}, tls=serving) as server, door("127.0.0.1", names=names) as egress:
        with pytest.raises(Unreachable, match="certificate that is not valid for it"):
            await egress.fetch(server.url(host="secure.example"), Purpose.FEED)
    assert server.requests == []


async def test_a_server_that_speaks_no_tls_is_told():
    async def speak_first(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 400 Plain\r\n\r\n")
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(speak_first, "127.0.0.1", 0)
    async with server, door("127.0.0.1") as egress:
        port = server.sockets[0].getsockname()[1]
        with pytest.raises(Unreachable, match="makes no secure connection"):
            await egress.fetch(f"https://127.0.0.1:{port}/", Purpose.FEED)


async def test_from_https_to_http_credentials_are_left_behind(serving: ssl.SSLContext, trusting: ssl.SSLContext):
    names = Names(everything_else=["127.0.0.1"])
    async with web.origin({"/": web.body(b"plain")}) as plain:
        routes = {"/": web.redirect(plain.url(host="secure.example"), 301)}
        async with web.origin(routes, tls=serving) as server, door("127.0.0.1", names=names, tls=trusting) as egress:
            fetched = await egress.fetch(server.url("/", "ann:not-secret@secure.example"), Purpose.FEED)
    assert fetched.body == b"plain"
    assert "authorization" in server.requests[0].headers
    assert "authorization" not in plain.requests[0].headers


@pytest.mark.allow_hosts(["127.0.0.1", "0.0.0.0"])  # noqa: S104 - no listener
async def test_a_connection_that_leads_elsewhere_is_shut_before_anything_is_said():
    async with web.origin({"/": web.body()}) as server, Wire.opened("newsbot/0.1", None, None, 5) as wire:
        place = place_of(server.url())
        elsewhere = [ip_address("0.0.0.0")]  # noqa: S104 - connecting to it leads to 127.0.0.1
        with pytest.raises(AddressRefused, match="elsewhere"):
            async with wire.get(place, elsewhere, {}, direct=True):
                pass
    assert server.requests == []


# --- a proxy -------------------------------------------------------------------------------------------


async def test_a_proxy_is_asked_for_an_http_address_by_its_name():
    async with (
        web.origin({"/news": web.body(b"news")}) as server,
        proxy(server.port) as between,
        door(names=OUTSIDE, proxy=between.url) as egress,
    ):
        with counted() as connects:
            fetched = await egress.fetch("http://secure.example/news?x=1", Purpose.FEED)
    assert (fetched.body, fetched.url) == (b"news", "http://secure.example/news?x=1")
    assert between.asked == ["GET http://secure.example/news?x=1 HTTP/1.1"]
    assert ("127.0.0.1", between.port) in connects
    assert {address for address in connects if isinstance(address, tuple)} <= {
        ("127.0.0.1", between.port),
        ("127.0.0.1", server.port),
    }


async def test_a_proxy_is_asked_for_an_https_address_by_its_checked_ip(
    serving: ssl.SSLContext, trusting: ssl.SSLContext
):
    async with (
        web.origin({"/news": web.body(b"news")}, tls=serving) as server,
        proxy(server.port) as between,
        door(names=OUTSIDE, proxy=between.url, tls=trusting) as egress,
    ):
        url = "https://ann:not-secret@secure.example/news?x=1"
        assert (await egress.fetch(url, Purpose.FEED)).body == b"news"
    assert between.asked == ["CONNECT 93.184.216.34:443 HTTP/1.1"]
    assert "authorization" not in between.heads[0].lower()
    assert server.requests[0].headers["host"] == "secure.example"
    assert server.requests[0].headers["authorization"] == f"Basic {b64encode(b'ann:not-secret').decode()}"


@pytest.mark.parametrize("host", ["inside.example", "127.0.0.1", "[::1]", "169.254.169.254"])
@pytest.mark.parametrize("scheme", ["http", "https"])
async def test_a_proxy_is_not_asked_for_what_is_refused(host: str, scheme: str):
    async with (
        web.origin({"/": web.body()}) as server,
        proxy(server.port) as between,
        door(names=OUTSIDE, proxy=between.url) as egress,
    ):
        with counted() as connects, pytest.raises(AddressRefused):
            await egress.fetch(f"{scheme}://{host}/", Purpose.FEED)
    assert (between.asked, connects) == ([], [])


async def test_the_intranet_is_reached_past_the_proxy():
    async with (
        web.origin({"/": web.body(b"wiki")}) as server,
        proxy(server.port) as between,
        door("127.0.0.1", proxy=between.url) as egress,
    ):
        assert (await egress.fetch(server.url(), Purpose.FEED)).body == b"wiki"
    assert between.asked == []


async def test_a_proxys_password_is_sent_to_it_alone():
    async with web.origin({"/": web.body()}) as server, proxy(server.port) as between:
        address = between.url.replace("//", "//ann:not-secret@")
        async with door(names=OUTSIDE, proxy=address) as egress:
            await egress.fetch("http://secure.example/", Purpose.FEED)
            assert "not-secret" not in repr(egress)
    assert "proxy-authorization" in between.heads[0].lower()


@pytest.mark.parametrize("scheme", ["http", "https"])
async def test_a_proxy_that_refuses_or_is_gone_is_told(scheme: str):
    async with proxy(1) as between:
        between.refusing = True
        async with door(names=OUTSIDE, proxy=between.url) as egress:
            with pytest.raises(Exception, match=r"the proxy refuses|answered 403"):
                await egress.fetch(f"{scheme}://secure.example/", Purpose.FEED)
    async with door(names=OUTSIDE, proxy=between.url) as egress:
        with pytest.raises(Unreachable, match="proxy"):
            await egress.fetch(f"{scheme}://secure.example/", Purpose.FEED)


@pytest.mark.parametrize("address", ["socks5://127.0.0.1:1080", "127.0.0.1:3128"])
async def test_a_proxy_of_another_kind_is_refused_at_the_start(address: str):
    with pytest.raises(InputError, match="proxy"):
        async with door(proxy=address):
            pass


async def test_a_public_site_cannot_redirect_into_the_intranet():
    """The proxy stands in for the public web: through it, the answer comes from outside."""
    names = Names({"public.example": [["93.184.216.34"]], "wiki.example": [["127.0.0.1"]]})
    async with web.origin({"/": web.body(b"internal")}) as wiki:
        there = wiki.url(host="wiki.example")
        async with (
            web.origin({"/": web.redirect(there)}) as public,
            proxy(public.port) as between,
            door("wiki.example", names=names, proxy=between.url) as egress,
        ):
            for purpose in Purpose:
                with pytest.raises(AddressRefused, match="in the intranet, and a public site leads to it"):
                    await egress.fetch("http://public.example/", purpose)
            assert (await egress.fetch(there, Purpose.FEED)).body == b"internal"
        assert len(wiki.requests) == 1


async def test_an_address_that_stood_on_a_public_site_does_not_lead_into_the_intranet():
    """Listed hosts may point to each other. A name that merely resolves to a permitted network is no listed host."""
    names = Names({"wiki.example": [["127.0.0.1"]], "rebinds.example": [["127.0.0.1"]]})
    async with (
        web.origin({"/": web.body(b"internal")}) as wiki,
        door("wiki.example", "127.0.0.0/8", names=names) as egress,
    ):
        there = (wiki.url(), wiki.url(host="wiki.example"), wiki.url(host="rebinds.example"))
        for url in there:
            for found_at in (
                "https://public.example/feed",
                wiki.url("/feed", "rebinds.example"),
                "list.opml",
                ports.OUTSIDE,
            ):
                with pytest.raises(IntranetRefused, match="in the intranet, and a public site leads to it"):
                    await egress.fetch(url, Purpose.PAGE, found_at=found_at)
        assert wiki.requests == []
        for url in there:
            for found in (None, wiki.url("/feed", "WIKI.example."), wiki.url("/feed")):
                assert (await egress.fetch(url, Purpose.PAGE, found_at=found)).from_intranet


async def test_what_came_from_the_public_web_is_not_said_to_be_from_the_intranet():
    async with web.origin({"/": web.body(b"news")}) as public, proxy(public.port) as between:
        names = Names({"public.example": [["93.184.216.34"]]})
        async with door("10.0.0.0/8", names=names, proxy=between.url) as egress:
            assert not (await egress.fetch("http://public.example/", Purpose.FEED)).from_intranet
