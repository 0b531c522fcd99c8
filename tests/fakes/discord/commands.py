"""Whether Discord takes the commands of an app, and how they are kept. Guards that a registration is one that works.

The limits are those of docs.discord.com/developers/interactions/application-commands.
"""

import re
from collections.abc import Iterator
from typing import Any

from tests.fakes.discord import forms
from tests.fakes.discord.refusals import Json, Problem, invalid_form, unknown
from tests.fakes.discord.world import APP_ID, World

SLASH, ON_USER, ON_MESSAGE = 1, 2, 3
SUBCOMMAND, GROUP = 1, 2
MOST = {SLASH: 100, ON_USER: 5, ON_MESSAGE: 5}
MOST_CHARACTERS = 8000
_NAME = re.compile(r"[-_'\w]{1,32}")
_KEYS = {"name", "name_localizations", "description", "description_localizations", "options", "type", "nsfw"}
_KEYS |= {"default_member_permissions", "dm_permission", "integration_types", "contexts"}
_OPTION_KEYS = {"type", "name", "name_localizations", "description", "description_localizations", "required", "choices"}
_OPTION_KEYS |= {"options", "channel_types", "min_value", "max_value", "min_length", "max_length", "autocomplete"}


def problems(commands: object) -> Iterator[Problem]:
    """Of all commands together, which replace those there were."""
    yield from forms.lists(commands, "commands", 110)
    for nr, one in enumerate(commands if isinstance(commands, list) else ()):
        yield from forms.objects(one, str(nr), _KEYS, {"name"})
    found = forms.dicts(commands)
    for nr, one in found:
        yield from _command(one, str(nr))
    for kind, most in MOST.items():
        names = [str(one.get("name")) for _, one in found if one.get("type", SLASH) == kind]
        if len(names) > most:
            yield Problem("commands", "APPLICATION_COMMAND_TOO_MANY", f"At most {most} of type {kind}.")
        if len(set(names)) < len(names):
            yield Problem("commands", "APPLICATION_COMMANDS_DUPLICATE_NAME", f"A name comes twice among {names}.")


def _command(one: Json, path: str) -> Iterator[Problem]:
    kind = one.get("type", SLASH)
    yield from forms.choices(kind, f"{path}.type", set(MOST))
    if kind != SLASH:
        yield from forms.texts(one.get("name"), f"{path}.name", 32)
        if one.get("description") or one.get("options"):
            yield Problem(path, "APPLICATION_COMMAND_CONTEXT", "A menu's entry has no description and no options.")
        return
    yield from _named(one, path)
    yield from _options(one.get("options"), path, depth=0)
    if (count := characters(one)) > MOST_CHARACTERS:
        yield Problem(path, "APPLICATION_COMMAND_TOO_LARGE", f"At most {MOST_CHARACTERS} characters, not {count}.")


def characters(one: Json) -> int:
    """Names, descriptions and values of a command, its options and choices."""
    own = [one.get("name"), one.get("description"), one.get("value")]
    inner = [each for key in ("options", "choices") for _, each in forms.dicts(one.get(key))]
    return sum(forms.length(str(each)) for each in own if each is not None) + sum(map(characters, inner))


def _named(one: Json, path: str) -> Iterator[Problem]:
    name = one.get("name")
    if not isinstance(name, str) or not _NAME.fullmatch(name) or name != name.lower():
        yield Problem(f"{path}.name", "APPLICATION_COMMAND_INVALID_NAME", f"Command name is invalid: {name!r}")
    yield from forms.texts(one.get("description"), f"{path}.description", 100)


def _options(given: object, path: str, depth: int) -> Iterator[Problem]:
    if given is None:
        return
    yield from forms.lists(given, f"{path}.options", 25)
    for nr, one in enumerate(given if isinstance(given, list) else ()):
        yield from forms.objects(one, f"{path}.options.{nr}", _OPTION_KEYS, {"type", "name", "description"})
    found = forms.dicts(given)
    kinds = [forms.kind(one) in {SUBCOMMAND, GROUP} for _, one in found]
    if any(kinds) and not all(kinds):
        yield Problem(f"{path}.options", "APPLICATION_COMMAND_OPTIONS_TYPE_INVALID", "Subcommands and options mixed.")
    names = [str(one.get("name")) for _, one in found]
    if len(set(names)) < len(names):
        yield Problem(f"{path}.options", "APPLICATION_COMMAND_OPTIONS_NAME_INVALID", "A name comes twice.")
    needed = [bool(one.get("required")) for _, one in found]
    if needed != sorted(needed, reverse=True):
        yield Problem(f"{path}.options", "APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID", "Required ones come first.")
    for nr, one in found:
        yield from _option(one, f"{path}.options.{nr}", depth)


def _option(one: Json, path: str, depth: int) -> Iterator[Problem]:
    kind = forms.kind(one)
    yield from forms.choices(kind, f"{path}.type", set(range(1, 12)))
    yield from _named(one, path)
    if (kind == GROUP and depth > 0) or (kind == SUBCOMMAND and depth > 1):
        yield Problem(path, "APPLICATION_COMMAND_OPTIONS_TYPE_INVALID", "Groups are at the top alone.")
    if kind in {SUBCOMMAND, GROUP}:
        yield from _options(one.get("options"), path, depth + 1)
    elif one.get("options"):
        yield Problem(path, "APPLICATION_COMMAND_OPTIONS_TYPE_INVALID", "An option has none of its own.")
    if one.get("choices"):
        yield from _choices(one, path)


def _choices(one: Json, path: str) -> Iterator[Problem]:
    if one.get("autocomplete"):
        yield Problem(path, "APPLICATION_COMMAND_AUTOCOMPLETE_CHOICES", "Either choices or completions.")
    yield from choice_problems(one["choices"], f"{path}.choices")


def choice_problems(given: object, path: str) -> Iterator[Problem]:
    """Of an option's choices, or of what is offered while somebody types."""
    yield from forms.lists(given, path, 25)
    for nr, each in enumerate(given if isinstance(given, list) else ()):
        yield from forms.objects(each, f"{path}.{nr}", {"name", "value", "name_localizations"}, {"name", "value"})
    for nr, each in forms.dicts(given):
        yield from forms.texts(each.get("name"), f"{path}.{nr}.name", 100)
        if isinstance(each.get("value"), str):
            yield from forms.texts(each["value"], f"{path}.{nr}.value", 100)


def put(world: World, given: object, guild: str = "") -> list[Json]:
    """The commands as they are kept, for a server or for all. Raises Refused."""
    world.command_puts += 1
    if found := list(problems(given)):
        raise invalid_form(*found)
    assert isinstance(given, list)
    before = {(one["type"], one["name"]): one["id"] for one in world.commands.get(guild, [])}
    world.commands[guild] = [_kept(world, one, guild, before) for one in given]
    world.stir()
    return world.commands[guild]


def _kept(world: World, one: Json, guild: str, before: dict[Any, str]) -> Json:
    kind = one.get("type", SLASH)
    made: Json = {"default_member_permissions": None, "nsfw": False, "description": "", **_without_unset(one)}
    made |= {"type": kind, "name_localizations": None, "description_localizations": None}
    made |= {"id": before.get((kind, one["name"])) or world.new_id(), "application_id": APP_ID}
    return made | {"version": world.new_id()} | ({"guild_id": guild} if guild else {})


def _without_unset(one: Json) -> Json:
    """As Discord gives it back: what is false or empty of an option is left out."""
    inner = {key: [_without_unset(each) for each in one[key]] for key in ("options", "choices") if one.get(key)}
    return {key: value for key, value in one.items() if value or key == "value"} | inner


def command(world: World, name: str, kind: int = SLASH, guild: str = "") -> Json:
    """A registered command. Raises Refused where there is none."""
    for one in [*world.commands.get(guild, []), *world.commands.get("", [])]:
        if one["name"] == name and one["type"] == kind:
            return one
    raise unknown("application command")
