"""What the values of settings may be; guards that one that cannot be used is told in a line that never repeats a token.

Each function gives the value as it is used. Raises ValueError for what cannot be.
"""

import re
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, SecretStr

from bot.domain.errors import InputError
from bot.domain.schedule import zone_of

SLASH_COMMAND = r"/[a-z0-9_-]{1,31}"
SLASH_COMMAND_IS = "a slash and up to 31 small letters, figures, - or _"
_HTTPS_OR_OWN = r"(https://[a-z0-9.-]+|http://(127\.0\.0\.1|localhost)(:\d{1,5})?)"
_DISCORD_TOKEN = re.compile(r"[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+")
_SHORTEST_TOKEN, _LONGEST_TOKEN = 50, 200  # characters


def listed(value: str) -> tuple[str, ...]:
    """The parts of a setting that are separated by commas."""
    return tuple(part.strip() for part in value.split(",") if part.strip())


def _database(value: str) -> str:
    if not value.startswith(("sqlite:///", "postgresql://")):
        raise ValueError("it must begin with sqlite:/// or postgresql://")
    return value


def _level(value: str) -> str:
    if value.lower() not in {"debug", "info", "warning", "error"}:
        raise ValueError("it must be debug, info, warning or error")
    return value.lower()


def _zone(value: str) -> str:
    try:
        return zone_of(value).key
    except InputError as error:
        raise ValueError(str(error)) from None


def _ports(value: str) -> str:
    if any(not part.isdecimal() or not 0 < int(part) < 65_536 for part in listed(value)):
        raise ValueError("it must hold numbers from 1 to 65535, separated by commas")
    return value


def _ids(value: str) -> str:
    if any(not re.fullmatch(r"[0-9]{1,20}", part) for part in listed(value)):
        raise ValueError("it must hold ids, which are figures alone, separated by commas")
    return value


def _command(value: str) -> str:
    if not re.fullmatch(SLASH_COMMAND, value):
        raise ValueError(f"it must be {SLASH_COMMAND_IS}")
    return value


def _proxy(value: SecretStr | None) -> SecretStr | None:
    if value is not None and not value.get_secret_value().startswith(("http://", "https://")):
        raise ValueError("it must begin with http:// or https://")
    return value


def _discord_token(value: object) -> str | None:
    """Without the blanks around it: it is pasted."""
    if value is None:
        return None
    said = (value.get_secret_value() if isinstance(value, SecretStr) else str(value)).strip()
    if said.lower().startswith("bot "):
        raise ValueError("it must be the token alone, without the word Bot before it")
    if not _SHORTEST_TOKEN <= len(said) <= _LONGEST_TOKEN or not _DISCORD_TOKEN.fullmatch(said):
        raise ValueError("it must be the token that Discord shows once, on the page Bot: three parts with dots between")
    return said


def api_like(value: str, usual: str) -> str:
    """The address of a chat: encrypted, or on this machine, with the path of the usual one. A token goes there."""
    if not re.fullmatch(_HTTPS_OR_OWN + re.escape(usual[usual.index("/api") :]), value):
        raise ValueError(f"it must be such as {usual}")
    return value


DatabaseUrl = Annotated[str, AfterValidator(_database)]
LogLevel = Annotated[str, AfterValidator(_level)]
TimeZone = Annotated[str, AfterValidator(_zone)]
Ports = Annotated[str, AfterValidator(_ports)]
Ids = Annotated[str, AfterValidator(_ids)]
SlashCommand = Annotated[str, AfterValidator(_command)]
Proxy = Annotated[SecretStr | None, AfterValidator(_proxy)]
DiscordToken = Annotated[SecretStr | None, BeforeValidator(_discord_token)]
