"""What the bot may do in a channel, from what Discord says of roles and channels. Guards that a doubt counts as a no.

The rules are those of Discord's documentation, "Permissions", "Permission Overwrites".
"""

from collections.abc import Mapping, Sequence
from typing import Any

NEEDED = {
    1 << 10: "View Channel",
    1 << 11: "Send Messages",
    1 << 14: "Embed Links",
    1 << 16: "Read Message History",
}
USEFUL = {1 << 35: "Create Public Threads", 1 << 38: "Send Messages in Threads"}
_ADMINISTRATOR = 1 << 3
_EVERYTHING = (1 << 53) - 1
Object = Mapping[str, Any]


def held(guild: Object, member: Object, channel: Object, me: str) -> int:
    """The permissions of a member in a channel, as bits."""
    roles, mine = guild.get("roles"), {str(one) for one in _listed(member.get("roles"))} | {str(guild.get("id"))}
    bits = 0
    for one in _listed(roles):
        bits |= _bits(one.get("permissions")) if str(one.get("id")) in mine else 0
    if bits & _ADMINISTRATOR or str(guild.get("owner_id")) == me:
        return _EVERYTHING
    overwrites = {str(one.get("id")): one for one in _listed(channel.get("permission_overwrites"))}
    everyone = str(guild.get("id"))
    bits = _changed(bits, [overwrites[everyone]] if everyone in overwrites else [])
    bits = _changed(bits, [one for id_, one in overwrites.items() if id_ in mine - {everyone}])
    return _changed(bits, [overwrites[me]] if me in overwrites else [])


def lacking(bits: int) -> tuple[list[str], list[str]]:
    """What is missing of what is needed, and of what is of use."""
    return ([words for bit, words in NEEDED.items() if not bits & bit],
            [words for bit, words in USEFUL.items() if not bits & bit])  # fmt: skip


def _changed(bits: int, overwrites: Sequence[Object]) -> int:
    denied, allowed = 0, 0
    for one in overwrites:
        denied |= _bits(one.get("deny"))
        allowed |= _bits(one.get("allow"))
    return bits & ~denied | allowed


def _bits(given: object) -> int:
    return int(given) if isinstance(given, str) and given.isdecimal() else 0


def _listed(given: object) -> list[Any]:
    return given if isinstance(given, list) else []
