"""Whom a message calls, and where its links lead. Guards that the test of a hostile text sees what people would see.

Only the content calls people, never an embed; what stands in code counts here, too, to be on the strict side.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

from tests.fakes.discord.components import leaves
from tests.fakes.discord.permissions import Can, in_channel
from tests.fakes.discord.refusals import Json
from tests.fakes.discord.things import Channel, Message
from tests.fakes.discord.world import Ping, World

_USER, _ROLE = re.compile(r"<@!?(\d{1,20})>"), re.compile(r"<@&(\d{1,20})>")
_ALL = re.compile(r"@(everyone|here)")
_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")
_MASKED = re.compile(r"\[([^\[\]]{1,1000})\]\(\s*<?([^()<>\s]{1,2048}(?:\([^()<>\s]{0,500}\))?[^()<>\s]{0,500})>?")
_BARE = re.compile(r"https?://[^\s<>]{1,2048}", re.IGNORECASE)
_HOST = re.compile(r"(?:[\w-]{1,63}\.){1,8}(?:[^\W\d_]{2,24}|xn--[a-z0-9-]{2,59})", re.IGNORECASE)
_IN_BRACKETS = re.compile(r"\(([^()]{1,300})\)\s*$")
_AWAY = 0xE000  # escaped characters are moved to the private area while markdown is read


@dataclass(frozen=True, slots=True)
class Link:
    """`label` is "" where the address itself shows; `where` is such as "embeds.0.title"."""

    url: str
    label: str
    where: str

    @property
    def deceives(self) -> bool:
        """Whether another host shows than the link's: in an address, as the whole label or in brackets at its end.

        A host in a sentence is none that shows: "Amazon.com shares fall" is a headline.
        """
        host = _bare_host(self.url)
        return "@" in _authority(self.url) or any(
            one != host and not host.endswith(f".{one}") for one in _shown_hosts(self.label)
        )


def _authority(url: str) -> str:
    return re.split(r"[/?#\\]", url.partition("://")[2], maxsplit=1)[0]


def _bare_host(url: str) -> str:
    return (_split(url) or "").removeprefix("www.").lower()


def _shown_hosts(label: str) -> list[str]:
    found = [_bare_host(one) for one in label.split() if "://" in one]
    found += [one.split("/")[0] for one in label.lower().split() if one.startswith("www.")]
    ends = _IN_BRACKETS.search(label)
    wholes = [label.strip(), ends.group(1).strip() if ends else ""]
    found += [one.lower() for each in wholes if _HOST.fullmatch(one := each.split("/")[0])]
    return [one.removeprefix("www.") for one in found]


def _split(url: str) -> str | None:
    try:
        return urlsplit(url).hostname
    except ValueError:
        return None


def pings_of(world: World, message: Message, allowed: Json | None, *, is_interaction: bool) -> list[Ping]:
    """Without allowed mentions everybody named is called; by an answer to an interaction, only people."""
    if allowed is None:
        allowed = {"parse": ["users"] if is_interaction else ["users", "roles", "everyone"], "replied_user": True}
    parse, can = set(allowed.get("parse", [])), in_channel(message.channel, world.bot)
    found: list[Ping] = []
    found += [
        Ping(message, f"user:{id_}", reaches=_is_here(message.channel, id_))
        for id_ in dict.fromkeys(_USER.findall(message.content))
        if "users" in parse or id_ in map(str, allowed.get("users", []))
    ]
    found += [
        Ping(message, f"role:{id_}", reaches=_reaches_role(message.channel, id_, can))
        for id_ in dict.fromkeys(_ROLE.findall(message.content))
        if "roles" in parse or id_ in map(str, allowed.get("roles", []))
    ]
    if "everyone" in parse:
        reaches = bool(can & Can.MENTION_EVERYONE)
        found += [Ping(message, one, reaches) for one in dict.fromkeys(_ALL.findall(message.content))]
    if message.reply_to is not None and allowed.get("replied_user", False):
        found.append(Ping(message, f"user:{message.reply_to.author.id}", reaches=True))
    return found


def _is_here(channel: Channel, id_: str) -> bool:
    return id_ in (channel.guild.members if channel.guild else {one.id for one in channel.recipients})


def _reaches_role(channel: Channel, id_: str, can: Can) -> bool:
    role = channel.guild.roles.get(id_) if channel.guild else None
    return role is not None and (role.is_mentionable or bool(can & Can.MENTION_EVERYONE))


def links_of(payload: Json) -> list[Link]:
    """Every link of a message: in its content and embeds, under titles, on buttons."""
    found = list(_in_text(payload.get("content"), "content"))
    for nr, embed in enumerate(payload.get("embeds") or []):
        found += _in_embed(embed, f"embeds.{nr}")
    for one in leaves(payload.get("components") or []):
        if one.get("url"):
            found.append(Link(one["url"], str(one.get("label", "")), "button"))
    return found


def _in_embed(embed: Json, path: str) -> Iterator[Link]:
    if embed.get("url"):
        yield Link(embed["url"], str(embed.get("title", "")), f"{path}.title")
    yield from _in_text(embed.get("title"), f"{path}.title")
    yield from _in_text(embed.get("description"), f"{path}.description")
    author = embed.get("author") or {}
    if author.get("url"):
        yield Link(author["url"], str(author.get("name", "")), f"{path}.author")
    for nr, one in enumerate(embed.get("fields") or []):
        yield from _in_text(one.get("name"), f"{path}.fields.{nr}.name")
        yield from _in_text(one.get("value"), f"{path}.fields.{nr}.value")


def _in_text(text: object, where: str) -> Iterator[Link]:
    if not isinstance(text, str):
        return
    kept = _ESCAPED.sub(lambda found: chr(_AWAY + ord(found.group(1))), text)
    for label, url in _MASKED.findall(kept):
        yield Link(_back(url), _back(label), where)
    for found in _BARE.finditer(_MASKED.sub("\n", kept)):
        yield Link(_back(found.group()), "", where)


def _back(text: str) -> str:
    return "".join(chr(ord(one) - _AWAY) if _AWAY < ord(one) < _AWAY + 128 else one for one in text)
