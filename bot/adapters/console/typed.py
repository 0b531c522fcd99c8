"""The terminal's other direction: lines as they are typed. Guards that a blocked read keeps nothing waiting."""

import asyncio
import os
import sys
import threading
from collections.abc import AsyncIterator
from contextlib import suppress
from io import UnsupportedOperation
from typing import TextIO

from bot.adapters.console.marks import shown


def _own_buffer(stream: TextIO) -> TextIO:
    """The same input through a buffer of its own, where it is a real file.

    Python locks the buffer of standard input when it ends, and aborts where a thread still waits in it.
    """
    try:
        number = stream.fileno()
    except UnsupportedOperation:
        return stream
    return os.fdopen(os.dup(number), encoding=stream.encoding, errors="replace")


async def typed_lines(stream: TextIO, prompt: str) -> AsyncIterator[str]:
    """Lines as they are typed, until the end of the input. Lines that were piped in are shown after the prompt.

    Read by a daemon thread: a blocked read must keep neither the event loop nor the end of the program waiting.
    """
    loop = asyncio.get_running_loop()
    queue: asyncio.Queue[str | None] = asyncio.Queue()
    own = _own_buffer(stream)

    def read() -> None:
        with suppress(RuntimeError):  # the loop has ended meanwhile
            with suppress(OSError):  # an input that cannot be read has ended
                for line in own:
                    loop.call_soon_threadsafe(queue.put_nowait, line.rstrip("\n"))
            loop.call_soon_threadsafe(queue.put_nowait, None)

    threading.Thread(target=read, daemon=True).start()
    while True:
        sys.stdout.write(prompt)
        sys.stdout.flush()
        line = await queue.get()
        if line is None:
            sys.stdout.write("\n")
            return
        if not stream.isatty():
            sys.stdout.write(shown(line) + "\n")
        if line.strip():
            yield line
