"""The composition of Slack: its client, its chat, what people ask there. Guards that a bad token is found at start."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from functools import partial

from bot.adapters.slack.account import Account, sign_in, socket_address
from bot.adapters.slack.answering import Answering
from bot.adapters.slack.asked import is_of_a_flood
from bot.adapters.slack.chat import SlackChat
from bot.adapters.slack.client import SlackClient, client
from bot.adapters.slack.connection import Connection, Patience
from bot.adapters.slack.front import Front
from bot.adapters.slack.listeners import slack_app
from bot.adapters.slack.people import Directory, Seen
from bot.adapters.slack.replies import Removed
from bot.adapters.slack.seal import Seal
from bot.adapters.storage.database import Database
from bot.app import delivering
from bot.app.chats import desks, samples, turns
from bot.app.running import Bot
from bot.domain.errors import ChatBusy, ChatError, ChatRefused, ChatUnclear, InputError
from bot.services.deliver.terms import Outlet
from bot.services.ports import Channels, Handled
from bot.services.requests import Asking, RequestDesk, Talker, serve
from bot.settings import Settings

log = logging.getLogger(__name__)

_TRIES = 6  # at start, while Slack cannot be reached
_PATIENCE = 2.0  # seconds that answers under way have at the end, before whoever waits for one is told
_WAIT = 2.0  # seconds, and each time twice as long


@dataclass(slots=True)
class InSlack:
    """The bot in one Slack workspace: who it is there, how it posts, and its connection."""

    account: Account
    chat: SlackChat
    directory: Directory
    patience: Patience = field(default_factory=Patience)
    probing: float = 60.0  # seconds between two looks whether the app, which was removed, is there again

    @property
    def outlet(self) -> Outlet:
        """How the workspace is posted to."""
        return Outlet(self.chat, f"slack:{self.account.bot}")

    async def look(self, workspace: str, channel: str) -> None:
        """Find out what a channel is before something is made for it."""
        if workspace == self.account.workspace:
            await self.directory.facts(Seen(channel, ""))


@asynccontextmanager
async def signed_in(opened: Database, given: Settings, times: delivering.Times) -> AsyncIterator[InSlack]:
    """The bot, signed in with both tokens. Raises InputError, in one line, where one is no good."""
    async with _client(given) as made:
        try:
            account = await _signed_in(made, times)
        except InputError as error:
            if isinstance(error.__cause__, Removed):
                await _removed_meanwhile(opened, times)
            raise

        async def channels() -> Channels:
            return (await opened.workspace(account.workspace)).channels

        chat = SlackChat(made, account, given.slack_admins, given.newsbot_slack_command)
        yield InSlack(account, chat, Directory(made, account, channels, times.clock))


@dataclass(slots=True)
class _Membership:
    """Whether the app is in its workspace: what follows when it is removed, and when it comes back."""

    here: InSlack
    bot: Bot
    outlets: dict[str, Outlet]
    front: Front
    looking: asyncio.Task[None] | None = None

    async def joined(self) -> None:
        """It is there: its channels are delivered to."""
        workspace = self.here.account.workspace
        await self.bot.opened.operations.back(workspace)
        self.outlets[workspace] = self.here.outlet
        self.front.closed = False

    async def left(self, reason: str) -> None:
        """It was removed: nothing is delivered, and after the grace time its data is erased."""
        log.warning("Slack: %s; nothing is posted there any more", reason)
        workspace = self.here.account.workspace
        await self.bot.opened.operations.gone(workspace, self.bot.times.clock())
        self.outlets.pop(workspace, None)
        self.front.closed = True
        if self.looking is None or self.looking.done():
            self.looking = asyncio.create_task(self._look())

    async def refused(self, error: ChatRefused) -> None:
        """No connection is to be had any more: what people ask does not arrive."""
        log.warning("Slack: %s", error)
        self.outlets.pop(self.here.account.workspace, None)

    async def _look(self) -> None:
        """Until the token is good again: then all is as it was."""
        while self.front.closed:
            await asyncio.sleep(self.here.probing)
            try:
                await sign_in(self.here.chat.client, self.bot.times.clock())
            except ChatError:
                continue
            log.warning("Slack: the app is in the workspace again")
            await self.joined()


@asynccontextmanager
async def listening(here: InSlack, bot: Bot, outlets: dict[str, Outlet]) -> AsyncIterator[Connection]:
    """What people ask is answered until this is left; what the workspace has removed is delivered nothing any more."""
    front = _front(here, bot)
    member = _Membership(here, bot, outlets, front)
    drops = partial(is_of_a_flood, front)
    connection = Connection(slack_app(front, member.left), here.chat.client, here.patience, member.refused, drops)
    bot.signs.hear("slack", lambda: connection.is_open)
    bot.signs.count("chat_connections_replaced", lambda: connection.replaced)
    bot.signs.count("chat_plain_messages", lambda: here.chat.plain_sent)
    await member.joined()
    log.info("Slack: signed in to %s", here.account.team)
    task = asyncio.create_task(connection.keep_open())
    try:
        yield connection
    finally:
        tasks = [one for one in (task, member.looking) if one is not None]
        for one in tasks:
            one.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await front.turns.finish(_PATIENCE)


def _front(here: InSlack, bot: Bot) -> Front:
    account, given = here.account, bot.given

    def fitted(_asking: Asking, desk: RequestDesk) -> RequestDesk:
        return replace(desk, command=given.newsbot_slack_command, link=account.link)

    async def handled() -> Handled:
        return (await bot.opened.workspace(account.workspace)).handled

    return Front(
        account=account,
        chat=here.chat,
        directory=here.directory,
        open_desk=desks(bot, fitted),
        handled=handled,
        talker=Talker(serve),
        answers=Answering(account, here.chat, bot.pacer, given.newsbot_slack_command),
        seal=Seal.of(here.chat.client.web.token or ""),
        turns=turns(bot),
        clock=bot.times.clock,
        command=given.newsbot_slack_command,
        zone=given.newsbot_time_zone,
        samples=lambda: samples(bot),
    )


@asynccontextmanager
async def _client(given: Settings) -> AsyncIterator[SlackClient]:
    tokens = given.slack_tokens
    if tokens is None:
        raise InputError("no token for Slack is set")
    proxy = given.newsbot_proxy.get_secret_value() if given.newsbot_proxy else None
    async with client(*tokens, proxy, given.newsbot_slack_api) as made:
        yield made


async def _removed_meanwhile(opened: Database, times: delivering.Times) -> None:
    """The app was removed while the bot was down: what it stored of that workspace is not kept for ever.

    Whose token it was, Slack does not say any more; where there is one workspace of Slack, it was that.
    """
    of_slack = [one.key for one in await opened.operations.tenants() if one.key.startswith("slack:")]
    if len(of_slack) == 1:
        await opened.operations.gone(of_slack[0], times.clock())


async def _signed_in(made: SlackClient, times: delivering.Times) -> Account:
    """While Slack cannot be reached, some tries: after a restart of the machine the network may come later."""
    wait = _WAIT
    for left in reversed(range(_TRIES)):
        try:
            account = await sign_in(made, times.clock())
            await socket_address(made)
        except ChatRefused as error:
            raise InputError(f"{error}: so the bot cannot run in Slack") from error
        except (ChatBusy, ChatUnclear) as error:
            if not left:
                raise InputError(f"{error}: so the bot cannot run in Slack") from error
            log.warning("%s; it is tried again", error)
        else:
            return account
        await asyncio.sleep(wait)
        wait *= 2
    raise InputError("Slack cannot be reached")


async def checks(opened: Database, given: Settings) -> dict[str, str]:
    """What `newsbot doctor` finds out in Slack."""
    from bot.adapters.slack.checks import checks as found  # noqa: PLC0415 - doctor alone needs it

    async with _client(given) as made:
        try:
            account = await sign_in(made, delivering.Times().clock())
        except ChatError as error:
            return {"slack": f"fails: {error}"}
        subscriptions = await (await opened.workspace(account.workspace)).subscriptions.all()
        channels = [one.channel for one in subscriptions if not one.schedule.is_off]
        return await found(made, account, channels)
