"""What Discord's errors mean: refused, busy, or unclear. Guards that nothing unknown counts as "not posted".

The codes are those of Discord's documentation, "Opcodes and Status Codes", "JSON error codes".
"""

from bot.domain.errors import ChatBusy, ChatError, ChatRefused, ChatUnclear, Reach

NO_TOKEN = (
    "Discord does not know the token: set DISCORD_BOT_TOKEN to the one under Bot, Reset Token, of the application"  # noqa: S105
)
_UNREACHABLE = 30.0  # seconds until Discord is tried again
_BANNED = 600.0  # seconds, where not Discord but what stands before it asks to wait and does not say how long
_CHANNEL = {
    10003: "the channel is not there any more",
    10004: "the bot is not in the server any more",
    40067: "a forum takes no messages by themselves: choose a text channel",
    50001: "the bot cannot see the channel: give it View Channel there",
    50007: "the person takes no direct messages from the bot",
    50008: "nothing can be posted in a channel of that kind",
    50013: "the bot may not do that there: give it Send Messages, Embed Links, Read Message History, and for threads "
    "Create Public Threads and Send Messages in Threads",
    50278: "the person takes no direct messages from the bot",
    160005: "the thread is locked",
}
_REFUSED = frozenset({400, 401, 403, 404, 405})  # with these, nothing was done
_MALFORMED = frozenset({50006, 50035, 200000, 200001, 240000})
_LATE = frozenset({10015, 10062, 40060, 50027})
_NOBODY = frozenset({10007, 10013, 50033})
ALREADY = frozenset({40033, 160004})  # published, or with a thread, already


class Malformed(ChatRefused):
    """Discord does not take the message as it is made; it may take another."""


class MayNot(ChatRefused):
    """The bot lacks a permission there."""


class MessageGone(ChatRefused):
    """The message that it belongs under is not there any more: somebody has deleted it."""


class TooLate(ChatRefused):
    """Whoever pressed or typed something is not waiting for its answer any more, or it was answered."""


class Already(ChatRefused):
    """That was done before."""


class NobodyThere(ChatRefused):
    """There is no such person, or none of that server: that says nothing of others."""


class NoConnection(ChatBusy):
    """Discord could not be connected to, so that nothing was sent."""

    def __init__(self) -> None:
        super().__init__(_UNREACHABLE, Reach.BOT)

    def __str__(self) -> str:
        return "Discord cannot be reached from here: check the network, and NEWSBOT_PROXY where there is a proxy"


class NoReply(MayNot):
    """The bot may not answer a message there, but may post by itself."""


class Banned(ChatBusy):
    """Not Discord but what stands before it refuses everything from this address, for `left` seconds."""

    def __init__(self, left: float = _BANNED) -> None:
        super().__init__(left, Reach.BOT)


class ChannelGone(ChatRefused):
    """There is no such channel, or thread."""


_KINDS: dict[int, tuple[type[ChatRefused], str]] = {
    10003: (ChannelGone, _CHANNEL[10003]),
    **dict.fromkeys(_NOBODY, (NobodyThere, "there is nobody of that id")),
    10008: (MessageGone, "the message is not there any more"),
    50001: (MayNot, _CHANNEL[50001]),
    50013: (MayNot, _CHANNEL[50013]),
    160002: (NoReply, "the bot may not answer a message there: give it Read Message History"),
    **dict.fromkeys(ALREADY, (Already, "that was done before")),
    **dict.fromkeys(_LATE, (TooLate, "the answer came too late, or was one too many")),
}


def meaning_of(status: int, said: object, reach: Reach) -> ChatError:
    """The error that a status and a code, as Discord said it, stand for.

    The token of an interaction that is over is answered with 401, too: the code tells it from the bot's own.
    """
    code = said if isinstance(said, int) else 0
    if status == 429:
        return Banned()
    if status not in _REFUSED:
        return ChatUnclear(f"Discord answered with {status}")
    if code in _KINDS:
        kind, reason = _KINDS[code]
        return kind(reason)
    if code in _MALFORMED:
        return Malformed(f"Discord does not take the message: {code}")
    if status == 401:
        return ChatRefused(NO_TOKEN, Reach.BOT)
    reason = _CHANNEL.get(code, f"Discord refuses that: {status}, code {code}")
    return (MayNot if status == 403 and code not in _CHANNEL else ChatRefused)(
        reason, Reach.CHANNEL if reach is Reach.BOT else reach
    )
