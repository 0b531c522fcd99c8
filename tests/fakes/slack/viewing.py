"""The methods of modals and home tabs. Guards that a modal opens once, in time, on what somebody did."""

from dataclasses import replace

from tests.fakes.slack.elements import Json
from tests.fakes.slack.posting import accept
from tests.fakes.slack.world import APP, BOT, TEAM, Refused, ShownView, World

_STACK = 3  # modals over one another


def open_view(world: World, args: Json) -> Json:
    user, _ = _spend(world, args, "views.open")
    return _show(world, "views.open", args["view"], user)


def push_view(world: World, args: Json) -> Json:
    user, under = _spend(world, args, "views.push")
    if under is None or under not in world.views:
        raise Refused("not_found")
    return _show(world, "views.push", args["view"], user, under)


def _show(world: World, method: str, view: Json, user: str, under: str | None = None) -> Json:
    check_view(world, method, view, "modal")
    return {"view": as_json(add_view(world, view, user, under))}


def add_view(world: World, view: Json, user: str, under: str | None = None) -> ShownView:
    """A modal more, over another or alone. Raises Refused where too many are over one another."""
    id_ = world.new_id("V")
    root = world.views[under].root if under else id_
    if under and sum(one.root == root and one.id not in world.closed for one in world.views.values()) >= _STACK:
        raise Refused("push_limit_reached")
    shown = ShownView(id_, user, _with_ids(world, view), world.new_id("h"), root, under)
    world.views[id_] = shown
    return shown


def publish(world: World, args: Json) -> Json:
    if args["user_id"] not in world.users:
        raise Refused("user_not_found")
    before = world.homes.get(args["user_id"])
    _check_hash(before, args)
    check_view(world, "views.publish", args["view"], "home")
    id_ = before.id if before else world.new_id("V")
    shown = ShownView(id_, args["user_id"], _with_ids(world, args["view"]), world.new_id("h"), id_)
    world.homes[args["user_id"]] = shown
    return {"view": as_json(shown)}


def update_view(world: World, args: Json) -> Json:
    if ("view_id" in args) == ("external_id" in args):
        raise Refused("invalid_arguments")
    external = args.get("external_id")
    every = [*world.views.values(), *world.homes.values()]
    found = [
        one for one in every if one.id == args.get("view_id") or (external and one.view.get("external_id") == external)
    ]
    if not found:
        raise Refused("not_found")
    _check_hash(found[0], args)
    check_view(world, "views.update", args["view"], found[0].view["type"])
    return {"view": as_json(change_view(world, found[0], args["view"]))}


def change_view(world: World, before: ShownView, view: Json) -> ShownView:
    after = replace(before, view=_with_ids(world, view), hash=world.new_id("h"))
    if view["type"] == "home":
        world.homes[before.user] = after
    else:
        world.views[before.id] = after
    return after


def check_view(world: World, method: str, view: Json, kind: str) -> None:
    """Raises Refused where Slack would not take it, or where another kind belongs there."""
    if view.get("type") != kind:
        world.rejected.append(f"{method}: a view of type {view.get('type')!r} where a {kind} belongs")
        raise Refused("invalid_arguments", messages=[f"[ERROR] view.type must be {kind}"])
    accept(world, method, view)


def as_json(shown: ShownView) -> Json:
    """A view as Slack shows it to apps."""
    defaults = {
        "private_metadata": "",
        "callback_id": "",
        "external_id": "",
        "title": None,
        "submit": None,
        "close": None,
    }
    ids = {"id": shown.id, "team_id": TEAM, "app_id": APP, "bot_id": BOT, "app_installed_team_id": TEAM}
    links = {"hash": shown.hash, "root_view_id": shown.root, "previous_view_id": shown.previous}
    flags = {"clear_on_close": False, "notify_on_close": False}
    return {**defaults, **flags, "state": {"values": {}}, **shown.view, **ids, **links}


def _with_ids(world: World, view: Json) -> Json:
    return {**view, "blocks": world.with_ids(view["blocks"])}


def _check_hash(before: ShownView | None, args: Json) -> None:
    if before and "hash" in args and args["hash"] != before.hash:
        raise Refused("hash_conflict")


def _spend(world: World, args: Json, method: str) -> tuple[str, str | None]:
    """Who did what the trigger is from, and in which modal."""
    id_ = args.get("trigger_id", "")
    if not id_:
        world.complaints.append(f"{method}: trigger_id is missing")
        raise Refused("invalid_arguments")
    if id_ in world.used_triggers:
        raise Refused("exchanged_trigger_id")
    if id_ not in world.triggers:
        raise Refused("invalid_trigger_id")
    user, until, view = world.triggers[id_]
    if world.clock() > until:
        raise Refused("expired_trigger_id")
    world.used_triggers.add(id_)
    return user, view
