"""What Slack takes inside a block: texts, buttons, menus, inputs. Guards that the fake is as strict as Slack is.

Limits are those of docs.slack.dev/reference/block-kit; the SDK's own models are asked first, and what they do not
check is checked here. Every fault is one sentence that begins with where it is.
"""

import copy
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any
from urllib.parse import urlsplit

from slack_sdk.errors import SlackObjectFormationError
from slack_sdk.models.basic_objects import JsonObject
from slack_sdk.models.blocks.block_elements import BlockElement

Json = dict[str, Any]
PLAIN, ANY = ("plain_text",), ("plain_text", "mrkdwn")
MENUS = {"static_select", "external_select", "users_select", "conversations_select", "channels_select"}
MULTI = {f"multi_{kind.removesuffix('_select')}_select" for kind in MENUS}
TIMES = {"datepicker", "timepicker", "datetimepicker"}
CHOICES = {"radio_buttons", "checkboxes"}
IN_ACTIONS = {"button", "overflow"} | MENUS | MULTI | TIMES | CHOICES
IN_SECTION = IN_ACTIONS | {"image"}
IN_INPUT = (
    {"plain_text_input", "url_text_input", "email_text_input", "number_input", "file_input", "rich_text_input"}
    | MENUS
    | MULTI
    | TIMES
    | CHOICES
)
MODEL_ERRORS = (SlackObjectFormationError, TypeError, AttributeError, KeyError, ValueError)


def kind_of(given: object) -> str:
    """The type of a block, an element or a text; "" of what is none."""
    kind = given.get("type") if isinstance(given, dict) else None
    return kind if isinstance(kind, str) else ""


def listed(given: object) -> list[Any]:
    """Its members, none of what is no array: that has a fault of its own."""
    return given if isinstance(given, list) else []


def by_model(parse: Callable[[Json], JsonObject | None], given: Json, where: str) -> Iterator[str]:
    """What the SDK's model of it finds: an unknown type, unknown keys, its own limits."""
    try:
        model = parse(copy.deepcopy(given))
        if model is None:
            yield f"{where}: unknown type {given.get('type')!r}"
            return
        known = set(model.attributes) | {"type"}
        model.to_dict()
    except MODEL_ERRORS as error:
        yield f"{where}: {error}"
        return
    if given.get("type") != "image":
        known -= {"alt_text"}
    yield from (f"{where}: unknown key {key!r}" for key in sorted(set(given) - known))


def text_faults(given: object, where: str, limit: int, kinds: tuple[str, ...] = ANY) -> Iterator[str]:
    """Faults of a text object: 1 to `limit` characters of one of the `kinds`."""
    if not isinstance(given, dict) or kind_of(given) not in kinds:
        yield f"{where}: must be a text object of type {' or '.join(kinds)}"
        return
    extra = {"plain_text": "emoji", "mrkdwn": "verbatim"}[given["type"]]
    yield from (f"{where}: unknown key {key!r}" for key in sorted(set(given) - {"type", "text", extra}))
    if not isinstance(given.get(extra, False), bool):
        yield f"{where}: {extra} must be true or false"
    yield from string_faults(given.get("text"), f"{where}.text", limit)


def string_faults(given: object, where: str, limit: int, least: int = 1) -> Iterator[str]:
    if not isinstance(given, str):
        yield f"{where}: must be a string"
    elif len(given) > limit:
        yield f"{where}: must be at most {limit} characters, not {len(given)}"
    elif len(given.strip()) < least:
        yield f"{where}: must have at least {least} character that is not blank"


def list_faults(given: object, where: str, most: int, least: int = 1) -> Iterator[str]:
    if not isinstance(given, list):
        yield f"{where}: must be an array"
    elif not least <= len(given) <= most:
        yield f"{where}: must have {least} to {most} members, not {len(given)}"


def url_faults(given: object, where: str) -> Iterator[str]:
    yield from string_faults(given, where, 3000)
    if isinstance(given, str):
        try:
            parts = urlsplit(given)
            is_web = parts.scheme in {"http", "https"} and bool(parts.hostname)
        except ValueError:
            is_web = False
        if not is_web or re.search(r"\s", given):
            yield f"{where}: must be an address of the web"


def element_faults(given: object, where: str, allowed: set[str]) -> Iterator[str]:
    """Faults of an interactive element or an image, where only the `allowed` types may stand."""
    if not isinstance(given, dict) or kind_of(given) not in allowed:
        yield f"{where}: an element of type {kind_of(given)!r} may not stand here"
        return
    yield from by_model(BlockElement.parse, given, where)
    kind = given["type"]
    if kind == "image":
        yield from url_faults(given.get("image_url"), f"{where}.image_url")
        yield from string_faults(given.get("alt_text"), f"{where}.alt_text", 2000)
        return
    if "action_id" in given:
        yield from string_faults(given["action_id"], f"{where}.action_id", 255)
    if "confirm" in given:
        yield from _confirm_faults(given["confirm"], f"{where}.confirm")
    if "placeholder" in given:
        yield from text_faults(given["placeholder"], f"{where}.placeholder", 150, PLAIN)
    yield from _of_kind(kind, given, where)


def _of_kind(kind: str, given: Json, where: str) -> Iterator[str]:
    if kind == "button":
        yield from _button_faults(given, where)
    elif kind == "overflow":
        yield from _options_faults(given, where, 5, PLAIN, least=2)
    elif kind in CHOICES:
        yield from _options_faults(given, where, 10, ANY)
    elif kind in {"static_select", "multi_static_select"}:
        yield from _menu_faults(given, where)
    elif kind.endswith("_input"):
        yield from _input_faults(given, where)
    elif kind == "timepicker" and not re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d", str(given.get("initial_time", "00:00"))):
        yield f"{where}.initial_time: must be HH:mm"


def _button_faults(given: Json, where: str) -> Iterator[str]:
    yield from text_faults(given.get("text"), f"{where}.text", 75, PLAIN)
    if "value" in given:
        yield from string_faults(given["value"], f"{where}.value", 2000, least=0)
    if "url" in given:
        yield from url_faults(given["url"], f"{where}.url")
    if "style" in given and given["style"] not in ("primary", "danger"):
        yield f"{where}.style: must be primary or danger"


def _menu_faults(given: Json, where: str) -> Iterator[str]:
    if "option_groups" not in given:
        yield from _options_faults(given, where, 100, PLAIN)
        return
    if "options" in given:
        yield f"{where}: options and option_groups exclude each other"
    yield from list_faults(given["option_groups"], f"{where}.option_groups", 100)
    for nr, group in enumerate(_members(given["option_groups"])):
        yield from text_faults(group.get("label"), f"{where}.option_groups[{nr}].label", 75, PLAIN)
        yield from _options_faults(group, f"{where}.option_groups[{nr}]", 100, PLAIN)


def _options_faults(given: Json, where: str, most: int, kinds: tuple[str, ...], least: int = 1) -> Iterator[str]:
    options = given.get("options")
    yield from list_faults(options, f"{where}.options", most, least)
    for nr, option in enumerate(_members(options)):
        here = f"{where}.options[{nr}]"
        yield from (
            f"{here}: unknown key {key!r}" for key in sorted(set(option) - {*"text value description url".split()})
        )
        yield from text_faults(option.get("text"), f"{here}.text", 75, kinds)
        yield from string_faults(option.get("value"), f"{here}.value", 150)
        if "description" in option:
            yield from text_faults(option["description"], f"{here}.description", 75, kinds)
    first = given.get("initial_option")
    for chosen in [*([] if first is None else [first]), *listed(given.get("initial_options"))]:
        if chosen not in listed(options):
            yield f"{where}: what is chosen at first must be one of the options"


def _input_faults(given: Json, where: str) -> Iterator[str]:
    if given["type"] == "plain_text_input":
        if "initial_value" in given:
            yield from string_faults(given["initial_value"], f"{where}.initial_value", 3000, least=0)
        for key, least in (("min_length", 0), ("max_length", 1)):
            if not isinstance(given.get(key, 1), int) or not least <= given.get(key, 1) <= 3000:
                yield f"{where}.{key}: must be {least} to 3000"
    if given["type"] == "number_input" and not isinstance(given.get("is_decimal_allowed"), bool):
        yield f"{where}.is_decimal_allowed: must be true or false"


def _confirm_faults(given: object, where: str) -> Iterator[str]:
    if not isinstance(given, dict):
        yield f"{where}: must be an object"
        return
    limits: Mapping[str, int] = {"title": 100, "text": 300, "confirm": 30, "deny": 30}
    for key, limit in limits.items():
        yield from text_faults(given.get(key), f"{where}.{key}", limit, ANY if key == "text" else PLAIN)
    yield from (f"{where}: unknown key {key!r}" for key in sorted(set(given) - {*limits, "style"}))
    if given.get("style", "primary") not in ("primary", "danger"):
        yield f"{where}.style: must be primary or danger"


def _members(given: object) -> list[Json]:
    """Those of its members that are objects."""
    return [one for one in listed(given) if isinstance(one, dict)]
