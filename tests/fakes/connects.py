"""Counts the connections that this process begins, whoever begins them; a hook of the interpreter sees each."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager

_counting: list[list[object]] = []


def _hook(event: str, args: tuple[object, ...]) -> None:
    if event == "socket.connect":
        for one in _counting:
            one.append(args[1])


sys.addaudithook(_hook)  # for good: hooks cannot be taken away again


@contextmanager
def counted() -> Iterator[list[object]]:
    """The addresses that are connected to meanwhile, in order."""
    found: list[object] = []
    _counting.append(found)
    try:
        yield found
    finally:
        _counting.remove(found)
