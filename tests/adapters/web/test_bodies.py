import gzip
import zlib
from collections.abc import AsyncIterator, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.adapters.web.egress.bodies import BodyRefused, Room, coding, read
from tests.fakes.origin import gzip_of_zeros, gzip_twice, raw_deflate

ROOM = Room(wire=1000_000, decoded=2_000_000)


async def pieces(data: bytes, size: int) -> AsyncIterator[bytes]:
    for at in range(0, len(data), size):
        yield data[at : at + size]


async def taken(data: bytes, encoding: str | None = None, room: Room = ROOM, size: int = 64 * 1024) -> bytes:
    return await read(pieces(data, size), encoding, room)


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ([], None),
        (["identity"], None),
        ([""], None),
        (["gzip"], "gzip"),
        ([" GZIP "], "gzip"),
        (["x-gzip"], "gzip"),
        (["deflate"], "deflate"),
        (["identity, gzip"], "gzip"),
    ],
)
def test_one_layer_is_undone(values: Sequence[str], expected: str | None):
    assert coding(values) == expected


@pytest.mark.parametrize("values", [["gzip, gzip"], ["gzip", "gzip"], ["gzip,deflate"], ["br"], ["zstd"], ["gzip, br"]])
def test_layers_upon_layers_and_strange_ones_are_refused(values: Sequence[str]):
    with pytest.raises(BodyRefused):
        coding(values)


@given(st.binary(max_size=3000), st.integers(1, 50))
async def test_a_body_comes_out_as_it_went_in_however_it_is_cut(data: bytes, size: int):
    assert await taken(data, size=size) == data
    assert await taken(gzip.compress(data), "gzip", size=size) == data
    assert await taken(zlib.compress(data), "deflate", size=size) == data
    assert await taken(gzip.compress(data) + gzip.compress(data), "gzip", size=size) == data + data
    assert await taken(gzip.compress(data) + bytes(9), "gzip", size=size) == data


@given(st.binary(min_size=1, max_size=300), st.integers(1, 50))
async def test_deflate_without_its_header_is_read_too(data: bytes, size: int):
    packed = raw_deflate(data)
    try:
        assert await taken(packed, "deflate", size=size) == data
    except BodyRefused:
        assert packed[0] & 0x0F == 8  # it looks as if it had one


@given(st.binary(max_size=300), st.sampled_from(["gzip", "deflate"]), st.integers(1, 50))
async def test_garbage_ends_in_a_body_or_a_refusal(data: bytes, encoding: str, size: int):
    try:
        assert len(await taken(data, encoding, size=size)) <= ROOM.decoded
    except BodyRefused as refused:
        assert str(refused).endswith(".")  # noqa: PT017 - hypothesis tries both ways


@pytest.mark.parametrize("size", [1000, 64 * 1024, 10**7])
async def test_a_bomb_is_refused_where_it_passes_the_limit(size: int):
    with pytest.raises(BodyRefused, match="larger than"):
        await taken(gzip_of_zeros(100), "gzip", size=size)


async def test_what_is_too_long_on_the_wire_is_refused_before_it_is_all_there():
    read_bytes = 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal read_bytes
        while True:
            read_bytes += 1000
            yield bytes(1000)

    with pytest.raises(BodyRefused, match="larger than"):
        await read(endless(), None, ROOM)
    assert read_bytes <= ROOM.wire + 1000


async def test_exactly_as_much_as_there_is_room_for_is_taken():
    data = bytes(ROOM.decoded)
    assert await taken(gzip.compress(data), "gzip") == data
    assert await taken(bytes(ROOM.wire)) == bytes(ROOM.wire)
    with pytest.raises(BodyRefused):
        await taken(gzip.compress(data + b"x"), "gzip")
    with pytest.raises(BodyRefused):
        await taken(bytes(ROOM.wire + 1))


async def test_the_inside_of_two_layers_stays_compressed():
    assert await taken(gzip_twice(1), "gzip") == gzip_of_zeros(1)


async def test_a_stream_without_its_end_was_cut_off():
    with pytest.raises(BodyRefused, match="cut off"):
        await taken(gzip.compress(b"hello" * 100)[:-9], "gzip")
    with pytest.raises(BodyRefused, match="cut off"):
        await taken(b"\x1f", "gzip")
    assert await taken(b"", "gzip") == b""


async def test_many_small_members_are_refused():
    with pytest.raises(BodyRefused, match="too many parts"):
        await taken(gzip.compress(b"") * 1001, "gzip")
    assert await taken(gzip.compress(b"x") * 1000, "gzip") == b"x" * 1000


async def test_a_body_in_crumbs_is_refused():
    assert await taken(bytes(50_000), size=1) == bytes(50_000)
    with pytest.raises(BodyRefused, match="too many pieces"):
        await taken(bytes(50_001), size=1)


async def test_a_body_may_be_cut_where_its_beginning_is_enough():
    cut = Room(wire=100, decoded=100, cut=True)
    assert await taken(b"x" * 1000, room=cut) == b"x" * 100
    assert await taken(gzip.compress(b"y" * 10_000), "gzip", cut) == b"y" * 100
