"""The link that adds the bot to a server: exactly the permissions that are used, and nothing of the token."""

import base64
import warnings
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as st

from bot.adapters.discord.invite import NEEDED, PERMISSIONS, application_of, invite_link
from bot.cli import newsbot

with warnings.catch_warnings():
    warnings.simplefilter("ignore", DeprecationWarning)  # of what the package imports for sound
    from discord import Permissions

ID = "80351110224678912"
CANARY = "fakecanary"
USED = {
    "view_channel",
    "send_messages",
    "send_messages_in_threads",
    "create_public_threads",
    "embed_links",
    "read_message_history",
}


def token_of(application: str) -> str:
    first = base64.urlsafe_b64encode(application.encode()).decode().rstrip("=")
    return f"{first}.Fake00.{CANARY * 4}"


def run(*args: str, **env: str) -> tuple[Result, str]:
    done = CliRunner(env={"DISCORD_BOT_TOKEN": "", **env}).invoke(newsbot, ["discord", "invite", *args])
    return done, f"{done.stdout}{done.stderr}{done.exception or ''}"


@pytest.fixture(autouse=True)
def nowhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder without a file of settings."""
    monkeypatch.chdir(tmp_path)


def test_the_permissions_are_those_that_are_used_and_no_more():
    assert Permissions(**dict.fromkeys(USED, True)).value == PERMISSIONS
    assert len({one.bit for one in NEEDED}) == len(NEEDED) == len(USED)
    for one in NEEDED:
        named = one.name.lower().replace("view channels", "view channel").replace(" ", "_")
        assert Permissions(**{named: True}).value == one.bit
        assert one.why


def test_the_link_asks_for_the_bot_and_its_commands_in_a_server():
    link = urlsplit(invite_link(ID))
    assert (link.scheme, link.netloc, link.path) == ("https", "discord.com", "/oauth2/authorize")
    assert parse_qs(link.query, strict_parsing=True) == {
        "client_id": [ID],
        "scope": ["bot applications.commands"],
        "permissions": [str(PERMISSIONS)],
        "integration_type": ["0"],
    }
    assert "scope=bot+applications.commands&" in link.query


@pytest.mark.parametrize("given", ["", "1&permissions=8", "x", "1 2", "٣", "-1", "1" * 21, "1\n"])
def test_what_is_no_id_makes_no_link(given: str):
    with pytest.raises(ValueError, match="20 figures"):
        invite_link(given)


@pytest.mark.parametrize("application", [ID, "1", "12345678901234567890"])
def test_the_id_is_read_from_a_token(application: str):
    assert application_of(token_of(application)) == application


@given(st.text() | st.from_regex(r"[A-Za-z0-9_-]{0,40}\.[a-z]{6}\.[a-z]{27}", fullmatch=True))
def test_of_any_other_text_it_is_an_id_or_nothing(text: str):
    found = application_of(text)
    assert found is None or (found.isascii() and found.isdecimal() and len(found) <= 20)


def test_the_link_is_printed_with_what_it_asks_for():
    for done, text in (run("--id", ID), run(DISCORD_BOT_TOKEN=token_of(ID))):
        assert done.exit_code == 0, text
        assert text.splitlines()[0] == invite_link(ID)
        assert all(f"{one.name}: {one.why}" in text for one in NEEDED)
        assert "privileged gateway intent switched off" in text
        assert CANARY not in text
        assert token_of(ID).split(".")[0] not in text


def test_an_id_that_is_given_counts_before_the_tokens_and_needs_no_setting():
    assert run("--id", "7", DISCORD_BOT_TOKEN=token_of(ID))[1].startswith(invite_link("7"))
    assert run("--id", "7", NEWSBOT_LOG_LEVEL="loud", DISCORD_BOT_TOKEN="x")[1].startswith(invite_link("7"))  # noqa: S106 - no token


@pytest.mark.parametrize(
    ("args", "env", "said", "code"),
    [
        ((), {}, "--id", 1),
        ((), {"DISCORD_BOT_TOKEN": token_of("no id at all")}, "does not begin with an application's id", 1),
        ((), {"DISCORD_BOT_TOKEN": f"Bot {token_of(ID)}"}, "without the word Bot", 1),
        (("--id", "Harbour News"), {}, "20 figures", 2),
    ],
)
def test_where_there_is_no_id_one_line_says_what_to_do(
    args: tuple[str, ...], env: dict[str, str], said: str, code: int
):
    done, text = run(*args, **env)
    assert done.exit_code == code
    assert said in text
    assert CANARY not in text
    assert "oauth2" not in text
