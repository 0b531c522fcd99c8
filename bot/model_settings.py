"""The settings of the language model; guards that a wrong one is told at start, in a line that repeats no key.

A model is used where OPENAI_API_KEY or OPENAI_BASE_URL is set and the mode is not off. They are part of
`bot/settings.py`, which reads them.
"""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, Field, SecretStr, ValidationInfo, field_validator

from bot.domain.errors import InputError
from bot.domain.languages import DENYING, code_of
from bot.services.budget import prices_of
from bot.services.ports.model import Prices

TokenField = Literal["max_tokens", "max_completion_tokens"]
Effort = Literal["none", "minimal", "low", "medium", "high"]
_URL = re.compile(r"https?://(?:[a-z0-9._-]+|\[[0-9a-f:.]+\])(?::\d{1,5})?(?:/[A-Za-z0-9._~/%-]*)?", re.IGNORECASE)
_KEY = re.compile(r"[!-~]{1,2000}")
_LANGUAGE = re.compile(r"[a-z]{2,3}(?:-[A-Za-z0-9]{2,8}){0,3}")


class ModelSettings(BaseModel):
    """Which model is asked, for what, and what it may cost."""

    openai_api_key: SecretStr | None = Field(
        default=None,
        description="The key of OpenAI, or of another server: with it, or with OPENAI_BASE_URL, a model is used.",
        examples=["none"],
    )
    openai_base_url: str | None = Field(
        default=None,
        description="A server that speaks as OpenAI's does, such as `http://127.0.0.1:11434/v1`; none: OpenAI's own.",
        examples=["none"],
    )
    newsbot_model: str = Field(
        default="gpt-4o-mini", min_length=1, max_length=200, description="The model, by the name its server gives it."
    )
    newsbot_model_mode: Literal["off", "select", "write"] = Field(
        default="select",
        description="What the model does: off; select (it chooses among stored sentences and quotes); or write (it "
        "writes sentences, of which those are shown that the articles bear out).",
    )
    newsbot_model_private: bool = Field(
        default=False,
        description="Give the model articles of sources that are not public, too: yes or no.",
        examples=["no"],
    )
    newsbot_model_language: str = Field(
        default="",
        description="The language that the model writes in, as a code such as `de`; quotes stay as they are. One of "
        f"{', '.join(sorted(DENYING))}: in others it cannot be told whether a translation denies what its text says.",
        examples=["that of the articles"],
    )
    newsbot_prompts: Path | None = Field(
        default=None,
        description="A folder of prompts of your own, each instead of the one with its name.",
        examples=["the prompts that come with the bot"],
    )
    newsbot_model_token_field: TokenField | None = Field(
        default=None,
        description="How the server is told how long a reply may be: max_tokens or max_completion_tokens.",
        examples=["max_completion_tokens; with OPENAI_BASE_URL max_tokens"],
    )
    newsbot_model_temperature: float | None = Field(
        default=None,
        ge=0,
        le=2,
        description="How freely the model chooses its words, from 0 to 2; some models take no such number.",
        examples=["what the server takes"],
    )
    newsbot_model_effort: Effort | None = Field(
        default=None,
        description="How long a model that thinks before it replies may think: none, minimal, low, medium or high.",
        examples=["what the server takes"],
    )
    newsbot_model_thinking_tokens: int = Field(
        default=0,
        ge=0,
        le=100_000,
        description="So many tokens more in each reply, for such a model's thoughts; they are reserved and paid for.",
    )
    newsbot_model_input_tokens: int = Field(
        default=6_000,
        ge=2_000,  # the longest prompt of prompts/ with some passages
        le=1_000_000,
        description="At most so many tokens of articles and instructions in a call.",
    )
    newsbot_model_answer_seconds: float = Field(
        default=20,
        ge=5,
        le=50,
        description="So many seconds after it was asked an answer waits for the model; then it is made without.",
    )
    newsbot_model_edition_seconds: float = Field(
        default=45, ge=5, le=50, description="So many seconds it may take for an edition; then that is made without."
    )
    newsbot_model_tokens_a_day: int = Field(
        default=2_000_000,
        ge=0,
        description="At most so many tokens a day (UTC) for all workspaces together; 0: no limit. Of each limit of a "
        "day a fifth stays for editions, whatever is asked.",
    )
    newsbot_model_workspace_tokens_a_day: int = Field(
        default=200_000, ge=0, description="At most so many tokens a day (UTC) for one workspace; 0: no limit."
    )
    newsbot_model_tokens_ever: int = Field(default=0, ge=0, description="At most so many tokens for good; 0: no limit.")
    newsbot_model_money_a_day: float = Field(
        default=0,
        ge=0,
        le=1_000_000,
        description="At most so much money a day (UTC) for all workspaces, in the currency of the prices; 0: no limit.",
    )
    newsbot_model_workspace_money_a_day: float = Field(
        default=0, ge=0, le=1_000_000, description="At most so much money a day (UTC) for one workspace; 0: no limit."
    )
    newsbot_model_money_ever: float = Field(
        default=0, ge=0, le=1_000_000, description="At most so much money for good; 0: no limit."
    )
    newsbot_model_prices: str = Field(
        default="",
        max_length=4_000,
        validate_default=True,
        description="Prices of a million tokens of prompts and of replies, as `gpt-4o-mini=0.15/0.60`. "
        "A limit on money needs the price of the model.",
        examples=["none"],
    )

    @field_validator("openai_api_key")
    @classmethod
    def _key(cls, value: SecretStr | None) -> SecretStr | None:
        """Without the blanks around it: it is pasted."""
        if value is None:
            return None
        key = value.get_secret_value().strip()
        if not _KEY.fullmatch(key):
            raise ValueError("it must be the key alone: letters, figures and signs without blanks between")
        return SecretStr(key)

    @field_validator("openai_base_url")
    @classmethod
    def _base(cls, value: str | None) -> str | None:
        if value is not None and not _URL.fullmatch(value):
            raise ValueError("it must be such as http://127.0.0.1:11434/v1, without a login, a ? or a #")
        return value

    @field_validator("newsbot_model")
    @classmethod
    def _model(cls, value: str) -> str:
        if not value.isprintable() or value != value.strip():
            raise ValueError("it must be the name alone, on one line")
        return value

    @field_validator("newsbot_model_language")
    @classmethod
    def _language(cls, value: str) -> str:
        """In any other language nothing would be shown of what is paid for."""
        if value and not (_LANGUAGE.fullmatch(value) and code_of(value) in DENYING):
            raise ValueError(f"it must be one of {', '.join(sorted(DENYING))}, or such with a country: de-AT")
        return value

    @field_validator("newsbot_model_prices")
    @classmethod
    def _prices(cls, value: str, info: ValidationInfo) -> str:
        try:
            prices = prices_of(value)
        except InputError as error:
            raise ValueError(str(error)) from None
        given, model = info.data, info.data.get("newsbot_model", "")
        limited = any(given.get(name) for name in given if "money" in name)
        if limited and _is_used(given) and model not in prices:
            raise ValueError(f"money is limited, and {model} has no price: add {model}=PROMPTS/REPLIES")
        return value

    @property
    def uses_model(self) -> bool:
        """Whether a model is used at all."""
        return _is_used(vars(self))

    @property
    def limit_field(self) -> TokenField:
        """How the server is told how long a reply may be: OpenAI's newer name with OpenAI, the older one elsewhere."""
        return self.newsbot_model_token_field or ("max_tokens" if self.openai_base_url else "max_completion_tokens")

    @property
    def model_prices(self) -> Prices:
        """Of a million tokens of prompts, and of replies, by the model's name."""
        return prices_of(self.newsbot_model_prices)


def _is_used(given: Mapping[str, object]) -> bool:
    there = given.get("openai_api_key") is not None or given.get("openai_base_url") is not None
    return there and given.get("newsbot_model_mode") != "off"
