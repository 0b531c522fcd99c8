"""What a request in Discord goes through: who asks where, and when it is their turn. Guards that rights are fresh."""

import logging
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from datetime import datetime

from bot.adapters.discord.account import Account
from bot.adapters.discord.answering import Answering, Payload, Reply
from bot.adapters.discord.chat import DiscordChat
from bot.adapters.discord.people import Directory, Seen
from bot.domain.documents import Document
from bot.domain.errors import ChatError, StoreError
from bot.services.limits import Limits
from bot.services.notices import notice
from bot.services.ports import Handled
from bot.services.requests import Asking, RequestDesk, Talker
from bot.services.turns import Refuse, Send, Turn, Turns

log = logging.getLogger(__name__)

COMMAND = "/news"
_TAKEN = 4_000  # interactions that are remembered as taken up


@dataclass(slots=True)
class Front:
    """What serving people in Discord works with. `open_desk` binds everything to whoever asks, and where.

    `chat` gives the chat of a server, by its id. `typing` limits how often somebody is offered something while they
    type. `samples` makes a briefing of the sample articles.
    """

    account: Account
    chat: Callable[[str], DiscordChat]
    directory: Directory
    open_desk: Callable[[Asking], Awaitable[RequestDesk]]
    handled: Callable[[str], Awaitable[Handled]]
    talker: Talker
    answers: Answering
    turns: Turns
    typing: Limits
    clock: Callable[[], datetime]
    zone: str = "UTC"
    samples: Callable[[], Awaitable[Document | None]] | None = None
    _taken: OrderedDict[str, None] = field(default_factory=OrderedDict)

    def arrived(self, seen: Seen) -> Seen:
        """Who asks where, as of now: for what takes a while before `serve`."""
        return replace(seen, turn=Turn(self.turns.ticks()))

    async def asking(self, seen: Seen) -> Asking:
        """Who asks where, with the rights that they have now. Whoever it is, the intranet is none of theirs."""
        await self.directory.keep(seen)
        person = self.directory.person(seen)
        return Asking(
            seen.workspace, seen.channel, person, seen.private, direct=seen.direct, shared=True, turn=seen.turn
        )

    async def at_home(self, seen: Seen) -> Seen | None:
        """Where it was typed, with the server that it is about; None for a direct message about none that is known."""
        if seen.server:
            await self.directory.was_at(seen)
            return seen
        return await self.directory.at_home(seen)

    async def found_home(self, seen: Seen, refuse: Refuse, *, shown: bool = False) -> Seen | None:
        """The same; where there is none, or that cannot be found out, whoever asked is told so.

        Finding out costs requests: whoever writes directly is counted before. `shown` is as in `Turns.serve`.
        """
        direct = f"direct:{seen.person}"
        if not seen.server and not await self.turns.admits(direct, seen.person, refuse, shown=shown):
            return None
        try:
            home = await self.at_home(seen)
        except StoreError as error:
            await refuse(notice("store_failed", error=str(error)))
        except ChatError as error:
            log.warning("Discord: whose direct message it is cannot be found out: %s", error)
            await refuse(
                notice("chat_refused", error="Discord does not say in which servers you are: try again in a minute")
            )
        else:
            if home is None:
                await refuse(notice("chat_no_home", command=COMMAND))
            return home
        return None

    def takes(self, interaction: str) -> bool:
        """Whether this interaction, by its id, was not taken up before: some are delivered twice."""
        if interaction in self._taken:
            return False
        self._taken[interaction] = None
        while len(self._taken) > _TAKEN:
            self._taken.popitem(last=False)
        return True

    async def begins(
        self, reply: Reply, seen: Seen, *, press: bool = False, is_open: bool = False, cheap: bool = False
    ) -> bool:
        """Whether what was typed or pressed is to be served: it is acknowledged then, else nothing is left to do.

        Of a `press` on what somebody sees nothing is shown meanwhile; the answer is for all where it `is_open`. Who
        must wait with questions may still do what is `cheap`.
        """
        if not self.takes(reply.id):
            return False
        if self.turns.makes_wait(seen.person, press=cheap):
            await self.answers.turn_away(reply)
            return False
        return await self.answers.acknowledge(reply, press=press, is_open=is_open)

    async def open_form(self, reply: Reply, form: Payload) -> None:
        """Show a form, once."""
        if self.takes(reply.id):
            await self.answers.open_form(reply, form)

    async def first(self, seen: Seen, key: str) -> bool:
        """Whether this event was not taken up before, by this process or another."""
        return await (await self.handled(seen.workspace)).first(key, self.clock())

    async def serve(
        self,
        seen: Seen,
        work: Callable[[Seen], Awaitable[Send | None]],
        refuse: Refuse,
        *,
        press: bool = False,
        shown: bool = False,
    ) -> None:
        """Do the work for this person when it is their turn, as `Turns.serve`; it is given who asks, with that turn."""
        await self.turns.serve(
            seen.workspace,
            seen.person,
            lambda turn: work(replace(seen, turn=turn)),
            refuse,
            press=press,
            shown=shown,
            asked=seen.turn.asked if seen.turn else None,
        )
