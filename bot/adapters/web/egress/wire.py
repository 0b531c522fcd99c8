"""One request over one connection; guards that it goes to an address that was checked, and to no other.

The HTTP client is given an IP address in place of a host name, so that there is nothing left that it could resolve
again; the name stands in the Host header and is what the certificate must be for. No connection is used twice, no
cookie kept, no environment read, no redirect followed, nothing inflated. A server that hangs up without a word is
asked once more.
"""

import ssl
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from ipaddress import ip_address
from typing import Any

import aiohttp
from yarl import URL

from bot.adapters.web.egress.public_addresses import Address
from bot.adapters.web.egress.urls import Place
from bot.domain.errors import AddressRefused, Unreachable

_LINE, _HEADERS = 8_190, 100  # characters of a header line, lines of a header
_CHUNK = 64 * 1024

Trust = ssl.SSLContext  # whose certificates are believed


class _PeerChecked(aiohttp.TCPConnector):
    """Looks, before anything is sent, whether the other end is the one that was asked for."""

    async def connect(self, req: aiohttp.ClientRequest, *args: Any, **kwargs: Any) -> Any:  # noqa: ANN401 - as it came
        connection = await super().connect(req, *args, **kwargs)
        if req.proxy is None:
            peer = connection.transport and connection.transport.get_extra_info("peername")
            if not peer or ip_address(peer[0]) != ip_address(req.url.host or ""):
                connection.close()
                raise AddressRefused("The connection led elsewhere than to the address that was checked.")
        return connection


@contextmanager
def _told(place: Place) -> Iterator[None]:
    """The client's faults in one line; their own text repeats the address, query and all."""
    try:
        yield
    except (aiohttp.ClientHttpProxyError, aiohttp.ClientProxyConnectionError):
        raise Unreachable(f"{place.shown} cannot be reached: the proxy refuses or does not answer.") from None
    except aiohttp.ClientConnectorCertificateError:
        raise Unreachable(f"{place.shown} has a certificate that is not valid for it.") from None
    except (aiohttp.ClientSSLError, ssl.SSLError):
        raise Unreachable(f"{place.shown} makes no secure connection.") from None
    except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError):
        raise Unreachable(f"{place.shown} takes no connection.") from None
    except aiohttp.ClientPayloadError:
        raise Unreachable(f"{place.shown} was cut off.") from None
    except aiohttp.ClientResponseError:
        raise Unreachable(f"{place.shown} gives no answer that can be read.") from None
    except (aiohttp.ClientError, OSError):
        raise Unreachable(f"{place.shown} hung up.") from None


def _some(addresses: Sequence[Address]) -> list[Address]:
    """At most two addresses of each kind, in their order: a name may have hundreds, and one kind may lead nowhere."""
    first = [one for version in (4, 6) for one in [a for a in addresses if a.version == version][:2]]
    return [one for one in addresses if one in first]


def _url(place: Place, host: str) -> URL:
    bracketed = f"[{host}]" if ":" in host else host
    return URL(f"{place.scheme}://{bracketed}:{place.port}{place.target}", encoded=True)


@dataclass(frozen=True, slots=True)
class Reply:
    """A status and headers; the body is still to be read, with `chunks`."""

    status: int
    headers: Mapping[str, str]
    codings: tuple[str, ...]
    _content: aiohttp.StreamReader

    async def chunks(self) -> AsyncIterator[bytes]:
        """The body as it comes, still compressed: chunk by chunk, so that they can be counted."""
        async for chunk, _ in self._content.iter_chunks():
            yield chunk


@dataclass(frozen=True, slots=True)
class Wire:
    """Connections. `proxy` is the operator's, and trusted.

    Through a proxy an https address is asked for by its checked IP address (CONNECT), the certificate still by name.
    An http address must be asked for by name, and the proxy looks the name up again: there it is the proxy that
    has to keep its own network shut.
    """

    _session: aiohttp.ClientSession
    _proxy: str | None = field(repr=False)

    @classmethod
    @asynccontextmanager
    async def opened(
        cls, user_agent: str, proxy: str | None, tls: Trust | None, connect_within: float
    ) -> AsyncIterator["Wire"]:
        """A wire, closed at the end. `tls` where not the system's certificates are to be trusted."""
        async with aiohttp.ClientSession(
            connector=_PeerChecked(limit=0, force_close=True, use_dns_cache=False, ssl=tls or True),
            cookie_jar=aiohttp.DummyCookieJar(),
            headers={"User-Agent": user_agent, "Accept-Encoding": "gzip, deflate"},
            auto_decompress=False,
            trust_env=False,
            timeout=aiohttp.ClientTimeout(total=None, sock_connect=connect_within),
            max_line_size=_LINE,
            max_field_size=_LINE,
            max_headers=_HEADERS,
            read_bufsize=_CHUNK,
        ) as session:
            yield cls(session, proxy)

    @asynccontextmanager
    async def get(
        self, place: Place, addresses: Sequence[Address], headers: Mapping[str, str], *, direct: bool
    ) -> AsyncIterator[Reply]:
        """Ask a place at the first of its checked addresses that answers. `direct`: past the proxy.

        Raises Unreachable, also out of the reading of the body, and AddressRefused as above.
        """
        with _told(place):
            response = await self._ask(place, _some(addresses), headers, None if direct else self._proxy)
            try:
                codings = tuple(response.headers.getall("Content-Encoding", ()))
                yield Reply(response.status, response.headers, codings, response.content)
            finally:
                response.close()

    async def _ask(
        self, place: Place, addresses: Sequence[Address], headers: Mapping[str, str], proxy: str | None
    ) -> aiohttp.ClientResponse:
        by_name = proxy is not None and place.scheme == "http"
        for number, address in enumerate(addresses, 1):
            try:
                return await self._session.get(
                    _url(place, place.host if by_name else str(address)),
                    headers={"Host": place.authority, **headers},
                    allow_redirects=False,
                    proxy=proxy,
                    server_hostname=place.host if place.scheme == "https" else None,
                )
            except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError) as error:
                if number == len(addresses) or proxy or isinstance(error, aiohttp.ClientSSLError):
                    raise
        raise Unreachable(f"{place.shown} has no address.")
