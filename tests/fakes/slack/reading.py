"""The methods that read: conversations, people, files. Guards that the bot sees only what its scopes show it."""

from decimal import Decimal

from tests.fakes.slack.elements import Json
from tests.fakes.slack.posting import as_json
from tests.fakes.slack.world import BOT, BOT_USER, TEAM, Channel, Message, Refused, User, World

_PREFIX = {"channel": "channels", "group": "groups", "im": "im", "mpim": "mpim"}
_MOST_CONVERSATIONS = 999  # of a page of users.conversations
STRICT_PAGE = 15  # messages of a page for apps that are not of the marketplace


def auth_test(_world: World, _args: Json) -> Json:
    who = {"team": "team", "user": "news", "team_id": TEAM, "user_id": BOT_USER, "bot_id": BOT}
    return {"url": "https://team.slack.example/", **who, "is_enterprise_install": False}


def readable(world: World, id_: str, right: str) -> Channel:
    """The channel about which the bot may know ("read") or whose messages it may read ("history")."""
    channel = world.channels.get(id_)
    if channel is None or (channel.kind != "channel" and not channel.has_bot):
        raise Refused("channel_not_found")
    needed = f"{_PREFIX[channel.kind]}:{right}"
    if needed not in world.scopes:
        raise Refused("missing_scope", needed=needed)
    return channel


def history(world: World, args: Json) -> Json:
    """Newest first; replies are in it only where they were broadcast."""
    channel = readable(world, args["channel"], "history")
    if not channel.has_bot:
        raise Refused("not_in_channel")
    inside = [one for one in world.everything(channel.id) if _is_top(one) and _is_within(one.ts, args)]
    return _page(world, inside[::-1], args)


def replies(world: World, args: Json) -> Json:
    """The message and its replies, oldest first."""
    channel = readable(world, args["channel"], "history")
    if not channel.has_bot:
        raise Refused("not_in_channel")
    parent = world.find(channel.id, args["ts"])
    if parent is None:
        raise Refused("thread_not_found")
    inside = [one for one in world.replies(channel.id, parent.ts) if _is_within(one.ts, args)]
    return _page(world, [parent, *inside], args)


def _is_top(message: Message) -> bool:
    return message.thread_ts in {None, message.ts} or message.is_broadcast


def _is_within(ts: str, args: Json) -> bool:
    at, is_inclusive = Decimal(ts), args.get("inclusive", False)
    if "oldest" in args and (at < Decimal(args["oldest"]) or (at == Decimal(args["oldest"]) and not is_inclusive)):
        return False
    return not (
        "latest" in args and (at > Decimal(args["latest"]) or (at == Decimal(args["latest"]) and not is_inclusive))
    )


def _page(world: World, inside: list[Message], args: Json) -> Json:
    start, limit = _start(args.get("cursor", "")), args.get("limit", 100)
    if not 1 <= limit <= 1000:
        raise Refused("invalid_limit")
    page, has_more = inside[start : start + limit], len(inside) > start + limit
    shown = [as_json(world, one, has_metadata=args.get("include_all_metadata", False)) for one in page]
    metadata = {"response_metadata": {"next_cursor": f"next:{start + limit}"}} if has_more else {}
    return {"messages": shown, "has_more": has_more, "pin_count": 0, **metadata}


def _start(cursor: str) -> int:
    if not cursor:
        return 0
    head, _, number = cursor.partition(":")
    if head != "next" or not number.isdecimal():
        raise Refused("invalid_cursor")
    return int(number)


def info(world: World, args: Json) -> Json:
    channel = readable(world, args["channel"], "read")
    more = {"num_members": len(channel.members)} if args.get("include_num_members") else {}
    return {"channel": _channel_json(channel) | more}


def _channel_json(channel: Channel) -> Json:
    shown: Json = {
        "id": channel.id,
        "created": 1_690_000_000,
        "is_archived": channel.is_archived,
        "is_im": channel.kind == "im",
        "is_private": channel.kind != "channel",
        "is_ext_shared": channel.is_ext_shared,
        "is_pending_ext_shared": channel.is_pending,
        "is_shared": channel.is_ext_shared or channel.is_org_shared,
        "is_org_shared": channel.is_org_shared,
    }
    if channel.kind == "im":
        return shown | {"user": next(one for one in channel.members if one != BOT_USER)}
    kind = {
        "is_channel": channel.kind == "channel",
        "is_group": channel.kind == "group",
        "is_mpim": channel.kind == "mpim",
    }
    is_general = channel.name == "general"
    return shown | kind | {"name": channel.name, "is_member": channel.has_bot, "is_general": is_general}


def members(world: World, args: Json) -> Json:
    channel = readable(world, args["channel"], "read")
    everybody, start, limit = sorted(channel.members), _start(args.get("cursor", "")), args.get("limit", 100)
    if not 1 <= limit <= 1000:
        raise Refused("invalid_limit")
    has_more = len(everybody) > start + limit
    cursor = f"next:{start + limit}" if has_more else ""
    return {"members": everybody[start : start + limit], "response_metadata": {"next_cursor": cursor}}


def conversations_of(world: World, args: Json) -> Json:
    """The channels that a person is in, of those that the bot may know of: private ones it is in itself."""
    kinds = {"public_channel": ("channel", "channels:read"), "private_channel": ("group", "groups:read")}
    if not 1 <= args.get("limit", 100) <= _MOST_CONVERSATIONS:
        raise Refused("invalid_limit")
    wanted = [kinds[one] for one in args.get("types", "public_channel").split(",") if one in kinds]
    for _, scope in wanted:
        if scope not in world.scopes:
            raise Refused("missing_scope", needed=scope)
    found = [
        _channel_json(one)
        for one in world.channels.values()
        if args.get("user", BOT_USER) in one.members
        and one.kind in {kind for kind, _ in wanted}
        and (one.kind == "channel" or one.has_bot)
    ]
    return {"channels": found[: args.get("limit", 100)], "response_metadata": {"next_cursor": ""}}


def open_im(world: World, args: Json) -> Json:
    if "," in args.get("users", ","):
        raise Refused("users_list_not_supplied")
    user = world.users.get(args["users"])
    if user is None:
        raise Refused("user_not_found")
    if user.deleted:
        raise Refused("user_disabled")
    if user.is_bot:
        raise Refused("cannot_dm_bot")
    is_there = f"D{user.id[1:]}" in world.channels
    channel = world.im_of(user.id)
    shown = _channel_json(channel) if args.get("return_im") else {"id": channel.id}
    return {"channel": shown} | ({"no_op": True, "already_open": True} if is_there else {})


def join(world: World, args: Json) -> Json:
    channel = world.channels.get(args["channel"])
    if channel is None or (channel.kind == "group" and not channel.has_bot):
        raise Refused("channel_not_found")
    if channel.kind != "channel":
        raise Refused("method_not_supported_for_channel_type")
    if channel.is_archived:
        raise Refused("is_archived")
    channel.members.add(BOT_USER)
    return {"channel": _channel_json(channel)}


def user_info(world: World, args: Json) -> Json:
    user = world.users.get(args["user"])
    if user is None:
        raise Refused("user_not_found")
    return {"user": user_json(user)}


def user_json(user: User) -> Json:
    shown: Json = {"id": user.id, "team_id": user.team, "name": user.name, "deleted": user.deleted}
    shown |= {"profile": {"display_name": user.name, "real_name": user.name.title(), "team": user.team}}
    if user.deleted:
        return shown | {"is_bot": user.is_bot}
    shown |= {"real_name": user.name.title(), "tz": user.tz, "tz_offset": user.tz_offset, "tz_label": user.tz}
    shown |= {"is_admin": user.is_admin, "is_owner": user.is_owner, "is_primary_owner": False, "is_bot": user.is_bot}
    shown |= {"is_restricted": user.is_restricted, "is_ultra_restricted": user.is_ultra_restricted}
    return shown | {"is_app_user": False, "is_stranger": user.team != TEAM, "updated": 1_690_000_000}


def file_info(world: World, args: Json) -> Json:
    file = world.files.get(args["file"])
    if file is None:
        raise Refused("file_not_found")
    where = f"{world.url}/files-pri/{TEAM}-{file.id}"
    shown = {"id": file.id, "name": file.name, "title": file.name, "mimetype": file.mimetype, "size": len(file.body)}
    addresses = {"url_private": f"{where}/{file.name}", "url_private_download": f"{where}/download/{file.name}"}
    return {"file": {**shown, **addresses, "mode": "hosted", "is_external": False}}
