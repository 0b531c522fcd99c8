"""One child process of the sandbox, as its parent sees it; guards that a child never outlives its use.

A child answers one request at a time. Whatever goes wrong on the way, a caller's cancellation included, ends it: no
later caller can ever be given the answer to an earlier question.
"""

import asyncio
import json
import os
import signal
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

import bot
from bot.adapters.web.sandbox import frames
from bot.adapters.web.sandbox.frames import MEGABYTE, Kind
from bot.adapters.web.sandbox.limits import Limits
from bot.domain.errors import ParseError
from bot.domain.text import clean, cut, one_line

_ROOT = Path(bot.__file__).resolve().parent.parent
_CODE = (
    "import sys; sys.path.insert(0, sys.argv[1]); "
    "from bot.adapters.web.sandbox.worker import main; main(int(sys.argv[2]), int(sys.argv[3]))"
)
_READ_AHEAD = 256 * 1024
_LONGEST_FAULT = 300
_DYING = 2.0  # seconds for a process that closed its pipes to be gone
_REAPING = 10.0  # seconds for a killed process to be gone


class Child:
    """A running parser. Made by `start`."""

    def __init__(self, process: Process, limits: Limits) -> None:
        if process.stdin is None or process.stdout is None:
            raise ValueError("a child needs both its pipes")
        self._process = process
        self._requests = process.stdin
        self._replies = process.stdout
        self._limits = limits
        self._handle = _handle_of(process.pid)
        self.answered = 0

    @classmethod
    async def start(cls, limits: Limits) -> "Child":
        """A child of the same Python and the same source as ours, with nothing of our environment.

        Raises ParseError where the system starts no process.
        """
        arguments = ("-I", "-c", _CODE, str(_ROOT), str(limits.cpu), str(limits.memory))
        try:
            process = await asyncio.create_subprocess_exec(
                sys.executable,
                *arguments,
                stdin=PIPE,
                stdout=PIPE,
                stderr=DEVNULL,
                env={},
                start_new_session=True,  # Ctrl-C at a terminal is for us alone
                limit=_READ_AHEAD,
            )
        except OSError as error:
            raise ParseError(f"cannot be read: no parser could be started ({error.strerror})") from error
        return cls(process, limits)

    @property
    def pid(self) -> int:
        """Its process id."""
        return self._process.pid

    @property
    def is_running(self) -> bool:
        """Whether it has not ended yet."""
        return self._process.returncode is None

    async def ready(self) -> None:
        """Wait until it has imported its parsers. Raises ParseError."""
        kind, _ = await self._reply(0, self._limits.start)
        if kind is not Kind.READY:
            raise ParseError("cannot be read: the parser did not start")

    async def ask(self, kind: str, data: bytes, arguments: Mapping[str, str | None]) -> tuple[Kind, bytes]:
        """Its answer about one input, a result or a refusal. Raises ParseError where it dies, or is too slow.

        After anything that is raised the child must be ended.
        """
        self.answered += 1
        header = json.dumps({"kind": kind, "arguments": dict(arguments)}).encode("ascii")
        if len(header) > frames.MAX_HEADER:
            raise ParseError("its address is too long")
        self._requests.write(frames.request(self.answered, header, data))
        self._requests.write(data)
        return await self._reply(self.answered, self._limits.clock)

    async def _reply(self, number: int, seconds: float) -> tuple[Kind, bytes]:
        try:
            async with asyncio.timeout(seconds):
                answered, mark, size = frames.REPLY.unpack(await self._replies.readexactly(frames.REPLY.size))
                if answered != number or size > frames.MAX_REPLY:
                    raise ParseError("cannot be read: the parser gave no answer that can be used")
                return Kind(mark), await self._replies.readexactly(size)
        except TimeoutError:
            raise ParseError(f"took longer than {seconds:g} s to read") from None
        except (asyncio.IncompleteReadError, ConnectionError):
            raise ParseError(await self._cause_of_death()) from None
        except ValueError:
            raise ParseError("cannot be read: the parser gave no answer that can be used") from None

    async def _cause_of_death(self) -> str:
        try:
            async with asyncio.timeout(_DYING):
                await self._process.wait()
        except TimeoutError:  # it has closed its end of the pipe, and lives
            self.kill()
        status = await self._process.wait()
        if status == -signal.SIGXCPU:
            return f"took more than {self._limits.cpu} s of processor time to read"
        return f"cannot be read: the parser was stopped while it read this ({_named(status)})"

    def must_go_on(self, kind: Kind, payload: bytes) -> None:
        """Raise ParseError where a reply says that the parser met a fault or ran out of memory, and ends."""
        if kind is Kind.BROKEN and payload == b"memory":
            raise ParseError(f"needs more than {self._limits.memory // MEGABYTE} MiB of memory to read")
        if kind not in {Kind.RESULT, Kind.REFUSED}:
            raise ParseError(f"cannot be read: the parser met a fault ({told(payload)})")

    def kill(self) -> None:
        """End it at once.

        Not by `Process.kill`, which first looks whether it has ended, and so takes its status from whoever waits. By a
        handle where there is one: a number may belong to another process by now.
        """
        if self._process.returncode is not None:
            return
        with suppress(ProcessLookupError):
            if self._handle is None:
                os.kill(self._process.pid, signal.SIGKILL)
            else:
                signal.pidfd_send_signal(self._handle, signal.SIGKILL)

    async def end(self) -> None:
        """End it, and wait until nothing is left of it."""
        self.kill()
        self._requests.close()
        async with asyncio.timeout(_REAPING):
            while await self._replies.read(_READ_AHEAD):  # else its end would never be noticed
                pass
            await self._process.wait()
        if self._handle is not None:
            os.close(self._handle)
            self._handle = None


def _handle_of(pid: int) -> int | None:
    """A handle of this very process, which no other process of the same number can take over; Linux has them."""
    if not hasattr(os, "pidfd_open"):
        return None
    try:
        return os.pidfd_open(pid)
    except OSError:
        return None


def told(payload: bytes) -> str:
    """The text of a refusal, as one line that can be shown: the child may be in a stranger's hands."""
    return cut(one_line(clean(payload[: 8 * _LONGEST_FAULT].decode("utf-8", "replace"))), _LONGEST_FAULT)


def _named(status: int) -> str:
    try:
        return signal.Signals(-status).name
    except ValueError:
        return f"status {status}"
