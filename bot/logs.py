"""Logs on standard error, one event a line; guards that no secret in an address is written.

Modules log through the standard `logging`; structlog renders here and nowhere else, and is imported where a level
is set: most commands have nothing to log.
"""

import logging
import re
import sys
from collections.abc import MutableMapping
from typing import Any

from bot.domain.tokens import masked

# The password of an address (up to its last "@": one inside it need not be escaped to leak), its path, and everything
# after a "?" or "#" in one: feeds carry tokens there.
_ADDRESS = re.compile(
    r"(?P<scheme>\b[a-z][a-z0-9+.-]{1,20}://)(?:[^\s\"']{0,2000}@)?"
    r"(?P<host>[^\s/?#\"']*)(?P<path>[^\s?#\"']*)(?:[?#][^\s\"']*)?"
)
_FILES = "sqlite"  # the path of an address of a file is a path, and holds no token


def redacted(text: str) -> str:
    """Text with user names, passwords, queries and tokens in paths taken out of every address in it."""
    return _ADDRESS.sub(_without_secrets, text)


def _without_secrets(match: re.Match[str]) -> str:
    path = match["path"]
    return match["scheme"] + match["host"] + (path if match["scheme"].startswith(_FILES) else masked(path))


def _redact(_logger: object, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    return {key: redacted(value) if isinstance(value, str) else value for key, value in event.items()}


class _Plain(logging.Handler):
    """Writes a record to standard error as it is then, redacted."""

    def emit(self, record: logging.LogRecord) -> None:
        sys.stderr.write(redacted(self.format(record)) + "\n")


def stand_by() -> None:
    """Write the warnings of every logger to standard error, redacted, for as long as nothing else is configured."""
    logging.lastResort = _Plain(logging.WARNING)


def configure(level: str, *, colours: bool) -> None:
    """Send every logger's records to standard error at `level`, redacted."""
    import structlog  # noqa: PLC0415 - most commands need none

    formatter = structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=[
            structlog.stdlib.add_log_level,
            structlog.stdlib.add_logger_name,
            structlog.stdlib.PositionalArgumentsFormatter(),
            structlog.processors.TimeStamper(fmt="iso", utc=True),
        ],
        processors=[
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            structlog.processors.format_exc_info,
            _redact,
            structlog.dev.ConsoleRenderer(colors=colours) if colours else structlog.processors.LogfmtRenderer(),
        ],
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(formatter)
    logging.basicConfig(level=level.upper(), handlers=[handler], force=True)
