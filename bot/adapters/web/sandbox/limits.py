"""Limits of the process that parses strangers' bytes; guards that no input costs more than it may.

Enforced by the kernel on Linux. Other systems keep some of them, or none: the parent's clock is kept everywhere.
"""

import os
import signal
from contextlib import suppress
from dataclasses import dataclass

try:
    import resource
except ImportError:  # pragma: no cover - Windows has no such limits
    resource = None  # type: ignore[assignment]

_OPEN_FILES = 32
_YIELDS = 5  # steps of niceness: some third of the processor where the rest of the program wants all of it


@dataclass(frozen=True, slots=True)
class Limits:
    """What one input may cost: seconds of processor time, bytes of memory, seconds by the clock.

    `memory` is the address space of the whole child, its imports (about 60 MiB) included. `inputs` is how many one
    child reads before a fresh one takes its place, so that what leaks stays small; `start` is how long a child may
    take to get ready, in seconds.
    """

    cpu: int = 5
    memory: int = 512 << 20
    clock: float = 10.0
    inputs: int = 500
    start: float = 60.0


def confine(memory: int) -> None:
    """Take from this process, for good, what a parser needs none of: files, children, core dumps, more memory.

    Who waits for an answer goes before whatever is parsed: it has the lesser right to the processor.
    """
    if resource is None:  # pragma: no cover - see above
        return
    os.nice(_YIELDS)
    for name, most in (("CORE", 0), ("FSIZE", 0), ("NPROC", 0), ("NOFILE", _OPEN_FILES), ("AS", memory)):
        limit = getattr(resource, f"RLIMIT_{name}", None)
        with suppress(ValueError, OSError):  # macOS knows some of these and keeps fewer
            if limit is not None:
                resource.setrlimit(limit, (most, most))
    signal.signal(signal.SIGXCPU, signal.SIG_DFL)


def allow_cpu(seconds: int) -> None:
    """From now on this process may use that much processor time, then it is killed (SIGXCPU).

    The kernel counts from the start of the process and in whole seconds, so the limit moves with what was used; it
    strikes up to one second early, never late.
    """
    if resource is None:  # pragma: no cover - see above
        return
    usage = resource.getrusage(resource.RUSAGE_SELF)
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    soft = int(usage.ru_utime + usage.ru_stime) + seconds
    with suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_CPU, (soft if hard == resource.RLIM_INFINITY else min(soft, hard), hard))
