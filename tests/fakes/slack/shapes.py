"""What Slack puts into envelopes: commands, events, presses, forms. Guards that payloads have the shapes of Slack's.

The shapes are those of docs.slack.dev/interactivity and docs.slack.dev/reference/events, as slack_bolt reads them.
"""

from collections.abc import Mapping
from typing import Any

from tests.fakes.slack.blocks import interactive
from tests.fakes.slack.elements import Json
from tests.fakes.slack.world import APP, BOT_USER, TEAM, Channel, User

TOKEN = "fake-verification-token"  # noqa: S105 - obsolete: nobody may look at it
_ANYWHERE = {"token": TOKEN, "is_enterprise_install": False, "enterprise": None}
_NAMES = {"im": "directmessage", "group": "privategroup"}
_CHOSEN = {
    "datepicker": "selected_date",
    "timepicker": "selected_time",
    "datetimepicker": "selected_date_time",
    "users_select": "selected_user",
    "channels_select": "selected_channel",
    "conversations_select": "selected_conversation",
    "multi_users_select": "selected_users",
    "multi_channels_select": "selected_channels",
    "multi_conversations_select": "selected_conversations",
}


def name_of(channel: Channel) -> str:
    return _NAMES.get(channel.kind, channel.name)


def command(user: User, channel: Channel, word: str, text: str) -> Json:
    return {
        "token": TOKEN,
        "team_id": TEAM,
        "team_domain": "team",
        "channel_id": channel.id,
        "channel_name": name_of(channel),
        "user_id": user.id,
        "user_name": user.name,
        "command": word,
        "text": text,
        "api_app_id": APP,
        "is_enterprise_install": "false",
    }


def event_callback(event: Json, event_id: str, at: float, *, is_shared: bool) -> Json:
    bot = {"enterprise_id": None, "team_id": TEAM, "user_id": BOT_USER, "is_bot": True, "is_enterprise_install": False}
    return {
        "token": TOKEN,
        "team_id": TEAM,
        "context_team_id": TEAM,
        "context_enterprise_id": None,
        "api_app_id": APP,
        "event": event,
        "type": "event_callback",
        "event_id": event_id,
        "event_time": int(at),
        "authorizations": [bot],
        "is_ext_shared_channel": is_shared,
        "event_context": f"4-{event_id}",
    }


def said(kind: str, user: User, channel: str, text: str, ts: str) -> Json:
    """What somebody wrote, as the events `message` and `app_mention` tell it."""
    section = {"type": "rich_text_section", "elements": [{"type": "text", "text": text}]}
    rich = [{"type": "rich_text", "block_id": f"r{ts}", "elements": [section]}]
    about = {"type": kind, "user": user.id, "ts": ts, "client_msg_id": f"said-{ts}", "text": text, "team": user.team}
    outside = {"user_team": user.team, "source_team": user.team} if user.team != TEAM else {}
    return about | outside | {"blocks": rich, "channel": channel, "event_ts": ts}


def interaction(kind: str, user: User) -> Json:
    who = {"id": user.id, "username": user.name, "name": user.name, "team_id": user.team}
    return {"type": kind, "team": {"id": TEAM, "domain": "team"}, "user": who, "api_app_id": APP, **_ANYWHERE}


def in_channel(channel: Channel) -> Json:
    return {"channel": {"id": channel.id, "name": name_of(channel)}}


def find_action(blocks: list[Json], action_id: str, value: str | None) -> tuple[Json, Json] | None:
    """The block and the element with that action; with the value too where one of them has it."""
    found = [(b, one) for b in blocks for one in interactive(b) if one.get("action_id") == action_id]
    with_value = [pair for pair in found if pair[1].get("value") == value]
    return next(iter([*with_value, *found]), None)


def action(block: Json, element: Json, value: Any, ts: str) -> Json:  # noqa: ANN401 - of many kinds
    """What a press tells of the element, `value` in place of its own where one is given."""
    told = {"type": element["type"], "action_id": element["action_id"], "block_id": block["block_id"], "action_ts": ts}
    if element["type"] == "button":
        told |= {"text": {"emoji": True, **element["text"]}}
        chosen = element.get("value") if value is None else value
        return (
            told | ({"value": chosen} if chosen is not None else {}) | {k: element[k] for k in ("url",) if k in element}
        )
    return told | _state(element, value)


def state_values(view: Json, values: Mapping[str, Any]) -> Json:
    """The state of a form that was filled in; `values` are by action_id or block_id."""
    state: Json = {}
    for block in view["blocks"]:
        elements = interactive(block)
        for element in elements if block["type"] in {"input", "actions", "section"} else ():
            if element["type"] in {"button", "overflow"}:
                continue
            given = values.get(element["action_id"], values.get(block["block_id"]) if len(elements) == 1 else None)
            filled = {"type": element["type"], **_state(element, given)}
            must = block["type"] == "input" and not block.get("optional", False)
            assert not must or any(one not in (None, "", []) for key, one in filled.items() if key != "type"), (
                f"Slack does not submit a form in which {block['block_id']} is empty"
            )
            state.setdefault(block["block_id"], {})[element["action_id"]] = filled
    return {"values": state}


def _state(element: Json, value: Any) -> Json:  # noqa: ANN401 - of many kinds
    kind = element["type"]
    options = [*element.get("options", ()), *(o for g in element.get("option_groups", ()) for o in g["options"])]
    by_value = {one["value"]: one for one in options}
    if kind in {"static_select", "radio_buttons", "overflow", "external_select"}:
        chosen = element.get("initial_option") if value is None else by_value[value]
        return {"selected_option": chosen}
    if kind in {"checkboxes", "multi_static_select", "multi_external_select"}:
        start = element.get("initial_options", [])
        return {"selected_options": start if value is None else [by_value[one] for one in value]}
    if kind in _CHOSEN:
        first = _CHOSEN[kind].replace("selected", "initial")
        return {
            _CHOSEN[kind]: element.get(first, [] if kind.startswith("multi_") else None) if value is None else value
        }
    if kind == "file_input":
        return {"files": value or []}
    return {"value": element.get("initial_value") if value is None else value}
