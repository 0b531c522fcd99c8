"""The settings, read once from the environment and `.env`; guards that nothing else reads the environment."""

from pathlib import Path

import platformdirs
from pydantic import Field, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict


def default_folder() -> Path:
    """Where the database lies while no DATABASE_URL is set."""
    return platformdirs.user_data_path("newsbot")


def _default_database() -> str:
    return f"sqlite:///{default_folder() / 'newsbot.db'}"


class Settings(BaseSettings):
    """Every setting has a default: the bot runs with none set."""

    model_config = SettingsConfigDict(
        env_file=".env", env_file_encoding="utf-8", env_ignore_empty=True, extra="ignore", frozen=True
    )

    database_url: str = Field(
        default_factory=_default_database,
        description="Where articles are stored: `sqlite:///path/to/file.db` or `postgresql://user:password@host/name`.",
        examples=["a file in your user data folder"],
    )
    newsbot_log_level: str = Field(default="warning", description="debug, info, warning or error; logs go to stderr.")
    newsbot_stories: int = Field(default=5, ge=1, le=20, description="At most this many stories in a briefing.")
    newsbot_answer_days: int = Field(
        default=7, ge=1, le=3650, description="Questions look at articles first seen in this many days, then further."
    )
    newsbot_seeds: Path | None = Field(
        default=None,
        description="Folder of sample articles for the console chat.",
        examples=["the seeds folder that comes with the bot"],
    )

    @field_validator("database_url")
    @classmethod
    def _known_database(cls, value: str) -> str:
        if not value.startswith(("sqlite:///", "postgresql://")):
            raise ValueError("it must begin with sqlite:/// or postgresql://")
        return value

    @field_validator("newsbot_log_level")
    @classmethod
    def _known_level(cls, value: str) -> str:
        if value.lower() not in {"debug", "info", "warning", "error"}:
            raise ValueError("it must be debug, info, warning or error")
        return value.lower()

    @property
    def seeds(self) -> Path:
        """The folder of sample articles: beside the package in a checkout, inside it when installed."""
        inside = Path(__file__).parent / "seeds"
        return self.newsbot_seeds or (inside if inside.is_dir() else Path(__file__).parent.parent / "seeds")
