"""Lines of a stream of any length, in bounded memory; guards that one endless line cannot fill the machine."""

import codecs
from collections.abc import Iterator
from functools import partial
from itertools import chain
from typing import BinaryIO

from bot.adapters.files.decoding import decode, refuse_binary, unicode_encoding
from bot.domain.errors import InputError

MAX_LINE = 10 * 1024 * 1024
_CHUNK = 256 * 1024  # bytes


def lines(stream: BinaryIO, limit: int = MAX_LINE) -> Iterator[str | InputError]:
    """Each line in order, decoded; a fault in place of a line over `limit` characters or in no known encoding.

    The first bytes decide whether the stream is UTF-16 or UTF-8. A line that is not UTF-8 is recognised by itself.

    Raises:
        InputError: The stream begins like a binary file.
    """
    head = stream.readline(limit)
    encoding, mark = unicode_encoding(head)
    if encoding == "utf-8":
        refuse_binary(head)
    # Bytes that are not UTF-8 pass as lone surrogates, so that a line can be put back and recognised.
    decoder = codecs.getincrementaldecoder(encoding)("surrogateescape" if encoding == "utf-8" else "replace")
    parts: list[str] = []
    size = 0
    # In UTF-16 and UTF-32 any letter may hold the byte of a line feed: only decoded text shows where lines end.
    more = partial(stream.readline, limit) if encoding == "utf-8" else partial(stream.read, _CHUNK)
    for chunk in chain((head[mark:],), iter(more, b"")):
        *ended, rest = decoder.decode(chunk).split("\n")
        for piece in ended:
            yield _line([*parts, piece], size + len(piece), limit)
            parts, size = [], 0
        size += len(rest)
        parts.append(rest)
        if size > limit:
            parts.clear()
    last = decoder.decode(b"", final=True)
    if size + len(last):
        yield _line([*parts, last], size + len(last), limit)


def _line(parts: list[str], size: int, limit: int) -> str | InputError:
    if size > limit:
        return InputError(f"longer than {limit // 1024 // 1024} MiB")
    text = "".join(parts)
    try:
        text.encode()
    except UnicodeEncodeError:
        try:
            return decode(text.encode("utf-8", "surrogateescape"))
        except InputError as error:
            return error
    return text
