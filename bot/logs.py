"""Logs on standard error, one event a line; guards that no secret is written, whoever logs it and however.

Modules log through the standard `logging`; structlog renders here and nowhere else, and is imported where a level
is set: most commands have nothing to log.
"""

import logging
import sys
import threading
import traceback
from collections.abc import MutableMapping
from types import TracebackType
from typing import Any

from bot.domain.redaction import redacted

# Libraries that log what they carry, word for word: rows and parameters of queries, messages, headers of requests.
# Below these levels they tell nothing, whatever level is set. More is said at debug by all others.
_FLOORS = {
    "sqlalchemy": logging.WARNING,
    "aiosqlite": logging.WARNING,
    "alembic": logging.INFO,
    "httpx": logging.WARNING,
    "httpcore": logging.INFO,
    "httpx2": logging.WARNING,
    "httpcore2": logging.WARNING,
    "urllib3": logging.INFO,
    "openai": logging.INFO,
    "slack_sdk": logging.INFO,
    "slack_bolt": logging.ERROR,  # it warns of what it has no use for, with all of its text
    "discord": logging.INFO,
}


def _redact(_logger: object, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    return {key: redacted(value if isinstance(value, str) else repr(value)) for key, value in event.items()}


class _Redacting(logging.Handler):
    """Writes a record to standard error as it is then, redacted as a whole; what cannot be formatted is named only."""

    def emit(self, record: logging.LogRecord) -> None:
        try:
            line = redacted(self.format(record))
        except Exception as error:  # noqa: BLE001 - whatever a logged object raises: no log stops the bot
            line = f"a record of {record.name} cannot be written: {type(error).__name__}"
        try:
            sys.stderr.write(line + "\n")
        except (OSError, ValueError):  # nobody reads standard error any more
            return


def stand_by() -> None:
    """Write the warnings of every logger to standard error, redacted, for as long as nothing else is configured."""
    logging.lastResort = _Redacting(logging.WARNING)


def guard() -> None:
    """Write what ends the program or a thread to standard error, redacted: for the process that is all ours."""
    sys.excepthook = _told
    threading.excepthook = _told_of_thread
    sys.unraisablehook = _told_of_unraisable


def _told(kind: type[BaseException], error: BaseException | None, trace: TracebackType | None) -> None:
    sys.stderr.write(redacted("".join(traceback.format_exception(kind, error, trace))))


def _told_of_thread(args: threading.ExceptHookArgs) -> None:
    if args.exc_type is not SystemExit:
        _told(args.exc_type, args.exc_value, args.exc_traceback)


def _told_of_unraisable(args: "sys.UnraisableHookArgs") -> None:
    _told(args.exc_type, args.exc_value, args.exc_traceback)


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
    handler = _Redacting()
    handler.setFormatter(formatter)
    logging.basicConfig(level=level.upper(), handlers=[handler], force=True)
    logging.captureWarnings(capture=False)  # it may think that it captures them, where somebody has put them back
    logging.captureWarnings(capture=True)
    for name, floor in _FLOORS.items():
        logging.getLogger(name).setLevel(max(floor, logging.getLevelName(level.upper())))
