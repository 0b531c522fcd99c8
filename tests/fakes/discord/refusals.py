"""What Discord says where it refuses a request. Guards that each refusal has its status and code in one place."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Problem:
    """Something wrong in a form; `path` is such as "embeds.0.title"."""

    path: str
    code: str
    message: str

    def __str__(self) -> str:
        return f"{self.path}: {self.message} ({self.code})"


class Refused(Exception):
    """Discord answers with this status, code and message, and names what is wrong in the form."""

    def __init__(self, status: int, code: int, message: str, problems: Iterable[Problem] = ()) -> None:
        self.problems = tuple(problems)
        super().__init__(f"{status} {code} {message} " + "; ".join(map(str, self.problems)))
        self.status, self.code, self.message = status, code, message

    def body(self) -> Json:
        said: Json = {"message": self.message, "code": self.code}
        return said | ({"errors": _nested(self.problems)} if self.problems else {})


def _nested(problems: Iterable[Problem]) -> Json:
    made: Json = {}
    for one in problems:
        inner = made
        for part in one.path.split("."):
            inner = inner.setdefault(part, {})
        inner.setdefault("_errors", []).append({"code": one.code, "message": one.message})
    return made


def invalid_form(*problems: Problem) -> Refused:
    return Refused(400, 50035, "Invalid Form Body", problems)


def unknown(what: str) -> Refused:
    """Of a thing that is not there."""
    codes = {"Application": 10002, "Channel": 10003, "Guild": 10004, "Member": 10007, "Message": 10008, "User": 10013}
    codes |= {"Webhook": 10015, "interaction": 10062, "application command": 10063}
    return Refused(404, codes[what], f"Unknown {what}")


def missing_access() -> Refused:
    return Refused(403, 50001, "Missing Access")


def missing_permissions() -> Refused:
    return Refused(403, 50013, "Missing Permissions")
