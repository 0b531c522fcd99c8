"""What every request in Slack goes through: who asks where, and when it is their turn. Guards that rights are fresh."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from bot.adapters.slack.account import Account
from bot.adapters.slack.answering import Answering
from bot.adapters.slack.chat import SlackChat
from bot.adapters.slack.people import Directory, Seen
from bot.adapters.slack.seal import Seal
from bot.domain.documents import Document
from bot.domain.rights import Person
from bot.services.notices import notice
from bot.services.ports import Handled
from bot.services.requests import Asking, RequestDesk, Talker
from bot.services.turns import Refuse, Send, Turn, Turns, quietly


@dataclass(slots=True)
class Front:
    """What serving people in one Slack workspace works with. `open_desk` binds everything to whoever asks, and where.

    `samples` makes a briefing of the sample articles, for a workspace that has none of its own; None where it cannot.
    `command` is the slash command.
    """

    account: Account
    chat: SlackChat
    directory: Directory
    open_desk: Callable[[Asking], Awaitable[RequestDesk]]
    handled: Callable[[], Awaitable[Handled]]
    talker: Talker
    answers: Answering
    seal: Seal
    turns: Turns
    clock: Callable[[], datetime]
    command: str = "/news"
    zone: str = "UTC"
    closed: bool = False  # the workspace has removed the app: nothing could be posted there
    samples: Callable[[], Awaitable[Document | None]] | None = None

    # --- who asks ------------------------------------------------------------------------------------

    def arrived(self, seen: Seen) -> Seen:
        """Who asks where, as of now: for what takes a while before `serve`."""
        return replace(seen, turn=Turn(self.turns.ticks()))

    async def asking(self, seen: Seen, *, changes: bool = False) -> Asking:
        """Who asks where; for what `changes` something, with the rights that the person has now."""
        private, shared = True, False  # a home page is one person's
        if seen.channel:
            facts = await self.directory.facts(seen)
            private, shared = facts.private, facts.shared
        person = (
            await self.directory.person(seen)
            if changes
            else Person(seen.person, foreign=bool(seen.team) and seen.team != self.account.team)
        )
        return Asking(
            self.account.workspace, seen.channel, person, private, direct=seen.is_direct, shared=shared, turn=seen.turn
        )

    async def first(self, key: str) -> bool:
        """Whether this event was not taken up before: Slack sends some again, and others in two ways."""
        return await (await self.handled()).first(key, self.clock())

    def sealed(self, seen: Seen, memory: Mapping[str, str]) -> str | None:
        """What a form is to remember; None where that is too much for one."""
        try:
            return self.seal.close(seen.person, memory, self.clock())
        except ValueError:
            return None

    # --- one at a time -------------------------------------------------------------------------------

    async def serve(
        self,
        seen: Seen,
        work: Callable[[Seen], Awaitable[Send | None]],
        refuse: Refuse,
        *,
        press: bool = False,
    ) -> None:
        """Do the work for this person when it is their turn, as `Turns.serve`; where the app was removed, nothing.

        The work is given who asks, with their turn.
        """
        if self.closed:
            await quietly(refuse(notice("chat_removed")))
            return
        await self.turns.serve(
            self.account.workspace,
            seen.person,
            lambda turn: work(replace(seen, turn=turn)),
            refuse,
            press=press,
            asked=seen.turn.asked if seen.turn else None,
        )
