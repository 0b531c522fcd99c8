"""Documents as messages of Discord, as JSON: pure, and the same each time. Guards that none breaks a limit of Discord.

A body is `{"content": "", "embeds": […], "components": […]}` in the form of Discord's API. What differs from one
posting to the next, such as the edition's key, is added when it is posted: `keyed`, `with_row`. `plain` is what to post
where Discord refuses the embeds.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from copy import deepcopy
from typing import Any

from bot.adapters.discord.answers import answer_messages
from bot.adapters.discord.briefings import briefing_messages
from bot.adapters.discord.corrections import correction_messages
from bot.adapters.discord.elements import MOST_OF_ROW, MOST_ROWS, Json, Row, bold, button, button_row, row
from bot.adapters.discord.escaping import link, literal, markdown, target, units
from bot.adapters.discord.fitting import Group
from bot.adapters.discord.lines import pieces
from bot.adapters.discord.messages import Message, messages
from bot.domain.cutting import short
from bot.domain.documents import Answer, Briefing, Correction, Document, Notice
from bot.services.notices import fill, with_options
from bot.services.ports import Part
from bot.services.wording import STORY_BUTTONS

COMMAND = "/news"
MOST_OF_CONTENT = 2000
MOST_OF_LEAD = 600  # as escaped it is at most three times as long
SUPPRESS_EMBEDS = 1 << 2
_TYPED = 300  # characters of a command in bold: a longer one is shown in pieces, as all else
_CUT = "\nThe rest cannot be shown here."
_EDITION = "edition:"
_KEY = re.compile(rf"(?:{_EDITION}|(?:{'|'.join(action for action, _ in STORY_BUTTONS)}):)(?P<key>[^:]+)(?::[^:]+)?")
_CALLED = re.compile(r"<@&([0-9]{1,20})>")
Payload = dict[str, Any]


def render(document: Document, *, command: str = COMMAND) -> tuple[Part, ...]:
    """The messages of a document: the first for the channel, further ones for its thread. Deterministic.

    `command` is the app's slash command, which some texts name.
    """
    return tuple(Part(_body(one), one.stories) for one in _messages(document, command))


def _messages(document: Document, command: str) -> list[Message]:
    match document:
        case Briefing():
            return briefing_messages(document, command)
        case Answer():
            return answer_messages(document, command)
        case Correction():
            return correction_messages(document)
        case Notice():
            return _notice(document)


def _notice(given: Notice) -> list[Message]:
    """Values are cleaned where they are put in, and the lines escaped as a whole."""
    lines = [line for line in fill(with_options(given), literal).split("\n") if line.strip()]
    return messages([Group(tuple(one for line in lines for one in _rows_of(line)))])


def _rows_of(line: str) -> Iterable[Row]:
    """A line of a template; where a command stands three blanks before what it does, the command is bold.

    A value holds no such blanks: it is one line, and its own are single.
    """
    typed, parting, does = line.strip().partition("   ")
    if parting and line.startswith("  ") and len(typed) <= _TYPED:
        return [row(f"{bold(markdown(typed))} – ", *map(markdown, pieces(does.strip())))]
    return [row(markdown(piece)) for piece in pieces(line.strip())]


def _body(made: Message) -> str:
    held = {"content": made.content, "embeds": made.embeds, "components": made.components}
    return json.dumps(held, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


# --- what is added when it is posted -----------------------------------------------------------------


def keyed(body: str, key: str) -> Payload:
    """What to post for a body: nobody is called but the role that the body names.

    With a key, every message can be known by it: `story_ask:KEY:STORY` on the buttons of a story, else a button
    `edition:KEY`. Without one the buttons hold `story_ask::STORY`.
    """
    payload: Payload = json.loads(body)
    payload["allowed_mentions"] = {"parse": []} | _roles(payload["content"])
    if not payload["embeds"]:
        payload["flags"] = SUPPRESS_EMBEDS
    pressed = [one for held in payload["components"] for one in held["components"]]
    for one in pressed:
        one["custom_id"] = one["custom_id"].replace("::", f":{key}:", 1)
    return with_row([payload], [(f"{_EDITION}{key}", "Ask a question")])[0] if key and not pressed else payload


def _roles(content: str) -> Json:
    called = _CALLED.fullmatch(content)
    return {"roles": [called[1]]} if called else {}


def keys_in(components: Sequence[Mapping[str, Any]]) -> set[str]:
    """The keys that the buttons of a message hold; whatever the components are."""
    found = (_KEY.fullmatch(custom_id) for custom_id in _custom_ids(components))
    return {one["key"] for one in found if one}


def _custom_ids(components: object) -> Iterator[str]:
    """Those of every component that is not too deep within others."""
    todo = [(components, 0)]
    while todo:
        given, depth = todo.pop()
        if isinstance(given, Mapping):
            custom_id = given.get("custom_id")
            yield from [custom_id] if isinstance(custom_id, str) else []
            todo.append((given.get("components"), depth))
        elif isinstance(given, list | tuple) and depth < MOST_ROWS:
            todo += [(one, depth + 1) for one in given]


def with_row(payloads: Sequence[Mapping[str, Any]], buttons: Sequence[tuple[str, str]]) -> list[Payload]:
    """The same messages with these buttons (custom_id, label) under the last that has room for them, else one more."""
    made: list[Payload] = [deepcopy(dict(one)) for one in payloads]
    pressed = [button(custom_id, label) for custom_id, label in buttons]
    rows = [button_row(pressed[at : at + MOST_OF_ROW]) for at in range(0, len(pressed), MOST_OF_ROW)]
    for one in reversed(made):
        if len(one.get("components", ())) + len(rows) <= MOST_ROWS:
            one["components"] = [*one.get("components", ()), *rows]
            return made
    more = {"content": "What next?", "embeds": [], "allowed_mentions": {"parse": []}, "flags": SUPPRESS_EMBEDS}
    return [*made, more | {"components": rows}]


def with_lead(payload: Mapping[str, Any], lead: str) -> Payload:
    """The same message with a line above it, literally; it is cut where it is too long."""
    said = short(literal(lead), MOST_OF_LEAD, units)
    return {**deepcopy(dict(payload)), "content": f"-# {markdown(said) or '–'}"}


# --- without embeds ----------------------------------------------------------------------------------


def plain(payload: Mapping[str, Any]) -> Payload:
    """The message as text alone, whole lines of it, 2,000 characters at most; what is cut off is told.

    Its buttons stay, and so does whom it calls.
    """
    lines = [str(payload["content"])] if payload.get("content") else []
    lines += [line for one in payload.get("embeds", ()) for line in _plain_lines(one)]
    kept = {key: deepcopy(value) for key, value in payload.items() if key not in {"embeds", "content"}}
    return kept | {"content": _fitting(lines), "embeds": [], "flags": SUPPRESS_EMBEDS}


def _plain_lines(made: Mapping[str, Any]) -> Iterator[str]:
    title, to = made.get("title"), target(made.get("url"))
    if title and to and not set(title) & set("[]"):
        yield bold(f"[{title}]({to.url})")
    elif title:
        yield bold(title) + (f" {link(to, to.host)}" if to else "")
    yield from made["description"].split("\n") if made.get("description") else ()


def _fitting(lines: Sequence[str]) -> str:
    whole = "\n".join(lines)
    if units(whole) <= MOST_OF_CONTENT:
        return whole
    held: list[str] = []
    for line in lines:
        if units("\n".join([*held, line])) + len(_CUT) > MOST_OF_CONTENT:
            break
        held.append(line)
    return ("\n".join(held) + _CUT).lstrip("\n")
