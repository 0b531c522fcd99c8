"""Which arguments a method of the Web API takes, and of which types. Guards that a wrong one fails the test.

Names and types are those of docs.slack.dev/reference/methods. What the SDK sends by GET takes no JSON body: Slack
does not look into one there.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

from tests.fakes.slack.elements import Json


@dataclass(frozen=True, slots=True)
class Takes:
    """Arguments as "name:kind"; kinds are str, bool, int, ts (of a message), time (any), list and dict."""

    required: dict[str, str] = field(default_factory=dict)
    optional: dict[str, str] = field(default_factory=dict)
    is_form_only: bool = False
    token: str = "xoxb"  # noqa: S105 - how such a token begins
    scope: str = ""
    tier: int = 4  # 0 where the limits are the method's own


def takes(required: str = "", optional: str = "", **more: Any) -> Takes:  # noqa: ANN401 - the fields of Takes
    return Takes(_pairs(required), _pairs(optional), **more)


def _pairs(said: str) -> dict[str, str]:
    return dict(one.split(":") for one in said.split())


_TEXT = "text:str blocks:list attachments:list link_names:bool parse:str markdown_text:str"
_ABOUT_TEXT = f"{_TEXT} metadata:dict reply_broadcast:bool"
_LOOKS = "username:str icon_emoji:str icon_url:str"
_POST = f"{_ABOUT_TEXT} thread_ts:ts mrkdwn:bool unfurl_links:bool unfurl_media:bool {_LOOKS}"
_PAGE = "cursor:str limit:int"
_HISTORY = f"{_PAGE} oldest:time latest:time inclusive:bool include_all_metadata:bool"
ARGUMENTS: dict[str, Takes] = {
    "auth.test": takes(tier=0),
    "apps.connections.open": takes(token="xapp", tier=1),  # noqa: S106 - how such a token begins
    "chat.postMessage": takes("channel:str", _POST, scope="chat:write", tier=0),
    "chat.postEphemeral": takes("channel:str user:str", f"{_TEXT} thread_ts:ts {_LOOKS}", scope="chat:write"),
    "chat.update": takes("channel:str ts:ts", f"{_ABOUT_TEXT} file_ids:list", scope="chat:write", tier=3),
    "chat.delete": takes("channel:str ts:ts", scope="chat:write", tier=3),
    "chat.getPermalink": takes("channel:str message_ts:ts", is_form_only=True, tier=0),
    "conversations.history": takes("channel:str", _HISTORY, is_form_only=True, tier=3),
    "conversations.replies": takes("channel:str ts:ts", _HISTORY, is_form_only=True, tier=3),
    "conversations.info": takes(
        "channel:str", "include_locale:bool include_num_members:bool", is_form_only=True, tier=3
    ),
    "conversations.members": takes("channel:str", _PAGE, is_form_only=True),
    "conversations.open": takes(
        "", "users:str channel:str return_im:bool prevent_creation:bool", scope="im:write", tier=3
    ),
    "conversations.join": takes("channel:str", scope="channels:join", tier=3),
    "users.info": takes("user:str", "include_locale:bool", is_form_only=True, scope="users:read"),
    "users.conversations": takes(
        "", f"{_PAGE} user:str types:str exclude_archived:bool team_id:str", is_form_only=True, tier=3
    ),
    "views.open": takes("view:dict", "trigger_id:str interactivity_pointer:str"),
    "views.push": takes("view:dict", "trigger_id:str interactivity_pointer:str"),
    "views.publish": takes("user_id:str view:dict", "hash:str"),
    "views.update": takes("view:dict", "view_id:str external_id:str hash:str"),
    "assistant.threads.setStatus": takes(
        "channel_id:str thread_ts:ts status:str", "loading_messages:list", scope="chat:write", tier=0
    ),
    "files.info": takes("file:str", _PAGE, is_form_only=True, scope="files:read"),
}
RESPONSE_URL = takes(
    "",
    "text:str blocks:list attachments:list response_type:str replace_original:bool delete_original:bool thread_ts:ts "
    "unfurl_links:bool unfurl_media:bool metadata:dict parse:str link_names:bool mrkdwn:bool",
)


async def arguments(request: web.Request) -> tuple[Json, bool]:
    """What was given, and whether as JSON. Raises ValueError where a body is not what it says it is."""
    given: Json = dict(request.query)
    if request.content_type == "application/json":
        body = await request.text()
        said = json.loads(body) if body else {}
        if not isinstance(said, dict):
            raise ValueError("the body must be an object")
        return {**given, **said}, True
    return {**given, **{name: str(value) for name, value in (await request.post()).items()}}, False


def checked(method: str, spec: Takes, given: Json, *, is_json: bool) -> tuple[Json, list[str]]:
    """The arguments in their own types, and what is wrong with them."""
    known = {**spec.required, **spec.optional, "team_id": "str"}  # the SDK sends the workspace with every call
    faults = [f"{method}: unknown argument {name!r}" for name in given if name not in known]
    faults += [f"{method}: {name} is missing" for name in spec.required if name not in given]
    if is_json and spec.is_form_only and given:
        faults.append(f"{method} does not read JSON: give a form or a query")
    read: Json = {}
    for name, kind in known.items():
        if name in given:
            try:
                read[name] = _read(kind, given[name], is_json=is_json)
            except ValueError:
                faults.append(f"{method}: {name} must be {_KINDS[kind]}, not {str(given[name])[:100]!r}")
    read.pop("team_id", None)
    return read, [*faults, *_dangers(method, read)]


def _read(kind: str, given: Any, *, is_json: bool) -> Any:  # noqa: ANN401 - JSON
    if kind in {"list", "dict"}:
        return _of_type(json.loads(given) if isinstance(given, str) else given, list if kind == "list" else dict)
    if kind in {"bool", "int"} and not is_json:
        words = {"true": True, "false": False, "1": True, "0": False}
        if kind == "bool" and given in words:
            return words[given]
        return _of_type(int(given) if kind == "int" else None, int)
    if kind == "bool":
        return _of_type(given, bool)
    if kind == "int":
        return _of_type(None if isinstance(given, bool) else given, int)
    text: str = _of_type(given, str)
    if kind != "str" and not re.fullmatch(r"\d{10}\.\d{6}" if kind == "ts" else r"\d+(\.\d+)?", text):
        raise ValueError(text)
    return text


def _of_type(given: Any, kind: type) -> Any:  # noqa: ANN401 - JSON
    if not isinstance(given, kind):
        raise ValueError(given)  # noqa: TRY004 - one error for whatever is wrong with an argument
    return given


def _dangers(method: str, read: Json) -> Iterator[str]:
    if read.get("link_names"):
        yield f"{method}: link_names makes mentions of what is none"
    if read.get("parse", "none") != "none":
        yield f"{method}: parse={read['parse']!r} makes links and mentions of what is none"
    if "attachments" in read:
        yield f"{method}: nothing here checks attachments: use blocks"


_KINDS = {
    "str": "a string",
    "bool": "true or false",
    "int": "a whole number",
    "ts": "the ts of a message",
    "time": "a time in seconds, as a string",
    "list": "an array",
    "dict": "an object",
}
