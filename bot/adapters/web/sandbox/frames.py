"""How the parser's child and its parent talk over a pipe; guards that a reply can be taken for no other's.

A request is a head (sequence number, lengths of header and data), a small JSON header and the raw bytes. A reply is a
head (the same sequence number, what it is, length) and its payload: JSON of a result, or the UTF-8 text of a fault.
Nothing is ever pickled.
"""

import struct
from enum import Enum
from typing import Final

MEGABYTE: Final = 1 << 20
MAX_INPUT: Final = 10 * MEGABYTE
MAX_REPLY: Final = 10 * MEGABYTE
MAX_HEADER: Final = 64 * 1024

REQUEST: Final = struct.Struct(">III")
REPLY: Final = struct.Struct(">IcI")


class Kind(Enum):
    """What a reply is."""

    READY = b"="  # the child has imported what it needs; sent once, with number 0
    RESULT = b"+"
    REFUSED = b"-"  # the input is not what it should be: the text says why
    BROKEN = b"!"  # the parser met a fault or ran out of memory, and its child ends


def request(number: int, header: bytes, data: bytes) -> bytes:
    """The bytes before the data of a request."""
    return REQUEST.pack(number, len(header), len(data)) + header


def reply(number: int, kind: Kind, payload: bytes) -> bytes:
    """A whole reply."""
    return REPLY.pack(number, kind.value, len(payload)) + payload
