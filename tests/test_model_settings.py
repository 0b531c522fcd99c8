"""The settings of the model: what is used when, and what is wrong told in one line that repeats no key."""

from pathlib import Path

import pytest

from bot import app
from bot.adapters.prompt_files import load
from bot.app.authors import longest_prompt
from bot.domain.errors import InputError
from bot.services.prompting import PLACEHOLDERS, Numbered, passages, tokens_of
from bot.settings import Settings

KEY = "sk-fake-canary-1"


@pytest.fixture(autouse=True)
def nowhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder without a file of settings, and an environment without a model's."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    monkeypatch.delenv("OPENAI_BASE_URL", raising=False)


def given(monkeypatch: pytest.MonkeyPatch, **values: str) -> Settings:
    for name, value in values.items():
        monkeypatch.setenv(name.upper(), value)
    return app.settings()


def test_none_is_used_until_a_key_or_a_server_is_set(monkeypatch: pytest.MonkeyPatch):
    assert not app.settings().uses_model
    assert given(monkeypatch, openai_api_key=KEY).uses_model
    assert not given(monkeypatch, newsbot_model_mode="off").uses_model


def test_a_server_of_ones_own_needs_no_key_and_takes_the_older_field(monkeypatch: pytest.MonkeyPatch):
    settings = given(monkeypatch, openai_base_url="http://127.0.0.1:11434/v1")
    assert settings.uses_model
    assert settings.limit_field == "max_tokens"
    monkeypatch.setenv("NEWSBOT_MODEL_TOKEN_FIELD", "max_completion_tokens")
    assert app.settings().limit_field == "max_completion_tokens"


def test_openai_takes_the_newer_field_and_the_key_is_not_shown(monkeypatch: pytest.MonkeyPatch):
    settings = given(monkeypatch, openai_api_key=f" {KEY}\n")
    assert settings.limit_field == "max_completion_tokens"
    assert settings.openai_api_key
    assert settings.openai_api_key.get_secret_value() == KEY
    assert "canary" not in repr(settings) + str(settings.model_dump())


def test_prices_are_by_model(monkeypatch: pytest.MonkeyPatch):
    settings = given(monkeypatch, newsbot_model_prices="gpt-4o-mini=0.15/0.60, org/model=1/2 ,*=0/0,")
    assert settings.model_prices == {"gpt-4o-mini": (0.15, 0.6), "org/model": (1.0, 2.0), "*": (0.0, 0.0)}


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("OPENAI_API_KEY", f"{KEY} and more", "the key alone"),
        ("OPENAI_API_KEY", f"{KEY}\r\nX-Other: 1", "the key alone"),
        ("OPENAI_API_KEY", f"{KEY}ф", "the key alone"),
        ("OPENAI_BASE_URL", "127.0.0.1:11434", "such as http"),
        ("OPENAI_BASE_URL", f"https://user:{KEY}@example.org/v1", "without a login"),
        ("OPENAI_BASE_URL", f"https://example.org/v1?key={KEY}", "without a login"),
        ("OPENAI_BASE_URL", "file:///etc/passwd", "such as http"),
        ("OPENAI_BASE_URL", "http://example.org/v1 http://x", "such as http"),
        ("NEWSBOT_MODEL", "two\nlines", "on one line"),
        ("NEWSBOT_MODEL_MODE", "on", "off"),
        ("NEWSBOT_MODEL_LANGUAGE", "German", "one of da, de, en, es, fr, it, nl, pl, pt, sv, tr,"),
        ("NEWSBOT_MODEL_LANGUAGE", "fi", "one of da, de, en, es, fr, it, nl, pl, pt, sv, tr,"),
        ("NEWSBOT_MODEL_LANGUAGE", "ja", "one of da, de, en, es, fr, it, nl, pl, pt, sv, tr,"),
        ("NEWSBOT_MODEL_LANGUAGE", "no-NO", "one of da, de, en, es, fr, it, nl, pl, pt, sv, tr,"),
        ("NEWSBOT_MODEL_INPUT_TOKENS", "1999", "greater than or equal to 2000"),
        ("NEWSBOT_MODEL_TEMPERATURE", "3", "less than or equal to 2"),
        ("NEWSBOT_MODEL_ANSWER_SECONDS", "4", "greater than or equal to 5"),
        ("NEWSBOT_MODEL_TOKEN_FIELD", "tokens", "max_tokens"),
        ("NEWSBOT_MODEL_PRICES", "gpt=1", "is no price"),
        ("NEWSBOT_MODEL_PRICES", "=1/2", "is no price"),
        ("NEWSBOT_MODEL_PRICES", "gpt=-1/2", "is no price"),
        ("NEWSBOT_MODEL_PRICES", "gpt=1/nan", "is no price"),
        ("NEWSBOT_MODEL_TOKENS_A_DAY", "-1", "greater than or equal to 0"),
        ("NEWSBOT_MODEL_MONEY_EVER", "nan", "0"),
    ],
)
def test_what_cannot_be_used_is_told_in_one_line(monkeypatch: pytest.MonkeyPatch, name: str, value: str, says: str):
    with pytest.raises(InputError) as caught:
        given(monkeypatch, **{name.lower(): value})
    line = str(caught.value)
    assert name in line
    assert says in line
    assert "\n" not in line
    assert "canary" not in line


@pytest.mark.parametrize("language", ["", "de", "de-AT", "pt-BR", "tr"])
def test_a_language_in_which_denials_are_told_may_be_written_in(monkeypatch: pytest.MonkeyPatch, language: str):
    assert given(monkeypatch, newsbot_model_language=language).newsbot_model_language == language


@pytest.mark.parametrize("name", sorted(PLACEHOLDERS))
def test_the_least_room_for_a_prompt_holds_each_of_the_bots_own_with_passages(
    monkeypatch: pytest.MonkeyPatch, name: str
):
    """Else the model would be switched off without a word."""
    sentence = "The council of Lindow voted on Tuesday to close its paper mill, which has lost three million crowns."
    twelve = [Numbered(f"s{at}", 2 * sentence, "Quay Courier", published="2026-01-05") for at in range(12)]
    values = {
        "passages": passages(twelve),
        "question": "Why was it closed?" * 5,
        "count": "5",
        "language": "Portuguese",
    }
    prompt = load()[name].fill(300, **{one: values[one] for one in PLACEHOLDERS[name]})
    assert tokens_of(prompt) <= longest_prompt(given(monkeypatch, newsbot_model_input_tokens="2000"))


@pytest.mark.parametrize("limit", ["money_a_day", "workspace_money_a_day", "money_ever"])
def test_a_limit_on_money_needs_a_price(monkeypatch: pytest.MonkeyPatch, limit: str):
    monkeypatch.setenv(f"NEWSBOT_MODEL_{limit.upper()}", "2.50")
    assert not app.settings().uses_model  # with no model there is nothing to pay
    with pytest.raises(InputError, match="gpt-4o-mini has no price: add gpt-4o-mini="):
        given(monkeypatch, openai_api_key=KEY, newsbot_model_prices="gpt-4o=1/2")
    assert given(monkeypatch, newsbot_model_prices="gpt-4o-mini=0.15/0.60").uses_model
    assert given(monkeypatch, newsbot_model_prices="gpt-4o-mini=0/0").uses_model
