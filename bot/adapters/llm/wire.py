"""What goes to a model's server and comes back, as bytes; guards that neither holds more than was meant.

Out go the headers that a request needs, and none that the SDK makes of the environment or tells of this machine.
Back comes a status and a body of bounded length, however it was packed; no other header has any effect. No proxy is
taken from the environment, and no redirect is followed: a key goes where the operator has said, or nowhere.

The address is the operator's own, from the settings, and may well be this very machine. So it does not go through
`adapters/web/egress`, which keeps strangers' addresses out of private networks: nobody but the operator can set it.
"""

import zlib
from contextlib import aclosing

import httpx2
from pydantic import SecretStr

from bot.domain.errors import ModelError, ModelFault

MOST = 1 << 20  # bytes of an answer, unpacked
_AT_ONCE = 100  # connections
_SENT = frozenset({"host", "content-type", "content-length", "transfer-encoding", "accept"})


class Wire(httpx2.AsyncBaseTransport):
    """Sends with this key. Raises ModelError where an answer is too long, or packed so that it cannot be read."""

    def __init__(self, key: SecretStr) -> None:
        self._key = key
        limits = httpx2.Limits(max_connections=_AT_ONCE, max_keepalive_connections=10, keepalive_expiry=30.0)
        self._inner = httpx2.AsyncHTTPTransport(trust_env=False, limits=limits)

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        """The status and the whole body."""
        headers = [(name, value) for name, value in request.headers.items() if name.lower() in _SENT]
        headers += [
            ("authorization", f"Bearer {self._key.get_secret_value()}"),
            ("accept-encoding", "identity"),
            ("user-agent", "newsbot"),
        ]
        sent = httpx2.Request(
            request.method, request.url, headers=headers, stream=request.stream, extensions=request.extensions
        )
        answer = await self._inner.handle_async_request(sent)
        try:
            body = await _body(answer)
        finally:
            await answer.aclose()
        return httpx2.Response(answer.status_code, headers={"content-type": "application/json"}, content=body)

    async def aclose(self) -> None:
        """Close all connections."""
        await self._inner.aclose()


def http_client(key: SecretStr) -> httpx2.AsyncClient:
    """A client that sends by such a wire alone. It takes nothing from the environment, and gives up by no clock."""
    return httpx2.AsyncClient(transport=Wire(key), trust_env=False, follow_redirects=False, timeout=None)


async def _body(answer: httpx2.Response) -> bytes:
    """What the server sends, at most `MOST` bytes, read no further than that."""
    packed = answer.headers.get("content-encoding", "identity").strip().lower()
    if packed not in {"", "identity", "gzip", "x-gzip"}:
        raise ModelError(ModelFault.NOT_A_MODEL, "the model's server packs its answers in a way that was not asked for")
    unpacking = zlib.decompressobj(wbits=31) if packed in {"gzip", "x-gzip"} else None
    body, came = bytearray(), 0
    async with aclosing(answer.aiter_raw()) as chunks:
        async for chunk in chunks:
            body += chunk if unpacking is None else _unpacked(unpacking, chunk, MOST + 1 - len(body))
            came += len(chunk)
            if max(len(body), came) > MOST:
                raise ModelError(ModelFault.TOO_LARGE, f"the model's server sends more than {MOST >> 20} MB")
    return bytes(body)


def _unpacked(unpacking: "zlib._Decompress", chunk: bytes, most: int) -> bytes:
    """At most so many bytes: what a chunk could be blown up to beyond that is never made."""
    try:
        return unpacking.decompress(chunk, most)
    except zlib.error:
        raise ModelError(ModelFault.NOT_A_MODEL, "the model's server sends an answer that cannot be unpacked") from None
