"""The settings, read once from the environment and `.env`; guards that nothing else reads the environment."""

from datetime import timedelta
from pathlib import Path
from typing import Literal

import platformdirs
from pydantic import Field, SecretStr, ValidationInfo, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from bot.domain.errors import InputError
from bot.domain.rights import Policy, Rule
from bot.model_settings import ModelSettings
from bot.setting_values import (
    DatabaseUrl,
    DiscordToken,
    Ids,
    LogLevel,
    Ports,
    Proxy,
    SlashCommand,
    TimeZone,
    api_like,
    listed,
)


def default_folder() -> Path:
    """Where the database lies while no DATABASE_URL is set."""
    return platformdirs.user_data_path("newsbot")


def _default_database() -> str:
    return f"sqlite:///{default_folder() / 'newsbot.db'}"


class Settings(ModelSettings, BaseSettings):
    """Every setting has a default: the bot runs with none set."""

    model_config = SettingsConfigDict(
        env_file=".env", env_file_encoding="utf-8", env_ignore_empty=True, extra="ignore", frozen=True
    )

    database_url: DatabaseUrl = Field(
        default_factory=_default_database,
        description="Where articles are stored: `sqlite:///path/to/file.db` or `postgresql://user:password@host/name`.",
        examples=["a file in your user data folder"],
    )
    newsbot_log_level: LogLevel = Field(
        default="warning", description="debug, info, warning or error; logs go to stderr."
    )
    newsbot_stories: int = Field(default=5, ge=1, le=20, description="At most this many stories in a briefing.")
    newsbot_answer_days: int = Field(
        default=7, ge=1, le=3650, description="Questions look at articles first seen in this many days, then further."
    )
    newsbot_questions_per_minute: int = Field(
        default=10, ge=1, le=1000, description="So many questions a minute one person may ask in a chat."
    )
    newsbot_workspace_questions_per_minute: int = Field(
        default=60, ge=1, le=10_000, description="So many questions a minute all of a workspace may ask together."
    )
    newsbot_keep_days: int = Field(
        default=400,
        ge=30,
        le=36500,
        description="Articles first seen, and editions posted, longer ago than so many days are erased; 30 at least.",
    )
    newsbot_grace_days: int = Field(
        default=14,
        ge=1,
        le=3650,
        description="A workspace that has removed the bot is erased with all its data after so many days.",
    )
    newsbot_words_of_article: int = Field(
        default=120, ge=20, le=10_000, description="At most this many words of one article are shown in one message."
    )
    newsbot_full_text: bool = Field(
        default=True,
        description="Fetch the page of an article whose feed gives only its beginning: yes or no.",
        examples=["yes"],
    )
    newsbot_contact: str = Field(
        default="",
        max_length=200,
        description="How publishers reach you, such as an address or e-mail: sent along with every request.",
        examples=["none"],
    )
    newsbot_proxy: Proxy = Field(
        default=None,
        description="A proxy for all requests to the web, as `http://host:port`. None is taken from the environment.",
        examples=["none"],
    )
    newsbot_intranet: str = Field(
        default="",
        description="Your own hosts, IP addresses and networks that may be fetched though they are private, "
        "separated by commas: `wiki.example.org, 10.1.0.0/16, 127.0.0.1:8080`. "
        "A host whose links are to be followed is listed by its name.",
        examples=["none"],
    )
    newsbot_ports: Ports = Field(
        default="", description="Ports that may be fetched besides 80 and 443, separated by commas.", examples=["none"]
    )
    newsbot_time_zone: TimeZone = Field(
        default="UTC", description="The time zone of schedules that name none, such as `Europe/Berlin`."
    )
    newsbot_late_hours: float = Field(
        default=6, gt=0, le=24, description="A briefing that is later than so many hours is skipped."
    )
    newsbot_on_unknown: Literal["hold", "resend"] = Field(
        default="hold",
        description="What becomes of a message of which cannot be found out whether it arrived: hold it for a person, "
        "or resend it and risk that it is there twice.",
    )
    newsbot_http_port: int = Field(
        default=0,
        ge=0,
        le=65_535,
        description="Port of /healthz, /readyz and /metrics for whoever watches the bot; 0 for none.",
        examples=["none"],
    )
    newsbot_http_host: str = Field(
        default="127.0.0.1", max_length=200, description="Address at which that port is open: this machine alone."
    )
    slack_bot_token: SecretStr | None = Field(
        default=None,
        description="Slack's bot token, which begins with `xoxb-`: with it, and the app token, the bot runs in Slack.",
        examples=["none"],
    )
    slack_app_token: SecretStr | None = Field(
        default=None, description="Slack's app token for Socket Mode, which begins with `xapp-`.", examples=["none"]
    )
    newsbot_slack_command: SlashCommand = Field(
        default="/news", description="The slash command in Slack, as it stands in the app's manifest."
    )
    newsbot_slack_admins: str = Field(
        default="",
        description="Ids of people or channels in Slack, separated by commas, that are told what an admin must know.",
        examples=["none"],
    )
    newsbot_slack_api: str = Field(
        default="https://slack.com/api/", description="Slack's address: another one for GovSlack."
    )
    discord_bot_token: DiscordToken = Field(
        default=None, description="Discord's bot token: with it, the bot runs in Discord.", examples=["none"]
    )
    newsbot_discord_admins: Ids = Field(
        default="",
        description="Ids of people or channels in Discord, separated by commas, that are told what an admin must know.",
        examples=["none"],
    )
    newsbot_discord_api: str = Field(
        default="https://discord.com/api/v10", description="Discord's address: another one for tests alone."
    )
    newsbot_may_change: Rule = Field(
        default=Rule.MEMBERS,
        description="Who may change sources and schedules in a chat where no rule was set: everyone, members (of the "
        "channel) or admins. In Discord admins, unless this is set.",
    )
    newsbot_managers: str = Field(
        default="",
        description="Ids of people in a chat, separated by commas, who may change them whatever the rule says.",
        examples=["none"],
    )
    newsbot_seeds: Path | None = Field(
        default=None,
        description="Folder of sample articles for the console chat.",
        examples=["the seeds folder that comes with the bot"],
    )

    @field_validator("slack_bot_token", "slack_app_token")
    @classmethod
    def _known_token(cls, value: SecretStr | None, info: ValidationInfo) -> SecretStr | None:
        begins = {"slack_bot_token": "xoxb-", "slack_app_token": "xapp-"}[info.field_name or ""]
        if value is not None and not value.get_secret_value().startswith(begins):
            raise ValueError(f"it must begin with {begins}")
        return value

    @field_validator("newsbot_slack_api", "newsbot_discord_api")
    @classmethod
    def _known_api(cls, value: str, info: ValidationInfo) -> str:
        return api_like(value, str(cls.model_fields[info.field_name or ""].default))

    @property
    def slack_tokens(self) -> tuple[str, str] | None:
        """Bot token and app token; None where neither is set. Raises InputError where one is missing."""
        if self.slack_bot_token is None and self.slack_app_token is None:
            return None
        if self.slack_bot_token is None or self.slack_app_token is None:
            missing = "SLACK_APP_TOKEN" if self.slack_app_token is None else "SLACK_BOT_TOKEN"
            raise InputError(f"the setting {missing} is missing: Slack needs both tokens")
        return self.slack_bot_token.get_secret_value(), self.slack_app_token.get_secret_value()

    @property
    def slack_admins(self) -> tuple[str, ...]:
        """Who in Slack is told what an admin must know."""
        return listed(self.newsbot_slack_admins)

    @property
    def policy(self) -> Policy:
        """Who may change sources and schedules where no rule was set."""
        return Policy(self.newsbot_may_change, frozenset(listed(self.newsbot_managers)))

    @property
    def discord_admins(self) -> tuple[str, ...]:
        """Who in Discord is told what an admin must know."""
        return listed(self.newsbot_discord_admins)

    @property
    def discord_policy(self) -> Policy:
        """The same as `policy` in Discord, where anybody may come into a server: admins, unless a rule was set."""
        chosen = "newsbot_may_change" in self.model_fields_set
        return self.policy if chosen else Policy(Rule.ADMINS, self.policy.allowed)

    @property
    def intranet(self) -> tuple[str, ...]:
        """What may be fetched though it is private."""
        return listed(self.newsbot_intranet)

    @property
    def ports(self) -> tuple[int, ...]:
        """Ports that may be fetched besides 80 and 443."""
        return tuple(map(int, listed(self.newsbot_ports)))

    @property
    def late_window(self) -> timedelta:
        """A briefing that is later than that is skipped."""
        return timedelta(hours=self.newsbot_late_hours)

    @property
    def seeds(self) -> Path:
        """The folder of sample articles: beside the package in a checkout, inside it when installed."""
        inside = Path(__file__).parent / "seeds"
        return self.newsbot_seeds or (inside if inside.is_dir() else Path(__file__).parent.parent / "seeds")
