"""Whether Discord takes the embeds of a message. Guards the limits of docs.discord.com/developers/resources/message."""

from collections.abc import Iterator
from datetime import datetime

from tests.fakes.discord import forms
from tests.fakes.discord.refusals import Json, Problem

MOST, MOST_TOGETHER, MOST_FIELDS = 10, 6000, 25
_KEYS = {
    "title",
    "type",
    "description",
    "url",
    "timestamp",
    "color",
    "footer",
    "image",
    "thumbnail",
    "author",
    "fields",
}
_SHOWN = {"title", "description", "footer", "image", "thumbnail", "author", "fields"}
_PARTS = {
    "footer": ("text", 2048, {"text", "icon_url"}),
    "author": ("name", 256, {"name", "url", "icon_url"}),
}


def problems(embeds: object, path: str = "embeds") -> Iterator[Problem]:
    yield from forms.lists(embeds, path, MOST)
    if not isinstance(embeds, list):
        return
    for nr, one in enumerate(embeds):
        yield from forms.objects(one, f"{path}.{nr}", _KEYS)
    for nr, one in forms.dicts(embeds):
        yield from _one(one, f"{path}.{nr}")
    if (count := sum(characters(one) for _, one in forms.dicts(embeds))) > MOST_TOGETHER:
        yield Problem(path, "MAX_EMBED_SIZE_EXCEEDED", f"Embed size exceeds maximum size of 6000: {count}")


def characters(embed: Json) -> int:
    """What counts to the 6,000 of a message."""
    said = [embed.get("title"), embed.get("description"), _in(embed, "footer", "text"), _in(embed, "author", "name")]
    for _, one in forms.dicts(embed.get("fields")):
        said += [one.get("name"), one.get("value")]
    return sum(forms.length(one) for one in said if isinstance(one, str))


def _in(embed: Json, key: str, inner: str) -> object:
    part = embed.get(key)
    return part.get(inner) if isinstance(part, dict) else None


def _one(embed: Json, path: str) -> Iterator[Problem]:
    if not any(embed.get(key) for key in _SHOWN):
        yield Problem(path, "EMBED_EMPTY", "An embed that shows nothing.")
    if "type" in embed:
        yield from forms.choices(embed["type"], f"{path}.type", {"rich"})
    for key, most in (("title", 256), ("description", 4096)):
        if key in embed:
            yield from forms.texts(embed[key], f"{path}.{key}", most)
    if "url" in embed:
        yield from forms.urls(embed["url"], f"{path}.url")
    if "color" in embed:
        yield from forms.numbers(embed["color"], f"{path}.color", 0, 0xFFFFFF)
    if "timestamp" in embed:
        yield from _times(embed["timestamp"], f"{path}.timestamp")
    yield from _parts(embed, path)
    if "fields" in embed:
        yield from _fields(embed["fields"], f"{path}.fields")


def _times(value: object, path: str) -> Iterator[Problem]:
    try:
        datetime.fromisoformat(str(value))
    except ValueError:
        yield Problem(path, "DATE_TIME_TYPE_PARSE", "Could not parse. Should be ISO8601.")


def _parts(embed: Json, path: str) -> Iterator[Problem]:
    for part, (key, most, keys) in _PARTS.items():
        if part in embed:
            yield from forms.objects(embed[part], f"{path}.{part}", keys, {key})
            yield from forms.texts(_in(embed, part, key), f"{path}.{part}.{key}", most)
            for address in {"url", "icon_url"} & set(embed[part] if isinstance(embed[part], dict) else ()):
                yield from forms.urls(embed[part][address], f"{path}.{part}.{address}")
    for part in {"image", "thumbnail"} & set(embed):
        yield from forms.objects(embed[part], f"{path}.{part}", {"url"}, {"url"})
        yield from forms.urls(_in(embed, part, "url"), f"{path}.{part}.url")


def _fields(fields: object, path: str) -> Iterator[Problem]:
    yield from forms.lists(fields, path, MOST_FIELDS)
    for nr, one in enumerate(fields if isinstance(fields, list) else ()):
        yield from forms.objects(one, f"{path}.{nr}", {"name", "value", "inline"}, {"name", "value"})
    for nr, one in forms.dicts(fields):
        yield from forms.texts(one.get("name"), f"{path}.{nr}.name", 256)
        yield from forms.texts(one.get("value"), f"{path}.{nr}.value", 1024)
        if "inline" in one:
            yield from forms.flags(one["inline"], f"{path}.{nr}.inline")
