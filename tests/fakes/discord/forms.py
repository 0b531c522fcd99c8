"""The smallest parts of a form that Discord takes: texts, numbers, addresses, keys. Guards that lengths are strict.

Whether Discord counts code points or UTF-16 units is not documented: the larger of both is counted here.
"""

from collections.abc import Collection, Iterator
from urllib.parse import urlsplit

from tests.fakes.discord.refusals import Json, Problem

MOST_URL = 2048


def length(text: str) -> int:
    return max(len(text), len(text.encode("utf-16-le", "surrogatepass")) // 2)


def texts(value: object, path: str, most: int, least: int = 1) -> Iterator[Problem]:
    """A text of `least` to `most` characters, which spaces alone do not make."""
    if not isinstance(value, str):
        yield Problem(path, "STRING_TYPE_CONVERT", "Could not interpret as string.")
        return
    if any("\ud800" <= one <= "\udfff" or (one < " " and one not in "\n\t\r") for one in value):
        yield Problem(path, "STRING_TYPE_CONVERT", "Half of a surrogate pair, or a control character.")
    if length(value.strip()) < least:
        yield Problem(path, "BASE_TYPE_REQUIRED", "This field is required")
    if length(value) > most:
        yield Problem(path, "BASE_TYPE_MAX_LENGTH", f"Must be {most} or fewer in length, not {length(value)}.")


def numbers(value: object, path: str, least: int, most: int) -> Iterator[Problem]:
    if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
        yield Problem(path, "NUMBER_TYPE_RANGE", f"int value should be between {least} and {most}.")


def choices(value: object, path: str, among: Collection[object]) -> Iterator[Problem]:
    if isinstance(value, list | dict | bool) or value not in among:
        yield Problem(path, "BASE_TYPE_CHOICES", f"Value must be one of {sorted(map(str, among))}.")


def flags(value: object, path: str) -> Iterator[Problem]:
    if not isinstance(value, bool):
        yield Problem(path, "BOOLEAN_TYPE_CONVERT", "Must be either true or false.")


def urls(value: object, path: str, most: int = MOST_URL) -> Iterator[Problem]:
    """An address with a host, of the web."""
    yield from texts(value, path, most)
    if not isinstance(value, str):
        return
    try:
        parts = urlsplit(value)
        scheme, host = parts.scheme, parts.hostname
    except ValueError:
        scheme, host = "", ""
    if scheme not in {"http", "https"}:
        yield Problem(path, "URL_TYPE_INVALID_SCHEME", "Scheme must be one of ('http', 'https').")
    elif not host or any(one.isspace() for one in value):
        yield Problem(path, "URL_TYPE_INVALID_URL", "Not a well formed URL.")


def objects(value: object, path: str, known: Collection[str], needed: Collection[str] = ()) -> Iterator[Problem]:
    """An object with no other keys than the `known`, and with those `needed`."""
    if not isinstance(value, dict):
        yield Problem(path, "MODEL_TYPE_CONVERT", "Only dictionaries may be used in a ModelType")
        return
    for key in sorted(set(value) - set(known)):
        yield Problem(f"{path}.{key}".strip("."), "UNKNOWN_KEY", "There is no such key.")
    for key in sorted(set(needed) - set(value)):
        yield Problem(f"{path}.{key}".strip("."), "BASE_TYPE_REQUIRED", "This field is required")


def lists(value: object, path: str, most: int, least: int = 0) -> Iterator[Problem]:
    if not isinstance(value, list):
        yield Problem(path, "LIST_TYPE_CONVERT", "Only iterables may be used in a ListType")
    elif not least <= len(value) <= most:
        yield Problem(path, "BASE_TYPE_BAD_LENGTH", f"Must be between {least} and {most} in length, not {len(value)}.")


def kind(value: object) -> int:
    """The type of a component or an option; 0 where it has none, which `choices` complains of."""
    found = value.get("type") if isinstance(value, dict) else None
    return found if isinstance(found, int) else 0


def dicts(value: object) -> list[tuple[int, Json]]:
    """The objects of a list, numbered; what else is in it was complained of by `objects`."""
    return [(nr, one) for nr, one in enumerate(value) if isinstance(one, dict)] if isinstance(value, list) else []
