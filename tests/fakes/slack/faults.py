"""How a request to Slack can fail, beyond being refused. Guards that each way has one name in every test."""

from collections.abc import Callable
from enum import StrEnum
from typing import Any


class Fault(StrEnum):
    """What becomes of one request."""

    NONE = "none"
    SLOW = "accepted, and answered late but in time"
    DROPPED_BEFORE = "dropped before it was accepted"
    DROPPED_AFTER = "dropped after it was accepted"
    ERROR_BEFORE = "ok is false: internal_error, not accepted"
    ERROR_AFTER = "ok is false: internal_error, though accepted"
    HTTP_500_BEFORE = "status 500, not accepted"
    HTTP_500_AFTER = "status 500, though accepted"
    HTML_BEFORE = "a page in place of JSON, not accepted"
    HTML_AFTER = "a page in place of JSON, though accepted"
    EMPTY_BEFORE = "an empty body, not accepted"
    EMPTY_AFTER = "an empty body, though accepted"
    TIMEOUT_BEFORE = "no answer, not accepted"
    TIMEOUT_AFTER = "no answer, though accepted"
    LATE = "no answer, accepted after its sender has given up"
    BUSY = "refused for now"
    GONE = "the channel is gone"
    REMOVED = "the workspace has removed the bot"
    REVOKED = "the bot's token is no good any more"


ERRORS = {
    Fault.ERROR_BEFORE: "internal_error",
    Fault.ERROR_AFTER: "internal_error",
    Fault.GONE: "channel_not_found",
    Fault.REMOVED: "account_inactive",
    Fault.REVOKED: "token_revoked",
}
ACCEPTED = {Fault.NONE, Fault.SLOW, Fault.DROPPED_AFTER, Fault.TIMEOUT_AFTER} | {
    one for one in Fault if one.name.endswith("_AFTER")
}

# What becomes of a request, by its method, its arguments, and how often just this was asked for, this time included.
FaultPlan = Callable[[str, dict[str, Any], int], Fault]


def no_fault(_method: str, _args: dict[str, Any], _count: int) -> Fault:
    return Fault.NONE
