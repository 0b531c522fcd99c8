"""The manifest: what Slack takes of one, and no permission more than what the code uses."""

import ast
import json
import re
from pathlib import Path

import pytest
from click.testing import CliRunner

import bot.adapters.slack
from bot.adapters.slack.manifest import NEEDED, OPTIONAL, manifest
from bot.cli import newsbot
from tests.fakes.slack.arguments import ARGUMENTS

FOLDER = Path(bot.adapters.slack.__file__).parent
EVENTS = {  # what docs.slack.dev/reference/events says that each needs
    "app_home_opened": set(),
    "app_mention": {"app_mentions:read"},
    "app_uninstalled": set(),
    "channel_shared": {"channels:read", "groups:read"},
    "channel_unshared": {"channels:read", "groups:read"},
    "member_joined_channel": {"channels:read", "groups:read"},
    "message.channels": {"channels:history"},
    "message.groups": {"groups:history"},
    "message.im": {"im:history"},
    "tokens_revoked": set[str](),
}
READING = {  # methods whose permission depends on the channel: those of direct messages are not asked for
    "conversations.info": {"channels:read", "groups:read"},
    "conversations.members": {"channels:read", "groups:read"},
    "users.conversations": {"channels:read", "groups:read"},
    "conversations.history": {"channels:history", "groups:history"},
    "conversations.replies": {"channels:history", "groups:history"},
}


def methods_used() -> set[str]:
    """Names of methods of the Web API that stand anywhere in the code."""
    texts = {
        node.value
        for path in FOLDER.glob("*.py")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    named = {one for one in texts if re.fullmatch(r"(?:[a-z]+\.){1,2}[a-zA-Z]+", one)}
    return named & set(ARGUMENTS)


@pytest.mark.parametrize("threads", [False, True])
def test_it_asks_for_what_is_used_and_no_more(threads: bool):  # noqa: FBT001 - a table
    made = manifest(threads=threads)
    scopes = made["oauth_config"]["scopes"]
    needed, optional = set(scopes["bot"]), set(scopes["bot_optional"])
    assert not needed & optional
    assert len(scopes["bot"]) == len(needed)
    events = made["settings"]["event_subscriptions"]["bot_events"]
    assert events == sorted(events)
    assert set(events) <= set(EVENTS)
    of_events = set().union(*(EVENTS[one] for one in events))
    assert of_events <= needed
    used = methods_used()
    assert {"chat.postMessage", "views.open", "users.info", "conversations.info"} <= used
    of_methods = {ARGUMENTS[one].scope for one in used} | set().union(*(READING.get(one, set()) for one in used))
    assert needed | optional == (of_events | of_methods | {"commands", "chat:write.public"}) - {""}
    assert set(NEEDED) <= needed
    assert set(OPTIONAL) >= optional


LONG = "News of the harbour, the hills and everything in between"


@pytest.mark.parametrize(
    ("command", "name"), [("/news", "News Briefing"), (f"/{'n' * 31}", LONG), ("/news", f" {LONG}")]
)
def test_it_keeps_slacks_limits(command: str, name: str):
    made = manifest(command, name)
    shown, features = made["display_information"], made["features"]
    assert 1 <= len(shown["name"]) <= 35
    assert shown["name"] == shown["name"].strip() or len(name.strip()) > 35
    assert len(shown["description"]) <= 140
    assert re.fullmatch(r"#[0-9a-f]{6}", shown["background_color"])
    assert 1 <= len(features["bot_user"]["display_name"]) <= 80
    assert len(features["shortcuts"]) <= 10
    for one in features["shortcuts"]:
        assert one["type"] in {"message", "global"}
        assert 1 <= len(one["name"]) <= 24
        assert 1 <= len(one["description"]) <= 150
        assert 1 <= len(one["callback_id"]) <= 255
    for one in features["slash_commands"]:
        assert re.fullmatch(r"/\S{1,31}", one["command"])
        assert 1 <= len(one["description"]) <= 2000
        assert len(one["usage_hint"]) <= 1000
    assert made["settings"]["socket_mode_enabled"]
    assert not made["settings"]["token_rotation_enabled"]  # tokens that end would have to be renewed


def printed(*options: str) -> tuple[int, str]:
    done = CliRunner().invoke(newsbot, ["slack", "manifest", *options])
    return done.exit_code, done.output


def test_it_is_printed_as_asked_for():
    code, text = printed("--command", "/briefing", "--name", "Harbour News", "--threads")
    assert code == 0
    assert json.loads(text) == manifest("/briefing", "Harbour News", threads=True)
    assert json.loads(printed()[1]) == manifest()


@pytest.mark.parametrize(
    "options", [("--command", "news"), ("--command", "/two words"), ("--command", ""), ("--name", " ")]
)
def test_what_slack_would_not_take_is_refused(options: tuple[str, str]):
    code, text = printed(*options)
    assert code == 2, text
    assert options[0] in text
