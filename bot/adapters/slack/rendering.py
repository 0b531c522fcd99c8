"""Documents as messages of Slack, as JSON: pure, and the same each time. Guards that none breaks a limit of Slack.

A body is `{"blocks": […], "text": what notifications show}`. What differs from one posting to the next, such as the
edition's key, is added when it is posted: `keyed`, `with_share`. `plain` is what to post where Slack refuses blocks.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from copy import deepcopy
from itertools import groupby
from typing import Any

from bot.adapters.slack.answers import answer_messages
from bot.adapters.slack.briefings import briefing_messages
from bot.adapters.slack.corrections import correction_messages
from bot.adapters.slack.elements import Block, Row, Run, rich_text, row, share_button
from bot.adapters.slack.escaping import link, literal, mrkdwn
from bot.adapters.slack.fitting import Group, packed
from bot.adapters.slack.messages import Message, summary
from bot.domain.addresses import host
from bot.domain.documents import Answer, Briefing, Correction, Document, Notice
from bot.domain.labels import Target
from bot.services.notices import fill
from bot.services.ports import Part
from bot.services.wording import STORY_BUTTONS

COMMAND = "/news"
MOST_OF_PLAIN = 12_000
_CUT = "\nThe rest cannot be shown here."
_OF_STORIES = frozenset(action for action, _ in STORY_BUTTONS)
Payload = dict[str, Any]


def render(document: Document, *, command: str = COMMAND) -> tuple[Part, ...]:
    """The messages of a document: the first for the channel, further ones for its thread. Deterministic.

    `command` is the app's slash command, which some texts name.
    """
    return tuple(Part(_body(message), message.stories) for message in _messages(document, command))


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
    """Rich text takes everything literally: a value needs no other escaping than cleaning."""
    lines = [line for line in fill(given, literal).split("\n") if line.strip()]
    groups = [Group((block,)) for block in rich_text(map(_row_of, lines))]
    made = [[block for one in held for block in one.blocks] for held in packed(groups)]
    return [Message(blocks, summary(lines[0])) for blocks in made]


def _row_of(line: str) -> Row:
    """A line of a template; where a command stands three blanks before what it does, the command is bold.

    A value holds no such blanks: it is one line, and its own are single.
    """
    typed, parting, does = line.strip().partition("   ")
    return row(Run(typed, bold=True), f" – {does.strip()}") if parting and line.startswith("  ") else row(line.strip())


def _body(message: Message) -> str:
    made = {"text": message.text, "blocks": message.blocks}
    return json.dumps(made, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


# --- what is added when it is posted -----------------------------------------------------------------


def keyed(body: str, key: str) -> Payload:
    """The arguments of chat.postMessage for a body, without a channel.

    With a key, the first block is called `edition:KEY`, and the buttons of a story hold `KEY:STORY`; else `:STORY`.
    """
    payload: Payload = json.loads(body) | {"unfurl_links": False, "unfurl_media": False}
    if key:
        payload["blocks"][0]["block_id"] = f"edition:{key}"
    for block in payload["blocks"]:
        for button in block["elements"] if block["type"] == "actions" else ():
            if button["action_id"] in _OF_STORIES:
                button["value"] = f"{key}:{button['value']}"
    return payload


def with_share(payload: Mapping[str, Any], value: str) -> Payload:
    """The same message with a button behind it that shares it to the channel; `value` is what the button sends."""
    return {**deepcopy(dict(payload)), "blocks": [*deepcopy(payload["blocks"]), share_button(value)]}


# --- without blocks ----------------------------------------------------------------------------------


def plain(body: str) -> str:
    """The message as mrkdwn alone, whole lines of it, 12,000 characters at most; what is cut off is told."""
    held = json.loads(body)
    lines = [line for block in held["blocks"] for line in _plain_lines(block)]
    text = "\n".join(lines) or str(held["text"])
    if len(text) <= MOST_OF_PLAIN:
        return text
    room = MOST_OF_PLAIN - len(_CUT)
    return text[: max(0, text.rfind("\n", 0, room + 1))] + _CUT


def _plain_lines(block: Block) -> Iterator[str]:
    """Lines of a block of ours; buttons have none."""
    match block["type"]:
        case "header":
            yield mrkdwn(block["text"]["text"])
        case "context":
            for element in block["elements"]:
                lines = element["text"].split("\n")
                yield from lines if element["type"] == "mrkdwn" else map(mrkdwn, lines)
        case "rich_text":
            for element in block["elements"]:
                yield from _plain_runs(element["elements"]).split("\n")


def _plain_runs(runs: Sequence[Block]) -> str:
    """Texts that follow each other are escaped as one: what they make together means nothing either."""
    made = []
    for is_link, held in groupby(runs, key=lambda one: one["type"] == "link"):
        if is_link:
            made += [link(Target(run["url"], host(run["url"])), run["text"]) for run in held]
        else:
            made.append("\n".join(map(_plain_text, "".join(run["text"] for run in held).split("\n"))))
    return "".join(made)


def _plain_text(line: str) -> str:
    """The blanks at its edges stay: they part it from what stands beside it."""
    inner = mrkdwn(line)
    if not inner:
        return line and " "
    return f"{' ' if line[0] == ' ' else ''}{inner}{' ' if line[-1] == ' ' else ''}"
