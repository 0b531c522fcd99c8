"""What strangers write about an article, checked: a line of JSONL and the front matter of a Markdown file.

Guards the types. A missing or mistyped title, text or id is a fault of the line or file. What only adorns an
article and cannot be understood is left out instead, so that the article is not lost: an unreadable date
becomes "undated", an address that is not http(s) no link, a language that is no code is recognised from the text.
"""

import json
import re
from datetime import UTC, datetime
from typing import Annotated, Any, TypeVar

import yaml
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, ValidationError

from bot.domain.errors import InputError
from bot.domain.text import clean, cut, one_line, storable

# Also bounds the time of the YAML reader, which grows with nesting times length.
MAX_FRONT_MATTER = 16 * 1024
MAX_TITLE = 500
MAX_NAME = 200
_URL = re.compile(r"https?://[^\s<>\"'|\\^`{}\x00-\x1f]{1,2000}", re.IGNORECASE)
_LANGUAGE = re.compile(r"([a-z]{2,3})(?:[-_][a-z0-9]{1,8}){0,3}", re.IGNORECASE)
_NOTHING = ("", "~", "null")

Model = TypeVar("Model", bound=BaseModel)


def label(text: str, limit: int = MAX_NAME) -> str:
    """A title or name as one clean line of at most `limit` characters."""
    return cut(one_line(clean(text)), limit)


def moment(value: object) -> datetime | None:
    """An ISO date or time as aware UTC, read as UTC where it names no zone; None for anything else."""
    if not isinstance(value, str):
        return None
    try:
        at = datetime.fromisoformat(value.strip())
        return at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _url(value: object) -> object:
    return value if isinstance(value, str) and _URL.fullmatch(value) else None


def _language(value: object) -> object:
    known = _LANGUAGE.fullmatch(value) if isinstance(value, str) else None
    return known.group(1).lower() if known else None


def _name(value: object) -> object:
    return label(value) or None if isinstance(value, str) else value


def _number_as_text(value: object) -> object:
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


class Given(BaseModel):
    """What both forms share; unknown fields are ignored."""

    model_config = ConfigDict(frozen=True, extra="ignore", strict=True)

    title: Annotated[str | None, BeforeValidator(_number_as_text)] = None
    source: Annotated[str | None, BeforeValidator(_name)] = None
    author: Annotated[str | None, BeforeValidator(_name)] = None
    published: Annotated[datetime | None, BeforeValidator(moment)] = None
    url: Annotated[str | None, BeforeValidator(_url)] = None
    language: Annotated[str | None, BeforeValidator(_language)] = None


class Line(Given):
    """A line of JSONL. `id` and `text` are kept exactly as they are."""

    id: Annotated[
        Annotated[str, StringConstraints(max_length=500)] | None,
        BeforeValidator(_number_as_text),
    ] = None
    text: str = Field(min_length=1)


class FrontMatter(Given):
    """The YAML at the head of a Markdown file."""

    sample: Annotated[bool, Field(strict=False)] = False


def line_of(text: str) -> Line:
    """A line of JSONL.

    Raises:
        InputError: It is no JSON, no object, or a field is missing or of the wrong type.
    """
    try:
        data = json.loads(text)
    except RecursionError:
        raise InputError("nested too deeply") from None
    except ValueError:
        raise InputError("not valid JSON") from None
    return _checked(Line, data, "a JSON object")


def front_matter_of(text: str) -> FrontMatter:
    """The front matter between its two marks, which are not part of `text`.

    Read with every value as text: no tag can make anything else, and an alias repeats, but copies nothing.

    Raises:
        InputError: It is no YAML, no mapping, too long, or a field has the wrong type.
    """
    if len(text) > MAX_FRONT_MATTER:
        raise InputError(f"front matter is longer than {MAX_FRONT_MATTER // 1024} KiB")
    try:
        data = yaml.load(text, Loader=yaml.BaseLoader)  # noqa: S506 – makes texts, lists and mappings only
    except RecursionError:
        raise InputError("front matter is nested too deeply") from None
    except (yaml.YAMLError, ValueError):
        raise InputError("front matter is not valid YAML") from None
    if isinstance(data, dict):
        data = {key: value for key, value in data.items() if value not in _NOTHING}
    return _checked(FrontMatter, data or {}, "front matter with a list of fields")


def _checked(model: type[Model], data: Any, wanted: str) -> Model:  # noqa: ANN401 – as parsed
    if not isinstance(data, dict):
        raise InputError(f"not {wanted}")
    try:
        return model.model_validate({k: storable(v) if isinstance(v, str) else v for k, v in data.items()})
    except ValidationError as error:
        first = error.errors(include_url=False, include_context=False, include_input=False)[0]
        raise InputError(f"{first['loc'][0]}: {first['msg'].lower()}") from None
