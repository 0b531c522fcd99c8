"""The door out: hostile addresses that get a connection, and a bomb's cost in memory and time, beside naive ways."""

import asyncio
import gzip
import resource
import socket
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from ipaddress import IPv4Address, IPv6Address, ip_address
from pathlib import Path
from urllib.parse import urlsplit

import httpx

from bot.adapters.web.egress import Egress, opened
from bot.adapters.web.egress.policy import Limits, Policy
from bot.adapters.web.egress.resolving import Resolve
from bot.domain.errors import AddressRefused, FetchError
from bot.domain.intake import Purpose
from tests.fakes import origin as web
from tests.fakes.hostile_addresses import HOSTILE, LOOPBACK, PUBLIC

VECTORS = ("literal", "DNS", "redirect", "rebinding")
BOMB, NAIVE_BOMB = 1024, 128  # MiB of zeros, compressed twice; the naive read of the large one takes 2 GiB and 10 s


@asynccontextmanager
async def door(resolve: Resolve, *intranet: str) -> AsyncIterator[Egress]:
    """A door that waits between no two requests."""
    limits = Limits(page_spacing=0, feed_spacing=0)
    policy = Policy("newsbot/0.1 (+https://example.org/newsbot)", intranet=intranet, limits=limits)
    async with opened(policy, lambda: datetime.now(UTC), resolve) as egress:
        yield egress


# --- hostile addresses -------------------------------------------------------------------------------

_begun: list[str] = []
_harmless: set[object] = set()


def _hook(event: str, args: tuple[object, ...]) -> None:
    """Sees every connection that this process begins; only those to our own server come about."""
    if event == "socket.connect" and isinstance(args[1], tuple) and args[1][:2] not in _harmless:
        _begun.append(str(args[1][0]))
        raise ConnectionRefusedError("a bench connects nowhere")


@contextmanager
def beginning() -> Iterator[list[str]]:
    """The addresses that are connected to meanwhile."""
    _begun.clear()
    yield _begun


def answering(*answers: str) -> Resolve:
    """A resolver that gives one answer after the other, the last for ever."""
    left = list(answers)

    async def resolve(_host: str, _port: int) -> Sequence[str]:
        return [left.pop(0) if len(left) > 1 else left[0]]

    return resolve


async def connections(url: str, resolve: Resolve, *intranet: str) -> int:
    """How many connections a fetch begins, but for those to our own server; the fetch may fail as it likes."""
    with beginning() as begun:
        async with door(resolve, *intranet) as egress:
            for _ in range(2):  # a second fetch may find what the first has left behind
                try:
                    await egress.fetch(url, Purpose.FEED)
                except FetchError:
                    continue
        return len(begun)


async def ours() -> list[int]:
    """Hostile connections by vector, by spelling of loopback; public addresses refused."""
    counts = dict.fromkeys(VECTORS, 0)
    async with web.origin() as server:
        own = f"127.0.0.1:{server.port}"
        _harmless.add(("127.0.0.1", server.port))
        for address in HOSTILE:
            host = f"[{address}]" if ":" in address else address
            server.routes |= {"/": web.redirect(f"http://{host}/"), "/again": web.redirect("http://name.example/")}
            counts["literal"] += await connections(f"http://{host}/", answering(address))
            counts["DNS"] += await connections("http://name.example/", answering(address))
            counts["redirect"] += await connections(server.url(), answering(address), own)
            changing = answering("127.0.0.1", address)  # our own server, which is permitted, then the hostile one
            counts["rebinding"] += await connections(server.url("/again", "name.example"), changing, own)
    spelled = [await connections(f"http://{host}/", answering("127.0.0.1")) for host in LOOPBACK]
    refused = [await is_refused(address) for address in PUBLIC]
    return [*counts.values(), sum(map(bool, spelled)), sum(refused)]


async def is_refused(address: str) -> bool:
    """Whether a public address is refused, which it should not be."""
    async with door(answering(address)) as egress:
        try:
            await egress.fetch("https://name.example/", Purpose.FEED)
        except AddressRefused:
            return True
        except FetchError:
            return False
    return False


def naive(is_bad: Callable[[IPv4Address | IPv6Address], bool]) -> list[int]:
    """The same for a client that checks what it resolved, at each redirect too, and then connects by name."""
    passed = sum(not is_bad(ip_address(address)) for address in HOSTILE)
    spelled = sum(passes(host, is_bad) for host in LOOPBACK)
    refused = sum(is_bad(ip_address(address)) for address in PUBLIC)
    return [passed, passed, passed, len(HOSTILE), spelled, refused]  # what it checked is not what it connects to


def passes(host: str, is_bad: Callable[[IPv4Address | IPv6Address], bool]) -> bool:
    """Whether a spelling of loopback resolves here, to something that the filter lets through."""
    try:
        found = socket.getaddrinfo(urlsplit(f"http://{host}/").hostname, 80, type=socket.SOCK_STREAM)
    except (OSError, ValueError):
        return False
    return not any(is_bad(ip_address(str(address[0]))) for *_, address in found)


def addresses() -> list[int]:
    """Print the table; what it says of ours."""
    sys.addaudithook(_hook)
    columns = [*(f"{name} of {len(HOSTILE)}" for name in VECTORS), f"spelled of {len(LOOPBACK)}"]
    print(
        f"{'connections begun':<17}" + "".join(f"{name:>19}" for name in [*columns, f"public refused /{len(PUBLIC)}"])
    )
    rows = {
        "newsbot": asyncio.run(ours()),
        "ip.is_private": naive(lambda ip: ip.is_private),
        "not ip.is_global": naive(lambda ip: not ip.is_global),
    }
    for name, counts in rows.items():
        print(f"{name:<17}" + "".join(f"{count:>19}" for count in counts), flush=True)
    return rows["newsbot"]


# --- bombs -------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Cost:
    """What a read added to the peak of memory, in MiB, and took, in seconds; and how it ended."""

    mebibytes: float
    seconds: float
    end: str


def read_with_ours(url: str) -> str:
    """Through the door. Returns how it ended."""

    async def read() -> str:
        async with door(answering("127.0.0.1"), "127.0.0.1") as egress:
            try:
                return f"read {len((await egress.fetch(url, Purpose.FEED)).body):,} bytes"
            except FetchError as error:
                return f"refused: it {str(error).partition(' ')[2]}"

    return asyncio.run(read())


def read_naively(url: str) -> str:
    """In pieces, until there is enough: each piece is inflated whole before it can be counted."""
    size = 0
    with httpx.Client(trust_env=False) as client, client.stream("GET", url) as response:
        for piece in response.iter_bytes():
            size += len(piece)
            if size > 10 * 2**20:
                break
    return f"read {size:,} bytes"


READERS = {"newsbot": read_with_ours, "httpx": read_naively}


def peak() -> float:
    """The most memory that this process has held so far, in MiB.

    What `getrusage` says begins, on Linux, with what the parent held when it started the child.
    """
    status = Path("/proc/self/status")
    if status.exists():
        line = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM"))
        return int(line.split()[1]) / 2**10
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20


def child(reader: str, url: str, warm_up: str) -> None:
    """Read once, in a process of its own, after something harmless that has everything loaded."""
    READERS[reader](warm_up)
    before, start = peak(), time.perf_counter()
    end = READERS[reader](url)
    print(peak() - before, time.perf_counter() - start, end)


async def cost(reader: str, url: str, warm_up: str) -> Cost:
    """What a read costs in a process of its own."""
    command = [sys.executable, "-m", "bench.egress", reader, url, warm_up]
    root = Path(__file__).parent.parent
    done = await asyncio.to_thread(
        subprocess.run, command, cwd=root, stdout=subprocess.PIPE, text=True, check=True, timeout=120
    )
    mebibytes, seconds, end = done.stdout.strip().split(" ", 2)
    return Cost(float(mebibytes), float(seconds), end)


async def bombs() -> Cost:
    """Print the table; what the bomb costs us."""
    twice = {"Content-Encoding": "gzip, gzip"}
    once = web.gzip_of_zeros(BOMB)
    large, small = gzip.compress(once), web.gzip_twice(NAIVE_BOMB)
    routes = {
        "/large": web.body(large, twice),
        "/small": web.body(small, twice),
        "/once": web.body(once, {"Content-Encoding": "gzip"}),
        "/": web.body(),
    }
    runs = {
        f"newsbot: gzip, gzip, {BOMB:,} MiB in {len(large):,} bytes": ("newsbot", "/large"),
        f"newsbot: gzip, {BOMB:,} MiB in {len(once):,} bytes": ("newsbot", "/once"),
        f"httpx: gzip, gzip, {NAIVE_BOMB:,} MiB in {len(small):,} bytes": ("httpx", "/small"),
    }
    print(f"\n{'bomb':<56}{'added MiB':>10}{'seconds':>9}   end")
    costs = []
    async with web.origin(routes) as server:
        for name, (reader, path) in runs.items():
            costs.append(one := await cost(reader, server.url(path), server.url()))
            print(f"{name:<56}{one.mebibytes:>10.1f}{one.seconds:>9.2f}   {one.end}", flush=True)
    print(f"(the naive read was given {NAIVE_BOMB} MiB: memory and time grow with the bomb, eightfold for {BOMB:,})")
    return costs[0]


def run() -> None:
    """Print both tables and what each should reach."""
    counts = addresses()
    print(f"{'wanted':<17}" + "".join(f"{0:>19}" for _ in counts))
    bomb = asyncio.run(bombs())
    print(f"wanted: at most 32 MiB and 1 s; reached {bomb.mebibytes:.1f} MiB and {bomb.seconds:.2f} s")


if __name__ == "__main__":
    child(*sys.argv[1:]) if len(sys.argv) > 1 else run()
