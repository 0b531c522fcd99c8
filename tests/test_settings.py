"""The settings of Discord: what is pasted wrongly is told in one line, and no token is repeated."""

from pathlib import Path

import pytest

from bot import app
from bot.domain.errors import InputError
from bot.domain.rights import Policy, Rule
from bot.settings import Settings

TOKEN = f"MTIzNDU2Nzg5MDEyMzQ1Njc4OQ.Fake00.{'fake_canary-' * 3}00"


@pytest.fixture(autouse=True)
def nowhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder without a file of settings."""
    monkeypatch.chdir(tmp_path)


def test_a_token_is_taken_without_the_blanks_around_it(monkeypatch: pytest.MonkeyPatch):
    assert app.settings().discord_bot_token is None
    monkeypatch.setenv("DISCORD_BOT_TOKEN", f" {TOKEN}\n")
    token = app.settings().discord_bot_token
    assert token
    assert token.get_secret_value() == TOKEN
    assert TOKEN not in repr(app.settings())


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (f"Bot {TOKEN}", "without the word Bot"),
        (f"bot  {TOKEN}", "without the word Bot"),
        (TOKEN[:49], "three parts"),
        (TOKEN.replace(".", "-"), "three parts"),
        (f"{TOKEN}.more", "three parts"),
        (f"{TOKEN[:30]} {TOKEN[30:]}", "three parts"),
        (f'"{TOKEN}', "three parts"),
        (TOKEN.replace("f", "ф"), "three parts"),
        (TOKEN * 4, "three parts"),
        (f"..{'x' * 60}", "three parts"),
    ],
)
def test_what_is_no_token_is_told_in_one_line_that_does_not_repeat_it(
    monkeypatch: pytest.MonkeyPatch, given: str, said: str
):
    monkeypatch.setenv("DISCORD_BOT_TOKEN", given)
    with pytest.raises(InputError) as caught:
        app.settings()
    line = str(caught.value)
    assert "DISCORD_BOT_TOKEN" in line
    assert said in line
    assert "\n" not in line
    assert "canary" not in line


def test_ids_of_admins_are_figures(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("NEWSBOT_DISCORD_ADMINS", "80351110224678912, 41771983423143937,")
    assert app.settings().discord_admins == ("80351110224678912", "41771983423143937")
    monkeypatch.setenv("NEWSBOT_DISCORD_ADMINS", "@mara")
    with pytest.raises(InputError, match=r"NEWSBOT_DISCORD_ADMINS cannot be used: .* figures"):
        app.settings()


@pytest.mark.parametrize(
    "given", ["https://discord.com/api/v10", "http://127.0.0.1:8080/api/v10", "http://localhost/api/v10"]
)
def test_an_address_of_the_service_is_encrypted_or_on_this_machine(monkeypatch: pytest.MonkeyPatch, given: str):
    monkeypatch.setenv("NEWSBOT_DISCORD_API", given)
    assert app.settings().newsbot_discord_api == given


@pytest.mark.parametrize(
    "given",
    [
        "http://discord.com/api/v10",
        "https://discord.com/api/v9",
        "https://discord.com/api/v10/",
        "https://bob@discord.com/api/v10",
        "http://127.0.0.1.example.org/api/v10",
        "http://localhost:80@example.org/api/v10",
        "discord.com",
    ],
)
def test_another_address_is_refused(monkeypatch: pytest.MonkeyPatch, given: str):
    monkeypatch.setenv("NEWSBOT_DISCORD_API", given)
    with pytest.raises(InputError, match="NEWSBOT_DISCORD_API"):
        app.settings()


def test_in_discord_admins_change_things_unless_a_rule_was_set():
    assert Settings().policy.rule is Rule.MEMBERS
    assert Settings(newsbot_managers="1,2").discord_policy == Policy(Rule.ADMINS, frozenset({"1", "2"}))
    for rule in Rule:
        chosen = Settings(newsbot_may_change=rule)
        assert chosen.discord_policy == chosen.policy
        assert chosen.policy.rule is rule


def test_a_rule_that_the_environment_sets_counts_though_it_is_the_usual_one(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("NEWSBOT_MAY_CHANGE", "members")
    assert app.settings().discord_policy.rule is Rule.MEMBERS
    monkeypatch.setenv("NEWSBOT_MAY_CHANGE", "")
    assert app.settings().discord_policy.rule is Rule.ADMINS
