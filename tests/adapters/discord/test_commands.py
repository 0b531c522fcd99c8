"""The commands are those that were promised, within Discord's limits."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import discord
import pytest
from discord import app_commands
from hypothesis import given
from hypothesis import strategies as st

from bot.adapters.discord.commands import _options, _with_role, tree_of
from bot.adapters.discord.gateway import Tree
from bot.adapters.discord.registering import expected
from bot.adapters.discord.rendering import render
from bot.domain.documents import Notice
from bot.domain.errors import InputError
from bot.services.notices import notice
from bot.services.requests.wishes import read_wish
from tests.adapters.discord.reading import payloads, words

GROUP, SUBCOMMAND = 2, 1
Command = dict[str, Any]


def tree() -> Tree:
    client: Any = discord.Client(intents=discord.Intents.none(), application_id=7)
    return tree_of(client)


def commands() -> list[Command]:
    return expected(tree())


def every(one: Command) -> Iterator[Command]:
    """It, and all options in it."""
    yield one
    for inner in one.get("options", []):
        yield from every(inner)


def named(one: Command, before: str = "") -> Iterator[str]:
    """What can be typed, in full."""
    name = f"{before} {one['name']}".strip()
    inner = [each for each in one.get("options", []) if each["type"] in {GROUP, SUBCOMMAND}]
    if not inner:
        yield name
    for each in inner:
        yield from named(each, name)


def characters(one: Command) -> int:
    own = len(one["name"]) + len(one.get("description", ""))
    chosen = sum(len(each["name"]) + len(str(each["value"])) for each in one.get("choices", []))
    return own + chosen + sum(characters(each) for each in one.get("options", []))


# --- which there are ---------------------------------------------------------------------------------

PROMISED = {
    "brief", "ask", "sources add", "sources list", "sources remove", "schedule", "topics", "status", "help",
}  # fmt: skip


def test_all_that_was_promised_is_there():
    news, menu = commands()
    assert {f"news {one}" for one in PROMISED} <= set(named(news))
    assert (menu["name"], menu["type"]) == ("Ask about this link", 3)


COMPLETED = {("brief", "topic"), ("ask", "question"), ("remove", "name"), ("publish", "name"),
             ("schedule", "zone"), ("schedule", "topics")}  # fmt: skip


def test_sources_topics_people_and_zones_are_completed():
    found = {
        (one["name"], option["name"])
        for one in every(commands()[0])
        for option in one.get("options", [])
        if option.get("autocomplete")
    }
    assert found == COMPLETED


def test_they_are_within_the_limits_of_discord():
    """As documented under "Application Commands"."""
    news, menu = commands()
    assert 1 <= len(menu["name"]) <= 32
    assert characters(news) <= 8_000
    for one in every(news):
        assert 1 <= len(one["name"]) <= 32
        assert one["name"] == one["name"].lower()
        assert one["name"].replace("_", "").isalpha()
        assert 1 <= len(one["description"]) <= 100
        assert len(one.get("options", [])) <= 25
        needed = [bool(each.get("required")) for each in one.get("options", [])]
        assert needed == sorted(needed, reverse=True)
        assert len(one.get("choices", [])) <= 25
        assert not (one.get("choices") and one.get("autocomplete"))
        assert all(1 <= len(each["name"]) <= 100 and len(str(each["value"])) <= 100 for each in one.get("choices", []))
        assert one.get("max_length", 1) <= 6_000


def test_each_option_says_what_it_is_for():
    assert not [one["name"] for one in every(commands()[0]) if one["description"] in {"", "…"}]


def test_they_are_for_servers_and_direct_messages_of_the_bot_and_not_installed_by_people():
    for one in commands():
        assert one["contexts"] == [0, 1]
        assert one["integration_types"] == [0]
        assert one.get("default_member_permissions") is None  # who may change what is looked at with every call


# --- help --------------------------------------------------------------------------------------------


def leaves(one: Command, before: str = "") -> Iterator[tuple[str, Command]]:
    """What can be typed, in full, with what has its options."""
    name = f"{before} {one['name']}".strip()
    inner = [each for each in one.get("options", []) if each["type"] in {GROUP, SUBCOMMAND}]
    if not inner:
        yield name, one
    for each in inner:
        yield from leaves(each, name)


def test_help_names_each_command_and_explains_each_of_its_options():
    news, menu = commands()
    said = "\n".join(map(words, payloads(render(notice("chat_help", command="/news")))))
    found = dict(leaves(news))
    assert len(found) > 10
    places = sorted((said.index(f"/{name}"), name) for name in found)
    ends = [at for at, _ in places[1:]] + [len(said)]
    for (at, name), end in zip(places, ends, strict=True):
        for option in found[name].get("options", []):
            assert f" {option['name']}: " in said[at:end].replace("\n", " "), (name, option["name"])
    assert menu["name"] in said


# --- a schedule --------------------------------------------------------------------------------------

OPTIONS: list[tuple[dict[str, Any], str]] = [
    ({}, ""),
    ({"topics": "", "stories": None, "quiet": ""}, ""),
    ({"topics": "Ships, Science", "stories": 3}, 'topics "Ships", "Science" stories 3'),
    ({"topics": "only, without"}, 'topics "only", "without"'),
    ({"only": '"ships"', "quiet": "22:00-07:00"}, 'only "ships" quiet 22:00-07:00'),
    ({"topics": " , ,Ships,"}, 'topics "Ships"'),
    ({"topics": 'a" stories 20 "b'}, 'topics "a stories 20 b"'),
]


@pytest.mark.parametrize(("given", "line"), OPTIONS)
def test_options_are_read_as_if_they_were_typed(given: dict[str, Any], line: str):
    assert " ".join(_options(given)) == line


@given(st.text(max_size=60) | st.text('"“”„, aonlystri 0123456789', max_size=60))
def test_no_word_of_a_topic_is_an_option(topics: str):
    try:
        wish = read_wish(f"weekdays 07:30 {' '.join(_options({'topics': topics}))}")
    except InputError:
        return
    assert replace(wish, topics=()) == read_wish("weekdays 07:30")


def test_that_a_role_hears_nothing_is_said_only_of_a_schedule_that_was_set():
    made = _with_role(notice("schedule_set", schedule="daily 07:30", next="tomorrow"))
    assert isinstance(made, Notice)
    assert [row.name for row in made.rows] == ["schedule_role"]
    refusal = notice("chat_refused", error="that is for whoever may manage this server")
    assert _with_role(refusal) == refusal


def test_the_tree_is_one_of_discords():
    assert isinstance(tree(), app_commands.CommandTree)
