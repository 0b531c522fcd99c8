"""The composition of Slack: its client, its chat, what people ask there. Guards that a bad token is found at start."""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from io import BytesIO

from bot.adapters.files import FileSource
from bot.adapters.slack.account import Account, sign_in, socket_address
from bot.adapters.slack.answering import Answering
from bot.adapters.slack.chat import SlackChat
from bot.adapters.slack.client import SlackClient, client
from bot.adapters.slack.connection import Connection, Patience
from bot.adapters.slack.front import Front
from bot.adapters.slack.listeners import slack_app
from bot.adapters.slack.people import Directory, Seen
from bot.adapters.slack.seal import Seal
from bot.adapters.storage.database import Database
from bot.app import SAMPLES, delivering, limits
from bot.app import intake as composing
from bot.app.running import Bot
from bot.domain.documents import Briefing, Document
from bot.domain.errors import ChatBusy, ChatError, ChatRefused, ChatUnclear, InputError
from bot.services.commands import briefing
from bot.services.deliver.terms import Outlet
from bot.services.ingest import load
from bot.services.limits import Limits
from bot.services.ports import Channels, Handled
from bot.services.requests import Asking, RequestDesk, Talker, serve
from bot.settings import Settings

log = logging.getLogger(__name__)

_PRESSES = 60  # of buttons a minute, by one person
_TRIES = 6  # at start, while Slack cannot be reached
_PATIENCE = 3.0  # seconds that answers under way have at the end
_WAIT = 2.0  # seconds, and each time twice as long


@dataclass(slots=True)
class InSlack:
    """The bot in one Slack workspace: who it is there, how it posts, and its connection."""

    account: Account
    chat: SlackChat
    directory: Directory
    patience: Patience = field(default_factory=Patience)

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
        account = await _signed_in(made, times)

        async def channels() -> Channels:
            return (await opened.workspace(account.workspace)).channels

        chat = SlackChat(made, account, given.slack_admins, given.newsbot_slack_command)
        yield InSlack(account, chat, Directory(made, account, channels, times.clock))


@asynccontextmanager
async def listening(here: InSlack, bot: Bot, outlets: dict[str, Outlet]) -> AsyncIterator[Connection]:
    """What people ask is answered until this is left; what the workspace has removed is delivered nothing any more."""
    account = here.account

    async def gone(reason: str) -> None:
        log.warning("Slack: %s; nothing is posted there any more", reason)
        await bot.opened.operations.gone(account.workspace, bot.times.clock())
        outlets.pop(account.workspace, None)

    async def refused(error: ChatRefused) -> None:
        outlets.pop(account.workspace, None)
        log.warning("Slack: %s", error)

    front = _front(here, bot)
    connection = Connection(slack_app(front, gone), here.chat.client, here.patience, refused)
    bot.signs.chats = lambda: connection.is_open
    bot.signs.counted["chat_connections_replaced"] = lambda: connection.replaced
    bot.signs.counted["chat_plain_messages"] = lambda: here.chat.plain_sent
    await bot.opened.operations.back(account.workspace)
    outlets[account.workspace] = here.outlet
    log.info("Slack: signed in to %s", account.team)
    task = asyncio.create_task(connection.keep_open())
    try:
        yield connection
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        await front.finish(_PATIENCE)


def _front(here: InSlack, bot: Bot) -> Front:
    account, given = here.account, bot.given
    questions, presses = limits(given), Limits(_PRESSES, 10 * _PRESSES, bot.times.ticks)

    async def handled() -> Handled:
        return (await bot.opened.workspace(account.workspace)).handled

    return Front(
        account=account,
        chat=here.chat,
        directory=here.directory,
        open_desk=_desks(here, bot),
        handled=handled,
        talker=Talker(serve),
        answers=Answering(account, here.chat, bot.pacer, given.newsbot_slack_command),
        seal=Seal.of(here.chat.client.web.token or ""),
        wait=lambda person: questions.wait(account.workspace, person),
        wait_press=lambda person: presses.wait(account.workspace, person),
        clock=bot.times.clock,
        ticks=bot.times.ticks,
        command=given.newsbot_slack_command,
        zone=given.newsbot_time_zone,
        samples=lambda: _samples(bot),
    )


async def _samples(bot: Bot) -> Document | None:
    """A briefing of the sample articles, which have a workspace of their own; None where they cannot be read."""
    given, now = bot.given, bot.times.clock()
    reader = await bot.opened.workspace(SAMPLES)
    report = await load(FileSource((str(given.seeds),), BytesIO()), reader.store, now)
    for one in report.failed:
        log.warning("the sample articles cannot be read from %s: %s", one.source, one.error)
    made = await briefing(reader, now, limit=given.newsbot_stories, words=given.newsbot_words_of_article)
    return made if isinstance(made, Briefing) else None


def _desks(here: InSlack, bot: Bot) -> Callable[[Asking], Awaitable[RequestDesk]]:
    """Opens what serving a request works with: bound anew each time, to the channel as it is then."""
    given, opened = bot.given, bot.opened

    async def open_desk(asking: Asking) -> RequestDesk:
        return RequestDesk(
            reader=await opened.workspace(asking.workspace, asking.channel or None),
            agenda=opened.agenda,
            web=bot.web,
            intake=lambda way: composing.intake(opened, way, given, bot.times.clock),
            clock=bot.times.clock,
            wait=lambda: 0.0,  # who asks too often was stopped at the front
            command=given.newsbot_slack_command,
            terms=delivering.terms(given),
            zone=given.newsbot_time_zone,
            stories=given.newsbot_stories,
            answer_days=given.newsbot_answer_days,
            words=given.newsbot_words_of_article,
            policy=given.policy,
            counted=bot.signs.metrics.asked,
            link=here.account.link,
        )

    return open_desk


@asynccontextmanager
async def _client(given: Settings) -> AsyncIterator[SlackClient]:
    tokens = given.slack_tokens
    if tokens is None:
        raise InputError("no token for Slack is set")
    proxy = given.newsbot_proxy.get_secret_value() if given.newsbot_proxy else None
    async with client(*tokens, proxy, given.newsbot_slack_api) as made:
        yield made


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
