"""Reading a body within limits; guards memory and time against bodies that grow without end.

Bytes are counted as they come and as they are inflated, never by what a header says of them. At most one layer of
gzip or deflate is undone: layers upon layers turn two kilobytes into a gibibyte.
"""

import zlib
from collections.abc import AsyncIterable, Iterator, Sequence
from dataclasses import dataclass

_PIECE = 128 * 1024  # bytes inflated at a time
_CHUNKS = 50_000  # of a body; a server that sends a line at a time stays below it
_MEMBERS = 1_000  # of a gzip body; programs that write many put 64 KiB into each
_GZIP, _ZLIB, _RAW = 31, 15, -15


class BodyRefused(Exception):
    """A body that is not taken. `str(error)` finishes the sentence "https://… "."""


@dataclass(frozen=True, slots=True)
class Room:
    """How many bytes a body may have, on the wire and inflated. Where `cut`, the rest is left out, not refused."""

    wire: int
    decoded: int
    cut: bool = False


class _Full(Exception):
    """No more is wanted."""


def coding(values: Sequence[str]) -> str | None:
    """The one coding that Content-Encoding headers name: "gzip", "deflate" or None. Raises BodyRefused."""
    names = [name.strip().lower() for value in values for name in value.split(",")]
    layers = [name.removeprefix("x-") for name in names if name not in {"", "identity"}]
    if len(layers) > 1:
        raise BodyRefused("is compressed more than once.")
    if layers and layers[0] not in {"gzip", "deflate"}:
        raise BodyRefused("is compressed in a way that was not asked for.")
    return layers[0] if layers else None


async def read(chunks: AsyncIterable[bytes], encoding: str | None, room: Room) -> bytes:
    """The whole body. Raises BodyRefused where it is too large, in crumbs, or not what its encoding says."""
    body, wire, count = bytearray(), 0, 0
    inflater = Inflater(encoding) if encoding else None
    try:
        async for chunk in chunks:
            wire, count = wire + len(chunk), count + 1
            if count > _CHUNKS:
                raise BodyRefused("is sent in too many pieces.")
            for piece in inflater.pieces(chunk) if inflater else (chunk,):
                _add(body, piece, room)
            _refuse_over(wire, room.wire, room)
    except _Full:
        return bytes(body[: room.decoded])
    if inflater:
        inflater.finish()
    return bytes(body)


def _add(body: bytearray, piece: bytes, room: Room) -> None:
    body += piece
    _refuse_over(len(body), room.decoded, room)


def _refuse_over(size: int, limit: int, room: Room) -> None:
    if size > limit:
        raise _Full if room.cut else BodyRefused(f"is larger than {limit / 2**20:g} MiB.")


class Inflater:
    """One layer of gzip or deflate, undone in pieces of bounded size."""

    def __init__(self, encoding: str) -> None:
        self._gzip = encoding == "gzip"
        self._head = b""
        self._members = 0
        self._state: zlib._Decompress | None = None

    def pieces(self, chunk: bytes) -> Iterator[bytes]:
        """What a chunk inflates to, at most 128 KiB at a time: the caller stops when it has enough."""
        data = self._head + chunk
        self._head = b""
        while data:
            if self._state is None or self._state.eof:
                if len(data) < 2:
                    self._head = data
                    return
                if not self._open(data):
                    return
            state = self._state
            if state is None:
                return
            try:
                yield state.decompress(data, _PIECE)
            except zlib.error:
                raise BodyRefused("is not compressed as it says.") from None
            data = state.unused_data if state.eof else state.unconsumed_tail

    def _open(self, data: bytes) -> bool:
        """Begin a stream, or the next member of a gzip body; False where only padding follows the last."""
        if self._members and not (self._gzip and data.startswith(b"\x1f\x8b")):
            return False
        self._members += 1
        if self._members > _MEMBERS:
            raise BodyRefused("is compressed in too many parts.")
        self._state = zlib.decompressobj(_GZIP if self._gzip else _ZLIB if _is_zlib(data) else _RAW)
        return True

    def finish(self) -> None:
        """Raises BodyRefused where the stream has no end. An empty body is none."""
        if (self._head and not self._members) or (self._state is not None and not self._state.eof):
            raise BodyRefused("was cut off.")


def _is_zlib(data: bytes) -> bool:
    """RFC 1950's header. Some servers send "deflate" without it (RFC 9110, 8.4.1.2, note)."""
    return data[0] & 0x0F == 8 and (data[0] * 256 + data[1]) % 31 == 0
