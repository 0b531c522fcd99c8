"""What an interaction tells the bot: who, where, with which rights, and the options. Guards that options are known."""

from tests.fakes.discord import shapes
from tests.fakes.discord.commands import GROUP, SUBCOMMAND
from tests.fakes.discord.components import INPUT, LABEL, ROW, leaves
from tests.fakes.discord.permissions import Can, in_channel
from tests.fakes.discord.refusals import Json
from tests.fakes.discord.things import Channel, Message, User
from tests.fakes.discord.world import APP_ID, World

_CLASSES: dict[int, type | tuple[type, ...]] = {3: str, 4: int, 5: bool, 10: (int, float)}
_USER, _CHANNEL, _ROLE, _FILE = 6, 7, 8, 11


def check_offered(registered: Json, channel: Channel, user: User, *, anyway: bool) -> None:
    """Raises LookupError where Discord does not offer the command to somebody there."""
    where = 1 if channel.guild is None else 0
    contexts = registered.get("contexts")
    is_private = channel.guild is None and registered.get("dm_permission") is False
    if is_private or (contexts is not None and where not in contexts):
        raise LookupError(f"{registered['name']!r} is not offered in such a channel")
    if channel.guild is None or anyway:
        return
    can = in_channel(channel, user)
    needed = registered.get("default_member_permissions")
    is_closed = needed is not None and (int(needed) & ~int(can) or (needed == "0" and not can & Can.ADMINISTRATOR))
    if not can & Can.USE_APPLICATION_COMMANDS or is_closed:
        raise LookupError(f"{registered['name']!r} is not offered to {user.name}")


def check_seen(channel: Channel, user: User, *needed: Can) -> None:
    """Raises LookupError where somebody could not do there what a test wants of them."""
    can = in_channel(channel, user)
    if not all(can & one for one in needed):
        raise LookupError(f"{user.name} has not {needed} in {channel.name!r}")


def envelope(world: World, kind: int, channel: Channel, user: User) -> Json:
    """All of an interaction but its id, its token and its data. Raises LookupError for who does not see the channel."""
    check_seen(channel, user, Can.VIEW_CHANNEL)
    rights = str(int(in_channel(channel, user)))
    said: Json = {"application_id": APP_ID, "type": kind, "version": 1, "channel_id": channel.id}
    said |= {"channel": shapes.partial_channel(channel, user), "entitlements": [], "locale": user.locale}
    said |= {"app_permissions": str(int(in_channel(channel, world.bot))), "attachment_size_limit": 10_485_760}
    here = channel.guild
    if here is None:
        owners = {"0": "0"}
        return said | {"user": shapes.user(user), "context": 1, "authorizing_integration_owners": owners}
    said |= {"guild_id": here.id, "guild": {"id": here.id, "locale": here.locale, "features": []}, "context": 0}
    said |= {"guild_locale": here.locale, "authorizing_integration_owners": {"0": here.id}}
    return said | {"member": shapes.member(here.members[user.id]) | {"permissions": rights}}


def data_of(world: World, registered: Json, path: list[str], given: Json, channel: Channel, focused: str = "") -> Json:
    """Of a slash command. Raises LookupError where a subcommand or an option is not registered."""
    level, nested = registered, []
    for part in path:
        level = _inner(level, part, {SUBCOMMAND, GROUP})
        nested.append(level)
    resolved: Json = {}
    options = [_option(_inner(level, name), value, focused) for name, value in given.items()]
    for one in options:
        _resolve(world, one, channel, resolved)
    _check_needed(level, given, focused)
    for one in reversed(nested):
        options = [{"type": one["type"], "name": one["name"], "options": options}]
    data: Json = {"id": registered["id"], "name": registered["name"], "type": 1, "options": options}
    return data | ({"resolved": resolved} if resolved else {})


def _inner(level: Json, name: str, kinds: set[int] | None = None) -> Json:
    for one in level.get("options") or []:
        if one["name"] == name and (kinds is None or one["type"] in kinds):
            return dict(one)
    raise LookupError(f"{level['name']!r} has no {name!r}, but {[one['name'] for one in level.get('options') or []]}")


def _check_needed(level: Json, given: Json, focused: str) -> None:
    inner = level.get("options") or []
    if any(one["type"] in {SUBCOMMAND, GROUP} for one in inner):
        raise LookupError(f"{level['name']!r} can not be used without a subcommand")
    missing = [one["name"] for one in inner if one.get("required") and one["name"] not in given]
    if missing and not focused:
        raise LookupError(f"{level['name']!r} needs {missing}")


def _option(registered: Json, value: object, focused: str) -> Json:
    name, kind = registered["name"], registered["type"]
    if name == focused:
        return {"name": name, "type": kind, "value": value, "focused": True}
    said = value.id if hasattr(value, "id") else value
    if kind in _CLASSES and (not isinstance(said, _CLASSES[kind]) or (isinstance(said, bool) and kind != 5)):
        raise LookupError(f"{name!r} takes no {said!r}")
    allowed = [one["value"] for one in registered.get("choices") or []]
    if allowed and said not in allowed:
        raise LookupError(f"{name!r} is one of {allowed}, not {said!r}")
    if isinstance(said, str) and not registered.get("min_length", 0) <= len(said) <= registered.get("max_length", 6000):
        raise LookupError(f"{name!r} is too long or too short")
    return {"name": name, "type": kind, "value": said}


def _resolve(world: World, option: Json, channel: Channel, resolved: Json) -> None:
    id_, kind, here = str(option["value"]), option["type"], channel.guild
    if kind == _CHANNEL:
        asked = world.channels[id_]
        resolved.setdefault("channels", {})[id_] = shapes.channel(asked) | {"permissions": "0"}
    elif kind == _FILE:
        resolved.setdefault("attachments", {})[id_] = shapes.attached(world.files[id_])
    elif kind == _ROLE and here is not None:
        resolved.setdefault("roles", {})[id_] = shapes.role(here.roles[id_])
    elif kind == _USER:
        resolved.setdefault("users", {})[id_] = shapes.user(world.users[id_])
        if here is not None and id_ in here.members:
            known = shapes.member(here.members[id_], with_user=False) | {"permissions": "0"}
            resolved.setdefault("members", {})[id_] = known


def ids_on(message: Message) -> list[str]:
    """The custom ids of a message's buttons and menus."""
    return [one["custom_id"] for one in leaves(message.components) if "custom_id" in one]


def filled(rows: list[Json], values: Json) -> list[Json]:
    """What a form sends: what stands in its fields. Raises LookupError for what a field does not take."""
    made: list[Json] = []
    for nr, row in enumerate(rows):
        if row["type"] == ROW:
            made.append({"type": ROW, "id": nr + 1, "components": [_field(one, values) for one in row["components"]]})
        elif row["type"] == LABEL:
            made.append({"type": LABEL, "id": nr + 1, "component": _field(row["component"], values)})
        else:
            made.append({"type": row["type"], "id": nr + 1})
    return made


def _field(one: Json, values: Json) -> Json:
    id_ = one["custom_id"]
    said: Json = {"type": one["type"], "custom_id": id_, "id": 100}
    if one["type"] != INPUT:
        standard = [each["value"] for each in one.get("options", []) if each.get("default")]
        return said | {"values": list(values.get(id_, standard))}
    text = str(values.get(id_, one.get("value") or ""))
    least, most = one.get("min_length", 0), one.get("max_length", 4000)
    if (one.get("required", True) and not text) or len(text) > most or (text and len(text) < least):
        raise LookupError(f"{id_!r} is not sent with {len(text)} characters: it takes {least} to {most}")
    return said | {"value": text}
