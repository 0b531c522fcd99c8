"""Blocking work beside the event loop; guards that a read which never ends cannot keep the program from ending.

`asyncio.to_thread` would: the program waits for its threads, and a terminal that is read from gives no end.
"""

import asyncio
import os
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from io import UnsupportedOperation
from typing import BinaryIO, TypeVar

Result = TypeVar("Result")


async def in_background(work: Callable[[], Result]) -> Result:
    """The result of `work`, done in a thread that is left behind where the wait is cancelled."""
    loop = asyncio.get_running_loop()
    done: asyncio.Future[Result] = loop.create_future()

    def settle(result: Result | None, error: BaseException | None) -> None:
        if done.cancelled():
            return
        if error is None:
            done.set_result(result)  # type: ignore[arg-type]  # without an error there is a result
        else:
            done.set_exception(error)

    def run() -> None:
        result, error = None, None
        try:
            result = work()
        except Exception as raised:  # noqa: BLE001 - raised again where it is awaited
            error = raised
        with suppress(RuntimeError):  # the loop has ended meanwhile
            loop.call_soon_threadsafe(settle, result, error)

    threading.Thread(target=run, daemon=True).start()
    return await done


@contextmanager
def own_stream(stream: BinaryIO) -> Iterator[BinaryIO]:
    """The same input through a buffer of its own, where it is a real file; `stream` itself stays open.

    Python locks the buffer of standard input when it ends, and aborts where a thread still waits in it.
    """
    try:
        number = stream.fileno()
    except UnsupportedOperation:
        yield stream
        return
    with os.fdopen(os.dup(number), "rb") as own:
        yield own
