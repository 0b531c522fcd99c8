"""Looking up host names with the system's resolver; guards that slow name servers hold up nobody else.

A lookup cannot be stopped once it has begun. It runs in threads of its own, enough of them that the names of a few
hostile hosts do not take them all, and whoever waits for it gives up by the deadline of the fetch.
"""

import asyncio
import socket
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager

# The addresses of a host name, for a port. Raises OSError where there is none.
Resolve = Callable[[str, int], Awaitable[Sequence[str]]]

_THREADS = 64


@asynccontextmanager
async def system_resolver() -> AsyncIterator[Resolve]:
    """The system's resolver, with its threads. Lookups that are still under way at the end are left to end alone."""
    threads = ThreadPoolExecutor(_THREADS, thread_name_prefix="lookup")

    async def resolve(host: str, port: int) -> Sequence[str]:
        found = await asyncio.get_running_loop().run_in_executor(threads, _look_up, host, port)
        return list(dict.fromkeys(found))

    try:
        yield resolve
    finally:
        threads.shutdown(wait=False, cancel_futures=True)


def _look_up(host: str, port: int) -> list[str]:
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except UnicodeError as error:  # a label that Python's own encoding of names does not take
        raise OSError(str(error)) from None
    return [str(address[0]) for *_, address in found]
