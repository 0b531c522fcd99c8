"""What Slack takes as a block, and as a list of them. Guards that the fake is as strict as Slack is.

Types that the bot has no use for (cards, tables, videos) are refused: nothing here could tell whether they are right.
"""

from collections.abc import Callable, Iterator
from typing import Any

from slack_sdk.models.blocks import Block

from tests.fakes.slack.elements import (
    ANY,
    IN_ACTIONS,
    IN_INPUT,
    IN_SECTION,
    PLAIN,
    Json,
    by_model,
    element_faults,
    kind_of,
    list_faults,
    listed,
    string_faults,
    text_faults,
    url_faults,
)

_RICH_GROUPS = {"rich_text_section", "rich_text_list", "rich_text_quote", "rich_text_preformatted"}
_RICH_LEAVES = {
    "text": {"text"},
    "link": {"url", "text", "unsafe"},
    "emoji": {"name", "unicode", "skin_tone"},
    "user": {"user_id"},
    "usergroup": {"usergroup_id"},
    "channel": {"channel_id"},
    "broadcast": {"range"},
    "date": {"timestamp", "format", "url", "fallback"},
    "color": {"value"},
}


def blocks_faults(blocks: list[Any]) -> Iterator[str]:
    """Every fault of the blocks, apart from how many there are and how long they are together."""
    seen: set[str] = set()
    for nr, block in enumerate(blocks):
        where = f"blocks[{nr}]"
        if not isinstance(block, dict) or kind_of(block) not in _RULES:
            yield f"{where}: unknown block type {kind_of(block)!r}"
            continue
        yield from by_model(Block.parse, block, where)
        yield from _RULES[block["type"]](block, where)
        if "block_id" in block:
            yield from string_faults(block["block_id"], f"{where}.block_id", 255)
            if str(block["block_id"]) in seen:
                yield f"{where}.block_id: {block['block_id']!r} is there already"
            seen.add(str(block["block_id"]))
        yield from _repeated_actions(block, where)


def characters(given: object) -> int:
    """How long all texts in it are together."""
    if isinstance(given, dict):
        return sum(
            len(one) if key == "text" and isinstance(one, str) else characters(one) for key, one in given.items()
        )
    return sum(map(characters, given)) if isinstance(given, list) else 0


def interactive(block: Json) -> list[Json]:
    """The elements of a block that can be pressed or filled in."""
    found = [*listed(block.get("elements")), block.get("accessory"), block.get("element")]
    return [one for one in found if isinstance(one, dict) and kind_of(one) in IN_ACTIONS | IN_INPUT]


def _repeated_actions(block: Json, where: str) -> Iterator[str]:
    ids = [str(one["action_id"]) for one in interactive(block) if "action_id" in one]
    yield from (f"{where}: action_id {one!r} is there twice" for one in sorted({i for i in ids if ids.count(i) > 1}))


def _section(block: Json, where: str) -> Iterator[str]:
    if "text" in block:
        yield from text_faults(block["text"], f"{where}.text", 3000)
    elif "fields" not in block:
        yield f"{where}: text or fields must be there"
    if "fields" in block:
        yield from list_faults(block["fields"], f"{where}.fields", 10)
        for nr, one in enumerate(listed(block["fields"])):
            yield from text_faults(one, f"{where}.fields[{nr}]", 2000)
    if "accessory" in block:
        yield from element_faults(block["accessory"], f"{where}.accessory", IN_SECTION)


def _header(block: Json, where: str) -> Iterator[str]:
    yield from text_faults(block.get("text"), f"{where}.text", 150, PLAIN)


def _context(block: Json, where: str) -> Iterator[str]:
    yield from list_faults(block.get("elements"), f"{where}.elements", 10)
    for nr, one in enumerate(listed(block.get("elements"))):
        if kind_of(one) in ANY:
            yield from text_faults(one, f"{where}.elements[{nr}]", 2000)
        else:
            yield from element_faults(one, f"{where}.elements[{nr}]", {"image"})


def _actions(block: Json, where: str) -> Iterator[str]:
    yield from list_faults(block.get("elements"), f"{where}.elements", 25)
    for nr, one in enumerate(listed(block.get("elements"))):
        yield from element_faults(one, f"{where}.elements[{nr}]", IN_ACTIONS)


def _input(block: Json, where: str) -> Iterator[str]:
    yield from text_faults(block.get("label"), f"{where}.label", 2000, PLAIN)
    if "hint" in block:
        yield from text_faults(block["hint"], f"{where}.hint", 2000, PLAIN)
    for key in ("optional", "dispatch_action"):
        if not isinstance(block.get(key, False), bool):
            yield f"{where}.{key}: must be true or false"
    yield from element_faults(block.get("element"), f"{where}.element", IN_INPUT)


def _image(block: Json, where: str) -> Iterator[str]:
    yield from url_faults(block.get("image_url"), f"{where}.image_url")
    yield from string_faults(block.get("alt_text"), f"{where}.alt_text", 2000)
    if "title" in block:
        yield from text_faults(block["title"], f"{where}.title", 2000, PLAIN)


def _markdown(block: Json, where: str) -> Iterator[str]:
    yield from string_faults(block.get("text"), f"{where}.text", 12_000)


def _rich_text(block: Json, where: str) -> Iterator[str]:
    yield from list_faults(block.get("elements"), f"{where}.elements", 1000)
    for nr, one in enumerate(listed(block.get("elements"))):
        yield from _rich_group(one, f"{where}.elements[{nr}]")


def _rich_group(given: object, where: str) -> Iterator[str]:
    if not isinstance(given, dict) or kind_of(given) not in _RICH_GROUPS:
        yield f"{where}: not a part of rich text"
        return
    known = {"type", "elements", "border", "style", "indent", "offset"}
    yield from (f"{where}: unknown key {key!r}" for key in sorted(set(given) - known))
    is_list = given["type"] == "rich_text_list"
    for nr, one in enumerate(listed(given.get("elements"))):
        here = f"{where}.elements[{nr}]"
        yield from _rich_group(one, here) if is_list else _rich_leaf(one, here)


def _rich_leaf(given: object, where: str) -> Iterator[str]:
    if not isinstance(given, dict) or kind_of(given) not in _RICH_LEAVES:
        yield f"{where}: not a part of rich text"
        return
    known = _RICH_LEAVES[given["type"]] | {"type", "style"}
    yield from (f"{where}: unknown key {key!r}" for key in sorted(set(given) - known))
    if given["type"] == "text" and not given.get("text"):
        yield f"{where}.text: must not be empty"
    if given["type"] == "link":
        yield from url_faults(given.get("url"), f"{where}.url")


def _nothing(_block: Json, _where: str) -> Iterator[str]:
    yield from ()


_RULES: dict[str, Callable[[Json, str], Iterator[str]]] = {
    "section": _section,
    "header": _header,
    "context": _context,
    "actions": _actions,
    "divider": _nothing,
    "input": _input,
    "image": _image,
    "markdown": _markdown,
    "rich_text": _rich_text,
}
