"""What the fake Discord refuses in messages, forms and commands: each documented limit, and one beyond it."""

# ruff: noqa: ANN401 - JSON

from typing import Any

import pytest

from tests.fakes.discord import complaints_of, links_of
from tests.fakes.discord.commands import characters
from tests.fakes.discord.commands import problems as command_problems
from tests.fakes.discord.components import modal_problems


def paths(payload: Any) -> list[str]:
    return [one.partition(":")[0] for one in complaints_of(payload)]


def embed(**more: Any) -> dict[str, Any]:
    return {"embeds": [{"title": "t", **more}]}


def button(**more: Any) -> dict[str, Any]:
    made = {"type": 2, "style": 2, "label": "Why?", "custom_id": "why"} | more
    return {key: value for key, value in made.items() if value is not None}


def row(*inner: dict[str, Any]) -> dict[str, Any]:
    return {"type": 1, "components": list(inner)}


def rows(*given: dict[str, Any]) -> dict[str, Any]:
    return {"content": "x", "components": list(given)}


def menu(*values: str, **more: Any) -> dict[str, Any]:
    return {"type": 3, "custom_id": "menu", "options": [{"label": one, "value": one} for one in values], **more}


@pytest.mark.parametrize(
    "payload",
    [
        {"content": "x" * 2000},
        {"content": "🚢" * 1000, "nonce": "n" * 25, "enforce_nonce": True},
        embed(title="t" * 256, description="d" * 4096),
        embed(fields=[{"name": "n" * 6, "value": "v"}] * 25),
        embed(footer={"text": "f" * 2048}, author={"name": "a" * 256, "url": "https://example.org"}),
        embed(url="https://example.org/1", color=0xFFFFFF, timestamp="2026-11-26T08:00:00+00:00"),
        {"embeds": [{"description": "d" * 600}] * 10},
        rows(*[row(*[button(custom_id=f"{nr} {inner}") for inner in range(5)]) for nr in range(5)]),
        rows(row(button(style=5, custom_id=None, url="https://example.org"))),
        rows(row(menu("a", "b"))),
        {
            "content": "x",
            "allowed_mentions": {"parse": ["users"], "roles": ["1"], "replied_user": False},
            "flags": 4100,
        },
    ],
)
def test_what_is_within_the_limits_is_taken(payload: Any):
    assert complaints_of(payload) == []


@pytest.mark.parametrize(
    ("payload", "where"),
    [
        ({}, "the message is empty"),
        ({"content": "x", "text": "x"}, "text"),
        ({"content": "x" * 2001}, "content"),
        ({"content": "🚢" * 1001}, "content"),
        ({"content": 5}, "content"),
        ({"content": "\ud83d"}, "content"),
        ({"content": "x", "nonce": "n" * 26}, "nonce"),
        ({"content": "x", "flags": 64}, "flags"),
        ({"content": "x", "flags": 1 << 15}, "flags"),
        ({"content": "x", "embeds": [{}]}, "embeds.0"),
        ({"embeds": [{"description": "d"}] * 11}, "embeds"),
        ({"embeds": [{"description": "d" * 601}] * 10}, "embeds"),
        (embed(title="t" * 257), "embeds.0.title"),
        (embed(title=" "), "embeds.0.title"),
        (embed(description="d" * 4097), "embeds.0.description"),
        (embed(fields=[{"name": "n", "value": "v"}] * 26), "embeds.0.fields"),
        (embed(fields=[{"name": "n" * 257, "value": "v"}]), "embeds.0.fields.0.name"),
        (embed(fields=[{"name": "n", "value": "v" * 1025}]), "embeds.0.fields.0.value"),
        (embed(fields=[{"name": "n"}]), "embeds.0.fields.0.value"),
        (embed(footer={"text": "f" * 2049}), "embeds.0.footer.text"),
        (embed(author={"name": "a" * 257}), "embeds.0.author.name"),
        (embed(author={"name": "a", "url": "javascript:alert(1)"}), "embeds.0.author.url"),
        (embed(url="ftp://example.org"), "embeds.0.url"),
        (embed(url="https://"), "embeds.0.url"),
        (embed(url="https://example.org/a b"), "embeds.0.url"),
        (embed(color=1 << 24), "embeds.0.color"),
        (embed(timestamp="soon"), "embeds.0.timestamp"),
        (embed(colour=3), "embeds.0.colour"),
        (rows(*[row(button(custom_id=str(nr))) for nr in range(6)]), "components"),
        (rows(row(*[button(custom_id=str(nr)) for nr in range(6)])), "components.0.components"),
        (rows(row()), "components.0.components"),
        (rows(row(button()), row(button())), "components"),
        (rows(row(button(label="l" * 81))), "components.0.components.0.label"),
        (rows(row(button(label=" "))), "components.0.components.0.label"),
        (rows(row(button(label=None))), "components.0.components.0.label"),
        (rows(row(button(custom_id="c" * 101))), "components.0.components.0.custom_id"),
        (rows(row(button(custom_id=None))), "components.0.components.0.custom_id"),
        (rows(row(button(style=5))), "components.0.components.0.url"),
        (rows(row(button(style=9))), "components.0.components.0.style"),
        (rows(row(menu(*map(str, range(26))))), "components.0.components.0.options"),
        (rows(row(menu("a", "a"))), "components.0.components.0.options"),
        (rows(row(menu("a"), button())), "components.0"),
        (rows(button()), "components.0.custom_id"),
        ({"content": "x", "allowed_mentions": {"parse": ["all"]}}, "allowed_mentions.parse.0"),
        ({"content": "x", "allowed_mentions": {"parse": ["users"], "users": ["1"]}}, "allowed_mentions"),
        ({"content": "x", "allowed_mentions": {"parse": [], "roles": ["@all"]}}, "allowed_mentions.roles"),
    ],
)
def test_what_is_beyond_a_limit_is_refused(payload: Any, where: str):
    assert where in paths(payload)


@pytest.mark.parametrize(
    ("payload", "deceives"),
    [
        ({"content": "[the report](https://example.org/1)"}, False),
        ({"content": "[example.org](https://example.org/1)"}, False),
        ({"content": "[example.org](https://news.example.org/1)"}, False),
        ({"content": "[bank.example](https://evil.example/1)"}, True),
        ({"content": "[see https://bank.example/login](https://evil.example/1)"}, True),
        ({"content": r"\[bank.example\](https://evil.example/1)"}, False),
        ({"content": "https://bank.example@evil.example/1"}, True),
        (embed(description="[Harbour Post (bank.example)](<https://evil.example/1>)"), True),
        (embed(title="bank.example", url="https://evil.example/1"), True),
        (embed(title="Amazon.com shares fall", url="https://example.org/1"), False),
        (embed(fields=[{"name": "n", "value": "[www.bank.example](https://evil.example)"}]), True),
    ],
)
def test_a_link_that_shows_another_host(payload: Any, deceives: bool):  # noqa: FBT001 - a table
    assert any(one.startswith("link: ") for one in complaints_of(payload)) is deceives


def test_links_are_found_wherever_they_are():
    described = "[a](https://example.org/a), https://example.org/b and <https://example.org/c>"
    payload = {
        "content": "https://example.org/0",
        "embeds": [{"title": "t", "url": "https://example.org/t", "description": described}],
        "components": [row(button(style=5, url="https://example.org/x"))],
    }
    assert [one.url.rpartition("/")[2].rstrip(",") for one in links_of(payload)] == ["0", "t", "a", "b", "c", "x"]


def test_embeds_with_one_address_are_shown_as_one():
    one = {"title": "t", "url": "https://example.org/1"}
    assert complaints_of({"embeds": [one, one]}) == ["merged: 2 embeds with the address https://example.org/1"]


def text_input(**more: Any) -> dict[str, Any]:
    return {"type": 4, "custom_id": "q", "style": 1, **more}


def modal(*fields: dict[str, Any], title: str = "Ask") -> dict[str, Any]:
    return {"custom_id": "ask", "title": title, "components": list(fields)}


def label(inner: dict[str, Any], text: str = "What?", **more: Any) -> dict[str, Any]:
    return {"type": 18, "label": text, "component": inner, **more}


@pytest.mark.parametrize(
    "data",
    [
        modal(
            row(text_input(label="l" * 45, max_length=4000, value="v" * 4000, placeholder="p" * 100)), title="t" * 45
        ),
        modal(label(text_input(), "l" * 45, description="d" * 100)),
        modal(label(menu("a"))),
        modal(*[label(text_input(custom_id=str(nr))) for nr in range(5)]),
    ],
)
def test_a_form_within_the_limits_opens(data: Any):
    assert list(modal_problems(data)) == []


@pytest.mark.parametrize(
    ("data", "where"),
    [
        (modal(), "components"),
        (modal(*[label(text_input(custom_id=str(nr))) for nr in range(6)]), "components"),
        (modal(label(text_input()), title="t" * 46), "title"),
        (modal(label(text_input()), label(text_input())), "components"),
        (modal(label(text_input(), "l" * 46)), "components.0.label"),
        (modal(label(text_input(label="twice"))), "components.0.component.label"),
        (modal(row(text_input())), "components.0.components.0.label"),
        (modal(row(text_input(label="l" * 46))), "components.0.components.0.label"),
        (modal(label(text_input(placeholder="p" * 101))), "components.0.component.placeholder"),
        (modal(label(text_input(max_length=4001))), "components.0.component.max_length"),
        (modal(label(text_input(max_length=3, value="four"))), "components.0.component.value"),
        (modal(row(button())), "components.0.components.0.type"),
        (modal(button()), "components.0.type"),
    ],
)
def test_a_form_beyond_a_limit_does_not_open(data: Any, where: str):
    assert where in [one.path for one in modal_problems(data)]


def option(name: str = "topic", kind: int = 3, **more: Any) -> dict[str, Any]:
    return {"type": kind, "name": name, "description": "d", **more}


def slash(*options: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"name": "news", "description": "d", "options": list(options), **more}


def test_commands_within_the_limits_are_taken():
    group = option("sources", 2, options=[option("add", 1, options=[option("address", required=True), option()])])
    choices = [{"name": str(nr), "value": "v" * 100} for nr in range(25)]
    told = [slash(group), slash(*[option(f"o{nr}", choices=choices) for nr in range(2)], name="n" * 32)]
    assert list(command_problems([*told, {"name": "Ask about this link", "type": 3}])) == []


@pytest.mark.parametrize(
    ("commands", "where"),
    [
        ([slash(name="News")], "0.name"),
        ([slash(name="n" * 33)], "0.name"),
        ([slash(name="two words")], "0.name"),
        ([slash(description="")], "0.description"),
        ([slash(description="d" * 101)], "0.description"),
        ([slash(), slash()], "commands"),
        ([slash(name=f"n{nr}") for nr in range(101)], "commands"),
        ([{"name": f"n{nr}", "type": 3} for nr in range(6)], "commands"),
        ([{"name": "Ask", "type": 3, "description": "d"}], "0"),
        ([slash(*[option(f"o{nr}") for nr in range(26)])], "0.options"),
        ([slash(option("a"), option("b", required=True))], "0.options"),
        ([slash(option("a"), option("a"))], "0.options"),
        ([slash(option("a"), option("b", 1))], "0.options"),
        ([slash(option("a", 2, options=[option("b", 2)]))], "0.options.0.options.0"),
        ([slash(option(choices=[{"name": str(nr), "value": "v"} for nr in range(26)]))], "0.options.0.choices"),
        ([slash(option(choices=[{"name": "n", "value": "v"}], autocomplete=True))], "0.options.0"),
        ([slash(option(size=3))], "0.options.0.size"),
    ],
)
def test_commands_beyond_a_limit_are_refused(commands: Any, where: str):
    assert where in [one.path for one in command_problems(commands)]


def test_a_command_has_eight_thousand_characters_in_all():
    choices = [{"name": "n" * 100, "value": "v" * 100}] * 25
    big = slash(option("a", choices=choices), option("b", choices=choices))
    assert characters(big) == len("news") + 1 + 2 * (2 + 25 * 200)
    assert [one.code for one in command_problems([big])] == ["APPLICATION_COMMAND_TOO_LARGE"]
