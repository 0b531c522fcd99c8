"""The child that parses strangers' bytes, and nothing else; guards that a parser's fault stays in here.

Started by `sandbox` with an empty environment. It imports the parsers and the domain: no settings, no network
client, no event loop. It reads requests from its standard input, in order, and ends where that ends.
"""

import importlib
import json
import os
import sys
from dataclasses import fields, is_dataclass
from datetime import datetime
from typing import Any, BinaryIO

from bot.adapters.web.sandbox import frames
from bot.adapters.web.sandbox.frames import Kind
from bot.adapters.web.sandbox.limits import allow_cpu, confine
from bot.domain.errors import ParseError

# Kind of input, the module that reads it, its function. Imported when the first such input comes.
_PARSERS = {
    "feed": ("bot.adapters.web.feeds", "parse_feed"),
    "page": ("bot.adapters.web.pages", "parse_page"),
    "opml": ("bot.adapters.web.opml", "parse_opml"),
}


def main(cpu: int, memory: int) -> None:
    """Answer requests until there are no more. `cpu` in seconds an input, `memory` in bytes of address space."""
    requests, replies = _private_streams()
    importlib.import_module("bot.adapters.web.feeds")
    confine(memory)
    _send(replies, 0, Kind.READY, b"")
    while head := requests.read(frames.REQUEST.size):
        number, header_size, data_size = frames.REQUEST.unpack(head)
        header = json.loads(requests.read(header_size))
        data = requests.read(data_size)
        parser = _parser(header["kind"])
        allow_cpu(cpu)
        kind, payload = _answer(parser, data, header["arguments"])
        _send(replies, number, kind, payload)
        if kind is Kind.BROKEN:
            return


def _private_streams() -> tuple[BinaryIO, BinaryIO]:
    """Standard input and output for frames alone: what a library prints goes nowhere."""
    requests, replies = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    nowhere = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1):
        os.dup2(nowhere, stream)
    os.close(nowhere)
    return requests, replies


def _parser(kind: str) -> Any:  # noqa: ANN401 - one of three functions that differ in what they take
    module, function = _PARSERS[kind]
    return getattr(importlib.import_module(module), function)


def _answer(parser: Any, data: bytes, arguments: dict[str, str | None]) -> tuple[Kind, bytes]:  # noqa: ANN401 - as above
    """What became of one input. No fault leaves here: whoever wrote the input may have meant it to."""
    try:
        payload = json.dumps(parser(data, **_as_data(arguments)), default=_as_json).encode("ascii")
    except ParseError as error:
        return Kind.REFUSED, str(error).encode("utf-8", "replace")
    except MemoryError:
        return Kind.BROKEN, b"memory"
    except RecursionError:
        return Kind.REFUSED, b"is nested too deeply to be read"
    except Exception as error:  # noqa: BLE001 - see above; the parent logs its kind
        return Kind.BROKEN, type(error).__name__.encode()
    if len(payload) > frames.MAX_REPLY:
        return Kind.REFUSED, b"holds more text than can be taken"
    return Kind.RESULT, payload


def _as_data(arguments: dict[str, str | None]) -> dict[str, str | datetime | None]:
    now = arguments.get("now")
    return {**arguments, "now": datetime.fromisoformat(now)} if now else dict(arguments)


def _as_json(value: object) -> str | dict[str, object]:
    """What JSON has no form for: a time, or one of the domain's data classes with its values as they are."""
    if isinstance(value, datetime):
        return value.isoformat()
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: getattr(value, field.name) for field in fields(value)}
    raise TypeError(type(value).__name__)


def _send(replies: BinaryIO, number: int, kind: Kind, payload: bytes) -> None:
    replies.write(frames.reply(number, kind, payload))
    replies.flush()


if __name__ == "__main__":
    sys.exit("started by the bot alone")
