"""What Slack sends, to what takes it up; guards that everything is acknowledged within Slack's three seconds.

Nothing is done before it is acknowledged but what an acknowledgement says. What the bot has no use for is taken, too:
left unanswered, Slack would show a failure to whoever pressed it.
"""

import asyncio
import logging
import re
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from slack_bolt.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_sdk.web.async_client import AsyncWebClient

from bot.adapters.slack import asked, home, pressed
from bot.adapters.slack.buttons import OPENING, SAMPLE, STORY
from bot.adapters.slack.front import Front
from bot.adapters.slack.incoming import id_at, members, of_click, part, text_at
from bot.adapters.slack.manifest import ASK_ABOUT_LINK
from bot.adapters.slack.people import Seen
from bot.adapters.slack.submitted import submitted
from bot.domain.errors import NewsbotError

log = logging.getLogger(__name__)

Body = Mapping[str, Any]
Ack = Callable[..., Awaitable[Any]]
Take = Callable[[Front, Body], Awaitable[None]]
Gone = Callable[[str], Awaitable[None]]  # told why the bot is no longer in the workspace


def slack_app(front: Front, gone: Gone) -> AsyncApp:
    """The app with all that it listens to; `gone` is called where the workspace has removed it."""
    app = AsyncApp(
        client=AsyncWebClient(),
        authorize=_authorized(front),
        request_verification_enabled=False,  # Socket Mode: what comes over the connection is Slack's
        attaching_conversation_kwargs_enabled=False,
        name="newsbot",
        logger=quiet_log(),
    )
    app.error(_broken)
    _listen_to_commands(app, front)
    _listen_to_events(app, front, gone)
    _listen_to_presses(app, front)
    return app


async def _broken(error: Exception) -> None:
    """Where the SDK fails on what it was sent: its own log would show all of that."""
    log.warning("Slack: what it has sent could not be read: %s", type(error).__name__)


def quiet_log() -> logging.Logger:
    """What the SDK's own loggers are made after. Below errors, they tell what people wrote, word for word."""
    made = logging.getLogger("slack_bolt")
    made.setLevel(max(made.level, logging.ERROR))
    return made


def _authorized(front: Front) -> Callable[..., Awaitable[AuthorizeResult]]:
    """Who the bot is was asked at start: no event waits for that. It uses its own client, whatever is set around it."""
    account = front.account

    async def authorize() -> AuthorizeResult:
        return AuthorizeResult(enterprise_id=None, team_id=account.team, bot_user_id=account.user, bot_id=account.bot)

    return authorize


async def _taken(take: Take, front: Front, body: Body) -> None:
    """What goes wrong ends here, in the log: the others are served."""
    try:
        with front.turns.at_work():
            await take(front, body)
    except NewsbotError as error:
        log.warning("Slack: %s", error)
    except asyncio.CancelledError:
        raise
    except Exception:
        log.exception("what Slack has sent could not be served")


def _listen_to_commands(app: AsyncApp, front: Front) -> None:
    async def command(ack: Ack, body: Body) -> None:
        await ack()
        await _taken(asked.slash, front, body)

    app.command(re.compile("/.*"))(command)  # by whatever name it is installed

    async def shortcut(ack: Ack, body: Body) -> None:
        await ack()
        if text_at(body, "callback_id") == ASK_ABOUT_LINK:
            await _taken(asked.shortcut, front, body)

    app.shortcut(re.compile(".*"))(shortcut)


def _listen_to_events(app: AsyncApp, front: Front, gone: Gone) -> None:
    def on(name: str, take: Take) -> None:
        async def event(body: Body) -> None:
            await _taken(take, front, body)

        app.event(name)(event)

    async def shared(front: Front, body: Body) -> None:
        """With one company less, it may be shared with others still: that is asked."""
        channel, is_more = id_at(body, "event", "channel"), text_at(body, "event", "type") == "channel_shared"
        if channel:
            await front.directory.facts(Seen(channel, "", shared=True if is_more else None), anew=True)

    async def removed(front: Front, body: Body) -> None:
        revoked = part(body, "event", "tokens").get("bot")
        is_revoked = isinstance(revoked, list) and front.account.user in revoked
        if text_at(body, "event", "type") == "app_uninstalled" or is_revoked:
            await gone("the app was removed from the workspace")

    on("app_mention", asked.mention)
    on("message", asked.message)
    on("app_home_opened", home.opened)
    on("member_joined_channel", asked.joined)
    on("channel_shared", shared)
    on("channel_unshared", shared)
    on("app_uninstalled", removed)
    on("tokens_revoked", removed)

    async def others() -> None:
        """Events of no use here."""

    app.event(re.compile(".*"))(others)


def _listen_to_presses(app: AsyncApp, front: Front) -> None:
    takes: dict[str, Take] = dict.fromkeys(STORY, pressed.story)
    takes |= dict.fromkeys(OPENING, pressed.opened)
    takes |= {"share": pressed.share, SAMPLE[0]: pressed.sample}

    async def press(ack: Ack, body: Body) -> None:
        await ack()
        action = next(iter(members(body, "actions")), {})
        take, seen = takes.get(text_at(action, "action_id")), of_click(body)
        if take is not None and seen.person and (seen.channel or part(body, "view")):
            await _taken(take, front, body)

    app.action(re.compile(".*"))(press)

    async def view(ack: Ack, body: Body) -> None:
        await _taken(lambda front, body: submitted(front, ack, body), front, body)

    app.view(re.compile(".*"))(view)
