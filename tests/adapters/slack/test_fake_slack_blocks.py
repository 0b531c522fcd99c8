"""What the fake Slack takes as a message or a view, each rule by what is just right and by what is just too much."""

# ruff: noqa: ANN401 - JSON

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.fakes.slack import complaints_of

Json = dict[str, Any]


def plain(text: str = "Go") -> Json:
    return {"type": "plain_text", "text": text}


def mrkdwn(text: str = "news", **more: Any) -> Json:
    return {"type": "mrkdwn", "text": text, **more}


def section(text: str = "news", **more: Any) -> Json:
    return {"type": "section", "text": mrkdwn(text), **more}


def button(**more: Any) -> Json:
    return {"type": "button", "text": plain(), "action_id": "go", **more}


def actions(*elements: Json) -> Json:
    return {"type": "actions", "elements": list(elements)}


def context(*elements: Json) -> Json:
    return {"type": "context", "elements": list(elements)}


def menu(*options: Json, **more: Any) -> Json:
    return actions({"type": "static_select", "action_id": "pick", "options": list(options), **more})


def option(text: str = "one", value: str = "1") -> Json:
    return {"text": plain(text), "value": value}


def confirm(**more: Any) -> Json:
    return {"title": plain("Sure?"), "text": mrkdwn("It goes."), "confirm": plain("Yes"), "deny": plain("No"), **more}


def field_of_form(**more: Any) -> Json:
    element = {"type": "plain_text_input", "action_id": "address"}
    return {"type": "input", "block_id": "field", "label": plain("Address"), "element": element, **more}


def modal(*blocks: Json, **more: Any) -> Json:
    return {"type": "modal", "title": plain("Sources"), "submit": plain("Save"), "blocks": [*blocks], **more}


def message(*blocks: Json, **more: Any) -> Json:
    return {"text": "news", "blocks": [*blocks], **more}


def many(count: int) -> list[Json]:
    return [button(action_id=f"go{nr}") for nr in range(count)]


RICH = {"type": "rich_text_section", "elements": [{"type": "text", "text": "news", "style": {"bold": True}}]}
TAKEN = {
    "text alone": {"text": "x" * 40_000},
    "new lines and tabs": {"text": "a\n\tb"},
    "fifty blocks": message(*[section("x")] * 50),
    "a long section": message(section("x" * 3000)),
    "a section of fields": message({"type": "section", "fields": [mrkdwn("x" * 1300)] * 10}),
    "a long field": message({"type": "section", "fields": [plain("x" * 2000)]}),
    "a header": message({"type": "header", "text": plain("x" * 150)}),
    "a context": message(context(*[mrkdwn("x" * 1300)] * 10)),
    "a context with an image": message(
        context({"type": "image", "image_url": "https://example.org/i", "alt_text": "i"})
    ),
    "a divider": message({"type": "divider"}),
    "an image": message({"type": "image", "image_url": "https://example.org/i.png", "alt_text": "i", "title": plain()}),
    "25 buttons": message(actions(*many(25))),
    "a full button": message(
        actions(button(text=plain("x" * 75), value="v" * 2000, url="https://example.org/" + "x" * 2900, style="danger"))
    ),
    "a button beside a text": message(section(accessory=button())),
    "a long action_id": message(actions(button(action_id="a" * 255))),
    "a block_id": message(section(block_id="b" * 255), section(block_id="c")),
    "the same action in two blocks": message(actions(button()), actions(button())),
    "a menu": message(menu(*[option(f"{nr}", "v" * 150) for nr in range(100)], placeholder=plain("x" * 150))),
    "a menu of groups": message(
        actions(
            {"type": "static_select", "action_id": "a", "option_groups": [{"label": plain(), "options": [option()]}]}
        )
    ),
    "a menu with a choice": message(menu(option(), initial_option=option())),
    "an overflow": message(actions({"type": "overflow", "action_id": "a", "options": [option(), option("two", "2")]})),
    "a confirmation": message(actions(button(confirm=confirm(text=plain("x" * 300), title=plain("x" * 100))))),
    "metadata": message(section(), metadata={"event_type": "edition", "event_payload": {"key": "1"}}),
    "verbatim": message({"type": "section", "text": mrkdwn(verbatim=True)}),
    "emoji": message({"type": "header", "text": {**plain(), "emoji": True}}),
    "rich text": message({"type": "rich_text", "elements": [RICH]}),
    "a list of rich text": message(
        {"type": "rich_text", "elements": [{"type": "rich_text_list", "style": "bullet", "elements": [RICH]}]}
    ),
    "markdown": message({"type": "markdown", "text": "x" * 12_000}),
    "13,200 characters": message(*[section("x" * 2640)] * 5),
    "a modal": modal(field_of_form(), title=plain("x" * 24), close=plain("x" * 24), private_metadata="x" * 3000),
    "a modal of 100": modal(*[section()] * 100),
    "a home tab": {"type": "home", "blocks": [section()], "callback_id": "home"},
    "a checked field": modal(
        field_of_form(optional=True, hint=plain("x"), dispatch_action=False),
    ),
    "times": modal(
        field_of_form(element={"type": "timepicker", "action_id": "at", "initial_time": "08:00"}),
        field_of_form(block_id="on", element={"type": "checkboxes", "action_id": "days", "options": [option()]}),
        field_of_form(block_id="in", element={"type": "conversations_select", "action_id": "where"}),
    ),
}
REFUSED: dict[str, tuple[str, Json]] = {
    "no text": ("no_text", {"blocks": [section()]}),
    "blank text": ("no_text", {"text": " \n"}),
    "a text of another type": ("no_text", {"text": 3}),
    "a long text": ("msg_too_long", {"text": "x" * 40_001}),
    "a surrogate": ("invalid_arguments", {"text": "a\ud800b"}),
    "a NUL": ("invalid_arguments", {"text": "a\0b"}),
    "a surrogate in a block": ("invalid_blocks", message(section("a\udc00"))),
    "a control character in a value": ("invalid_blocks", message(actions(button(value="a\x1bb")))),
    "51 blocks": ("msg_blocks_too_many", message(*[section("x")] * 51)),
    "blocks that are no array": ("invalid_blocks_format", {"text": "x", "blocks": "[]"}),
    "a block that is none": ("invalid_blocks", message("x")),  # type: ignore[arg-type]
    "an unknown block": ("invalid_blocks", message({"type": "banner", "text": plain()})),
    "a block nobody here uses": ("invalid_blocks", message({"type": "table", "rows": [[]]})),
    "an unknown key": ("invalid_blocks", message(section(colour="red"))),
    "an unknown key in a text": ("invalid_blocks", message({"type": "section", "text": mrkdwn(size=3)})),
    "emoji in mrkdwn": ("invalid_blocks", message({"type": "section", "text": mrkdwn(emoji=True)})),
    "verbatim in plain text": ("invalid_blocks", message({"type": "section", "text": {**plain(), "verbatim": True}})),
    "an unknown key in a button": ("invalid_blocks", message(actions(button(alt_text="x")))),
    "a long section": ("invalid_blocks", message(section("x" * 3001))),
    "an empty section": ("invalid_blocks", message(section(""))),
    "a blank section": ("invalid_blocks", message(section(" \n "))),
    "a section of nothing": ("invalid_blocks", message({"type": "section"})),
    "a text that is a string": ("invalid_blocks", message({"type": "section", "text": "x"})),
    "11 fields": ("invalid_blocks", message({"type": "section", "fields": [plain()] * 11})),
    "no fields": ("invalid_blocks", message(section(fields=[]))),
    "a long field": ("invalid_blocks", message({"type": "section", "fields": [plain("x" * 2001)]})),
    "a long header": ("invalid_blocks", message({"type": "header", "text": plain("x" * 151)})),
    "a header of mrkdwn": ("invalid_blocks", message({"type": "header", "text": mrkdwn()})),
    "an empty context": ("invalid_blocks", message(context())),
    "a full context": ("invalid_blocks", message(context(*[mrkdwn()] * 11))),
    "a long context": ("invalid_blocks", message(context(mrkdwn("x" * 2001)))),
    "a button in a context": ("invalid_blocks", message(context(button()))),
    "no buttons": ("invalid_blocks", message(actions())),
    "26 buttons": ("invalid_blocks", message(actions(*many(26)))),
    "an unknown element": ("invalid_blocks", message(actions({"type": "lever", "action_id": "a"}))),
    "an input among buttons": ("invalid_blocks", message(actions({"type": "plain_text_input", "action_id": "a"}))),
    "a long button": ("invalid_blocks", message(actions(button(text=plain("x" * 76))))),
    "an empty button": ("invalid_blocks", message(actions(button(text=plain(""))))),
    "a button of mrkdwn": ("invalid_blocks", message(actions(button(text=mrkdwn())))),
    "a long value": ("invalid_blocks", message(actions(button(value="v" * 2001)))),
    "a value of another type": ("invalid_blocks", message(actions(button(value=3)))),
    "a long address": ("invalid_blocks", message(actions(button(url="https://example.org/" + "x" * 3000)))),
    "an address of a script": ("invalid_blocks", message(actions(button(url="javascript:alert(1)")))),
    "an address without a host": ("invalid_blocks", message(actions(button(url="https:///x")))),
    "an address with a space": ("invalid_blocks", message(actions(button(url="https://example.org/a b")))),
    "a style": ("invalid_blocks", message(actions(button(style="loud")))),
    "a long action_id": ("invalid_blocks", message(actions(button(action_id="a" * 256)))),
    "an empty action_id": ("invalid_blocks", message(actions(button(action_id="")))),
    "an action_id twice": ("invalid_blocks", message(actions(button(), button()))),
    "a long block_id": ("invalid_blocks", message(section(block_id="b" * 256))),
    "a block_id twice": ("invalid_blocks", message(section(block_id="b"), section(block_id="b"))),
    "a menu of 101": ("invalid_blocks", message(menu(*[option()] * 101))),
    "a menu of nothing": ("invalid_blocks", message(menu())),
    "a long option": ("invalid_blocks", message(menu(option("x" * 76)))),
    "a long option's value": ("invalid_blocks", message(menu(option(value="v" * 151)))),
    "a choice that is no option": ("invalid_blocks", message(menu(option(), initial_option=option("two", "2")))),
    "an overflow of one": (
        "invalid_blocks",
        message(actions({"type": "overflow", "action_id": "a", "options": [option()]})),
    ),
    "a long confirmation": ("invalid_blocks", message(actions(button(confirm=confirm(text=plain("x" * 301)))))),
    "a confirmation without a way back": ("invalid_blocks", message(actions(button(confirm=confirm(deny=None))))),
    "a long way back": ("invalid_blocks", message(actions(button(confirm=confirm(deny=plain("x" * 31)))))),
    "13,201 characters": ("msg_blocks_too_long", message(*[section("x" * 2640)] * 5, section("x"))),
    "metadata without a payload": ("invalid_metadata_format", {"text": "x", "metadata": {"event_type": "edition"}}),
    "metadata with more": (
        "invalid_metadata_format",
        {"text": "x", "metadata": {"event_type": "e", "event_payload": {}, "key": 1}},
    ),
    "a payload that is a text": (
        "invalid_metadata_format",
        {"text": "x", "metadata": {"event_type": "e", "event_payload": "1"}},
    ),
    "a lot of metadata": (
        "metadata_too_large",
        {"text": "x", "metadata": {"event_type": "e", "event_payload": {"key": "x" * 16_000}}},
    ),
    "an image without words": ("invalid_blocks", message({"type": "image", "image_url": "https://example.org/i"})),
    "an image of no address": ("invalid_blocks", message({"type": "image", "image_url": "i.png", "alt_text": "i"})),
    "rich text of nothing known": ("invalid_blocks", message({"type": "rich_text", "elements": [{"type": "text"}]})),
    "a link of rich text to a script": (
        "invalid_blocks",
        message({"type": "rich_text", "elements": [{**RICH, "elements": [{"type": "link", "url": "data:x"}]}]}),
    ),
    "long markdown": ("invalid_blocks", message({"type": "markdown", "text": "x" * 12_001})),
    "a view without a title": ("invalid_arguments", {"type": "modal", "blocks": [section()]}),
    "a long title": ("invalid_arguments", modal(section(), title=plain("x" * 25))),
    "a long submit": ("invalid_arguments", modal(section(), submit=plain("x" * 25))),
    "a long close": ("invalid_arguments", modal(section(), close=plain("x" * 25))),
    "a title of mrkdwn": ("invalid_arguments", modal(section(), title=mrkdwn("x"))),
    "a lot of private metadata": ("invalid_arguments", modal(section(), private_metadata="x" * 3001)),
    "a long callback_id": ("invalid_arguments", modal(section(), callback_id="x" * 256)),
    "101 blocks": ("invalid_arguments", modal(*[section()] * 101)),
    "a view of no blocks": ("invalid_arguments", modal()),
    "a form that cannot be sent": (
        "invalid_arguments",
        {"type": "modal", "title": plain(), "blocks": [field_of_form()]},
    ),
    "a home tab with a title": ("invalid_arguments", {"type": "home", "title": plain(), "blocks": [section()]}),
    "a view with an unknown key": ("invalid_arguments", modal(section(), colour="red")),
    "markdown in a view": ("invalid_arguments", modal({"type": "markdown", "text": "x"})),
    "a button as an input": ("invalid_arguments", modal(field_of_form(element=button()))),
    "an input without a label": ("invalid_arguments", modal(field_of_form(label=None))),
    "a long label": ("invalid_arguments", modal(field_of_form(label=plain("x" * 2001)))),
    "a long initial text": (
        "invalid_arguments",
        modal(field_of_form(element={"type": "plain_text_input", "action_id": "a", "initial_value": "x" * 3001})),
    ),
    "two with the focus": (
        "invalid_arguments",
        modal(
            *[
                field_of_form(
                    block_id=one, element={"type": "plain_text_input", "action_id": one, "focus_on_load": True}
                )
                for one in "ab"
            ]
        ),
    ),
    "no time of a day": (
        "invalid_arguments",
        modal(field_of_form(element={"type": "timepicker", "action_id": "at", "initial_time": "24:00"})),
    ),
}


@pytest.mark.parametrize("payload", TAKEN.values(), ids=TAKEN)
def test_what_slack_takes_is_taken(payload: Json):
    assert complaints_of(payload) == []


@pytest.mark.parametrize(("code", "payload"), REFUSED.values(), ids=REFUSED)
def test_what_slack_refuses_is_refused_for_its_reason(code: str, payload: Json):
    complaints = complaints_of(payload)
    assert complaints
    assert {one.partition(":")[0] for one in complaints} == {code}


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5) | st.sampled_from(["section", "button", "mrkdwn"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from("type text blocks elements accessory options value".split()), inner, max_size=4
        )
    ),
    max_leaves=20,
)


@given(blocks=st.lists(JSON, min_size=1, max_size=3), kind=st.sampled_from([None, "modal", "home"]))
def test_anything_at_all_is_judged(blocks: list[Any], kind: str | None):
    payload = {"text": "x", "blocks": blocks} if kind is None else {"type": kind, "blocks": blocks}
    assert all(isinstance(one, str) for one in complaints_of(payload))
