"""The guide for Discord is held to the code: its commands, permissions, buttons, settings and messages exist."""

import ast
import re
from pathlib import Path
from typing import Any

import discord
import pytest
from discord import app_commands

from bot.adapters.discord import forms
from bot.adapters.discord.budget import FREE, LONGEST
from bot.adapters.discord.commands import tree_of
from bot.adapters.discord.gateway import INTENTS
from bot.adapters.discord.invite import PERMISSIONS
from bot.adapters.discord.joined import WELCOME
from bot.adapters.discord.permissions import NEEDED, USEFUL
from bot.adapters.discord.rendering import keyed
from bot.adapters.discord.serving import FOLLOW, SHARE
from bot.domain.rights import Rule
from bot.services.wording import STORY_BUTTONS
from bot.settings import Settings

ROOT = Path(__file__).parent.parent
PAGE = (ROOT / "docs" / "discord.md").read_text("utf-8")
TEXT = " ".join(PAGE.split())
SAYING = {
    node.value
    for path in sorted((ROOT / "bot").rglob("*.py"))
    for node in ast.walk(ast.parse(path.read_text("utf-8")))
    if isinstance(node, ast.Constant) and isinstance(node.value, str)
}


def table(heading: str) -> list[list[str]]:
    """The cells of the table under a heading."""
    part = PAGE.split(f"## {heading}\n", 1)[1].split("\n## ", 1)[0]
    rows = [line for line in part.splitlines() if line.startswith("|")][2:]
    return [[cell.strip() for cell in re.split(r"(?<!\\)\|", row)[1:-1]] for row in rows]


@pytest.fixture(scope="module")
def tree() -> app_commands.CommandTree[Any]:
    """All commands, as Discord is told of them."""
    client: Any = discord.Client(intents=discord.Intents.none())
    return tree_of(client)


def typed(tree: app_commands.CommandTree[Any]) -> dict[str, app_commands.Command[Any, ..., Any]]:
    """The commands that can be typed, by their whole names."""
    return {f"/{one.qualified_name}": one for one in tree.walk_commands() if isinstance(one, app_commands.Command)}


def test_the_commands_and_their_options_are_those_of_the_program(tree: app_commands.CommandTree[Any]):
    named = {row[0].strip("`"): re.findall(r"`([^`]+)`", row[1]) for row in table("Commands")}
    assert named == {name: [option.name for option in one.parameters] for name, one in typed(tree).items()}


def test_what_is_said_to_be_completed_is(tree: app_commands.CommandTree[Any]):
    for row in table("Commands"):
        completed = {option.name for option in typed(tree)[row[0].strip("`")].parameters if option.autocomplete}
        assert set(re.findall(r"\*`([^`]+)`\*", row[1])) == completed


def test_the_choices_are_named(tree: app_commands.CommandTree[Any]):
    lengths = next(option for option in typed(tree)["/news schedule"].parameters if option.name == "length")
    for choice in lengths.choices:
        assert f"`{choice.name}`" in TEXT
    (where,) = typed(tree)["/news questions"].parameters
    chosen = set(re.findall(r"`/news questions where: ([^`]+)`", TEXT))
    assert chosen
    assert chosen <= {choice.name for choice in where.choices}


def test_commands_that_the_text_names_exist(tree: app_commands.CommandTree[Any]):
    groups = {f"/{one.qualified_name}" for one in tree.walk_commands()}
    for line in re.findall(r"`(/[^`]+)`", PAGE):
        name = " ".join(word for word in line.split(" ") if word.isalpha() or word.startswith("/"))
        assert any(name == one or name.startswith(f"{one} ") for one in groups), line
    for name, option in re.findall(r"`(/news \w+) (\w+):", PAGE):
        assert option in {one.name for one in typed(tree)[name].parameters}


def test_the_permissions_are_those_that_are_asked_for_and_looked_for():
    named = {re.findall(r"`([^`]+)`", row[0])[0]: "(optional)" in row[0] for row in table("Permissions")}
    assert named == dict.fromkeys(NEEDED.values(), False) | dict.fromkeys(USEFUL.values(), True)
    assert sum(NEEDED | USEFUL) == PERMISSIONS


def test_no_intent_is_privileged():
    privileged = discord.Intents(members=True, presences=True, message_content=True)
    assert not INTENTS & privileged.value


def test_every_button_is_named_as_it_is(tree: app_commands.CommandTree[Any]):
    (alone,) = keyed('{"components":[],"content":"","embeds":[]}', "k")["components"][0]["components"]
    (menu,) = tree.get_commands(type=discord.AppCommandType.message)
    labels = {text for _, text in (*STORY_BUTTONS, *WELCOME)} | {FOLLOW, SHARE, alone["label"], menu.name}
    for label in labels:
        assert f"**{label}**" in TEXT, label


def test_every_setting_that_is_named_exists():
    named = set(re.findall(r"\b(?:NEWSBOT|DISCORD)_[A-Z_]+\b", PAGE))
    assert "DISCORD_BOT_TOKEN" in named
    assert {one.lower() for one in named} <= set(Settings.model_fields)


def test_the_rules_are_named():
    for rule in Rule:
        assert f"`{rule.value}`" in TEXT


def test_the_figures_are_those_of_the_program():
    assert (FREE, LONGEST) == (10, 300.0)
    for said in ("After ten in a day", "up to five minutes"):
        assert said in TEXT


def test_a_form_shows_as_many_links_as_are_told():
    many = " ".join(f"https://example.org/{one}" for one in range(9))
    made = forms.link(many)
    assert made
    assert len(made["components"][0]["component"]["value"].split()) == 3
    assert "the first three" in TEXT


SAID = [one for row in table("What went wrong") for one in re.findall(r"`([^`]+)`", row[0]) if not one.startswith("/")]


@pytest.mark.parametrize("text", SAID)
def test_what_it_is_said_to_say_is_what_it_says(text: str):
    for part in filter(str.strip, text.split("…")):
        assert any(part.strip() in one for one in SAYING), part
