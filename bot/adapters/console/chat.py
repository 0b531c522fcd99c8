"""The `Chat` port on a terminal; guards that what was posted with a key is found again, after a crash as well.

With a transcript, a message is posted when its line is in that file: then it is printed.
"""

import asyncio
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from rich.console import Console
from rich.padding import Padding

from bot.adapters.console.changes import render_correction
from bot.adapters.console.marks import shown, styled, unstyled
from bot.adapters.console.rendering import render_answer, render_briefing
from bot.adapters.console.transcript import Transcript, Unwritten
from bot.domain.documents import Answer, Briefing, Correction, Document, Notice
from bot.domain.errors import CannotLook, ChatBusy, ChatUnclear
from bot.services.notices import fill
from bot.services.ports import Part

_DISK_FULL = 60.0  # seconds until a transcript that cannot be written is tried again


class ConsoleChat:
    """The `Chat` port on a terminal. A terminal has one thread and one reader: `thread` and `channel` change nothing.

    What was posted with a key can be found again: for as long as the chat lives, and with a `transcript` as long as
    that file holds it.
    """

    def __init__(self, console: Console, admin: Console, transcript: Path | None = None) -> None:
        """`console` shows what is posted, `admin` what the person who runs the bot must know."""
        self._console = console
        self._admin = admin
        self._transcript = Transcript(transcript) if transcript else None
        self._posted: dict[tuple[str, str], str] = {}
        self._printed = 0

    def render(self, document: Document) -> Sequence[Part]:
        """One part a document: a terminal has no limit of length."""
        match document:
            case Briefing():
                return [Part(render_briefing(document), tuple(story.story_id for story in document.stories))]
            case Answer():
                return [Part(render_answer(document))]
            case Correction():
                return [Part(render_correction(document))]
            case Notice():
                return [Part(fill(document, shown))]

    async def post(self, channel: str, part: Part, key: str, *, thread: str | None = None) -> str:  # noqa: ARG002 - a terminal has no threads
        """Record the part under its key, if it has one, and print it.

        Raises ChatBusy where it could not be recorded, and ChatUnclear where that is not known.
        """
        id_ = await self._recorded(channel, part, key)
        try:
            for line in part.body.split("\n"):
                self._print(line)
            self._print("")
        except OSError as error:
            raise ChatUnclear(f"the terminal cannot be written to: {error.strerror}") from error
        return id_

    async def _recorded(self, channel: str, part: Part, key: str) -> str:
        self._printed += 1
        if self._transcript is None or not key:
            return self._posted.setdefault((channel, key), str(self._printed)) if key else f"0.{self._printed}"
        try:
            return await asyncio.to_thread(self._transcript.add, channel, key, unstyled(part.body))
        except Unwritten as error:
            raise ChatBusy(_DISK_FULL) from error
        except OSError as error:
            raise ChatUnclear(f"the transcript cannot be written: {error.strerror}") from error

    def _print(self, line: str) -> None:
        """One line; on a terminal, what does not fit goes on under its beginning."""
        if not self._console.is_terminal:
            self._console.print(styled(line), soft_wrap=True)
            return
        indent = len(line) - len(line.lstrip(" "))
        self._console.print(Padding(styled(line.lstrip(" ")), (0, 0, 0, indent)))

    async def find(
        self, channel: str, key: str, *, thread: str | None = None, since: datetime | None = None
    ) -> str | None:
        """The id of what was posted under this key. Raises CannotLook where the transcript cannot be read."""
        del thread, since  # a terminal has one thread, and its transcript is read whole
        if self._transcript is None:
            return self._posted.get((channel, key))
        try:
            return await asyncio.to_thread(self._transcript.find, channel, key)
        except OSError as error:
            raise CannotLook(f"the transcript cannot be read: {error.strerror}") from error

    async def notify_admin(self, notice: Notice) -> None:
        """Print the notice on the admin's console."""
        for part in self.render(notice):
            self._admin.print(styled(part.body), soft_wrap=True)
