"""How a request to Discord can fail, beyond being refused. Guards that each way has one name in every test."""

from collections.abc import Callable, Iterable
from enum import StrEnum


class Fault(StrEnum):
    """What becomes of one request."""

    NONE = "none"
    SLOW = "accepted, and answered late but in time"
    DROPPED_BEFORE = "dropped before it was accepted"
    DROPPED_AFTER = "dropped after it was accepted"
    HTTP_500_BEFORE = "status 500, not accepted"
    HTTP_500_AFTER = "status 500, though accepted"
    HTTP_502_BEFORE = "status 502, not accepted"
    HTTP_502_AFTER = "status 502, though accepted"
    HTTP_503_BEFORE = "status 503, not accepted"
    HTTP_503_AFTER = "status 503, though accepted"
    HTML_BEFORE = "a page in place of JSON, not accepted"
    HTML_AFTER = "a page in place of JSON, though accepted"
    EMPTY_BEFORE = "an empty body, not accepted"
    EMPTY_AFTER = "an empty body, though accepted"
    TIMEOUT_BEFORE = "no answer, not accepted"
    TIMEOUT_AFTER = "no answer, though accepted"
    LATE = "no answer, accepted after its sender has given up"
    BUSY = "refused for now: 429 with a Via header"
    BUSY_EVERYWHERE = "refused for now, as is every other request"
    BANNED = "refused by what stands before Discord: 429 without a Via header"
    REVOKED = "401: the bot's token is no good any more"
    FORBIDDEN = "403: the bot's rights are gone"
    GONE = "404: the channel is gone"


STATUSES = {
    Fault.HTTP_500_BEFORE: 500,
    Fault.HTTP_500_AFTER: 500,
    Fault.HTTP_502_BEFORE: 502,
    Fault.HTTP_502_AFTER: 502,
    Fault.HTTP_503_BEFORE: 503,
    Fault.HTTP_503_AFTER: 503,
}
ERRORS = {
    Fault.REVOKED: (401, 0, "401: Unauthorized"),
    Fault.FORBIDDEN: (403, 50013, "Missing Permissions"),
    Fault.GONE: (404, 10003, "Unknown Channel"),
}
DROPS = {Fault.TIMEOUT_BEFORE, Fault.TIMEOUT_AFTER, Fault.DROPPED_BEFORE, Fault.DROPPED_AFTER}
ACCEPTED = {Fault.NONE, Fault.SLOW} | {one for one in Fault if one.name.endswith("_AFTER")}
POST = "POST /channels/{channel}/messages"

# What becomes of a request, by its route ("POST /channels/{channel}/messages"), its body, and how often just this was
# asked for, this time included.
FaultPlan = Callable[[str, object, int], Fault]


def no_fault(_route: str, _body: object, _count: int) -> Fault:
    return Fault.NONE


def in_turn(faults: Iterable[Fault], route: str = POST) -> FaultPlan:
    """The first request to the route has the first of the faults, and so on; all others have none."""
    left = list(faults)

    def plan(asked: str, _body: object, _count: int) -> Fault:
        return left.pop(0) if left and asked == route else Fault.NONE

    return plan
