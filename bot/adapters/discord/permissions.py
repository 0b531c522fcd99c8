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
_DIGITS = 40  # of a number of bits
Object = Mapping[str, Any]


def held(guild: object, member: object, channel: object, me: str) -> int:
    """The permissions of the member with the id `me` in a channel, as bits, from the objects that Discord gives."""
    server, everyone = _mapping(guild), str(_mapping(guild).get("id"))
    given = _mapping(member).get("roles")
    mine = {str(one) for one in given} - {everyone} if isinstance(given, list) else set()
    if str(server.get("owner_id")) == me:
        return _EVERYTHING
    bits = 0
    for one in _objects(server.get("roles")):
        bits |= _bits(one.get("permissions")) if str(one.get("id")) in mine | {everyone} else 0
    if bits & _ADMINISTRATOR:
        return _EVERYTHING
    overwrites = [(str(one.get("id")), one) for one in _objects(_mapping(channel).get("permission_overwrites"))]
    for ids in ({everyone}, mine, {me}):
        bits = _changed(bits, [one for id_, one in overwrites if id_ in ids])
    return bits


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
    return int(given) if isinstance(given, str) and given.isdecimal() and len(given) <= _DIGITS else 0


def _mapping(given: object) -> Object:
    return given if isinstance(given, Mapping) else {}


def _objects(given: object) -> list[Object]:
    return [one for one in given if isinstance(one, Mapping)] if isinstance(given, list) else []
