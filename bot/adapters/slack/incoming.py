"""What people typed in Slack, as plain text, and where it came from; guards that nothing of it is markup any more.

What is of another type than it should be, or no id where one belongs, counts as not there.
Slack writes mentions, links and channels as `<…>` and escapes `&`, `<` and `>` in what is typed: both are undone here,
once, and nowhere else.
"""

import re
from collections.abc import Mapping
from typing import Any

from bot.adapters.slack.people import Seen
from bot.domain.text import storable

_LONGEST = 4000  # characters of a message that are read
_ATTACHED = 20  # attachments of a message that are looked at
_TOKEN = re.compile(r"<([^<>\s|][^<>|]{0,3000})(?:\|([^<>]{0,3000}))?>")
_ESCAPED = {"&lt;": "<", "&gt;": ">", "&amp;": "&"}
_IS_ESCAPED = re.compile("|".join(_ESCAPED))
_ID = re.compile(r"[A-Z0-9]{1,40}")
_STAMP = re.compile(r"[0-9]{1,12}\.[0-9]{1,8}")
_IN_PRIVATE = ("privategroup", "directmessage", "mpdm-")
_NAME = 100  # characters of a channel's name that are kept


def part(given: object, *path: str) -> Mapping[str, Any]:
    """The object that stands there; an empty one where none does."""
    for name in path:
        given = given.get(name) if isinstance(given, Mapping) else None
    return given if isinstance(given, Mapping) else {}


def members(given: object, name: str) -> list[Mapping[str, Any]]:
    """The objects in the array that stands there."""
    found = part(given).get(name)
    return [one for one in found if isinstance(one, Mapping)] if isinstance(found, list) else []


def text_at(given: object, *path: str) -> str:
    """The text that stands there; empty where none does."""
    found = part(given, *path[:-1]).get(path[-1])
    return found if isinstance(found, str) else ""


def id_at(given: object, *path: str) -> str:
    """The id of a person, a channel, a workspace; empty where what stands there is none."""
    found = text_at(given, *path)
    return found if _ID.fullmatch(found) else ""


def stamp_at(given: object, *path: str) -> str:
    """The id of a message, which is its time; empty where what stands there is none."""
    found = text_at(given, *path)
    return found if _STAMP.fullmatch(found) else ""


def typed(text: str, bot: str = "") -> str:
    """The text as it was typed, without mentions of people and with links as plain addresses.

    The mention of `bot`, by its user id, goes; of others their names stay, where Slack gives them.
    """

    def plain(found: re.Match[str]) -> str:
        inner, label = found.group(1), found.group(2)
        if inner.startswith("@"):
            return "" if inner[1:] == bot else (label or "")
        if inner.startswith("#"):
            return label or ""
        if inner.startswith("!"):
            return label or ""
        if inner.startswith(("mailto:", "tel:")):
            return label or inner.partition(":")[2]
        if not inner.startswith(("http://", "https://")):
            return label or inner
        is_name = label and "/" not in label and inner.partition("://")[2].rstrip("/") == label
        return label if label and is_name else inner  # whoever types a host's name has not asked for its page

    found = _TOKEN.sub(plain, storable(text[:_LONGEST]))
    return " ".join(_IS_ESCAPED.sub(lambda one: _ESCAPED[one.group()], found).split())


def links(message: Mapping[str, Any]) -> list[str]:
    """The web addresses in a message, in their order, each once."""
    found = [one.group(1) for one in _TOKEN.finditer(text_at(message, "text")[:_LONGEST])]
    for attachment in members(message, "attachments")[:_ATTACHED]:
        found += [text_at(attachment, name)[:_LONGEST] for name in ("from_url", "title_link")]
    web = [_IS_ESCAPED.sub(lambda one: _ESCAPED[one.group()], url) for url in found if url.startswith("http")]
    return list(dict.fromkeys(url for url in web if url.startswith(("http://", "https://"))))


def of_command(body: Mapping[str, Any]) -> Seen:
    """Where a slash command was typed: Slack offers them to those who are in the channel."""
    name = text_at(body, "channel_name")
    return Seen(
        channel=id_at(body, "channel_id"),
        person=id_at(body, "user_id"),
        team=id_at(body, "team_id"),
        inside=True,
        private=_is_private(name),
        name=name[:_NAME],
    )


def of_event(body: Mapping[str, Any]) -> Seen:
    """Where a message was written, whose writer is there."""
    event, shared = part(body, "event"), part(body).get("is_ext_shared_channel")
    teams = (id_at(event, "user_team"), id_at(event, "source_team"), id_at(event, "team"), id_at(body, "team_id"))
    kind = text_at(event, "channel_type")
    return Seen(
        channel=id_at(event, "channel"),
        person=id_at(event, "user"),
        team=next(filter(None, teams), ""),
        inside=True,
        private=kind != "channel" if kind else None,
        shared=shared if isinstance(shared, bool) else None,
    )


def of_click(body: Mapping[str, Any]) -> Seen:
    """Where somebody pressed something: whoever can see it can press it."""
    name, id_ = text_at(body, "channel", "name"), id_at(body, "channel", "id") or id_at(body, "container", "channel_id")
    return Seen(
        channel=id_,
        person=id_at(body, "user", "id"),
        team=id_at(body, "user", "team_id") or id_at(body, "team", "id"),
        inside=not id_ or id_.startswith("D"),  # a home page and a direct message are the person's own
        private=_is_private(name),
        name=name[:_NAME],
    )


def _is_private(name: str) -> bool | None:
    """What a channel's name tells: those of private channels are not told. That it is public no name can say."""
    return True if name.startswith(_IN_PRIVATE) else None
