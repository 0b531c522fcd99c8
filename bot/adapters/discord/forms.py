"""Forms in Discord, and what was filled in; guards that nothing in one has to be believed when it comes back.

A form's custom id says what it is about, as a button does: it is looked up again when the form is sent.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from bot.domain.command_words import LONGEST
from bot.domain.text import storable

Form = dict[str, Any]
_LONGEST_ID = 100
_LONGEST_LINK = 2_000
_TITLE = 45
_MOST_LINKS = 3
_LINK = re.compile(r"https?://[^\s<>\"]{3,1990}")


def question(custom_id: str, title: str = "Ask a question") -> Form:
    """A question about what the custom id names; without words, what it says."""
    optional = custom_id.startswith("story_ask:")
    return _form(
        custom_id, title, _text("question", "Your question", "what did NAME say?", optional=optional, long=True)
    )


def link(text: str) -> Form | None:
    """A question about the links in a message, which stand in the form; None where there are none."""
    found = list(dict.fromkeys(_without_end(one) for one in _LINK.findall(text)))[:_MOST_LINKS]
    while found and len(" ".join(found)) > _LONGEST_LINK:
        found.remove(max(found, key=len))
    if not found:
        return None
    links = _text("links", "The page to ask about", "https://example.org/article", long=True, value=" ".join(found))
    asked = _text("question", "Your question", "what does it say about …?", optional=True, long=True)
    return _form("link", "Ask about this link", links, asked)


def _without_end(address: str) -> str:
    """An address without what ends a sentence or a masked link behind it; a bracket that it opens itself is its own."""
    made = address.rstrip(".,;:!?'*_|")
    while made.endswith(")") and made.count(")") > made.count("("):
        made = made[:-1].rstrip(".,;:!?'*_|")
    return made


def source() -> Form:
    """A source to follow."""
    return _form(
        "source",
        "Add a source",
        _text("url", "A site, a feed, or a list of feeds", "example.org/feed"),
        _text("topics", "Topics, separated by commas", "Ships, Science", optional=True),
    )


def schedule(zone: str) -> Form:
    """When the channel gets a briefing."""
    return _form(
        "schedule",
        "A briefing in this channel",
        _text("days", "Days", "weekdays, daily, mon,wed,fri", value="weekdays"),
        _text("time", "Time", "07:30", value="07:30"),
        _text("zone", "Time zone", "Europe/Berlin", value=zone),
        _text("topics", "Topics, separated by commas", "Ships, Science", optional=True),
        _text("stories", "Stories at most", "5", optional=True),
    )


def _form(custom_id: str, title: str, *fields: Form) -> Form:
    if len(custom_id) > _LONGEST_ID:
        raise ValueError("a form's id is too long")
    return {"custom_id": custom_id, "title": title[:_TITLE], "components": list(fields)}


def _text(name: str, label: str, example: str, *, optional: bool = False, long: bool = False, value: str = "") -> Form:
    field = {
        "type": 4,
        "custom_id": name,
        "style": 2 if long else 1,
        "required": not optional,
        "placeholder": example,
        "max_length": LONGEST if long else 300,
    }
    return {"type": 18, "label": label, "component": field | ({"value": value} if value else {})}


def filled(data: object) -> dict[str, str]:
    """What was filled in, by the names of the fields; what is of another shape counts as not there."""
    return dict(_fields(data.get("components") if isinstance(data, Mapping) else None, depth=0))


def _fields(given: object, depth: int) -> Iterator[tuple[str, str]]:
    for one in given if isinstance(given, list) and depth < 3 else ():
        if not isinstance(one, Mapping):
            continue
        inner = one.get("component")
        yield from _fields([inner] if inner else one.get("components"), depth + 1)
        name, value = one.get("custom_id"), one.get("value")
        if isinstance(name, str) and isinstance(value, str):
            yield name, storable(value).strip()
