"""What is wrong with what the bot did in a fake Discord. Guards that a test of the whole bot overlooks nothing."""

import re
from collections import Counter

from tests.fakes.discord import payloads
from tests.fakes.discord.components import leaves
from tests.fakes.discord.mentions import Link, links_of
from tests.fakes.discord.refusals import Json
from tests.fakes.discord.things import Message
from tests.fakes.discord.world import World

_KEY = re.compile(r"(?:story_\w{1,20}|edition):([^:]{1,64})(?::.{0,100})?")


def complaints(fake: World) -> list[str]:
    """Everything that was refused, calls somebody, deceives about its link, or is there twice. Empty if all is well."""
    found = [f"refused: {one}" for one in fake.refused]
    found += [f"ping: {one.whom} by message {one.message.id} in {one.message.channel.name!r}" for one in fake.pings]
    found += [_deceiving(one) for one in links(fake) if one.deceives]
    found += [one for payload in fake.accepted for one in merged(payload)]
    return found + doubled(fake)


def complaints_of(payload: Json) -> list[str]:
    """Everything for which Discord would refuse a message as the body of a post, and its links that deceive."""
    if found := [str(one) for one in payloads.problems(payload, payloads.POSTED)]:
        return found
    if not any(payload.get(key) for key in ("content", "embeds", "components")):
        found.append("the message is empty")
    found += [_deceiving(one) for one in links_of(payload) if one.deceives]
    return found + merged(payload)


def _deceiving(one: Link) -> str:
    return f"link: {one.label!r} leads to {one.url} ({one.where})"


def merged(payload: Json) -> list[str]:
    """Embeds of one message that have one address: Discord shows them as one, and what the others say is not seen."""
    urls = Counter(one["url"] for one in payload.get("embeds") or [] if one.get("url"))
    return [f"merged: {count} embeds with the address {url}" for url, count in urls.items() if count > 1]


def links(fake: World) -> list[Link]:
    """Every link of everything that was accepted."""
    return [link for payload in fake.accepted for link in links_of(payload)]


def keys_of(message: Message) -> set[str]:
    """The keys of parts of editions in a message's custom ids."""
    ids = [str(one.get("custom_id", "")) for one in leaves(message.components)]
    return {found.group(1) for one in ids if (found := _KEY.fullmatch(one)) is not None}


def doubled(fake: World) -> list[str]:
    """Parts and nonces that are in more than one message."""
    found: list[str] = []
    everything = [one for channel in fake.channels.values() for one in fake.messages(channel)]
    for channel in fake.channels.values():
        keys = Counter(key for message in fake.messages(channel) for key in keys_of(message))
        found += [f"doubled: key {key} in {channel.name!r}, {count} times" for key, count in keys.items() if count > 1]
    nonces = Counter(str(one.nonce) for one in everything if one.nonce is not None)
    return found + [f"doubled: nonce {nonce}, {count} times" for nonce, count in nonces.items() if count > 1]
