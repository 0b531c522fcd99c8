"""The composition of Discord: its client, a chat for each server, questions. Guards that each server is its own."""

import asyncio
import logging
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field, replace
from functools import partial

from bot.adapters.discord.account import Account, link_in, server_of, sign_in, workspace_of
from bot.adapters.discord.answering import Answering
from bot.adapters.discord.budget import Sessions
from bot.adapters.discord.chat import DiscordChat
from bot.adapters.discord.client import DiscordClient, client
from bot.adapters.discord.commands import tree_of
from bot.adapters.discord.connection import Connection, Patience, quiet_logs
from bot.adapters.discord.front import COMMAND, Front
from bot.adapters.discord.gateway import Wiring
from bot.adapters.discord.history import Memory
from bot.adapters.discord.joined import welcome
from bot.adapters.discord.people import Directory
from bot.adapters.discord.publishing import Publishing
from bot.adapters.discord.registering import Registration
from bot.adapters.discord.serving import served
from bot.adapters.storage.database import Database
from bot.app import delivering
from bot.app.chats import desks, samples, turns
from bot.app.running import Bot
from bot.domain.errors import ChatBusy, ChatError, ChatRefused, ChatUnclear, InputError
from bot.services.deliver.terms import Outlet
from bot.services.limits import Limits
from bot.services.ports import Channels, Handled, Homes
from bot.services.requests import OF_SERVERS, Asking, RequestDesk, Talker
from bot.settings import Settings

log = logging.getLogger(__name__)

_OF_SERVER = 6  # requests of one server that are in work at a time
_TYPED = 240  # times in a minute that somebody is offered something while they type
_TRIES = 6  # at start, while Discord cannot be reached
_PATIENCE = 2.0  # seconds that answers under way have at the end, before whoever waits for one is told
_WAIT = 2.0  # seconds, and each time twice as long


@dataclass(slots=True)
class InDiscord:
    """The bot in Discord: who it is there, a chat for each server, and what is known of people and channels."""

    account: Account
    client: DiscordClient
    directory: Directory
    token: str = field(repr=False)
    admins: tuple[str, ...] = ()
    patience: Patience = field(default_factory=Patience)
    heartbeat: float = 60.0
    memory: Memory = field(default_factory=Memory)
    publishing: Publishing | None = None
    chats: dict[str, DiscordChat] = field(default_factory=dict)

    def chat(self, server: str) -> DiscordChat:
        """The chat of a server, by its id."""
        if server not in self.chats:
            self.chats[server] = DiscordChat(
                self.client, self.account, server, self.admins, COMMAND, self.memory, self.publishing
            )
        return self.chats[server]

    def outlet(self, server: str) -> Outlet:
        """How a server is posted to."""
        return Outlet(self.chat(server), self.account.bot)

    async def look(self, workspace: str, channel: str) -> None:
        """Find out what a channel is before something is made for it."""
        if (server := server_of(workspace)) and (seen := self.directory.servers.seen(server, channel)):
            await self.directory.keep(seen)


@asynccontextmanager
async def signed_in(opened: Database, given: Settings, times: delivering.Times) -> AsyncIterator[InDiscord]:
    """The bot, signed in. Raises InputError, in one line, where its token is no good."""
    quiet_logs()
    token = given.discord_bot_token
    if token is None:
        raise InputError("no token for Discord is set")
    async with AsyncExitStack() as stack:
        made = await _entered(stack, given, token.get_secret_value())
        account = await _account(made, times)
        homes: Homes = opened.homes(account.bot)

        async def channels(workspace: str) -> Channels:
            return (await opened.workspace(workspace)).channels

        directory = Directory(made, homes, channels, times.clock)
        publishing = Publishing(made, times.ticks)
        yield InDiscord(account, made, directory, token.get_secret_value(), given.discord_admins, publishing=publishing)


@dataclass(slots=True)
class _Membership:
    """In which servers the bot is: what follows when it is removed from one, and when it comes back."""

    here: InDiscord
    bot: Bot
    outlets: dict[str, Outlet]
    front: Front
    registration: Registration
    connection: Connection | None = None

    async def expected(self) -> None:
        """Servers that the bot was in when it ran last: they are delivered to before the gateway has told of them."""
        for one in await self.bot.opened.operations.tenants():
            if (server := server_of(one.key)) and one.gone_at is None:
                self.outlets[one.key] = self.here.outlet(server)

    async def began(self, servers: list[str]) -> None:
        """A session has begun. Servers that the bot was removed from while it was down are delivered nothing."""
        known = {one.key for one in await self.bot.opened.operations.tenants()}
        for server in servers:
            await self._enter(server)
            if workspace_of(server) not in known and self.connection and (gateway := self.connection.gateway):
                await self._greet(server, gateway.servers.writable(server))
        for key in known:
            if server_of(key) and server_of(key) not in servers:
                await self._leave(key)
        if self.connection and self.connection.gateway:
            await self.registration.begun(self.connection.gateway.tree)

    async def joined(self, server: str, channel: str | None) -> None:
        """The bot was added to a server, or one of its servers is back from an outage."""
        if workspace_of(server) in self.outlets:
            return
        await self._enter(server)
        await self._greet(server, channel)

    async def left(self, server: str) -> None:
        """It was removed: nothing is delivered, and after the grace time its data is erased."""
        log.warning("Discord: the bot was removed from the server %s; nothing is posted there any more", server)
        await self._leave(workspace_of(server))

    async def lost(self, server: str, channel: str) -> None:
        """A channel was deleted: if it was the last one for questions, they are answered everywhere again."""
        places = (await self.bot.opened.workspace(workspace_of(server))).places
        if channel in (named := await places.places()):
            await places.set(named - {channel})

    async def refused(self, error: ChatRefused) -> None:
        """No connection is to be had any more: what people ask does not arrive."""
        log.warning("Discord: %s", error)
        for key in [key for key in self.outlets if server_of(key)]:
            self.outlets.pop(key)

    async def _enter(self, server: str) -> None:
        await self.bot.opened.operations.back(workspace_of(server))
        self.outlets[workspace_of(server)] = self.here.outlet(server)

    async def _leave(self, workspace: str) -> None:
        await self.bot.opened.operations.gone(workspace, self.bot.times.clock())
        self.outlets.pop(workspace, None)

    async def _greet(self, server: str, channel: str | None) -> None:
        if channel is None:
            log.info("Discord: in the server %s there is no channel that the bot may write to", server)
            return
        try:
            await welcome(self.front, server, channel)
        except ChatError as error:
            log.info("Discord: %s", error)


@asynccontextmanager
async def listening(here: InDiscord, bot: Bot, outlets: dict[str, Outlet]) -> AsyncIterator[Connection]:
    """What people ask is answered until this is left."""
    front = _front(here, bot)
    memory = bot.opened.memory(here.account.bot)
    member = _Membership(here, bot, outlets, front, Registration(here.client, here.account.app, memory))
    proxy = bot.given.newsbot_proxy.get_secret_value() if bot.given.newsbot_proxy else None
    wiring = Wiring(front, member, tree_of, proxy, here.heartbeat)
    connection = Connection(
        here.client, here.token, wiring, Sessions(memory), bot.times.clock, here.patience, member.refused
    )
    member.connection = connection
    here.client.pace = partial(bot.pacer.request, here.account.bot)
    await member.expected()
    bot.signs.hear("discord", lambda: connection.is_open)
    bot.signs.count("chat_connections_replaced", lambda: connection.replaced)
    bot.signs.count("chat_plain_messages", lambda: sum(one.plain_sent for one in here.chats.values()))
    log.info("Discord: signed in as %s", here.account.app)
    tasks = [asyncio.create_task(connection.keep_open())]
    tasks += [asyncio.create_task(here.publishing.keep_on())] if here.publishing else []
    try:
        yield connection
    finally:
        await front.turns.finish(_PATIENCE)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


def _front(here: InDiscord, bot: Bot) -> Front:
    async def handled(workspace: str) -> Handled:
        return (await bot.opened.workspace(workspace)).handled

    def fitted(asking: Asking, desk: RequestDesk) -> RequestDesk:
        server = server_of(asking.workspace)

        def say_places(channels: Sequence[str]) -> str:
            names = here.directory.servers.names(server, frozenset(channels))
            return ", ".join(f"#{name}" for name in names) or "another channel"

        return replace(
            desk,
            command=COMMAND,
            link=partial(link_in, server),
            policy=bot.given.discord_policy,
            place_words=OF_SERVERS,
            say_places=say_places,
        )

    return Front(
        account=here.account,
        chat=here.chat,
        directory=here.directory,
        open_desk=desks(bot, fitted),
        handled=handled,
        talker=Talker(served),
        answers=Answering(here.account, here.chat, bot.pacer),
        turns=turns(bot, _OF_SERVER),
        typing=Limits(_TYPED, _TYPED, bot.times.ticks),
        clock=bot.times.clock,
        zone=bot.given.newsbot_time_zone,
        samples=lambda: samples(bot),
    )


async def _entered(stack: AsyncExitStack, given: Settings, token: str) -> DiscordClient:
    """While Discord cannot be reached, some tries: after a restart of the machine the network may come later."""
    proxy = given.newsbot_proxy.get_secret_value() if given.newsbot_proxy else None
    wait = _WAIT
    for left in reversed(range(_TRIES)):
        try:
            return await stack.enter_async_context(client(token, proxy, given.newsbot_discord_api))
        except ChatRefused as error:
            raise InputError(f"{error}: so the bot cannot run in Discord") from error
        except (ChatBusy, ChatUnclear) as error:
            if not left:
                raise InputError(f"{error}: so the bot cannot run in Discord") from error
            log.warning("%s; it is tried again", error)
        await asyncio.sleep(wait)
        wait *= 2
    raise InputError("Discord cannot be reached")


async def _account(made: DiscordClient, times: delivering.Times) -> Account:
    try:
        return await sign_in(made, times.clock())
    except ChatError as error:
        raise InputError(f"{error}: so the bot cannot run in Discord") from error


async def checks(opened: Database, given: Settings) -> dict[str, str]:
    """What `newsbot doctor` finds out in Discord."""
    from bot.adapters.discord.checks import checks as looked  # noqa: PLC0415 - doctor alone needs it

    token, proxy = given.discord_bot_token, given.newsbot_proxy
    if token is None:
        raise InputError("no token for Discord is set")
    quiet_logs()
    try:
        way = client(token.get_secret_value(), proxy.get_secret_value() if proxy else None, given.newsbot_discord_api)
        async with way as made:
            account = await sign_in(made, delivering.Times().clock())
            tenants = [one.key for one in await opened.operations.tenants() if server_of(one.key)]
            channels = [(key, one) for key in tenants for one in await _scheduled(opened, key)]
            return await looked(made, account, channels)
    except ChatError as error:
        return {"discord": f"fails: {error}"}


async def _scheduled(opened: Database, workspace: str) -> list[str]:
    subscriptions = await (await opened.workspace(workspace)).subscriptions.all()
    return [one.channel for one in subscriptions if not one.schedule.is_off]
