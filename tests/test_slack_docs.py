"""The guide for Slack is held to the code: its permissions, commands, clicks and messages of doubt exist."""

import ast
import re
from pathlib import Path

import pytest

from bot.adapters.slack import forms
from bot.adapters.slack.buttons import SAMPLE, SCHEDULE, SOURCE
from bot.adapters.slack.manifest import NEEDED, OPTIONAL, manifest
from bot.domain.command_words import CommandName, read_command
from bot.services.wording import STORY_BUTTONS

ROOT = Path(__file__).parent.parent
PAGE = (ROOT / "docs" / "slack.md").read_text("utf-8")
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


def test_the_permissions_are_those_of_the_manifest():
    named = {
        scope: "(optional)" in row[0] for row in table("Permissions") for scope in re.findall(r"`([^`]+)`", row[0])
    }
    assert named == dict.fromkeys(NEEDED, False) | dict.fromkeys(OPTIONAL, True)


def test_every_command_is_named_and_read():
    typed = [one for row in table("What people can do") for one in re.findall(r"`/news ([^`]+)`", row[0])]
    assert {read_command(one).name for one in typed} == set(CommandName) - {CommandName.UNKNOWN}


def test_every_button_is_named_as_it_is():
    for _, text in (*STORY_BUTTONS, SAMPLE, SOURCE, SCHEDULE):
        assert f"**{text}**" in TEXT
    for view in (forms.source("", private=False), forms.source_checked("x", ""), forms.schedule("", "UTC")):
        assert f"**{view['submit']['text']}**" in TEXT
    (shortcut,) = manifest()["features"]["shortcuts"]
    assert f"**{shortcut['name']}**" in TEXT


SAID = [one for row in table("What went wrong") for one in re.findall(r"`([^`]+)`", row[0]) if not one.startswith("/")]


@pytest.mark.parametrize("text", SAID)
def test_what_it_is_said_to_say_is_what_it_says(text: str):
    for part in filter(str.strip, text.split("…")):
        assert any(part.strip() in one for one in SAYING), part
