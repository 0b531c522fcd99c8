"""What the bot reads: itself, servers, members, channels, histories. Guards that it reads only where it may."""

from tests.fakes.discord import forms, shapes
from tests.fakes.discord.permissions import Can, in_channel
from tests.fakes.discord.posting import Ask, message_in, visible
from tests.fakes.discord.refusals import (
    Json,
    Problem,
    Refused,
    invalid_form,
    missing_access,
    missing_permissions,
    unknown,
)
from tests.fakes.discord.things import DM, Channel, Guild, Message
from tests.fakes.discord.world import APP_ID, World

MOST_PAGE, PAGE = 100, 50
_DIRECTIONS = ("around", "before", "after")


def me(world: World, _ask: Ask) -> Json:
    return shapes.user(world.bot) | {"flags": 0, "verified": True, "mfa_enabled": False, "email": None}


def application(world: World, _ask: Ask) -> Json:
    owner = shapes.user(next(iter(world.users.values()), world.bot))
    said: Json = {"id": APP_ID, "name": world.bot.name, "icon": None, "description": "", "summary": ""}
    said |= {"bot_public": True, "bot_require_code_grant": False, "verify_key": "0" * 64, "flags": 0, "team": None}
    return said | {"owner": owner, "rpc_origins": [], "approximate_guild_count": len(world.guilds)}


def guild(world: World, ask: Ask) -> Json:
    return shapes.partial_guild(_guild(world, ask.ids["guild"]))


def _guild(world: World, id_: str) -> Guild:
    found = world.guilds.get(id_)
    if found is None:
        raise unknown("Guild")
    if world.bot.id not in found.members:
        raise missing_access()
    return found


def guilds(world: World, _ask: Ask) -> list[Json]:
    here = [one for one in world.guilds.values() if world.bot.id in one.members]
    return [{"id": one.id, "name": one.name, "icon": None, "owner": False, "features": []} for one in here]


def guild_channels(world: World, ask: Ask) -> list[Json]:
    found = _guild(world, ask.ids["guild"])
    return [shapes.channel(one) for one in world.channels.values() if one.guild is found and not one.is_thread]


def roles(world: World, ask: Ask) -> list[Json]:
    return [shapes.role(one) for one in _guild(world, ask.ids["guild"]).roles.values()]


def active_threads(world: World, ask: Ask) -> Json:
    found = _guild(world, ask.ids["guild"])
    threads = [one for one in world.channels.values() if one.guild is found and one.is_thread and not one.is_archived]
    seen = [one for one in threads if in_channel(one, world.bot) & Can.VIEW_CHANNEL]
    return {"threads": [shapes.channel(one) for one in seen], "members": []}


def member(world: World, ask: Ask) -> Json:
    found = _guild(world, ask.ids["guild"]).members.get(ask.ids["user"])
    if found is None:
        raise unknown("Member" if ask.ids["user"] in world.users else "User")
    return shapes.member(found)


def user(world: World, ask: Ask) -> Json:
    if ask.ids["user"] not in world.users:
        raise unknown("User")
    return shapes.user(world.users[ask.ids["user"]])


def channel(world: World, ask: Ask) -> Json:
    return shapes.channel(visible(world, ask.ids["channel"]))


def open_dm(world: World, ask: Ask) -> Json:
    if found := list(forms.objects(ask.body, "", {"recipient_id"}, {"recipient_id"})):
        raise invalid_form(*found)
    assert isinstance(ask.body, dict)
    who = world.users.get(str(ask.body["recipient_id"]))
    if who is None:
        raise invalid_form(Problem("recipient_id", "USER_UNKNOWN", "Unknown user"))
    if who.is_bot:
        raise Refused(403, 50007, "Cannot send messages to this user")
    return shapes.channel(world.dm_of(who))


def message(world: World, ask: Ask) -> Json:
    here = _readable(world, ask.ids["channel"])
    if here.kind != DM and not in_channel(here, world.bot) & Can.READ_MESSAGE_HISTORY:
        raise missing_permissions()
    return shapes.message(message_in(here, ask.ids["message"]), world.bot)


def _readable(world: World, id_: str) -> Channel:
    found = visible(world, id_)
    if found.kind in {4, 15}:
        raise Refused(400, 50008, "Cannot send messages in a non-text channel")
    return found


def history(world: World, ask: Ask) -> list[Json]:
    """Newest first. `hides_history` says whether who may not read it is refused, or told that there is nothing."""
    here = _readable(world, ask.ids["channel"])
    page = _page(ask)
    if not in_channel(here, world.bot) & Can.READ_MESSAGE_HISTORY:
        if world.hides_history:
            return []
        raise missing_permissions()
    return [shapes.message(one, world.bot) for one in _window(list(here.messages.values()), ask, page)]


def _page(ask: Ask) -> int:
    limit, known = ask.query.get("limit", str(PAGE)), {"limit", *_DIRECTIONS}
    found = list(forms.objects(dict(ask.query), "", known))
    if not limit.isdigit() or not 1 <= int(limit) <= MOST_PAGE:
        found.append(Problem("limit", "NUMBER_TYPE_MAX", "int value should be between 1 and 100."))
    given = [one for one in _DIRECTIONS if one in ask.query]
    if len(given) > 1:
        found.append(Problem(given[0], "MESSAGES_DIRECTION", f"Only one of {given}."))
    found += [Problem(one, "NUMBER_TYPE_COERCE", "No id.") for one in given if not ask.query[one].isdigit()]
    if found:
        raise invalid_form(*found)
    return int(limit)


def _window(oldest_first: list[Message], ask: Ask, page: int) -> list[Message]:
    if "after" in ask.query:
        later = [one for one in oldest_first if int(one.id) > int(ask.query["after"])]
        return later[:page][::-1]
    if "around" in ask.query:
        middle = int(ask.query["around"])
        before = [one for one in oldest_first if int(one.id) < middle][-(page // 2) :]
        rest = [one for one in oldest_first if int(one.id) >= middle][: page - len(before)]
        return [*before, *rest][::-1]
    if "before" in ask.query:
        oldest_first = [one for one in oldest_first if int(one.id) < int(ask.query["before"])]
    return oldest_first[::-1][:page]
