"""Which request to Discord does what. Guards that what is not there is not answered."""

import re
from collections.abc import Callable

from tests.fakes.discord import interactions, posting, reading, threads
from tests.fakes.discord.posting import Ask
from tests.fakes.discord.world import World

PLAIN: dict[str, Callable[[World, Ask], object]] = {
    "GET /users/@me": reading.me,
    "GET /users/@me/guilds": reading.guilds,
    "GET /users/{user}": reading.user,
    "GET /oauth2/applications/@me": reading.application,
    "GET /applications/@me": reading.application,
    "POST /users/@me/channels": reading.open_dm,
    "GET /guilds/{guild}": reading.guild,
    "GET /guilds/{guild}/channels": reading.guild_channels,
    "GET /guilds/{guild}/roles": reading.roles,
    "GET /guilds/{guild}/threads/active": reading.active_threads,
    "GET /guilds/{guild}/members/{user}": reading.member,
    "GET /channels/{channel}": reading.channel,
    "GET /channels/{channel}/messages": reading.history,
    "GET /channels/{channel}/messages/{message}": reading.message,
    "POST /channels/{channel}/messages": posting.post,
    "PATCH /channels/{channel}/messages/{message}": posting.edit,
    "DELETE /channels/{channel}/messages/{message}": posting.delete,
    "POST /channels/{channel}/messages/{message}/crosspost": posting.crosspost,
    "POST /channels/{channel}/messages/{message}/threads": threads.from_message,
    "POST /channels/{channel}/threads": threads.without_message,
    "PATCH /channels/{channel}": threads.change,
    "PUT /channels/{channel}/thread-members/@me": threads.join,
    "POST /channels/{channel}/typing": posting.typing,
    "PUT /channels/{channel}/messages/{message}/reactions/{emoji}/@me": posting.react,
}
ANSWERS: dict[str, Callable[[World, dict[str, interactions.Interaction], Ask], object]] = {
    "POST /interactions/{interaction}/{token}/callback": interactions.call_back,
    "POST /webhooks/{app}/{token}": interactions.follow_up,
    "GET /webhooks/{app}/{token}/messages/{message}": interactions.get_answer,
    "PATCH /webhooks/{app}/{token}/messages/{message}": interactions.edit_answer,
    "DELETE /webhooks/{app}/{token}/messages/{message}": interactions.delete_answer,
}
GATEWAYS = ("GET /gateway", "GET /gateway/bot")
_COMMANDS = tuple(
    f"{verb} /applications/{{app}}{where}/commands"
    for verb in ("GET", "PUT", "POST")
    for where in ("", "/guilds/{guild}")
)


def _pattern(route: str) -> re.Pattern[str]:
    return re.compile(re.sub(r"\{(\w+)\}", r"(?P<\1>[^/]+)", route))


_ROUTES = [(route, _pattern(route)) for route in (*PLAIN, *ANSWERS, *GATEWAYS, *_COMMANDS)]


def match(method: str, path: str) -> tuple[str, dict[str, str]] | None:
    """The route of a request, and the ids in its path."""
    for route, pattern in _ROUTES:
        if (found := pattern.fullmatch(f"{method} {path}")) is not None:
            return route, found.groupdict()
    return None
