"""What Slack's errors mean: refused, busy, or unclear. Guards that nothing unknown counts as "not posted".

The codes are those of docs.slack.dev for chat.postMessage, conversations.history and auth.test.
"""

from collections.abc import Mapping
from typing import Any

from bot.domain.errors import ChatBusy, ChatError, ChatRefused, ChatUnclear, Reach

BUSY = frozenset({"ratelimited", "rate_limited", "message_limit_exceeded"})
MALFORMED = frozenset(
    "invalid_blocks invalid_blocks_format msg_blocks_too_many msg_blocks_too_long msg_too_long no_text "
    "invalid_arguments invalid_attachments metadata_too_large invalid_metadata_format invalid_metadata_schema".split()
)
_ASK_FOR_INVITE = "the bot is not in the channel: type /invite and its name there"
_CHANNEL = {
    "channel_not_found": "the channel is not there any more, or is private and the bot is not in it",
    "is_archived": "the channel is archived",
    "is_inactive": "the channel is archived",
    "restricted_action": "a rule of the workspace keeps apps from posting there",
    "ekm_access_denied": "the organisation's key management keeps apps from posting there",
    "cannot_dm_bot": "a bot cannot be written to",
    "used_url": "the answer came too late, or was one too many",
    "expired_url": "the answer came too late",
    "user_disabled": "the person has left the workspace",
    "user_not_found": "no such person is in the workspace",
    "invalid_thread_ts": "the message that it belongs under is none",
    "thread_not_found": "the message that it belongs under is not there any more",
    "method_not_supported_for_channel_type": "nothing can be posted in a channel of that kind",
}
_REINSTALL = "install the app again and set SLACK_BOT_TOKEN to its new token"
_BOT = {
    "token_revoked": f"Slack says that the token was revoked: {_REINSTALL}",
    "token_expired": f"Slack says that the token has expired: {_REINSTALL}",
    "account_inactive": f"Slack says that the app was removed or switched off: {_REINSTALL}",
    "invalid_auth": "Slack does not know the token: set SLACK_BOT_TOKEN to the one that begins with xoxb-",
    "not_authed": "no token was sent: set SLACK_BOT_TOKEN",
    "not_allowed_token_type": "another kind of token is needed: a bot token begins with xoxb-, an app token with xapp-",
    "team_access_not_granted": f"the app has no access to the workspace: {_REINSTALL}",
    "org_login_required": "the workspace is being moved to an organisation: try again later",
    "access_denied": "Slack denies access, perhaps for the address that the bot connects from",
    "two_factor_setup_required": "the workspace asks for two-factor authentication to be set up",
}


class Malformed(ChatRefused):
    """Slack does not take the message as it is made; it may take another."""


class Removed(ChatRefused):
    """The workspace has removed the app, or revoked its token."""


class ThreadGone(ChatRefused):
    """The message that it belongs under is not there any more: somebody has deleted it."""


class NoConnection(ChatBusy):
    """Slack could not be connected to, so that nothing was sent."""

    def __str__(self) -> str:
        return "Slack cannot be reached from here: check the network, and NEWSBOT_PROXY where there is a proxy"


class PlaceLost(ChatUnclear):
    """Slack does not know any more how far was read."""


class MayNot(ChatRefused):
    """The app lacks a permission, or is not in the channel: others may succeed where this did not."""


_KINDS: dict[str, type[ChatRefused]] = {
    "thread_not_found": ThreadGone,
    "invalid_thread_ts": ThreadGone,
    "token_revoked": Removed,
    "account_inactive": Removed,
}


def raise_for(status: int, headers: Mapping[str, str], data: Any, reach: Reach = Reach.CHANNEL) -> dict[str, Any]:  # noqa: ANN401 - what strangers sent
    """The reply's data where all went well; `reach` is whom a wait concerns. Raises ChatError where it did not."""
    if status == 429:
        raise ChatBusy(_seconds(headers), reach)
    if status >= 500 or not isinstance(data, dict):
        raise ChatUnclear(f"Slack answered with {status}")
    if data.get("ok") is True:
        return data
    raise meaning_of(str(data.get("error") or f"status {status}"), headers, data, reach)


def meaning_of(code: str, headers: Mapping[str, str], data: Mapping[str, Any], reach: Reach) -> ChatError:
    """The error that a code stands for."""
    if code in BUSY:
        return ChatBusy(_seconds(headers), reach)
    if code in MALFORMED:
        return Malformed(f"Slack does not take the message: {code}")
    if code in _BOT:
        return _KINDS.get(code, ChatRefused)(_BOT[code], Reach.BOT)
    if code == "missing_scope":
        needed = str(data.get("needed") or "another scope")[:200]
        return MayNot(f"the app lacks the permission {needed}: add it and install the app again", Reach.BOT)
    if code in {"not_in_channel", "no_permission"}:
        return MayNot(_ASK_FOR_INVITE, Reach.CHANNEL)
    known = "restricted_action" if code.startswith("restricted_action") else code
    if known in _CHANNEL:
        return _KINDS.get(code, ChatRefused)(_CHANNEL[known], Reach.CHANNEL)
    # Of fatal_error, internal_error, service_unavailable Slack says itself that some of it may have been done.
    unclear = PlaceLost if code == "invalid_cursor" else ChatUnclear
    return unclear(f"Slack answered with {code[:100]}")


_UNSAID = 30.0  # seconds to wait where Slack does not say how long


def _seconds(headers: Mapping[str, str]) -> float:
    said = {name.lower(): value for name, value in headers.items()}
    try:
        return float(said.get("retry-after", _UNSAID))
    except ValueError:
        return _UNSAID
