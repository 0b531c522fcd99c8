"""What people typed in Slack, as plain text, and where it came from; guards that nothing of it is markup any more.

Slack writes mentions, links and channels as `<…>` and escapes `&`, `<` and `>` in what is typed: both are undone here,
once, and nowhere else.
"""

import re
from collections.abc import Mapping
from typing import Any

from bot.adapters.slack.people import Seen

_LONGEST = 4000  # characters of a message that are read
_TOKEN = re.compile(r"<([^<>\s|][^<>|]{0,3000})(?:\|([^<>]{0,3000}))?>")
_ESCAPED = {"&lt;": "<", "&gt;": ">", "&amp;": "&"}
_IS_ESCAPED = re.compile("|".join(_ESCAPED))


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

    found = _TOKEN.sub(plain, text[:_LONGEST])
    return " ".join(_IS_ESCAPED.sub(lambda one: _ESCAPED[one.group()], found).split())


def links(message: Mapping[str, Any]) -> list[str]:
    """The web addresses in a message, in their order, each once."""
    found = [one.group(1) for one in _TOKEN.finditer(str(message.get("text") or "")[:_LONGEST])]
    for attachment in message.get("attachments") or ():
        found += [str(attachment.get(name) or "") for name in ("from_url", "title_link")]
    web = [_IS_ESCAPED.sub(lambda one: _ESCAPED[one.group()], url) for url in found if url.startswith("http")]
    return list(dict.fromkeys(url for url in web if url.startswith(("http://", "https://"))))


def mentions_somebody_else(text: str, bot: str) -> bool:
    """Whether it begins with a mention of somebody who is not the bot: then it is not meant for it."""
    found = re.match(r"\s*<@([A-Z0-9]+)", text)
    return found is not None and found.group(1) != bot


def of_command(body: Mapping[str, Any]) -> Seen:
    """Where a slash command was typed: Slack offers them to those who are in the channel."""
    name = str(body.get("channel_name") or "")
    private = True if name in {"privategroup", "directmessage"} else False if name else None
    return Seen(
        channel=str(body.get("channel_id") or ""),
        person=str(body.get("user_id") or ""),
        team=str(body.get("team_id") or ""),
        inside=True,
        private=private,
        name=name,
    )


def of_event(body: Mapping[str, Any]) -> Seen:
    """Where a message was written, whose writer is there."""
    event = body.get("event") or {}
    shared = body.get("is_ext_shared_channel")
    team = event.get("user_team") or event.get("source_team") or event.get("team") or body.get("team_id")
    kind = event.get("channel_type")
    return Seen(
        channel=str(event.get("channel") or ""),
        person=str(event.get("user") or ""),
        team=str(team or ""),
        inside=True,
        private=None if kind is None else kind != "channel",
        shared=shared if isinstance(shared, bool) else None,
    )


def of_click(body: Mapping[str, Any]) -> Seen:
    """Where somebody pressed something: whoever can see it can press it."""
    user, channel = body.get("user") or {}, body.get("channel") or {}
    container = body.get("container") or {}
    name, id_ = str(channel.get("name") or ""), str(channel.get("id") or container.get("channel_id") or "")
    return Seen(
        channel=id_,
        person=str(user.get("id") or ""),
        team=str(user.get("team_id") or (body.get("team") or {}).get("id") or ""),
        inside=not id_ or id_.startswith("D"),  # a home page and a direct message are the person's own
        private=True if name in {"privategroup", "directmessage"} else None,
        name=name,
    )
